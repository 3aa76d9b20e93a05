"""Names and numbers of which a part stands at the end of one text and the rest at the beginning of the next."""

import pytest

from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find_all
from apps.policy.minimise import Minimiser, restore_all
from apps.policy.models import PlaceholderKind as Kind
from tests.factories import person
from tests.policy import factories
from tests.policy.test_name_forms import listing_of


def left(texts, known):
    """What is to be read of each text once all that was found is taken out."""
    out = []
    for text, found in zip(texts, find_all(texts, known), strict=True):
        for each in reversed(found):
            text = text[: each.start] + "#" + text[each.end :]
        out.append(text)
    return out


ORDINARY = ("April Young", "Will Grant", "Rose Stone")
"""Names of which every part is a word as well, so that neither is replaced by itself."""


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize(
    ("ahead", "behind"),
    [
        ("The lease was signed by {}", "{} on Monday."),
        ("The lease was signed by {}\n", "\n{} on Monday."),
        ("The lease was signed by {}\n3", "{} on Monday."),
        ("The lease was signed by {}\nPage 3 of 12\n", "{} on Monday."),
        ("The lease was signed by {}", "- 4 -\n{} on Monday."),
        ("Hannah Roe: It was signed by {}", "Hannah Roe: {} on Monday."),
    ],
    ids=["together", "line ends", "page", "page of", "page ahead", "speaker"],
)
def test_a_name_over_two_texts_is_replaced_in_both(name, ahead, behind):
    first, last = name.split()
    before, after = ahead.format(first), behind.format(last)

    one, other = left([before, after], listing_of(name))

    assert first not in one
    assert last not in other
    assert one == before.replace(first, "#")
    assert other == after.replace(last, "#")


def test_a_name_of_a_company_over_two_texts_is_replaced_in_both():
    known = listing_of("Northern Lights Aggregates Ltd.", organization=True)

    assert left(["It was sold by Northern", "Lights Aggregates Ltd. in May."], known) == [
        "It was sold by #",
        "#. in May.",
    ]
    assert left(["It was sold by Northern Lights", "Aggregates Ltd. in May."], known)[1] == "#. in May."


def test_a_name_that_is_parted_at_the_end_of_a_page_is_replaced_in_both():
    assert left(["It was Jona-", "than Whitlock who came."], listing_of("Jonathan Whitlock")) == [
        "It was #",
        "# who came.",
    ]


@pytest.mark.parametrize(
    ("ahead", "behind"),
    [
        ("My number is 046 454", "286, you know."),
        ("Call me at 613 555", "0188 after six."),
        ("Call me at 613-555-", "0188 after six."),
        ("Joan Roe: Call me at 613 555", "Joan Roe: 0188 after six."),
    ],
)
def test_a_number_over_two_texts_is_replaced_in_both(ahead, behind):
    one, other = left([ahead, behind], Known())

    assert not any(each.isdigit() for each in one + other)


def test_a_number_that_is_listed_is_replaced_over_two_texts():
    known = Known()
    known.add_number("77-1234-88", Kind.FILE_NUMBER, None)

    assert left(["See 77-1234", "88 for it."], known) == ["See #", "# for it."]


@pytest.mark.parametrize(
    ("ahead", "behind"),
    [
        ("It ends on 30 April", "Young people may stay."),
        ("The rent for 2026", "2027 is the last year."),
        ("12", "13"),
        ("He paid $4,200 on 3 May 2026.\n613", "555 metres further on"),
        ("Was it April?", "Young and old came."),
    ],
)
def test_words_and_figures_that_only_meet_stay(ahead, behind):
    known = listing_of("Amina Warsame")

    assert left([ahead, behind], known) == [ahead, behind]


@pytest.mark.django_db
def test_each_text_comes_back_as_it_was_and_nothing_is_left_of_it():
    matter = factories.matter(responsible=person("lawyer"))
    factories.party(matter, "April Young")
    texts = ["Lease", "It was signed by April", "Young and by her alone. My number is 046 454", "286."]
    opened = Minimiser(matter)

    out = [each.text for each in opened.minimise_all(texts)]

    assert out == [
        "Lease",
        "It was signed by [PERSON_1]",
        "[PERSON_2] and by her alone. My number is [SIN_1]",
        "[SIN_2].",
    ]
    assert [each.text for each in restore_all(matter, out)] == texts
    assert opened.leaks(out) == Minimiser(matter).leaks(out) == 0
    assert Minimiser(matter).leaks(texts) > 0


@pytest.mark.django_db
def test_two_texts_that_cross_otherwise_than_they_were_seen_are_looked_at():
    matter = factories.matter(responsible=person("lawyer"))
    opened = Minimiser(matter)
    before, between, after = "She gave 046 454", "as the law has it in May.", "286, and no more."

    assert [each.text for each in opened.minimise_all([before, between, after])] == [before, between, after]

    assert opened.leaks([before, between, after]) == 0
    assert opened.leaks([before, after]) == Minimiser(matter).leaks([before, after]) > 0


