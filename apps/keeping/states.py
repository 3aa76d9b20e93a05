"""The life of a destruction, as a table."""

from typing import Any

from apps.core import lifecycles
from apps.keeping.models import Destruction
from apps.keeping.models import State as S

MOVES: dict[S, frozenset[S]] = {
    S.PROPOSED: frozenset({S.APPROVED, S.DECLINED, S.HELD, S.LAPSED}),
    S.APPROVED: frozenset({S.DESTROYED, S.DECLINED, S.HELD, S.LAPSED}),
    # What is gone does not come back; what was stopped is proposed anew when it is due.
    S.DESTROYED: frozenset(),
    S.DECLINED: frozenset(),
    S.HELD: frozenset(),
    S.LAPSED: frozenset(),
}


def move(destruction: Destruction, to: S, **changes: Any) -> None:
    """Move a locked destruction. Raises WrongState where the table has no such move."""
    lifecycles.move(destruction, to, moves=MOVES, **changes)
