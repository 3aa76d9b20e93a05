"""Word documents, with tracked changes read as accepted.

python-docx opens the package; the text is walked here, because its own properties leave out inserted runs, content
controls, text boxes and footnotes, and know nothing of what was deleted.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from apps.intake.models import Trouble
from apps.intake.readers.reading import Collected, Deadline, Reading, Unreadable

MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5000
"""Bytes and files that a document may unpack to. A real one of many hundred pages stays far below both."""

P, TBL, TR, TC, T = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
GONE = frozenset(
    {qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delInstrText", "delText", "pPr", "rPr")}
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
"""Removed by a tracked change, a field's code, formatting, or a second rendering of what was drawn already."""
VALUE, R, RPR, TCPR = (qn(f"w:{name}") for name in ("val", "r", "rPr", "tcPr"))
STRUCK = (qn("w:strike"), qn("w:dstrike"))
UNSEEN = qn("w:vanish")
RAISED = {"superscript": "^", "subscript": "_"}
EMPTY = "-"
MOST_COLUMNS = 63
"""That a table of Word may have."""
BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
NOTE_REFERENCES = (qn("w:footnoteReference"), qn("w:endnoteReference"))


def read(data: bytes, deadline: Deadline) -> Reading:
    """Body first, then headers, footers and notes. Raises Unreadable."""
    check_size(data)
    document = Document(BytesIO(data))
    found = Collected(deadline)
    _Body(found).walk(document.element.body)
    _around(document.part, found)
    if not found.passages:
        raise Unreadable(Trouble.NO_TEXT)
    return Reading(found.passages)


def check_size(data: bytes) -> None:
    """Before anything is unpacked: a small file can hold gigabytes of one letter."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable(Trouble.UNPACKS_TOO_LARGE)


class _Body:
    """Paragraphs and rows of tables in the order of the page, each with its number."""

    def __init__(self, found: Collected) -> None:
        self.found = found
        self.paragraphs = self.tables = 0
        self.carried = ""

    def walk(self, element: Any) -> None:
        for child in element.iterchildren():
            if child.tag == P:
                self._paragraph(child)
            elif child.tag == TBL:
                self._table(child)
            elif child.tag not in GONE:
                self.walk(child)
        if self.carried:
            self._keep("")

    def _paragraph(self, element: Any) -> None:
        text = self.carried + text_of(element)
        self.carried = ""
        if mark_is_deleted(element):
            self.carried = text
        else:
            self._keep(text)

    def _keep(self, text: str) -> None:
        text, self.carried = self.carried + text, ""
        number = self.paragraphs + 1
        if self.found.add(f"par{number}", text, paragraph=number):
            self.paragraphs = number

    def _table(self, element: Any) -> None:
        self.tables += 1
        for number, row in enumerate(rows_of(element), start=1):
            own = [cell for cell in row.iter(TC) if nearest(cell, TBL) is element]
            self.found.add(f"tab{self.tables}row{number}", _row(own))


def rows_of(table: Any) -> Iterator[Any]:
    """A table's own rows, less those that a tracked change removed."""
    for row in table.iter(TR):
        if nearest(row, TBL) is table and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _row(cells: list[Any]) -> str:
    """Its cells apart, without empty ones. Where some are merged every column has its place, be it an empty one: an
    amount stands under the same heading as in the rows around it."""
    said = [" ".join(_cell(cell)) for cell in cells]
    if not any(columns_of(cell) > 1 or goes_on(cell) for cell in cells):
        return " | ".join(filter(None, said))
    wide = [
        text
        for cell, words in zip(cells, said, strict=True)
        for text in (words, *[""] * (columns_of(cell) - 1))
    ]
    return " | ".join(text or EMPTY for text in wide) if any(wide) else ""


def columns_of(cell: Any) -> int:
    """How many columns a cell takes up."""
    found = cell.find(f"{TCPR}/{qn('w:gridSpan')}")
    return 1 if found is None else max(1, min(int(found.get(VALUE)), MOST_COLUMNS))


def goes_on(cell: Any) -> bool:
    """Whether it is merged with the cell above it, which holds the words of both."""
    found = cell.find(f"{TCPR}/{qn('w:vMerge')}")
    return found is not None and found.get(VALUE) != "restart"


def _cell(cell: Any) -> Iterator[str]:
    """The paragraphs of a cell, those of a table inside it included, without empty ones."""
    for paragraph in cell.iter(P):
        if text := " ".join(text_of(paragraph).split()):
            yield text


def nearest(element: Any, tag: str) -> Any:
    """The innermost element of that name around this one."""
    return next(element.iterancestors(tag), None)


def text_of(paragraph: Any) -> str:
    """What a paragraph says once every tracked change is accepted."""
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in GONE:
            continue
        if child.tag in (T, MATHS):
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        elif child.tag in NOTE_REFERENCES:
            yield f"[{child.get(qn('w:id'))}]"
        elif child.tag == R and (look := child.find(RPR)) is not None:
            yield from _looking("".join(_pieces(child)), look)
        else:
            if child.tag == P:
                yield "\n"  # a paragraph in a text box inside this one
            yield from _pieces(child)


def _looking(words: str, look: Any) -> Iterator[str]:
    """The words of a run as they would be read aloud: nothing of what is hidden, and said of what is struck out that it
    is. A figure that is raised is another one than beside the line (10^6)."""
    if not words.strip():
        yield words
    elif not _is_on(look, UNSEEN):
        raised = look.find(qn("w:vertAlign"))
        words = ("" if raised is None else RAISED.get(raised.get(VALUE), "")) + words
        is_struck = any(_is_on(look, each) for each in STRUCK)
        yield words.replace(words.strip(), f"[struck out: {words.strip()}]") if is_struck else words


def _is_on(look: Any, name: str) -> bool:
    found = look.find(name)
    return found is not None and found.get(VALUE) not in ("0", "false", "off")


def mark_is_deleted(paragraph: Any) -> bool:
    """Whether accepting the changes joins this paragraph with the next."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _around(part: Any, found: Collected) -> None:
    """Headers, footers, footnotes and endnotes. The same header on every section is kept once."""
    seen: set[str] = set()
    counts = {"header": 0, "footer": 0}
    for kind, relation in _relations(part):
        root = parse_xml(relation.target_part.blob)
        if kind in ("footnotes", "endnotes"):
            _notes(root, "note" if kind == "footnotes" else "endnote", found)
            continue
        text = "\n".join(filter(None, (text_of(paragraph) for paragraph in root.iter(P))))
        if text not in seen and found.add(f"{kind}{counts[kind] + 1}", text):
            counts[kind] += 1
        seen.add(text)


def _relations(part: Any) -> list[tuple[str, Any]]:
    """Headers before footers before notes, each in the order Word numbered them."""
    order = ("header", "footer", "footnotes", "endnotes")
    named = [(each.reltype.rpartition("/")[2], each) for each in part.rels.values() if not each.is_external]
    found = [(kind, each) for kind, each in named if kind in order]
    return sorted(found, key=lambda pair: (order.index(pair[0]), len(pair[1].rId), pair[1].rId))


def _notes(root: Any, name: str, found: Collected) -> None:
    for note in root.iterchildren():
        if note.get(qn("w:type")) in (
            None,
            "normal",
        ):  # the others are the lines that separate notes from text
            text = "\n".join(text_of(paragraph) for paragraph in note.iter(P))
            found.add(f"{name}{note.get(qn('w:id'))}", text)
