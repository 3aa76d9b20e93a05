"""Numbers as they are said, and as a transcript has them: digit by digit in words, or in groups with a comma where
somebody drew breath. Pure, over plain text (`glyphs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from apps.core.text import fold
from apps.policy.identifying.explained import is_laws, is_measured, is_money
from apps.policy.identifying.identifiers import NORTH_AMERICAN, digits, luhn
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found
from apps.policy.identifying.numerals import NOUGHT, UNITS

FIGURES = {**dict.fromkeys(NOUGHT, 0), **UNITS}
TIMES = {"double": 2, "triple": 3}
LEADS = frozenset(FIGURES.keys() | TIMES.keys()) - {"o", "oh"} | {"oh"}
FEWEST, MOST = 7, 24  # figures at least, and words at most: a longer run is several numbers
SAID = rf"(?i:{'|'.join(sorted((*FIGURES, *TIMES, 'zéro'), key=len, reverse=True))})(?![^\W_])"
IN_WORDS = re.compile(rf"{SAID}(?:[ ,.\n\u2026-]{{1,4}}{SAID}){{{FEWEST - 3},{MOST}}}")
GROUPS = re.compile(
    r"\d(?<![\w$€£.,/-]\d)(?<!\d \d)\d{0,3}(?:(?:,|\.{3}|\u2026)?[ \n]{1,2}\d{1,4}(?!\d)){2,10}(?!\w|[.,/-]\d| ?[$€£%])"
)
BREATH = re.compile(r",|\.{3}|\u2026")
SIN = ({3}, {1})
"""How many digits its groups have: three times three, or each by itself."""


def led_by(text: str, start: int) -> Iterator[Found]:
    """A number in words that begins at `start`. Who counts, `one two three`, tells none."""
    match = IN_WORDS.match(text, start)
    if match is None:
        return
    figures: list[int] = []
    times = 1
    for word in re.findall(r"[^\W\d_]+", match.group()):
        said = fold(word)
        if said in TIMES:
            times = TIMES[said]
        else:
            figures += [FIGURES[said]] * times
            times = 1
    counts = all(after - before == 1 for before, after in pairwise(figures))
    if len(figures) >= FEWEST and not counts:
        yield Found(*match.span(), Kind.FILE_NUMBER)


def by_form(text: str) -> Iterator[Found]:
    """A social insurance number or a telephone in groups with a comma between."""
    for match in GROUPS.finditer(text):
        said = match.group()
        if BREATH.search(said) is None:
            continue
        found = digits(said)
        kind = _kind(found, {len(each) for each in re.findall(r"\d+", said)})
        explained = (
            is_money(text, match.start()) or is_laws(text, match.start()) or is_measured(text, match.end())
        )
        if kind is not None and not explained:
            yield Found(*match.span(), kind)


def _kind(found: str, sizes: set[int]) -> Kind | None:
    if len(found) == 9 and luhn(found) and sizes in SIN:
        return Kind.SIN
    if NORTH_AMERICAN.fullmatch(found) and sizes in ({3, 4}, {1, 3, 4}, {1}, {2, 3}, {1, 2, 3}):
        return Kind.PHONE
    return None
