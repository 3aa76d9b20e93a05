"""The colours that a Word document names for its words and for what is behind them (ECMA-376 part 1, 17.3). Pure."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

from apps.intake.readers.elements import first
from apps.intake.readers.inks import DARK, Colour

VALUE, FILL, COLOUR = qn("w:val"), qn("w:fill"), qn("w:color")
HEX = re.compile(r"[0-9a-fA-F]{6}")
MARKERS = {
    "black": "000000", "white": "FFFFFF", "darkBlue": "000080", "darkGray": "808080", "lightGray": "C0C0C0",
    "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000", "yellow": "FFFF00",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
}  # fmt: skip
NEWER = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FILLED = f"{NEWER}textFill"
THEME, SHADED = qn("w:themeColor"), (qn("w:themeShade"), qn("w:themeTint"))
PAPER = ("background1", "light1")
WHITE, CLEAR = "FFFFFF", "clear"
NEARLY_CLEAR = 95_000
"""Of a hundred thousand, that letters let through."""
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


def ink(properties: Any) -> str | None:
    """The colour of words with these properties, ``CLEAR`` for none: what newer versions fill letters with counts
    before what older ones know, and a colour of the theme before the one that it was."""
    fill = first(properties, FILLED)
    if fill is not None and (found := _fill(fill)) is not None:
        return found
    said = first(properties, COLOUR)
    if said is None:
        return None
    is_paper = said.get(THEME) in PAPER and not any(said.get(each) for each in SHADED)
    return WHITE if is_paper else said.get(VALUE)


def _fill(fill: Any) -> str | None:
    if fill.find(f"{NEWER}noFill") is not None:
        return CLEAR
    solid = fill.find(f"{NEWER}solidFill")
    kind = None if solid is None else next(solid.iterchildren("*"), None)
    if kind is None:
        return None
    through = [each.get(f"{NEWER}val") or "" for each in kind.iter(f"{NEWER}alpha")]
    if any(each.isdecimal() and len(each) < 8 and int(each) >= NEARLY_CLEAR for each in through):
        return CLEAR
    is_paper = kind.get(f"{NEWER}val") in ("bg1", "lt1") and len(kind) == 0
    return WHITE if is_paper else kind.get(f"{NEWER}val") if kind.tag == f"{NEWER}srgbClr" else None


def marked(name: str | None) -> str | None:
    """The colour of a marker by its name."""
    return None if name is None else MARKERS.get(name)


def is_dark(said: str | None) -> bool:
    found = colour(said)
    return found is not None and max(found) <= DARK
