"""The life of a request, and that of a workflow's version, as tables."""

from typing import Any

from apps.core import lifecycles
from apps.drafting.models import Request, RequestState, WorkflowState, WorkflowVersion

MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.PREVIEW: frozenset({RequestState.CONFIRMED, RequestState.WITHDRAWN}),
    RequestState.CONFIRMED: frozenset({RequestState.DRAFTING, RequestState.WITHDRAWN}),
    RequestState.DRAFTING: frozenset(
        {RequestState.DRAFTING, RequestState.DRAFTED, RequestState.WAITING, RequestState.STOPPED}
    ),
    RequestState.WAITING: frozenset({RequestState.DRAFTING, RequestState.STOPPED, RequestState.WITHDRAWN}),
    # A stopped request goes back to preview: what would cross is shown, and confirmed, again.
    RequestState.STOPPED: frozenset({RequestState.PREVIEW, RequestState.WITHDRAWN}),
    RequestState.DRAFTED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}

WORKFLOW_MOVES: dict[WorkflowState, frozenset[WorkflowState]] = {
    WorkflowState.PROPOSED: frozenset({WorkflowState.APPROVED, WorkflowState.DECLINED}),
    WorkflowState.APPROVED: frozenset({WorkflowState.RETIRED}),
    WorkflowState.RETIRED: frozenset(),
    WorkflowState.DECLINED: frozenset(),
}


def move(request: Request, to: RequestState, **changes: Any) -> None:
    """Move a locked request. Raises WrongState where the table has no such move."""
    lifecycles.move(request, to, moves=MOVES, **changes)


def move_workflow(version: WorkflowVersion, to: WorkflowState, **changes: Any) -> None:
    """Move a locked version of a workflow. Raises WrongState where the table has no such move."""
    lifecycles.move(version, to, moves=WORKFLOW_MOVES, **changes)
