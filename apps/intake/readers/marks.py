"""What lies over a page of a PDF as marks of its own (annotations, ISO 32000-2, 12.5): boxes, black markers, fields,
and what is marked to be redacted."""

from __future__ import annotations

from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream

from apps.intake.readers import boxes, inks
from apps.intake.readers.boxes import SAME, Box, Matrix
from apps.intake.readers.layers import Layers, entry, many, raw
from apps.intake.readers.painting import Painting
from apps.intake.readers.reading import Unreadable

DEEPEST = 8
"""Forms within forms."""
HIDDEN = 1 << 1
NO_VIEW = 1 << 5
MARKERS = ("/Highlight", "/Underline", "/StrikeOut", "/Squiggly")
"""They colour the words that they mark, and hide them where that colour is a dark one."""
NO_MARK = ("/Popup", "/Link", "/Text", "/FileAttachment", "/Sound", "/Movie")
FILLS = {"/Square": "/IC", "/FreeText": "/C"}


class Marks:
    """Those of one page."""

    def __init__(self, library: Any, layers: Layers) -> None:
        self._library, self._layers = library, layers
        self.to_be_redacted: list[Box] = []
        self.struck: list[Box] = []

    def paint(self, page: PageObject, painting: Painting) -> None:
        """What they draw over the page. Raises Unreadable."""
        for each in many(raw(page, "/Annots")):
            mark = entry({"/A": each}, "/A")
            if is_seen(mark, self._layers):
                painting.clear()
                try:
                    self._paint(mark, painting)
                except Unreadable:
                    raise
                except Exception:  # noqa: BLE001, S112  # nosec: what a viewer cannot draw either covers nothing
                    continue

    def _paint(self, mark: Any, painting: Painting) -> None:
        kind = entry(mark, "/Subtype")
        if kind in NO_MARK:
            return
        room = boxes.given(many(entry(mark, "/Rect")))
        if kind == "/Redact":
            self.to_be_redacted += _stretches(mark) or [room]
            return
        if kind in MARKERS:
            self.struck += (_stretches(mark) or [room]) if kind == "/StrikeOut" else []
            if kind == "/Highlight" and _is_dark(mark):
                for each in _stretches(mark) or [room]:
                    _fill(painting, each, (0.0, 0.0, 0.0))
            return
        drawn = appearance(mark)
        if drawn is not None:
            self._drawn(painting, drawn, room)
        elif kind in FILLS and _alpha(mark) == 1:
            _fill(painting, room, [float(each) for each in many(entry(mark, FILLS[kind]))])

    def _drawn(self, painting: Painting, form: Any, room: Box) -> None:
        """A drawing of its own. Of one that cannot be gone through nobody knows what it covers: the page says so."""
        try:
            self._draw(painting, form, _placed(form, room))
        except (
            Unreadable,
            ZeroDivisionError,
        ):  # a box without any size, as of a signature that shows nothing
            raise
        except Exception:  # noqa: BLE001 - what it is packed in can be wrong in any way
            painting.is_broken = True

    def _draw(self, painting: Painting, form: Any, at: Matrix) -> None:
        painting.enter()
        painting.form(form, at)
        self._go_through(painting, form, 0)
        painting.leave()

    def _go_through(self, painting: Painting, form: Any, depth: int) -> None:
        for operands, operator in ContentStream(form, self._library, "bytes").operations:
            painting.before(operator, operands)
            inner = painting.drawn_form(operands) if operator == b"Do" and depth < DEEPEST else None
            if inner is not None:
                self._go_through(painting, inner, depth + 1)
            painting.after(operator, operands)


def is_seen(mark: Any, layers: Layers) -> bool:
    """Whether a viewer shows it at all."""
    flags = entry(mark, "/F")
    flags = flags if isinstance(flags, int) else 0
    return isinstance(mark, dict) and not flags & (HIDDEN | NO_VIEW) and not layers.hide(raw(mark, "/OC"))


def _fill(painting: Painting, box: Box, colour: Any) -> None:
    """One box in one colour; in none where it has none."""
    operator = {1: b"g", 3: b"rg", 4: b"k"}.get(len(colour))
    if operator is not None:
        painting.before(operator, list(colour))
        painting.before(b"re", [box.left, box.bottom, box.right - box.left, box.top - box.bottom])
        painting.before(b"f", [])


def _is_dark(mark: Any) -> bool:
    return inks.is_dark(inks.plain([float(each) for each in many(entry(mark, "/C"))]))


def _alpha(mark: Any) -> float:
    said = entry(mark, "/CA")
    return float(said) if isinstance(said, int | float) else 1.0


def _stretches(mark: Any) -> list[Box]:
    """The boxes around each stretch that it marks."""
    points = [float(each) for each in many(entry(mark, "/QuadPoints"))]
    return [
        Box(min(four[::2]), min(four[1::2]), max(four[::2]), max(four[1::2]))
        for four in (points[at : at + 8] for at in range(0, len(points) - 7, 8))
    ]


def appearance(mark: Any) -> Any:
    """What is drawn of it now, which for a box that is ticked or not is one of several."""
    drawn = entry(entry(mark, "/AP"), "/N")
    if isinstance(drawn, dict) and not hasattr(drawn, "get_data"):
        drawn = entry(drawn, str(entry(mark, "/AS")))
    return drawn if hasattr(drawn, "get_data") else None


def _placed(form: Any, room: Box) -> Matrix:
    """What brings the box of a form to its place on the page (12.5.5)."""
    own = boxes.matrix(many(entry(form, "/Matrix")) or SAME)
    box = boxes.around(own, *boxes.given(many(entry(form, "/BBox"))))
    across = (room.right - room.left) / (box.right - box.left)
    up = (room.top - room.bottom) / (box.top - box.bottom)
    return (across, 0.0, 0.0, up, room.left - box.left * across, room.bottom - box.bottom * up)
