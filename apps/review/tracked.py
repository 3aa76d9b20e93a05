"""From one text to another as a Word document with tracked changes: accept all for one, reject all for the other.

Both texts are written as Word documents by the writer that writes the approved one; their paragraphs are compared, then
the words inside paragraphs that changed. Pure apart from the clock inside a .docx.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any

from docx.document import Document as Doc
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.parts.story import StoryPart

from apps.review import redline, renderings
from apps.review.pieces import Link
from apps.review.redline import Change

P, R, T, PPR, RPR, TR, TC = (qn(f"w:{name}") for name in ("p", "r", "t", "pPr", "rPr", "tr", "tc"))
STYLE, VALUE, LINK = qn("w:pStyle"), qn("w:val"), qn("w:hyperlink")
BREAKS = {"\n": "w:br", "\t": "w:tab"}
SAID = {qn(tag): text for text, tag in BREAKS.items()}
BETWEEN = re.compile(r"([\n\t])")


@dataclass(frozen=True)
class By:
    """Whose changes they are, all who made any, and of when the last is."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Side:
    """A text, and the places of it that lead somewhere besides its own links."""

    text: str = field(repr=False)
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Word:
    """A word of a paragraph with its formatting, as XML, and where it leads. A line break is a word of its own."""

    text: str = field(repr=False)
    format: str
    to: str = field(default="", repr=False)
    within: str = field(default="", repr=False)
    """All the words of its link: a link stays as it is or goes whole."""

    @property
    def link(self) -> tuple[str, str]:
        return self.to, self.within


AFTER = Word(" ", "")


def docx(before: Side, after: Side, *, firm: str, matter: str, by: By) -> bytes:
    """The later text as a Word document in which every change from the earlier one is tracked."""
    old, new = (
        renderings.document(each.text, firm=firm, matter=matter, links=each.links) for each in (before, after)
    )
    if renderings.LINK_STYLE in old.styles:
        renderings.link_style(new)
    body = new.element.body
    merged = list(_Writer(by, new.part).merged(_read(old), _read(new)))
    for child in _blocks(body):
        body.remove(child)
    for at, child in enumerate(merged):
        body.insert(at, child)
    return renderings.packed(new)


def _blocks(body: Any) -> list[Any]:
    return [child for child in body if child.tag != qn("w:sectPr")]


@dataclass(frozen=True)
class _Block:
    """A paragraph or table, and what two of them are compared by."""

    element: Any
    words: list[Word] = field(repr=False)
    key: tuple[Any, ...] = field(repr=False)
    leads: dict[str, str] = field(repr=False)
    """Where each link of its document leads, by the link's name."""

    def is_like(self, other: _Block) -> bool:
        """Whether both are paragraphs of one style, whose words can be compared."""
        return self.element.tag == other.element.tag == P and self.key[:2] == other.key[:2]


def _read(document: Doc) -> list[_Block]:
    leads = {name: each.target_ref for name, each in document.part.rels.items() if each.is_external}
    return [_block(element, leads) for element in _blocks(document.element.body)]


def _block(element: Any, leads: dict[str, str]) -> _Block:
    if element.tag != P:
        rows = [[tuple(_words(cell, leads)) for cell in row.iter(TC)] for row in element.iter(TR)]
        return _Block(element, [], (element.tag, *(tuple(row) for row in rows)), leads)
    words = _words(element, leads)
    return _Block(element, words, (_style(element), _is_line(element), *words), leads)


def _style(block: Any) -> str:
    style = block.find(f"{PPR}/{STYLE}")
    return "" if style is None else str(style.get(VALUE))


def _is_line(block: Any) -> bool:
    return block.find(f"{PPR}/{qn('w:pBdr')}") is not None


def _words(element: Any, leads: dict[str, str]) -> list[Word]:
    found: list[Word] = []
    for run in element.iter(R):
        properties = run.find(RPR)
        format = "" if properties is None else str(properties.xml)
        around = run.getparent()
        link = ("", "")
        if around.tag == LINK:
            link = leads.get(around.get(qn("r:id")), ""), "".join(text.text or "" for text in around.iter(T))
        for child in run:
            if child.tag in SAID:
                found.append(Word(SAID[child.tag], format, *link))
            elif child.tag == T:
                found += [Word(text, format, *link) for text in redline.WORD.findall(child.text or "")]
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
    for tag, a, b, c, d in redline.regions(old, new):
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


class _Writer:
    """Writes blocks with their changes marked; each mark has a number of its own. ``part`` keeps where links lead."""

    def __init__(self, by: By, part: StoryPart) -> None:
        self.by = by
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
                yield self._paragraph(after.element, words)
                continue
            if before is not None:
                yield self._whole(before, Change.REMOVED)
            if after is not None:
                yield self._whole(after, Change.INSERTED)

    def _whole(self, block: _Block, change: Change) -> Any:
        if block.element.tag == P:
            words = block.words + [AFTER] * _ends_a_link(block.words, None)
            made = self._paragraph(block.element, [(change, word) for word in words])
            self._mark_end(made, change)
            return made
        table = copy.deepcopy(block.element)
        for row in table.iter(TR):
            properties = row.get_or_add_trPr()
            properties.append(self._mark(change))
            for paragraph in row.iter(P):
                said = [(change, word) for word in _words(paragraph, block.leads)]
                paragraph.getparent().replace(paragraph, self._paragraph(paragraph, said))
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
        for (change, format), group in groupby(words, key=lambda each: (each[0], each[1].format)):
            run = self._run("".join(word.text for _change, word in group), format, change)
            if change == Change.SAME:
                holder.append(run)
            else:
                mark = self._mark(change)
                mark.append(run)
                holder.append(mark)

    def _mark_end(self, paragraph: Any, change: Change) -> None:
        """The end of a paragraph that came or went is itself a change: else an empty one stays behind."""
        properties = paragraph.get_or_add_pPr()
        run = OxmlElement("w:rPr")
        run.append(self._mark(change))
        properties.append(run)

    def _mark(self, change: Change) -> Any:
        mark = OxmlElement("w:del" if change == Change.REMOVED else "w:ins")
        self.marks += 1
        mark.set(qn("w:id"), str(self.marks))
        mark.set(qn("w:author"), self.by.name)
        mark.set(qn("w:date"), f"{self.by.at:%Y-%m-%dT%H:%M:%SZ}")
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
