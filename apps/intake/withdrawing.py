"""A source that was put where it does not belong: what it held is wiped, and its row says who withdrew it and why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import WrongState
from apps.core.sensitive import Sensitive
from apps.intake import earlier, rules
from apps.intake.models import Precedent, Source, State, WithdrawalReason
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User

NAMELESS = "—"
"""What is sealed in the place of a name, which could tell whose paper it was."""


def locked(source: Source) -> list[Source]:
    """The source first, then all that came out of it, locked together with the matter: nothing comes out of it, and
    nothing begins to rest on it, before the transaction ends."""
    matter = Matter.objects.select_for_update(of=("self",), no_key=True).get(pk=source.matter_id)
    found: list[Source] = []
    wanted: list[UUID] = [source.pk]
    while wanted:
        rows = Source.objects.select_for_update(no_key=True, of=("self",)).defer("original", "reading")
        found += rows.filter(pk__in=wanted).order_by("pk")
        # Asked once the rows are locked: whatever a reader had yet to take out of them, it took out by now.
        inside = Source.objects.filter(parent__in=wanted).exclude(pk__in=[each.pk for each in found])
        wanted = list(inside.values_list("pk", flat=True))
    for row in found:
        row.matter = matter
    return found


@transaction.atomic
def wipe(*, source: Source, reason: str, by: User, in_use: bool) -> Source:
    """Wipe the bytes, the passages and the name of a source and of all that came out of it, as the end of a working
    copy does; a reader that has it in hand keeps nothing. Digests stay, so that the same bytes are known again.

    ``in_use`` is drafting's word on whether something rests on it, for the record; ``drafting.withdraw_source`` is the
    way here. What was replaced by a placeholder stays in the matter's map, because placeholders are never used again.
    Raises NotAllowed; WrongState where it was withdrawn, the matter is on hold, or it is a precedent in force.
    """
    why = WithdrawalReason(reason)
    row, *inside = locked(source)
    rules.check_can_withdraw(by, row)
    family = [row, *(each for each in inside if each.state != State.WITHDRAWN)]
    if Precedent.objects.in_force().filter(source__in=family).exists():
        raise WrongState(_("This is a precedent of the firm. Retire it first."))
    for each in family:
        _wipe(each, why, by)
        audit.record(
            event=Event.INTAKE_SOURCE_WITHDRAWN,
            by=by,
            on=each,
            reason=why,
            in_use=in_use,
            source=row.pk if each is not row else None,
        )
    return row


def _wipe(row: Source, reason: WithdrawalReason, by: User) -> None:
    with keys.opened(row.matter_id) as seal:
        for name in ("title", "filename"):
            seal.seal(row, name, Sensitive(NAMELESS))
    row.original, row.reading, row.trouble, row.leased_until = b"", None, "", None
    row.state, row.doubtful_pages = State.WITHDRAWN, 0
    row.withdrawn_by, row.withdrawn_at, row.withdrawal_reason = by, timezone.now(), reason
    row.save(
        update_fields=[
            "title",
            "filename",
            "original",
            "reading",
            "trouble",
            "leased_until",
            "state",
            "doubtful_pages",
            "withdrawn_by",
            "withdrawn_at",
            "withdrawal_reason",
        ]
    )
    earlier.wipe(row)
