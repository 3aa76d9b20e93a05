"""From Zoom's own word that a transcript is ready to an arrival that a worker fetches."""

from __future__ import annotations

import logging
from functools import cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.core.aside import Aside
from apps.core.errors import BadInput
from apps.core.prepared import Among, Prepared
from apps.core.sensitive import Sensitive
from apps.intake.arrivals import announce
from apps.integrations.models import Hint, HintKind
from apps.people.models import Robot, User

_aside: Aside[UUID] = Aside("hint", logging.getLogger(__name__))


def take_hints(limit: int) -> list[UUID]:
    """Announce what vendors hinted at. For the scheduler: nobody is spoken to here.

    A hint carries no topic; what the meeting was called is read from Zoom when the transcript is fetched. One by one:
    a hint at which something fails is left out for a while, and the others go on.
    """
    rows = _waiting(limit)(out=_aside.out())
    return [pk for pk in _aside.each(rows, _taken) if pk is not None]


@cache
def _waiting(limit: int) -> Prepared[UUID]:
    """Looked for by the scheduler four times a second, mostly in vain."""
    waiting = Hint.objects.filter(kind=HintKind.TRANSCRIPT, taken_at=None).order_by("heard_at")
    return Prepared(lambda out: waiting.exclude(Among("pk", out)).values_list("pk", flat=True)[:limit])


@transaction.atomic
def _taken(pk: UUID) -> UUID | None:
    rows = Hint.objects.select_for_update(skip_locked=True, of=("self",)).select_related("connection", "host")
    hint = rows.filter(pk=pk, taken_at=None).first()
    if hint is None:
        return None
    _announce(hint, User.for_robot(Robot.INTAKE))
    hint.taken_at = timezone.now()
    hint.save(update_fields=["taken_at"])
    return hint.pk


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
