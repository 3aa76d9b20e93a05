"""Quotations of a draft against the sources it was made from: word for word, with words left out, nearly, or nowhere.

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
from apps.review.citing import legible
from apps.review.citing.quoting import Forms, alike

FEWEST_WORDS = 4
NEAR = 80.0
"""Percent of likeness from which a passage counts as meant."""

MOST_SHOWN = 2000
"""Characters of the source that are shown beside a quotation which leaves some out."""

_LINE = r"\n(?![ \t]*\n)"
"""The end of a line that is not the end of its paragraph: a quotation goes on over it."""
# A quotation of several paragraphs has its opening mark before each of them, its closing one behind the last.
# A straight mark opens before a word and closes behind one: an inch, or one that nobody closed, takes no other
# quotation with it.
_SPACE = "[ \u00a0\u202f]*"
QUOTED = re.compile(
    rf"“((?:[^“”\n]|{_LINE}|“[^“”\n]{{0,500}}”){{3,20000}})”"
    rf"|“((?:[^“”\n]|{_LINE}){{3,20000}})(?=\n[ \t]*\n[ \t]*“)"
    rf"|«{_SPACE}((?:[^«»\n]|{_LINE}|«[^«»\n]{{0,500}}»){{3,20000}}?){_SPACE}»"
    rf"|(?<![^\W_])\"(?![ \t\n])((?:[^\"\n]|{_LINE}){{3,20000}})(?<![ \t\n])\"(?![^\W\d_])"
    rf"|(?<!\w)‘((?:[^‘\n]|{_LINE}){{3,20000}}?)’(?!\w)"
)
_ITEM = r"(?:[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t]++)*+"
"""What an item of a list begins with, where a quotation is the first that stands in it."""
BLOCK = re.compile(
    rf"^{_ITEM}[ \t]*>[^\n]*(?:\n(?![ \t]*(?:[-*+#|]|\d{{1,4}}[.)]))[ \t]*[^ \t\n][^\n]*)*(?:\n|$)",
    re.MULTILINE,
)
"""Lines that go on without the mark belong to it, as Markdown has it."""


class Match(StrEnum):
    EXACT = "exact"
    CUT = "cut"
    """Word for word but for what the quotation says that it leaves out, which may be what matters."""
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
    """A quotation ``[start, end)`` of the draft and what the sources hold. ``found`` is the source's own words where
    they differ, so that the difference can be shown."""

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
    read = legible.in_characters(text)
    return [_compared(*read.before((start, end)), words, held) for start, end, words in quoted(read.text)]


def quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the draft quotes: marks of either language, and block quotations."""
    spans = [(match.start(), match.end(), _inside(match)) for match in QUOTED.finditer(text)]
    spans += [
        (match.start(), match.end(), re.sub(rf"^{_ITEM}[ \t]*> ?", "", match.group(), flags=re.M))
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
    """The words as they stand in one passage or run into the next, before those that leave something out."""
    forms, cut = Forms(words), None
    for passage, plain in _each_and_across(held):
        place = forms.place_in(plain)
        if place is None:
            continue
        if not place.with_gaps:
            return Quotation(start, end, words, Match.EXACT, passage.source, passage.anchor)
        if cut is None:
            whole = _shortened(plain[place.start : place.end])
            cut = Quotation(start, end, words, Match.CUT, passage.source, passage.anchor, whole)
    return cut or _nearest(start, end, words, forms.plain, held)


def _each_and_across(held: list[tuple[Passage, str]]) -> Iterator[tuple[Passage, str]]:
    """Each passage, then each with the next one of the same source."""
    yield from held
    for (one, before), (other, after) in pairwise(held):
        if one.source == other.source:
            yield one, f"{before} {after}"


def _shortened(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN // 2]} … {words[-MOST_SHOWN // 2 :]}"


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
