"""The files that are approved and delivered: a Word document, the text of a note, and the AI file note.

Pure apart from the clock inside a .docx and the firm's letterhead: the bytes of a rendering are kept, never made again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby, takewhile
from typing import Any

from django.utils.translation import gettext as _
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.parts.story import StoryPart
from docx.shared import Length, Pt, RGBColor
from docx.styles.style import CharacterStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it.token import Token

from apps.core.text import printable
from apps.review.written import letterhead
from apps.review.written.pieces import Inline, Link, Piece
from apps.review.written.tokens import PARSER, lines_of_code

TEMPLATE_VERSION = 9
DEEPEST_HEADING = 4
"""Of those that every template has. One that has deeper ones keeps a heading as deep as it was written."""
BULLETS, ITEMS, QUOTE = "List Bullet", "List", "Quote"
DEEPER = Pt(18)
"""How much further in a list within another is set. Not in a style of its own: a firm's template need not have one, and
Writer takes some of Word's for others."""
LINK_STYLE = "Hyperlink"
MOST_COLUMNS = 63
"""Of a table that Word opens."""


def docx(text: str, *, firm: str, matter: str, links: Sequence[Link] = ()) -> bytes:
    """The text as a Word document on the firm's letterhead, without metadata. Where the firm has none on file, its name
    is in the head and the matter in the foot. ``links`` are places that lead somewhere besides the text's own."""
    return packed(document(text, firm=firm, matter=matter, links=links))


def document(text: str, *, firm: str, matter: str, links: Sequence[Link] = ()) -> Doc:
    """The same before it is packed into a file."""
    document, is_the_firms = letterhead.start()
    _strip(document)
    if not is_the_firms:
        document.styles["Normal"].font.name = "Georgia"
        document.styles["Normal"].font.size = Pt(11)
        document.sections[0].header.paragraphs[0].text = printable(firm)
        document.sections[0].footer.paragraphs[0].text = printable(matter)
    Writer(document).add(text, links)
    return document


def at_foot(document: Doc, words: str) -> None:
    """Words at the foot of every page, below what stands there."""
    for section in document.sections:
        feet = [section.footer]
        if section.different_first_page_header_footer:
            feet.append(section.first_page_footer)
        if document.settings.odd_and_even_pages_header_footer:
            feet.append(section.even_page_footer)
        for each in feet:
            each.add_paragraph(words)


