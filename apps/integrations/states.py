"""The making of a connection and the life of a subscription, as tables."""

from typing import Any

from apps.core import lifecycles
from apps.integrations.models import Pairing, Subscription
from apps.integrations.models import PairingState as S
from apps.integrations.models import SubscriptionState as P

MOVES: dict[S, frozenset[S]] = {
    S.BEGUN: frozenset({S.ANSWERED, S.REFUSED, S.LAPSED}),
    # The vendor's answer is in use: whoever brings it again comes too late.
    S.ANSWERED: frozenset({S.REACHED, S.REFUSED, S.LAPSED}),
    S.REACHED: frozenset({S.CONFIRMED, S.DROPPED, S.LAPSED}),
    S.CONFIRMED: frozenset(),
    S.DROPPED: frozenset(),
    S.REFUSED: frozenset(),
    S.LAPSED: frozenset(),
}

SUBSCRIPTIONS: dict[P, frozenset[P]] = {
    P.ASKED: frozenset({P.STANDING, P.ENDED}),
    P.STANDING: frozenset({P.STANDING, P.ENDED}),
    P.ENDED: frozenset(),
}


def move(pairing: Pairing, to: S, **changes: Any) -> None:
    """Move a locked pairing. Raises WrongState where the table has no such move."""
    lifecycles.move(pairing, to, moves=MOVES, **changes)


def move_subscription(subscription: Subscription, to: P, **changes: Any) -> None:
    """Move a locked subscription. Raises WrongState where the table has no such move."""
    lifecycles.move(subscription, to, moves=SUBSCRIPTIONS, **changes)
