"""The life of a way back into an account, as a table."""

from typing import Any

from apps.core import lifecycles
from apps.people.models import Recovery
from apps.people.recovery_models import RecoveryState as S

MOVES: dict[S, frozenset[S]] = {
    # Carried out without an agreement only where nobody could agree, after a time: a constraint holds it.
    S.ASKED: frozenset({S.AGREED, S.DONE, S.REFUSED, S.STOPPED, S.LAPSED}),
    S.AGREED: frozenset({S.DONE, S.STOPPED, S.LAPSED}),
    # What ended is asked for anew.
    S.DONE: frozenset(),
    S.REFUSED: frozenset(),
    S.STOPPED: frozenset(),
    S.LAPSED: frozenset(),
}


def move(recovery: Recovery, to: S, **changes: Any) -> None:
    """Move a locked row. Raises WrongState where the table has no such move."""
    lifecycles.move(recovery, to, moves=MOVES, **changes)
