"""The numbers that Word sets before paragraphs by itself: they are in no text of the document. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

VALUE = qn("w:val")
PLACE = re.compile(r"%(\d)")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
         (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
BULLET = "•"
PLAIN = "%1."


@dataclass(frozen=True)
class _Level:
    """How one level of a list is numbered: in which figures, from where on, and what stands around them."""

    figures: str = "decimal"
    start: int = 1
    text: str = PLAIN


@dataclass
class _Sequence:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """What stands before each paragraph of a document, asked in the order of the paragraphs."""

    def __init__(self, document: Doc) -> None:
        self.of: dict[str, _Sequence] = {}
        """The list of each name that paragraphs give; several names may count on in one list."""
        self.restarts: dict[str, dict[int, int]] = {}
        part = next(
            (each for each in document.part.rels.values() if each.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.target_part.element)

    def _read(self, root: Any) -> None:
        lists = {
            each.get(qn("w:abstractNumId")): _Sequence(
                {int(level.get(qn("w:ilvl"))): _level(level) for level in each.iter(qn("w:lvl"))}
            )
            for each in root.iter(qn("w:abstractNum"))
        }
        for each in root.iter(qn("w:num")):
            name, of = each.get(qn("w:numId")), each.find(qn("w:abstractNumId"))
            self.of[name] = lists.get(of.get(VALUE) if of is not None else "", _Sequence({}))
            self.restarts[name] = {
                int(over.get(qn("w:ilvl"))): int(over.find(qn("w:startOverride")).get(VALUE))
                for over in each.iter(qn("w:lvlOverride"))
                if over.find(qn("w:startOverride")) is not None
            }

    def before(self, paragraph: Any) -> str:
        """Its number as Word shows it, ``BULLET`` for a bullet, empty for none."""
        given = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        name, at = (_given(given, qn(tag)) for tag in ("w:numId", "w:ilvl"))
        sequence = self.of.get(name or "0")
        if sequence is None or name == "0":
            return ""
        place = int(at or 0)
        for level, start in self.restarts.pop(name or "", {}).items():
            sequence.counts[level] = start - 1
        level_of = sequence.levels.get(place, _Level())
        counts = sequence.counts
        counts[place] = counts.get(place, level_of.start - 1) + 1
        for deeper in [each for each in counts if each > place]:
            del counts[deeper]
        if level_of.figures == "bullet":
            return BULLET
        if level_of.figures == "none":
            return ""
        return PLACE.sub(lambda found: self._count(sequence, int(found.group(1)) - 1), level_of.text)

    def _count(self, sequence: _Sequence, place: int) -> str:
        level = sequence.levels.get(place, _Level())
        return _figures(sequence.counts.get(place, level.start), level.figures)


def _given(element: Any, tag: str) -> str | None:
    found = None if element is None else element.find(tag)
    return None if found is None else found.get(VALUE)


def _level(element: Any) -> _Level:
    figures, start, text = (_given(element, qn(tag)) for tag in ("w:numFmt", "w:start", "w:lvlText"))
    return _Level(figures or "decimal", int(start or 1), PLAIN if text is None else text)


def _figures(number: int, figures: str) -> str:
    if figures in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if figures == "lowerLetter" else letters.upper()
    if figures in ("lowerRoman", "upperRoman") and number > 0:
        said = ""
        for value, letters in ROMAN:
            said += letters * (number // value)
            number %= value
        return said if figures == "lowerRoman" else said.upper()
    return str(number)
