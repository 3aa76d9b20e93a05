"""Lines through the words of a page of a PDF: what somebody struck out, as a comparison of two versions prints it.
Pure.

A line through words takes them back. Read without it, the amount that was struck out stands beside the one that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from apps.intake.readers import boxes, inks
from apps.intake.readers.boxes import Box
from apps.intake.readers.canvas import Paint
from apps.intake.readers.glyphs import Glyph
from apps.intake.readers.painting import Run
from apps.intake.readers.struck import BEGINS, ENDS

LONG = 2.0
"""How many times its height a line is long at least."""
THIN = 0.4
LOWEST, HIGHEST = 0.2, 0.95
"""Of the height of a letter without what rises or hangs: how thick a line through it is at most, and where it may lie.
An underline lies below that."""
MOST = 64
"""Lines over the words of one run, and boxes over one line. More are a pattern."""
SHARE = 0.6
"""Of a letter that the line goes through."""


class Line(NamedTuple):
    box: Box
    covers: Sequence[Box]
    """What was drawn over it."""

    def goes_through(self, letter: Box) -> bool:
        high, wide = letter.top - letter.bottom, letter.right - letter.left
        at = ((self.box.bottom + self.box.top) / 2 - letter.bottom) / high
        here = Box(
            max(self.box.left, letter.left), self.box.bottom, min(self.box.right, letter.right), self.box.top
        )
        return (
            LOWEST <= at <= HIGHEST
            and self.box.top - self.box.bottom <= THIN * high
            and here.right - here.left >= SHARE * wide
            and not any(each.within(here).area >= SHARE * here.area for each in self.covers)
        )


class Through(NamedTuple):
    """The lines that may go through the letters of one run, and stretches that a mark strikes out."""

    lines: Sequence[Line]
    stretches: Sequence[Box]

    def strikes(self, letter: Box) -> bool:
        if letter.area <= 0:
            return False
        if any(each.goes_through(letter) for each in self.lines):
            return True
        return any(each.within(letter).area >= SHARE * letter.area for each in self.stretches)


def may_strike(paint: Paint) -> bool:
    """Whether something is a line across that is seen on paper."""
    wide, high = paint.box.right - paint.box.left, paint.box.top - paint.box.bottom
    is_white = paint.ink.colour is not None and inks.alike(paint.ink.colour, inks.WHITE)
    return paint.hides and not paint.is_picture and not is_white and wide >= LONG * high > 0


def is_level(run: Run) -> bool:
    """Whether its words stand from left to right: on others nobody looks for a line."""
    return run.at[0] > 0 and run.at[3] > 0 and boxes.is_level(run.at)


class Struck:
    """Words as they are said letter by letter, those that are struck out between the signs for that."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._is_open = False
        self.is_any = False

    def add(self, glyph: Glyph, *, is_struck: bool) -> None:
        if glyph.said.isspace():
            self._said.append(glyph.said)  # it is part of what is around it
            return
        if is_struck != self._is_open:
            self._turn()
        self.is_any |= is_struck
        self._said.append(glyph.said)

    def sign(self, sign: str) -> None:
        """What stands for a letter that is not read."""
        if self._is_open:
            self._turn()
        self._said.append(sign)

    def _turn(self) -> None:
        words = "".join(self._said)
        kept = words.rstrip() if self._is_open else words
        self._said = [kept, ENDS if self._is_open else BEGINS, words[len(kept) :]]
        self._is_open = not self._is_open

    def told(self) -> str:
        if self._is_open:
            self._turn()
        return "".join(self._said)
