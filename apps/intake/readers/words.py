"""What the paragraphs of a Word document say, as a person sees them once every tracked change is accepted. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from apps.intake.readers import covered, signs, struck
from apps.intake.readers.drawings import LETTERING, PARAGRAPH, WORDS, Drawings, line
from apps.intake.readers.elements import first
from apps.intake.readers.fields import CODE, FIELD, SIMPLE, Fields, drawn
from apps.intake.readers.laid import ANCHOR, DRAWN_BY_VML, is_hidden
from apps.intake.readers.notes import REFERENCES, Notes
from apps.intake.readers.shades import Look, Shades

SPACES = re.compile(r"(\s+)")
P, T, R, RPR, PPR = (qn(f"w:{name}") for name in ("p", "t", "r", "rPr", "pPr"))
FRAME, DROPPED, RUN_IN = qn("w:framePr"), qn("w:dropCap"), qn("w:specVanish")
REMOVED = (qn("w:del"), qn("w:moveFrom"))
BOX, RUBY = qn("w:txbxContent"), qn("w:ruby")
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
GONE = frozenset(
    {qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delInstrText", "delText", "pPr", "rPr")}
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
"""Removed by a tracked change, a field's code, formatting, or a second rendering of what was drawn already."""
DRAWINGS = frozenset({ANCHOR, *DRAWN_BY_VML})
RAISED = {"superscript": "^", "subscript": "_"}
BREAKS = {
    qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-",
    qn("w:subDoc"): "[document that is kept elsewhere and was not read]",
}  # fmt: skip


class Words:
    """Those of one part of a document, whose paragraphs are asked for in their order: a field goes on from one to the
    next."""

    def __init__(
        self, shades: Shades, part: Any, root: Any, notes: Notes, under: Collection[Any] = ()
    ) -> None:
        """``under`` are paragraphs that may lie under a box."""
        self._under = under
        self._shades, self._drawings, self._notes = shades, Drawings(part), notes
        self._fields = Fields(root, GONE)
        self._beside: list[str] = []
        self.unseen = 0
        """Places so far with words that were not read, because nobody sees them."""

    def of(self, paragraph: Any) -> str:
        """What a paragraph says, and after it what stands in boxes on the page beside it."""
        return "\n".join([self.own(paragraph), *self.beside()])

    def own(self, paragraph: Any) -> str:
        """What it says itself. Words that are struck out are said to be so once, in however many runs Word keeps
        them."""
        words = "".join(self._pieces(paragraph))
        if paragraph in self._under and covered.says(words):
            self.unseen += 1
            words = covered.COVERED
        return covered.told(struck.told(words))

    def beside(self) -> list[str]:
        """What stood in boxes since this was last asked. A box hangs somewhere in a paragraph, be it within a word, and
        is seen elsewhere."""
        found, self._beside = self._beside, []
        return found

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element.iterchildren("*"):
            if child.tag == FIELD:
                yield self._field(child)
            elif child.tag == CODE:
                self._fields.add(letters(child))
            elif child.tag in GONE:
                continue
            elif child.tag == R:
                yield from self._run(child)
            elif self._fields.is_in_code:
                yield from self._pieces(child)
            elif child.tag in (T, MATHS):
                words = letters(child)
                self._fields.saw(words)
                yield words
            elif child.tag in BREAKS:
                yield BREAKS[child.tag]
            elif child.tag == signs.SIGN:
                yield signs.sign(child)
            elif (formula := signs.formula(child, self._inside)) is not None:
                yield formula
            elif (lines := self._drawings.said(child)) is not None:
                yield lines
            elif child.tag in REFERENCES:
                yield self._notes.reference(child)
            else:
                yield from self._others(child)

    def _others(self, child: Any) -> Iterator[str]:
        if child.tag in DRAWINGS and is_hidden(child):
            said = (each.text or "" for each in child.iter(T, WORDS))
            self.unseen += covered.says("".join(said))
        elif child.tag == BOX:
            self._box(child)
        elif child.tag == PARAGRAPH:
            self._beside.append(line(child))
        elif child.tag == LETTERING:
            self._beside.append(child.get("string") or "")
        elif child.tag == SIMPLE:
            yield self._inside(child) or drawn(child.get(qn("w:instr")) or "")
        elif child.tag == RUBY:
            over, base = (self._inside(child.find(qn(f"w:{name}"))) for name in ("rt", "rubyBase"))
            yield f"{base}({over})" if over.strip() else base
        else:
            yield from self._pieces(child)

    def _inside(self, element: Any) -> str:
        return "" if element is None else "".join(self._pieces(element))

    def _field(self, sign: Any) -> str:
        """What a field shows that has no words: the box or list of an old form where it begins, and what Word draws
        where it ends."""
        was_in_code = self._fields.is_in_code
        drawing = self._fields.enter(sign)
        chosen = "" if was_in_code else signs.field(sign)
        return chosen if self._fields.is_in_code else chosen + drawing

    def _run(self, run: Any) -> Iterator[str]:
        properties = first(run, RPR)
        look = self._shades.look(properties, nearest(run, P))
        before = len(self._beside)
        words = signs.typed(self._inside(run), properties)
        if look.hidden or look.covered:
            self.unseen += covered.says(words) or covered.says("".join(self._beside[before:]))
            del self._beside[before:]
        yield from _looking(words, look, is_note=any(each.tag in REFERENCES for each in run.iterchildren()))

    def _box(self, box: Any) -> None:
        at = len(self._beside)
        lines = [self.own(paragraph) for paragraph in _paragraphs(box)]
        self._beside.insert(at, "\n".join(lines))


