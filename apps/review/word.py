"""A Word document that comes back, read as the canonical text: tracked changes accepted, Word's own styles as Markdown.

What was not touched keeps its exact words and marks: a block that reads as the earlier text's own does is taken from
there, so that going to Word and back changes only what a person changed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from docx import Document

from apps.core.errors import BadInput
from apps.core.text import canonical
from apps.intake.readers.docx import check_size
from apps.intake.readers.reading import Unreadable
from apps.review import redline, renderings, returned, tokens
from apps.review.returned import Block

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is taken back."""


def text_of(data: bytes, base: str, *, ours: Collection[str] = ()) -> str:
    """The canonical text of an edited document that was made from ``base``. ``ours`` are addresses to which the document
    leads from places that are no links of the text. Raises BadInput for what cannot be read."""
    given = _read(data, ours)
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
    spans = [token.map for token in tokens.PARSER.parse(text) if token.level == 0 and token.map]
    document = renderings.document("", firm="", matter="")
    found, written = [], 0
    for begin, end in spans:
        source = "\n".join(lines[begin:end])
        renderings.add(document, source)
        *body, _page = document.element.body
        found.append((source, list(returned.blocks(document, body[written:]))))
        written = len(body)
    return found


def _read(data: bytes, ours: Collection[str]) -> list[Block]:
    check_given(len(data))
    try:
        check_size(data)
        document = Document(io.BytesIO(data))
    except (Unreadable, zipfile.BadZipFile, KeyError, ValueError):
        raise BadInput(_("This is not a Word document that can be read.")) from None
    return list(returned.blocks(document, document.element.body, ours))
