"""Which version each word of a text came with, and with which one each word of the first text went. Pure.

A version has one maker, so that this says whose each change is. One comparison for each version: paragraphs first, then
words inside the paragraphs that changed, as ``redline`` compares two texts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from apps.review.written import redline

Blocks = Sequence[Sequence[Hashable]]
"""A version: its paragraphs, each as the words in it."""


@dataclass(frozen=True)
class Traced:
    """Numbers of versions, counted from 0, in the shape of the version they are about."""

    came: list[list[int]]
    """For each word of the last version, 0 for what stands since the first."""
    went: list[list[int]]
    """For each word of the first version, 0 for what stands still."""


@dataclass(frozen=True)
class _Mark:
    """Where a word came from: its version, and its place in the first one if it stood there."""

    version: int
    place: tuple[int, int] | None = field(default=None)


def traced(versions: Sequence[Blocks]) -> Traced:
    """Follow each word from version to version."""
    went = [[0] * len(block) for block in versions[0]]
    marks = [[_Mark(0, (at, n)) for n in range(len(block))] for at, block in enumerate(versions[0])]
    for number, (old, new) in enumerate(pairwise(versions), start=1):
        marks = list(_followed(old, new, marks, number, went))
    return Traced(came=[[mark.version for mark in block] for block in marks], went=went)


def _followed(
    old: Blocks, new: Blocks, marks: list[list[_Mark]], number: int, went: list[list[int]]
) -> Iterator[list[_Mark]]:
    for tag, a, b, c, d in redline.regions([tuple(each) for each in old], [tuple(each) for each in new]):
        if tag == "equal":
            yield from marks[a:b]
            continue
        held = list(chain.from_iterable(marks[a:b]))
        words = [list(chain.from_iterable(each)) for each in (old[a:b], new[c:d])]
        found = iter(_words(words[0], words[1], held, number, went))
        for block in new[c:d]:
            yield [next(found) for _word in block]


def _words(
    old: list[Hashable], new: list[Hashable], held: list[_Mark], number: int, went: list[list[int]]
) -> list[_Mark]:
    found: list[_Mark] = []
    for tag, a, b, c, d in redline.regions(old, new):
        if tag == "equal":
            found += held[a:b]
            continue
        for place in (mark.place for mark in held[a:b]):
            if place is not None:
                went[place[0]][place[1]] = number
        found += [_Mark(number)] * (d - c)
    return found
