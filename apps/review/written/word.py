"""A Word document that comes back, read as the canonical text: tracked changes accepted, Word's own styles as Markdown.

What was not touched keeps its exact words and marks: a block that reads as the earlier text's own does is taken from
there, so that going to Word and back changes only what a person changed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, takewhile
from textwrap import indent
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx import Document
from docx.document import Document as Doc

from apps.core.errors import BadInput
from apps.core.text import canonical
from apps.intake.readers.docx import check_size
from apps.review.written import escaped, margins, origin, redline, renderings, returned, tokens
from apps.review.written.pieces import Link
from apps.review.written.returned import Beyond, Block, Read

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is taken back."""


def opened(data: bytes) -> Doc:
    """A document that came back, parsed once for all that is asked of it. Raises BadInput for what cannot be read."""
    check_given(len(data))

    def parse() -> Doc:
        check_size(data)
        return Document(io.BytesIO(data))

    return _legible(parse)


def text_of(
    given: Doc,
    base: str,
    *,
    ours: Collection[str] = (),
    links: Sequence[Link] = (),
    firm: str = "",
    matter: str = "",
) -> str:
    """The canonical text of an edited document that was made from ``base``. ``ours`` are addresses to which the
    document may lead from places that are no links of the text, and ``links`` those places; ``firm`` and ``matter`` are
    what a document without a letterhead has in its head and foot. Raises BadInput for what cannot be read, and for a
    document that holds what a text cannot."""
    read = _read(given, ours, renderings.document("", firm=firm, matter=matter))
    slices = _slices(base, links, ours)
    kept = _kept(slices, [block for _source, blocks in slices for block in blocks], read)
    parts: list[_Part] = []
    at = 0
    for start, (source, length) in sorted(kept.items()):
        parts += _new(read[at:start])
        inside = read[start : start + length]
        own = [block.number for block in inside if block.in_list and not block.depth] or [0]
        parts.append(_Part(source.strip("\n"), first=own[0], last=own[-1]))
        at = start + length
    return canonical(_joined(parts + _new(read[at:]), is_loose=_is_loose(slices)))


def _is_loose(slices: Sequence[tuple[str, list[Block]]]) -> bool:
    """Whether items of lists stand apart in the earlier text, as the numbered paragraphs of a factum do."""
    return any(len(blocks) > 1 and blocks[0].in_list and "\n\n" in source for source, blocks in slices)


@dataclass(frozen=True)
class _Part:
    """Some of the text. ``first`` and ``last`` are the numbers of the items that it begins and ends with, if any;
    ``depth`` is how many lists stand around that of a new item."""

    text: str = field(repr=False)
    in_list: bool = False
    first: int = 0
    last: int = 0
    is_new: bool = False
    depth: int = 0

    @property
    def sign(self) -> str:
        """What an item begins with."""
        return self.text[: self.text.index(" ") + 1]


def _new(blocks: Sequence[Block]) -> list[_Part]:
    """Blocks that did not stand in the earlier text, each written so that it is read as the words it is."""
    if not blocks:
        return []
    written = _Written(())
    found = []
    for block in blocks:
        again = written.read(block.text)
        text = block.text if again == [replace(block, depth=0)] else block.plain
        found.append(_Part(text, block.in_list, block.number, block.number, is_new=True, depth=block.depth))
    return found


