"""An approval that does not stand any more: struck in the act that changes what it rests on, or by a person's word.

Any change after approval cancels it (professional rules on review, section 8). While the second person is awaited, a
new text, a check found wrong or confirmed that was open, another answer for the court or to a question cancels the
first approval, and the review is open again; a confirmation of what stands confirmed is refused: it would only put
another name under the same thing.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, WrongState
from apps.drafting.models import Version
from apps.people.models import User
from apps.review import rules, states
from apps.review.aftermath_models import Correction
from apps.review.filing_models import SignedStatement, Withdrawal
from apps.review.models import Decision, ReviewTask, TakenBack, TaskState, Verdict
from apps.review.openings import locked
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Voided


def void(
    task: ReviewTask, by: User, reason: Voided, *, why: TakenBack | None = None, kept_back: bool | None = None
) -> None:
    """Strike the approvals that stand. They stay on record as what they were."""
    for decision in rules.standing(task):
        decision.voided_at, decision.voided_by, decision.taken_back = timezone.now(), by, why or ""
        decision.save(update_fields=["voided_at", "voided_by", "taken_back"])
        audit.record(
            event=Event.REVIEW_APPROVAL_CANCELLED,
            by=by,
            on=task,
            reason=reason,
            why=why,
            kept_back=kept_back,
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
def cancel_approval(
    *, task: ReviewTask, shown: UUID, reason: str, by: User, kept_back: bool = False
) -> ReviewTask:
    """Take an approval back that was not acted on, and open the review again. What was to be delivered of it is given
    up, and what was beginning to go either has gone or does not (``leaving``).

    ``shown`` is the manifest that a page showed as approved: Conflict where another approval took that one's place.
    ``reason`` is one of ``TakenBack``. Of what could be used as it is, files can have been sent by hand from paper or
    from the page, which nothing here sees: the licensee says that it was not, ``kept_back``.

    An act of a licensee, or of whoever approved it, because it only stops: what is asked is answered anew, and the text
    is approved anew, by somebody who may. Raises NotAllowed, BadInput, Conflict, or WrongState for what stands in no
    such way: what may have left is found wrong, and never opened again.
    """
    task = locked(task)
    rules.check_can_cancel(by, task)
    if task.matter.key.destroyed_at is not None:
        raise WrongState(_("The content of this matter was destroyed and cannot be read again."))
    last = last_approval(task)
    if last is None or not may_come_back(task):
        raise WrongState(
            _("No approval stands here that can be taken back. What may have left can be found wrong.")
        )
    if last.manifest_id != shown:
        raise Conflict(_("Another approval was given since this page was opened. Look at that one."))
    if reason not in TakenBack.values:
        raise BadInput(_("Say why the approval is taken back."))
    asked = asks_kept_back(task, last)
    if asked and not kept_back:
        raise BadInput(_("Say that nothing of it was filed, sent or handed on by hand meanwhile."))
    struck = set(task.statements.values_list("withdrawn_reason", flat=True))
    voided = Voided.SIGNED_IN_ERROR if struck == {Withdrawal.SIGNED_IN_ERROR} else Voided.TAKEN_BACK
    void(task, by, voided, why=TakenBack(reason), kept_back=True if asked else None)
    states.move(task, TaskState.OPEN, decided_at=None, reserved_by=None, reserved_until=None)
    return task


def last_approval(task: ReviewTask) -> Decision | None:
    """Of the approvals that stand, the last: what it names is what a page shows as approved."""
    return rules.standing(task).select_related("manifest").order_by("-at").first()


def last_struck(version: Version) -> Decision | None:
    """Of the approvals of this text that do not stand any more, the one that was struck last: whoever approves the text
    after it was shown that it was, and why."""
    rows = Decision.objects.filter(version=version, verdict=Verdict.APPROVED).exclude(voided_at=None)
    return rows.select_related("voided_by").order_by("-voided_at").first()


def asks_kept_back(task: ReviewTask, last: Decision) -> bool:
    """Whether what was approved could be used as it is, or could while it was signed: neither while a second person was
    awaited, nor before a signature that was due."""
    if task.state != TaskState.APPROVED:
        return False
    return last.manifest is None or not last.manifest.signature_due or task.statements.exists()


def may_come_back(task: ReviewTask) -> bool:
    """Whether an approval stands of which nothing can have left, and over which nothing is signed."""
    if task.state != TaskState.APPROVED:
        return task.state == TaskState.SECOND
    if task.left_at is not None or SignedStatement.objects.filter(task=task, withdrawn_at=None).exists():
        return False
    return not Correction.objects.filter(task=task).exists() and not _is_older_than_a_restore(task)


def _is_older_than_a_restore(task: ReviewTask) -> bool:
    """Whether a backup was brought back since it was approved: what left in between is not known here."""
    if task.decided_at is None:
        return False
    at = int(task.decided_at.timestamp() * 1_000_000)
    return Entry.objects.filter(event=Event.KEEPING_BACKUP_RESTORED.value, at_us__gt=at).exists()
