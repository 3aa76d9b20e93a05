"""The lives of a delivery and of a pull, as tables."""

from typing import Any

from apps.core import lifecycles
from apps.sync.models import Delivery, Pull
from apps.sync.models import DeliveryState as S
from apps.sync.models import PullState as P

MOVES: dict[S, frozenset[S]] = {
    S.QUEUED: frozenset({S.SENDING, S.CANCELLED}),
    S.SENDING: frozenset({S.SENDING, S.SENT, S.WAITING, S.STOPPED}),
    S.WAITING: frozenset({S.SENDING, S.CANCELLED}),
    S.SENT: frozenset({S.VERIFIED, S.STOPPED}),
    # A person looked and lets it be tried again, or gives it up. What has arrived is only read again.
    S.STOPPED: frozenset({S.QUEUED, S.SENT, S.CANCELLED}),
    S.VERIFIED: frozenset(),
    S.CANCELLED: frozenset({S.QUEUED, S.SENT}),
}
PULLS: dict[P, frozenset[P]] = {
    P.WAITING: frozenset({P.RUNNING, P.STOPPED}),
    P.RUNNING: frozenset({P.RUNNING, P.WAITING, P.STOPPED, P.DONE}),
    P.STOPPED: frozenset({P.WAITING}),
    P.DONE: frozenset(),
}


def move(delivery: Delivery, to: S, **changes: Any) -> None:
    """Move a locked delivery. Raises WrongState where the table has no such move."""
    lifecycles.move(delivery, to, moves=MOVES, **changes)


def move_pull(pull: Pull, to: P, **changes: Any) -> None:
    """Move a locked pull. Raises WrongState where the table has no such move."""
    lifecycles.move(pull, to, moves=PULLS, **changes)
