import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import text as texts
from apps.core.text import canonical


def test_canonical_text_is_nfc_with_line_feeds_and_otherwise_the_same():
    assert canonical("e\u0301te\u0301 \r\n\tdeux  \r\rtrois ") == "été \n\tdeux  \n\ntrois "


@given(st.text())
def test_canonical_text_stays_as_it_is(text):
    once = canonical(text)

    assert canonical(once) == once
    assert "\r" not in once
    assert unicodedata.is_normalized("NFC", once)


PILES = ["\u0301\u0327", "\u0f73", "\u0344\u0345", "\u05b0\u05ad", "\U0001d165\u0301"]
"""Marks that NFC puts in another order, or takes apart into such."""


@pytest.mark.timeout(20)
@pytest.mark.parametrize("pile", PILES)
def test_a_pile_of_marks_takes_no_longer_than_any_other_text_of_its_length(pile):
    found = canonical("a" + pile * 80_000 + "b")

    assert found[-1] == "b"


@pytest.mark.parametrize("seed", range(5))
def test_a_pile_of_marks_becomes_what_nfc_is(seed):
    chance = random.Random(seed)
    pile = "".join(chance.choice("".join(PILES)) for _ in range(3 * texts.LONGEST_PILE))
    text = f"e{pile}\u0301e \u0928{pile}"

    assert canonical(text) == unicodedata.normalize("NFC", text)


def test_every_mark_is_in_a_place_that_is_looked_through():
    marks = {code for code in range(0x110000) if texts.is_mark(chr(code))}

    assert len(marks) > 900
    assert [code for code in marks if not any(code in place for place in texts.PLACES_OF_MARKS)] == []
