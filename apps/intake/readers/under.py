"""Which paragraphs of a Word document may lie under a box that is drawn over its text. Pure.

Only Word knows where each line stands. A box says how far from its own paragraph or from the edge of the page it lies,
and each paragraph takes at least and at most so much room: whatever may be under the box by that is not read, and what
cannot be under it is. Where not even the page of a box is known by that, it is all that may stand on its page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.intake.readers.laid import TWIP, Laid, Place, boxes_in
from apps.intake.readers.reading import Deadline
from apps.intake.readers.room import ANY, Room, Rooms

P, TR, TC, T, BOX = (qn(f"w:{name}") for name in ("p", "tr", "tc", "t", "txbxContent"))
PPR, BR, TYPE, SECTION = qn("w:pPr"), qn("w:br"), qn("w:type"), qn("w:sectPr")
HEAD, FOOT, BODY = qn("w:hdr"), qn("w:ftr"), qn("w:body")
SHARE = 0.5
"""Of the size of a letter that has to be under a box for nobody to read it."""
BESIDE = frozenset({"paragraph", "line"})
"""What a box is counted from that hangs beside the words of its own paragraph."""
PADDING = 4.0
"""Above and below what stands in a row."""
LEEWAY = 6.0
"""Of the sides of a cell: its words keep as much from them."""
HEIGHT, WIDTH, MARGIN, EDGE = 792.0, 612.0, 72.0, 36.0
"""Of a page of which nothing is said."""


class Page(NamedTuple):
    """Sizes of a page, and how far from its edges the text begins and ends."""

    high: float
    wide: float
    top: float
    bottom: float
    left: float
    right: float
    head: float
    foot: float
    columns: int

    @property
    def column(self) -> float:
        return max(36.0, (self.wide - self.left - self.right) / self.columns)

    @property
    def text(self) -> float:
        return max(36.0, self.high - self.top - self.bottom)


@dataclass
class _Unit:
    """A paragraph, or a row of a table: what stands below one another."""

    element: Any
    paragraphs: list[Any]
    rooms: list[Room]
    least: float
    most: float
    section: int
    begins_page: bool = False
    ends_page: bool = False

    @property
    def slack(self) -> float:
        return SHARE * min(each.letter for each in self.rooms)


class Under:
    """What is under the boxes of one document."""

    def __init__(self, document: Doc, rooms: Rooms, gone: Collection[str], deadline: Deadline) -> None:
        self._rooms, self._gone, self._deadline = rooms, gone, deadline
        found = [each for each in document.element.body.iter(SECTION) if each.getparent().tag in (PPR, BODY)]
        self._pages = [_page(each) for each in found] or [_page(None)]
        self._apart = [_begins_page(each) for each in found]

    def of(self, root: Any) -> set[Any]:
        """The paragraphs of a part of the document that may be under one of its boxes."""
        boxes = list(boxes_in(root, self._gone))
        if not boxes:
            return set()
        flow = _Flow(list(self._units(root)), self._pages, root.tag)
        found: set[Any] = set()
        for box in boxes:
            self._deadline.check()
            found |= flow.under(box)
        return found

    def _units(self, root: Any, section: int = 0) -> Iterator[_Unit]:
        for child in self._blocks(root):
            self._deadline.check()
            page = self._pages[min(section, len(self._pages) - 1)]
            if child.tag == P:
                yield self._paragraph(child, page, section)
                section += child.find(f"{PPR}/{SECTION}") is not None
            else:
                yield self._row(child, page, section)

    def _blocks(self, element: Any) -> Iterator[Any]:
        """Paragraphs and rows in the order of the page."""
        for child in element.iterchildren("*"):
            if child.tag == P or child.tag == TR:
                yield child
            elif child.tag not in self._gone:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Any, page: Page, section: int) -> _Unit:
        room = self._rooms.of(paragraph, page.column)
        ends = paragraph.find(f"{PPR}/{SECTION}")
        begins, breaks = self._rooms.is_apart(paragraph), _break_in(paragraph, self._gone)
        is_new = ends is not None and section + 1 < len(self._apart) and self._apart[section + 1]
        return _Unit(
            paragraph,
            [paragraph],
            [room],
            0.0 if breaks == "within" else room.least,
            ANY if breaks == "within" else room.most,
            section,
            begins_page=begins or breaks == "before",
            ends_page=is_new or breaks == "behind",
        )

    def _row(self, row: Any, page: Page, section: int) -> _Unit:
        """As high as its highest cell at least, and as all that is in it at most."""
        cells = list(row.iterchildren(TC))
        paragraphs = [each for each in row.iter(P) if not any(up.tag == BOX for up in each.iterancestors())]
        rooms = [self._rooms.of(each, page.column / max(1, len(cells))) for each in paragraphs]
        heights = dict.fromkeys(cells, 0.0)
        for paragraph, room in zip(paragraphs, rooms, strict=True):
            cell = paragraph.getparent()
            if cell in heights and cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") is None:
                heights[cell] += room.least
        most = sum(each.most + each.before + each.after for each in rooms) + PADDING
        least = max(heights.values(), default=0.0)
        return _Unit(row, paragraphs, rooms or [_NO_ROOM], least, most, section)


_NO_ROOM = Room(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


class _Flow:
    """The paragraphs and rows of a part, one below the other."""

    def __init__(self, units: Sequence[_Unit], pages: Sequence[Page], kind: str) -> None:
        self._units, self._pages, self._kind = units, pages, kind
        self._at = {each: at for at, unit in enumerate(units) for each in unit.paragraphs}
        self._least, self._most = [0.0], [0.0]
        """How far below the first one each begins, at least and at most."""
        for before, unit in pairwise(units):
            low, high = _gap(before, unit)
            self._least.append(self._least[-1] + before.least + low)
            self._most.append(self._most[-1] + before.most + high)

    def under(self, box: Laid) -> set[Any]:
        held = [each for each in box.element.iterancestors(P) if each in self._at]
        if not held:
            return set()
        at = self._at[held[-1]]
        page = self._pages[min(self._units[at].section, len(self._pages) - 1)]
        if box.down.of in BESIDE and box.down.at is not None:
            found = self._beside(at, held[-1], box.down.at, box.down.at + box.high)
        elif (top := _set(box.down, box.high, _heights(page))) is not None:
            found = self._on_page(at, page, top, top + box.high)
        else:
            found = self._near(at, page)
        if self._units[at].element.tag == TR and box.across.of == "column":
            cell = _fits_in(held[-1], box)
            return {
                each
                for one in found
                for each in self._units[one].paragraphs
                if one != at or _is_in(each, cell)
            }
        left = _set(box.across, box.wide, _widths(page)) if page.columns == 1 else None
        return {
            each
            for one in found
            if self._reaches(one, left, box.wide)
            for each in self._units[one].paragraphs
        }

    def _reaches(self, at: int, left: float | None, wide: float) -> bool:
        """Whether a box that begins so far to the right in the column may be over the words of one."""
        unit = self._units[at]
        if left is None or unit.element.tag != P:
            return True
        room = unit.rooms[0]
        return left + wide > room.left + unit.slack and left < room.right - unit.slack

    def _beside(self, at: int, paragraph: Any, top: float, bottom: float) -> Iterator[int]:
        """Those that a box may reach that lies so far below the top of a paragraph, which may be the second of a cell.
        Whether the room before a paragraph is part of it, Word alone knows."""
        unit = self._units[at]
        place = unit.paragraphs.index(paragraph)
        above = [
            room
            for each, room in zip(unit.paragraphs[:place], unit.rooms, strict=False)
            if each.getparent() is paragraph.getparent()
        ]
        further = sum(each.most + each.before + each.after for each in above)
        return self._between(at, top - unit.rooms[place].before, bottom + further)

    def _between(self, of: int, top: float, bottom: float) -> Iterator[int]:
        """Those that may stand between two heights, counted from the top of one on the same page."""
        for at in range(of, len(self._units)):
            unit = self._units[at]
            if at > of and (self._units[at - 1].ends_page or unit.begins_page):
                break
            if self._least[at] - self._least[of] + unit.slack >= bottom:
                break
            if self._most[at] - self._most[of] + unit.most - unit.slack > top:
                yield at
        for at in range(of - 1, -1, -1):
            unit = self._units[at]
            if unit.ends_page or self._units[at + 1].begins_page:
                break
            if self._least[of] - self._least[at] - unit.least + unit.slack >= -top:
                break
            if self._most[at] - self._most[of] + unit.slack < bottom:
                yield at

    def _on_page(self, at: int, page: Page, top: float, bottom: float) -> Iterator[int]:
        """Those that a box may reach that lies between two heights of its page."""
        if self._kind == HEAD:
            return self._between(0, top - page.head, bottom - page.head)
        if self._kind == FOOT:
            begins = page.high - page.foot - self._most[-1] - self._units[-1].most
            return iter(range(len(self._units)) if bottom > begins else ())
        if self._kind == BODY and (bottom <= page.top or top >= page.high - page.bottom):
            return iter(())
        first = at
        while first and not (self._units[first - 1].ends_page or self._units[first].begins_page):
            first -= 1
        height = self._most[at] - self._most[first] + self._units[at].most
        if self._kind != BODY or page.columns > 1 or height > page.text:
            return self._near(at, page)
        return self._between(first, top - page.top, bottom - page.top)

    def _near(self, at: int, page: Page) -> Iterator[int]:
        """All that may stand on the page of one."""
        return self._between(at, -page.text * page.columns, page.text * page.columns)


def _fits_in(paragraph: Any, box: Laid) -> Any:
    """The cell that a paragraph is in, where the box does not reach over its sides."""
    cell = next(paragraph.iterancestors(TC), None)
    width = None if cell is None else cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    if width is None or width.get(TYPE) not in (None, "dxa") or box.across.at is None:
        return None
    return (
        cell
        if box.across.at + LEEWAY >= 0 and box.across.at + box.wide <= _twips(width, "w", 0) + LEEWAY
        else None
    )


def _is_in(paragraph: Any, cell: Any) -> bool:
    return cell is None or any(each is cell for each in paragraph.iterancestors(TC))


def _gap(above: _Unit, below: _Unit) -> tuple[float, float]:
    """The room between two, at least and at most: of what each wants Word gives the larger, both, or none."""
    one, other = above.rooms[-1], below.rooms[0]
    least = 0.0 if one.is_close or other.is_close else max(one.after, other.before)
    return least, one.after + other.before


def _heights(page: Page) -> dict[str, tuple[float, float]]:
    """From where to where each reaches that a box may be set by."""
    foot = (page.high - page.bottom, page.high)
    return {
        "page": (0.0, page.high),
        "margin": (page.top, page.high - page.bottom),
        "topMargin": (0.0, page.top),
        "top-margin-area": (0.0, page.top),
        "bottomMargin": foot,
        "bottom-margin-area": foot,
    }


def _widths(page: Page) -> dict[str, tuple[float, float]]:
    """The same from side to side, counted from the left of the text."""
    text = (0.0, page.column)
    left, right = (-page.left, 0.0), (page.column, page.column + page.right)
    return {
        "page": (-page.left, page.wide - page.left),
        "margin": text,
        "column": text,
        "leftMargin": left,
        "left-margin-area": left,
        "rightMargin": right,
        "right-margin-area": right,
    }


def _set(place: Place, long: float, known: Mapping[str, tuple[float, float]]) -> float | None:
    """Where a box begins; None where it is not known."""
    if place.of not in known:
        return None
    begins, ends = known[place.of]
    if place.at is not None:
        return begins + place.at
    if place.side in ("top", "left"):
        return begins
    if place.side in ("bottom", "right"):
        return ends - long
    return (begins + ends - long) / 2 if place.side == "center" else None


def _page(section: Any) -> Page:
    size, edges, columns = (
        None if section is None else section.find(qn(f"w:{name}")) for name in ("pgSz", "pgMar", "cols")
    )
    top, bottom, left, right = (_twips(edges, name, MARGIN) for name in ("top", "bottom", "left", "right"))
    count = "1" if columns is None else columns.get(qn("w:num")) or "1"
    return Page(
        high=_twips(size, "h", HEIGHT),
        wide=_twips(size, "w", WIDTH),
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        head=_twips(edges, "header", EDGE),
        foot=_twips(edges, "footer", EDGE),
        columns=int(count) if count in ("1", "2", "3", "4", "5", "6", "7", "8", "9") else 1,
    )


def _begins_page(section: Any) -> bool:
    kind = section.find(TYPE)
    return kind is None or kind.get(qn("w:val")) not in ("continuous", "nextColumn")


def _twips(element: Any, name: str, otherwise: float) -> float:
    """A length without its sign: a margin with one is what the text keeps whatever its head wants."""
    said = "" if element is None else (element.get(qn(f"w:{name}")) or "").lstrip("-")
    return int(said) / TWIP if said.isdecimal() and len(said) < 7 else otherwise


def _break_in(paragraph: Any, gone: Collection[str]) -> str:
    """Where in a paragraph a new page begins: before its words, behind them, within them, or nowhere."""
    found, words = "", False
    for each in paragraph.iter(BR, T):
        if any(up.tag in gone or up.tag == BOX for up in each.iterancestors()):
            continue
        if each.tag == T:
            words = words or bool((each.text or "").strip())
            found = "within" if found == "behind" and words and (each.text or "").strip() else found
        elif each.get(qn("w:type")) == "page":
            found = found or ("behind" if words else "before")
    return found
