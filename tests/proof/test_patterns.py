"""Whatever a canary looks like, it is found; what is no canary is not."""

import base64
import gzip
import json
import zlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof.canaries import Canaries
from proof.patterns import COMPRESSED, Needle, patterns, search

WORD = "bdfghjklmnpqrstv"
SOUGHT = patterns([Needle("sealed", WORD)])
IN_FILES = patterns([Needle("sealed", WORD)], compressed=True)
SENTENCE = f"the {WORD}s arrears"
FORMS = {
    "UTF-8": SENTENCE.encode(),
    "UTF-16, little end first": SENTENCE.encode("utf-16-le"),
    "UTF-16, big end first": SENTENCE.encode("utf-16-be"),
    "UTF-32": SENTENCE.encode("utf-32"),
    "in capitals": SENTENCE.upper().encode(),
    "JSON": json.dumps({"é": SENTENCE}).encode(),
    "hexadecimal": SENTENCE.encode().hex().encode(),
    "base64": base64.b64encode(SENTENCE.encode()),
    "gzip": gzip.compress(SENTENCE.encode()),
    "zlib": zlib.compress(SENTENCE.encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_once_in_each_form(form):
    assert search(FORMS[form], SOUGHT).total() == 1


@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_a_word_is_found_in_base64_wherever_it_stands(before, after):
    data = base64.b64encode(before + WORD.encode() + after)

    assert search(data, SOUGHT)["sealed", "base64"] == 1


@given(before=st.integers(0, 7))
def test_a_word_is_found_among_the_bytes_that_postgresql_puts_between(before):
    """pglz writes one byte of control before each eight literals."""
    text = b"." * before + WORD.encode() + b"." * 8
    packed = b"".join(b"\x80" + text[at : at + 8] for at in range(0, len(text), 8))

    assert search(packed, IN_FILES)["sealed", COMPRESSED] > 0


def test_parts_of_a_whole_word_are_not_counted_beside_it():
    assert search(SENTENCE.encode(), IN_FILES) == Counter({("sealed", "text"): 1})


@given(st.binary(max_size=2000))
def test_nothing_is_found_where_nothing_is(data):
    assert search(data, IN_FILES).total() == 0


def test_the_words_of_two_runs_have_nothing_in_common():
    first, second = Canaries(), Canaries()
    text = "".join((first.assignment(1), first.source(1), first.word("reply", 1))).encode()

    assert search(text, patterns(second.needles())).total() == 0
    assert {kind for kind, _ in search(text, patterns(first.needles()))} == {"sealed", "clear", "number"}


def test_every_planted_word_is_one_of_its_own():
    canaries = Canaries()

    words = [canaries.word(place, draft) for place in ("assignment", "reply") for draft in range(700)]

    assert len(set(words)) == len(words) == canaries.count - 2
    assert all(word.startswith(canaries.stem) for word in words)
