"""What a Word document shows that is kept in parts of its own: charts, diagrams (SmartArt), objects of other programs.

The words of a chart and of a diagram are read. Of what is not read it is said, in its place, that it is there: nobody
may take the text for the whole of the page. What is said is English, like the other headings of a reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from docx.oxml import parse_xml
from lxml.etree import XMLSyntaxError

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NEWER_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WORDS, PARAGRAPH = f"{A}t", f"{A}p"
"""Words of a drawing, and a paragraph of them."""
LETTERING = "{urn:schemas-microsoft-com:vml}textpath"
"""Words that are drawn along a line, as a watermark is: WITHOUT PREJUDICE."""
SHAPES = "chartUserShapes"
MOST_POINTS = 5000
"""Of one chart. More are said to be there."""
BEGINS = date(1899, 12, 30)
"""The day before the first, as tables count days."""
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
LONGEST_CODE = 255
"""Characters of a number's format, which is what a table takes. A longer one is none, and would be gone over anew from
each of its brackets."""
WRAPPED = "oleObject"


class Drawings:
    """The drawings of one part of a document, which names them by its own relations."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._read: set[str] = set()

    def said(self, element: Any) -> str | None:
        """The lines of a drawing that stands here; None for what is no drawing of these kinds."""
        found = _KINDS.get(element.tag)
        return None if found is None else f"\n{found(self, element)}\n"

    def chart(self, element: Any) -> str:
        return self._lines("chart", self._related(element, f"{RELATED}id"), _chart)

    def newer_chart(self, element: Any) -> str:
        return self._lines("chart", self._related(element, f"{RELATED}id"), _newer_chart)

    def diagram(self, element: Any) -> str:
        return self._lines("diagram", self._related(element, f"{RELATED}dm"), _diagram)

    def object(self, element: Any) -> str:
        """A file inside, which is taken out and named at the end, or one that only its own program opens."""
        program = (element.get("ProgID") or "").strip()
        part = self._related(element, f"{RELATED}id")
        relation = self._part.rels.get(element.get(f"{RELATED}id"))
        taken = part is not None and relation.reltype.rpartition("/")[2] != WRAPPED
        said = f"file inside: {_name(part)}" if taken else "object that was not read"
        return f"[{said}{f' ({program})' if program else ''}]"

    def control(self, element: Any) -> str:
        return "[control that was not read]"

    def _lines(self, kind: str, part: Any, look: Callable[[Any], Iterator[str]]) -> str:
        """What a part says. One that is damaged takes nothing from the document around it, and one that a document
        shows over and over, as Word never does, is read once: a small file could hold a reader for hours."""
        lines: list[str] = []
        if part is not None and str(part.partname) in self._read:
            return f"[{kind} that was shown before]"
        try:
            lines = [] if part is None else [*look(parse_xml(part.blob)), *_shapes(part)]
        except (XMLSyntaxError, ValueError):
            return f"[{kind} that was not read]"
        if not lines:
            return f"[{kind} that was not read]"
        self._read.add(str(part.partname))
        return "\n".join([f"[{kind}]", *lines])

    def _related(self, element: Any, attribute: str) -> Any:
        relation = self._part.rels.get(element.get(attribute))
        return None if relation is None or relation.is_external else relation.target_part


_KINDS: dict[str, Callable[[Drawings, Any], str]] = {
    f"{CHART}chart": Drawings.chart,
    f"{NEWER_CHART}chart": Drawings.newer_chart,
    f"{DIAGRAM}relIds": Drawings.diagram,
    f"{OFFICE}OLEObject": Drawings.object,
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}control": Drawings.control,
}


def pictures_in(body: Any) -> int:
    """How many pictures the body shows, without those that stand for an object or are a second rendering."""
    shown = (
        each for tag in (f"{A}blip", "{urn:schemas-microsoft-com:vml}imagedata") for each in body.iter(tag)
    )
    return sum(not any(around.tag in _NOT_SHOWN for around in each.iterancestors()) for each in shown)


