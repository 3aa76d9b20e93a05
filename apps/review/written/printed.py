"""The Word document of a text as PDF, on the firm's letterhead: what a court is given, and what cannot be edited.

Set from the very document that is approved, paragraph for paragraph, so that the two files say the same. Of the firm's
template the head and foot count, with their lines and pictures; its typefaces do not. A text that no typeface of the
machine can show is approved without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from apps.core.languages import spoken
from apps.core.paper import Unreadable, pdf
from apps.drafting.models import Version
from apps.review.written import margins, renderings

PAGE = Path(__file__).with_name("paper.typ")
ALIGNED = {WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right"}
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/svg+xml"})
KINDS = {"List Bullet": "bullet", "List": "item", "Quote": "quote"}


class Standing(Enum):
    """What a printed text is, as its foot says it."""

    FINAL = gettext_lazy("version %(number)d, %(name)s")
    DRAFT = gettext_lazy("draft, version %(number)d, %(name)s")
    UNSIGNED = gettext_lazy("not signed, not to be filed, version %(number)d, %(name)s")
    WRONG = gettext_lazy("found wrong, not to be used, version %(number)d, %(name)s")
    DOUBTED = gettext_lazy("doubted since it was approved, not to be used, version %(number)d, %(name)s")


LINE = 44
"""Characters of a word that fit on a line of the page, and in all the columns of a table together."""
FEWEST = 5
BREAK = "\u200b"
"""Where a word may go on in the next line: nobody sees it, and no text holds it."""
PLAIN = re.compile(r"[\u0000-\u024f\u2010-\u2027\u202f\u2030-\u203a]*\Z")
"""What every typeface of the library has: nothing has to be tried for it."""


def lacking(text: str, version: Version) -> str | None:
    """The first words of a version that no typeface here has, None where it can be printed. It is tried, where it may
    fail."""
    document = renderings.document(text, firm=settings.FIRM_NAME, matter=str(version.matter))
    if all(PLAIN.match(run["text"]) for block in _blocks(document) for run in _runs_of(block)):
        return None
    try:
        of_version(document, version, at=version.made_at, boxes=False)
    except Unreadable as unreadable:
        return unreadable.words
    return None


def _runs_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *block.get("runs", ()),
        *(r for row in block.get("rows", ()) for cell in row for r in cell["runs"]),
    ]


def of_version(
    document: Doc, version: Version, *, at: datetime, standing: Standing = Standing.FINAL, boxes: bool = True
) -> bytes:
    """The document that a version was written into, in the language of its request. At the foot is what a reader needs
    to find the version again, its number and the start of its fingerprint, and what it is where it is not final."""
    request = version.draft.request
    french = request.language == "fr"
    workflow = request.workflow_version.workflow
    title = workflow.name_fr if french else workflow.name
    return of(
        document,
        firm=settings.FIRM_NAME,
        title=title,
        foot=foot(version, standing),
        language="fr" if french else "en",
        at=at,
        boxes=boxes,
    )


def foot(version: Version, standing: Standing) -> str:
    """What stands at the foot of a version, in the language of its request."""
    with spoken(version.draft.request.language):
        return str(standing.value) % {"number": version.number, "name": version.text_hmac[:16]}


def of(
    document: Doc, *, firm: str, title: str, foot: str, language: str, at: datetime, boxes: bool = True
) -> bytes:
    """A Word document as ``renderings.document`` makes it. ``foot`` stands at the foot of each page beside its number;
    the same document and time give the same bytes. Raises Unreadable instead of showing ``boxes``."""
    data = {
        "lang": language,
        "firm": firm,
        "title": title,
        "foot": foot,
        "letterhead": _letterhead(document),
        "blocks": list(_blocks(document)),
    }
    return pdf(PAGE, data, at=at, boxes=boxes)


def _letterhead(document: Doc) -> dict[str, Any]:
    section = document.sections[0]
    rest = {"head": _side(section.header), "foot": _side(section.footer)}
    if not section.different_first_page_header_footer:
        return {"first": rest, "rest": rest}
    return {
        "first": {"head": _side(section.first_page_header), "foot": _side(section.first_page_footer)},
        "rest": rest,
    }


def _side(part: Any) -> dict[str, Any]:
    """A head or foot: its lines with their alignment, and its pictures. Page numbers are set anew."""
    lines = [
        {"text": words, "align": _aligned(Paragraph(paragraph, part))}
        for paragraph, words in margins.lines(part._element)
    ]
    return {"lines": lines, "pictures": list(_pictures(part))}


def _aligned(paragraph: Paragraph) -> str:
    where = paragraph.alignment
    return "left" if where is None else ALIGNED.get(where, "left")


def _pictures(part: Any) -> Iterator[dict[str, Any]]:
    for blip in part._element.iter(qn("a:blip")):
        related = part.part.related_parts.get(blip.get(qn("r:embed")))
        if related is not None and related.content_type in PICTURES:
            yield {"bytes": list(related.blob)}


def _blocks(document: Doc) -> Iterator[dict[str, Any]]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            columns = len(block.columns)
            fit = max(FEWEST, LINE // columns)
            rows = [[_cell(each, block, fit) for each in row._tr.tc_lst] for row in block.rows]
            yield {"kind": "table", "columns": columns, "rows": rows}
        elif block.text.strip():
            style = str(block.style.name) if block.style is not None else ""
            level = int(style.rpartition(" ")[2]) if style.startswith("Heading ") else 0
            kind = "heading" if level else KINDS.get(style, "paragraph")
            deep = (block.paragraph_format.left_indent or renderings.DEEPER) // renderings.DEEPER
            yield {"kind": kind, "level": level or deep, "runs": _runs(block)}
        elif block._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}") is not None:
            yield {"kind": "line"}


def _cell(cell: CT_Tc, table: Table, fit: int) -> dict[str, Any]:
    return {"wide": cell.grid_span, "runs": _runs(Paragraph(cell.p_lst[0], table), fit)}


def _runs(paragraph: Paragraph, fit: int = LINE) -> list[dict[str, Any]]:
    """The words with their looks. One that is longer than the line would go on beyond the paper, or over the words in
    the next column, where no court could read it."""
    long = re.compile(rf"[^\s/-]{{{fit}}}(?=[^\s/-])")
    return [
        {
            "text": long.sub(rf"\g<0>{BREAK}", run.text),
            "bold": bool(run.bold),
            "italic": bool(run.italic),
            "to": to,
        }
        for inner in paragraph.iter_inner_content()
        for runs, to in [(inner.runs, inner.address) if isinstance(inner, Hyperlink) else ([inner], "")]
        for run in runs
        if run.text
    ]
