"""The making of a connection, as a table."""

from typing import Any

from apps.core import lifecycles
from apps.integrations.models import Pairing
from apps.integrations.models import PairingState as S

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


def move(pairing: Pairing, to: S, **changes: Any) -> None:
    """Move a locked pairing. Raises WrongState where the table has no such move."""
    lifecycles.move(pairing, to, moves=MOVES, **changes)