def _paragraphs(box: Any) -> Iterator[Any]:
    """Those of a text box, without those of another inside it."""
    for child in box.iterchildren("*"):
        if child.tag == P:
            yield child
        elif child.tag not in GONE:
            yield from _paragraphs(child)


def _looking(words: str, look: Look, *, is_note: bool) -> Iterator[str]:
    """The words of a run as they would be read aloud: nothing of what is hidden, and said of what is covered or struck
    out that it is. A figure that is raised is another one than beside the line (10^6), and the sign of a note is none.
    """
    if not words.strip():
        yield words
    elif look.covered and not look.hidden:
        yield "".join(covered.COVERED if covered.says(each) else each for each in SPACES.split(words))
    elif not look.hidden:
        words = ("" if is_note else RAISED.get(look.raised, "")) + words
        yield struck.struck(words) if look.struck else words


def letters(element: Any) -> str:
    """What stands in a stretch of words, with what comes after a remark in the XML. Raises ValueError for an entity:
    no document of Word has any, and it would be left out."""
    if not len(element):
        return element.text or ""
    if any(each.tag is etree.Entity for each in element):
        raise ValueError("an entity stands among words")
    return "".join(element.xpath("text()"))


def outermost(element: Any) -> Iterator[Any]:
    """The paragraphs of a cell, head or note. Those of a text box are said with the paragraph that holds it, and what a
    tracked change removed is gone."""
    for paragraph in element.iter(P):
        around = {each.tag for each in paragraph.iterancestors()}
        if P not in around and not GONE & around:
            yield paragraph


def nearest(element: Any, tag: str) -> Any:
    """The innermost element of that name around this one."""
    return next(element.iterancestors(tag), None)


def goes_on_in_the_next(paragraph: Any) -> bool:
    """Whether a paragraph is read on in the one after it: where accepting the changes joins the two, where its end is
    hidden, as that of a heading is that stands in the line of its text, and where it is a letter that is set large."""
    frame = first(paragraph, PPR, FRAME)
    if frame is not None and frame.get(DROPPED) in ("drop", "margin"):
        return True
    return first(paragraph, PPR, RPR, RUN_IN) is not None or mark_is_deleted(paragraph)


def mark_is_deleted(paragraph: Any) -> bool:
    """Whether accepting the changes joins this paragraph with the next."""
    mark = first(paragraph, PPR, RPR)
    return mark is not None and any(first(mark, name) is not None for name in REMOVED)
