"""The life of a review task, as a table."""

from apps.review.models import TaskState

MOVES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset(
        {TaskState.SECOND, TaskState.APPROVED, TaskState.RETURNED, TaskState.WITHDRAWN}
    ),
    # An edit while the second person is awaited voids the first approval and opens the review again.
    TaskState.SECOND: frozenset(
        {TaskState.APPROVED, TaskState.RETURNED, TaskState.WITHDRAWN, TaskState.OPEN}
    ),
    TaskState.APPROVED: frozenset(),
    TaskState.RETURNED: frozenset(),
    TaskState.WITHDRAWN: frozenset(),
}
