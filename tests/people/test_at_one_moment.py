"""Two people who write the same in one moment: whoever is second is told so in a sentence, and on record."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from apps.audit.models import Entry
from apps.core.errors import Conflict
from apps.matters import services as matters
from apps.matters.models import Matter, Office, Province
from apps.people import accounts, services
from apps.people.models import Language, Licence, LicenceClass, Regulator, User
from tests import factories
from tests.review.test_closing_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SAME = "same@firm.example"


def adding(by):
    return services.add_person, {"email": SAME, "full_name": "Ann Same", "by": by}


def changing(by):
    somebody = factories.person("clerk")
    return services.change_person, {
        "user": somebody,
        "full_name": somebody.full_name,
        "email": SAME,
        "by": by,
    }


def licensing(by):
    return services.record_licence, {
        "user": factories.person("clerk"),
        "licence_class": LicenceClass.LAWYER,
        "regulator": Regulator.LSO,
        "number": "77777A",
        "scope": [],
        "since": dt.date(2020, 1, 1),
        "by": by,
    }


def founding(by):
    return matters.add_office, {
        "name": "Halifax",
        "province": Province.NS,
        "time_zone": "America/Halifax",
        "by": by,
    }


def opening(_by):
    lawyer = factories.person("partner")
    return matters.open_matter, {
        "number": "2026-SAME",
        "title": "Same",
        "client": factories.client(),
        "office": factories.office(),
        "responsible": lawyer,
        "practice_area": "estates",
        "province": Province.ON,
        "forum": "on_superior",
        "residency": "documented_transfer",
        "opened_on": dt.date(2026, 1, 5),
        "by": lawyer,
    }


HOW_MANY = {
    adding: lambda: User.objects.filter(email=SAME),
    changing: lambda: User.objects.filter(email=SAME),
    licensing: lambda: Licence.objects.filter(number="77777A"),
    founding: lambda: Office.objects.filter(name="Halifax"),
    opening: lambda: Matter.objects.filter(number="2026-SAME"),
}


@pytest.mark.parametrize("wanted", HOW_MANY, ids=lambda each: each.__name__)
def test_of_two_who_write_the_same_at_one_moment_the_second_is_told(wanted, caplog):
    admin = factories.administrator()
    (first, one), (second, other) = wanted(admin), wanted(admin)

    raised = at_once(lambda: first.__wrapped__(**one), lambda: second(**other))

    assert isinstance(raised, Conflict)
    assert "at this very moment" in str(raised)
    assert raised.__cause__ is raised.__context__ is None
    assert HOW_MANY[wanted]().count() == 1
    line = Entry.objects.latest("id")
    assert (line.event.rpartition(".")[2], line.facts["reasons"]) == ("refused", ["conflict"])
    assert SAME not in caplog.text


def test_the_page_of_people_says_it(client, monkeypatch):
    """What the database refuses is a sentence on the page, and no page of a fault."""
    client.force_login(factories.administrator())

    def meanwhile(code):
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_somebody_else).result()
        return Language(code)

    monkeypatch.setattr(accounts, "Language", meanwhile)  # read after the look, and before the row is written

    page = client.post(
        "/people/new/", {"email": SAME, "full_name": "Bea Same", "language": "en"}, follow=True
    )

    assert page.status_code == 200
    assert "at this very moment" in page.text
    assert User.objects.get(email=SAME).full_name == "Ann Same"


def _somebody_else():
    try:
        User.objects.create_user(email=SAME, full_name="Ann Same")
    finally:
        connection.close()
