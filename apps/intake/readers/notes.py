"""The number that Word shows for each note of a document: in the file, notes have numbers of their own. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.intake.readers.numbering import figures

FOOT, END = qn("w:footnoteReference"), qn("w:endnoteReference")
REFERENCES = {FOOT: ("footnotes", "decimal"), END: ("endnotes", "lowerRoman")}
ID, OWN = qn("w:id"), qn("w:customMarkFollows")


class Notes:
    """Notes by the places that refer to them, in their order."""

    def __init__(self, document: Doc, gone: Collection[str]) -> None:
        """``gone`` is what is not read: a note to which only that refers is gone too."""
        self._signs: dict[tuple[str, str], str] = {}
        self._gone: set[tuple[str, str]] = set()
        for tag, (kind, usual) in REFERENCES.items():
            self._count(document.element.body.iter(tag), kind, *_begun(document, kind, usual), gone)

    def _count(self, references: Any, kind: str, number: int, how: str, gone: Collection[str]) -> None:
        for each in references:
            key = (kind, each.get(ID) or "")
            if any(around.tag in gone for around in each.iterancestors()):
                self._gone.add(key)
            elif key not in self._signs and not _has_own_mark(each):
                self._signs[key] = figures(number, how)
                number += 1
            elif key not in self._signs:
                self._signs[key] = ""

    def reference(self, element: Any) -> str:
        """What stands in the text for a note; nothing where the text has a mark of its own for it."""
        kind, _usual = REFERENCES[element.tag]
        sign = self.name(kind, element.get(ID) or "")
        return "" if _has_own_mark(element) else f"[{sign}]"

    def name(self, kind: str, note: str) -> str:
        """A note as the text refers to it, or as the file does where the text does not, or by a mark of its own."""
        return self._signs.get((kind, note)) or note

    def is_gone(self, kind: str, note: str) -> bool:
        """Whether nothing is left that refers to it."""
        return (kind, note) in self._gone and (kind, note) not in self._signs


def _has_own_mark(reference: Any) -> bool:
    return reference.get(OWN) not in (None, "0", "false", "off")


def _begun(document: Doc, kind: str, usual: str) -> tuple[int, str]:
    """With which number notes of a kind begin, and in which figures they are counted, as the last section says or the
    whole document."""
    name = f"w:{kind.removesuffix('notes')}notePr"
    section = document.element.body.find(qn("w:sectPr"))
    said = [
        found
        for held in (section, document.settings.element)
        if held is not None and (found := held.find(qn(name))) is not None
    ]
    start, how = (
        next((each.get(qn("w:val")) for of in said for each in of.findall(qn(f"w:{tag}"))), None)
        for tag in ("numStart", "numFmt")
    )
    return int(start or 1), how or usual
