"""The numbers that Word sets before paragraphs by itself: they are in no text of the document. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.intake.readers.styles import Styles

VALUE = qn("w:val")
NUMBERED = f"{qn('w:pPr')}/{qn('w:numPr')}"
PLACE = re.compile(r"%([1-9])")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
         (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
MOST = 32_767
"""What Word counts to."""
MOST_LETTERS = 780
"""Beyond thirty times the alphabet it writes figures."""
LONGEST = 255
"""Characters around a number."""
BULLET = "•"
PLAIN = "%1."


@dataclass(frozen=True)
class _Level:
    """How one level of a list is numbered: in which figures, from where on, and what stands around them."""

    figures: str = "decimal"
    start: int = 1
    text: str = PLAIN
    style: str | None = None
    """Paragraphs of this style are on this level."""
    legal: bool = False
    """All its figures are plain ones, whatever those of the levels above are."""
    restart: int | None = None
    """After which level it begins again, counted from 1; 0 for never, None for any above."""


@dataclass
class _Sequence:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass
class _Named:
    """A list by the name that paragraphs give. Several names may count on in one sequence, each with its own levels."""

    sequence: _Sequence
    levels: dict[int, _Level]
    begins: dict[int, int]
    """Where levels begin once the name is first used."""


class Numbers:
    """What stands before each paragraph of a document, asked in the order of the paragraphs."""

    def __init__(self, document: Doc, styles: Styles) -> None:
        self._styles = styles
        self._of: dict[str, _Named] = {}
        part = next(
            (each for each in document.part.rels.values() if each.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.target_part.element)

    def _read(self, root: Any) -> None:
        lists = {each.get(qn("w:abstractNumId")): each for each in root.iter(qn("w:abstractNum"))}
        names = {each.get(qn("w:numId")): each for each in root.iter(qn("w:num"))}
        sequences = {name: _Sequence(_levels(each)) for name, each in lists.items()}
        for name, each in names.items():
            of = self._linked(_given(each, qn("w:abstractNumId")), lists, names)
            self._of[name] = _named(each, sequences.get(of or "", _Sequence({})))

    def _linked(self, of: str | None, lists: dict[str, Any], names: dict[str, Any]) -> str | None:
        """The list itself: one may stand for the list of a style."""
        style = None if of not in lists else _given(lists[of], qn("w:numStyleLink"))
        for each in self._styles.line(style or "").values():
            name = _given(each.find(NUMBERED), qn("w:numId"))
            if name in names:
                return _given(names[name], qn("w:abstractNumId"))
        return of

    def before(self, paragraph: Any) -> str:
        """Its number as Word shows it, ``BULLET`` for a bullet, empty for none."""
        name, place = self._place(paragraph)
        named = self._of.get(name)
        if named is None or name == "0":
            return ""
        counts = named.sequence.counts
        counts.update((level, start - 1) for level, start in named.begins.items())
        named.begins = {}
        level = named.levels.get(place, _Level())
        counts[place] = counts.get(place, level.start - 1) + 1
        for deeper in [each for each in counts if each > place]:
            after = named.levels.get(deeper, _Level()).restart
            if after is None or place < after:
                del counts[deeper]
        if level.figures == "bullet":
            return BULLET
        said = PLACE.sub(lambda found: _count(named, int(found.group(1)) - 1, legal=level.legal), level.text)
        return said.strip()

    def level(self, paragraph: Any) -> int:
        """How deep it stands in its list, from 0."""
        return self._place(paragraph)[1]

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The name of its list and its level there, as it says itself or its style does."""
        given = paragraph.find(NUMBERED)
        name, own = (_given(given, qn(tag)) for tag in ("w:numId", "w:ilvl"))
        if name is not None:
            return name, int(own or 0)
        line, at = self._styles.line(self._styles.of(paragraph)), own
        for style in line.values():
            given = style.find(NUMBERED)
            name, level = (_given(given, qn(tag)) for tag in ("w:numId", "w:ilvl"))
            at = level if at is None else at
            if name is not None:
                break
        named = self._of.get(name or "0")
        if name is None or named is None:
            return "0", 0
        linked = (place for style in line for place, level in named.levels.items() if level.style == style)
        return name, int(own) if own is not None else next(linked, int(at or 0))


def _named(element: Any, sequence: _Sequence) -> _Named:
    levels, begins = dict(sequence.levels), {}
    for over in element.iter(qn("w:lvlOverride")):
        place, start = int(over.get(qn("w:ilvl"))), _given(over, qn("w:startOverride"))
        if (instead := over.find(qn("w:lvl"))) is not None:
            levels[place] = _level(instead)
        if start is not None:
            begins[place] = _bounded(start)
            levels[place] = replace(levels.get(place, _Level()), start=begins[place])
    return _Named(sequence, levels, begins)


def _levels(element: Any) -> dict[int, _Level]:
    return {int(level.get(qn("w:ilvl"))): _level(level) for level in element.iter(qn("w:lvl"))}


def _level(element: Any) -> _Level:
    figures, start, text, style, restart = (
        _given(element, qn(tag)) for tag in ("w:numFmt", "w:start", "w:lvlText", "w:pStyle", "w:lvlRestart")
    )
    legal = element.find(qn("w:isLgl"))
    return _Level(
        figures=figures or "decimal",
        start=_bounded(start or "1"),
        text=PLAIN if text is None else text[:LONGEST],
        style=style,
        legal=legal is not None and legal.get(VALUE) not in ("0", "false", "off"),
        restart=None if restart is None else int(restart),
    )


def _bounded(number: str) -> int:
    return max(0, min(int(number), MOST))


def _given(element: Any, tag: str) -> str | None:
    found = None if element is None else element.find(tag)
    return None if found is None else found.get(VALUE)


def _count(named: _Named, place: int, *, legal: bool) -> str:
    level = named.levels.get(place, _Level())
    how = "decimal" if legal and level.figures != "none" else level.figures
    return figures(named.sequence.counts.get(place, level.start), how)


def figures(number: int, how: str) -> str:
    """A number as Word writes it."""
    if how in ("none", "bullet"):
        return ""
    if how == "decimalZero":
        return f"{number:02d}"
    if how in ("lowerLetter", "upperLetter") and 0 < number <= MOST_LETTERS:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if how == "lowerLetter" else letters.upper()
    if how in ("lowerRoman", "upperRoman") and 0 < number <= MOST:
        said = ""
        for value, letters in ROMAN:
            said += letters * (number // value)
            number %= value
        return said if how == "lowerRoman" else said.upper()
    return str(number)
