"""What stands in a Word document as blocks of Markdown: every tracked change accepted, Word's own styles as marks, and
counted what a text cannot hold. Pure.

Read as ``intake.readers.docx`` reads a source; here what a word looks like and where it leads counts too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.intake.readers import signs
from apps.intake.readers.docx import MOST_COLUMNS, cells_of, columns_before, columns_of, goes_on, rows_of
from apps.intake.readers.fields import CODE, FIELD, SIMPLE, is_worked_out
from apps.intake.readers.numbering import BULLET, Numbers
from apps.intake.readers.shades import Shades
from apps.intake.readers.styles import Styles
from apps.intake.readers.words import MATHS, letters, mark_is_deleted, nearest
from apps.review.written import escaped, tokens
from apps.review.written.fields import Fields
from apps.review.written.kinds import HEADING, NUMBERED, QUOTES, Kinds
from apps.review.written.pieces import Piece
from apps.review.written.renderings import DEEPER

P, TBL, R, T, BR, CR = (qn(f"w:{name}") for name in ("p", "tbl", "r", "t", "br", "cr"))
PPR, RPR, B, I, LINK = (qn(f"w:{name}") for name in ("pPr", "rPr", "b", "i", "hyperlink"))  # noqa: E741
VALUE, RULER = qn("w:val"), "{urn:schemas-microsoft-com:office:office}hr"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
GONE = frozenset({qn("w:del"), qn("w:moveFrom"), PPR, RPR, FALLBACK})
SAID = {
    BR: "\n", CR: "\n", qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:noBreakHyphen"): "\u2011",
    qn("w:softHyphen"): "\u00ad",
}  # fmt: skip
CHOSEN = (qn("w:ddList"), qn("w:checkBox"))
"""Fields of a form that show what was chosen, and hold no words."""
ITEM = re.compile(r"(0|[1-9]\d{0,8})\.(?: |$)")
RAISED = ("superscript", "subscript")
COLOUR = qn("w:highlight")
CAPITALS = (qn("w:caps"), qn("w:smallCaps"))
DEEPEST = 6
DEEPEST_ITEM = tokens.DEEPEST // 2 - 2
"""Lists that can stand around the list of an item: of one within still more the second item is read as words."""
ROW_GONE = f"{qn('w:trPr')}/{qn('w:del')}"


class Beyond(StrEnum):
    """What a text cannot hold."""

    NOTE = "note"
    COMMENT = "comment"
    BOX = "box"
    PICTURE = "picture"
    FORMULA = "formula"
    SYMBOL = "symbol"
    DOCUMENT = "document"
    FIELD = "field"
    WORKED_OUT = "worked_out"
    MARGIN = "margin"
    STRUCK = "struck"
    HIDDEN = "hidden"
    RAISED = "raised"
    CAPITALS = "capitals"
    MERGED = "merged"


BEYOND = {
    qn("w:footnoteReference"): Beyond.NOTE, qn("w:endnoteReference"): Beyond.NOTE,
    qn("w:commentReference"): Beyond.COMMENT, qn("w:drawing"): Beyond.PICTURE, qn("w:pict"): Beyond.PICTURE,
    qn("w:object"): Beyond.PICTURE, qn("w:sym"): Beyond.SYMBOL, qn("w:altChunk"): Beyond.DOCUMENT,
    qn("w:subDoc"): Beyond.DOCUMENT, qn("w:contentPart"): Beyond.PICTURE, MATHS.replace("}t", "}oMath"): Beyond.FORMULA,
}  # fmt: skip
DOCUMENTS = (qn("w:altChunk"), qn("w:subDoc"))


@dataclass(frozen=True)
class Block:
    """A paragraph or table as Markdown. Two blocks that read alike are equal."""

    text: str = field(repr=False)
    in_list: bool = False
    number: int = 0
    """Of an item of a numbered list."""
    depth: int = 0
    """Of an item, how many lists stand around its own."""
    plain: str = field(repr=False, compare=False, default="")
    """The same without emphasis and links, for words that Markdown would read otherwise."""


@dataclass(frozen=True)
class Read:
    """A document's blocks, and how often it has what none of them holds."""

    blocks: list[Block]
    beyond: Counter[Beyond]


