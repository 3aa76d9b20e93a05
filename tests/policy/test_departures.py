"""Deliveries that left Canada, in the register of crossings: rows of their own kind, seen and taken away as the
others are."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from apps.policy import register, services
from apps.policy.register import Scope
from tests.factories import person, screen
from tests.policy import factories
from tests.policy.test_register import Form, page, table, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(db):
    return factories.matter(responsible=person("partner"))


def test_one_is_a_line_of_the_table_beside_the_attempts(matter):
    left = factories.departure(matter)

    [row] = table(services.export_crossings(scope=Scope(matter=matter), form=Form.CSV, by=matter.responsible))

    assert (row["kind"], row["delivery"], row["system"], row["what"]) == (
        "delivery",
        str(left.delivery_id),
        "mycase",
        "note",
    )
    assert (row["place"], row["permitted_by"], row["bytes"], row["state"]) == (
        "unknown",
        "documented_transfer",
        "2048",
        "arrived",
    )
    assert (row["matter"], row["number"], row["asked_by"]) == (
        str(matter.pk),
        matter.number,
        matter.responsible.full_name,
    )
    assert (row["prompt_fingerprint"], row["model_asked"], row["cost_usd"]) == ("d" * 64, "", "")


def test_the_paper_has_a_part_about_them_and_says_what_never_arrived(matter):
    factories.departure(matter, what="document", arrived_at=None)

    told = text_of(
        services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)
    )

    told = " ".join(told.split())
    for words in (
        "delivered outside Canada",
        "MyCase: not shown",
        "Word document",
        "Documented transfer",
        "arrival not",
        matter.number,
    ):
        assert words in told, words


def test_a_paper_without_any_has_no_such_part(matter):
    told = text_of(
        services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)
    )

    assert "delivered outside Canada" not in told


def test_the_page_lists_them_by_matter_client_and_period(matter):
    other = factories.matter(responsible=matter.responsible)
    factories.departure(matter, started_at=dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC))
    factories.departure(other)

    def listed(**query):
        return page(matter.responsible, "policy:departures", **query).content.decode()

    def titles(**query):
        # Both stand in the filters: a row has the number in a line of its own.
        return [each.number for each in (matter, other) if f"<small>{each.number}</small>" in listed(**query)]

    assert titles() == [matter.number, other.number]
    assert titles(matter=str(matter.pk)) == [matter.number]
    assert titles(client=str(other.client_id)) == [other.number]
    assert titles(first="2026-03-02", last="2026-03-02") == [matter.number]
    assert "Nothing was delivered there that fits." in listed(last="2026-03-01")


def test_a_screened_partner_sees_and_takes_none(matter):
    factories.departure(matter)
    other = person("partner")
    screen(matter, other)

    assert table(services.export_crossings(scope=Scope(), form=Form.CSV, by=other)) == []
    assert b"Nothing was delivered outside Canada." in page(other, "policy:departures").content
    assert page(other, "policy:departures", matter=str(matter.pk)).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_reads_without_content_gets_them_by_id(matter, role):
    factories.departure(matter)
    reader = person(role)

    shown = page(reader, "policy:departures").content.decode()
    [row] = table(services.export_crossings(scope=Scope(), form=Form.CSV, by=reader))

    assert str(matter.pk) in shown
    assert (row["number"], row["title"]) == ("", "")
    assert matter.title not in shown
    assert matter.client.name not in shown


def test_pages_follow_one_another(matter, monkeypatch):
    from apps.policy import views

    monkeypatch.setattr(views, "PAGE", 2)
    for day in range(1, 6):
        factories.departure(matter, started_at=dt.datetime(2026, 3, day, tzinfo=dt.UTC))
    browser = Browser()
    browser.force_login(matter.responsible)
    address, seen = reverse("policy:departures"), []

    while address:
        answer = browser.get(address)
        seen += [row.started_at.day for row, _what, _system in answer.context["departures"]]
        following = answer.context["page"]["next"]
        address = reverse("policy:departures") + f"?{following}" if following else ""

    assert seen == [5, 4, 3, 2, 1]
    assert browser.get(reverse("policy:departures"), {"before": "x"}).status_code == 404


def test_it_costs_the_same_with_one_row_and_with_three(matter, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    factories.departure(matter)
    page(matter.responsible, "policy:departures")
    with CaptureQueriesContext(connection) as one:
        page(matter.responsible, "policy:departures")
    factories.departure(matter)
    factories.departure(matter)

    with django_assert_num_queries(len(one)):
        page(matter.responsible, "policy:departures")


def test_too_much_of_both_kinds_together_is_refused(matter, monkeypatch):
    factories.departure(matter)
    monkeypatch.setattr(register, "MOST_ROWS", 0)

    with pytest.raises(services.BadInput, match="shorter period"):
        services.export_crossings(scope=Scope(), form=Form.CSV, by=matter.responsible)


def test_the_database_has_none_that_stayed_in_canada_and_one_of_each_delivery(matter):
    with pytest.raises(IntegrityError, match="a_departure_leaves_canada"), transaction.atomic():
        factories.departure(matter, place="ca")
    left = factories.departure(matter)
    with pytest.raises(IntegrityError, match="delivery_id"), transaction.atomic():
        factories.departure(matter, delivery_id=left.delivery_id)
