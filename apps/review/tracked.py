"""From one text to another as a Word document with tracked changes: accept all for one, reject all for the other.

Both texts are written as Word documents by the writer that writes the approved one; their paragraphs are compared, then
the words inside paragraphs that changed. Pure apart from the clock inside a .docx.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from apps.review import redline, renderings
from apps.review.redline import Change

P, R, T, BR, PPR, RPR = (qn(f"w:{name}") for name in ("p", "r", "t", "br", "pPr", "rPr"))
STYLE, VALUE = qn("w:pStyle"), qn("w:val")


@dataclass(frozen=True)
class By:
    """Whose changes they are, and of when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Word:
    """A word of a paragraph with its formatting, as XML. A line break is a word of its own."""

    text: str = field(repr=False)
    format: str


def docx(before: str, after: str, *, firm: str, matter: str, by: By) -> bytes:
    """The later text as a Word document in which every change from the earlier one is tracked."""
    old = renderings.document(before, firm=firm, matter=matter)
    new = renderings.document(after, firm=firm, matter=matter)
    body, writer = new.element.body, _Writer(by)
    merged = list(writer.merged(_blocks(old.element.body), _blocks(body)))
    for child in _blocks(body):
        body.remove(child)
    for at, child in enumerate(merged):
        body.insert(at, child)
    return renderings.packed(new)


def _blocks(body: Any) -> list[Any]:
    return [child for child in body if child.tag != qn("w:sectPr")]


def _key(block: Any) -> tuple[Any, ...]:
    if block.tag != P:
        rows = [[tuple(_words(cell)) for cell in row.iter(qn("w:tc"))] for row in block.iter(qn("w:tr"))]
        return (block.tag, *(tuple(row) for row in rows))
    return (_style(block), *((word.text, word.format) for word in _words(block)))


def _style(block: Any) -> str:
    style = block.find(f"{PPR}/{STYLE}")
    return "" if style is None else str(style.get(VALUE))


def _words(paragraph: Any) -> list[Word]:
    found: list[Word] = []
    for run in paragraph.iter(R):
        properties = run.find(RPR)
        format = "" if properties is None else " ".join(sorted(child.tag for child in properties))
        for child in run:
            if child.tag == BR:
                found.append(Word("\n", format))
            elif child.tag == T:
                found += [Word(text, format) for text in redline.WORD.findall(child.text or "")]
    return found


class _Writer:
    """Writes blocks with their changes marked; each mark has a number of its own."""

    def __init__(self, by: By) -> None:
        self.by = by
        self.marks = 0

    def merged(self, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Any]:
        keys = [[_key(block) for block in blocks] for blocks in (old, new)]
        for tag, a, b, c, d in redline.regions(*keys):
            if tag == "equal":
                yield from (copy.deepcopy(block) for block in new[c:d])
            else:
                yield from self._changed(old[a:b], new[c:d])

    def _changed(self, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Any]:
        """Paragraphs of one style stand opposite one another in order; the rest came or went whole."""
        for before, after in zip_longest(old, new):
            pair = before is not None and after is not None and before.tag == after.tag == P
            if pair and _style(before) == _style(after):
                yield self._paragraph(after, self._compared(_words(before), _words(after)))
                continue
            if before is not None:
                yield self._whole(before, Change.REMOVED)
            if after is not None:
                yield self._whole(after, Change.INSERTED)

    def _compared(self, old: list[Word], new: list[Word]) -> Iterator[tuple[Change, Word]]:
        for tag, a, b, c, d in redline.regions(old, new):
            if tag == "equal":
                yield from ((Change.SAME, word) for word in new[c:d])
            else:
                yield from ((Change.REMOVED, word) for word in old[a:b])
                yield from ((Change.INSERTED, word) for word in new[c:d])

    def _whole(self, block: Any, change: Change) -> Any:
        if block.tag == P:
            made = self._paragraph(block, ((change, word) for word in _words(block)))
            self._mark_end(made, change)
            return made
        table = copy.deepcopy(block)
        for row in table.iter(qn("w:tr")):
            properties = row.get_or_add_trPr()
            properties.append(self._mark(change))
            for paragraph in row.iter(P):
                paragraph.getparent().replace(
                    paragraph, self._paragraph(paragraph, [(change, word) for word in _words(paragraph)])
                )
        return table

    def _paragraph(self, like: Any, words: Any) -> Any:
        made = OxmlElement("w:p")
        properties = like.find(PPR)
        if properties is not None:
            made.append(copy.deepcopy(properties))
        for (change, format), group in groupby(words, key=lambda each: (each[0], each[1].format)):
            run = self._run("".join(word.text for _change, word in group), format, change)
            if change == Change.SAME:
                made.append(run)
            else:
                mark = self._mark(change)
                mark.append(run)
                made.append(mark)
        return made

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
            properties = OxmlElement("w:rPr")
            for tag in format.split(" "):
                properties.append(OxmlElement(f"w:{tag.rpartition('}')[2]}"))
            run.append(properties)
        for at, line in enumerate(text.split("\n")):
            if at:
                run.append(OxmlElement("w:br"))
            if line:
                words = OxmlElement("w:delText" if change == Change.REMOVED else "w:t")
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                words.text = line
                run.append(words)
        return run
