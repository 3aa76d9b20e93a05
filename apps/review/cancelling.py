"""An approval that does not stand any more: struck in the act that changes what it rests on, or by a person's word.

Any change after approval cancels it (professional rules on review, section 8). While the second person is awaited, a
new text, a check found wrong or confirmed that was open, another answer for the court or to a question cancels the
first approval, and the review is open again; a confirmation of what stands confirmed is refused: it would only put
another name under the same thing.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, WrongState
from apps.people.models import User
from apps.review import rules, states
from apps.review.aftermath_models import Correction
from apps.review.doubts import is_for_another_court
from apps.review.filing_models import SignedStatement, Withdrawal
from apps.review.models import Manifest, ReviewTask, TaskState
from apps.review.openings import locked
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Voided


def void(task: ReviewTask, by: User, reason: Voided) -> None:
    """Strike the approvals that stand. They stay on record as what they were."""
    for decision in rules.standing(task):
        decision.voided_at = timezone.now()
        decision.save(update_fields=["voided_at"])
        audit.record(
            event=Event.REVIEW_APPROVAL_CANCELLED,
            by=by,
            on=task,
            reason=reason,
            decision=decision.pk,
            version=decision.version_id,
            manifest=decision.manifest_id,
        )


def changed(task: ReviewTask, by: User, reason: Voided) -> None:
    """What a first approval rests on is about to change: it does not stand, and the review is open again.

    For a service that locked the task, before it writes. Nothing where no second person is awaited.
    """
    if task.state == TaskState.SECOND:
        void(task, by, reason)
        states.move(task, TaskState.OPEN, reserved_by=None, reserved_until=None)


@on_record(Attempt.CANCEL)
def cancel_approval(*, task: ReviewTask, by: User, kept_back: bool = False) -> ReviewTask:
    """Take an approval back with nothing changed yet, and open the review again: while a second person is awaited, or
    while what was approved waits for a signature, or for another court, and nothing of it can have left. Where one was
    given and struck as given in error, the licensee says that nothing was filed or sent by hand either: ``kept_back``.

    The way on where the court of a matter or its rule became another after approval: what is asked is answered anew and
    the text approved anew. A licensee's act, and not only the approver's, because it only stops. Raises NotAllowed,
    BadInput, or WrongState for what stands in no such way: what may have left is found wrong, and never opened again.
    """
    task = locked(task)
    rules.check_can_cancel(by, task)
    if not may_come_back(task):
        raise WrongState(
            _("No approval stands here that can be taken back. What may have left can be found wrong.")
        )
    was_signed = task.statements.exists()
    if was_signed and not kept_back:
        raise BadInput(_("It was signed. Say that nothing of it was filed or sent by hand meanwhile."))
    void(task, by, Voided.SIGNED_IN_ERROR if was_signed else Voided.TAKEN_BACK)
    states.move(task, TaskState.OPEN, decided_at=None, reserved_by=None, reserved_until=None)
    return task


def may_come_back(task: ReviewTask) -> bool:
    """Whether an approval stands of which nothing can have left."""
    if task.state != TaskState.APPROVED:
        return task.state == TaskState.SECOND
    stands = SignedStatement.objects.filter(task=task).exclude(withdrawn_reason=Withdrawal.SIGNED_IN_ERROR)
    left = task.left_at is not None or stands.exists()
    if left or Correction.objects.filter(task=task).exists():
        return False
    manifest = Manifest.objects.approved().filter(task=task).exclude(filing_hmac="").first()
    return manifest is not None and (bool(manifest.signature_due) or is_for_another_court(manifest.pk))