def packed(document: Doc) -> bytes:
    """A document as the bytes of its file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _strip(document: Doc) -> None:
    """The library's own author, title, comment and dates do not belong in a firm's document."""
    properties = document.core_properties._element
    for child in list(properties):
        properties.remove(child)


class Writer:
    """Walks Markdown tokens and writes them with Word's own styles, so that the firm's template can restyle them."""

    def __init__(self, document: Doc) -> None:
        self.document = document
        self.page: Any = document.element.body.get_or_add_sectPr()
        """What a body ends with: all is written before it."""
        self.inline = Inline("", ())
        self.styles: dict[str, str | None] = {}
        """Their ids by their names. The library looks each up among all of them every time, as it does for the end of
        the body."""
        self.within: list[str] = []
        """The quotations and lists around the next words, from the outermost, by what they are written in."""
        self.numbers = ""
        """What has to stand before the next words: the number of an item, or several where lists begin one another."""
        self.has_bullet = False
        """Whether the next words are the first of an item, which have the bullet: what goes on under it has none."""
        self.heading = 0
        self.rows: list[list[list[Piece]]] | None = None

    def add(self, text: str, links: Sequence[Link] = ()) -> None:
        """Write a text at the end of the document."""
        self.inline = Inline(text, links)
        self.write(PARSER.parse(text))

    def write(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self.inline.cursor.enter(token)
            step = getattr(self, f"_{token.type}", None)
            if step is not None:
                step(token)

    def _heading_open(self, token: Token) -> None:
        deepest = int(token.tag[1])
        within = (level for level in range(deepest, DEEPEST_HEADING, -1) if level in self._deeper_headings)
        self.heading = next(within, min(deepest, DEEPEST_HEADING))

    def _heading_close(self, token: Token) -> None:
        self.heading = 0

    def _bullet_list_open(self, token: Token) -> None:
        self.within.append(BULLETS)

    def _ordered_list_open(self, token: Token) -> None:
        self.within.append(ITEMS)

    def _blockquote_open(self, token: Token) -> None:
        self.within.append(QUOTE)

    def _close(self, token: Token) -> None:
        self.within.pop()

    _bullet_list_close = _ordered_list_close = _blockquote_close = _close

    def _list_item_open(self, token: Token) -> None:
        """Items have the numbers that were written: a note has those too, and other words may name them."""
        if self.within[-1] == ITEMS:
            self.numbers += f"{int(token.info)}. "
        else:
            self.has_bullet = True

    def _list_item_close(self, token: Token) -> None:
        if self.numbers:
            self._paragraph([], self._style())
        self.has_bullet = False

    def _table_open(self, token: Token) -> None:
        if self.numbers:
            self._paragraph([], self._style())
        self.rows = []

    def _tr_open(self, token: Token) -> None:
        assert self.rows is not None
        self.rows.append([])

    def _table_close(self, token: Token) -> None:
        assert self.rows is not None
        rows, self.rows = self.rows, None
        columns = max(map(len, rows))
        if columns > MOST_COLUMNS:
            for cells in rows:
                self._paragraph(list(_side_by_side(cells)), self._style())
        else:
            self._table(rows, columns)

    def _table(self, rows: Sequence[Sequence[Sequence[Piece]]], columns: int) -> None:
        """One empty cell stands for all that a row lacks: for each of many short rows as many cells as in the widest
        would take the memory of the whole process, of which a few lines of text are enough."""
        if self._ends_in_a_table():
            self._added(None)
        table = CT_Tbl.new_tbl(0, columns, self._measure)
        table.tblStyle_val = self._style_of_tables
        for cells in rows:
            row = table.add_tr()
            for runs in cells:
                self._write(self._cell(row, 1, columns), runs)
            if lacking := columns - len(cells):
                self._cell(row, lacking, columns)
        self.page.addprevious(table)

    def _cell(self, row: Any, wide: int, columns: int) -> Paragraph:
        made = row.add_tc()
        made.width = self._measure // columns * wide
        if wide > 1:
            made.grid_span = wide
        return Paragraph(made.p_lst[0], self.document)

    def _ends_in_a_table(self) -> bool:
        """Two tables with nothing between them are one to every word processor."""
        last = self.page.getprevious()
        return last is not None and last.tag == qn("w:tbl")

    def _inline(self, token: Token) -> None:
        runs = self.inline.pieces(token.children or ())
        if self.rows is not None:
            self.rows[-1].append(runs)
        elif self.heading:
            self._write(self._added(f"Heading {self.heading}"), runs)
        else:
            self._paragraph(runs, self._style())

    def _style(self) -> str | None:
        """What the next words stand in: a quotation within an item is one, and so is an item within a quotation, and
        nobody's own words. Only a bullet has no style of a quotation."""
        if self.within and self.within[-1] == BULLETS and self.has_bullet:
            return BULLETS
        if QUOTE in self.within:
            return QUOTE
        return ITEMS if self.within else None

    def _fence(self, token: Token) -> None:
        lines = "".join(lines_of_code(token)).rstrip("\n")
        self._paragraph(
            [piece for line in lines.splitlines(keepends=True) for piece in self.inline.words(line)], None
        )

    _code_block = _fence

    def _hr(self, token: Token) -> None:
        """A line across the page is the lower edge of an empty paragraph, as Word itself writes it."""
        edges, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
        self._added(None)._p.get_or_add_pPr().append(edges)

    def _paragraph(self, runs: Sequence[Piece], style: str | None) -> None:
        made = self._added(style)
        lists = len(self.within) - self.within.count(QUOTE)
        if style == QUOTE:
            lists = len(list(takewhile(lambda each: each != QUOTE, reversed(self.within))))
        if style is not None and lists > 1:
            made.paragraph_format.left_indent = Length(DEEPER * (lists + (style == QUOTE)))
        self._write(made, runs)

    def _added(self, style: str | None) -> Paragraph:
        made = Paragraph(OxmlElement("w:p"), self.document)
        self.page.addprevious(made._p)
        if style is not None:
            if style not in self.styles:
                self.styles[style] = self.document.part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)
            made._p.style = self.styles[style]
        return made

    def _write(self, paragraph: Paragraph, runs: Sequence[Piece]) -> None:
        if self.numbers:
            paragraph.add_run(self.numbers)
        self.numbers, self.has_bullet = "", False
        for to, group in groupby(runs, key=lambda piece: piece.to):
            written = [_written(paragraph, piece) for piece in group]
            if to:
                link = link_to(paragraph.part, to)
                paragraph._p.append(link)
                for run in written:
                    run._r.style = self._style_of_links
                    link.append(run._r)

    @cached_property
    def _measure(self) -> Length:
        """How wide a table is: what the library asks the whole body for each time."""
        return self.document._block_width

    @cached_property
    def _deeper_headings(self) -> set[int]:
        return {level for level in (5, 6) if f"Heading {level}" in self.document.styles}

    @cached_property
    def _style_of_tables(self) -> str | None:
        return self.document.part.get_style_id("Table Grid", WD_STYLE_TYPE.TABLE)

    @cached_property
    def _style_of_links(self) -> str:
        return str(link_style(self.document).style_id)


