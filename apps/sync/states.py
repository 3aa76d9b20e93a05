"""The life of a delivery, as a table."""

from typing import Any

from apps.core import lifecycles
from apps.sync.models import Delivery
from apps.sync.models import DeliveryState as S

MOVES: dict[S, frozenset[S]] = {
    S.QUEUED: frozenset({S.SENDING, S.CANCELLED}),
    S.SENDING: frozenset({S.SENDING, S.SENT, S.WAITING, S.STOPPED}),
    S.WAITING: frozenset({S.SENDING, S.CANCELLED}),
    S.SENT: frozenset({S.VERIFIED, S.STOPPED}),
    # A person looked and lets it be tried again, or gives it up.
    S.STOPPED: frozenset({S.QUEUED, S.CANCELLED}),
    S.VERIFIED: frozenset(),
    S.CANCELLED: frozenset(),
}


def move(delivery: Delivery, to: S, **changes: Any) -> None:
    """Move a locked delivery. Raises WrongState where the table has no such move."""
    lifecycles.move(delivery, to, moves=MOVES, **changes)
