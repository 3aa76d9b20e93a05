import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.integrations.claude.types import Seen, Usage
from apps.policy import replies, rules
from apps.policy.estimate import ERROR, tokens
from apps.policy.models import Price
from apps.policy.prices import choose, cost
from apps.policy.reasons import CAUTIONS, FAULT_SENTENCES, SENTENCES, Caution, Fault, Reason

GOOD = rules.Facts(
    today=dt.date(2026, 11, 25), surface="messages", region="us", breaker_open=False, matter_status="open",
    residency="no_storage_abroad", province="ON", health_matter=False, health_sources=False, may_trip_classifiers=False,
    on_file=frozenset(), client_told=True, client_refused=False, asker_works_on_matter=True, responsible_licensed=True,
    policy_version=1, policy_acknowledged=True, arrangement_organization="o", arrangement_workspace="w",
    arrangement_review_by=dt.date(2027, 1, 1), training_off=True, organization="o", workspace="w", model_known=True,
    model_allowed=True, model_covered=False, model_accepts_geo=True, model_priced=True, at_most=Decimal(1),
    matter_spent=Decimal(0), matter_budget=Decimal(50), firm_spent=Decimal(0), firm_budget=Decimal(500), leaks=0,
    text_whole=True,
    as_shown=True, surface_standing="allowed", surface_confirmed=False, client_consented=False,
    arrangement_covers=frozenset({"messages"}), hours_unseen=1, hours_unseen_warn=26, hours_unseen_refuse=168,
    parties_read=True, workspace_faults=frozenset(), retention_seen="off_seen", terms_days=4, path_unknown=frozenset(),
    path_abroad=frozenset(), parties_readable=True, parties_hours=0, parties_hours_warn=26, parties_hours_refuse=168,
    readings="as_seen",
)  # fmt: skip
# Nothing hangs on these alone, or they warn and do not refuse.
NOT_ASKED = {
    "today", "on_file", "health_matter", "surface_confirmed", "client_consented", "hours_unseen_warn",
    "retention_seen", "terms_days", "parties_hours_warn",
}  # fmt: skip
FIELDS = [field.name for field in dataclasses.fields(rules.Facts)]


def test_the_only_yes_is_an_empty_list():
    assert rules.refusals(GOOD) == []


@pytest.mark.parametrize("name", sorted(set(FIELDS) - NOT_ASKED))
def test_what_is_not_known_refuses(name):
    assert rules.refusals(dataclasses.replace(GOOD, **{name: None}))


def test_knowing_nothing_gives_every_reason_that_can_stand_alone():
    nothing = rules.Facts(**dict.fromkeys(FIELDS, None) | {"today": GOOD.today, "on_file": frozenset()})

    found = set(rules.refusals(nothing))

    assert found >= {Reason.BREAKER_OPEN, Reason.RESIDENCY_UNKNOWN, Reason.NO_ARRANGEMENT, Reason.MODEL_UNKNOWN,
                     Reason.CLIENT_NOT_TOLD, Reason.CLIENT_REFUSED, Reason.NO_AI_POLICY,
                     Reason.NOT_AS_SHOWN}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"region": "global"}, [Reason.REGION_NOT_PINNED]),
        ({"region": "US"}, [Reason.REGION_NOT_PINNED]),
        ({"parties_read": False}, [Reason.PARTIES_NOT_READ]),
        ({"parties_readable": False}, [Reason.PARTIES_UNREADABLE]),
        ({"parties_hours": 167}, []),
        ({"parties_hours": 168}, [Reason.PARTIES_LONG_UNREAD]),
        (
            {
                "surface": "batches",
                "surface_standing": "blocked",
                "arrangement_covers": frozenset({"batches"}),
            },
            [Reason.SURFACE_BLOCKED],
        ),
        ({"surface_standing": "blocked"}, [Reason.SURFACE_BLOCKED]),
        ({"surface_standing": "blocked", "surface_confirmed": True}, [Reason.SURFACE_BLOCKED]),
        ({"surface_standing": "unless_confirmed"}, [Reason.SURFACE_BLOCKED]),
        ({"surface_standing": "unless_confirmed", "surface_confirmed": True}, []),
        ({"surface_standing": "anything"}, [Reason.SURFACE_UNKNOWN]),
        ({"arrangement_covers": frozenset({"structured_outputs"})}, [Reason.NOT_COVERED]),
        ({"on_file": frozenset({"consent_rule"})}, [Reason.CONSENT_MISSING]),
        ({"on_file": frozenset({"consent_rule"}), "client_consented": True}, []),
        ({"hours_unseen": 167}, []),
        ({"hours_unseen": 168}, [Reason.WORKSPACE_NOT_SEEN]),
        ({"workspace_faults": frozenset({"default_geo"})}, [Reason.WORKSPACE_DIFFERS]),
        ({"workspace_faults": frozenset({"retention_on"})}, [Reason.RETENTION_ON]),
        ({"retention_seen": "unwatched"}, []),
        ({"path_unknown": frozenset({"host"})}, [Reason.PATH_UNKNOWN]),
        ({"path_abroad": frozenset({"backup"})}, [Reason.PATH_ABROAD]),
        (
            {
                "path_abroad": frozenset({"backup"}),
                "residency": "documented_transfer",
                "on_file": frozenset({"transfer_record"}),
            },
            [],
        ),
        ({"residency": "never_leaves", "on_file": frozenset({"transfer_record"})}, [Reason.NEVER_LEAVES]),
        ({"province": "XX"}, [Reason.QUEBEC_ASSESSMENT_MISSING, Reason.QUEBEC_AGREEMENT_MISSING]),
        ({"health_sources": True, "health_matter": True}, []),
        ({"may_trip_classifiers": True, "on_file": frozenset({"classifier_decision"})}, []),
        ({"arrangement_review_by": dt.date(2026, 11, 24)}, [Reason.ARRANGEMENT_OVERDUE]),
        ({"arrangement_review_by": dt.date(2026, 11, 25)}, []),
        ({"matter_spent": Decimal("49")}, []),
        ({"matter_spent": Decimal("49.000001")}, [Reason.MATTER_BUDGET]),
        ({"leaks": 1}, [Reason.NAME_LEFT]),
        ({"text_whole": False}, [Reason.TEXT_BROKEN]),
        ({"text_whole": None}, [Reason.TEXT_BROKEN]),
        ({"organization": "", "arrangement_organization": ""}, [Reason.NO_ARRANGEMENT]),
    ],
)
def test_each_fact_gives_its_reason_and_no_other(changes, reasons):
    assert rules.refusals(dataclasses.replace(GOOD, **changes)) == reasons


