"""The colours that a Word document names for its words and for what is behind them (ECMA-376 part 1, 17.3). Pure."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

from apps.intake.readers.inks import DARK, Colour

VALUE, FILL, COLOUR = qn("w:val"), qn("w:fill"), qn("w:color")
HEX = re.compile(r"[0-9a-fA-F]{6}")
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
