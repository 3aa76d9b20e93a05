"""Numbers as they are said in tens and hundreds: `four sixteen, five fifty-five, oh one forty-three`, and in French
by pairs, `cinq cent quatorze, huit cent cinquante-deux, quarante-deux, seize`. Pure, over plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from apps.core.text import fold
from apps.policy.identifying.explained import is_measured
from apps.policy.identifying.identifiers import NORTH_AMERICAN, luhn
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found
from apps.policy.identifying.numerals import HUNDREDS, JOINING, NOUGHT, TEENS, TENS, UNITS

LEADS = frozenset({*UNITS, *TEENS, *TENS, "cent", "zero", "oh"})
WORDS = (*NOUGHT, "zéro", *UNITS, *TEENS, *TENS, *HUNDREDS, *JOINING)
ONE = rf"(?:(?i:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?![^\W_])|\d{{1,4}}(?!\w|[.,]\d))"
RUN = re.compile(rf"{ONE}(?:[ ,.\n\u2026-]{{1,4}}{ONE}){{3,22}}")
TEN_OR_MORE = re.compile(rf"(?i:{'|'.join((*TEENS, *TENS, *HUNDREDS))})(?![^\W_])")
TOKEN = re.compile(r"[^\W_]+")
AREA, LONGEST_AREA = re.compile(r"(?<![\w$.,/-])\(?([2-9]\d\d)\)?[ ,.\n-]{1,3}$"), 9
"""An area in figures, ahead of the rest in words."""
BREATH = re.compile(r"[,.\n\u2026]")
MOST_OF_A_SIN = 6
PHONE, SIN = (3, 6, 10), (3, 6, 9)
"""How many digits were said where somebody drew breath."""


class Said(NamedTuple):
    """One number that was said, and where."""

    figures: str
    start: int
    end: int


def led_by(text: str, start: int) -> Iterator[Found]:
    """A telephone or a social insurance number that begins at `start`, of which some is said by tens."""
    run = RUN.match(text, start)
    if run is None or TEN_OR_MORE.search(text, start, run.end()) is None or text[start - 1 : start] == "-":
        return
    said = list(_numbers(text, run))
    area = AREA.search(text, max(0, start - LONGEST_AREA), start)
    if area is not None:
        said.insert(0, Said(area.group(1), *area.span(1)))
    for at in range(min(2, len(said))):
        found = _whole(said[at:])
        if found is not None and not is_measured(text, found.end):
            yield found
            return


def _whole(said: Sequence[Said]) -> Found | None:
    """The first numbers together, where they make one in the groups that it is said in. Who counts tells none."""
    if all(int(after.figures) - int(before.figures) == 1 for before, after in pairwise(said)):
        return None
    figures = "".join(each.figures for each in said)
    ends = list(accumulate(len(each.figures) for each in said))
    for groups, kind in ((PHONE, Kind.PHONE), (SIN, Kind.SIN)):
        if not set(groups) <= set(ends):
            continue
        number = figures[: groups[-1]]
        if (
            NORTH_AMERICAN.fullmatch(number)
            if kind == Kind.PHONE
            else luhn(number) and len(said) <= MOST_OF_A_SIN
        ):
            return Found(said[0].start, said[ends.index(groups[-1])].end, kind)
    return None


def _numbers(text: str, run: re.Match[str]) -> Iterator[Said]:
    """Each number of a run. Words that count together are one, as far as nobody drew breath between them."""
    value: int | None = None
    begins = ended = run.start()
    last = 0
    """What the last word counted."""

    def told() -> Iterator[Said]:
        if value is not None:
            yield Said(str(value), begins, ended)

    for token in TOKEN.finditer(text, *run.span()):
        word = fold(token.group())
        if BREATH.search(text, ended, token.start()):
            yield from told()
            value = None
        if word in JOINING:
            continue
        if word in NOUGHT or word.isdigit():
            yield from told()
            value = None
            yield Said(word if word.isdigit() else "0", *token.span())
            ended = token.end()
            continue
        counts = UNITS.get(word) or TEENS.get(word) or TENS.get(word) or 100
        together = None if value is None else _together(value, last, counts, word)
        if together is None:
            yield from told()
            value, begins = counts, token.start()
        else:
            value = together
        last, ended = counts, token.end()
    yield from told()


def _together(value: int, last: int, counts: int, word: str) -> int | None:
    """What a number becomes by its next word, or None where that begins another."""
    if word in HUNDREDS:
        return value * 100 if value < 10 or (word == "hundred" and value < 100) else None
    if word in ("vingt", "vingts") and last == 4:
        return value + 76
    rest = value % 100
    if rest == 0 and counts < 100:
        return value + counts
    if rest in (60, 80) and 10 <= counts < 20 and last in (60, 20):
        return value + counts
    if counts < 10 and (rest in range(20, 91, 10) or (rest in (10, 70, 90) and counts > 6 and last == 10)):
        return value + counts
    return None
