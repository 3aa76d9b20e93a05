"""How much room a paragraph of a Word document takes on its page at least and at most, in points. Pure.

Nothing here sets a page: that takes Word and its fonts. Where a box lies over one, it is enough to know which
paragraphs cannot be under it. Letters are as narrow and as wide as those of no usual font, so that a paragraph lies
between what is said of it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from apps.intake.readers.laid import PLACE, TWIP, points
from apps.intake.readers.styles import Styles

ANY = 1_000_000.0
"""A height that no page has."""
NARROW, WIDE, WIDE_SIGN = 0.33, 0.72, 1.1
"""Widths of letters on an average, and of a sign of Chinese, by their size."""
FIRST_SIGN = 0x1100
LOW, TALL = 1.0, 1.4
"""Heights of a line, by the size of its letters."""
USUAL = 10.0
"""Size of letters of which nothing is said."""
VALUE = qn("w:val")
PPR, RPR, R, T = qn("w:pPr"), qn("w:rPr"), qn("w:r"), qn("w:t")
BREAKS = (qn("w:br"), qn("w:cr"))
TABS = (qn("w:tab"), qn("w:ptab"))
UNSET = (qn("w:object"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath")
NOT_IN_LINE = frozenset(
    {
        f"{PLACE}anchor", PPR, qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:txbxContent"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)  # fmt: skip


class Room(NamedTuple):
    least: float
    most: float
    """Heights of its lines."""
    before: float
    after: float
    left: float
    right: float
    """Where its words begin and end in their column, as far as they may."""
    letter: float
    """The smallest size of its letters."""
    is_close: bool = False
    """Whether it leaves no room to others of its kind."""


class Rooms:
    """Those of the paragraphs of one document."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._begun = [] if styles.begun is None else [styles.begun]

    def of(self, paragraph: Any, column: float) -> Room:
        words = _Counted(self._sizes(paragraph), self._size(None, paragraph))
        words.count(paragraph)
        is_hidden = bool(self._styles.given(paragraph.find(f"{PPR}/{RPR}"), paragraph).vanish)
        left, right, first, is_known = self._indents(paragraph)
        wide = max(column - max(0.0, left) - max(0.0, right), column / 4)
        least_lines = max(1, ceil(words.least / wide)) + words.breaks
        most_lines = max(1, ceil(words.most * 1.1 / wide)) + words.breaks + words.tabs
        low, tall = self._lines(paragraph, words.smallest, words.largest)
        before, after = self._around(paragraph)
        is_short = most_lines == 1 and is_known and self._is_left(paragraph)
        return Room(
            least=0.0 if is_hidden else max(least_lines * low, words.drawn),
            most=most_lines * tall + words.drawn if not words.is_unset else ANY,
            before=before,
            after=after,
            left=min(left, left + first) if is_known else 0.0,
            right=max(left, left + first) + words.most if is_short else column,
            letter=words.smallest,
            is_close=self._is_on(paragraph, "contextualSpacing"),
        )

    def _sizes(self, paragraph: Any) -> dict[Any, float]:
        return {run: self._size(run.find(RPR), paragraph) for run in paragraph.iter(R)}

    def _size(self, properties: Any, paragraph: Any) -> float:
        said = self._styles.given(properties, paragraph).size
        return int(said) / 2 if said is not None and said.isdecimal() and len(said) < 5 else USUAL

    def _said(self, paragraph: Any, tag: str) -> Iterator[Any]:
        """What is said of a paragraph by elements of one name, what counts first before the rest."""
        for holder in (paragraph, *self._styles.line(self._styles.of(paragraph)).values(), *self._begun):
            if (found := holder.find(f"{PPR}/{tag}")) is not None:
                yield found

    def _first(self, paragraph: Any, tag: str, *names: str) -> float | None:
        for found in self._said(paragraph, tag):
            for name in names:
                if (value := found.get(qn(f"w:{name}"))) is not None:
                    return _twips(value)
        return None

    def _indents(self, paragraph: Any) -> tuple[float, float, float, bool]:
        """From the left, from the right, that of the first line besides, and whether no list says otherwise."""
        tag = qn("w:ind")
        left, right = (self._first(paragraph, tag, *names) for names in (("left", "start"), ("right", "end")))
        hanging, first = (self._first(paragraph, tag, name) or 0.0 for name in ("hanging", "firstLine"))
        is_item = next(self._said(paragraph, qn("w:numPr")), None) is not None
        return left or 0.0, right or 0.0, -hanging or first, not is_item

    def _around(self, paragraph: Any) -> tuple[float, float]:
        tag = qn("w:spacing")
        return self._first(paragraph, tag, "before") or 0.0, self._first(paragraph, tag, "after") or 0.0

    def _lines(self, paragraph: Any, smallest: float, largest: float) -> tuple[float, float]:
        """Heights of a line at least and at most."""
        low, tall = smallest * LOW, largest * TALL
        for found in self._said(paragraph, qn("w:spacing")):
            if (given := found.get(qn("w:line"))) is not None:
                kind, line = found.get(qn("w:lineRule")) or "auto", _twips(given)
                if kind == "exact":
                    return line, line
                if kind == "atLeast":
                    return max(low, line), max(tall, line)
                return low * line / 12, tall * line / 12
        return low, tall

    def _is_left(self, paragraph: Any) -> bool:
        found = next(self._said(paragraph, qn("w:jc")), None)
        return found is None or found.get(VALUE) in ("left", "start", "both")

    def is_apart(self, paragraph: Any) -> bool:
        """Whether it begins on a page of its own."""
        return self._is_on(paragraph, "pageBreakBefore")

    def _is_on(self, paragraph: Any, name: str) -> bool:
        found = next(self._said(paragraph, qn(f"w:{name}")), None)
        return found is not None and found.get(VALUE) not in ("0", "false", "off")


