"""The life of a review task, as a table."""

from typing import Any

from apps.core import lifecycles
from apps.review.models import ReviewTask, TaskState

MOVES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset(
        {TaskState.SECOND, TaskState.APPROVED, TaskState.RETURNED, TaskState.WITHDRAWN}
    ),
    # A change of what was approved, while the second person is awaited, voids the first approval and opens it again.
    TaskState.SECOND: frozenset(
        {TaskState.APPROVED, TaskState.RETURNED, TaskState.WITHDRAWN, TaskState.OPEN}
    ),
    # Only while nothing can have left and no signature stands over it.
    TaskState.APPROVED: frozenset({TaskState.OPEN}),
    # Given up in words, where nothing carries it on any more.
    TaskState.RETURNED: frozenset({TaskState.WITHDRAWN}),
    TaskState.WITHDRAWN: frozenset(),
}


def move(task: ReviewTask, to: TaskState, **changes: Any) -> None:
    """Move a locked task. Raises WrongState where the table has no such move."""
    lifecycles.move(task, to, moves=MOVES, **changes)
