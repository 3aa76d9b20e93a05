"""An approval that a person takes back, of which nothing has left."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.errors import BadInput, Conflict, WrongState
from apps.people.models import User
from apps.review import rules, states
from apps.review.acts import locked, void
from apps.review.models import ReviewTask, TakenBack, TaskState
from apps.review.models.filing import Withdrawal
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Voided
from apps.review.standing.coming_back import asks_kept_back, last_approval, may_come_back


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
