"""Why drafts go back: rows with an owner, each change on record, and codes that say nothing of anybody's words."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.review import services
from apps.review.decisions import forms as decision_forms
from apps.review.models import Decision, ReturnReason
from apps.review.rulebook import reasons
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db


def tone():
    return ReturnReason.objects.get(code="tone")


def setting(row, by, **more):
    given = {"was": row.version, "name": "Tone", "name_fr": "Ton", "needs_note": False, "in_force": True}
    return services.set_reason(rule=row, by=by, **given | more)


def given_back(task, *codes, note=None):
    return services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=codes, note=note, by=task.responsible
    )


def offered():
    return [code for code, _name in decision_forms.Return().fields["reasons"].choices]


def test_a_partner_adds_a_reason_and_a_draft_goes_back_for_it():
    partner, task = f.person("partner"), r.task()

    row = services.add_reason(
        name="Costs not set out", name_fr="Dépens non précisés", needs_note=True, by=partner
    )

    assert row.code == "firm_1"
    assert offered()[-1] == "firm_1"
    with pytest.raises(BadInput):
        given_back(task, "firm_1")
    revision = given_back(task, "firm_1", note=Sensitive("Section 3."))
    assert keys.reveal(revision, "remarks").reveal() == "Costs not set out\n\nSection 3."
    assert Entry.objects.filter(event="review.returned").get().facts["reasons"] == ["firm_1"]
    assert reasons.said(task.decisions.get().reasons) == "Costs not set out"


@pytest.mark.django_db(transaction=True)
def test_two_reasons_added_at_one_moment_get_two_numbers():
    partner, begun = f.person("partner"), threading.Barrier(4)

    def add(name):
        try:
            begun.wait()
            return services.add_reason(name=name, name_fr=name, needs_note=False, by=partner).code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        codes = list(threads.map(add, ("One", "Two", "Three", "Four")))

    assert sorted(codes) == ["firm_1", "firm_2", "firm_3", "firm_4"]


def test_the_log_holds_no_word_of_a_reason():
    row = services.add_reason(
        name="Zebra costs", name_fr="Dépens zébrés", needs_note=False, by=f.person("partner")
    )
    setting(row, f.person("partner"), name="Zebra fees")

    entries = Entry.objects.filter(event="review.reason_set").order_by("id")
    assert [entry.facts["version"] for entry in entries] == [1, 2]
    assert entries[0].facts["digest"] != entries[1].facts["digest"]
    assert not [entry for entry in entries if b"ebra" in entry.body.encode()]


@pytest.mark.parametrize("who", ["clerk", "lawyer"])
def test_only_partners_add_reasons(who):
    count = ReturnReason.objects.count()

    with pytest.raises(NotAllowed):
        services.add_reason(name="Mine", name_fr="Le mien", needs_note=False, by=f.person(who))

    assert ReturnReason.objects.count() == count
    assert Entry.objects.filter(event="review.refused").get().facts["attempted"] == "set_reason"


def test_the_owner_sets_a_reason_and_nobody_else():
    owner, other = f.person("lawyer"), f.person("partner")
    services.name_rule_owner(rule=tone(), owner=owner, by=other)

    with pytest.raises(NotAllowed, match="owns this"):
        setting(tone(), other)
    assert tone().name == "Tone or quality"

    setting(tone(), owner)
    assert (tone().name, tone().version) == ("Tone", 2)
    with pytest.raises(Conflict):
        setting(tone(), owner, was=1, name="Late")
    assert tone().name == "Tone"


def test_a_reason_that_ended_is_not_offered_and_stays_with_the_decisions_that_gave_it():
    partner, task, later = f.person("partner"), r.task(), r.task()
    given_back(task, "tone")

    setting(tone(), partner, in_force=False)

    assert "tone" not in offered()
    with pytest.raises(BadInput):
        given_back(later, "tone")
    assert not Decision.objects.filter(task=later).exists()
    assert reasons.said(task.decisions.get().reasons) == "Tone"
    setting(tone(), partner)
    assert "tone" in offered()


@pytest.mark.parametrize("more", [{"in_force": False}, {"needs_note": False}], ids=str)
def test_there_is_always_a_reason_for_what_the_others_do_not_say(more):
    other = ReturnReason.objects.get(code="other")

    with pytest.raises(NotAllowed):
        setting(other, f.person("partner"), **{"needs_note": True} | more)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnReason.objects.filter(code="other").update(needs_note=False)

    other.refresh_from_db()
    assert (other.retired_at, other.needs_note, other.version) == (None, True, 1)


@pytest.mark.parametrize(
    "more", [{"name": " "}, {"name_fr": ""}, {"name": "x" * 61}], ids=["en", "fr", "long"]
)
def test_a_reason_has_a_name_in_both_languages(more):
    with pytest.raises(BadInput):
        setting(tone(), f.person("partner"), **more)

    assert tone().version == 1


def test_the_page_of_rules_sets_adds_and_names_owners():
    partner, owner = f.person("partner"), f.person("lawyer")
    client = Client()
    client.force_login(partner)
    address = reverse("review:reason", args=[tone().pk])
    assert f'href="{address}"' in client.get(reverse("review:rules")).content.decode()

    client.post(address, {"version": 1, "name": "Tone", "name_fr": "Ton", "in_force": "on"})
    client.post(reverse("review:new_reason"), {"name": "Costs", "name_fr": "Dépens"})
    client.post(reverse("review:own_reason", args=[tone().pk]), {"owner": owner.pk})

    assert (tone().name, tone().owner) == ("Tone", owner)
    assert ReturnReason.objects.get(code="firm_1").name == "Costs"
    assert f'href="{address}"' not in client.get(reverse("review:rules")).content.decode()
