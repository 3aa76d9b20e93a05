"""How words of a Word document look on what is behind them, and so whether they are seen (ECMA-376 part 1, 17.3).
Pure.

A text of the colour of its paper is in the file and in no print of it. A name that somebody went over with a black
marker is one that they meant nobody to read. Where it is not known what is behind some words, as over a picture, they
count as seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from apps.intake.readers import colours
from apps.intake.readers.colours import NOTHING, colour, shade
from apps.intake.readers.elements import first
from apps.intake.readers.inks import WHITE, Colour, alike
from apps.intake.readers.laid import ANCHOR, VML
from apps.intake.readers.styles import Styles

VALUE, SHADE = qn("w:val"), qn("w:shd")
PPR, TC, TBL, BOX, BACKGROUND = qn("w:pPr"), qn("w:tc"), qn("w:tbl"), qn("w:txbxContent"), qn("w:background")
BEHIND = re.compile(r"z-index:\s*-")
TR, HEIGHT, HEIGHT_RULE = qn("w:tr"), f"{qn('w:trPr')}/{qn('w:trHeight')}", qn("w:hRule")
SPACING, LINE, LINE_RULE = qn("w:spacing"), qn("w:line"), qn("w:lineRule")
TINY, NARROW, FLAT = 2, 5, 40
"""What a letter nobody reads has at most: half points of its height, parts of a hundred of its width, and twentieths of
a point of the room for it."""


class Look(NamedTuple):
    """What about the looks of words changes what they say."""

    struck: bool
    hidden: bool
    raised: str
    """``superscript``, ``subscript``, or neither."""
    covered: bool = False
    """Gone over with a black marker."""


class Shades:
    """How the words of one document look, by its styles and by what is behind its paragraphs."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._behind: dict[Any, Colour | None] = {}
        self._cut: dict[Any, bool] = {}
        self._flat: dict[str, bool] = {}
        """Of paragraphs that say nothing themselves, by their style."""
        self._roots: dict[Any, Colour | None] = {}

    def look(self, properties: Any, paragraph: Any) -> Look:
        """Of words with these properties, or none, in that paragraph."""
        said = self._styles.given(properties, paragraph)
        behind = colours.marked(said.marker) or said.shade
        is_covered = said.marker == "black" and (
            said.colour in (None, "auto") or colours.is_dark(said.colour)
        )
        return Look(
            struck=bool(said.strike or said.double),
            hidden=bool(said.vanish)
            or _is_tiny(said.size, TINY)
            or _is_tiny(said.across, NARROW)
            or said.colour == colours.CLEAR
            or self._is_cut(paragraph)
            or (not is_covered and self._hide(said.colour, behind, paragraph)),
            raised=said.raised or "",
            covered=is_covered,
        )

    def _hide(self, ink: str | None, own: str | None, paragraph: Any) -> bool:
        """Whether words of this colour, with this shade of their own or none, look as what is behind them."""
        seen = colour(ink)
        if seen is None:
            return False
        behind = self._of(paragraph) if own in (None, NOTHING) else colour(own)
        return behind is not None and alike(seen, behind)

    def _is_cut(self, paragraph: Any) -> bool:
        """Whether its lines, or the row that it stands in, are held to a height in which no letter is seen."""
        if paragraph is None:
            return False
        if paragraph not in self._cut:
            rows = (row.find(HEIGHT) for row in paragraph.iterancestors(TR))
            held = (row for row in rows if row is not None and row.get(HEIGHT_RULE) == "exact")
            self._cut[paragraph] = self._is_flat(paragraph) or any(
                _is_tiny(row.get(VALUE), FLAT) for row in held
            )
        return self._cut[paragraph]

    def _is_flat(self, paragraph: Any) -> bool:
        own, style = _flat([paragraph]), self._styles.of(paragraph)
        if own is None and style not in self._flat:
            self._flat[style] = bool(_flat(self._styles.line(style).values()))
        return self._flat[style] if own is None else own

    def _of(self, paragraph: Any) -> Colour | None:
        """The colour behind a paragraph; None for one that is not known."""
        if paragraph is None:
            return None
        if paragraph not in self._behind:
            self._behind[paragraph] = self._look(paragraph)
        return self._behind[paragraph]

    def _look(self, paragraph: Any) -> Colour | None:
        holders = [paragraph, *self._styles.line(self._styles.of(paragraph)).values()]
        for each in holders:
            if (said := shade(each.find(f"{PPR}/{SHADE}"))) not in (None, NOTHING):
                return colour(said)
        for around in paragraph.iterancestors(TC, TBL, BOX):
            if around.tag == BOX:
                return None
            if around.tag == TC and (said := shade(around.find(f"{qn('w:tcPr')}/{SHADE}"))) not in (
                None,
                NOTHING,
            ):
                return colour(said)
            if around.tag == TBL and self._is_shaded(around):
                return None
        return self._of_page(paragraph.getroottree().getroot())

    def _is_shaded(self, table: Any) -> bool:
        """Whether a table may be shaded otherwise than cell by cell."""
        if shade(table.find(f"{qn('w:tblPr')}/{SHADE}")) not in (None, NOTHING):
            return True
        named = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        line = {} if named is None else self._styles.line(named.get(VALUE))
        said = (shade(each) for style in line.values() for each in style.iter(SHADE))
        return any(each not in (None, NOTHING) for each in said)

    def _of_page(self, root: Any) -> Colour | None:
        """White, unless the page has a colour of its own, or something is drawn behind its words."""
        if root not in self._roots:
            is_plain = root.find(BACKGROUND) is None and not any(
                each.get("behindDoc") in ("1", "true") for each in root.iter(ANCHOR)
            )
            is_plain = is_plain and not any(
                BEHIND.search(each.get("style") or "") for each in root.iter(f"{VML}*")
            )
            self._roots[root] = WHITE if is_plain else None
        return self._roots[root]


def _flat(holders: Iterable[Any]) -> bool | None:
    """Whether the first of them that says how high lines are leaves no room for letters; None where none says so."""
    for each in holders:
        said = first(each, PPR, SPACING)
        if said is not None and (high := said.get(LINE)) is not None:
            return said.get(LINE_RULE) == "exact" and _is_tiny(high, FLAT)
    return None


def _is_tiny(size: str | None, most: int) -> bool:
    return size is not None and size.isdecimal() and len(size) < 9 and int(size) <= most