def read(document: Doc, elements: Iterable[Any], ours: Collection[str] = ()) -> Read:
    """What stands among ``elements`` of a document. What leads to one of ``ours`` is no link of the text."""
    reader = Reader(document, ours)
    return Read(list(reader.blocks(elements)), reader.beyond)


def highlighted(document: Doc) -> int:
    """How many passages are marked in a colour: what somebody checked them by, and nothing that the text says."""
    runs = (each.getparent().getparent() for each in document.element.body.iter(COLOUR) if _is_colour(each))
    return sum(run.tag == R and bool(_said_in(run)) and not _is_gone(run) for run in runs)


def _is_colour(highlight: Any) -> bool:
    return highlight.get(VALUE) not in (None, "none")


def _said_in(run: Any) -> str:
    return "".join(each.text or "" for each in run.iter(T)).strip()


class Reader:
    """Reads elements of a document that follow one another."""

    def __init__(self, document: Doc, ours: Collection[str]) -> None:
        self.rels = document.part.rels
        self.ours = ours
        self.fields = Fields(ours)
        self.styles = Kinds(document)
        styles = Styles(document)
        self.shades, self.numbers = Shades(styles), Numbers(document, styles)
        self.beyond: Counter[Beyond] = Counter()
        self.carried: list[Piece] = []
        """What a paragraph says whose end is gone: it goes on in the next one."""

    def blocks(self, elements: Iterable[Any]) -> Iterator[Block]:
        yield from self._inside(elements)
        yield from self._carried()

    def _inside(self, elements: Iterable[Any]) -> Iterator[Block]:
        for child in elements:
            if child.tag in BEYOND:
                self.beyond[BEYOND[child.tag]] += 1
            elif child.tag == TBL:
                rows = [(columns_before(row), list(cells_of(row, child))) for row in rows_of(child)]
                if rows := [each for each in rows if each[1]]:
                    yield from self._carried()
                    yield self._table(rows)
            elif child.tag == P:
                yield from self._paragraph(child)
            elif child.tag not in GONE:
                yield from self._inside(child)

    def _carried(self) -> Iterator[Block]:
        if found := self.carried:
            self.carried = []
            yield from _as_paragraph("", found, "")

    def _paragraph(self, element: Any) -> Iterator[Block]:
        found = self.carried + list(self._pieces(element, ""))
        if mark_is_deleted(element):
            self.carried = found
            return
        self.carried = []
        style = element.find(f"{PPR}/{qn('w:pStyle')}")
        kind, deep = self.styles.kind("" if style is None else style.get(VALUE))
        label = self.numbers.before(element)
        level = self.numbers.level(element) if label else 0
        made = list(_as_paragraph(kind, found, label, min(max(deep, level, _set_in(element)), DEEPEST_ITEM)))
        yield from made
        if not made and _is_line(element):
            yield Block("---")

    def _table(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> Block:
        """A table by the cells of its rows, and how many columns each of those leaves out before them. Raises
        ValueError for one that is wider than any of Word's: each row is written with as many cells as the widest has.
        """
        if any(out + sum(map(columns_of, row)) > MOST_COLUMNS for out, row in rows):
            raise ValueError("a table has more columns than Word gives any")
        cells = [[*([[]] * out), *(each for cell in row for each in self._wide(cell))] for out, row in rows]
        return Block(_drawn(cells, escaped.in_cell), plain=_drawn(cells, escaped.plain))

    def _wide(self, cell: Any) -> Iterator[list[list[Piece]]]:
        """A cell, and an empty one for each further column that it takes up. One that goes on from the row above it has
        no place in a text."""
        self.beyond[Beyond.MERGED] += goes_on(cell)
        self.beyond[Beyond.DOCUMENT] += sum(nearest(each, P) is None for each in cell.iter(*DOCUMENTS))
        yield list(self._cell(cell))
        yield from ([] for _further in range(columns_of(cell) - 1))

    def _cell(self, cell: Any) -> Iterator[list[Piece]]:
        """Its paragraphs. One whose end is gone goes on in the next."""
        words: list[Piece] = []
        for paragraph in cell.iter(P):
            if _is_gone(paragraph):
                continue
            words += self._pieces(paragraph, "")
            if not mark_is_deleted(paragraph):
                label = self.numbers.before(paragraph)
                yield [*([] if label in ("", BULLET) else [Piece(f"{label} ")]), *words]
                words = []
        yield words

    def _pieces(self, element: Any, to: str, look: tuple[bool, bool] = (False, False)) -> Iterator[Piece]:
        """The words of a paragraph as they are once every tracked change is accepted, with their look and where they
        lead."""
        for child in element:
            if child.tag in GONE:
                self._count_comments(child)
            elif child.tag == T:
                words = letters(child)
                self.beyond[Beyond.WORKED_OUT] += self.fields.holds(words)
                yield Piece(words, *look, to or self.fields.leads())
            elif child.tag in SAID:
                yield Piece(SAID[child.tag], *look, to or self.fields.leads())
            elif child.tag in BEYOND:
                self._count(child)
            elif child.tag == FIELD:
                self.beyond[Beyond.FIELD] += len(list(child.iter(*CHOSEN)))
                self._count_field(self.fields.enter(child.get(qn("w:fldCharType"))))
            elif child.tag == CODE:
                self.fields.add(child.text or "")
            elif child.tag == LINK:
                yield from self._pieces(child, self._led_to(child) or to, look)
            elif child.tag == SIMPLE:
                self._count_field(child.get(qn("w:instr")) or "")
                yield from self._pieces(
                    child, self.fields.leading(child.get(qn("w:instr")) or "") or to, look
                )
            else:
                if child.tag == R:
                    self._count_looks(child)
                yield from self._pieces(child, to, self._look(child) if child.tag == R else look)

    def _count_field(self, code: str) -> None:
        self.beyond[Beyond.WORKED_OUT] += is_worked_out(code)

    def _led_to(self, link: Any) -> str:
        """Where a link leads. Word keeps what stands behind the # of an address apart from it. A link of the text has
        its address in sight, which a place that leads to one of ours has not."""
        leads, place = self.rels.get(link.get(qn("r:id"))), link.get(qn("w:anchor"))
        to = leads.target_ref if leads is not None and leads.is_external else ""
        whole = f"{to}#{place}" if to and place and "#" not in to else to
        said = "".join(each.text or "" for each in link.iter(T)).rstrip()
        is_in_sight = said == whole or bool(escaped.in_sight(said, whole))
        return whole if is_in_sight or whole not in self.ours else ""

    def _look(self, run: Any) -> tuple[bool, bool]:
        properties = run.find(RPR)
        if properties is None:
            return False, False
        style = properties.find(qn("w:rStyle"))
        name = self.styles.name("" if style is None else style.get(VALUE))
        slanted = _is_on(properties, I, name == "emphasis") or _is_underlined(run, properties)
        return _is_on(properties, B, name == "strong"), slanted

    def _count_looks(self, run: Any) -> None:
        """Words that a text would show as any others, and that say something else. Of capitals only what a person set
        in the text counts: a firm's template may have its headings in them."""
        words = _said_in(run)
        if not words:
            return
        properties = run.find(RPR)
        look = self.shades.look(properties, nearest(run, P))
        if properties is not None:
            self.beyond[Beyond.CAPITALS] += words != words.upper() and any(
                _is_on(properties, each, False) for each in CAPITALS
            )
            self.beyond[Beyond.SYMBOL] += signs.typed(words, properties) != words
        self.beyond[Beyond.STRUCK] += look.struck
        self.beyond[Beyond.HIDDEN] += look.hidden or look.covered
        self.beyond[Beyond.RAISED] += look.raised in RAISED

    def _count(self, element: Any) -> None:
        boxes = [each for each in element.iter(qn("w:txbxContent")) if not _is_inside(each, FALLBACK)]
        if any("".join(text.text or "" for text in box.iter(T)).strip() for box in boxes):
            self.beyond[Beyond.BOX] += 1
        elif not _is_ruler(element):
            self.beyond[BEYOND[element.tag]] += 1

    def _count_comments(self, gone: Any) -> None:
        self.beyond[Beyond.COMMENT] += len(list(gone.iter(qn("w:commentReference"))))


def _is_gone(element: Any) -> bool:
    """Whether a tracked change removed it, or the row of a table within a table that it stands in."""
    around = list(element.iterancestors())
    return any(each.tag in GONE or each.find(ROW_GONE) is not None for each in around)


def _as_paragraph(kind: str, pieces: Sequence[Piece], label: str, depth: int = 0) -> Iterator[Block]:
    """The paragraph that these words are in that style, with the label that Word sets before it; none for no words.
    ``depth`` is that of an item."""
    if not "".join(piece.text for piece in pieces).strip():
        return
    heading, own = HEADING.match(kind), ITEM.match(f"{label} ")
    if label not in ("", BULLET) and (heading or not own):
        pieces = [Piece(f"{label} "), *pieces]
    words, bare = escaped.marked(pieces), escaped.plain(pieces)
    number = own or (ITEM.match(words) if kind in NUMBERED else None)
    if heading:
        lead = "#" * min(int(heading.group(1)), DEEPEST) + " "
        yield Block(lead + " ".join(words.split("\n")), plain=lead + " ".join(bare.split("\n")))
    elif kind == "listbullet" or label == BULLET:
        yield _block("- ", "  ", words, bare, in_list=True, depth=depth)
    elif number:
        yield _numbered(number, words, bare, depth, is_in_words=own is None)
    elif kind in QUOTES:
        yield _quoted(words, bare)
    else:
        yield _block("", "", words, bare)


def _numbered(found: re.Match[str], words: str, bare: str, depth: int, *, is_in_words: bool) -> Block:
    """An item with the number that Word sets, else with the one that its words begin with. What goes on under an item
    has neither, and is given none."""
    if is_in_words:
        words, bare = words[found.end() :], bare[found.end() + 1 :]
    number = int(found.group(1))
    lead = f"{number}. "
    return _block(lead, " " * len(lead), words, bare, in_list=True, number=number, depth=depth)


def _quoted(words: str, bare: str) -> Block:
    """The number of an item within a quotation is among its words."""
    found, sign = ITEM.match(words), ""
    if found:
        sign = f"{found.group(1)}. "
        words, bare = words[found.end() :], bare[found.end() + 1 :]
    return _block(f"> {sign}", f"> {' ' * len(sign)}", words, bare)


def _block(lead: str, further: str, words: str, bare: str, **more: Any) -> Block:
    said, alone = (f"\\\n{further}".join(escaped.lines(each)) for each in (words, bare))
    return Block(lead + said, plain=lead + alone, **more)


def _drawn(rows: Sequence[Sequence[Sequence[list[Piece]]]], write: Callable[[list[Piece]], str]) -> str:
    said = [
        [" ".join(filter(None, (write(each).replace("\n", " ") for each in cell))) for cell in row]
        for row in rows
    ]
    width = max(map(len, said))
    head, *rest = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in said]
    return "\n".join([head, "|" + " --- |" * width, *rest])


