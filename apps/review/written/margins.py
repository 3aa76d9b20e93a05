"""What stands in the heads and feet of a Word document, which are the letterhead's and no part of a text. Pure.

A field has no words of its own there: the number of a page is another one in every program that counts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.review.written.returned import CODE, FALLBACK, FIELD, GONE, LEADS, SAID, SIMPLE, P, T

REFERENCES = (qn("w:headerReference"), qn("w:footerReference"))
WATERMARK, SYMBOL = "{urn:schemas-microsoft-com:vml}textpath", qn("w:sym")


def added(document: Doc, letterhead: Doc) -> int:
    """How many paragraphs the heads and feet of a document have that those of its letterhead have not. One that stands
    in several of them, as where first pages have a head of their own, is counted once."""
    own = set(_paragraphs(letterhead))
    return len({each for each in _paragraphs(document) if each not in own})


def _paragraphs(document: Doc) -> Iterator[str]:
    """What each paragraph says, in every head and foot that a section of the document has; none that says nothing."""
    names = {each.get(qn("r:id")) for each in document.element.iter(*REFERENCES)}
    for name in sorted(names & document.part.rels.keys()):
        for paragraph in document.part.rels[name].target_part.element.iter(P):
            said = " ".join(_Words().of(paragraph).split())
            if said and not any(each.tag == FALLBACK for each in paragraph.iterancestors()):
                yield said


class _Words:
    """The words of one paragraph once every tracked change is accepted, without those of paragraphs inside it."""

    def __init__(self) -> None:
        self.fields: list[str] = []

    def of(self, element: Any) -> str:
        return "".join(self._said(child) for child in element if child.tag not in GONE and child.tag != P)

    def _said(self, child: Any) -> str:
        if child.tag == FIELD:
            self._enter(child.get(qn("w:fldCharType")))
        elif child.tag == CODE and self.fields:
            self.fields[-1] += child.text or ""
        elif child.tag == T:
            return (child.text or "") if all(map(LEADS.match, self.fields)) else ""
        elif child.tag in SAID:
            return SAID[child.tag]
        elif child.tag == SYMBOL:
            return f"[{child.get(qn('w:char'))}]"
        elif child.tag == WATERMARK:
            return child.get("string") or ""
        elif child.tag != SIMPLE or LEADS.match(child.get(qn("w:instr")) or ""):
            return self.of(child)
        return ""

    def _enter(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()
