"""The rounds of an item: each time it was returned, or found wrong after approval, a new request carried it on, and a
person confirmed that."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.core.errors import WrongState, holds
from apps.drafting.models import Draft, Request, RequestState, Version
from apps.matters import keys
from apps.matters.rules import check_works_on
from apps.people.models import User
from apps.review import rules
from apps.review.models import Decision, ReviewTask, TaskState, Verdict
from apps.review.models.aftermath import Correction, Fault
from apps.review.reading import shown
from apps.review.rulebook import reasons
from apps.review.written import redline
from apps.review.written.redline import Block


@dataclass(frozen=True)
class Round:
    """From the text that was returned to what Claude made of it. ``number`` 1 is the first revision."""

    number: int
    returned: Version
    answered: Version
    decision: Decision | None
    """Who returned it; None where it was approved and found wrong."""
    reasons: str
    note: str = field(repr=False, default="")


def of(task: ReviewTask) -> list[Round]:
    """Every round that led to this review, the oldest first. Empty for a draft that revises nothing."""
    pairs = _pairs(task.draft)
    return [_round(number, before, after) for number, (before, after) in enumerate(pairs, start=1)]


def _pairs(draft: Draft) -> list[tuple[Draft, Draft]]:
    found: list[tuple[Draft, Draft]] = []
    while (before := draft.request.revises) is not None:
        found.insert(0, (before, draft))
        draft = before
    return found


def carried_on_by(draft: Draft) -> Request | None:
    """The request that carries a draft on, or None: neither one that was withdrawn, nor one whose own draft was given
    up in review or went back and is carried on by nothing."""
    for request in draft.revisions.order_by("-made_at"):
        if request.state != RequestState.WITHDRAWN and not _ended(getattr(request, "draft", None)):
            return request
    return None


def _ended(draft: Draft | None) -> bool:
    task = getattr(draft, "task", None)
    if draft is None or task is None or task.state not in (TaskState.RETURNED, TaskState.WITHDRAWN):
        return False
    return task.state == TaskState.WITHDRAWN or carried_on_by(draft) is None


def waits(draft: Draft) -> bool:
    """Whether nothing carries a draft on, nor any round before it: then it can be asked for again."""
    each: Draft | None = draft
    while each is not None:
        if carried_on_by(each) is not None:
            return False
        each = each.request.revises
    return True


def check_can_ask_again(user: User, task: ReviewTask) -> None:
    """Anyone who works on the matter, as they could return it; once nothing carries it on. Raises NotAllowed or
    WrongState."""
    check_works_on(user, task.matter)
    if task.state != TaskState.RETURNED:
        raise WrongState(_("Only what was returned is asked for again, or given up in words."))
    if not waits(task.draft):
        raise WrongState(_("A request carries this on already. Withdraw that one first, or go on with it."))


def can_ask_again(user: User, task: ReviewTask) -> bool:
    return holds(check_can_ask_again, user, task)


def check_can_give_up(user: User, task: ReviewTask) -> None:
    """Whoever could have withdrawn it; once nothing carries it on. Raises NotAllowed or WrongState."""
    check_can_ask_again(user, task)
    rules.check_is_theirs_to_withdraw(user, task)


def can_give_up(user: User, task: ReviewTask) -> bool:
    return holds(check_can_give_up, user, task)


def _round(number: int, before: Draft, after: Draft) -> Round:
    decision = (
        Decision.objects.filter(task__draft=before, verdict=Verdict.RETURNED)
        .select_related("by", "version")
        .first()
    )
    wrong = [] if decision else list(Correction.objects.filter(task__draft=before))
    faults = dict.fromkeys(str(Fault(fault).label) for each in wrong for fault in each.faults)
    return Round(
        number=number,
        returned=decision.version if decision else before.latest,
        answered=after.versions.order_by("number")[0],
        decision=decision,
        reasons=reasons.said(decision.reasons) if decision else "; ".join(faults),
        note="\n\n".join(filter(None, map(shown.note_of, [decision, *wrong]))),
    )


def changes(each: Round) -> list[Block]:
    """What a round changed, from the text that was returned to the first one that came back."""
    before = keys.reveal(each.returned, "text").reveal()
    return redline.blocks(redline.redline(before, keys.reveal(each.answered, "text").reveal()))
