"""Filters of the log that are kept: codes and ids alone, and a screen holds."""

import datetime as dt

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client as Browser
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed
from apps.notices import filters, services
from apps.notices.models import SavedFilter
from tests import factories

pytestmark = pytest.mark.django_db


def browser(user):
    made = Browser()
    made.force_login(user)
    return made


def page(user):
    return browser(user).get(reverse("desk:log")).content.decode()


def test_a_filter_is_kept_and_leads_to_the_same_entries():
    partner = factories.person("partner")
    matter = factories.matter(responsible=partner)

    answer = browser(partner).post(
        reverse("desk:keep_filter"), {"outcome": "refused", "matter": matter.pk, "since": "2026-01-02"}
    )

    saved = SavedFilter.objects.get()
    assert (saved.outcome, saved.matter, saved.since, saved.owner) == (
        "refused",
        matter,
        dt.date(2026, 1, 2),
        partner,
    )
    assert answer["Location"] == f"{reverse('desk:log')}?outcome=refused&matter={matter.pk}&since=2026-01-02"
    assert f"Refused · {matter.number} · from 2 Jan 2026" in page(partner)


def test_what_is_kept_of_the_log_has_no_text_of_anybodys_own():
    """Every column of text holds codes, and one of the log has no name."""
    texts = {
        field.name
        for field in SavedFilter._meta.concrete_fields
        if isinstance(field, (models.TextField, models.CharField))
    }

    assert texts == {"page", "event", "kind", "outcome", "show", "due"}
    answer = browser(factories.person("partner")).post(
        reverse("desk:keep_filter"), {"outcome": "Halloran v. Halloran"}
    )
    assert answer.status_code == 302
    assert not SavedFilter.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(
            owner=factories.person("partner"), page="log", name=b"Halloran", outcome="refused"
        )


def test_the_same_filter_is_kept_once_and_the_shelf_is_not_endless(monkeypatch):
    partner = factories.person("partner")
    monkeypatch.setattr(filters, "MOST", 2)
    for outcome in ("refused", "refused"):
        services.save_filter(asked={"outcome": outcome}, by=partner)

    assert SavedFilter.objects.count() == 1
    services.save_filter(asked={"outcome": "failed"}, by=partner)
    with pytest.raises(BadInput, match="room for 2"):
        services.save_filter(asked={"outcome": "done"}, by=partner)
    with pytest.raises(BadInput, match="at least one"):
        services.save_filter(asked={}, by=factories.person("partner"))


def test_a_shared_filter_is_seen_by_others_until_it_is_kept_to_oneself_again():
    owner, other = factories.person("partner"), factories.person("auditor")
    saved = services.save_filter(asked={"outcome": "refused"}, by=owner)
    assert reverse("desk:share_filter", args=[saved.pk]) not in page(other)
    assert "outcome=refused" not in page(other)

    browser(owner).post(reverse("desk:share_filter", args=[saved.pk]))
    assert "outcome=refused" in page(other)
    for act in ("share_filter", "remove_filter"):
        browser(other).post(reverse(f"desk:{act}", args=[saved.pk]))
    assert SavedFilter.objects.get().shared
    with pytest.raises(NotAllowed):
        services.remove_filter(saved=saved, by=other)
    browser(owner).post(reverse("desk:share_filter", args=[saved.pk]))

    assert "outcome=refused" not in page(other)
    browser(owner).post(reverse("desk:remove_filter", args=[saved.pk]))
    assert not SavedFilter.objects.exists()


def test_a_screen_hides_a_shared_filter_that_names_the_matter_and_ones_own():
    owner, screened = factories.person("partner"), factories.person("partner")
    matter = factories.matter(responsible=owner)
    shared = services.save_filter(asked={"matter": matter}, by=owner)
    services.share_filter(saved=shared, shared=True, by=owner)
    services.save_filter(asked={"matter": matter, "outcome": "failed"}, by=screened)
    assert str(matter.pk) in page(screened)

    factories.screen(matter, screened)

    assert str(matter.pk) not in page(screened)
    assert matter.number not in page(screened)
    assert browser(screened).post(reverse("desk:remove_filter", args=[shared.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        services.save_filter(asked={"matter": matter}, by=screened)
    assert f"matter={matter.pk}" not in page(factories.administrator())


def test_keeping_a_filter_says_nothing_in_the_log():
    partner = factories.person("partner")
    before = Entry.objects.count()

    services.save_filter(asked={"outcome": "refused"}, by=partner)

    assert Entry.objects.count() == before