def test_what_is_found_by_itself_is_not_cut_by_what_goes_on_from_the_text_before():
    known = Known()
    known.add_number("77-1234", Kind.FILE_NUMBER, None)

    assert left(["Filed under 77", "1234 Elm Street is the house."], known) == [
        "Filed under #",
        "# is the house.",
    ]


ROWS = ["Child | Date of birth | Account", "Liam | 2015-05-03 | 12-345", "Zo\u00e9 | 3 mai 2017 | 99 871"]


def test_what_a_heading_says_holds_for_the_rows_of_its_table_which_are_texts_of_their_own():
    assert left(["The children:", *ROWS, "They go to school."], Known()) == [
        "The children:",
        "Child | Date of birth | Account",
        "Liam | # | #",
        "Zo\u00e9 | # | #",
        "They go to school.",
    ]


@pytest.mark.parametrize(
    "ahead", [["Room | Rent", "Kitchen | 900"], ["Family | Intake"], ["Name | Account", "Liam | none"]]
)
def test_a_table_right_behind_other_bars_has_a_heading_of_its_own(ahead):
    assert left([*ahead, *ROWS], Known())[len(ahead) :] == [
        "Child | Date of birth | Account",
        "Liam | # | #",
        "Zo\u00e9 | # | #",
    ]


def test_a_row_without_figures_takes_nothing_from_what_the_heading_says():
    texts = ["Child | Date of birth", "Liam | account closed", "Zoe | 2015-05-03"]

    assert left(texts, Known()) == [*texts[:2], "Zoe | #"]


def test_a_column_of_birth_dates_is_replaced_to_its_last_row():
    (text,) = left(["Child | Date of birth\nLiam | 2015-05-03\nZoe | 3 mai 2017\nAda | May 6, 2019"], Known())

    assert text == "Child | Date of birth\nLiam | #\nZoe | #\nAda | #"


def test_a_heading_holds_for_no_row_behind_other_words():
    texts = [ROWS[0], "They go to school.", "On | 2015-05-03 | and later"]

    assert left(texts, Known()) == texts


@pytest.mark.parametrize(
    ("asked", "told", "rest"),
    [
        ("Hannah Roe: And your date of birth?", "Dana: It's May 3, 1985.", "Dana: It's #."),
        ("Date of birth", "3 May 1985", "#"),
        ("Maître Roy : Votre date de naissance ?", "Le 3 mai 1985.", "Le #."),
        ("Q. When were you born?", "A. 1985-05-03", "A. #"),
    ],
)
def test_a_birth_date_that_is_told_where_it_was_asked_for_is_replaced(asked, told, rest):
    assert left([asked, told], Known()) == [asked, rest]


def test_a_day_behind_another_question_stays():
    texts = [
        "Was he born in 1985? And when did he move in?",
        "On May 3, 2019.",
        "They have a newborn.",
        "4 June 2020",
    ]

    assert left(texts, Known()) == texts


@pytest.mark.parametrize(
    ("ahead", "behind", "rest"),
    [
        ("She lives at 44 Elm", "Street in Ottawa.", ["She lives at #", "# in Ottawa."]),
        ("She lives at 44", "Elm Grove Road in Ottawa.", ["She lives at #", "# in Ottawa."]),
        ("Elle habite au 1200, rue", "Saint-Denis à Montréal.", ["Elle habite au #", "# à Montréal."]),
        ("Ottawa, Ontario K1A", "0B1 is where it is.", ["Ottawa, Ontario #", "# is where it is."]),
        (
            "Judgment of 12 May 2019",
            "King Street was closed.",
            ["Judgment of 12 May 2019", "King Street was closed."],
        ),
        (
            "There were 3",
            "The Court and Main Street stay.",
            ["There were 3", "The Court and Main Street stay."],
        ),
    ],
)
def test_an_address_over_two_texts_is_replaced_in_both(ahead, behind, rest):
    assert left([ahead, behind], Known()) == rest


@pytest.mark.timeout(15)
def test_tables_of_thousands_of_rows_in_a_row_are_looked_at_to_their_end():
    table = "Name | Account\n" + "\n".join(f"Liam | {n}-45{n % 10}" for n in range(10_000, 20_000))

    assert left([table, table], Known())[1].count("#") == 10_000


@pytest.mark.timeout(20)
def test_blanks_ahead_of_the_number_of_a_page_are_gone_over_once():
    assert left(["Call 613", " " * 40_000 + "x"], Known()) == ["Call 613", " " * 40_000 + "x"]
