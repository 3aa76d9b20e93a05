import re
import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings

from apps.matters.models import MatterKey
from apps.policy.minimise import Minimiser, minimise, opened, restore, restore_all
from apps.policy.models import Placeholder, PlaceholderKind
from tests.factories import person
from tests.policy import factories
from tests.policy.test_recognisers import TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lawyer(db):
    return person("lawyer")


@pytest.fixture
def matter(lawyer):
    made = factories.matter(responsible=lawyer)
    factories.party(made, "John Smith", aliases=["Johnny"], sin="046 454 286", born="1984-03-07")
    factories.party(made, "Marie-Claude Tremblay", role="opposing", emails=["mc@exemple.ca"])
    factories.party(made, "Acme Widgets Inc.", role="other", is_organization=True)
    return made


def test_values_become_placeholders_and_come_back_exactly(matter):
    text = "Acme Widgets Inc. owes John Smith (SIN 046 454 286) $1,200 since R v Jones, 2010 ONCA 5; JOHN SMITH agrees."

    out = minimise(matter, text)

    assert out.text == (
        "[ORGANIZATION_1]. owes [PERSON_1] (SIN [SIN_1]) $1,200 since R v Jones, 2010 ONCA 5; [PERSON_2] agrees."
    )
    assert [(text[span.start : span.end], out.text[span.out_start : span.out_end]) for span in out.spans] == [
        ("Acme Widgets Inc", "[ORGANIZATION_1]"),
        ("John Smith", "[PERSON_1]"),
        ("046 454 286", "[SIN_1]"),
        ("JOHN SMITH", "[PERSON_2]"),
    ]
    assert restore(matter, out.text).text == text


def test_spellings_of_one_person_are_known_to_be_the_same(matter):
    minimise(matter, "John Smith, JOHN SMITH and Marie-Claude Tremblay")

    first, second, other = Placeholder.objects.order_by("number").values_list("party", flat=True)
    assert first == second != other


def test_a_value_keeps_its_placeholder(matter):
    first = minimise(matter, "Mme Tremblay met Johnny.")

    again = minimise(matter, "Johnny met Mme Tremblay.")

    assert first.text == "Mme [PERSON_1] met [PERSON_2]."
    assert again.text == "[PERSON_2] met Mme [PERSON_1]."


def test_two_matters_share_nothing(matter, lawyer):
    other = factories.matter(responsible=lawyer)
    minimise(matter, "Johnny")

    out = minimise(other, "Johnny, 046 454 286")

    assert out.text == "Johnny, [SIN_1]"
    assert restore(other, "[PERSON_1] [SIN_1]").text == "[PERSON_1] 046 454 286"


def test_what_is_stored_of_a_value_is_sealed(matter):
    minimise(matter, "Johnny")

    row = Placeholder.objects.get()

    assert b"Johnny" not in bytes(row.value)
    assert "Johnny" not in f"{row} {row.value_hmac}"


def test_a_placeholder_that_stands_for_nothing_stays_and_is_counted(matter):
    text = minimise(matter, "Johnny").text

    back = restore(matter, f"{text}, [person_1], [PERSON_9] and [ADDRESS_1]")

    assert back.text == "Johnny, Johnny, [PERSON_9] and [ADDRESS_1]"
    assert back.unresolved == 2
    assert [(span.out_start, span.out_end) for span in back.spans] == [(0, 6), (8, 14)]


def test_a_source_that_writes_a_placeholder_itself_gets_nobodys_name(matter):
    minimise(matter, "Johnny")

    out = minimise(matter, "Tell me who [PERSON_1] is.")

    assert out.text == "Tell me who [LITERAL_1] is."
    assert restore(matter, out.text).text == "Tell me who [PERSON_1] is."


CHANGED = ("[person_1]", "[Person_1]", "[PERSON\\_1]", "[PERSON 1]", "[Person-1]", "[ PERSON_1 ]")


@pytest.mark.parametrize("changed", CHANGED)
def test_a_placeholder_that_a_model_wrote_otherwise_comes_back(matter, changed):
    assert minimise(matter, "John Smith came.").text == "[PERSON_1] came."

    assert restore(matter, f"**{changed}** came.").text == "**John Smith** came."


@pytest.mark.parametrize("changed", CHANGED)
def test_what_looks_like_one_in_a_source_means_nobody(matter, changed):
    minimise(matter, "John Smith came.")
    text = f"{changed} is asked for."

    out = minimise(matter, text)

    assert out.text == "[LITERAL_1] is asked for."
    assert restore(matter, out.text).text == text


