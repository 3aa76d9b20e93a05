"""A matter is closed and opened again on its page, by whoever answers for it: its time under a rule runs from then."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.desk import timeline
from apps.matters import services
from apps.matters.models import Status
from apps.people.models import RoleCode
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter():
    return factories.matter(opened_on=dt.date(2026, 1, 5))


@pytest.fixture
def partner():
    return factories.person("partner")


def page_of(name, matter):
    return reverse(f"matters:{name}", args=[matter.pk])


def shown(client, matter):
    return client.get(reverse("desk:matter", args=[matter.pk])).content.decode()


@pytest.mark.parametrize("who", ["responsible", "partner"])
def test_it_is_closed_and_opened_again_on_its_page(client, matter, who):
    client.force_login(matter.responsible if who == "responsible" else factories.person("partner"))
    assert page_of("close", matter) in shown(client, matter)
    assert client.get(page_of("close", matter)).status_code == 200

    client.post(page_of("close", matter), {"on": "2026-03-02"})
    matter.refresh_from_db()
    assert (matter.status, matter.closed_on) == (Status.CLOSED, dt.date(2026, 3, 2))
    assert page_of("close", matter) not in shown(client, matter)
    assert page_of("reopen", matter) in shown(client, matter)

    client.post(page_of("reopen", matter))
    matter.refresh_from_db()
    assert (matter.status, matter.closed_on) == (Status.OPEN, None)


def test_a_clerk_of_the_team_is_refused_on_record_and_offered_nothing(client, matter):
    clerk = factories.member(matter, factories.person("clerk"))
    client.force_login(clerk)
    assert page_of("close", matter) not in shown(client, matter)

    client.post(page_of("close", matter), {"on": "2026-03-02"})
    client.post(page_of("reopen", matter))

    matter.refresh_from_db()
    assert matter.status == Status.OPEN
    refused = Entry.objects.filter(event="matters.refused").order_by("id")
    assert [(e.actor, e.facts["attempted"], e.facts["reasons"]) for e in refused] == [
        (clerk.pk, "close", ["not_responsible"]),
        (clerk.pk, "reopen", ["not_responsible"]),
    ]


@pytest.mark.parametrize("name", ["close", "reopen"])
@pytest.mark.parametrize("role", [RoleCode.LAWYER, RoleCode.ADMINISTRATOR])
def test_a_stranger_finds_nothing_there(client, matter, name, role):
    client.force_login(
        factories.administrator() if role == RoleCode.ADMINISTRATOR else factories.person(role)
    )

    assert client.post(page_of(name, matter), {"on": "2026-03-02"}).status_code == 404

    matter.refresh_from_db()
    assert matter.status == Status.OPEN


def test_a_day_that_makes_no_sense_closes_nothing(client, matter):
    client.force_login(matter.responsible)

    for day in (timezone.localdate() + dt.timedelta(days=1), matter.opened_on - dt.timedelta(days=1), "soon"):
        client.post(page_of("close", matter), {"on": str(day)})

    matter.refresh_from_db()
    assert matter.status == Status.OPEN


def test_closing_twice_and_an_office_that_is_none_of_theirs_are_refused_on_record(matter):
    services.close_matter(matter=matter, on=matter.opened_on, by=matter.responsible)

    with pytest.raises(WrongState):
        services.close_matter(matter=matter, on=matter.opened_on, by=matter.responsible)
    with pytest.raises(NotAllowed):
        services.add_office(name="Ottawa", province="ON", time_zone="America/Toronto", by=matter.responsible)

    refused = Entry.objects.filter(event="matters.refused").order_by("id")
    assert [(e.facts["attempted"], e.facts["reasons"]) for e in refused] == [
        ("close", ["wrong_state"]),
        ("add_office", ["not_partner"]),
    ]


def test_the_page_that_closes_a_matter_says_what_that_means():
    matter = factories.matter()
    client = Client()
    client.force_login(matter.responsible)

    assert (
        "It can be opened again." in client.get(reverse("matters:close", args=[matter.pk])).content.decode()
    )


def test_one_whose_first_day_was_entered_as_one_to_come_can_be_closed_today(partner):
    today = timezone.localdate()
    matter = factories.matter(opened_on=today + dt.timedelta(days=3650))

    services.close_matter(matter=matter, on=today, by=partner)

    matter.refresh_from_db()
    assert (matter.status, matter.closed_on) == (Status.CLOSED, today)
    other = factories.matter(opened_on=today + dt.timedelta(days=1))
    for day in (today - dt.timedelta(days=1), today + dt.timedelta(days=1)):
        with pytest.raises(BadInput):
            services.close_matter(matter=other, on=day, by=partner)


def test_one_that_was_opened_again_closes_on_no_day_before_that(matter, partner):
    """Its time under a rule runs from the day: what was done since would be destroyed as if it were years old."""
    services.close_matter(matter=matter, on=dt.date(2026, 1, 6), by=partner)
    with time_machine.travel(
        dt.datetime(2026, 3, 3, 3, tzinfo=dt.UTC), tick=False
    ):  # the evening before in Toronto
        services.reopen_matter(matter=matter, by=partner)

    for day in (dt.date(2026, 1, 6), dt.date(2026, 3, 1)):
        with pytest.raises(BadInput, match="opened again"):
            services.close_matter(matter=matter, on=day, by=partner)
    matter.refresh_from_db()
    assert matter.status == Status.OPEN

    services.close_matter(matter=matter, on=dt.date(2026, 3, 2), by=partner)

    matter.refresh_from_db()
    assert matter.closed_on == dt.date(2026, 3, 2)


def test_the_day_from_which_content_is_kept_is_in_the_log(matter, partner):
    services.close_matter(matter=matter, on=dt.date(2026, 1, 6), by=partner)

    entry = Entry.objects.filter(event="matters.matter_changed").latest("id")
    assert entry.facts == {
        "closed_on": 1_767_657_600_000_000,
        "fields": ["status"],
        "state": "closed",
    }
    (line,) = timeline.as_lines([entry], partner)
    assert [each[:2] for each in line.facts if each[0] == "closed on"] == [("closed on", "6 Jan 2026")]
