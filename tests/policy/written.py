"""How people set what they write: blanks, dashes, digits and line ends of every kind. For tests that build a form
from a
value that is known, and want it found."""

from __future__ import annotations

import functools

from hypothesis import strategies as st

from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find

BLANKS = (" ", "\u00a0", "\u2009", "\u202f", "\u2007", "\u3000", "\t")
DASHES = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d")
APOSTROPHES = ("'", "\u2019", "\u02bc", "\u2018", "\uff07", "\u00b4")
UNSEEN = ("", "\u00ad", "\u200b", "\u2060", "\ufeff")

blank = st.sampled_from(BLANKS)
dash = st.sampled_from(DASHES)
apostrophe = st.sampled_from(APOSTROPHES)
line_end = st.sampled_from(("\n", "\n  ", " \n"))
parting = st.one_of(blank, dash, st.builds("{}{}{}".format, blank, dash, blank), line_end, st.just("-\n"))
"""What stands between the groups of a number."""
tight = st.one_of(blank, dash, st.just(""))
full_width = str.maketrans("0123456789", "".join(chr(0xFF10 + each) for each in range(10)))


@functools.cache
def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def grouped(draw: st.DrawFn, number: str, *sizes: int, by: st.SearchStrategy[str] = parting) -> str:
    """A number in groups, one kind of parting between all of them, in digits of ours or full-width ones."""
    between = draw(by)
    pieces, at = [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    written = between.join(pieces)
    return written.translate(full_width) if draw(st.integers(0, 9)) == 0 else written


def with_luhn(head: str) -> str:
    """The digits and Luhn's last, from the sum as ISO/IEC 7812-1 gives it."""

    def total(number: str) -> int:
        doubled = [int(each) * (2 if place % 2 else 1) for place, each in enumerate(reversed(number))]
        return sum(each // 10 + each % 10 for each in doubled)

    return next(head + last for last in "0123456789" if total(head + last) % 10 == 0)


def is_replaced(text: str, value: str, known: Known) -> bool:
    """Whether every letter and digit of the value is within something found. The value stands in the text once."""
    begins = text.index(value)
    covered = {at for each in find(text, known) for at in range(each.start, each.end)}
    return all(at in covered for at in range(begins, begins + len(value)) if text[at].isalnum())


def stays(text: str, known: Known) -> bool:
    return find(text, known) == []
