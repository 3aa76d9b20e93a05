"""What the firm means by the practice system's words: listed where nobody said, and counted once somebody did."""

import pytest
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed
from apps.matters.models import Matter
from apps.sync import services
from apps.sync.models import Difference, Oddity, Word
from tests import factories
from tests.integrations import accounts


@pytest.fixture
def connection(db):
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    box = accounts.fresh()
    box.clio.load({"practice_areas": [{"id": 25, "name": "Maritime"}]})
    connection = accounts.clio(box)
    box.clio.load({"matters": [matter_there(42)]})
    return connection


def matter_there(number, **more):
    return {
        "id": number, "display_number": f"{number}", "description": "x", "client": {"id": 30}, "location": "Halifax",
        "practice_area": {"id": 25}, "responsible_attorney": {"id": 10}, "status": "Open",
    } | more  # fmt: skip


def pull(connection):
    connection.refresh_from_db()
    services.pull_matters(connection=connection, by=factories.administrator())


def say(connection, field, word, meaning, by=None):
    return services.set_word(
        connection=connection, field=field, word=word, meaning=meaning, by=by or factories.administrator()
    )


def test_a_word_that_is_not_understood_is_listed_and_the_matter_says_so(connection):
    pull(connection)

    assert set(Word.objects.values_list("field", "word", "meaning")) == {
        ("area", "maritime", ""), ("province", "halifax", ""),
    }  # fmt: skip
    assert Matter.objects.get(number="42").practice_area == "other"
    assert Difference.objects.filter(remote_id="42", oddity=Oddity.AREA_UNKNOWN).exists()


def test_it_says_so_until_somebody_says_what_the_word_means(connection):
    pull(connection)
    unknown = [Oddity.AREA_UNKNOWN, Oddity.PROVINCE_UNKNOWN]
    assert listed("42") == unknown

    say(connection, "area", "Maritime", "litigation")
    read_all(connection)
    assert listed("42") == [Oddity.PROVINCE_UNKNOWN]
    say(connection, "province", "Halifax", "NS")
    read_all(connection)

    assert listed("42") == []
    say(connection, "area", "Maritime", "")
    read_all(connection)
    assert listed("42") == []  # the matter keeps what somebody may have set since


def read_all(connection):
    """Everything compared, as by night."""
    row = services.ask_pull(connection=connection, by=factories.administrator(), whole=True)
    services.pull(row.pk)


def listed(remote_id):
    rows = Difference.objects.filter(remote_id=remote_id, gone_at=None)
    return sorted(rows.values_list("oddity", flat=True))


def test_what_the_firm_says_counts_for_what_comes_in_from_then_on(connection):
    say(connection, "area", "Maritime", "litigation")
    say(connection, "province", "Halifax", "NS")

    pull(connection)

    opened = Matter.objects.get(number="42")
    assert (opened.practice_area, opened.province) == ("litigation", "NS")
    assert not Difference.objects.filter(remote_id="42").exists()
    assert Entry.objects.filter(event="sync.word_set").count() == 2


def test_a_part_in_the_firms_own_words_is_taken_as_the_firm_says(connection):
    say(connection, "role", "Adjuster", "expert")
    box = accounts.wsgi.application
    box.clio.load(
        {
            "relationships": [
                {"id": 55, "description": "adjuster", "matter": {"id": 42}, "contact": {"id": 31}}
            ]
        }
    )

    pull(connection)

    assert Matter.objects.get(number="42").parties.get(name="Peter Tremblay").role == "expert"


@pytest.mark.parametrize(
    ("field", "word", "meaning"),
    [("area", "x", "ON"), ("province", "x", "family"), ("colour", "x", ""), ("area", "  ", "family")],
)
def test_what_cannot_be_meant_is_refused(connection, field, word, meaning):
    with pytest.raises(BadInput):
        say(connection, field, word, meaning)
    assert not Word.objects.exists()


def test_a_word_that_cannot_be_kept_is_an_answer_and_no_broken_page(connection, client):
    client.force_login(factories.administrator())
    given = {"field": "area", "word": "mari\0time", "meaning": "litigation"}

    told = client.post(reverse("sync:words", args=[connection.pk]), given)

    assert told.status_code == 302
    assert list(Word.objects.values_list("word", "meaning")) == [("maritime", "litigation")]


def test_nobody_else_says_what_words_mean(connection, client):
    with pytest.raises(NotAllowed):
        say(connection, "area", "Maritime", "family", by=factories.person("clerk"))
    client.force_login(factories.person("clerk"))
    page = reverse("sync:words", args=[connection.pk])
    assert client.get(page).status_code == 404
    assert client.post(page, {"field": "area", "word": "x", "meaning": "family"}).status_code == 404
    assert not Word.objects.exists()


def test_the_page_lists_and_takes_a_meaning(connection, client):
    pull(connection)
    client.force_login(factories.administrator())
    page = reverse("sync:words", args=[connection.pk])
    assert "maritime" in client.get(page).content.decode()

    client.post(page, {"field": "area", "word": "maritime", "meaning": "litigation"})

    assert Word.objects.get(field="area").meaning == "litigation"
