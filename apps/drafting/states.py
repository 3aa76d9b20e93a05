"""The life of a request, as a table."""

from apps.drafting.models import RequestState

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
