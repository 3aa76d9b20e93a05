"""Two administrators have the same person before them: what the one changed is not undone by the other's older page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.people import services
from apps.people.models import LicenceClass, Regulator, Scope, User
from tests import factories
from tests.forms import Opened

pytestmark = pytest.mark.django_db
SINCE, ENDS, LATER = dt.date(2015, 1, 5), dt.date(2026, 3, 31), dt.date(2027, 3, 31)
MEANWHILE = "changed meanwhile"


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def other(admin):
    return factories.person("lawyer", name="Judith Okafor", email="judith@firm.example")


@pytest.fixture
def licence(admin):
    return services.record_licence(
        user=factories.person("staff"),
        licence_class=LicenceClass.PARALEGAL,
        regulator=Regulator.LSO,
        number="P01234",
        scope=[Scope.SMALL_CLAIMS],
        since=SINCE,
        by=admin,
    )


def opened(user, page, *args):
    client = Client()
    client.force_login(user)
    return Opened(client, reverse(page, args=args))


def newest(event):
    return Entry.objects.filter(event=event).order_by("-id").first()


def test_a_name_is_corrected_without_bringing_an_earlier_address_back(admin, other):
    page = opened(admin, "people:change", other.pk)
    services.change_person(user=other, full_name=other.full_name, email="j.okafor@firm.example", by=admin)

    page.send(full_name="Judith Okafor-Li")

    now = User.objects.get(pk=other.pk)
    assert (now.full_name, now.email) == ("Judith Okafor-Li", "j.okafor@firm.example")
    assert newest("people.user_changed").facts["fields"] == ["full_name"]


def test_an_address_that_another_changed_is_not_changed_unseen(admin, other):
    page = opened(admin, "people:change", other.pk)
    services.change_person(user=other, full_name=other.full_name, email="j.okafor@firm.example", by=admin)

    answer = page.send(email="okafor@firm.example")

    assert MEANWHILE in answer.content.decode()
    assert User.objects.get(pk=other.pk).email == "j.okafor@firm.example"
    assert newest("people.refused").facts == {"attempted": "change", "reasons": ["conflict"]}


def test_a_scope_is_widened_without_reviving_a_licence_that_ended(admin, licence):
    page = opened(admin, "people:licence", licence.user_id, licence.pk)
    services.change_licence(licence=licence, scope=licence.scope, since=SINCE, until=ENDS, by=admin)

    page.send(scope=[Scope.SMALL_CLAIMS, Scope.TRIBUNALS])

    licence.refresh_from_db()
    assert licence.until == ENDS
    assert licence.scope == [Scope.SMALL_CLAIMS, Scope.TRIBUNALS]


def test_a_last_day_that_another_set_is_not_put_off_unseen(admin, licence):
    page = opened(admin, "people:licence", licence.user_id, licence.pk)
    services.change_licence(licence=licence, scope=licence.scope, since=SINCE, until=ENDS, by=admin)

    answer = page.send(until=LATER)

    licence.refresh_from_db()
    assert MEANWHILE in answer.content.decode()
    assert licence.until == ENDS
    assert newest("people.refused").facts == {"attempted": "change_licence", "reasons": ["conflict"]}


def test_what_both_changed_to_the_same_is_no_conflict(admin, licence):
    page = opened(admin, "people:licence", licence.user_id, licence.pk)
    services.change_licence(licence=licence, scope=licence.scope, since=SINCE, until=ENDS, by=admin)
    before = Entry.objects.count()

    page.send(until=ENDS)

    assert Entry.objects.count() == before