@pytest.mark.parametrize(
    ("changes", "cautions"),
    [
        ({}, []),
        ({"hours_unseen": 26}, [Caution.WORKSPACE_CHECK_MISSED]),
        ({"parties_hours": 26}, [Caution.PARTIES_LONG_UNREAD]),
        ({"retention_seen": ""}, [Caution.RETENTION_NOT_OBSERVED]),
        ({"retention_seen": "unwatched"}, [Caution.RETENTION_NOT_OBSERVED]),
        ({"terms_days": 91}, [Caution.TERMS_OLD]),
        ({"arrangement_review_by": dt.date(2026, 12, 25)}, [Caution.REVIEW_SOON]),
    ],
)
def test_what_will_refuse_later_is_a_caution_now(changes, cautions):
    facts = dataclasses.replace(GOOD, **changes)

    assert rules.cautions(facts) == cautions
    assert rules.refusals(facts) == []


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Reason)
    assert set(CAUTIONS) == set(Caution)
    assert set(FAULT_SENTENCES) == set(Fault)
    assert all(len(reason.value) <= 40 for reason in (*Reason, *Fault))


EXPECTED = replies.Expected("claude-opus-5-5", "o", "w")
WHOLE = Seen(status=200, organization="o", workspace="w", model="claude-opus-5-5", geo="us", stop_reason="end_turn",
             ended=True)  # fmt: skip


def test_a_whole_reply_is_a_draft():
    assert replies.reply_faults(WHOLE, EXPECTED) == []


@given(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([200, 201, 500, None]),
            "organization": st.sampled_from(["o", "", "x"]),
            "workspace": st.sampled_from(["w", "", "x"]),
            "model": st.sampled_from(["claude-opus-5-5", "", "claude-opus-5"]),
            "geo": st.sampled_from(["us", "", "global", "not_available", "US"]),
            "stop_reason": st.sampled_from(
                ["end_turn", "stop_sequence", "", "max_tokens", "refusal", "tool_use", "x"]
            ),
            "faults": st.lists(
                st.sampled_from(["event", "server_tool", "block_type", "no_usage"]), max_size=2
            ).map(tuple),
            "ended": st.booleans(),
        }
    )
)
def test_no_reply_passes_with_anything_out_of_place(values):
    seen = Seen(**values)
    right = (
        (seen.status, seen.organization, seen.workspace, seen.model, seen.geo, seen.faults, seen.ended)
        == (200, "o", "w", "claude-opus-5-5", "us", (), True)
    ) and seen.stop_reason in ("end_turn", "stop_sequence")

    assert (replies.reply_faults(seen, EXPECTED) == []) is right


# Prices ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_price_is_chosen_by_day_and_by_band():
    def price(model, day, size):
        return choose(list(Price.objects.filter(model=model)), prompt_tokens=size, on=day)

    today = dt.date(2026, 11, 25)
    assert price("claude-haiku-5-5", today, 100_000).input == Decimal("0.10")
    assert price("claude-haiku-5-5", today, 100_001).input == Decimal("0.50")
    assert price("claude-sonnet-5-5", dt.date(2026, 10, 6), 10).cache_read == Decimal("0.20")
    assert price("claude-sonnet-5-5", dt.date(2026, 10, 7), 10).cache_read == Decimal("0.10")
    assert price("claude-opus-5-5", dt.date(2026, 9, 30), 10) is None
    assert price("claude-fable-5", today, 10) is None


@pytest.mark.django_db
def test_every_category_is_multiplied_and_nothing_is_rounded():
    [price] = Price.objects.filter(model="claude-haiku-5-5", up_to_tokens=100_000)

    exact = cost(price, Usage(input=1, output=2, cache_write_5m=3, cache_write_1h=4, cache_read=5))

    assert exact == (Decimal("0.10") + 2 * Decimal("0.50") + 3 * Decimal("0.125") + 4 * Decimal("0.20")
                     + 5 * Decimal("0.01")) * Decimal("1.1") / 1_000_000  # fmt: skip
    assert exact == Decimal("0.0000025575")


def test_the_estimate_grows_with_the_text_and_says_how_far_off_it_may_be():
    assert tokens("") == 0
    assert tokens("a" * 3100) == 1000
    assert tokens("é" * 1000) > tokens("e" * 1000)
    assert 0 < ERROR < 1
