"""What the looks of an element of HTML say of its words: that nobody sees them, that they are struck out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

STRUCK = frozenset({"s", "strike", "del"})
RAISED = {"sup": "^", "sub": "_"}
NO_WORDS = frozenset({"br", "img", "hr", "input"})
LINE = re.compile(r"\bline-through\b")
NOTHING = re.compile(r"0*\.?0+(?:px|pt|em|rem|%)?")
ON_SCREEN = {"super": "^", "sub": "_"}
FIGURES = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
}  # fmt: skip
LONGEST = 4000
"""Characters of the looks of one element. More are no looks that anybody gave it."""


class Look(NamedTuple):
    """How the words of an element differ from those around it."""

    hidden: bool = False
    struck: bool = False
    raised: str = ""
    is_block: bool = False
    """Whether a line of its own is made of what would else stand in one."""
    figures: str = ""
    """In which figures the items of a list are counted, where its looks say it."""

    @property
    def is_own(self) -> bool:
        return self.hidden or self.struck or bool(self.raised) or self.is_block


PLAIN = Look()


def look(tag: str, given: Mapping[str, str | None]) -> Look:
    """Of an element with these attributes."""
    style = given.get("style") or ""
    if not style and "hidden" not in given:
        raised, is_struck = RAISED.get(tag, ""), tag in STRUCK
        return Look(struck=is_struck, raised=raised) if raised or is_struck else PLAIN
    said = _said(style[:LONGEST])
    display = said.get("display", "")
    return Look(
        hidden=_is_hidden(said) or ("hidden" in given and not display),
        struck=tag in STRUCK
        or bool(LINE.search(f"{said.get('text-decoration')} {said.get('text-decoration-line')}")),
        raised=RAISED.get(tag, "") or ON_SCREEN.get(said.get("vertical-align", ""), ""),
        is_block=display == "block" and tag not in NO_WORDS,
        figures=FIGURES.get(said.get("list-style-type") or said.get("list-style", ""), ""),
    )


def _said(style: str) -> dict[str, str]:
    """What counts of several sayings about one thing is the last, but for one that is said to count before others."""
    found: dict[str, str] = {}
    firm: set[str] = set()
    for each in style.lower().split(";"):
        name, _colon, value = each.partition(":")
        name, is_firm = name.strip(), "!important" in value
        if name and (is_firm or name not in firm):
            found[name] = value.replace("!important", "").strip()
        if is_firm:
            firm.add(name)
    return found


def _is_hidden(said: Mapping[str, str]) -> bool:
    if said.get("display") == "none" or said.get("visibility") in ("hidden", "collapse"):
        return True
    if NOTHING.fullmatch(said.get("opacity", "")):
        return True
    has_no_room = any(
        NOTHING.fullmatch(said.get(each, "")) for each in ("max-height", "height", "max-width", "width")
    )
    return has_no_room and said.get("overflow") == "hidden"
