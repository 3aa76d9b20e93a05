"""Which approval may be taken back, and what a page asks of whoever does.

Any change after approval cancels it (professional rules on review, section 8). While the second person is awaited, a
new text, a check found wrong or confirmed that was open, another answer for the court or to a question cancels the
first approval, and the review is open again (``acts.changed``); a confirmation of what stands confirmed is refused: it
would only put another name under the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.audit.events import Event
from apps.audit.models import Entry
from apps.drafting.models import Version
from apps.people.models import User
from apps.review import rules
from apps.review.models import Decision, ReviewTask, TakenBack, TaskState, Verdict
from apps.review.models.aftermath import Correction
from apps.review.models.filing import SignedStatement


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


@dataclass(frozen=True)
class Back:
    """An approval that a reader may take back, and what is asked of them for it."""

    shown: UUID | None
    is_mine: bool
    asks_kept_back: bool
    reasons: list[tuple[str, Any]]


def back(task: ReviewTask, user: User) -> Back | None:
    """None where nothing can be taken back, or not by this reader."""
    last = last_approval(task)
    if last is None or not may_come_back(task) or not rules.can_cancel(user, task):
        return None
    asks = asks_kept_back(task, last)
    return Back(last.manifest_id, last.by_id == user.pk, asks, list(TakenBack.choices))
