"""What a quotation may change of the words it quotes and still be word for word. Pure.

By the usage of Canadian legal writing (McGill Guide, general rules on quotations): words left out are marked, a letter
in brackets is a capital for a small one or the other way round, and a note such as *sic* stands in brackets. Anything
else in brackets is the writer's own and not the source's. Marks within a quotation may be of another kind, and emphasis
and the punctuation at its ends may be changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from apps.drafting import wording
from apps.drafting.anchors import folded

LEFT_OUT = re.compile(r"\[ ?(?:\. ?\. ?\.|…) ?\]|\((?:\. ?\. ?\.|…)\)|\. ?\. ?\.(?: ?\.)?|…")
NOTE = re.compile(rf" ?\[{wording.NOTES}\]", re.IGNORECASE)
NUMBER = re.compile(r"(?:^|(?<=[.!?;:] ))\[\d{1,4}\] ")
"""The number of a paragraph of a decision, which stands before it."""
LETTER = re.compile(r"(?<!\w)\[([^\W\d_])\]")
OWN = re.compile(r"\[[^\]]*\]")
EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
MOST_LETTERS = 4
"""Changed letters in one run of words that are tried both ways."""

_WITHIN = re.compile(r"(?<=[«‹]) | (?=[»›])")
_MARKS = '"«»‹›'


def alike(text: str) -> str:
    """``folded``, with every kind of quotation mark as one."""
    plain = folded(text)
    if "«" in plain or "‹" in plain:
        plain = _WITHIN.sub("", plain)
    for mark in _MARKS:
        plain = plain.replace(mark, "'")
    return plain.replace("‐", "-")


@dataclass(frozen=True)
class Place:
    """Where words stand in a text, from the first of them to the last, and whether others between are left out."""

    start: int
    end: int
    with_gaps: bool


class Forms:
    """The ways in which a quotation's words may stand in a source: as written, and with what may be changed."""

    def __init__(self, words: str) -> None:
        self.plain = alike(words)
        ways: list[list[tuple[str, ...]]] = [[(_bare(self.plain),)]]
        changed = NOTE.sub("", NUMBER.sub("", EMPHASIS.sub("", self.plain)))
        if not OWN.search(LETTER.sub("", LEFT_OUT.sub("", changed))):
            runs = [_spellings(run) for run in map(_bare, LEFT_OUT.split(changed)) if run]
            if runs != ways[0]:
                ways.append(runs)
        self._ways = [(way, _certain(way)) for way in ways]

    def place_in(self, plain: str) -> Place | None:
        """Where the words stand in a text that is ``alike``, whole and in order."""
        for way, certain in self._ways:
            found = _in_order(way, plain) if certain in plain else None
            if found is not None:
                return found
        return None


def _certain(way: list[tuple[str, ...]]) -> str:
    """The longest run that is spelled in one way only: most texts do not hold it, and need no closer look."""
    return max((each[0] for each in way if len(each) == 1), key=len, default="")


def _bare(run: str) -> str:
    """Without the punctuation at its ends, which a quotation may change."""
    return run.strip(" .,;:!?()'\"")


def _spellings(run: str) -> tuple[str, ...]:
    """The run with each letter in brackets as a small one and as a capital."""
    parts = LETTER.split(run)
    letters = parts[1::2][:MOST_LETTERS]
    if not letters:
        return (run,)
    choices = [dict.fromkeys((letter, letter.lower(), letter.upper())) for letter in letters]
    rest = "".join(
        f"[{each}]" if at % 2 else each for at, each in enumerate(parts[1 + 2 * len(letters) :], 1)
    )
    return tuple(
        parts[0] + "".join(chosen + after for chosen, after in zip(each, parts[2::2], strict=False)) + rest
        for each in product(*choices)
    )


def _in_order(way: list[tuple[str, ...]], plain: str) -> Place | None:
    start, at = -1, 0
    for spellings in way:
        places = [(place, len(each)) for each in spellings if (place := wording.find(each, plain, at)) >= 0]
        if not places:
            return None
        place, length = min(places)
        start, at = place if start < 0 else start, place + length
    return Place(start, at, with_gaps=len(way) > 1) if way else None
