"""Where words that somebody selected stand in a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.written.selected import places

TEXT = (
    "The *rent* is due.\n\n1. The rent is due on the first.\n12. Renters pay > the [rent](https://a.example)."
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The rent is due", ["The *rent* is due", "The rent is due"]),
        ("rent is due on", ["rent is due on"]),
        ("first. Renters pay the rent", ["first.\n12. Renters pay > the [rent"]),
        ("enters", ["enters"]),
        ("ent is du", ["ent* is du", "ent is du"]),
        ("the lease", []),
        ("* > _", []),
        ("", []),
    ],
)
def test_words_are_found_over_the_marks_that_a_page_does_not_show(words, found):
    assert [TEXT[slice(*each)] for each in places(words, TEXT)] == found


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("Roe & Doe", "So Roe &amp; Doe said.", "Roe &amp; Doe"),
        ("5 “so”", "$5&nbsp;&ldquo;so&rdquo;", "5&nbsp;&ldquo;so&rdquo;"),
        ("a &#8203;b", "a &#8203;b", "a &#8203;b"),
    ],
)
def test_words_are_found_as_the_page_shows_them(words, text, found):
    assert [text[slice(*each)] for each in places(words, text)] == [found]


def test_the_second_may_begin_within_the_first():
    assert places("a b a", "a b a b a") == [(0, 5), (4, 9)]


@given(st.text("ab1. *>_\n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_whatever_is_selected_of_a_text_is_found_in_it(text, start, end):
    words = text[start:end]
    bare = re.sub(r"[^\w.]|_", "", words)

    found = places(words, text)

    assert bool(found) == bool(bare)
    for place in found[:1]:
        there = re.sub(r"[^\w.]|_", "", text[slice(*place)])
        assert there == bare or len(there) > len(bare)  # with the number of an item between


def test_nothing_of_what_was_selected_stays_behind_as_a_pattern():
    places("a privileged quagga", "On a privileged quagga.")

    assert not [key for key in re._cache if "quagga" in str(key)]
