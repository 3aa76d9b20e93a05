"""The text that is searched, and the way from a place in it to the text as it was given."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from apps.policy.identifying.glyphs import Plain

PIECES = (
    "a", "B", "é", "e\u0301", "x\u0301", "\u0301", "\u0345", "\u1100\u1161\u11a8", "\uac00\u11a8", "Ж", "1", "613", " ",
    "\xa0", "\u00ad", "\u200b", "\r", "\n", "-\n", "-\n  ", "\u2014", "\t", "\x60", "\uff40", "\uff21", "*", "**", "^",
    "S M I T H ", "[struck out: ", "]", "(", ")", ".", "'", "\u2019",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_each_letter_leads_back_to_what_it_is_in_the_text_as_given(pieces):
    text = "".join(pieces)
    plain = Plain.of(text)

    places = [plain.back(at, at + 1) for at in range(len(plain.text))]

    assert [Plain.of(text[start:end]).text[0] for start, end in places] == list(plain.text)
    assert all(start < end for start, end in places)
    assert all(end <= begins for (_, end), (begins, _) in itertools.pairwise(places))


def test_a_stretch_leads_back_to_all_that_stands_within_it():
    text = "Mme Ko-\nva\u00adlenko, ne\u0301e Coˆte\u0301"
    plain = Plain.of(text)

    at = plain.text.index("Kovalenko")
    born = plain.text.index("née")

    assert text[slice(*plain.back(at, at + 9))] == "Ko-\nva\u00adlenko"
    assert text[slice(*plain.back(born, born + 3))] == "ne\u0301e"
