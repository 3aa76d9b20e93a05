"""From one text to another as a Word document with tracked changes: accept all for one, reject all for the other.

The texts are written as Word documents by the writer that writes the approved one; the paragraphs of the first and the
last are compared, then the words inside paragraphs that changed. Each change is in the name of whoever made it, which
the texts between tell (``traced``). Pure apart from the clock inside a .docx.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any

from docx.document import Document as Doc
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.parts.story import StoryPart

from apps.core.text import printable
from apps.review.written import redline, renderings, traced
from apps.review.written.pieces import Link
from apps.review.written.redline import Change

P, R, T, PPR, RPR, TR, TC = (qn(f"w:{name}") for name in ("p", "r", "t", "pPr", "rPr", "tr", "tc"))
STYLE, VALUE, LINK = qn("w:pStyle"), qn("w:val"), qn("w:hyperlink")
LOOK = (qn("w:b"), qn("w:i"))
BREAKS = {"\n": "w:br", "\t": "w:tab"}
SAID = {qn(tag): text for text, tag in BREAKS.items()}
BETWEEN = re.compile(r"([\n\t])")


@dataclass(frozen=True)
class By:
    """Who made a text of the one before it, and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Side:
    """A text, who made it, and the places of it that lead somewhere besides its own links."""

    text: str = field(repr=False)
    by: By
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a paragraph with its formatting, as XML, and where it leads. A line break is a word of its own."""

    text: str = field(repr=False)
    format: str
    to: str = field(default="", repr=False)
    within: str = field(default="", repr=False)
    """All the words of its link: a link stays as it is or goes whole."""
    look: tuple[bool, ...] = (False, False)
    """Whether it is bold and italic."""
    version: int = field(default=0, compare=False)
    """The number of the text that it came with or went with, counted from 0; 0 where that is not known."""

    @property
    def link(self) -> tuple[str, str]:
        return self.to, self.within


AFTER = Word(" ", "")
SET = 3
"""How much of a paragraph's key is not its words: its style, whether it is a line, and how far it is set in."""


def docx(sides: Sequence[Side], *, firm: str, matter: str) -> bytes:
    """The last of some texts as a Word document in which every change from the first one is tracked, each in the name
    of who made it. ``sides`` are the texts in the order in which they were made."""
    return renderings.packed(document(sides, firm=firm, matter=matter))


def document(sides: Sequence[Side], *, firm: str, matter: str) -> Doc:
    """The same before it is packed into a file."""
    first, last = sides[0], sides[-1]
    old, new = (
        renderings.document(each.text, firm=firm, matter=matter, links=each.links) for each in (first, last)
    )
    if renderings.LINK_STYLE in old.styles:
        renderings.link_style(new)
    body = new.element.body
    before, after = _with_versions(_read(old), [_of(side) for side in sides[1:-1]], _read(new))
    merged = list(_Writer([side.by for side in sides], new.part).merged(before, after))
    for child in _blocks(body):
        body.remove(child)
    page = body.get_or_add_sectPr()
    for child in merged:
        page.addprevious(child)
    return new


def _blocks(body: Any) -> list[Any]:
    return [child for child in body if child.tag != qn("w:sectPr")]


def _of(side: Side) -> list[_Block]:
    """A text between: nothing of it is written, and where it leads is no part of whose its words are."""
    return _read(renderings.document(side.text, firm="", matter=""))


def _with_versions(
    first: Sequence[_Block], between: Sequence[Sequence[_Block]], last: Sequence[_Block]
) -> tuple[list[_Block], list[_Block]]:
    """The first and the last text, each word with the number of the text that it went or came with."""
    found = traced.traced([[block.traces() for block in each] for each in (first, *between, last)])
    return _numbered(first, found.went), _numbered(last, found.came)


def _numbered(blocks: Sequence[_Block], versions: Sequence[Sequence[int]]) -> list[_Block]:
    return [
        replace(
            block,
            words=[replace(word, version=n) for word, n in zip(block.words, numbers, strict=False)],
            version=numbers[-1],
        )
        for block, numbers in zip(blocks, versions, strict=True)
    ]


@dataclass(frozen=True)
class _Block:
    """A paragraph or table, and what two of them are compared by."""

    element: Any
    words: list[Word] = field(repr=False)
    """Of a table those of all its cells in order."""
    key: tuple[Any, ...] = field(repr=False)
    leads: dict[str, str] = field(repr=False)
    """Where each link of its document leads, by the link's name."""
    version: int = 0
    """As of a word, of the paragraph's end: the paragraph itself."""

    def traces(self) -> list[Hashable]:
        """What it is followed by from text to text: what its words say and look like, and its end."""
        said: list[Hashable] = [(word.text, word.look) for word in self.words]
        return [*said, self.key[:SET] if self.element.tag == P else self.element.tag]

    def is_like(self, other: _Block) -> bool:
        """Whether both are paragraphs of one style, set in as far, whose words can be compared."""
        return self.element.tag == other.element.tag == P and self.key[:SET] == other.key[:SET]


