from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from apps.review.redline import Change, Segment, redline

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


@given(TEXT, TEXT)
def test_accepting_gives_the_new_text_and_rejecting_the_old(before, after):
    segments = redline(before, after)

    assert joined(segments, Change.SAME, Change.REMOVED) == before
    assert joined(segments, Change.SAME, Change.INSERTED) == after
    assert all(one.change != other.change for one, other in pairwise(segments))