def _is_on(properties: Any, name: str, otherwise: bool) -> bool:
    found = properties.find(name)
    return otherwise if found is None else found.get(VALUE) not in ("0", "false", "off")


def _is_underlined(run: Any, properties: Any) -> bool:
    """A text has no line under words: what somebody emphasised so stays emphasised. The line under a link is the
    link's."""
    line = properties.find(qn("w:u"))
    return line is not None and line.get(VALUE) not in (None, "none") and not _is_inside(run, LINK)


def _is_inside(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _is_ruler(element: Any) -> bool:
    """A line across the page, as older versions of Word draw it."""
    return any(each.get(RULER) for each in element.iter())


def _set_in(paragraph: Any) -> int:
    """How many lists stand around that of an item, by how far ``renderings`` sets it in."""
    given = paragraph.find(f"{PPR}/{qn('w:ind')}")
    left = "" if given is None else given.get(qn("w:left")) or given.get(qn("w:start")) or ""
    return max(0, round(int(left) / DEEPER.twips) - 1) if left.isdecimal() else 0


def _is_line(paragraph: Any) -> bool:
    """An empty paragraph that is a line across the page."""
    edged = paragraph.find(f"{PPR}/{qn('w:pBdr')}") is not None
    return edged or any(_is_ruler(each) for each in paragraph.iter(qn("w:pict")))
