"""The files that are approved and delivered: a Word document, the text of a note, and the AI file note.

Pure apart from the clock inside a .docx and the firm's letterhead: the bytes of a rendering are kept, never made again.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from docx.document import Document as Doc
from docx.oxml.ns import qn
from docx.shared import Pt
from markdown_it import MarkdownIt
from markdown_it.token import Token

from apps.review import letterhead

TEMPLATE_VERSION = 3
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
DEEPEST_HEADING = 4


def docx(text: str, *, firm: str, matter: str) -> bytes:
    """The text as a Word document on the firm's letterhead, without metadata. Where the firm has none on file, its name
    is in the head and the matter in the foot."""
    return packed(document(text, firm=firm, matter=matter))


def document(text: str, *, firm: str, matter: str) -> Doc:
    """The same before it is packed into a file."""
    document, is_the_firms = letterhead.start()
    _strip(document)
    if not is_the_firms:
        document.styles["Normal"].font.name = "Georgia"
        document.styles["Normal"].font.size = Pt(11)
        document.sections[0].header.paragraphs[0].text = firm
        document.sections[0].footer.paragraphs[0].text = matter
    add(document, text)
    return document


def add(document: Doc, text: str) -> None:
    """Write the text at the end of the document."""
    _Writer(document).write(PARSER.parse(text))


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


class _Writer:
    """Walks Markdown tokens and writes them with Word's own styles, so that the firm's template can restyle them."""

    def __init__(self, document: Doc) -> None:
        self.document = document
        self.lists: list[str] = []
        self.quoted = 0
        self.heading = 0
        self.rows: list[list[Token]] | None = None

    def write(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            step = getattr(self, f"_{token.type}", None)
            if step is not None:
                step(token)

    def _heading_open(self, token: Token) -> None:
        self.heading = min(int(token.tag[1]), DEEPEST_HEADING)

    def _heading_close(self, token: Token) -> None:
        self.heading = 0

    def _bullet_list_open(self, token: Token) -> None:
        self.lists.append("List Bullet")

    def _ordered_list_open(self, token: Token) -> None:
        self.lists.append(str(token.attrs.get("start", 1)))

    def _bullet_list_close(self, token: Token) -> None:
        self.lists.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        self.number = token.info

    def _blockquote_open(self, token: Token) -> None:
        self.quoted += 1

    def _blockquote_close(self, token: Token) -> None:
        self.quoted -= 1

    def _table_open(self, token: Token) -> None:
        self.rows = []

    def _tr_open(self, token: Token) -> None:
        assert self.rows is not None
        self.rows.append([])

    def _table_close(self, token: Token) -> None:
        assert self.rows is not None
        if self._ends_in_a_table():
            self.document.add_paragraph()
        table = self.document.add_table(len(self.rows), max(map(len, self.rows)), style="Table Grid")
        for line, cells in zip(table.rows, self.rows, strict=True):
            for cell, inline in zip(line.cells, cells, strict=False):
                _runs(cell.paragraphs[0], inline)
        self.rows = None

    def _ends_in_a_table(self) -> bool:
        """Two tables with nothing between them are one to every word processor."""
        blocks = [child for child in self.document.element.body if child.tag != qn("w:sectPr")]
        return bool(blocks) and blocks[-1].tag == qn("w:tbl")

    def _inline(self, token: Token) -> None:
        if self.rows is not None:
            self.rows[-1].append(token)
        elif self.heading:
            _runs(self.document.add_heading(level=self.heading), token)
        elif self.lists and self.lists[-1] != "List Bullet":
            paragraph = self.document.add_paragraph(style="List")
            paragraph.add_run(f"{self.number}. " if self.number else "")
            self.number = ""
            _runs(paragraph, token)
        else:
            style = self.lists[-1] if self.lists else "Quote" if self.quoted else None
            _runs(self.document.add_paragraph(style=style), token)

    def _fence(self, token: Token) -> None:
        self.document.add_paragraph(token.content.rstrip("\n"))

    _code_block = _fence


def _runs(paragraph: object, inline: Token) -> None:
    bold = italic = 0
    for token in inline.children or ():
        if token.type in ("strong_open", "strong_close"):
            bold += 1 if token.nesting > 0 else -1
        elif token.type in ("em_open", "em_close"):
            italic += 1 if token.nesting > 0 else -1
        elif token.type == "hardbreak":
            paragraph.add_run().add_break()  # type: ignore[attr-defined]
        else:
            words = " " if token.type == "softbreak" else token.content
            run = paragraph.add_run(words)  # type: ignore[attr-defined]
            run.bold, run.italic = bool(bold) or None, bool(italic) or None


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
