"""The firm's list of models, their prices, its policy, and the end of what was agreed: by page and by service."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed
from apps.drafting.models import Workflow
from apps.policy import prices, said, services
from apps.policy.models import AiPolicy, Arrangement, Assessment, AssessmentKind, ModelTerm, Price
from apps.policy.offers import PRICED
from apps.policy.reasons import Reason
from tests.factories import administrator, person
from tests.policy import factories

pytestmark = pytest.mark.django_db

OPEN = "claude-opus-4-8"
"""Off in the register as it comes, and may be put on the list."""


def term(model=OPEN):
    return ModelTerm.objects.get(model=model)


def each(price="1.25"):
    return dict.fromkeys(PRICED, Decimal(price))


def priced(by, **changes):
    given = {
        "term": term(), "effective_from": timezone.localdate(), "per_million": each(), "us_multiplier": Decimal("1.10"),
        "source": "the vendor's pricing page", "by": by,
    }  # fmt: skip
    return services.record_price(**given | changes)


def last():
    entry = Entry.objects.order_by("-id")[0]
    return entry.event


def test_the_digest_of_a_price_is_of_the_size_of_prompt_that_it_is_for():
    partner, digests = person("partner"), set()
    for size in (None, 200_000, 500_000):
        priced(partner, up_to_tokens=size, source="page")
        digests.add(json.loads(Entry.objects.order_by("-id")[0].body)["facts"]["digest"]["hmac"])

    assert len(digests) == 3


ACTS = {
    "allow_model": lambda by: services.allow_model(term=term(), allowed=True, by=by),
    "record_price": priced,
    "publish_policy": lambda by: services.publish_policy(text="a", text_fr="b", after=0, by=by),
    "end_arrangement": lambda by: services.end_arrangement(arrangement=factories.terms(), by=by),
    "end_assessment": lambda by: services.end_assessment(assessment=filed(), by=by),
}


def filed(matter=None):
    matter = matter or factories.matter(responsible=person("partner"))
    return services.record_assessment(
        kind=AssessmentKind.CONSENT_RULE, matter=matter, reference="R-1", by=matter.responsible
    )


@pytest.mark.parametrize("role", ["lawyer", "clerk", "auditor"])
@pytest.mark.parametrize("act", ACTS)
def test_whoever_may_not_changes_nothing_and_is_on_record(act, role):
    before = (ModelTerm.objects.filter(allowed=True).count(), Price.objects.count())

    with pytest.raises(NotAllowed):
        ACTS[act](person(role))

    assert (ModelTerm.objects.filter(allowed=True).count(), Price.objects.count()) == before
    assert not AiPolicy.objects.filter(text="a").exists()
    assert not Arrangement.objects.exclude(ended_at=None).exists()
    assert not Assessment.objects.exclude(until=None).exists()
    assert last() == "policy.act_refused"


def test_a_model_is_put_on_the_list_and_taken_off_it_once():
    admin = administrator()

    services.allow_model(term=term(), allowed=True, by=admin)
    services.allow_model(term=term(), allowed=True, by=admin)

    assert term().allowed
    assert [entry.event for entry in Entry.objects.all()].count("policy.model_changed") == 1
    services.allow_model(term=term(), allowed=False, by=admin)
    assert not term().allowed


@pytest.mark.parametrize("model", ["claude-fable-5", "claude-haiku-4-5-20251001"])
def test_nobody_can_allow_a_model_that_keeps_what_it_is_sent_or_takes_no_region(model):
    closed = ModelTerm.objects.filter(model=model).first() or ModelTerm.objects.filter(accepts_geo=False)[0]

    with pytest.raises(NotAllowed):
        services.allow_model(term=closed, allowed=True, by=person("partner"))

    closed.refresh_from_db()
    assert not closed.allowed
    assert last() == "policy.act_refused"


def test_a_price_counts_from_its_day_on():
    partner, tomorrow = person("partner"), timezone.localdate() + dt.timedelta(days=1)
    before = prices.choose(prices.rows(OPEN), prompt_tokens=5, on=timezone.localdate())

    made = priced(partner, effective_from=tomorrow)

    assert prices.choose(prices.rows(OPEN), prompt_tokens=5, on=timezone.localdate()) == before
    assert prices.choose(prices.rows(OPEN), prompt_tokens=5, on=tomorrow) == made
    assert (made.owner, made.checked_on) == (partner, timezone.localdate())
    assert last() == "policy.price_recorded"


WRONG = {
    "a category without a price": {"per_million": {"input": Decimal(1)}},
    "a price below nothing": {"per_million": each("-1")},
    "a multiplier below one": {"us_multiplier": Decimal("0.9")},
    "a day that is past": {"effective_from": dt.date(2026, 1, 1)},
    "no source": {"source": "  "},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_price_that_makes_no_sense_is_refused(name):
    count = Price.objects.count()

    with pytest.raises(BadInput):
        priced(person("partner"), **WRONG[name])

    assert Price.objects.count() == count


def test_the_same_day_and_size_has_one_price():
    partner = person("partner")
    priced(partner)

    with pytest.raises(BadInput):
        priced(partner)


def test_a_price_is_entered_and_a_model_allowed_in_the_browser(client):
    client.force_login(administrator())
    given = dict.fromkeys(PRICED, "2.5")

    client.post(f"/gate/models/{OPEN}/price/", given | {
        "effective_from": timezone.localdate().isoformat(), "us_multiplier": "1.1", "source": "pricing page",
        "up_to_tokens": "",
    })  # fmt: skip
    client.post(f"/gate/models/{OPEN}/allow/", {"allowed": "yes"})

    assert Price.objects.get(model=OPEN, effective_from=timezone.localdate()).output == Decimal("2.5")
    assert term().allowed


PAGES = {"partner": (200, 200), "administrator": (404, 200), "auditor": (404, 404), "lawyer": (404, 404)}


@pytest.mark.parametrize("role", PAGES)
def test_who_publishes_and_who_prices(client, role):
    client.force_login(administrator() if role == "administrator" else person(role))

    pages = ("/gate/policy/publish/", f"/gate/models/{OPEN}/price/")
    assert tuple(client.get(page).status_code for page in pages) == PAGES[role]


def test_a_partner_publishes_the_policy_and_everyone_accepts_it_anew(client):
    partner = person("partner")
    factories.terms(partner)
    client.force_login(partner)

    client.post("/gate/policy/publish/", {"text": "Read it all.", "text_fr": "Lisez tout.", "after": "1"})

    newest = AiPolicy.objects.order_by("-version")[0]
    assert (newest.version, newest.text_fr, newest.published_by) == (2, "Lisez tout.", partner)
    assert not newest.acknowledgements.exists()


def test_an_arrangement_that_ended_refuses(client):
    partner = person("partner")
    matter = factories.matter(responsible=partner)
    held = factories.terms(partner)
    client.force_login(partner)

    client.post(f"/gate/terms/arrangement/{held.pk}/end/")
    client.post(f"/gate/terms/arrangement/{held.pk}/end/")

    assert not Arrangement.objects.filter(ended_at=None).exists()
    assert [entry.event for entry in Entry.objects.all()].count("policy.arrangement_ended") == 1
    assessed = services.assess(factories.request(matter, asked_by=partner))
    assert Reason.NO_ARRANGEMENT in [each.code for each in assessed.reasons]


def test_what_is_on_file_ends_today_for_whoever_works_on_the_matter(client):
    made = filed()

    client.force_login(person("lawyer"))
    assert client.post(f"/gate/terms/assessment/{made.pk}/end/").status_code == 404
    client.force_login(made.matter.responsible)
    client.post(f"/gate/terms/assessment/{made.pk}/end/")

    made.refresh_from_db()
    assert made.until < timezone.localdate()
    assert last() == "policy.assessment_ended"


def test_a_reader_of_a_crossing_gets_words_and_no_codes():
    assert said.work("time_entry") == "Time-entry narrative"
    assert said.information(["child", "health"]) == "information about a child, health information"
    assert said.stop("max_tokens") == "cut off: the limit of the answer was reached"
    assert said.surface("messages") == "Messages"
    assert said.reason("wrong_region") == "The vendor does not report that it ran in the United States."
    assert said.reason("credential").startswith("The firm's key for Claude")
    assert (said.stop(""), said.reason(""), said.work("of_tomorrow")) == ("", "", "of tomorrow")


def test_kinds_of_work_are_called_here_as_they_are_called_where_one_asks_for_them():
    kinds_of_work = Workflow.objects.filter(code__in=said.WORK)

    for language, name in (("en-ca", "name"), ("fr-ca", "name_fr")):
        with override(language):
            here = {code: said.work(code) for code in said.WORK}
        assert here == dict(kinds_of_work.values_list("code", name))
