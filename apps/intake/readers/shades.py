"""What is behind the words of a Word document, and so whether they are seen on it (ECMA-376 part 1, 17.3.5). Pure.

A text of the colour of its paper is in the file and in no print of it. A name that somebody went over with a black
marker is one that they meant nobody to read. Where it is not known what is behind some words, as over a picture, they
count as seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from apps.intake.readers.inks import DARK, WHITE, Colour, alike

if TYPE_CHECKING:
    from apps.intake.readers.styles import Styles

VALUE, FILL, COLOUR, SHADE = qn("w:val"), qn("w:fill"), qn("w:color"), qn("w:shd")
PPR, TC, TBL, BOX, BACKGROUND = qn("w:pPr"), qn("w:tc"), qn("w:tbl"), qn("w:txbxContent"), qn("w:background")
SHAPES = "{urn:schemas-microsoft-com:vml}"
BEHIND = re.compile(r"z-index:\s*-")
SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
BOXES = frozenset({"rect", "roundRect", "flowChartProcess"})
THIN = 73_152
"""Of a height or width, in the units of a drawing: with less than a letter has, it is a line and hides no words."""
LAID_OVER = "[box drawn over the page: words under it are read]"
ANCHOR = f"{PLACE}anchor"
HEX = re.compile(r"[0-9a-fA-F]{6}")
TINY = 2
"""Half points that a letter nobody reads has at most."""
MARKERS = {
    "black": "000000", "white": "FFFFFF", "darkBlue": "000080", "darkGray": "808080", "lightGray": "C0C0C0",
    "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000", "yellow": "FFFF00",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
}  # fmt: skip
NOTHING, UNKNOWN = "", "?"
"""A shade that lets through what is behind it, and one of which it is not known what it is."""


def shade(given: Any) -> str | None:
    """Of the element that says it: a colour, ``NOTHING``, or ``UNKNOWN``; None where none is said."""
    if given is None:
        return None
    how, fill, over = given.get(VALUE), given.get(FILL) or "auto", given.get(COLOUR) or "auto"
    if how in (None, "clear"):
        return NOTHING if fill == "auto" else fill
    if how == "nil":
        return NOTHING
    return over if how == "solid" and over != "auto" else UNKNOWN


def colour(said: str | None) -> Colour | None:
    if said is None or not HEX.fullmatch(said):
        return None
    red, green, blue = (int(said[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return (red, green, blue)


def marked(name: str | None) -> str | None:
    """The colour of a marker by its name."""
    return None if name is None else MARKERS.get(name)


def is_dark(said: str | None) -> bool:
    found = colour(said)
    return found is not None and max(found) <= DARK


def lies_over(anchor: Any) -> bool:
    """Whether a drawing is a filled box without words that lies over the text: a name may be under it, and only Word
    knows which."""
    if anchor.get("behindDoc") in ("1", "true") or anchor.find(f"{PLACE}wrapNone") is None:
        return False
    size = anchor.find(f"{PLACE}extent")
    sides = ("0", "0") if size is None else (size.get("cx") or "0", size.get("cy") or "0")
    if not all(each.isdecimal() and int(each) >= THIN for each in sides):
        return False
    return any(_is_filled_box(each) for each in anchor.iter(f"{SHAPE}wsp"))


def _is_filled_box(shape: Any) -> bool:
    looks = shape.find(f"{SHAPE}spPr")
    if looks is None or any((each.text or "").strip() for each in shape.iter(qn("w:t"))):
        return False
    form = looks.find(f"{DRAWN}prstGeom")
    if form is None or form.get("prst") not in BOXES or looks.find(f"{DRAWN}noFill") is not None:
        return False
    styled = shape.find(f"{SHAPE}style/{DRAWN}fillRef")
    return looks.find(f"{DRAWN}solidFill") is not None or (
        styled is not None and styled.get("idx") not in (None, "0")
    )


class Shades:
    """What is behind the paragraphs of one document."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._behind: dict[Any, Colour | None] = {}
        self._roots: dict[Any, Colour | None] = {}

    def hide(self, ink: str | None, own: str | None, paragraph: Any) -> bool:
        """Whether words of this colour, with this shade of their own or none, look as what is behind them."""
        seen = colour(ink)
        if seen is None:
            return False
        behind = self._of(paragraph) if own in (None, NOTHING) else colour(own)
        return behind is not None and alike(seen, behind)

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
                BEHIND.search(each.get("style") or "") for each in root.iter(f"{SHAPES}*")
            )
            self._roots[root] = WHITE if is_plain else None
        return self._roots[root]
