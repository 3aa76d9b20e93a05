"""A session ends when nobody uses it: what uses it, what does not, and what is on record of it."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.people import services
from apps.people.models import Robot, SessionReason, User
from tests import factories
from tests.guards.test_views import ADDRESSES

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-lantern-quill"
NOON = dt.datetime(2026, 11, 26, 17, tzinfo=dt.UTC)
BY_ITSELF = ["review:attend", "desk:verification", "sync:progress", "drafting:progress"]


@pytest.fixture(autouse=True)
def desk(settings):
    settings.SESSION_IDLE_MINUTES = 30
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def user():
    return factories.person("partner", password=PASSWORD)


@pytest.fixture
def browser(user):
    made = Client(HTTP_REFERER="http://testserver/people/?role=clerk")
    made.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert made.get("/people/me/").status_code == 200
    return made


def on(clock, **time):
    clock.shift(dt.timedelta(**time))


def is_in(browser):
    return browser.get(reverse("people:awake")).json()["person"] != ""


def signed_out():
    return [
        (e.actor, e.subject, e.facts) for e in Entry.objects.order_by("pk").filter(event="people.signed_out")
    ]


def test_a_session_that_nobody_uses_ends_and_is_on_record_once(desk, browser, user):
    on(desk, minutes=29, seconds=59)
    services.end_unused(10)
    assert is_in(browser)
    on(desk, seconds=1)

    assert browser.get("/people/me/").status_code == 302
    services.end_unused(10)
    services.end_unused(10)

    assert signed_out() == [(User.for_robot(Robot.DOOR).pk, user.pk, {"reason": "by_time"})]
    assert not Session.objects.exists()


def test_whoever_goes_on_working_stays_signed_in_until_the_day_is_over(desk, browser):
    for _ in range(23):
        on(desk, minutes=25)
        assert browser.get("/people/me/").status_code == 200
    on(desk, minutes=24)
    assert browser.get("/people/me/").status_code == 200
    on(desk, minutes=1)

    assert not is_in(browser)


@pytest.mark.parametrize("name", [*BY_ITSELF, "people:awake"])
def test_what_an_open_page_asks_for_by_itself_keeps_nothing_open(desk, browser, name):
    for _ in range(2):
        on(desk, minutes=10)
        method = browser.post if name == "review:attend" else browser.get
        method(ADDRESSES[name], headers={"HX-Request": "true"})
    on(desk, minutes=10)

    assert not is_in(browser)


def test_what_is_typed_into_a_page_keeps_it_open(desk, browser, user):
    for _ in range(4):
        on(desk, minutes=20)
        said = browser.post(reverse("people:awake")).json()
        assert (said["person"], said["seconds"]) == (str(user.pk), 30 * 60)


def test_nothing_that_is_sent_brings_an_ended_session_back(desk, browser):
    on(desk, minutes=31)

    assert browser.post(reverse("people:awake")).json() == {"person": "", "seconds": 0}
    assert not is_in(browser)


def test_what_is_sent_too_late_leads_over_the_door_to_the_page_it_was_sent_from(desk, browser, user):
    on(desk, minutes=31)

    late = browser.post(reverse("people:me"), {"language": "fr"})

    assert late["Location"] == f"{reverse('account_login')}?next=/people/%3Frole%3Dclerk"
    assert "was not taken" in browser.get(late["Location"]).content.decode()
    back = browser.post(late["Location"], {"login": user.email, "password": PASSWORD})
    assert back["Location"] == "/people/?role=clerk"
    user.refresh_from_db()
    assert user.language == "en"


ELSEWHERE = [
    *("", "https://elsewhere.example/people/", "http://testserver:81/", "http://testserver"),
    *("http://testserver//elsewhere.example/", "http://[testserver/people/"),
]


@pytest.mark.parametrize("came_from", ELSEWHERE)
def test_and_from_elsewhere_to_the_first_page(client, came_from):
    sent = client.post(reverse("people:me"), {"language": "fr"}, headers={"Referer": came_from})

    assert sent["Location"] == f"{reverse('account_login')}?next=/"
    assert "was not taken" not in client.get(sent["Location"]).content.decode()


def test_one_that_ended_otherwise_is_not_on_record_again(desk, browser, user):
    services.end_sessions(user=user, reason=SessionReason.LOST, by=factories.administrator())
    on(desk, minutes=31)

    services.end_unused(10)

    assert signed_out() == []
    assert not Session.objects.exists()


def test_nor_one_of_a_closed_account_or_of_nobody(desk, browser, user, client):
    User.objects.filter(pk=user.pk).update(is_active=False)
    session = client.session
    session["something"] = 1
    session.save()
    assert Session.objects.count() == 2
    on(desk, minutes=31)

    services.end_unused(10)

    assert signed_out() == []
    assert not Session.objects.exists()


def test_signing_in_again_begins_a_session_of_its_own(desk, browser, user):
    on(desk, hours=9)

    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    on(desk, minutes=29)
    assert browser.get("/people/me/").status_code == 200
    on(desk, minutes=29)
    assert browser.get("/people/me/").status_code == 200


def test_a_page_that_is_open_knows_whose_it_is_and_until_when(desk, browser, user):
    on(desk, minutes=5)
    page = browser.get("/people/me/").content.decode()

    assert f'data-person="{user.pk}" data-seconds="1800"' in page
    assert "left.js" in page
    assert "left-open" not in Client().get(reverse("account_login")).content.decode()


def test_page_after_page_puts_it_off_no_more_than_once_a_minute(desk, browser):
    row = Session.objects.values_list("expire_date", flat=True)
    on(desk, seconds=59)
    browser.get("/people/me/")
    assert row.get() == NOON + dt.timedelta(minutes=30)
    on(desk, seconds=1)
    browser.get("/people/me/")
    assert row.get() == timezone.now() + dt.timedelta(minutes=30)


def test_whoever_lacks_a_second_factor_is_asked_in_the_same_way(desk, browser, user, settings):
    """Led elsewhere instead, the page's own question would be a use of the page that it was led to."""
    settings.SECOND_FACTOR_REQUIRED = True
    on(desk, minutes=20)

    said = browser.get(reverse("people:awake"))

    assert (said.status_code, said.json()["seconds"]) == (200, 10 * 60)


@pytest.mark.parametrize("minutes", [0, 4, 241])
def test_a_time_that_is_none_is_refused_before_anything_starts(settings, minutes):
    settings.SESSION_IDLE_MINUTES = minutes

    with pytest.raises(SystemCheckError, match="SESSION_IDLE_MINUTES"):
        call_command("check")


def test_the_default_is_half_an_hour():
    from firmai.settings import base

    assert base.SESSION_IDLE_MINUTES == 30
    assert settings.SESSION_COOKIE_AGE == 36000
