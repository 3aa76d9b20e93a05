"""What the pages print about duties after an item was found wrong, and about what was filed before."""

from __future__ import annotations

from typing import Any

from apps.matters import keys
from apps.people.models import User
from apps.review.aftermath import taking_over
from apps.review.models import ReviewTask
from apps.review.models.aftermath import CorrectiveTask, EarlierFilings


def open_duties(user: User) -> list[CorrectiveTask]:
    """What is owed for items found wrong, in matters this person sees, first due first. Once a matter's content is
    destroyed, nothing can be said any more of what was done."""
    seen = ReviewTask.objects.visible_to(user).filter(matter__key__destroyed_at=None)
    return list(
        CorrectiveTask.objects.filter(done_at=None, correction__task__in=seen)
        .select_related("assigned_to", "correction__task__matter")
        .order_by("needed_by", "id")[:200]
    )


def earlier_filings(duty: EarlierFilings, user: User) -> dict[str, Any]:
    """What whoever took over a matter looks through: each item, what was said of it, and what was signed."""
    listed = []
    for task in taking_over.filed_before(duty):
        answer = max(task.filing_answers.all(), key=lambda each: each.at, default=None)
        statement = next((each for each in task.statements.all() if each.withdrawn_at is None), None)
        listed.append({"task": task, "answer": answer, "statement": statement})
    return {
        "duty": duty,
        "listed": listed,
        "note": keys.reveal(duty, "note").reveal() if duty.note is not None else "",
        "why_not": "" if duty.done_at is not None else taking_over.why_not(user, duty),
    }
