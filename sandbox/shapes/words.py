"""The words that the descriptions of answers are written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Shape = Mapping[str, Any]
"""Names of a body and what each holds: a tuple of types, a shape, or a list with one shape in it. ``?`` marks a name
that may be left out."""

NONE = type(None)
TEXT, NUMBER, FLAG = (str,), (int,), (bool,)
MAY_TEXT, MAY_NUMBER, MAY_FLAG, MAY_ANY = (str, NONE), (int, float, NONE), (bool, NONE), (object,)
QUANTITY = (int, float)


@dataclass(frozen=True)
class Answer:
    """``headers`` have to be there. ``chosen``: the vendor answers with the fields asked for, and no others."""

    body: Any = None
    status: frozenset[int] = frozenset({200})
    headers: tuple[str, ...] = ()
    chosen: bool = False


def may(shape: Shape) -> tuple[Shape, None]:
    """That shape, or nothing."""
    return (shape, None)
