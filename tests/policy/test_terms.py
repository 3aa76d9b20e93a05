"""Terms and incidents, by the page: who sees what, who confirms, and what a refusal leaves."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed
from apps.policy import breaker, services
from apps.policy.models import AiPolicy, Arrangement, Assessment, Incident
from apps.policy.reasons import Fault
from tests.factories import administrator, person
from tests.policy import factories

pytestmark = pytest.mark.django_db

PAGES = ("/gate/terms/", "/gate/terms/arrangement/", "/gate/terms/assessment/")
SEEN = {
    "partner": (200, 200, 200),
    "administrator": (200, 200, 404),
    "auditor": (200, 404, 404),
    "lawyer": (404, 404, 404),
    "clerk": (404, 404, 404),
}


@pytest.mark.parametrize("role", SEEN)
def test_who_sees_the_terms(client, role):
    client.force_login(administrator() if role == "administrator" else person(role))

    assert tuple(client.get(page).status_code for page in PAGES) == SEEN[role]


def test_a_partner_confirms_the_arrangement_for_everyone_to_read(client):
    partner = person("partner")
    client.force_login(partner)
    day = timezone.localdate() + dt.timedelta(days=120)

    client.post("/gate/terms/arrangement/", {
        "agreement": "ZDR-2026-7", "organization": settings.CLAUDE_ORGANIZATION, "workspace": settings.CLAUDE_WORKSPACE,
        "covers": ["messages"], "training_off": "on", "review_by": day.isoformat(),
    })  # fmt: skip

    held = Arrangement.objects.get(ended_at=None)
    assert (held.agreement, held.confirmed_by, held.review_by, held.training_off) == (
        "ZDR-2026-7",
        partner,
        day,
        True,
    )
    page = client.get("/gate/terms/").content.decode()
    assert "ZDR-2026-7" in page
    assert partner.full_name in page


def test_an_arrangement_that_says_nothing_changes_nothing(client):
    client.force_login(person("partner"))

    answer = client.post(
        "/gate/terms/arrangement/", {"agreement": "", "covers": [], "review_by": "2020-01-01"}
    )

    assert answer.status_code == 200
    assert not Arrangement.objects.exists()


def test_a_document_is_put_on_file_for_a_matter_and_shown_to_those_who_see_the_matter(client):
    partner = person("partner")
    matter = factories.matter(responsible=partner)
    client.force_login(partner)

    client.post("/gate/terms/assessment/", {
        "kind": "quebec_assessment", "matter": str(matter.pk), "reference": "EFVP-12", "client": "", "until": "",
    })  # fmt: skip

    assert Assessment.objects.get().matter == matter
    assert "EFVP-12" in client.get("/gate/terms/").content.decode()
    client.force_login(administrator())
    page = client.get("/gate/terms/").content.decode()
    assert "EFVP-12" not in page
    assert "Nothing yet" not in page  # which is not so


def digest_of_the_last():
    return json.loads(Entry.objects.order_by("-id").first().body)["facts"]["digest"]["hmac"]


def arranged(partner, **changes):
    day = timezone.localdate() + dt.timedelta(days=30)
    given = {
        "organization": "org", "workspace": "one", "agreement": "ZDR", "training_off": True, "review_by": day,
    }  # fmt: skip
    services.confirm_arrangement(**given | changes, by=partner)


def filed(partner, **changes):
    given = {"kind": "classifier_decision", "reference": "Note 4", "client": factories.matter().client}
    services.record_assessment(**given | changes, by=partner)


CHANGES = {
    "what it covers": (arranged, {"covers": ("messages", "prompt_caching")}),
    "training": (arranged, {"training_off": False}),
    "until when it is relied on": (arranged, {"review_by": dt.date(2098, 1, 1)}),
    "until when a document holds": (filed, {"until": dt.date(2098, 1, 1)}),
}


@pytest.mark.parametrize(("act", "change"), CHANGES.values(), ids=CHANGES)
def test_what_was_put_on_record_cannot_be_changed_in_its_row_unseen(act, change):
    """The log has a digest of all that was said, so each of these gives another."""
    partner, client = person("partner"), factories.matter().client
    said = {"client": client} if act is filed else {}
    act(partner, **said)
    first = digest_of_the_last()
    act(partner, **said)
    again = digest_of_the_last()

    act(partner, **said | change)

    assert first == again != digest_of_the_last()


def raised(code=Fault.CUT_OFF):
    with transaction.atomic():
        return breaker.raise_incident(code=code, crossing=None, by=administrator())


def test_an_incident_that_is_not_the_breakers_is_closed_with_a_reason(client):
    incident, partner = raised(), person("partner")
    client.force_login(partner)

    client.post(f"/gate/incidents/{incident.pk}/close/", {"reason": "false_alarm"})

    incident.refresh_from_db()
    assert incident.closed_by == partner
    assert Entry.objects.order_by("-id")[0].event == "policy.incident_closed"


def test_what_stopped_all_sending_is_closed_with_the_breaker_alone():
    with transaction.atomic():
        incident = breaker.trip(code=Fault.WRONG_REGION, crossing=None, by=administrator())

    with pytest.raises(Conflict):
        services.close_incident(
            incident=incident, reason=breaker.ClosingReason.FALSE_ALARM, by=person("partner")
        )

    assert Incident.objects.get().closed_at is None


def test_whoever_may_not_close_an_incident_leaves_it_open_and_is_on_record(client):
    incident, clerk = raised(), person("clerk")

    with pytest.raises(NotAllowed):
        services.close_incident(incident=incident, reason=breaker.ClosingReason.FALSE_ALARM, by=clerk)

    incident.refresh_from_db()
    assert incident.closed_at is None
    assert Entry.objects.order_by("-id")[0].event == "policy.act_refused"
    client.force_login(clerk)
    assert client.post(f"/gate/incidents/{incident.pk}/close/", {"reason": "false_alarm"}).status_code == 404


def test_who_accepts_the_policy_accepts_the_version_that_their_page_showed_and_is_told_of_a_newer_one(client):
    partner, lawyer = person("partner"), person("lawyer")
    first = services.publish_policy(text="Check every draft.", text_fr="Vérifiez tout.", after=0, by=partner)
    client.force_login(lawyer)
    page = client.get(reverse("policy:ai_policy")).content.decode()
    services.publish_policy(text="Check it twice.", text_fr="Vérifiez deux fois.", after=1, by=partner)

    sent = dict(re.findall(r'name="(policy)" value="([^"]*)"', page))
    answer = client.post(reverse("policy:acknowledge"), sent, follow=True).content.decode()

    assert list(lawyer.acknowledgements.values_list("policy", flat=True)) == [first.pk]
    assert "A newer version was published in the meantime." in answer
    assert "Check it twice." in answer
    assert "I have read version 2" in answer
    assert client.post(reverse("policy:acknowledge")).status_code == 404
    assert lawyer.acknowledgements.count() == 1


def test_who_publishes_from_a_page_that_is_older_than_the_policy_undoes_nobodys_version(client):
    partner, other = person("partner"), person("partner")
    services.publish_policy(text="Check every draft.", text_fr="Vérifiez tout.", after=0, by=partner)
    client.force_login(other)
    page = client.get(reverse("policy:publish")).content.decode()
    newer = services.publish_policy(
        text="Nothing of a child's.", text_fr="Rien d'un enfant.", after=1, by=partner
    )

    sent = dict(re.findall(r'name="(after)" value="([^"]*)"', page))
    words = {"text": "Check it twice.", "text_fr": "Vérifiez deux fois."}
    answer = client.post(reverse("policy:publish"), {**words, **sent}).content.decode()

    assert "Another version was put in force since this page was opened." in answer
    assert "Check it twice." in answer
    assert AiPolicy.objects.order_by("-version").first() == newer
    assert Entry.objects.order_by("-id")[0].event == "policy.act_refused"
    client.post(reverse("policy:publish"), {**words, "after": "2"})
    assert AiPolicy.objects.get(version=3).text == "Check it twice."
