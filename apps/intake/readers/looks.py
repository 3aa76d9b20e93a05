"""What the looks of an element of HTML say of its words: that nobody sees them, that they are struck out. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from apps.intake.readers.inks import FAINT, WHITE, Colour, alike
from apps.intake.readers.sheets import said_in

STRUCK = frozenset({"s", "strike", "del"})
RAISED = {"sup": "^", "sub": "_"}
NO_WORDS = frozenset({"br", "img", "hr", "input"})
LINE = re.compile(r"\bline-through\b")
SIZE = re.compile(r"([-+]?\d*\.?\d+)([a-z%]*)")
LEAST = 1.0
"""Points, or dots of a screen, that a letter or the room for it has at most where nobody reads it."""
FAR = -500.0
"""Where something is put that is to be beyond the edge."""
LEAST_SHARE = {"em": 0.1, "%": 10.0, "ex": 0.2, "ch": 0.2}
"""Of the size around them, that letters have at most where nobody reads them."""
FAR_AWAY = ("text-indent", "margin-left", "margin-top")
NO_SIZE = re.compile(r"scale(?:3d|x|y)?\(\s*0?\.?0*\s*[,)]")
CUT = re.compile(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%\s*\)|(?:circle|ellipse)\(\s*0(?:px|%)?[\s)]")
FILTER = re.compile(r"opacity\(\s*0?\.?0*%?\s*\)")
ESCAPED = re.compile(r"\\([0-9a-f]{1,6})\s?", re.I)
RELATIVE = frozenset({"em", "%", "ex", "ch"})
SHORT = re.compile(r"(?:^|\s)(\d{0,6}\.?\d{1,6}(?:[a-z]{1,4}|%)?)(?=[\s/])")
"""The size of letters where all of their looks are said at once."""
ON_SCREEN = {"super": "^", "sub": "_"}
FIGURES = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
}  # fmt: skip
LONGEST = 4000
"""Characters of the looks of one element. More are no looks that anybody gave it."""
BLACK: Colour = (0.0, 0.0, 0.0)
CLEAR: Colour = (-1.0, -1.0, -1.0)
"""Of words that let all through."""
UNKNOWN: Colour = (2.0, 2.0, 2.0)
HEX = re.compile(r"#([0-9a-f]{3,8})\b")
PARTS = re.compile(r"rgba?\(([^()]*)\)")
WHITE_BY_LIGHT = re.compile(r"hsla?\([^(),/\s]+[,\s]\s*[^(),/\s]+[,\s]\s*(?:9[7-9]|100)(?:\.\d+)?%\s*\)")
NAMES = {
    "white": WHITE, "black": BLACK, "windowtext": BLACK, "window": WHITE, "snow": (1.0, 0.98, 0.98),
    "ivory": (1.0, 1.0, 0.94), "ghostwhite": (0.97, 0.97, 1.0), "whitesmoke": (0.96, 0.96, 0.96),
    "floralwhite": (1.0, 0.98, 0.94), "mintcream": (0.96, 1.0, 0.98), "azure": (0.94, 1.0, 1.0),
}  # fmt: skip
NOT_SAID = frozenset({"", "inherit", "unset", "revert", "currentcolor", "auto"})


class Look(NamedTuple):
    """How the words of an element differ from those around it. What is None is as around it."""

    hidden: bool = False
    """With all that stands in it."""
    struck: bool = False
    raised: str = ""
    is_block: bool = False
    """Whether a line of its own is made of what would else stand in one."""
    figures: str = ""
    """In which figures the items of a list are counted, where its looks say it."""
    shown: bool | None = None
    tiny: bool | None = None
    colour: Colour | None = None
    ground: Colour | None = None


PLAIN = Look()


def within(outer: Look, own: Look) -> Look:
    """How words look in an element with its own looks that stands in another."""
    if own is PLAIN:
        return outer
    return Look(
        hidden=outer.hidden or own.hidden,
        struck=outer.struck or own.struck,
        shown=outer.shown if own.shown is None else own.shown,
        tiny=outer.tiny if own.tiny is None else own.tiny,
        colour=outer.colour if own.colour is None else own.colour,
        ground=outer.ground if own.ground is None else own.ground,
    )


ATTRIBUTES = ("style", "hidden", "bgcolor", "background", "color", "text", "href")


def look(
    tag: str,
    given: Mapping[str, str | None],
    sheet: Mapping[str, tuple[str, bool]] | None = None,
    unknown: Collection[str] = (),
) -> Look:
    """Of an element with these attributes, and with what the sheets say of it, for sure or perhaps."""
    if not sheet and not unknown and tag != "dialog" and not any(each in given for each in ATTRIBUTES):
        raised, is_struck = RAISED.get(tag, ""), tag in STRUCK
        return Look(struck=is_struck, raised=raised) if raised or is_struck else PLAIN
    own = ESCAPED.sub(_letter, (given.get("style") or "")[:LONGEST])
    said = _together(sheet or {}, said_in(own))
    display = said.get("display", "")
    return Look(
        hidden=_is_hidden(said)
        or (not display and ("hidden" in given or (tag == "dialog" and "open" not in given))),
        struck=tag in STRUCK
        or bool(LINE.search(f"{said.get('text-decoration')} {said.get('text-decoration-line')}")),
        raised=RAISED.get(tag, "") or ON_SCREEN.get(said.get("vertical-align", ""), ""),
        is_block=display == "block" and tag not in NO_WORDS,
        figures=FIGURES.get(said.get("list-style-type") or said.get("list-style", ""), ""),
        shown=_is_shown(said, unknown),
        tiny=_is_tiny(said, unknown),
        colour=_colour(tag, given, said, unknown),
        ground=_ground(given, said, unknown),
    )


def is_seen(whole: Look) -> bool:
    """Whether words are that look so, with all that they stand in."""
    if whole.hidden or whole.shown is False or whole.tiny:
        return False
    colour, ground = whole.colour or BLACK, whole.ground or WHITE
    return colour != CLEAR and (UNKNOWN in (colour, ground) or not alike(colour, ground))


def _together(sheet: Mapping[str, tuple[str, bool]], own: Mapping[str, tuple[str, bool]]) -> dict[str, str]:
    found = dict(sheet)
    for name, (value, is_firm) in own.items():
        if is_firm or not found.get(name, ("", False))[1]:
            found[name] = (value, is_firm)
    return {name: value for name, (value, _is_firm) in found.items()}


def _is_hidden(said: Mapping[str, str]) -> bool:
    if said.get("display") == "none":
        return True
    opacity = _size(said.get("opacity", ""))
    if opacity is not None and opacity[0] <= (FAINT if opacity[1] != "%" else 100 * FAINT):
        return True
    if any(_is_far(said, each) for each in FAR_AWAY):
        return True
    if NO_SIZE.search(said.get("transform", "")) or FILTER.search(said.get("filter", "")):
        return True
    if CUT.match(said.get("clip-path", "")):
        return True
    is_placed = said.get("position") in ("absolute", "fixed")
    if is_placed and any(_is_far(said, each) for each in ("left", "top", "right", "bottom")):
        return True
    if is_placed and re.match(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]", said.get("clip", "")):
        return True
    has_no_room = any(
        _is_nothing(said.get(each, "")) for each in ("max-height", "height", "max-width", "width")
    )
    return has_no_room and any(each in said.get("overflow", "") for each in ("hidden", "clip"))


def _letter(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x11_0000 else ""


def _is_far(said: Mapping[str, str], name: str) -> bool:
    found = _size(said.get(name, ""))
    return found is not None and found[1] not in RELATIVE and found[0] <= FAR


def _is_nothing(value: str) -> bool:
    found = _size(value)
    return found is not None and (found[0] == 0 or (found[1] in ("px", "pt") and 0 < found[0] <= LEAST))


def _size(value: str) -> tuple[float, str] | None:
    found = SIZE.fullmatch(value)
    return None if found is None else (float(found[1]), found[2])


def _is_shown(said: Mapping[str, str], unknown: Collection[str]) -> bool | None:
    value = said.get("visibility", "")
    if value in ("hidden", "collapse"):
        return False
    return True if value == "visible" or "visibility" in unknown else None


def _is_tiny(said: Mapping[str, str], unknown: Collection[str]) -> bool | None:
    value = said.get("font-size", "")
    if not value and (short := SHORT.search(said.get("font", ""))):
        value = short[1]
    if found := _size(value):
        size, unit = found
        if unit in RELATIVE and size:
            return True if size <= LEAST_SHARE[unit] else None
        return size <= (LEAST if unit in ("px", "pt") else 0)
    is_said = value not in NOT_SAID or "font-size" in unknown or "font" in said or "font" in unknown
    return False if is_said else None


def _colour(
    tag: str, given: Mapping[str, str | None], said: Mapping[str, str], unknown: Collection[str]
) -> Colour | None:
    value = said.get("-webkit-text-fill-color", "")
    value = said.get("color", "") if value in NOT_SAID else value
    if value not in NOT_SAID:
        return _named(value)
    if "color" in unknown:
        return UNKNOWN
    attribute = (given.get("color") if tag == "font" else given.get("text") if tag == "body" else "") or ""
    if attribute:
        return _named(attribute.strip().lower())
    return UNKNOWN if tag == "a" and "href" in given else None


def _ground(
    given: Mapping[str, str | None], said: Mapping[str, str], unknown: Collection[str]
) -> Colour | None:
    if any(each.startswith("background") for each in unknown) or given.get("background"):
        return UNKNOWN
    whole = said.get("background", "")
    if "url(" in whole or "gradient" in whole or said.get("background-image", "none") != "none":
        return UNKNOWN
    value = said.get("background-color") or whole or (given.get("bgcolor") or "").strip().lower()
    if value in NOT_SAID or value in ("none", "transparent", "initial"):
        return None
    found = [_named(each) for each in re.findall(r"rgba?\([^()]*\)|[^\s]+", value)]
    known = [each for each in found if each not in (UNKNOWN, CLEAR)]
    return known[0] if known else None if CLEAR in found else UNKNOWN


def _named(value: str) -> Colour:
    if value == "transparent":
        return CLEAR
    if found := HEX.fullmatch(value if value.startswith("#") else f"#{value}" if len(value) == 6 else ""):
        return _of_figures(found[1])
    if WHITE_BY_LIGHT.fullmatch(value):
        return WHITE
    if found := PARTS.fullmatch(value):
        return _of_parts(re.split(r"[\s,/]+", found[1].strip()))
    return NAMES.get(value, UNKNOWN)


def _of_figures(figures: str) -> Colour:
    if len(figures) in (3, 4):
        figures = "".join(each * 2 for each in figures)
    if len(figures) not in (6, 8):
        return UNKNOWN
    red, green, blue, *through = (int(figures[at : at + 2], 16) / 255 for at in range(0, len(figures), 2))
    return CLEAR if through and through[0] <= FAINT else (red, green, blue) if not through else UNKNOWN


def _of_parts(parts: list[str]) -> Colour:
    sizes = [_size(each) for each in parts]
    if len(sizes) not in (3, 4) or None in sizes:
        return UNKNOWN
    read = [
        value / (100 if unit == "%" else 255 if at < 3 else 1)
        for at, (value, unit) in enumerate(filter(None, sizes))
    ]
    if len(read) == 4 and read[3] < 1:
        return CLEAR if read[3] <= FAINT else UNKNOWN
    return (read[0], read[1], read[2])
