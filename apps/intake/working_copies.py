"""The end of a working copy: what the practice system has need not rest here for ever."""

from __future__ import annotations

from django.db import transaction

from apps.audit import services as audit
from apps.audit.events import Event
from apps.intake import earlier, rules
from apps.intake.models import GONE, Source, State
from apps.people.models import User


@transaction.atomic
def end_copy(*, source: Source, by: User) -> None:
    """Wipe a copy's bytes and passages, and those of what was attached to it. Its name and digests stay.

    Raises NotAllowed; WrongState for what is not a copy or is still being read. What is ended or withdrawn stays so.
    """
    row = Source.objects.select_for_update(no_key=True).defer("original", "reading").get(pk=source.pk)
    if row.is_gone:
        return
    rules.check_can_end(by, row)
    row.state, row.original, row.reading, row.leased_until = State.ENDED, b"", None, None
    row.trouble = ""
    row.save(update_fields=["state", "original", "reading", "leased_until", "trouble"])
    audit.record(event=Event.INTAKE_SOURCE_DESTROYED, by=by, on=row, reason=rules.Ended.COPY_ENDED)
    earlier.wipe(row)
    for attachment in Source.objects.filter(parent=row).exclude(state__in=GONE).defer("original", "reading"):
        end_copy(source=attachment, by=by)
