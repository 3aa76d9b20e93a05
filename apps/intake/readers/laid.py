"""Filled boxes that are drawn over the text of a Word document, and where (ECMA-376 part 1, 20.4; part 4, 19.1). Pure.

A name that somebody drew a black box over is in the file, and nobody sees it. A box says how large it is and how far
from its paragraph or from the edge of its page it lies, in points here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from docx.oxml.ns import qn

from apps.intake.readers.colours import is_dark
from apps.intake.readers.sheets import said_in

SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
VML = "{urn:schemas-microsoft-com:vml}"
WORD = "{urn:schemas-microsoft-com:office:word}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
ANCHOR = f"{PLACE}anchor"
BOXES = frozenset(
    {
        "rect", "roundRect", "ellipse", "flowChartProcess", "flowChartAlternateProcess", "flowChartTerminator",
        "snip1Rect", "snip2SameRect", "round1Rect", "round2SameRect", "plaque", "bevel",
    }
)  # fmt: skip
LINES = frozenset({"line", "straightConnector1"})
DRAWN_BY_VML = (f"{VML}rect", f"{VML}roundrect", f"{VML}oval", f"{VML}shape")
TYPES = re.compile(r"#_x0000_t(?:1|2|3|109|116|176|202)$")
"""Of a shape of VML that is a box: rectangle, rounded, oval, parts of a chart, box of text."""
FILLED = (f"{DRAWN}solidFill", f"{DRAWN}gradFill", f"{DRAWN}grpFill", f"{DRAWN}blipFill")
EMU, TWIP = 12_700, 20
"""Of a point."""
THIN = 73_152 / EMU
"""Of a height or width: with less than a letter has, it is a line and hides no words."""
LARGEST = 1600.0
"""What Word makes no page larger than."""
OPAQUE = 0.9
LABEL = re.compile(r"redact|caviard|biff|withheld|expurg", re.I)
"""What a box says of itself that is there to hide what is under it."""
SIZE = re.compile(r"(-?\d*\.?\d+)(pt|in|cm|mm|px|pc|)")
UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "px": 0.75, "pc": 12.0, "": 0.75}
OFF = ("0", "f", "false", "off")


class Place(NamedTuple):
    """Where a box lies in one direction."""

    of: str
    """What it is counted from: ``page``, ``margin``, ``paragraph``, ``column``, or another name that Word has."""
    at: float | None = None
    side: str = ""
    """Where it is set at a side of that, or in its middle."""


NOWHERE = Place("")
"""Where it is not known."""


class Laid(NamedTuple):
    element: Any
    wide: float
    high: float
    across: Place
    down: Place


def boxes_in(root: Any, gone: Collection[str]) -> Iterator[Laid]:
    """Those that let nothing through and are in front of the text, and not among what is ``gone``."""
    for element in root.iter(ANCHOR, *DRAWN_BY_VML):
        found = _anchored(element) if element.tag == ANCHOR else _by_vml(element)
        if found is not None and not any(each.tag in gone for each in element.iterancestors()):
            yield found


def _anchored(anchor: Any) -> Laid | None:
    is_behind = anchor.get("behindDoc") in ("1", "true") or anchor.get("hidden") in ("1", "true")
    if is_behind or anchor.find(f"{PLACE}wrapNone") is None:
        return None
    size = anchor.find(f"{PLACE}extent")
    wide, high = (points(None if size is None else size.get(name)) for name in ("cx", "cy"))
    shapes = [each for each in anchor.iter(f"{SHAPE}wsp") if _is_filled_box(each)]
    lines = [_thickness(each) for each in anchor.iter(f"{SHAPE}wsp")] if high < THIN <= wide else []
    across, down = (_placed(anchor, name) for name in ("positionH", "positionV"))
    if (thick := max(lines, default=0.0)) >= THIN:
        at = None if down.at is None else down.at - thick / 2
        return Laid(anchor, wide, high + thick, across, down._replace(at=at))
    if not shapes or min(wide, high) < THIN:
        return None
    if any(_is_turned(each) for each in shapes):
        longest = max(wide, high)
        across, down = (
            place if place.at is None else place._replace(at=place.at - (longest - side) / 2)
            for place, side in ((across, wide), (down, high))
        )
        wide = high = longest
    return Laid(anchor, wide, high, across, down)


def is_hidden(element: Any) -> bool:
    """Whether nothing of a drawing is seen: it is hidden, or lies beyond the edges of any page."""
    if element.tag != ANCHOR:
        said = {name: value for name, (value, _firm) in said_in(element.get("style") or "").items()}
        return said.get("visibility") == "hidden"
    named = element.find(f"{PLACE}docPr")
    if any(each is not None and each.get("hidden") in ("1", "true") for each in (element, named)):
        return True
    size = element.find(f"{PLACE}extent")
    for name, side in (("positionH", "cx"), ("positionV", "cy")):
        place, long = _placed(element, name), points(None if size is None else size.get(side))
        if place.of == "page" and place.at is not None and (place.at + long <= 0 or place.at >= LARGEST):
            return True
    return False


def _placed(anchor: Any, name: str) -> Place:
    found = anchor.find(f"{PLACE}{name}")
    if found is None or anchor.get("simplePos") in ("1", "true"):
        return NOWHERE
    of, side = found.get("relativeFrom") or "", (found.findtext(f"{PLACE}align") or "").strip()
    offset = (found.findtext(f"{PLACE}posOffset") or "").strip()
    if not re.fullmatch(r"-?\d{1,12}", offset):
        return Place(of, side=side)
    return Place(of, int(offset) / EMU)


def _is_filled_box(shape: Any) -> bool:
    looks = shape.find(f"{SHAPE}spPr")
    if looks is None or looks.find(f"{DRAWN}noFill") is not None:
        return False
    form, fill = looks.find(f"{DRAWN}prstGeom"), next(looks.iterchildren(*FILLED), None)
    if form is None or form.get("prst") not in BOXES:
        return False
    said = fill is not None and fill.find(f"{DRAWN}srgbClr")
    if not _may_hide(shape, is_black=said is not False and said is not None and is_dark(said.get("val"))):
        return False
    if fill is not None:
        through = [_number(each.get("val")) for each in fill.iter(f"{DRAWN}alpha", f"{DRAWN}alphaModFix")]
        return all(each >= OPAQUE * 100_000 for each in through if each)
    styled = shape.find(f"{SHAPE}style/{DRAWN}fillRef")
    return styled is not None and styled.get("idx") not in (None, "0")


def _may_hide(shape: Any, *, is_black: bool) -> bool:
    """A box with words of its own stands where there is room for them, but for one that says that it hides some."""
    words = "".join(each.text or "" for each in shape.iter(qn("w:t"))).strip()
    return not words or bool(LABEL.search(words)) or (is_black and len(words.split()) <= 3)


def _thickness(shape: Any) -> float:
    """Of a line that lets nothing through."""
    looks = shape.find(f"{SHAPE}spPr")
    form = None if looks is None else looks.find(f"{DRAWN}prstGeom")
    drawn = None if looks is None else looks.find(f"{DRAWN}ln")
    if (
        form is None
        or drawn is None
        or form.get("prst") not in LINES
        or drawn.find(f"{DRAWN}solidFill") is None
    ):
        return 0.0
    return points(drawn.get("w"))


def _is_turned(shape: Any) -> bool:
    placed = shape.find(f"{SHAPE}spPr/{DRAWN}xfrm")
    turn = "0" if placed is None else placed.get("rot") or "0"
    return bool(re.fullmatch(r"-?\d{1,12}", turn)) and int(turn) % 10_800_000 != 0


def _by_vml(shape: Any) -> Laid | None:
    said = {name: value for name, (value, _firm) in said_in(shape.get("style") or "").items()}
    if said.get("position") != "absolute" or said.get("visibility") == "hidden":
        return None
    if said.get("z-index", "").startswith("-") or shape.get(f"{OFFICE}hr") in ("t", "true"):
        return None
    wrap = next(shape.iter(f"{WORD}wrap"), None)
    if wrap is not None and wrap.get("type") not in (None, "none"):
        return None
    if shape.tag == f"{VML}shape" and not TYPES.search(shape.get("type") or ""):
        return None
    wide, high = (_size(said.get(name, "")) or 0.0 for name in ("width", "height"))
    if min(wide, high) < THIN or not _is_filled(shape):
        return None
    across = _by_style(said, "horizontal", "margin-left", "column")
    down = _by_style(said, "vertical", "margin-top", "paragraph")
    if shape.getparent().tag == f"{VML}group":
        return Laid(shape, wide, high, NOWHERE, NOWHERE)
    return Laid(shape, wide, high, across, down)


def _is_filled(shape: Any) -> bool:
    fill = shape.find(f"{VML}fill")
    if shape.get("filled") in OFF or (fill is not None and fill.get("on") in OFF):
        return False
    if fill is not None and fill.get("type") in ("pattern", "tile", "frame"):
        return False
    given = (shape.get("opacity") or (None if fill is None else fill.get("opacity")) or "1").strip()
    found = re.fullmatch(r"(\d*\.?\d+)(f|%|)", given)
    through = 1.0 if found is None else float(found[1]) / {"f": 65_536, "%": 100, "": 1}[found[2]]
    colour = (shape.get("fillcolor") or "white").split(" ")[0].lstrip("#")
    return through >= OPAQUE and _may_hide(shape, is_black=colour == "black" or is_dark(colour))


def _by_style(said: dict[str, str], way: str, name: str, plain: str) -> Place:
    of = said.get(f"mso-position-{way}-relative", "text")
    of = {"text": plain, "char": "character"}.get(of, of)
    side = said.get(f"mso-position-{way}", "absolute")
    if side != "absolute":
        return Place(of, side=side)
    return Place(of, _size(said.get(name, "0")))


def _size(value: str) -> float | None:
    found = SIZE.fullmatch(value)
    return None if found is None else float(found[1]) * UNITS[found[2]]


def points(value: str | None) -> float:
    """A length that is given in the units of a drawing; none where it is none."""
    return _number(value) / EMU


def _number(value: str | None) -> float:
    return float(value) if value and re.fullmatch(r"\d{1,12}", value) else 0.0
