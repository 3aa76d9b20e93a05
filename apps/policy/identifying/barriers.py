"""A text whose finds are barriers: of the same length, or one for each find as it is once they are placeholders."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from apps.policy.identifying.known import Found
from apps.policy.identifying.words import BARRIER


def hidden(text: str, found: Sequence[Found]) -> str:
    """The text with what was found, in order, turned into barriers of the same length."""
    pieces, at = [], 0
    for each in found:
        pieces += [text[at : each.start], BARRIER * (each.end - each.start)]
        at = each.end
    return "".join([*pieces, text[at:]])


def barred(text: str, found: Sequence[Found]) -> str:
    """The text with one barrier for each find, as it is once each is a placeholder and those are taken for barriers."""
    pieces, at = [], 0
    for each in found:
        pieces.append(text[at : each.start])
        at = each.end
    return BARRIER.join([*pieces, text[at:]])


def placed(found: Sequence[Found], taken: Sequence[Found]) -> list[Found]:
    """Finds in a text of `barred`, placed in the whole text. No find crosses a barrier."""
    if not taken:
        return list(found)
    longer = [0, *accumulate(each.end - each.start - 1 for each in taken)]
    barriers = [each.start - before for each, before in zip(taken, longer, strict=False)]
    moved = []
    for each in found:
        by = longer[bisect_left(barriers, each.start)]
        moved.append(each._replace(start=each.start + by, end=each.end + by))
    return moved
