"""The sources of a request in preview that cannot be read: which they are, and leaving one out.

A revision carries the sources of the draft it revises, and the working copies among them may have been let go since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.drafting import rules
from apps.drafting.models import Request, RequestSource
from apps.drafting.refusals import Act, on_record
from apps.intake.models import Source, State
from apps.intake.readers import versions
from apps.intake.withdrawn import title_of
from apps.matters import keys
from apps.people.models import User


@dataclass(frozen=True)
class Missing:
    """A chosen source that cannot be read. ``is_ended``: its working copy was let go, and can be brought in again."""

    pk: UUID
    title: str = field(repr=False)
    state: str
    is_ended: bool
    is_withdrawn: bool
    may_leave_out: bool


def missing(request: Request, user: User) -> list[Missing]:
    """In their order, for a page: also those that could not be read again and may not be sent as they are. Empty where
    there are none."""
    rows = request.chosen.filter(versions.cannot_be_sent("source__")).select_related("source")
    return [_missing(request, row.source, user) for row in rows.defer("source__original", "source__reading")]


def _missing(request: Request, source: Source, user: User) -> Missing:
    with keys.opened(source.matter_id) as seal:
        title = title_of(source, seal)
    return Missing(
        pk=source.pk,
        title=title,
        state=source.get_state_display() if source.state != State.READY else _("Could not be read again"),
        is_ended=source.is_ended,
        is_withdrawn=source.is_withdrawn,
        may_leave_out=rules.can_leave_out(user, request, source),
    )


@on_record(Act.LEAVE_OUT, input_too=True)
def leave_out(*, request: Request, source: Source, by: User) -> Request:
    """Leave out of a request in preview a source that cannot be read. What was shown before counts no more.

    Raises NotAllowed; WrongState for a source that can be read, or once it was confirmed; BadInput for the last one.
    """
    request = Request.objects.select_for_update(of=("self",)).select_related("matter").get(pk=request.pk)
    rules.check_can_leave_out(by, request, source)
    request.chosen.filter(source=source).delete()
    request.preview_hmac = ""
    request.save(update_fields=["preview_hmac"])
    audit.record(event=Event.DRAFTING_SOURCE_LEFT_OUT, by=by, on=request, source=source.pk)
    return request


def keep_readings(request: Request) -> None:
    """What is on file of each source is the reading that is shown: one that was brought in again was read again."""
    now = Source.objects.filter(pk=OuterRef("source")).values("reading_hmac")
    held = RequestSource.objects.filter(request=request).exclude(reading_hmac=F("source__reading_hmac"))
    held.update(reading_hmac=Subquery(now))