def _read(document: Doc) -> list[_Block]:
    leads = {name: each.target_ref for name, each in document.part.rels.items() if each.is_external}
    return [_block(element, leads) for element in _blocks(document.element.body)]


def _block(element: Any, leads: dict[str, str]) -> _Block:
    if element.tag != P:
        rows = [[tuple(_words(cell, leads)) for cell in row.iter(TC)] for row in element.iter(TR)]
        return _Block(element, _words(element, leads), (element.tag, *(tuple(row) for row in rows)), leads)
    words = _words(element, leads)
    return _Block(element, words, (_style(element), _is_line(element), _set_in(element), *words), leads)


def _style(block: Any) -> str:
    style = block.find(f"{PPR}/{STYLE}")
    return "" if style is None else str(style.get(VALUE))


def _set_in(block: Any) -> str:
    """How far a paragraph is set in beyond what its style says: by that an item stands within another."""
    given = block.find(f"{PPR}/{qn('w:ind')}")
    return "" if given is None else str(given.get(qn("w:left")))


def _is_line(block: Any) -> bool:
    return block.find(f"{PPR}/{qn('w:pBdr')}") is not None


def _words(element: Any, leads: dict[str, str]) -> list[Word]:
    found: list[Word] = []
    for run in element.iter(R):
        properties = run.find(RPR)
        format = "" if properties is None or not len(properties) else str(properties.xml)
        look = tuple(properties is not None and properties.find(each) is not None for each in LOOK)
        around = run.getparent()
        link = ("", "")
        if around.tag == LINK:
            link = leads.get(around.get(qn("r:id")), ""), "".join(text.text or "" for text in around.iter(T))
        for child in run:
            if child.tag in SAID:
                found.append(Word(SAID[child.tag], format, *link, look))
            elif child.tag == T:
                found += [Word(text, format, *link, look) for text in redline.WORD.findall(child.text or "")]
    return found


Opposite = tuple[_Block | None, _Block | None, list[tuple[Change, Word]] | None]


def _opposite(old: Sequence[_Block], new: Sequence[_Block]) -> list[Opposite]:
    """Blocks opposite one another, with their words compared where both are paragraphs of one style.

    A change at the very end of a paragraph is not compared before a block that came or went whole: LibreOffice takes
    the two for one change, and the end of the paragraph between them with it.
    """
    found: list[Opposite] = []
    is_whole_next = False
    for before, after in reversed(list(zip_longest(old, new))):
        words = None
        if before is not None and after is not None and before.is_like(after):
            words = list(_compared(before.words, after.words))
            if is_whole_next and words and words[-1][0] != Change.SAME:
                words = None
        is_whole_next = words is None
        found.append((before, after, words))
    return found[::-1]


def _compared(old: Sequence[Word], new: Sequence[Word]) -> Iterator[tuple[Change, Word]]:
    """No stretch of changes ends where a link ends: LibreOffice, deciding such a change, leaves the link behind without
    its words and gives it to the words that follow. So the next words are taken in, at a paragraph's end a space."""
    gone: list[Word] = []
    came: list[Word] = []
    said = [[word.text for word in each] for each in (old, new)]
    for tag, a, b, c, d in redline.bridged(redline.regions(old, new), *said):
        if tag != "equal":
            gone += old[a:b]
            came += new[c:d]
            continue
        for word in new[c:d]:
            if _ends_a_link(gone, came[0] if came else word) or _ends_a_link(came, word):
                gone.append(word)
                came.append(word)
            else:
                yield from _changed(gone, came)
                yield Change.SAME, word
                gone, came = [], []
    gone += [AFTER] * _ends_a_link(gone, came[0] if came else None)
    came += [AFTER] * _ends_a_link(came, None)
    yield from _changed(gone, came)


def _ends_a_link(stretch: Sequence[Word], following: Word | None) -> bool:
    last = stretch[-1] if stretch else AFTER
    return bool(last.to) and (following is None or following.link != last.link)


def _changed(gone: Sequence[Word], came: Sequence[Word]) -> list[tuple[Change, Word]]:
    return [(Change.REMOVED, word) for word in gone] + [(Change.INSERTED, word) for word in came]


def _settled(words: Iterable[tuple[Change, Word]], otherwise: int) -> Iterator[tuple[Change, Word]]:
    """Each changed word with the text whose change it is. One that stands in all the texts and is written as changed
    beside others goes with those; a stretch with a link is whose the last change of it is, because it is decided whole.
    """
    for is_same, group in groupby(words, key=lambda each: each[0] == Change.SAME):
        stretch = list(group)
        if is_same:
            yield from stretch
            continue
        last = max((word.version for _change, word in stretch), default=0) or otherwise
        if any(word.to for _change, word in stretch):
            yield from ((change, replace(word, version=last)) for change, word in stretch)
            continue
        for change, run in groupby(stretch, key=lambda each: each[0]):
            said = [word for _change, word in run]
            version = next((word.version for word in said if word.version), last)
            for word in said:
                version = word.version or version
                yield change, replace(word, version=version)


