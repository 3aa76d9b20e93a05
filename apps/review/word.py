"""A Word document that comes back, read as the canonical text: tracked changes accepted, Word's own styles as Markdown.

What was not touched keeps its exact words and marks: a block that reads as the earlier text's own does is taken from
there, so that going to Word and back changes only what a person changed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn

from apps.core.errors import BadInput
from apps.core.text import canonical
from apps.intake.readers.docx import check_size
from apps.intake.readers.reading import Unreadable
from apps.review import redline, renderings

P, TBL, TR, TC, R, T, BR = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "t", "br"))
TAB, RPR, B, I = (qn(f"w:{name}") for name in ("tab", "rPr", "b", "i"))  # noqa: E741
GONE = frozenset({qn("w:del"), qn("w:moveFrom")})
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is taken back."""
HEADING = re.compile(r"Heading ?(\d)")
MARKS = re.compile(r"([*`\\<])|(?<!\w)(_)|(_)(?!\w)")
AT_START = re.compile(r"^(#{1,6}(?= )|[>+-](?= ))")


@dataclass(frozen=True)
class Block:
    """A paragraph or table as Markdown. Two blocks that read alike are equal."""

    text: str = field(repr=False)
    in_list: bool = False


def text_of(data: bytes, base: str) -> str:
    """The canonical text of an edited document that was made from ``base``. Raises BadInput for what cannot be read."""
    given = _read(data)
    slices = _slices(base)
    own = [block for _source, blocks in slices for block in blocks]
    kept = _kept(slices, own, given)
    parts: list[tuple[str, bool]] = []
    at = 0
    while at < len(given):
        if at in kept:
            source, length = kept[at]
            parts.append((source.strip("\n"), False))
            at += length
            continue
        parts.append((given[at].text, given[at].in_list))
        at += 1
    return canonical(_joined(parts))


def check_given(size: int) -> None:
    """Raises BadInput for more bytes than are taken back. Of a file that was dropped on its way in only its size is
    known (``intake.uploads``)."""
    if size > LARGEST:
        raise BadInput(
            _("This file is too large: %(n)d MB at most are taken back.") % {"n": LARGEST // 1024**2}
        )


def _joined(parts: Sequence[tuple[str, bool]]) -> str:
    out = ""
    for at, (text, in_list) in enumerate(parts):
        tight = at > 0 and in_list and parts[at - 1][1]
        out += ("" if not at else "\n" if tight else "\n\n") + text
    return out + "\n"


def _kept(
    slices: Sequence[tuple[str, list[Block]]], own: list[Block], given: list[Block]
) -> dict[int, tuple[str, int]]:
    """Where a slice of the earlier text stands whole in the document: its source, and how many blocks it covers."""
    place: dict[int, int] = {}
    for tag, a, b, c, _d in redline.regions(own, given):
        if tag == "equal":
            place |= {a + step: c + step for step in range(b - a)}
    kept, at = {}, 0
    for source, blocks in slices:
        covered = [place.get(at + step) for step in range(len(blocks))]
        start = covered[0] if covered else None
        if start is not None and covered == list(range(start, start + len(blocks))):
            kept[start] = (source, len(blocks))
        at += len(blocks)
    return kept


def _slices(text: str) -> list[tuple[str, list[Block]]]:
    """Top-level pieces of Markdown, each with the blocks it becomes in Word."""
    lines = text.split("\n")
    spans = [token.map for token in renderings.PARSER.parse(text) if token.level == 0 and token.map]
    document = renderings.document("", firm="", matter="")
    found, written = [], 0
    for begin, end in spans:
        source = "\n".join(lines[begin:end])
        renderings.add(document, source)
        *body, _page = document.element.body
        found.append((source, list(_blocks(body[written:]))))
        written = len(body)
    return found


def _read(data: bytes) -> list[Block]:
    check_given(len(data))
    try:
        check_size(data)
        body = Document(io.BytesIO(data)).element.body
    except (Unreadable, zipfile.BadZipFile, KeyError, ValueError):
        raise BadInput(_("This is not a Word document that can be read.")) from None
    return list(_blocks(body))


def _blocks(body: Any) -> Iterator[Block]:
    for child in body:
        if child.tag == TBL:
            if rows := [row for row in child.iter(TR) if not _is_gone(row)]:
                yield Block(_table(rows))
        elif child.tag == P:
            words = _words(child)
            if words.strip():
                yield _paragraph(_style(child), words)


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def _paragraph(style: str, words: str) -> Block:
    if heading := HEADING.match(style):
        return Block(f"{'#' * int(heading.group(1))} {words.replace(chr(10), ' ')}")
    if style.replace(" ", "") == "ListBullet":
        return Block(f"- {words}", in_list=True)
    if style == "List" or re.match(r"List ?Number", style):
        return Block(words if re.match(r"\d+\. ", words) else f"1. {words}", in_list=True)
    if style == "Quote":
        return Block("\n".join(f"> {line}" for line in words.split("\n")))
    return Block(AT_START.sub(r"\\\1", words))


def _table(rows: Sequence[Any]) -> str:
    cells = [[_cell(cell) for cell in row.iter(TC)] for row in rows]
    width = max(map(len, cells))
    head, *rest = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    return "\n".join([head, "|" + " --- |" * width, *rest])


def _is_gone(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _cell(cell: Any) -> str:
    return " ".join(_words(each).replace("\n", " ").replace("|", "\\|") for each in cell.iter(P)).strip()


def _words(paragraph: Any) -> str:
    """The words of a paragraph as they are once every tracked change is accepted, with their emphasis."""
    pieces: list[tuple[str, bool, bool]] = []
    for run in _runs(paragraph):
        properties = run.find(RPR)
        bold, italic = (_is_on(properties, name) for name in (B, I))
        text = "".join(
            {BR: "\n", TAB: " "}.get(child.tag, child.text or "" if child.tag == T else "") for child in run
        )
        if pieces and pieces[-1][1:] == (bold, italic):
            pieces[-1] = (pieces[-1][0] + text, bold, italic)
        elif text:
            pieces.append((text, bold, italic))
    return "".join(_emphasised(*piece) for piece in pieces).strip()


def _runs(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == R:
            yield child
        elif child.tag not in GONE:
            yield from _runs(child)


def _is_on(properties: Any, name: str) -> bool:
    found = None if properties is None else properties.find(name)
    return found is not None and found.get(qn("w:val")) not in ("0", "false")


def _emphasised(text: str, bold: bool, italic: bool) -> str:
    plain = MARKS.sub(lambda found: "\\" + found.group(), text)
    words = plain.strip()
    if not words or not (bold or italic):
        return plain
    marks = "*" * (2 * bold + italic)
    lead, tail = plain[: len(plain) - len(plain.lstrip())], plain[len(plain.rstrip()) :]
    return f"{lead}{marks}{words}{marks}{tail}"
