"""Word documents, with tracked changes read as accepted and the numbers of clauses as Word shows them.

python-docx opens the package; the text is walked here, because its own properties leave out inserted runs, content
controls, text boxes and footnotes, and know nothing of what was deleted.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from apps.intake.models import Trouble
from apps.intake.readers import covered, heads
from apps.intake.readers.drawings import WRAPPED, pictures_in
from apps.intake.readers.elements import first
from apps.intake.readers.enclosed import MOST_ATTACHMENTS, Enclosed
from apps.intake.readers.notes import Notes
from apps.intake.readers.numbering import BULLET, Numbers
from apps.intake.readers.reading import Attachment, Collected, Deadline, Reading, Unreadable
from apps.intake.readers.room import Rooms
from apps.intake.readers.shades import Shades
from apps.intake.readers.styles import Styles
from apps.intake.readers.under import Under
from apps.intake.readers.words import (
    GONE,
    PPR,
    RPR,
    P,
    Words,
    goes_on_in_the_next,
    mark_is_deleted,
    nearest,
    outermost,
)

MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5000
"""Bytes and files that a document may unpack to. A real one of many hundred pages stays far below both."""
MOST_MARKED, MOST_MARKS = 96 * 1024 * 1024, 4_000_000
"""Bytes of XML, its tags and their attributes: a tag of six bytes is many times that once it is a tree, and a hundred
thousand bytes of a package can hold so many that they take the memory of the whole process, with every call under way
in it. They are counted in every part, for any may be read as XML whatever its name; a picture has few such bytes."""
PLAIN = rb"utf-?(?:8|16)|us-ascii|iso-8859-\d+"
ENCODED = re.compile(
    rb"""[^<]{0,3}<\?xml\s(?:[^>]*?\sencoding\s*=\s*["'](?!(?:%b)["'])|[^>]*\Z)""" % PLAIN, re.I
)
"""XML that is written, as it says, otherwise than in Office, so that a tag may begin with another byte; or that does
not come to say so."""
CHUNK = 1024 * 1024
PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The ways in which a document is packed (ECMA-376 part 2, annex B). Of others the library unpacks a million times what
it was given before anybody can count it."""

BODY, TBL, TR, TC = (qn(f"w:{name}") for name in ("body", "tbl", "tr", "tc"))
VALUE, TCPR = qn("w:val"), qn("w:tcPr")
CHUNK_OF_ANOTHER, SHOWN_HERE = qn("w:altChunk"), "[file inside, shown here]"
EMPTY = "-"
MOST_COLUMNS = 63
"""That a table of Word may have."""


def read(data: bytes, deadline: Deadline) -> Reading:
    """Body first, then headers, footers, notes and comments. Raises Unreadable."""
    check_size(data)
    document = Document(BytesIO(data))
    found, styles = Collected(deadline), Styles(document)
    shades, notes = Shades(styles), Notes(document, GONE)
    under = Under(document, Rooms(styles), GONE, deadline)

    def words(part: Any, root: Any) -> Words:
        return Words(shades, part, root, notes, under.of(root))

    body = _Body(found, shades, Numbers(document, styles), words(document.part, document.element.body))
    body.walk(document.element.body)
    unseen = body.words.unseen + _around(document, words, notes, found)
    inside = _enclosed(document.part)
    if not found.passages:
        raise inside.unread(Trouble.NO_TEXT)
    count = pictures_in(document.element.body)
    pictures = f"Pictures that were not read: {count}" if count else ""
    found.add("inside", "\n".join(filter(None, [inside.inside(), pictures])))
    return Reading(found.passages, unseen=unseen, attachments=inside.attachments)


def check_size(data: bytes) -> None:
    """Before anything is unpacked: a small file can hold gigabytes of one letter. Raises Unreadable."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        if any(part.compress_type not in PACKED for part in parts):
            raise Unreadable(Trouble.DAMAGED)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
        marked = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        if sum(part.file_size for part in marked) > MOST_MARKED:
            raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
        _check_marks(package, parts)


def _check_marks(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Counts piece by piece and keeps nothing. Raises Unreadable."""
    tags = attributes = 0
    for part in parts:
        unpacked = 0
        with package.open(_to_its_end(part)) as content:
            piece = content.read(CHUNK)
            if ENCODED.match(piece):
                raise Unreadable(Trouble.DAMAGED)
            while piece:
                unpacked += len(piece)
                tags += piece.count(b"<")
                attributes += piece.count(b"=")
                if unpacked > part.file_size or max(tags, attributes) > MOST_MARKS:
                    raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
                piece = content.read(CHUNK)


def _to_its_end(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """To be read as far as it goes, whatever the package says of its size. Whoever reads it whole later unpacks all
    of it, and only then cuts it to that size."""
    whole = copy.copy(part)
    whole.file_size = MOST_UNPACKED + 1
    return whole


class _Body:
    """Paragraphs and rows of tables in the order of the page, each with its number."""

    def __init__(self, found: Collected, shades: Shades, numbers: Numbers, words: Words) -> None:
        self.found, self.shades, self.numbers, self.words = found, shades, numbers, words
        self.paragraphs = self.tables = 0
        self.carried: list[str] = []

    def walk(self, element: Any) -> None:
        for child in element.iterchildren("*"):
            if child.tag == P:
                self._paragraph(child)
            elif child.tag == TBL:
                self._keep("")
                self._table(child)
            elif child.tag == CHUNK_OF_ANOTHER:
                self._keep(SHOWN_HERE)
            elif child.tag not in GONE:
                self.walk(child)
        if element.tag == BODY:
            self._keep("")

    def _paragraph(self, element: Any) -> None:
        text = self.words.own(element)
        if goes_on_in_the_next(element):
            self.carried.append(text if mark_is_deleted(element) else self._numbered(element, text))
        else:
            self._keep(self._numbered(element, "".join([*self._taken(), text])))

    def _numbered(self, element: Any, text: str) -> str:
        """A paragraph with the number that Word shows before it: one that is hidden altogether has none."""
        mark = first(element, PPR, RPR)
        if not text.strip() and self.shades.look(mark, element).hidden:
            return text
        number = self.numbers.before(element)
        return f"{number} {text.lstrip()}" if text.strip() and number not in ("", BULLET) else text

    def _keep(self, text: str) -> None:
        text = "\n".join(["".join([*self._taken(), text]), *self.words.beside()])
        number = self.paragraphs + 1
        if self.found.add(f"par{number}", text, paragraph=number):
            self.paragraphs = number

    def _taken(self) -> list[str]:
        found, self.carried = self.carried, []
        return found

    def _table(self, element: Any) -> None:
        self.tables += 1
        merged: set[int] = set()
        for number, row in enumerate(rows_of(element), start=1):
            own = list(cells_of(row, element))
            covered_here = _under_others(row, own, merged)
            said = [self._seen(list(self._cell(cell)), cell in covered_here) for cell in own]
            self.found.add(f"tab{self.tables}row{number}", _row(own, said))

    def _seen(self, texts: list[str], is_under: bool) -> list[str]:
        """The words of a cell; none of one that lies under the cell above it."""
        self.words.unseen += is_under and any(map(covered.says, texts))
        return [] if is_under else texts

    def _cell(self, cell: Any) -> Iterator[str]:
        """The paragraphs of a cell, those of a table inside it included, without empty ones."""
        for paragraph in outermost(cell):
            self.found.deadline.check()
            own = self._numbered(paragraph, self.words.own(paragraph))
            if text := " ".join("\n".join([own, *self.words.beside()]).split()):
                yield text


def rows_of(table: Any) -> Iterator[Any]:
    """A table's own rows, less those that a tracked change removed."""
    for row in table.iter(TR):
        if nearest(row, TBL) is table and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def cells_of(row: Any, table: Any) -> Iterator[Any]:
    """A row's own cells, less those that a tracked change removed."""
    for cell in row.iter(TC):
        if nearest(cell, TBL) is table and cell.find(f"{TCPR}/{qn('w:cellDel')}") is None:
            yield cell


def _under_others(row: Any, cells: list[Any], merged: set[int]) -> set[Any]:
    """The cells of a row that go on from one above them: Word shows nothing of what stands in them. ``merged`` are the
    columns in which such a cell began, here or above."""
    found, at = set(), columns_before(row)
    for cell in cells:
        if goes_on(cell) and at in merged:
            found.add(cell)
        elif cell.find(f"{TCPR}/{qn('w:vMerge')}") is not None:
            merged.add(at)
        else:
            merged.discard(at)
        at += columns_of(cell)
    return found


def _row(cells: list[Any], texts: list[list[str]]) -> str:
    """Its cells apart, without empty ones. Where some are merged every column has its place, be it an empty one: an
    amount stands under the same heading as in the rows around it."""
    said = [" ".join(each) for each in texts]
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


def columns_before(row: Any) -> int:
    """How many columns a row leaves out before its first cell."""
    found = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return 0 if found is None else max(0, min(int(found.get(VALUE)), MOST_COLUMNS))


def goes_on(cell: Any) -> bool:
    """Whether it is merged with the cell above it, which holds the words of both."""
    found = cell.find(f"{TCPR}/{qn('w:vMerge')}")
    return found is not None and found.get(VALUE) != "restart"


def _around(document: Doc, made: Callable[[Any, Any], Words], notes: Notes, found: Collected) -> int:
    """Headers, footers, footnotes, endnotes and comments. The same header on every section is kept once. In how many
    places of them there are words that nobody sees."""
    unseen = 0
    seen: set[str] = set()
    parts: set[str] = set()
    counts = {"header": 0, "footer": 0}
    for kind, relation in _relations(document):
        found.deadline.check()
        if (name := str(relation.target_part.partname)) in parts:
            continue
        parts.add(name)
        root = parse_xml(relation.target_part.blob)
        words = made(relation.target_part, root)
        if kind in ("footnotes", "endnotes"):
            _notes(root, kind, words, notes, found)
        elif kind == "comments":
            _comments(root, words, found)
        else:
            text = "\n".join(filter(None, map(words.of, outermost(root))))
            if text not in seen and found.add(f"{kind}{counts[kind] + 1}", text):
                counts[kind] += 1
            seen.add(text)
        unseen += words.unseen
    return unseen


def _enclosed(part: Any) -> Enclosed:
    """Files of their own inside: what a page is to show in this place, and what opens by itself when it is clicked.
    What Word wraps in a form of its own stays there."""
    found = Enclosed()
    for kind, inside in _files(part):
        name = str(inside.partname).rpartition("/")[2]
        if kind != WRAPPED and inside.blob and len(found.attachments) < MOST_ATTACHMENTS:
            found.attachments.append(Attachment(name, inside.blob))
        else:
            found.leave(name)
    return found


def _files(part: Any) -> Iterator[tuple[str, Any]]:
    for each in part.rels.values():
        kind = each.reltype.rpartition("/")[2]
        if kind in ("aFChunk", "package", WRAPPED) and not each.is_external:
            yield kind, each.target_part


def _relations(document: Doc) -> list[tuple[str, Any]]:
    """Headers before footers before notes before comments, each in the order Word numbered them."""
    order = ("header", "footer", "footnotes", "endnotes", "comments")
    on_pages = heads.shown(document)
    named = [
        (each.reltype.rpartition("/")[2], each)
        for each in document.part.rels.values()
        if not each.is_external
    ]
    found = [(kind, each) for kind, each in named if kind in order[2:] or each.rId in on_pages]
    return sorted(
        (pair for pair in found if pair[0] in order),
        key=lambda pair: (order.index(pair[0]), len(pair[1].rId), pair[1].rId),
    )


def _notes(root: Any, kind: str, words: Words, notes: Notes, found: Collected) -> None:
    for note in root.iterchildren("*"):
        name = note.get(qn("w:id")) or ""
        if note.get(qn("w:type")) not in (None, "normal") or notes.is_gone(kind, name):
            continue  # lines that separate notes from text, and what a tracked change removed
        text = "\n".join(map(words.of, outermost(note)))
        found.add(f"{'note' if kind == 'footnotes' else 'endnote'}{notes.name(kind, name)}", text)


def _comments(root: Any, words: Words, found: Collected) -> None:
    """What was written beside the text, and by whom."""
    for comment in root.iterchildren("*"):
        text = "\n".join(map(words.of, outermost(comment))).strip()
        author = (comment.get(qn("w:author")) or "").strip()
        found.add(f"comment{comment.get(qn('w:id'))}", f"{author}: {text}" if author and text else text)
