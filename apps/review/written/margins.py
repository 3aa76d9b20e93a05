"""What stands in the heads and feet of a Word document, which are the letterhead's and no part of a text. Pure.

A field has no words of its own there: the number of a page is another one in every program that counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.intake.readers.fields import CODE, FIELD, SIMPLE
from apps.intake.readers.heads import REFERENCES
from apps.review.written.fields import LEADS
from apps.review.written.returned import FALLBACK, GONE, SAID, P, T

PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
KEPT_AS = (qn("r:embed"), qn("r:id"))
FIELD_HERE, COLUMN, TAB = "\0", "\t", qn("w:tab")
BESIDE = re.compile(r"\s[|·•–—/-]\s")
"""What stands between the number of a page and other words of its line."""
WATERMARK, SYMBOL = "{urn:schemas-microsoft-com:vml}textpath", qn("w:sym")


def added(document: Doc, letterhead: Doc) -> int:
    """How many paragraphs the heads and feet of a document have that those of its letterhead have not. One that stands
    in several of them, as where first pages have a head of their own, is counted once."""
    own = set(_paragraphs(letterhead))
    return len({each for each in _paragraphs(document) if each not in own})


def pictures_added(document: Doc, letterhead: Doc) -> int:
    """How many more pictures they have than those of the letterhead. One that stands in several of them is one."""
    return max(0, len(set(_pictures(document))) - len(set(_pictures(letterhead))))


def lines(part: Any) -> Iterator[tuple[Any, str]]:
    """Each line of a head or foot with its paragraph, wherever that stands in it: in a table, a text box or a content
    control. What is between a field and the next tab or dash goes with the field, as *Page* does with its number."""
    for paragraph in _of_part(part):
        for line in _Words(FIELD_HERE, COLUMN, signs=False).of(paragraph).split("\n"):
            if said := "   ".join(filter(None, map(_own, line.split(COLUMN)))):
                yield paragraph, said


def _own(column: str) -> str:
    kept = [each for each in BESIDE.split(column) if FIELD_HERE not in each]
    return " · ".join(filter(None, map(str.strip, kept))) if FIELD_HERE in column else column.strip()


def _parts(document: Doc) -> Iterator[Any]:
    """Every head and foot that a section of the document has."""
    names = {each.get(qn("r:id")) for each in document.element.iter(*REFERENCES)}
    for name in sorted(names & document.part.rels.keys()):
        yield document.part.rels[name].target_part


def _of_part(element: Any) -> Iterator[Any]:
    for paragraph in element.iter(P):
        if not any(each.tag == FALLBACK for each in paragraph.iterancestors()):
            yield paragraph


def _paragraphs(document: Doc) -> Iterator[str]:
    """What each paragraph says, in every head and foot; none that says nothing."""
    for part in _parts(document):
        for paragraph in _of_part(part.element):
            if said := " ".join(_Words().of(paragraph).split()):
                yield said


def _pictures(document: Doc) -> Iterator[bytes]:
    for part in _parts(document):
        for picture in part.element.iter(*PICTURES):
            name = next(filter(None, map(picture.get, KEPT_AS)), "")
            if name in part.rels and not part.rels[name].is_external:
                yield part.rels[name].target_part.blob


class _Words:
    """The words of one paragraph once every tracked change is accepted, without those of paragraphs inside it."""

    def __init__(self, field: str = "", tab: str = " ", *, signs: bool = True) -> None:
        self.field, self.tab, self.signs = field, tab, signs
        self.fields: list[str] = []

    def of(self, element: Any) -> str:
        return "".join(self._said(child) for child in element if child.tag not in GONE and child.tag != P)

    def _said(self, child: Any) -> str:
        if child.tag == FIELD:
            return self._enter(child.get(qn("w:fldCharType")))
        if child.tag == CODE and self.fields:
            self.fields[-1] += child.text or ""
        elif child.tag == T:
            return (child.text or "") if all(map(LEADS.match, self.fields)) else ""
        elif child.tag in SAID:
            return self.tab if child.tag == TAB else SAID[child.tag]
        elif child.tag == SYMBOL:
            return f"[{child.get(qn('w:char'))}]" if self.signs else ""
        elif child.tag == WATERMARK:
            return child.get("string") or "" if self.signs else ""
        elif child.tag != SIMPLE or LEADS.match(child.get(qn("w:instr")) or ""):
            return self.of(child)
        else:
            return self.field
        return ""

    def _enter(self, kind: str) -> str:
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields and not LEADS.match(self.fields.pop()):
            return self.field
        return ""