class _Counted:
    """What stands in the lines of a paragraph."""

    def __init__(self, sizes: dict[Any, float], own: float) -> None:
        self._sizes = sizes
        self.smallest = self.largest = own
        self.least = self.most = self.drawn = 0.0
        self.breaks = self.tabs = 0
        self.is_unset = self._has_words = False

    def count(self, element: Any, size: float = USUAL) -> None:
        for child in element.iterchildren("*"):
            if child.tag in NOT_IN_LINE:
                continue
            if child.tag == R:
                self.count(child, self._sizes[child])
            elif child.tag == T:
                self._words(child.text or "", size)
            elif child.tag in BREAKS:
                self.breaks += 1
            elif child.tag in TABS:
                self.tabs += 1
            elif child.tag == f"{PLACE}inline":
                held = child.find(f"{PLACE}extent")
                self.drawn += points(None if held is None else held.get("cy"))
            elif child.tag in UNSET or (child.tag == qn("w:pict") and not _is_placed(child)):
                self.is_unset = True
            else:
                self.count(child, size)

    def _words(self, words: str, size: float) -> None:
        if not self._has_words and words:
            self.smallest = self.largest = size
            self._has_words = True
        self.smallest, self.largest = min(self.smallest, size), max(self.largest, size)
        signs = sum(ord(each) >= FIRST_SIGN for each in words)
        letters = len(words) - signs
        self.least += size * (NARROW * letters + LOW * signs)
        self.most += size * (WIDE * letters + WIDE_SIGN * signs)


def _is_placed(picture: Any) -> bool:
    styles = [each.get("style") or "" for each in picture.iter() if isinstance(each.tag, str)]
    return any("position:absolute" in each.replace(" ", "") for each in styles)


def _twips(value: str) -> float:
    said = value.lstrip("-")
    return float(value) / TWIP if said.isdecimal() and len(said) < 9 else 0.0
