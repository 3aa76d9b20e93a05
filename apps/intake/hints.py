"""From Zoom's own word that a transcript is ready to an arrival that a worker fetches."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.core.errors import BadInput
from apps.core.sensitive import Sensitive
from apps.intake.arrivals import announce
from apps.integrations.models import Hint, HintKind
from apps.people.models import Robot, User


@transaction.atomic
def take_hints(limit: int) -> list[UUID]:
    """Announce what vendors hinted at. For the scheduler: nobody is spoken to here.

    A hint carries no topic; what the meeting was called is read from Zoom when the transcript is fetched.
    """
    waiting = Hint.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "connection", "host"
    )
    rows = list(waiting.filter(kind=HintKind.TRANSCRIPT, taken_at=None).order_by("heard_at")[:limit])
    robot = User.for_robot(Robot.INTAKE) if rows else None
    for hint in rows:
        assert robot is not None
        _announce(hint, robot)
        hint.taken_at = timezone.now()
        hint.save(update_fields=["taken_at"])
    return [hint.pk for hint in rows]


def _announce(hint: Hint, robot: User) -> None:
    """A hint whose ids do not read like ids leads nowhere; the sweep finds what Zoom itself lists."""
    try:
        announce(
            connection=hint.connection,
            meeting=hint.remote_id,
            file_id=hint.part,
            topic=Sensitive(""),
            host=hint.host,
            by=robot,
        )
    except BadInput:
        return