def _side_by_side(cells: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    """The cells of a row of more columns than a table can have."""
    for number, runs in enumerate(cells):
        yield from [Piece("\t")] * bool(number)
        yield from runs


def _written(paragraph: Paragraph, piece: Piece) -> Run:
    made = paragraph.add_run(piece.text)
    made.bold, made.italic = piece.bold or None, piece.italic or None
    return made


def link_to(part: StoryPart, address: str) -> Any:
    """The element around words that lead to an address, which itself is kept among what the part is related to."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    return link


def link_style(document: Doc) -> CharacterStyle:
    """Word's own style for links, which a template has only where one stands in it."""
    if LINK_STYLE in document.styles:
        return document.styles[LINK_STYLE]
    style = document.styles.add_style(LINK_STYLE, WD_STYLE_TYPE.CHARACTER, builtin=True)
    style.font.underline, style.font.color.rgb = True, RGBColor(0x05, 0x63, 0xC1)
    return style


def note(text: str) -> bytes:
    """The text for a note in the practice system: the Markdown as approved, UTF-8."""
    return text.encode()


@dataclass(frozen=True)
class Approver:
    """Who approved, in which step, when."""

    name: str
    licence: str
    step: str
    at: datetime


@dataclass(frozen=True)
class FileNote:
    """What the file keeps about how a draft came to be. Titles are its only content."""

    firm: str
    matter: str
    item: str
    version: int
    words: int
    requested_by: str
    responsible: str
    workflow: str
    model: str
    region: str
    arrangement: str
    crossed_at: datetime | None
    crossing: str
    vendor_request: str
    sources: tuple[str, ...] = field(repr=False)
    edited_by: tuple[str, ...]
    authorities: int
    approvers: tuple[Approver, ...]
    text_fingerprint: str


def file_note(facts: FileNote) -> bytes:
    """The AI file note as plain text, UTF-8: what was used, where it ran, who approved."""
    rows = [
        (_("Matter"), facts.matter),
        (
            _("Item"),
            _("%(item)s, version %(number)d, %(words)d words")
            % {"item": facts.item, "number": facts.version, "words": facts.words},
        ),
        (_("Asked for by"), facts.requested_by),
        (_("Answered for by"), facts.responsible),
        (_("Instructions"), facts.workflow),
        (_("Model"), facts.model),
        (_("Where it ran"), _("Anthropic reported routing: %(region)s") % {"region": facts.region}),
        (_("Terms"), _("Zero data retention, agreement %(reference)s") % {"reference": facts.arrangement}),
        (_("Sent"), _moment(facts.crossed_at)),
        (_("Crossing"), f"{facts.crossing} ({facts.vendor_request})"),
        (_("Changed by"), ", ".join(facts.edited_by) or _("nobody: the text is Claude's")),
        (_("Authorities checked"), str(facts.authorities)),
        (_("Fingerprint of the text"), facts.text_fingerprint),
    ]
    lines = [facts.firm, _("How this document was prepared"), ""]
    lines += [f"{name}: {value}" for name, value in rows]
    lines += ["", _("Sources used:"), *(f"- {title}" for title in facts.sources)]
    lines += ["", _("Approved by:")]
    lines += [f"- {each.name}, {each.licence}, {each.step}, {_moment(each.at)}" for each in facts.approvers]
    lines += ["", _("A person read and approved exactly this text. Claude's part in it is as stated above.")]
    return ("\n".join(lines) + "\n").encode()


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else _("not known")
