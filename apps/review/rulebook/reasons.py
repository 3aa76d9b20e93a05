"""The reasons for which drafts go back, as the firm words them: each with an owner, each change on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import firm_digest
from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.core.sensitive import Sensitive
from apps.people.models import User
from apps.review import rules
from apps.review.models import ReturnReason
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal

OTHER = "other"
"""The reason that stays: what none of the others says, with a note."""


def names() -> dict[str, str]:
    """Every code there ever was, with its name in the reader's language."""
    return {row.code: row.local_name for row in ReturnReason.objects.all()}


def said(codes: Iterable[str]) -> str:
    """Codes of a decision in words."""
    given = list(codes)
    known = names() if given else {}
    return ", ".join(known.get(code, code) for code in given)


def coded(codes: Sequence[str]) -> list[Enum]:
    """As the log takes them: members of an enumeration of exactly the codes there are. ValueError for any other."""
    every = ReturnReason.objects.values_list("code", flat=True)
    known = Enum("ReasonCode", [(code, code) for code in every])  # type: ignore[misc]
    return [known(code) for code in codes]


def given(codes: Sequence[str], note: Sensitive | None) -> list[ReturnReason]:
    """The reasons in force that were chosen. Raises BadInput for none, for another, and without a note one needs."""
    rows = {row.code: row for row in ReturnReason.objects.in_force()}
    if not codes or any(code not in rows for code in codes):
        raise BadInput(_("Choose at least one reason."))
    chosen = [rows[code] for code in dict.fromkeys(codes)]
    if any(row.needs_note for row in chosen) and (note is None or not note.reveal().strip()):
        raise BadInput(_("Say in a note what the reason is."))
    return chosen


@on_record(Attempt.SET_REASON)
def add_reason(*, name: str, name_fr: str, needs_note: bool, by: User) -> ReturnReason:
    """A reason of the firm's own. A partner's act; its code is a number, so that the log holds nobody's words."""
    rules.check_is_partner(by)
    name, name_fr = _named(name, name_fr)
    ReturnReason.objects.select_for_update().get(
        code=OTHER
    )  # the one that is always there: two get two numbers
    count = ReturnReason.objects.filter(code__startswith="firm_").count()
    last = ReturnReason.objects.aggregate(last=Max("order"))["last"] or 0
    row = ReturnReason.objects.create(
        code=f"firm_{count + 1}", name=name, name_fr=name_fr, needs_note=needs_note, order=last + 1
    )
    _record(row, by)
    return row


@on_record(Attempt.SET_REASON)
def set_reason(
    *,
    rule: ReturnReason,
    was: int,
    name: str,
    name_fr: str,
    needs_note: bool,
    in_force: bool,
    by: User,
) -> ReturnReason:
    """What a reason is called, whether it needs a note, and whether it is given any more. Decisions keep its code.

    ``was`` is the version that was shown. Raises NotAllowed for anyone but the owner (or who covers for them) and to
    end the one that stays, Conflict when somebody changed it first, BadInput without a name in both languages.
    """
    row = ReturnReason.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    rules.check_keeps_rule(by, row.owner)
    if row.version != was:
        raise Conflict(_("The reason was changed in the meantime. Look at it first."))
    if row.code == OTHER and not (needs_note and in_force):
        raise NotAllowed(
            _("There is always a reason for what the others do not say, with a note."), codes=(Refusal.FLOOR,)
        )
    row.name, row.name_fr = _named(name, name_fr)
    row.needs_note, row.version = needs_note, was + 1
    row.retired_at = None if in_force else row.retired_at or timezone.now()
    row.save()
    _record(row, by)
    return row


def _named(name: str, name_fr: str) -> tuple[str, str]:
    words = [" ".join(each.split()) for each in (name, name_fr)]
    if any(not 0 < len(each) <= 60 for each in words):
        raise BadInput(_("A reason has a name in English and one in French, of 60 letters at most."))
    return words[0], words[1]


def _record(row: ReturnReason, by: User) -> None:
    audit.record(
        event=Event.REVIEW_REASON_SET,
        by=by,
        on=row,
        code=coded([row.code])[0],
        version=row.version,
        needs_note=row.needs_note,
        in_force=row.retired_at is None,
        digest=firm_digest(row.name.encode(), row.name_fr.encode()),
    )
