"""What a reader takes together with an authority: the paragraphs on which its quotation and its proposition stand.

Pure. That is the Markdown block that cites it, the block quotations beside that, the paragraphs before and after up to
the next case that they cite, the heading above, and what a block leans on that says little by itself: a citation alone
on the block before, an item of a list on what leads up to the list, a footnote on where its mark stands.
An item, a row of a table and a footnote are blocks of their own; items with spaces between them, such as the paragraphs
of a factum, are paragraphs. It errs towards taking more: what is taken without need has a person look again, what is
left out can be turned into its opposite.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from apps.review.citing.authorities import Authority
from apps.review.citing.citations import Kind
from apps.review.citing.legible import with_plain_signs
from apps.review.citing.walking import Place

ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)]|\[\^[^\]\s]{1,20}\]:)(?:\s|$)")
FOOTNOTE = re.compile(r"[ \t]*(\[\^[^\]\s]{1,20}\]):")
WORD = re.compile(r"[^\W\d_]{2,}")
FEW = 2
"""Words beside a citation that still say nothing: *See also*, *Voir notamment*."""
LEANS = re.compile(
    r"[\W\d_]*(?:This|That|These|Those|It|The same|Such|So|Thus|Hence|Accordingly|As|Ce|Ceci|Cela|C['’]est|Cette?"
    r"|Ces|Il en|La même|Le même|Ainsi|Telle?|De même|En ce sens)\b"
)
"""A paragraph that begins with what the one before says, whomever that cites for it."""
SENTENCE = re.compile(r"(?<![ .(*_][A-Za-z])(?<! vs)[.!?][”»\")*_]*\s+(?=[^\sa-z])")
"""Where a sentence ends within a paragraph; the points of *v.* and of initials end none."""


class Shape(Enum):
    PROSE = "prose"
    QUOTE = "quote"
    ITEM = "item"
    TABLE = "table"


@dataclass
class Block:
    """A run of lines ``[start, end)``. ``lead`` is the place in the list of the block that it hangs on, if any."""

    start: int
    end: int
    shape: Shape
    indent: int
    lead: int | None = None
    is_loose: bool = False
    """An item with a blank line before it."""


class Surroundings:
    """A text with its authorities, for asking what stands around each of them."""

    def __init__(self, text: str, cited: Iterable[Authority]) -> None:
        self._text = with_plain_signs(text)
        self._blocks = list(_Lines(text).blocks())
        self._starts = [block.start for block in self._blocks]
        self._headings = [at for at in range(len(self._blocks)) if self._words(at).lstrip().startswith("#")]
        self._here: dict[int, list[tuple[Authority, Place]]] = {}
        for each in cited:
            for place in each.places:
                self._here.setdefault(self._at(place[0]), []).append((each, place))

    def of(self, authority: Authority) -> str:
        """The words around every place of an authority, in the order of the text and with spaces as one."""
        whole: set[int] = set()
        parts: dict[int, Place] = {}
        for start, _end in authority.places:
            at = self._at(start)
            whole |= self._around(at)
            for citing in (at, *self._marked(at)):
                for beside, (begin, end) in self._beside(citing, authority):
                    known = parts.get(beside, (begin, end))
                    parts[beside] = min(begin, known[0]), max(end, known[1])
        parts |= {at: (self._blocks[at].start, self._blocks[at].end) for at in whole}
        return "\n\n".join(" ".join(self._text[slice(*parts[at])].split()) for at in sorted(parts))

    def _at(self, place: int) -> int:
        return max(0, bisect_right(self._starts, place) - 1)

    def _words(self, at: int) -> str:
        return self._text[self._blocks[at].start : self._blocks[at].end]

    def _around(self, at: int) -> set[int]:
        taken = {at, *self._after(at), *self._before(at), *self._marked(at)}
        for each in tuple(taken):
            lead = self._blocks[each].lead
            while lead is not None:
                taken.add(lead)
                lead = self._blocks[lead].lead
        return taken

    def _after(self, at: int) -> Iterator[int]:
        """Block quotations that follow, and what a colon announces."""
        nxt = at + 1
        while self._is(nxt, Shape.QUOTE):
            yield nxt
            nxt += 1
        if self._words(at).rstrip(" *_").endswith(":"):
            yield from (each for each in range(at + 1, len(self._blocks)) if self._blocks[each].lead == at)
            if self._is(at + 1, Shape.PROSE):
                yield at + 1

    def _before(self, at: int) -> Iterator[int]:
        """Block quotations before it, and what it or they lean on. Other citations on the way are passed over."""
        while at > 0:
            leans = self._is(at, Shape.QUOTE) or self._is(at - 1, Shape.QUOTE) or self._is_lone(at)
            if not leans:
                return
            at -= 1
            if not self._is_lone(at):
                yield at

    def _beside(self, at: int, authority: Authority) -> Iterator[tuple[int, Place]]:
        """The heading above and the neighbours on either side, each with as much of it as may speak of this."""
        if above := bisect_right(self._headings, at):
            yield self._whole(self._headings[above - 1])
        if not self._is_paragraph(at) and not self._is(at, Shape.QUOTE):
            return
        for step in (-1, 1):
            to = at + step
            while self._is(to, Shape.QUOTE):
                to += step
            if self._is_paragraph(to):
                yield to, self._until_next(to, step, authority, leans=bool(LEANS.match(self._words(at))))
            while self._is_tight(to):
                yield self._whole(to)
                to += step

    def _until_next(self, at: int, step: int, authority: Authority, *, leans: bool) -> Place:
        """The sentences of a paragraph that lie between its nearest other case and the paragraph beside it."""
        _at, (start, end) = self._whole(at)
        others = [
            place for each, place in self._here.get(at, ()) if each.kind == Kind.CASE and each != authority
        ]
        if not others or (step < 0 and leans):
            return start, end
        if step < 0:
            after = SENTENCE.search(self._text, max(others)[1], end)
            return (after.end() if after else end), end
        ends = [match.end() for match in SENTENCE.finditer(self._text, start, min(others)[0])]
        return start, ends[-1] if ends else start

    def _whole(self, at: int) -> tuple[int, Place]:
        return at, (self._blocks[at].start, self._blocks[at].end)

    def _is_paragraph(self, at: int) -> bool:
        if self._is(at, Shape.ITEM):
            follows = self._is(at + 1, Shape.ITEM) and not self._blocks[at + 1].is_loose
            return self._blocks[at].is_loose and not follows and not FOOTNOTE.match(self._words(at))
        return self._is(at, Shape.PROSE) and at not in self._headings

    def _is_tight(self, at: int) -> bool:
        """Whether a block is a row of a table, or an item of a list without spaces between its items."""
        is_item = (
            self._is(at, Shape.ITEM) and not self._is_paragraph(at) and not FOOTNOTE.match(self._words(at))
        )
        return is_item or self._is(at, Shape.TABLE)

    def _marked(self, at: int) -> Iterator[int]:
        """Where the mark of a footnote stands."""
        if note := FOOTNOTE.match(self._words(at)):
            place = self._text.find(note.group(1))
            while place >= 0:
                yield self._at(place)
                place = self._text.find(note.group(1), place + 1)

    def _is(self, at: int, shape: Shape) -> bool:
        return 0 <= at < len(self._blocks) and self._blocks[at].shape == shape

    def _is_lone(self, at: int) -> bool:
        """Whether a block holds citations and next to nothing else."""
        here = self._here.get(at)
        if not here or self._is(at, Shape.QUOTE):
            return False
        start, bare = self._blocks[at].start, self._words(at)
        for _each, (begin, end) in here:
            bare = bare[: begin - start] + " " * (end - begin) + bare[end - start :]
        bare = re.sub(r"[*_]", "", bare)
        for each, _place in here:
            for known in (each.style, *each.pinpoint.split("; ")):
                bare = bare.replace(known, " ") if known else bare
        return len(WORD.findall(bare)) <= FEW


@dataclass
class _Lines:
    """Reads a text line by line into blocks."""

    text: str = field(repr=False)
    found: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    """The items that are open, outermost first."""
    base: int | None = None
    """The block that leads up to the list that is open."""

    def blocks(self) -> Iterator[Block]:
        at, is_new = 0, True
        for line in self.text.split("\n"):
            is_new = not line.strip() or self._take(line, at, is_new=is_new)
            at += len(line) + 1
        return iter(self.found or [Block(0, len(self.text), Shape.PROSE, 0)])

    def _take(self, line: str, at: int, *, is_new: bool) -> bool:
        """A line goes on with the block before it or begins one. Gives whether the next line begins one anyway."""
        end, indent = at + len(line), len(line) - len(line.lstrip())
        last = self.found[-1] if self.found and not is_new else None
        if ITEM.match(line):
            self._item(Block(at, end, Shape.ITEM, indent, is_loose=is_new))
        elif line.lstrip().startswith("|"):
            self._row(Block(at, end, Shape.TABLE, indent), last)
        elif line.lstrip().startswith(">") and (last is None or last.shape != Shape.QUOTE):
            self._add(Block(at, end, Shape.QUOTE, indent))
        elif last is None or last.shape == Shape.TABLE:
            self._add(Block(at, end, Shape.PROSE, indent))
        else:
            last.end = end
        return line.startswith("#")

    def _add(self, block: Block) -> None:
        if block.shape == Shape.PROSE and not block.indent:
            self.parents, self.base = [], len(self.found)
        self.found.append(block)

    def _item(self, block: Block) -> None:
        """An item hangs on the one it is indented under, else on what leads up to its list. In a list with spaces
        between its items, such as the paragraphs of a factum, only where that ends with a colon."""
        while self.parents and self.found[self.parents[-1]].indent >= block.indent:
            self.parents.pop()
        follows = bool(self.found) and self.found[-1].shape == Shape.ITEM
        if self.parents:
            block.lead = self.parents[-1]
        elif self.base is not None and not (block.is_loose and follows and not self._announces(self.base)):
            block.lead = self.base
        self.parents.append(len(self.found))
        self.found.append(block)

    def _announces(self, at: int) -> bool:
        return self.text[self.found[at].start : self.found[at].end].rstrip(" *_").endswith(":")

    def _row(self, block: Block, last: Block | None) -> None:
        """A row hangs on the first of its table."""
        if last is not None and last.shape == Shape.TABLE:
            at = len(self.found) - 1
            block.lead = at if last.lead is None else last.lead
        self.found.append(block)
