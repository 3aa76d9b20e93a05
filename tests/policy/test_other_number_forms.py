"""Addresses, numbers and dates as people set and say them, over what the forms of each kind already hold."""

import pytest

from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find_all
from tests.policy.written import is_replaced, stays

NOBODY = Known()


@pytest.mark.parametrize(
    "value",
    [
        "1234 Rue Principale", "500 Rue Sherbrooke Ouest", "12 Rue Saint-Jean", "12 Rue de la Montagne", "12, Rue des Érables, app. 4", "45 Allée des Pins",
        "10123 - 99 Street NW", "10123-99 Street NW", "#204, 10123 - 99 Street", "500 - 4th Avenue SW", "10123 – 99 St NW", "10123 - 104A Avenue",
    ],
)  # fmt: skip
def test_streets_as_they_are_written_in_quebec_and_on_the_prairies_are_found(value):
    assert is_replaced(f"Serve them: {value}, Canada.", value, NOBODY)


@pytest.mark.parametrize(
    "value",
    ["046, 454, 286", "046... 454... 286", "046… 454… 286", "0 4 6, 4 5 4, 2 8 6", "zero four six, four five four, two eight six",
     "oh four six four five four two eight six", "zéro quatre six, quatre cinq quatre, deux huit six", "zero-four-six-four-five-four-two-eight-six"],
)  # fmt: skip
def test_a_number_that_is_said_for_a_transcript_is_found(value):
    assert is_replaced(f"Sure, it's {value}, I think.", value, NOBODY)


@pytest.mark.parametrize(
    "value",
    ["416, 555, 0188", "4 1 6, 5 5 5, 0 1 8 8", "four one six five five five zero one double eight", "four one six, five five five, oh one eight eight",
     "cinq un quatre, cinq cinq cinq, zéro un huit huit", "Four One Six Five Five Five Oh One Eight Eight"],
)  # fmt: skip
def test_a_telephone_that_is_said_for_a_transcript_is_found(value):
    assert is_replaced(f"Call me at {value} please.", value, NOBODY)


@pytest.mark.parametrize(
    "text",
    [
        "paragraphs 120, 135, 286 and 300", "rooms 101, 102, 103", "one two three four five six seven eight nine ten", "one, two, three", "un, deux, trois, quatre, cinq, six, sept",
        "the years 2019, 2020, 2021", "sections 416, 555, 1188 of the Act", "$046, 454, 286", "exhibits 1, 2, 3, 4, 5, 6, 7, 8", "it is 1, 2, 3, 4, 5, 6, 7",
    ],
)  # fmt: skip
def test_what_is_counted_one_after_the_other_stays(text):
    assert stays(text, NOBODY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Il naquit le 3 mars 1984 à Laval.", "3 mars 1984"), ("She turned 40 on March 3, 2024.", "March 3, 2024"), ("He turns 18 on 3 March 2027.", "3 March 2027"),
        ("Elle a eu 18 ans le 3 mars 2024.", "3 mars 2024"), ("Il aura 18 ans le 3 mars 2027.", "3 mars 2027"), ("Her birthday is March 3rd.", "March 3rd"),
        ("Her birthday is on March 3.", "March 3"), ("son anniversaire est le 3 mars", "3 mars"), ("Anniversaire : 3 mars", "3 mars"), ("DOB: Mar. 3rd, '84", "Mar. 3rd, '84"),
        ("X, né le 3 mars 2015, et Y, le 7 avril 2018", "7 avril 2018"), ("X, born on March 3, 2015, and Y, on April 7, 2018", "April 7, 2018"),
    ],
)  # fmt: skip
def test_a_birth_date_is_found_by_what_is_said_of_it(text, value):
    assert is_replaced(text, value, NOBODY)


@pytest.mark.parametrize(
    "text",
    ["He turned 40 pages on Monday.", "The car turned left on March 3, 2024.", "Elle a eu 18 points le 3 mars 2024.", "On her birthday in 2024 she left on March 3, 2025.",
     "The court turned to the motion on 3 March 2024."],
)  # fmt: skip
def test_the_dates_of_other_things_stay(text):
    assert stays(text, NOBODY)


@pytest.mark.parametrize(
    "address", ["https://example.com/u?email=anne%40example.com&x=1", "mailto:anne%40example.com", "?to=anne.smith%2Bx%40mail.example.ca"]
)  # fmt: skip
def test_an_email_in_an_address_of_the_web_is_found(address):
    assert is_replaced(
        f"Click {address} to stop.",
        next(
            word
            for word in address.replace("=", " ").replace("&", " ").replace(":", " ").split()
            if "%40" in word
        ),
        NOBODY,
    )


def test_no_section_of_an_act_is_what_somebody_says_it_is():
    assert is_replaced("My account? It's 6224110.", "6224110", NOBODY)
    assert is_replaced("The policy's 6224110-22.", "6224110-22", NOBODY)
    assert stays("s 1234567, ss 1234567 and l'art. 1234567", NOBODY)


@pytest.mark.parametrize("value", ["416-555-0188", "046 454 286", "(416) 555-0188", "TREM 6551 2345"])
def test_the_raised_number_of_a_note_hides_no_number(value):
    assert is_replaced(f"It is {value}¹² and no other.", value, NOBODY)


def test_the_line_at_the_foot_of_a_cheque_makes_no_account_of_other_numbers():
    texts = ["⑆00123⑆004⑉1234567⑈", "On 2024-03-11, of 12 345 678 votes, in 2019-2020"]

    line, other = find_all(texts, NOBODY)

    assert [(each.start, each.end, each.kind) for each in line] == [(0, len(texts[0]), Kind.ACCOUNT)]
    assert other == []


def test_what_is_measured_in_squares_stays():
    assert stays("a lot of 12 345 678 m², 1234567 km² and 10³ cm³ of it", NOBODY)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("said", ["one ", "zero, ", "neuf-", "double two "])
def test_a_source_of_nothing_but_figures_is_looked_at_to_its_end(said):
    text = said * (60_000 // len(said))

    found = find_all([text], NOBODY)[0]

    assert found[0].start == 0
    assert len(text) - found[-1].end < len(said) * 7


@pytest.mark.timeout(20)
def test_the_dates_of_any_number_of_children_are_gone_over_once():
    text = "né le 3 mars 2015, et Ana Roe, " * 4_000

    assert len(find_all([text], NOBODY)[0]) == 4_000