_NOT_SHOWN = frozenset(
    {
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}object",
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)


def _name(part: Any) -> str:
    return str(part.partname).rpartition("/")[2]


def _chart(root: Any) -> Iterator[str]:
    """Title, titles of the axes, and a line for each series with the values that Word shows."""
    for title in root.iter(f"{CHART}title"):
        if words := _words(title) or _value(title):
            yield words
    left = MOST_POINTS
    for series in root.iter(f"{CHART}ser"):
        labels = _points(series, "cat", "xVal")
        values = _points(series, "val", "yVal")
        sizes = _points(series, "bubbleSize")
        kept = sorted({*labels, *values})[:left]
        left -= len(kept)
        pairs = (
            " = ".join(
                filter(None, (labels.get(at), ", ".join(filter(None, (values.get(at), sizes.get(at))))))
            )
            for at in kept
        )
        name = " ".join(each.text or "" for each in series.iterfind(f"{CHART}tx//{CHART}v")).strip()
        more = "; and more that were not read" if len(kept) < len({*labels, *values}) else ""
        if line := f"{f'{name}: ' if name else ''}{'; '.join(pairs)}{more}".strip():
            yield line
        yield from filter(None, map(_words, series.iter(f"{CHART}rich")))


def _points(series: Any, *names: str) -> dict[int, str]:
    """The points of a series by their place; the labels of several levels are joined, the outer one first."""
    found: dict[int, str] = {}
    for name in names:
        for held in series.iterfind(f"{CHART}{name}"):
            for point in held.iter(f"{CHART}pt"):
                cache = point.getparent()
                code = point.get("formatCode") or cache.findtext(f"{CHART}formatCode") or ""
                at, value = int(point.get("idx") or 0), point.findtext(f"{CHART}v") or ""
                value = _shown(value.strip(), code)
                found[at] = f"{value} {found[at]}" if at in found else value
    return found


def _shown(value: str, code: str) -> str:
    """A figure as it is seen: a day and a part of a hundred are kept as other figures."""
    plain = QUOTED.sub("", code[:LONGEST_CODE]).lower()
    if plain in ("", "general") or not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value):
        return value
    if "%" in plain:
        return f"{float(value) * 100:.10g}%"
    if re.search("[yd]", plain) and 0 < float(value) < 2_900_000:
        return (BEGINS + timedelta(days=int(float(value)))).isoformat()
    return value


def _shapes(part: Any) -> Iterator[str]:
    """Words that somebody put over a chart."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] == SHAPES:
            yield from filter(None, [_words(parse_xml(relation.target_part.blob))])


def _newer_chart(root: Any) -> Iterator[str]:
    """Of Office 2016 and later: maps, funnels, waterfalls."""
    yield from filter(None, [_words(root)])
    points = [(each.text or "").strip() for each in root.iter(f"{NEWER_CHART}pt")]
    shown = "; ".join(filter(None, points[:MOST_POINTS]))
    if shown:
        yield shown + ("; and more that were not read" if len(points) > MOST_POINTS else "")


def _diagram(root: Any) -> Iterator[str]:
    """A line for each box that has words, in the order in which they were made."""
    for box in root.iter(f"{DIAGRAM}pt"):
        if box.get("type") in (None, "node", "asst", "doc"):
            yield from filter(None, [_words(box)])


def _words(element: Any) -> str:
    """The paragraphs of a drawing on one line each."""
    return "\n".join(filter(None, map(line, element.iter(PARAGRAPH))))


def line(paragraph: Any) -> str:
    """What a paragraph of a drawing says."""
    pieces = paragraph.iter(WORDS, f"{A}br")
    return "".join((each.text or "") if each.tag == WORDS else "\n" for each in pieces).strip()


def _value(title: Any) -> str:
    """A title that is taken from a cell."""
    return " ".join(each.text or "" for each in title.iter(f"{CHART}v")).strip()
