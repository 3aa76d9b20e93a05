import subprocess
import sys
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.written import redline as lines
from apps.review.written.redline import Change, Segment, blocks, redline

TEXT = st.text(st.sampled_from("ab cd.\n éœ"), max_size=120)


def joined(segments, *changes):
    return "".join(each.text for each in segments if each.change in changes)


def test_a_changed_word_is_shown_inside_its_sentence():
    assert redline("The rent is high.\n", "The rent is low.\n") == [
        Segment(Change.SAME, "The rent is "),
        Segment(Change.REMOVED, "high"),
        Segment(Change.INSERTED, "low"),
        Segment(Change.SAME, ".\n"),
    ]


def test_an_added_paragraph_leaves_the_others_alone():
    assert redline("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n") == [
        Segment(Change.SAME, "One.\n\n"),
        Segment(Change.INSERTED, "Two.\n\n"),
        Segment(Change.SAME, "Three.\n"),
    ]


def test_the_same_text_has_one_segment():
    assert redline("Same.", "Same.") == [Segment(Change.SAME, "Same.")]


@pytest.mark.parametrize("pairs", [0, lines.MOST_PAIRS], ids=["very long", "as usual"])
@given(TEXT, TEXT)
def test_accepting_gives_the_new_text_and_rejecting_the_old(pairs, before, after):
    with patch.object(lines, "MOST_PAIRS", pairs):
        segments = redline(before, after)

    assert joined(segments, Change.SAME, Change.REMOVED) == before
    assert joined(segments, Change.SAME, Change.INSERTED) == after
    assert all(one.change != other.change for one, other in pairwise(segments))


def test_a_passage_written_anew_is_read_as_the_old_one_and_the_new_one():
    before = "What was said is recorded at the time, and the question is what follows from them in law.\n"
    after = "A change in the payor's income that led to another is a material change in circumstances.\n"

    assert redline(before, after) == [
        Segment(Change.REMOVED, before[:-2]),
        Segment(Change.INSERTED, after[:-2]),
        Segment(Change.SAME, ".\n"),
    ]


def test_two_changes_in_a_line_leave_the_words_between_them():
    assert redline("Rent of $500 in May.\n", "Rent of $600 in June.\n") == [
        Segment(Change.SAME, "Rent of $"),
        Segment(Change.REMOVED, "500"),
        Segment(Change.INSERTED, "600"),
        Segment(Change.SAME, " in "),
        Segment(Change.REMOVED, "May"),
        Segment(Change.INSERTED, "June"),
        Segment(Change.SAME, ".\n"),
    ]


def test_paragraphs_that_were_put_together_or_parted_are_shown_as_changed():
    apart, together = "One.\n\nTwo.\n\nThree.\n", "One. Two.\n\nThree.\n"

    joined_up, parted = (
        [part for block in blocks(redline(*texts)) for paragraph in block.paragraphs for part in paragraph]
        for texts in ((apart, together), (together, apart))
    )

    assert Segment(Change.REMOVED, "¶") in joined_up
    assert Segment(Change.INSERTED, "¶") in parted
    assert not any(part.text == "¶" for part in marks(apart, "One.\n\nThree.\n"))


def marks(before, after):
    return [
        part
        for block in blocks(redline(before, after))
        for paragraph in block.paragraphs
        for part in paragraph
    ]


WORDS = st.lists(
    st.sampled_from(["the", "a", "of", "payor", "materialchange", "in"]), min_size=1, max_size=12
)


LONG = """
import resource
from apps.review.written import redline
resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))
assert redline.regions(range(65_000), range(65_000, 130_000)) == [("changed", 0, 65_000, 0, 65_000)]
"""


def test_two_long_texts_that_have_nothing_in_common_are_compared_in_little_memory():
    subprocess.run([sys.executable, "-c", LONG], check=True)


@pytest.mark.parametrize("pairs", [0, lines.MOST_PAIRS], ids=["very long", "as usual"])
@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6))
def test_where_words_only_came_none_is_shown_as_gone_and_the_other_way_round(pairs, stretches):
    """Whether everything that Claude wrote still stands is read from this."""
    longer = " ".join(word for words, _stays in stretches for word in words)
    shorter = " ".join(word for words, stays in stretches if stays for word in words)

    with patch.object(lines, "MOST_PAIRS", pairs):
        assert not joined(redline(shorter, longer), Change.REMOVED).strip()
        assert not joined(redline(longer, shorter), Change.INSERTED).strip()
