"""The colours that a page of a PDF is drawn in (ISO 32000-2, 8.6), as far as they tell words from what is behind them.
Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from apps.intake.readers.layers import entry, many, resolved

Colour = tuple[float, float, float]
WHITE: Colour = (1.0, 1.0, 1.0)
ALIKE = 0.05
"""Of one part of a colour, from none of it to all. With a smaller difference in each, nobody reads one on the other."""
DARK = 0.15
FAINT = 0.05
"""Of what is drawn, from nothing to all. With less, nobody sees it."""
NAMES = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
PARTS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4}


class Ink(NamedTuple):
    """A colour, or None for one that is not known, and whether it leaves no gaps, as a pattern may."""

    colour: Colour | None
    is_solid: bool = True


BLACK = Ink((0.0, 0.0, 0.0))
UNKNOWN, PATTERN = Ink(None), Ink(None, is_solid=False)


def alike(one: Colour, other: Colour) -> bool:
    return all(abs(mine - its) <= ALIKE for mine, its in zip(one, other, strict=True))


def is_dark(ink: Ink) -> bool:
    return ink.colour is not None and max(ink.colour) <= DARK


def plain(parts: list[float]) -> Ink:
    """Of one part gray, of three red, green and blue, of four the inks of print."""
    held = [min(max(each, 0.0), 1.0) for each in parts]
    if len(held) == 1:
        return Ink((held[0], held[0], held[0]))
    if len(held) == 3:
        return Ink((held[0], held[1], held[2]))
    if len(held) == 4:
        cyan, magenta, yellow, black = held
        return Ink(((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)))
    return UNKNOWN


def space_of(name: Any, resources: Any) -> Any:
    """A space of colours by its name, as the resources of the page have it."""
    if name in PARTS or name == "/Pattern":
        return name
    return entry(entry(resources, "/ColorSpace"), str(name)) or NAMES.get(str(name), name)


def begun(space: Any) -> Ink:
    """What is drawn in before any colour of a space is chosen."""
    kind = _kind(space)
    if kind == "/Pattern":
        return PATTERN
    return UNKNOWN if kind in ("/Separation", "/DeviceN", "/Indexed") else BLACK


def of(space: Any, operands: list[Any]) -> Ink:
    """A colour of a space. Not known where the space is one of named inks, of which only none is known."""
    kind = _kind(space)
    if kind == "/Pattern":
        return PATTERN
    parts = [float(each) for each in operands]
    if kind in ("/Separation", "/DeviceN"):
        return _named(space, parts)
    if kind == "/Lab":
        return Ink(WHITE) if parts and parts[0] >= 100 * (1 - ALIKE) else UNKNOWN
    if kind == "/ICCBased":
        count = entry(many(space)[1], "/N")
        return plain(parts) if count == len(parts) else UNKNOWN
    return plain(parts) if PARTS.get(kind) == len(parts) else UNKNOWN


def _named(space: Any, parts: list[float]) -> Ink:
    if parts and not any(parts):
        return Ink(WHITE)
    inks = [resolved(each) for each in many(many(space)[1])]
    return plain([1 - parts[0]]) if inks in (["/Black"], ["/All"]) and len(parts) == 1 else UNKNOWN


def _kind(space: Any) -> str:
    found = resolved(many(space)[0]) if isinstance(resolved(space), list) and many(space) else resolved(space)
    return NAMES.get(str(found), str(found))
