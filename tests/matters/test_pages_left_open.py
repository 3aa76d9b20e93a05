"""Two people have the same matter before them: what the one tightened is not loosened by the other's older page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.matters import services
from apps.matters.models import Matter
from tests import factories
from tests.forms import Opened

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 2, 1)
MEANWHILE = "changed meanwhile"


@pytest.fixture
def partner():
    return factories.person("partner")


def opened(user, page, matter):
    client = Client()
    client.force_login(user)
    return Opened(client, reverse(page, args=[matter.pk]))


def now(matter):
    return Matter.objects.get(pk=matter.pk)


def refused():
    return [each.facts for each in Entry.objects.filter(event="matters.refused")]


def test_a_deadline_is_entered_without_taking_away_what_another_marked(partner):
    matter = factories.matter(forum="on_superior")
    page = opened(partner, "matters:details", matter)
    services.change_details(
        matter=matter, by=matter.responsible, may_trip_classifiers=True, forum="on_appeal"
    )

    page.send(next_deadline=DAY)

    changed = now(matter)
    assert changed.next_deadline == DAY
    assert changed.may_trip_classifiers
    assert changed.forum == "on_appeal"


def test_a_clerk_is_not_refused_for_what_they_left_as_it_was_shown():
    matter = factories.matter()
    clerk = factories.member(matter, factories.person("clerk"))
    page = opened(clerk, "matters:details", matter)
    services.change_details(matter=matter, by=matter.responsible, may_trip_classifiers=True)

    page.send(health_information="on")

    assert (now(matter).health_information, now(matter).may_trip_classifiers) == (True, True)
    assert refused() == []


def test_a_mark_that_is_taken_away_from_what_was_shown_is_taken_away(partner):
    matter = factories.matter(may_trip_classifiers=True, health_information=True)

    opened(partner, "matters:details", matter).send(may_trip_classifiers=None)

    assert (now(matter).health_information, now(matter).may_trip_classifiers) == (True, False)


def test_a_court_that_another_changed_is_not_changed_unseen(partner):
    matter = factories.matter(forum="on_superior")
    page = opened(partner, "matters:details", matter)
    services.change_details(matter=matter, by=matter.responsible, forum="on_appeal")

    answer = page.send(forum="federal")

    assert MEANWHILE in answer.content.decode()
    assert now(matter).forum == "on_appeal"
    assert refused() == [{"attempted": "change_details", "reasons": ["conflict"]}]


@pytest.mark.parametrize("chosen", ["no_storage_abroad", "documented_transfer"])
def test_a_rule_that_became_stricter_is_not_loosened_by_a_page_that_shows_the_old_one(partner, chosen):
    matter = factories.matter(residency="no_storage_abroad")
    page = opened(partner, "matters:residency", matter)
    services.change_residency(matter=matter, residency="never_leaves", by=matter.responsible)

    answer = page.send(residency=chosen)

    assert MEANWHILE in answer.content.decode()
    assert now(matter).residency == "never_leaves"
    assert refused() == [{"attempted": "change_residency", "reasons": ["conflict"]}]


def test_a_rule_is_loosened_by_a_page_that_shows_it_as_it_is(partner):
    matter = factories.matter(residency="never_leaves")

    opened(partner, "matters:residency", matter).send(residency="no_storage_abroad")

    assert now(matter).residency == "no_storage_abroad"