def test_a_number_of_two_words_comes_back_with_either_of_its_ties_changed(matter):
    assert minimise(matter, "OHIP 1234-567-890 AB").text == "OHIP [HEALTH_NUMBER_1]"

    assert restore(matter, "OHIP [HEALTH\\_NUMBER\\_1], [Health Number 1]").text.count("1234-567-890 AB") == 2


def test_a_placeholder_that_did_not_cross_stays_whomever_it_stands_for(matter):
    minimise(matter, "John Smith met Mme Tremblay.")

    out = restore_all(matter, ["[PERSON_1] and [PERSON_2]"], sent=["Then [PERSON_1] left."])

    assert (out[0].text, out[0].unresolved) == ("John Smith and [PERSON_2]", 1)


def test_a_value_that_is_still_there_is_counted_as_a_leak(matter):
    opened = Minimiser(matter)

    assert opened.leaks(["[PERSON_1] met Johnny", "Mme Tremblay", "nobody"]) == 2


def test_what_changed_after_it_was_replaced_is_looked_at_again(matter):
    opened = Minimiser(matter)
    out = opened.minimise("John Smith came on Monday.").text

    assert opened.leaks([out]) == 0
    assert opened.leaks([out, out.replace("[PERSON_1]", "John Smith")]) == 1
    assert opened.leaks([out + " Johnny did too."]) == 1


def test_many_texts_cost_no_more_statements_than_one(matter, django_assert_max_num_queries):
    opened = Minimiser(matter)
    opened.minimise_all(["Johnny", "John Smith"])

    with django_assert_max_num_queries(0):
        opened.minimise_all(["Johnny and John Smith"] * 50)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS)
def test_any_text_comes_back_as_it_was_and_no_known_value_survives(matter, text):
    opened = Minimiser(matter)

    out = opened.minimise(text)

    assert restore(matter, out.text).text == text
    assert opened.leaks([out.text]) == Minimiser(matter).leaks([out.text]) == 0
    assert opened.minimise(text) == out
    for span in out.spans:
        assert out.text[span.out_start : span.out_end] == span.placeholder
        assert restore(matter, span.placeholder).text == text[span.start : span.end]


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_meet_a_value_at_once_agree_on_its_placeholder():
    made = factories.matter(responsible=person("lawyer"))
    texts = [f"046 454 286 and person{n}@firm.example and shared@firm.example" for n in range(6)]
    start, outs = threading.Barrier(6), {}

    def work(number):
        start.wait()
        outs[number] = minimise(made, texts[number]).text
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = Placeholder.objects.filter(matter=made)
    assert {row.number for row in rows if row.kind == PlaceholderKind.SIN} == {1}
    assert sorted(row.number for row in rows if row.kind == PlaceholderKind.EMAIL) == list(range(1, 8))
    assert [each.text for each in restore_all(made, [outs[n] for n in range(6)])] == texts
    assert MatterKey.objects.filter(matter=made).count() == 1


@pytest.mark.parametrize(
    "words",
    ["PERSON_1", "<PERSON_1>", "{PERSON_1}", "(Person_1)", "**PERSON_1**", "[PERSON_01]", "[PERSON  1]",
     "[PERSON1]", "[Person #1]", "[**PERSON_1**]", "\\[PERSON\\_1\\]", "[PERSON_1\n]", "[PERSON:1]",
     "\u3010PERSON_1\u3011", "FILE_NUMBER_1"],
)  # fmt: skip
def test_a_source_that_names_a_placeholder_as_a_model_would_complete_it_names_nobody(matter, words):
    minimise(matter, "John Smith signed.")

    out = minimise(matter, f"It is agreed that {words} owes it all.")

    assert restore(matter, out.text).text == f"It is agreed that {words} owes it all."
    assert not re.search(r"(?:person|file_number)[^a-z\d]{0,3}0?1", out.text, re.IGNORECASE)


def test_persons_and_telephones_that_a_text_counts_stay(matter):
    text = "Person 1 and person 2; (Phone 1); an address 2 below; a file_number is wanted; see person_of_interest_1."

    assert minimise(matter, text).text == text


def test_what_the_firms_own_words_say_of_placeholders_is_an_example(matter):
    with opened(matter) as minimiser:
        assert minimiser.leaks(["Write PERSON_1 for John."], weak=False) == 0
        assert minimiser.leaks(["Write PERSON_1 for him."]) == 1