def _kind(each: tuple[Change, Word]) -> tuple[Change, str, int]:
    """What stands in one run: words of one look that changed in one way by one hand."""
    change, word = each
    return change, word.format, 0 if change == Change.SAME else word.version


class _Writer:
    """Writes blocks with their changes marked; each mark has a number of its own. ``by`` is who made each of the texts;
    ``part`` keeps where links lead."""

    def __init__(self, by: Sequence[By], part: StoryPart) -> None:
        self.by = by
        self.last = len(by) - 1
        self.part = part
        self.marks = 0

    def merged(self, old: Sequence[_Block], new: Sequence[_Block]) -> Iterator[Any]:
        for tag, a, b, c, d in redline.regions([each.key for each in old], [each.key for each in new]):
            if tag == "equal":
                yield from (copy.deepcopy(block.element) for block in new[c:d])
            else:
                yield from self._changed(old[a:b], new[c:d])

    def _changed(self, old: Sequence[_Block], new: Sequence[_Block]) -> Iterator[Any]:
        """Paragraphs of one style stand opposite one another in order; the rest came or went whole."""
        for before, after, words in _opposite(old, new):
            if after is not None and words is not None:
                yield self._paragraph(after.element, _settled(words, self.last))
                continue
            if before is not None:
                yield self._whole(before, Change.REMOVED)
            if after is not None:
                yield self._whole(after, Change.INSERTED)

    def _whole(self, block: _Block, change: Change) -> Any:
        """A block that came or went is one change, whose its last one is: LibreOffice decides changes from the last to
        the first, and of a paragraph in several would leave its look to the paragraph after it. So it would of one
        without words, a line across the page, which a space gives some."""
        is_bare = not block.words or _ends_a_link(block.words, None)
        words = block.words + [AFTER] * (block.element.tag == P and is_bare)
        version = max(block.version, *(word.version for word in words), 0) or self.last
        said = [(change, replace(word, version=version)) for word in words]
        if block.element.tag == P:
            made = self._paragraph(block.element, said)
            self._mark_end(made, change, version)
            return made
        table, following = copy.deepcopy(block.element), iter(said)
        for row in table.iter(TR):
            properties = row.get_or_add_trPr()
            properties.append(self._mark(change, version))
            for paragraph in row.iter(P):
                own = [next(following) for _word in _words(paragraph, block.leads)]
                paragraph.getparent().replace(paragraph, self._paragraph(paragraph, own))
        return table

    def _paragraph(self, like: Any, words: Iterable[tuple[Change, Word]]) -> Any:
        made = OxmlElement("w:p")
        properties = like.find(PPR)
        if properties is not None:
            made.append(copy.deepcopy(properties))
        for (to, _within), group in groupby(words, key=lambda each: each[1].link):
            holder = made
            if to:
                holder = renderings.link_to(self.part, to)
                made.append(holder)
            self._runs(holder, group)
        return made

    def _runs(self, holder: Any, words: Iterable[tuple[Change, Word]]) -> None:
        """A link stands around the changes in it: Word wants them that way round."""
        for (change, format, version), group in groupby(words, key=_kind):
            run = self._run("".join(word.text for _change, word in group), format, change)
            if change == Change.SAME:
                holder.append(run)
            else:
                mark = self._mark(change, version)
                mark.append(run)
                holder.append(mark)

    def _mark_end(self, paragraph: Any, change: Change, version: int) -> None:
        """The end of a paragraph that came or went is itself a change: else an empty one stays behind."""
        properties = paragraph.get_or_add_pPr()
        run = OxmlElement("w:rPr")
        run.append(self._mark(change, version))
        properties.append(run)

    def _mark(self, change: Change, version: int) -> Any:
        by = self.by[version]
        mark = OxmlElement("w:del" if change == Change.REMOVED else "w:ins")
        self.marks += 1
        mark.set(qn("w:id"), str(self.marks))
        mark.set(qn("w:author"), printable(by.name))
        mark.set(qn("w:date"), f"{by.at:%Y-%m-%dT%H:%M:%SZ}")
        return mark

    def _run(self, text: str, format: str, change: Change) -> Any:
        run = OxmlElement("w:r")
        if format:
            run.append(parse_xml(format))
        for piece in BETWEEN.split(text):
            if piece in BREAKS:
                run.append(OxmlElement(BREAKS[piece]))
            elif piece:
                words = OxmlElement("w:delText" if change == Change.REMOVED else "w:t")
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                words.text = piece
                run.append(words)
        return run
