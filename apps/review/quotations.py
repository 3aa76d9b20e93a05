"""Quotations of a draft against the sources it was made from: word for word, nearly, or nowhere.

Pure. A quotation of a decision or statute is not in the sources; its authority's own check answers for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from rapidfuzz import fuzz

from apps.drafting import wording
from apps.review.quoting import Forms, alike

FEWEST_WORDS = 4
NEAR = 80.0
"""Percent of likeness from which a passage counts as meant."""

_LINE = r"\n(?![ \t]*\n)"
"""The end of a line that is not the end of its paragraph: a quotation goes on over it."""
_SPACE = "[ \u00a0\u202f]*"
QUOTED = re.compile(
    rf"“((?:[^“”\n]|{_LINE}|“[^“”\n]{{0,500}}”){{3,2000}})”"
    rf"|«{_SPACE}((?:[^«»\n]|{_LINE}|«[^«»\n]{{0,500}}»){{3,2000}}?){_SPACE}»"
    rf"|\"((?:[^\"\n]|{_LINE}){{3,2000}})\""
    rf"|(?<!\w)‘((?:[^‘\n]|{_LINE}){{3,2000}}?)’(?!\w)"
)
BLOCK = re.compile(
    r"^[ \t]*>[^\n]*(?:\n(?![ \t]*(?:[-*+#|]|\d{1,4}[.)]))[ \t]*[^ \t\n][^\n]*)*(?:\n|$)", re.MULTILINE
)
"""Lines that go on without the mark belong to it, as Markdown has it."""


class Match(StrEnum):
    EXACT = "exact"
    NEAR = "near"
    ABSENT = "absent"


@dataclass(frozen=True)
class Passage:
    """A place in a source and its text."""

    source: UUID
    anchor: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Quotation:
    """A quotation ``[start, end)`` of the draft and what the sources hold. ``found`` is the source's own words for a
    near miss, so that the difference can be shown."""

    start: int
    end: int
    text: str = field(repr=False)
    match: Match
    source: UUID | None = None
    anchor: str = ""
    found: str = field(repr=False, default="")


def check(text: str, passages: Sequence[Passage]) -> list[Quotation]:
    """Every quotation of at least four words, in order, compared with the passages."""
    held = [(passage, alike(passage.text)) for passage in passages]
    return [_compared(start, end, words, held) for start, end, words in quoted(text)]


def quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the draft quotes: marks of either language, and block quotations."""
    spans = [(match.start(), match.end(), _inside(match)) for match in QUOTED.finditer(text)]
    spans += [
        (match.start(), match.end(), re.sub(r"^[ \t]*> ?", "", match.group(), flags=re.M))
        for match in BLOCK.finditer(text)
    ]
    taken = -1
    for start, end, words in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= taken and len(words.split()) >= FEWEST_WORDS:
            taken = end
            yield start, end, _unmarked(words.strip())


def _inside(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


_MARKS = (("“", "”"), ("«", "»"), ('"', '"'), ("‘", "’"))


def _unmarked(words: str) -> str:
    """Without the marks around all of it, which a block quotation may have besides."""
    for opening, closing in _MARKS:
        inner = words[1:-1]
        if len(words) > 1 and words[0] == opening and words[-1] == closing and opening not in inner:
            return inner.strip(" \u00a0\u202f")
    return words


def _compared(start: int, end: int, words: str, held: list[tuple[Passage, str]]) -> Quotation:
    forms = Forms(words)
    for passage, plain in held:
        if forms.stand_in(plain):
            return Quotation(start, end, words, Match.EXACT, passage.source, passage.anchor)
    across = _across(forms, held)
    if across is not None:
        return Quotation(start, end, words, Match.EXACT, across.source, across.anchor)
    return _nearest(start, end, words, forms.plain, held)


def _across(forms: Forms, held: list[tuple[Passage, str]]) -> Passage | None:
    """A quotation that runs from one passage into the next of the same source."""
    for (one, before), (other, after) in pairwise(held):
        if one.source == other.source and forms.stand_in(f"{before} {after}"):
            return one
    return None


def _nearest(start: int, end: int, words: str, plain: str, held: list[tuple[Passage, str]]) -> Quotation:
    best, at = None, NEAR
    for passage, text in held:
        if len(text) < len(plain) // 2:
            continue
        alignment = fuzz.partial_ratio_alignment(plain, text, score_cutoff=at)
        if alignment is not None and alignment.score >= at:
            begin, finish = wording.widened(text, alignment.dest_start, alignment.dest_end)
            best, at = (passage, text[begin:finish]), alignment.score
    if best is None:
        return Quotation(start, end, words, Match.ABSENT)
    passage, found = best
    return Quotation(start, end, words, Match.NEAR, passage.source, passage.anchor, found)
