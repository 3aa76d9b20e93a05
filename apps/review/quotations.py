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

from apps.drafting.anchors import folded

FEWEST_WORDS = 4
NEAR = 80.0
"""Percent of likeness from which a passage counts as meant."""

QUOTED = re.compile(
    r"“([^“”\n]{3,2000})”|«[ \u00a0\u202f]*([^«»\n]{3,2000}?)[ \u00a0\u202f]*»|\"([^\"\n]{3,2000})\""
)
BLOCK = re.compile(r"^(?:>[^\n]*(?:\n|$))+", re.MULTILINE)
CHANGED = re.compile(r"\[[^\]]{0,40}\]|\.\s?\.\s?\.|…|\(\.\.\.\)")


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
    held = [(passage, folded(passage.text)) for passage in passages]
    return [_compared(start, end, words, held) for start, end, words in quoted(text)]


def quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the draft quotes: marks of either language, and block quotations."""
    spans = [(match.start(), match.end(), _inside(match)) for match in QUOTED.finditer(text)]
    spans += [
        (match.start(), match.end(), re.sub(r"^> ?", "", match.group(), flags=re.M))
        for match in BLOCK.finditer(text)
    ]
    taken = -1
    for start, end, words in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= taken and len(words.split()) >= FEWEST_WORDS:
            taken = end
            yield start, end, words.strip().strip('“”"«» \u00a0')


def _inside(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


def _compared(start: int, end: int, words: str, held: list[tuple[Passage, str]]) -> Quotation:
    runs = [run for run in map(_bare, CHANGED.split(folded(words))) if run]
    for passage, plain in held:
        if _in_order(runs, plain):
            return Quotation(start, end, words, Match.EXACT, passage.source, passage.anchor)
    across = _across(runs, held)
    if across is not None:
        return Quotation(start, end, words, Match.EXACT, across.source, across.anchor)
    return _nearest(start, end, words, held)


def _bare(run: str) -> str:
    """Without the punctuation at its ends, which a quotation may change."""
    return run.strip(" .,;:!?()'\"")


def _in_order(runs: list[str], plain: str) -> bool:
    at = 0
    for run in runs:
        at = plain.find(run, at)
        if at < 0:
            return False
        at += len(run)
    return bool(runs)


def _across(runs: list[str], held: list[tuple[Passage, str]]) -> Passage | None:
    """A quotation that runs from one passage into the next of the same source."""
    for (one, before), (other, after) in pairwise(held):
        if one.source == other.source and _in_order(runs, f"{before} {after}"):
            return one
    return None


def _nearest(start: int, end: int, words: str, held: list[tuple[Passage, str]]) -> Quotation:
    plain = folded(words)
    best, at = None, NEAR
    for passage, text in held:
        if len(text) < len(plain) // 2:
            continue
        alignment = fuzz.partial_ratio_alignment(plain, text, score_cutoff=at)
        if alignment is not None and alignment.score >= at:
            best, at = (passage, text[alignment.dest_start : alignment.dest_end]), alignment.score
    if best is None:
        return Quotation(start, end, words, Match.ABSENT)
    passage, found = best
    return Quotation(start, end, words, Match.NEAR, passage.source, passage.anchor, found)