def check_given(size: int) -> None:
    """Raises BadInput for more bytes than are taken back. Of a file that was dropped on its way in only its size is
    known (``intake.uploads``)."""
    if size > LARGEST:
        raise BadInput(
            _("This file is too large: %(n)d MB at most are taken back.") % {"n": LARGEST // 1024**2}
        )


def _joined(parts: Sequence[_Part], *, is_loose: bool) -> str:
    """An item of a list within another is set in to where the words begin of the one that it stands under."""
    out, before = "", None
    within: list[_Part] = []
    """The new items that are open, from the outermost, each the last so far of its list."""
    for at, part in enumerate(parts):
        above = within[: part.depth] if part.in_list else []
        beside = within[len(above)] if part.in_list and len(within) > len(above) else None
        counted = beside if above or beside else before
        if part.is_new and part.first and not _counts_on(counted, part, _after(parts, at)):
            part, above = _Part(escaped.begun(part.text)), []
        begins = beside is None and bool(above) and part.first > 1  # such a list takes a blank line before it
        tight = before is not None and part.in_list and before.in_list and not is_loose and not begins
        out += "" if before is None else "\n" if tight else "\n\n"
        out += indent(part.text, " " * sum(len(each.sign) for each in above))
        within = [*above, part] if part.in_list else []
        before = part
    return out + "\n"


def _after(parts: Sequence[_Part], at: int) -> _Part | None:
    """What follows a part and the lists within it, unless the list ends there."""
    depth = parts[at].depth
    deeper = takewhile(lambda n: parts[n].depth > depth, range(at + 1, len(parts)))
    following = max(deeper, default=at) + 1
    return parts[following] if following < len(parts) and parts[following].depth == depth else None


def _counts_on(before: _Part | None, part: _Part, after: _Part | None) -> bool:
    """Whether an item has its number where it stands: a list counts on from its first one, whatever is written."""
    follows = before is None or not before.last or part.first == before.last + 1
    return follows and (after is None or after.is_new or not after.first or after.first == part.last + 1)


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


def _slices(text: str, links: Sequence[Link], ours: Collection[str]) -> list[tuple[str, list[Block]]]:
    """Top-level pieces of Markdown, each with the blocks it becomes in Word and is read as."""
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    spans = [token.map for token in tokens.PARSER.parse(text) if token.level == 0 and token.map]
    written = _Written(ours)
    found = []
    for begin, end in spans:
        source = "\n".join(lines[begin:end])
        found.append((source, written.read(source, [each.moved(-starts[begin]) for each in links])))
    return found


class _Written:
    """A document of ours, written piece by piece, each of which is read as it would be if it came back."""

    def __init__(self, ours: Collection[str]) -> None:
        self.document = renderings.document("", firm="", matter="")
        self.writer, self.reader = renderings.Writer(self.document), returned.Reader(self.document, ours)

    def read(self, text: str, links: Sequence[Link] = ()) -> list[Block]:
        page = self.writer.page
        last = page.getprevious()
        self.writer.add(text, links)
        following = self.document.element.body if last is None else last.itersiblings()
        return list(self.reader.blocks(each for each in following if each is not page))


def made_from(given: Doc) -> UUID | None:
    """The version that a document says it was made from, if it says so. Raises BadInput for what cannot be read."""
    return _legible(lambda: origin.of(given))


def _legible(look: Callable[[], Found]) -> Found:
    """What is found in a document. Parsers of other people's files fail in ways nobody lists, and their errors quote
    what they choked on: only the name of one goes into the log, and none is chained. Raises BadInput."""
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - see above: anything a parser throws means that it cannot be read
        logger.warning("a document that came back from Word could not be read: %s", type(error).__name__)
    raise BadInput(_("This is not a Word document that can be read."))


def _read(given: Doc, ours: Collection[str], letterhead: Doc) -> list[Block]:
    def look() -> Read:
        found = returned.read(given, given.element.body, ours)
        found.beyond[Beyond.MARGIN] += margins.added(given, letterhead)
        found.beyond[Beyond.PICTURE] += margins.pictures_added(given, letterhead)
        return found

    found = _legible(look)
    if found.beyond.total():
        raise BadInput(
            _(
                "The document holds what a draft cannot: %(what)s. Write into the text what has to stay, remove the "
                "rest, and give it back. Nothing was saved."
            )
            % {"what": ", ".join(_counted(each, found.beyond[each]) for each in Beyond if found.beyond[each])}
        )
    return found.blocks


def _counted(what: Beyond, n: int) -> str:
    said = {
        Beyond.NOTE: ngettext("%(n)d footnote or endnote", "%(n)d footnotes or endnotes", n),
        Beyond.COMMENT: ngettext("%(n)d comment", "%(n)d comments", n),
        Beyond.BOX: ngettext("%(n)d text box", "%(n)d text boxes", n),
        Beyond.PICTURE: ngettext("%(n)d picture", "%(n)d pictures", n),
        Beyond.FORMULA: ngettext("%(n)d formula", "%(n)d formulas", n),
        Beyond.SYMBOL: ngettext("%(n)d character of a symbol font", "%(n)d characters of symbol fonts", n),
        Beyond.DOCUMENT: ngettext("%(n)d embedded document", "%(n)d embedded documents", n),
        Beyond.FIELD: ngettext("%(n)d choice in a form field", "%(n)d choices in form fields", n),
        Beyond.WORKED_OUT: ngettext(
            "%(n)d field that Word draws by itself", "%(n)d fields that Word draws by itself", n
        ),
        Beyond.MARGIN: ngettext(
            "%(n)d paragraph in a header or footer that the letterhead does not have",
            "%(n)d paragraphs in headers or footers that the letterhead does not have",
            n,
        ),
        Beyond.STRUCK: ngettext("%(n)d passage struck through", "%(n)d passages struck through", n),
        Beyond.HIDDEN: ngettext("%(n)d passage of hidden text", "%(n)d passages of hidden text", n),
        Beyond.RAISED: ngettext("%(n)d passage raised or lowered", "%(n)d passages raised or lowered", n),
        Beyond.CAPITALS: ngettext(
            "%(n)d passage that only its look puts into capitals",
            "%(n)d passages that only their look puts into capitals",
            n,
        ),
        Beyond.MERGED: ngettext(
            "%(n)d cell of a table that is merged with the one above it",
            "%(n)d cells of tables that are merged with the ones above them",
            n,
        ),
    }
    return said[what] % {"n": n}
