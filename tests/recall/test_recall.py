import pytest

from tests.recall import composed, templated
from tests.recall.passages import FORMATTED, LISTED, score

RECALL = 0.99
MOST_FALSE = 5
"""Replacements that no label asks for, in 1,000 words."""
SETS = {"templated": templated, "held out": composed}


@pytest.fixture(scope="module", params=SETS.values(), ids=SETS)
def half(request):
    return request.param


def test_there_are_300_passages_half_of_them_held_out_in_both_languages():
    first, second = templated.passages(), composed.passages()

    assert len(first) == len(second) >= 150
    for each in (first, second):
        assert sum(passage.language == "fr" for passage in each) == len(each) // 2


def test_the_same_passages_are_made_every_time(half):
    assert half.passages() == half.passages()


def test_what_has_a_form_and_who_is_listed_is_found(half):
    result = score(half.passages(), half.PARTIES)

    assert result.recall[FORMATTED] >= RECALL, result.missed
    assert result.recall[LISTED] >= RECALL, result.missed


def test_the_law_amounts_and_dates_stay(half):
    result = score(half.passages(), half.PARTIES)

    assert result.false_per_thousand <= MOST_FALSE, result.false
