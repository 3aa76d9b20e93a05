"""What a page asks of whoever may take an approval back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.people.models import User
from apps.review import cancelling, rules
from apps.review.models import ReviewTask, TakenBack


@dataclass(frozen=True)
class Back:
    """An approval that a reader may take back, and what is asked of them for it."""

    shown: UUID | None
    is_mine: bool
    asks_kept_back: bool
    reasons: list[tuple[str, Any]]


def back(task: ReviewTask, user: User) -> Back | None:
    """None where nothing can be taken back, or not by this reader."""
    last = cancelling.last_approval(task)
    if last is None or not cancelling.may_come_back(task) or not rules.can_cancel(user, task):
        return None
    asks = cancelling.asks_kept_back(task, last)
    return Back(last.manifest_id, last.by_id == user.pk, asks, list(TakenBack.choices))
