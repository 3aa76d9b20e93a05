"""The register of surfaces and the data path: who may change what, and what the database itself refuses."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed
from apps.policy import paths, rules, services
from apps.policy.models import Confirmation, Hop, ModelTerm, Price, Surface
from apps.policy.registers import MAY_BE_ALLOWED, MAY_BE_CONFIRMED, Standing, Where
from apps.policy.surfaces import WORDS
from tests.factories import person
from tests.policy import factories

pytestmark = pytest.mark.django_db

TOMORROW = dt.timedelta(days=1)
NAMED = {
    "messages", "files", "batches", "code_execution", "containers", "mcp_connector", "local_mcp", "agent_skills",
    "threads", "token_counting", "prompt_caching", "structured_outputs", "web_tools", "managed_agents",
    "openai_endpoint", "bedrock", "vertex", "foundry", "aws_platform", "console", "chat_pro", "chat_team",
    "chat_enterprise",
}  # fmt: skip


def last():
    """The newest entry: its event, what was tried, and why not."""
    said = json.loads(Entry.objects.order_by("-pk").first().body)
    return said["event"], said["facts"].get("attempted"), said["facts"].get("reasons")


def confirm(code, *, by=None, reference="Order form 4.2", days=30):
    return services.confirm_surface(
        surface=Surface.objects.get(code=code),
        reference=reference,
        until=timezone.localdate() + dt.timedelta(days=days),
        by=by or person("partner"),
    )


def test_every_surface_has_a_row_with_source_and_date_and_a_row_has_its_words():
    rows = {row.code: row for row in Surface.objects.all()}

    assert set(rows) >= NAMED
    assert set(rows) == set(WORDS)
    assert all(row.source and row.checked_on for row in rows.values())
    assert {code for code, words in WORDS.items() if words.chat} == {
        "chat_pro",
        "chat_team",
        "chat_enterprise",
    }


def test_only_messages_is_used_and_only_two_wait_for_the_contract():
    standing = dict(Surface.objects.values_list("code", "standing"))

    assert {code for code in standing if standing[code] == Standing.ALLOWED} == set(MAY_BE_ALLOWED)
    assert {code for code in standing if standing[code] == Standing.UNLESS_CONFIRMED} == set(MAY_BE_CONFIRMED)
    assert frozenset({"messages"}) == rules.SURFACES


def test_a_confirmation_names_contract_person_and_day_and_is_on_record():
    partner = person("partner")

    made = confirm("prompt_caching", by=partner)

    assert (made.reference, made.confirmed_by) == ("Order form 4.2", partner)
    said = json.loads(Entry.objects.order_by("-pk").first().body)
    assert said["event"] == "policy.surface_confirmed"
    assert "4.2" not in json.dumps(said)


def test_confirming_again_replaces_and_withdrawing_ends():
    first, second = confirm("prompt_caching"), confirm("prompt_caching", reference="Order form 5")

    services.withdraw_confirmation(surface=second.surface, by=person("administrator"))

    assert list(Confirmation.objects.filter(ended_at=None)) == []
    assert {first.pk, second.pk} == set(Confirmation.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("code", sorted(NAMED - set(MAY_BE_CONFIRMED)))
@pytest.mark.parametrize("role", ["partner", "administrator"])
def test_nobody_can_open_a_blocked_surface(code, role):
    with pytest.raises(NotAllowed, match="Nobody can open a blocked one"):
        confirm(code, by=person(role))

    assert Confirmation.objects.count() == 0
    assert last() == ("policy.act_refused", "confirm_surface", ["surface_blocked"])


@pytest.mark.parametrize("role", ["lawyer", "clerk", "auditor"])
def test_who_may_not_confirm_changes_nothing(role):
    with pytest.raises(NotAllowed):
        confirm("prompt_caching", by=person(role))

    assert Confirmation.objects.count() == 0
    assert last() == ("policy.act_refused", "confirm_surface", ["role"])


ACTS = {
    "withdraw_confirmation": lambda by: services.withdraw_confirmation(surface=Surface(code="files"), by=by),
    "recheck": lambda by: services.recheck(row=Surface.objects.get(code="files"), by=by),
    "record_hop": lambda by: services.record_hop(code="host", region=Where.CANADA, in_use=True, by=by),
    "close_breaker": lambda by: services.close_breaker(reason=services.ClosingReason.FALSE_ALARM, by=by),
    "publish_policy": lambda by: services.publish_policy(text="x", text_fr="x", after=0, by=by),
    "confirm_arrangement": lambda by: services.confirm_arrangement(
        organization="o",
        workspace="w",
        agreement="A",
        training_off=True,
        review_by=timezone.localdate(),
        by=by,
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_whoever_may_not_change_the_terms_changes_nothing_and_is_on_record(act):
    clerk = person("clerk")
    before = [
        list(model.objects.order_by("pk").values_list()) for model in (Hop, Surface, services.Arrangement)
    ]

    with pytest.raises(NotAllowed):
        ACTS[act](clerk)

    assert [
        list(model.objects.order_by("pk").values_list()) for model in (Hop, Surface, services.Arrangement)
    ] == before
    assert last() == ("policy.act_refused", act, ["role"])


@pytest.mark.parametrize(("reference", "days"), [(" ", 30), ("Order form", 0), ("Order form", -1)])
def test_a_confirmation_that_says_nothing_is_refused(reference, days):
    with pytest.raises(BadInput):
        confirm("prompt_caching", reference=reference, days=days)

    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize("code", sorted(NAMED - set(MAY_BE_ALLOWED)))
def test_the_database_keeps_a_surface_shut(code):
    with pytest.raises(IntegrityError, match="nobody_opens_a_blocked_surface"), transaction.atomic():
        Surface.objects.filter(code=code).update(standing=Standing.ALLOWED)


@pytest.mark.parametrize("code", ["files", "batches", "bedrock"])
def test_the_database_takes_no_confirmation_of_a_blocked_surface(code):
    with pytest.raises(IntegrityError, match="only_what_waits_for_it_is_confirmed"), transaction.atomic():
        Confirmation.objects.create(
            surface_id=code, reference="x", until=timezone.localdate(), confirmed_by=person("partner")
        )
    with pytest.raises(IntegrityError, match="nobody_opens_a_blocked_surface"), transaction.atomic():
        Surface.objects.filter(code=code).update(standing=Standing.UNLESS_CONFIRMED)


def test_a_new_row_cannot_be_made_open():
    with pytest.raises(IntegrityError, match="nobody_opens_a_blocked_surface"), transaction.atomic():
        Surface.objects.create(code="new", standing="allowed", source="x", checked_on=timezone.localdate())


def test_reading_a_source_again_gives_it_an_owner_and_a_date():
    row = Surface.objects.get(code="files")
    Surface.objects.update(checked_on=timezone.localdate() - dt.timedelta(days=91))
    row.refresh_from_db()
    old, partner = row.is_old, person("partner")

    services.recheck(row=row, by=partner)

    row.refresh_from_db()
    assert (old, row.is_old, row.owner) == (True, False, partner)
    assert json.loads(Entry.objects.order_by("-pk").first().body)["event"] == "policy.register_checked"


def test_reading_a_models_page_again_gives_its_prices_an_owner_and_changes_no_price():
    partner, term = person("partner"), ModelTerm.objects.get(model="claude-haiku-5-5")
    before = list(Price.objects.order_by("pk").values_list("pk", "input", "output", "effective_from"))

    services.recheck(row=term, by=partner)

    assert set(Price.objects.filter(model=term).values_list("owner", flat=True)) == {partner.pk}
    assert set(Price.objects.exclude(model=term).values_list("owner", flat=True)) == {None}
    assert list(Price.objects.order_by("pk").values_list("pk", "input", "output", "effective_from")) == before


# The gate reads it -------------------------------------------------------------------------------------------


@pytest.fixture
def matter(db):
    made = factories.matter()
    factories.terms(made.responsible)
    return made


def codes(matter):
    return [reason.code for reason in services.assess(factories.request(matter)).reasons]


def test_without_its_row_a_surface_is_unknown_and_refuses(matter):
    Surface.objects.filter(code="messages").delete()

    assert codes(matter) == ["surface_unknown"]


def test_a_surface_that_was_blocked_refuses(matter):
    Surface.objects.filter(code="messages").update(standing=Standing.BLOCKED)

    assert codes(matter) == ["surface_blocked"]


def test_an_arrangement_that_does_not_name_the_surface_refuses(matter):
    services.Arrangement.objects.update(covers=["structured_outputs"])

    assert codes(matter) == ["not_covered"]


@pytest.mark.parametrize("covers", [(), ("anything",)])
def test_an_arrangement_covers_what_is_in_the_register(matter, covers):
    with pytest.raises(BadInput):
        services.confirm_arrangement(
            organization="o", workspace="w", agreement="A", training_off=True,
            review_by=timezone.localdate() + TOMORROW, by=person("partner"), covers=covers,
        )  # fmt: skip


@pytest.mark.parametrize("change", [{"region": Where.UNKNOWN}, {"in_use": None}])
def test_a_house_that_nobody_placed_refuses(matter, change):
    Hop.objects.filter(code="host").update(**change)

    assert codes(matter) == ["path_unknown"]


def test_a_place_that_nobody_looked_at_for_a_year_refuses(matter):
    Hop.objects.filter(code="backup").update(checked_on=timezone.localdate() - dt.timedelta(days=368))

    assert codes(matter) == ["path_unknown"]


def test_a_backup_abroad_refuses_and_one_that_is_not_used_does_not(matter):
    Hop.objects.filter(code="backup").update(region=Where.UNITED_STATES)
    abroad = codes(matter)
    services.record_hop(code="backup", region=Where.UNKNOWN, in_use=False, by=person("administrator"))

    assert abroad == ["path_abroad"]
    assert codes(matter) == []


def test_other_peoples_places_warn_on_the_page_and_do_not_refuse(matter):
    Hop.objects.filter(ours=False).update(region=Where.ELSEWHERE)

    assert codes(matter) == []


def test_a_consent_that_a_rule_asks_for_is_waited_for(matter):
    services.record_assessment(
        kind=services.AssessmentKind.CONSENT_RULE, reference="Client's letter", by=person("partner"),
        client=matter.client,
    )  # fmt: skip
    missing = codes(matter)
    matter.client.notices.create(
        kind="consent", given_on=timezone.localdate(), wording="v1", recorded_by=matter.responsible
    )

    assert missing == ["consent_missing"]
    assert codes(matter) == []


# The path ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "region", "in_use"), [("host", Where.UNKNOWN, True), ("moon", Where.CANADA, True)]
)
def test_a_place_is_recorded_whole_or_not_at_all(code, region, in_use):
    before = list(Hop.objects.order_by("code").values())
    with pytest.raises(BadInput):
        services.record_hop(code=code, region=region, in_use=in_use, by=person("administrator"))

    assert list(Hop.objects.order_by("code").values()) == before


def test_every_hop_is_there_with_what_rests_there():
    hops = {hop.code: hop for hop in Hop.objects.all()}

    assert set(hops) == set(paths.NAMES) - {"upload"}
    assert {code for code, hop in hops.items() if hop.ours} == {"host", "backup"}
    assert hops["anthropic"].region == Where.UNITED_STATES
    assert all(hop.source and hop.checked_on for hop in hops.values())


def test_a_conflicting_claim_about_a_place_is_recorded_shown_and_kept():
    administrator = person("administrator")
    browser = Browser()
    browser.force_login(administrator)

    browser.post(
        reverse("policy:hop", args=["zoom"]),
        {"region": "canada", "in_use": "on", "disputed": "Its trust page says Frankfurt"},
    )
    services.record_hop(code="zoom", region=Where.CANADA, in_use=True, by=administrator)

    assert Hop.objects.get(code="zoom").disputed == "Its trust page says Frankfurt"
    shown = browser.get(reverse("desk:path"), {"work": "intake_memo"}).content.decode()
    assert "Conflicting: Its trust page says Frankfurt" in shown
    assert "Conflicting: A privacy article" in shown


PLACES = st.dictionaries(
    st.sampled_from(sorted(set(paths.NAMES) - {"host", "anthropic", "upload"})),
    st.tuples(st.sampled_from(Where.values), st.sampled_from([True, None])),
)


@given(PLACES, st.sampled_from(["intake_memo", "demand_letter", "anything"]))
def test_a_drawing_shows_each_place_once_in_its_table_and_no_two_boxes_overlap(chosen, workflow):
    today = timezone.localdate()
    hops = [
        Hop(code=code, region=region, in_use=used, checked_on=today, source="x")
        for code, (region, used) in chosen.items()
    ]
    hops += [Hop(code=code, region="canada", in_use=True, checked_on=today) for code in ("host", "anthropic")]

    drawing = paths.drawn(workflow, paths.places(hops, {}))

    corners = {(box.x, box.y) for box in drawing.boxes}
    assert len(corners) == len(drawing.boxes)
    assert all(box.y + box.height <= drawing.height for box in drawing.boxes)
    assert len({place.code for place in drawing.places}) == len(drawing.places)
    for place in drawing.places:
        if place.code not in ("host", "anthropic", "upload"):
            unknown = place.region == Where.UNKNOWN or place.hop.in_use is None
            abroad = place.region in (Where.UNITED_STATES, Where.ELSEWHERE)
            assert (place.tone == "stop") is (unknown or abroad)


def test_a_connection_says_where_a_system_is():
    hop = Hop(code="clio", region=Where.UNKNOWN, in_use=None, checked_on=timezone.localdate())

    [_upload, clio] = paths.places([hop], {"clio": "canada"}).values()

    assert (clio.region, clio.doubt) == ("canada", None)
