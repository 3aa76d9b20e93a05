"""The second look: which approvals are drawn, and what a person who had no part in them says of each.

The method: an approval that needed no second person is drawn where the SHA-256 of its own id leaves no remainder when
divided by the kind's rate. Each that was given without the one it needed is drawn, whatever the rate: its second
reading is still owed. The id is made at random in the moment of the approval, so nobody can know beforehand, and
anybody can repeat the draw afterwards.
"""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.matters import keys
from apps.people.models import Robot, User
from apps.review import rules
from apps.review.acts import locked
from apps.review.models import Decision, ItemRule, LookOutcome, ReviewTask, SecondLook, Step, TaskState
from apps.review.reading.opened import check_opened
from apps.review.refusals import on_record
from apps.review.rules import Attempt


def is_drawn(decision: Decision, one_in: int) -> bool:
    """Whether the method draws this approval at this rate."""
    return one_in > 0 and int.from_bytes(hashlib.sha256(decision.pk.bytes).digest()) % one_in == 0


def draw(decision: Decision, rule: ItemRule) -> SecondLook | None:
    """Draw an approval, or not. Call it in the transaction of the decision that ends a review.

    Each approval is drawn for itself: a look that was taken says nothing of what is approved later. One that still
    waits, because its approval was taken back, is owed of the approval that took its place.
    """
    task = decision.task
    look = _waiting(task)
    if look is not None:
        look.decision = decision
        look.save(update_fields=["decision"])
        return _recorded(look)
    one_in = 1 if task.needs_second else rule.sample_one_in
    if decision.step == Step.SECOND or not is_drawn(decision, one_in):
        return None
    return _recorded(
        SecondLook.objects.create(task=task, matter_id=task.matter_id, decision=decision, one_in=one_in)
    )


def _waiting(task: ReviewTask) -> SecondLook | None:
    """The look that is owed, locked."""
    return next(iter(_WAITING(task=task.pk)), None)


_WAITING = Prepared(
    lambda task: SecondLook.objects.select_for_update(of=("self",)).filter(
        task=task, outcome=LookOutcome.WAITING
    )
)


def _recorded(look: SecondLook) -> SecondLook:
    audit.record(
        event=Event.REVIEW_SAMPLED,
        by=User.for_robot(Robot.REVIEW),
        on=look.task,
        decision=look.decision_id,
        one_in=look.one_in,
    )
    return look


@on_record(Attempt.LOOK_AGAIN)
def look_again(
    *, task: ReviewTask, decision: Decision, outcome: str, note: Sensitive | None, by: User
) -> SecondLook:
    """What a lawyer who had no part in it found of the approval that their page showed, whose text was before them. It
    cancels nothing: an approval found wrong is taken back while nothing of it has left, and put right as any item that
    was found wrong after delivery is from then on. What waits for a signature is not signed on it, and what is to be
    delivered still is held back (``standing.doubts``).

    Raises NotAllowed, also where the text was not opened; WrongState once looked at, Conflict where another approval
    took that one's place, or BadInput where an overturned approval has no note.
    """
    task = locked(task)
    look = _waiting(task)
    rules.check_can_look_again(by, task)
    if look is None or task.state != TaskState.APPROVED:
        raise WrongState(_("There is no second look to be taken here."))
    if look.decision_id != decision.pk:
        raise Conflict(_("Another approval was given since this page was opened. Look at that one."))
    check_opened(look.decision.version, by)
    said = canonical(note.reveal().strip()) if note is not None else ""
    if outcome not in (LookOutcome.UPHELD, LookOutcome.OVERTURNED):
        raise BadInput(_("Say whether the approval was right or wrong."))
    if outcome == LookOutcome.OVERTURNED and not said:
        raise BadInput(_("Say in a note what was wrong."))
    look.outcome, look.looked_by, look.looked_at = outcome, by, timezone.now()
    if said:
        keys.seal(look, "note", Sensitive(said))
    look.save(update_fields=["outcome", "looked_by", "looked_at", "note"])
    audit.record(
        event=Event.REVIEW_LOOKED_AGAIN,
        by=by,
        on=task,
        decision=look.decision_id,
        outcome=LookOutcome(outcome),
        note=keys.digest(task.matter_id, said.encode()) if said else None,
    )
    return look
