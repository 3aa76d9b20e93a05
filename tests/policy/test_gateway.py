import datetime as dt
import json
import logging
import pickle
import random
import string
import threading
import traceback
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.integrations.errors import Permanent, Transient
from apps.integrations.models import Connection, Region, Vendor
from apps.matters.models import Matter, NoticeKind, Residency
from apps.people.models import Robot, User
from apps.policy import crossings, estimate, gateway, minimise, queries, services
from apps.policy.models import (
    Arrangement,
    AssessmentKind,
    Breaker,
    Clearance,
    Crossing,
    CrossingState,
    Incident,
    ModelTerm,
    Price,
    Spending,
)
from tests.factories import person, screen
from tests.policy import factories

pytestmark = pytest.mark.django_db


def allowed():
    """A matter for which a request may be sent."""
    made = factories.matter()
    factories.party(made, "John Smith", sin="046 454 286")
    factories.terms(made.responsible)
    return made


@pytest.fixture(scope="module")
def begun(beforehand):
    with beforehand():
        return allowed().pk


@pytest.fixture
def matter(begun, db):
    # A test without a commit does at once what the house does at the commit.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS policy_crossing_reserves, policy_crossing_settles IMMEDIATE")
    return Matter.objects.get(pk=begun)


def ask(request, *, mine=True):
    return gateway.ask(request=request, by=User.for_robot(Robot.DRAFTING), lease_is_mine=lambda: mine)


def events(stage="policy."):
    """What the log says the gate did, after the terms were put in place."""
    said = [json.loads(entry.body)["event"] for entry in Entry.objects.order_by("pk")]
    setting_up = {
        "policy.arrangement_confirmed",
        "policy.ai_policy_published",
        "policy.ai_policy_acknowledged",
        "policy.hop_recorded",
    }
    return [event for event in said if event.startswith(stage) and event not in setting_up]


def fault(sandbox, kind, **options):
    sandbox.faults.set("claude", "messages.create", kind, **options)


def settle(answer):
    with transaction.atomic():
        return services.settle(answer.crossing, answer)


# The way through -------------------------------------------------------------------------------------------


def test_a_cleared_request_is_sent_once_pinned_and_minimised(sandbox, matter):
    request = factories.request(matter)

    answer = ask(request)

    [sent] = sandbox.claude.requests
    assert sent.body["inference_geo"] == "us"
    assert sent.body["stream"] is True
    assert "Smith" not in sent.raw.decode()
    assert "[PERSON_1] shall pay rent of $4,200" in sent.raw.decode()
    assert answer.crossing.state == CrossingState.STARTED
    assert events() == ["policy.cleared", "policy.crossing_started"]


def test_nothing_is_sent_of_a_matter_whose_practice_system_is_being_read_for_the_first_time(sandbox, matter):
    """Its parties may not be here yet. The refusal is on record, and ends with the reading."""
    clio = Connection.objects.create(
        vendor=Vendor.CLIO,
        region=Region.CANADA,
        account_id="1",
        account_name="Firm",
        tokens=b"",
        connected_by=matter.responsible,
    )
    clio.records.create(kind="matter", remote_id="40", local_id=matter.pk)

    with pytest.raises(NotAllowed, match="has not been read through yet") as refused:
        ask(factories.request(matter))

    assert refused.value.codes == ("parties_not_read",)
    assert sandbox.claude.requests == []
    assert events() == ["policy.refused"]
    assert Clearance.objects.get().facts["parties_read"] is False
    Connection.objects.update(pulled_at=timezone.now())
    ask(factories.request(matter))
    assert len(sandbox.claude.requests) == 1


def test_nothing_is_sent_of_a_matter_whose_practice_system_was_not_read_through_for_too_long(
    sandbox, matter, settings
):
    hours = dt.timedelta(hours=settings.PARTIES_UNREAD_REFUSE_HOURS)
    clio = Connection.objects.create(
        vendor=Vendor.CLIO,
        region=Region.CANADA,
        account_id="1",
        account_name="Firm",
        tokens=b"",
        connected_by=matter.responsible,
        pulled_at=timezone.now() - hours,
    )
    clio.records.create(kind="matter", remote_id="40", local_id=matter.pk)

    with pytest.raises(NotAllowed, match="longer than the firm allows") as refused:
        ask(factories.request(matter))

    assert refused.value.codes == ("parties_long_unread",)
    assert sandbox.claude.requests == []
    Connection.objects.update(pulled_at=timezone.now() - hours + dt.timedelta(hours=1))
    ask(factories.request(matter))
    assert len(sandbox.claude.requests) == 1
    warned = json.loads(Entry.objects.get(event="policy.cleared").body)["facts"]["warnings"]
    assert "parties_long_unread" in warned


def test_an_answer_settled_with_its_draft_is_booked_to_the_last_digit(sandbox, matter):
    answer = ask(factories.request(matter))

    crossing = settle(answer)

    crossing.refresh_from_db()
    exact = (
        (4 * Decimal(crossing.input_tokens) + 20 * Decimal(crossing.output_tokens))
        * Decimal("1.1")
        / 1_000_000
    )
    assert crossing.state == CrossingState.ANSWERED
    assert (crossing.geo_asked, crossing.geo_returned) == ("us", "us")
    assert crossing.model_returned == crossing.model_asked == "claude-opus-5-5"
    assert crossing.organization == sandbox.claude.organization
    assert crossing.workspace == sandbox.claude.workspace
    assert crossing.vendor_request.startswith("req_")
    assert crossing.cost == exact > 0
    assert crossing.reserved == 0
    assert crossing.price.model_id == "claude-opus-5-5"
    assert len(crossing.reply_hmac) == 64
    assert events() == ["policy.cleared", "policy.crossing_started", "policy.crossing_answered"]


def test_an_answer_to_a_prompt_larger_than_any_band_of_prices_is_booked_by_the_largest(
    sandbox, matter, monkeypatch
):
    Price.objects.filter(model="claude-opus-5-5").update(up_to_tokens=20)
    monkeypatch.setattr(estimate, "of", lambda call: estimate.Estimate(10))

    crossing = settle(ask(factories.request(matter)))

    crossing.refresh_from_db()
    assert crossing.input_tokens > 20
    exact = (4 * Decimal(crossing.input_tokens) + 20 * Decimal(crossing.output_tokens)) * Decimal("1.1")
    assert crossing.cost == exact / 1_000_000
    assert crossing.price.model_id == "claude-opus-5-5"


def test_citations_point_at_the_passages_that_were_sent(sandbox, matter):
    request = factories.request(matter)

    answer = ask(request)

    cited = [citation for segment in answer.segments for citation in segment.citations]
    assert cited
    for citation in cited:
        passages = request.call.sources[citation.source].passages[citation.start : citation.end]
        assert citation.cited.reveal() in "".join(passage.reveal() for passage in passages)
    assert "".join(segment.text.reveal() for segment in answer.segments) == answer.text.reveal()


def test_what_was_replaced_comes_back_in_the_answer(sandbox, matter):
    answer = ask(factories.request(matter))

    restored = minimise.restore_all(matter, [segment.text.reveal() for segment in answer.segments])

    assert "John Smith" in "".join(each.text for each in restored)
    assert sum(each.unresolved for each in restored) == 0


def test_the_preview_says_the_same_as_the_gate_and_stores_nothing(sandbox, matter):
    said = services.assess(factories.request(matter))

    assert (said.granted, said.reasons) == (True, ())
    assert said.estimate.low < said.tokens < said.estimate.high
    assert said.cost == (4 * said.estimate.high + 20 * 8000) * Decimal("1.1") / 1_000_000
    assert not Clearance.objects.exists()
    assert sandbox.claude.requests == []


def test_asking_costs_few_statements(sandbox, matter, django_assert_max_num_queries):
    request = factories.request(matter)
    ask(factories.request(matter))

    with django_assert_max_num_queries(15):
        ask(request)


# Refusals --------------------------------------------------------------------------------------------------


def set_matter(**values):
    def change(matter):
        type(matter).objects.filter(pk=matter.pk).update(**values)

    return change


def set_term(**values):
    return lambda matter: ModelTerm.objects.filter(model="claude-opus-5-5").update(**values)


def set_arrangement(**values):
    return lambda matter: Arrangement.objects.update(**values)


def told(kind):
    return lambda matter: matter.client.notices.create(
        kind=kind, given_on=dt.date(2026, 11, 1), wording="v1", recorded_by=matter.responsible
    )


REFUSALS = {
    "never_leaves": set_matter(residency=Residency.NEVER_LEAVES),
    "residency_unknown": set_matter(residency="somewhere"),
    "transfer_not_recorded": set_matter(residency=Residency.DOCUMENTED_TRANSFER),
    "matter_not_open": set_matter(status="closed", closed_on=dt.date(2026, 11, 1)),
    "classifier_not_decided": set_matter(may_trip_classifiers=True),
    "matter_budget": set_matter(budget_cents=1),
    "asker_not_on_matter": lambda matter: matter.team.update(until=timezone.now()),
    "responsible_not_licensed": lambda matter: matter.responsible.licences.update(until="2020-01-01"),
    "client_not_told": lambda matter: matter.client.notices.all().delete(),
    "client_refused": told(NoticeKind.REFUSAL),
    "no_arrangement": set_arrangement(ended_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)),
    "arrangement_overdue": set_arrangement(review_by=dt.date(2026, 1, 1)),
    "training_not_off": set_arrangement(training_off=False),
    "other_organization": set_arrangement(organization="another"),
    "other_workspace": set_arrangement(workspace="another"),
    "policy_not_acknowledged": lambda matter: matter.responsible.acknowledgements.all().delete(),
    "model_not_allowed": set_term(allowed=False),
    "model_covered": set_term(covered=True),
    "model_without_region": set_term(accepts_geo=False),
    "model_not_priced": lambda matter: Price.objects.filter(model="claude-opus-5-5").delete(),
}


def test_a_licence_that_was_recorded_by_mistake_answers_for_nothing(sandbox, matter):
    request = factories.request(matter)
    matter.responsible.licences.update(withdrawn_at=timezone.now(), withdrawn_by=person("administrator"))

    with pytest.raises(NotAllowed) as refused:
        ask(request)

    assert refused.value.codes == ("responsible_not_licensed",)
    assert sandbox.claude.requests == []


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refused_request_never_reaches_claude_and_is_on_record(sandbox, matter, code):
    REFUSALS[code](matter)
    request = factories.request(matter)

    with pytest.raises(NotAllowed) as refused:
        ask(request)

    assert refused.value.codes == (code,)
    assert sandbox.claude.requests == []
    assert not Crossing.objects.exists()
    assert Clearance.objects.get().refusals == [code]
    assert events() == ["policy.refused"]
    assert [reason.code for reason in services.assess(request).reasons] == [code]


def test_a_quebec_matter_waits_for_both_documents(sandbox, matter):
    set_matter(province="QC")(matter)
    partner = person("partner")
    request = factories.request(matter)

    with pytest.raises(NotAllowed) as refused:
        ask(request)
    assert refused.value.codes == ("quebec_assessment_missing", "quebec_agreement_missing")

    for kind in (AssessmentKind.QUEBEC_ASSESSMENT, AssessmentKind.QUEBEC_AGREEMENT):
        services.record_assessment(kind=kind, reference="PIA 7", client=matter.client, by=partner)
    assert ask(request).crossing.attempt == 1


def test_an_assessment_that_ran_out_counts_no_longer(sandbox, matter):
    set_matter(residency=Residency.DOCUMENTED_TRANSFER)(matter)
    services.record_assessment(
        kind=AssessmentKind.TRANSFER_RECORD, reference="T1", matter=matter, by=person("partner"),
        until=timezone.localdate() - dt.timedelta(days=3),
    )  # fmt: skip

    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter))

    assert refused.value.codes == ("transfer_not_recorded",)


def test_consent_after_a_refusal_is_what_counts(sandbox, matter):
    told(NoticeKind.REFUSAL)(matter)
    matter.client.notices.create(
        kind=NoticeKind.CONSENT, given_on=dt.date(2026, 11, 2), wording="v1", recorded_by=matter.responsible
    )

    assert ask(factories.request(matter)).crossing.attempt == 1


def test_health_sources_need_a_matter_that_says_so(sandbox, matter):
    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter, information=("contact", "health")))

    assert refused.value.codes == ("health_not_recorded",)
    assert sandbox.claude.requests == []


def test_a_screen_raised_since_the_request_was_made_stops_it(sandbox, matter):
    partner = person("partner")
    policy = services.publish_policy(text="Anew.", text_fr="De nouveau.", after=1, by=partner)
    for user in (partner, matter.responsible):
        services.acknowledge(policy=policy, by=user)
    request = factories.request(matter, asked_by=partner)
    screen(matter, partner)

    with pytest.raises(NotAllowed) as refused:
        ask(request)

    assert refused.value.codes == ("asker_not_on_matter",)
    assert sandbox.claude.requests == []


def test_a_robot_cannot_be_the_one_who_asked(sandbox, matter):
    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter, asked_by=User.for_robot(Robot.DRAFTING)))

    assert refused.value.codes == ("asker_not_on_matter", "policy_not_acknowledged")


def test_a_name_that_was_not_replaced_stops_the_request(sandbox, matter):
    sending = factories.call(matter, instruction="Write.")
    leaking = factories.call(matter, sources=sending.sources)
    object.__setattr__(leaking, "instruction", Sensitive("Write to John Smith, SIN 046 454 286."))

    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter, sending=leaking))

    assert refused.value.codes == ("name_left",)
    assert "Smith" not in str(refused.value)
    assert sandbox.claude.requests == []


def test_what_is_sent_is_what_was_shown(sandbox, matter):
    shown = factories.request(matter)
    other = factories.request(
        matter, sending=factories.call(matter, instruction="Something else."), shown_hmac=shown.shown_hmac
    )

    with pytest.raises(NotAllowed) as refused:
        ask(other)

    assert refused.value.codes == ("not_as_shown",)
    assert sandbox.claude.requests == []


@pytest.mark.parametrize("broken", ["half \ud83d of a face", "\udc00", "a\ud800"])
def test_text_that_is_no_text_is_refused_before_an_attempt(sandbox, matter, broken):
    made = factories.request(matter, sending=factories.call(matter, passages=(broken,)))

    with pytest.raises(NotAllowed) as refused:
        ask(made)

    assert refused.value.codes == ("text_broken",)
    assert not Crossing.objects.exists()
    assert sandbox.claude.requests == []
    assert events()[-1] == "policy.refused"


def test_a_firm_over_its_budget_sends_nothing(sandbox, matter, settings):
    settings.CLAUDE_FIRM_CENTS = 1

    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter))

    assert refused.value.codes == ("firm_budget",)


def test_what_is_under_way_counts_against_the_budget(sandbox, matter):
    reserved = ask(factories.request(matter)).crossing.reserved
    set_matter(budget_cents=int(reserved * 150))(matter)

    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter))

    assert refused.value.codes == ("matter_budget",)
    assert len(sandbox.claude.requests) == 1


def _together(requests):
    """What came of requests that as many workers begin at the same moment: an answer, or the codes of a refusal."""
    start, outcomes, robot = threading.Barrier(len(requests)), [], User.for_robot(Robot.DRAFTING)

    def work(request):
        waited = []

        def at_once():
            if not waited:
                waited.append(start.wait(timeout=30))
            return True

        try:
            outcomes.append(gateway.ask(request=request, by=robot, lease_is_mine=at_once))
        except NotAllowed as refused:
            outcomes.append(refused.codes)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _cents(matter, room):
    """A budget, in cents, in which so many requests of this matter have room."""
    return int(services.assess(factories.request(matter)).cost * 100 * Decimal(room)) + 1


CAPS = {
    "of the matter": (1, {"matter": 3}, "matter_budget"),
    "of the firm, between matters": (3, {"firm": 3}, "firm_budget"),
    "of both": (2, {"matter": 2, "firm": 3}, None),
}


@pytest.mark.parametrize("cap", CAPS)
@pytest.mark.django_db(transaction=True)
def test_as_many_of_those_that_ask_at_once_are_sent_as_the_budget_has_room_for(sandbox, settings, cap):
    matters, room, code = CAPS[cap]
    matters = [factories.matter() for _ in range(matters)]
    factories.terms(*(each.responsible for each in matters))
    for each in matters if "matter" in room else ():
        set_matter(budget_cents=_cents(each, room["matter"]))(each)
    if "firm" in room:
        settings.CLAUDE_FIRM_CENTS = _cents(matters[0], room["firm"])

    outcomes = _together([factories.request(matters[n % len(matters)]) for n in range(6)])

    refused = [codes for codes in outcomes if isinstance(codes, tuple)]
    assert len(outcomes) == 6
    assert len(sandbox.claude.requests) == Crossing.objects.count() == 3
    assert all(codes == (code,) for codes in refused) or (
        code is None and set().union(*refused) <= {"matter_budget", "firm_budget"}
    )
    assert all(Crossing.objects.filter(matter=each).count() <= room.get("matter", 3) for each in matters)
    assert Clearance.objects.filter(granted=False).count() == 3


@pytest.mark.django_db(transaction=True)
def test_large_calls_that_ask_at_once_are_held_to_the_budget(sandbox, settings):
    matters = [factories.matter() for _ in range(6)]
    factories.terms(*(each.responsible for each in matters))
    requests = [factories.request(each, sending=factories.call(each, max_tokens=60_000)) for each in matters]
    most = services.assess(requests[0]).cost
    assert most > 1
    settings.CLAUDE_FIRM_CENTS = int(most * 100 * 3) + 1

    outcomes = _together(requests)

    assert [codes for codes in outcomes if isinstance(codes, tuple)] == [("firm_budget",)] * 3
    assert Crossing.objects.count() == len(sandbox.claude.requests) == 3
    assert Clearance.objects.filter(granted=False).count() == 3
    assert Entry.objects.filter(event="policy.refused").count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_others_reserve_between_the_look_and_the_commit_counts_however_far_the_budget_was(
    sandbox, settings, monkeypatch
):
    settings.CLAUDE_FIRM_CENTS = settings.CLAUDE_MATTER_CENTS = 100_00
    matter = allowed()
    other = ask(factories.request(matter)).crossing
    look = queries.known
    looked = []

    def reserve():
        Crossing.objects.filter(pk=other.pk).update(reserved=Decimal("99.99"))
        connection.close()

    def others_are_quick(**given):
        found = look(**given)
        looked.append(found.firm_spent)
        if len(looked) == 1:
            elsewhere = threading.Thread(target=reserve)
            elsewhere.start()
            elsewhere.join()
        return found

    monkeypatch.setattr(queries, "known", others_are_quick)
    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter))

    assert refused.value.codes == ("matter_budget", "firm_budget")
    assert looked == [other.reserved, Decimal("99.99")]
    assert len(sandbox.claude.requests) == Crossing.objects.count() == 1
    assert Clearance.objects.filter(granted=False).count() == 1


def test_near_its_budgets_a_request_takes_as_many_statements_as_far_from_them(sandbox, matter):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            ask(factories.request(matter))
        return len(asked)

    ask(factories.request(matter))
    far = statements()
    set_matter(budget_cents=_cents(matter, 5))(matter)

    assert statements() == far


def test_where_others_are_first_every_time_a_request_waits_and_nothing_of_it_is_kept(
    sandbox, matter, monkeypatch
):
    stale = queries.known

    def others_are_first(**given):
        return replace(stale(**given), matter_spent=Decimal(0), firm_spent=Decimal(0))

    ask(factories.request(matter))
    set_matter(budget_cents=_cents(matter, 1.5))(matter)
    monkeypatch.setattr(queries, "known", others_are_first)
    before = Clearance.objects.count(), Entry.objects.count()

    with pytest.raises(Transient) as waits:
        ask(factories.request(matter))

    assert (waits.value.code, waits.value.retry_after) == ("crowded", gateway.CROWDED_SECONDS)
    assert (Clearance.objects.count(), Entry.objects.count()) == before
    assert len(sandbox.claude.requests) == 1


def sums():
    """What is kept as spent, beside what the crossings say."""
    kept = {(each.month, each.matter_id): each.amount for each in Spending.objects.all()}
    there = {}
    for each in Crossing.objects.all():
        for key in ((each.month, each.matter_id), (each.month, None)):
            there[key] = there.get(key, Decimal(0)) + each.cost + each.reserved
    return kept, there


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [None, 529, 401, "wrong_geo"])
def test_however_an_attempt_ends_what_is_kept_as_spent_is_what_it_cost(sandbox, fault):
    matter = factories.matter()
    factories.terms(matter.responsible)
    if fault is not None:
        sandbox.faults.set("claude", "messages.create", fault)
    with suppress(Transient, Permanent):
        answer = ask(factories.request(matter))
        kept, there = sums()
        assert kept == there
        assert set(kept.values()) == {answer.crossing.reserved}
        with transaction.atomic():
            services.discard(crossing=answer.crossing, answer=answer)

    kept, there = sums()
    assert kept == there
    assert len(kept) == 2
    assert Crossing.objects.get().reserved == 0


UNKNOWN_COST = {
    "no_answer": ("never", {"cap": 0.1}),
    "cut before its end": ("cut_stream", {}),
    "given up by the vendor": (504, {}),
    "stopped by an error in the middle": ("error_event", {}),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("case", UNKNOWN_COST)
def test_what_an_attempt_may_have_cost_stays_counted_while_nobody_knows(sandbox, settings, case):
    fault, options = UNKNOWN_COST[case]
    matter = factories.matter()
    factories.terms(matter.responsible)
    most = services.assess(factories.request(matter)).cost
    sandbox.faults.set("claude", "messages.create", fault, **options)

    with pytest.raises(Transient):
        ask(factories.request(matter))

    crossing = Crossing.objects.get()
    assert crossing.cost + crossing.reserved == most
    assert crossing.reserved > 0
    kept, there = sums()
    assert kept == there
    assert set(kept.values()) == {most}
    set_matter(budget_cents=_cents(matter, 1.5))(matter)
    Breaker.objects.update(pause_until=None)
    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter))
    assert refused.value.codes == ("matter_budget",)


def test_what_was_sent_before_the_sums_were_kept_is_added_up_once(sandbox, matter):
    for each in (matter, matter, factories.matter()):
        factories.terms(each.responsible)
        ask(factories.request(each))
    before, _there = sums()
    Spending.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(import_module("apps.policy.migrations.0009_spending").ADD_UP)

    assert sums() == (before, before)


def test_an_attempt_that_nobody_ends_is_ended_by_the_sweep_and_only_then(sandbox, matter, settings):
    crossing = ask(factories.request(matter)).crossing
    longest = dt.timedelta(seconds=2 * (settings.CLAUDE_SECONDS + settings.LEASE_GRACE_SECONDS))

    with time_machine.travel(crossing.started_at + longest - dt.timedelta(seconds=5)):
        assert services.end_lost(10) == 0
    with time_machine.travel(crossing.started_at + longest + dt.timedelta(seconds=5)):
        assert services.end_lost(10) == 1
        assert services.end_lost(10) == 0

    reserved = crossing.reserved
    crossing.refresh_from_db()
    assert (crossing.state, crossing.reason, crossing.reserved) == ("unknown", "worker_lost", reserved)
    assert events()[-1] == "policy.crossing_unknown"
    assert Spending.objects.get(matter=None).amount == reserved > 0


def test_an_attempt_at_which_the_sweep_fails_holds_up_no_other(sandbox, matter, settings, monkeypatch):
    first, second = (ask(factories.request(matter)).crossing for _ in range(2))
    lose = crossings.lose

    def stumbles(attempt, *given):
        if attempt.crossing.pk == first.pk:
            raise OverflowError
        lose(attempt, *given)

    monkeypatch.setattr(crossings, "lose", stumbles)

    with time_machine.travel(second.started_at + dt.timedelta(days=1)):
        assert services.end_lost(10) == 1
    assert Crossing.objects.get(state=CrossingState.STARTED).pk == first.pk


def test_what_was_spent_last_month_counts_on_last_month(sandbox, matter, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(queries, "month", lambda now: dt.date(2026, 1, 1))
        crossing = ask(factories.request(matter)).crossing
        set_matter(budget_cents=_cents(matter, 1.5))(matter)
        with pytest.raises(NotAllowed):
            ask(factories.request(matter))

    asked = ask(factories.request(matter)).crossing

    assert asked.month == timezone.localdate().replace(day=1)
    assert dict(Spending.objects.filter(matter=matter).values_list("month", "amount")) == {
        crossing.month: crossing.reserved,
        asked.month: asked.reserved,
    }


def test_nothing_is_sent_for_a_lease_that_was_lost(sandbox, matter):
    with pytest.raises(Conflict):
        ask(factories.request(matter), mine=False)

    assert sandbox.claude.requests == []
    assert not Clearance.objects.exists()
    assert events() == []


def test_an_answered_request_is_not_sent_again(sandbox, matter):
    request = factories.request(matter)
    settle(ask(request))

    with pytest.raises(WrongState):
        ask(request)

    assert len(sandbox.claude.requests) == 1


# Replies that are no drafts --------------------------------------------------------------------------------

REPLIES = {
    "wrong_organization": ("other_organization", True),
    "wrong_workspace": ("other_workspace", True),
    "no_identity": ("other_organization", True),
    "wrong_geo": ("wrong_region", True),
    "wrong_model": ("wrong_model", True),
    "server_tool_use": ("server_side", True),
    "container": ("server_side", True),
    "unexpected_block": ("unexpected_content", True),
    "batch_tier": ("not_a_reply", True),
    "html": ("wrong_region", True),
    "garbage": ("wrong_region", True),
    "empty": ("wrong_region", True),
    "refusal": ("declined", False),
    "max_tokens": ("cut_off", False),
    "stop_reason": ("cut_off", False),
}


@pytest.mark.parametrize("kind", REPLIES)
def test_a_reply_that_is_not_as_it_has_to_be_is_discarded_and_booked(sandbox, matter, kind):
    code, opens = REPLIES[kind]
    fault(sandbox, kind)

    with pytest.raises(Permanent) as refused:
        ask(factories.request(matter))

    crossing = Crossing.objects.get()
    assert refused.value.code == crossing.reason == code
    assert crossing.state == CrossingState.REFUSED
    assert crossing.reply_hmac == ""
    assert crossing.cost > 0 or kind in ("html", "garbage", "empty")
    assert Breaker.objects.get().is_open is opens
    assert [incident.code for incident in Incident.objects.all()] == ([code] if opens else [])
    tripped = ["policy.incident_raised", "policy.breaker_opened"] if opens else []
    assert events() == ["policy.cleared", "policy.crossing_started", *tripped, "policy.reply_refused"]


@pytest.mark.parametrize("geo", ["global", None, "not_available", "eu"])
def test_any_other_report_of_where_it_ran_opens_the_breaker(sandbox, matter, geo):
    fault(sandbox, "wrong_geo", geo=geo)

    with pytest.raises(Permanent):
        ask(factories.request(matter))

    assert Breaker.objects.get().reason == "wrong_region"


@pytest.mark.parametrize("kind", ["pause_turn", "tool_use"])
def test_a_stop_for_a_tool_opens_the_breaker(sandbox, matter, kind):
    fault(sandbox, "stop_reason", value=kind)

    with pytest.raises(Permanent) as refused:
        ask(factories.request(matter))

    assert refused.value.code == "server_side"
    assert Breaker.objects.get().is_open


def test_a_stream_cut_after_it_said_that_it_ran_elsewhere_opens_the_breaker(sandbox, matter):
    sandbox.claude.configure(organization="00000000-0000-4000-8000-000000000000")
    fault(sandbox, "cut_stream")

    with pytest.raises(Permanent) as refused:
        ask(factories.request(matter))

    assert refused.value.code == "other_organization"
    assert Crossing.objects.get().state == CrossingState.UNKNOWN
    assert Breaker.objects.get().is_open


def test_an_open_breaker_holds_requests_and_says_so_once(sandbox, matter):
    fault(sandbox, "wrong_geo")
    with pytest.raises(Permanent):
        ask(factories.request(matter))
    request = factories.request(matter)
    before = len(events())

    for _ in range(3):
        with pytest.raises(Transient) as held:
            ask(request)

    assert (held.value.code, held.value.retry_after) == ("breaker_open", 60.0)
    assert len(sandbox.claude.requests) == 1
    assert events()[before:] == ["policy.refused"]


def test_a_person_with_the_right_closes_the_breaker_with_a_reason(sandbox, matter):
    fault(sandbox, "wrong_geo")
    with pytest.raises(Permanent):
        ask(factories.request(matter))
    partner = person("partner")

    with pytest.raises(NotAllowed):
        services.close_breaker(reason=services.ClosingReason.FALSE_ALARM, by=matter.responsible)
    assert Breaker.objects.get().is_open
    services.close_breaker(reason=services.ClosingReason.VENDOR_CONFIRMED, by=partner)

    assert not Breaker.objects.get().is_open
    assert Incident.objects.get().closed_by == partner
    assert events()[-1] == "policy.breaker_closed"
    assert ask(factories.request(matter)).crossing.attempt == 1


# Failures --------------------------------------------------------------------------------------------------

FAILURES = {
    500: ("vendor_error", Transient, False),
    503: ("vendor_error", Transient, False),
    504: ("vendor_timeout", Transient, False),
    529: ("overloaded", Transient, False),
    400: ("bad_request", Permanent, False),
    403: ("forbidden", Permanent, False),
    404: ("not_found", Permanent, False),
    409: ("conflict", Permanent, False),
    413: ("too_large", Permanent, False),
    401: ("credential", Permanent, True),
    402: ("billing", Permanent, True),
    "geo_forbidden": ("bad_request", Permanent, False),
    "covered_model": ("retention_required", Permanent, False),
    "on_hold": ("on_hold", Permanent, True),
    "enforced_spend_limit": ("spend_limit", Permanent, True),
    "contract_spend_limit": ("spend_limit", Permanent, True),
    "redirect": ("redirected", Permanent, False),
    "error_event": ("overloaded", Transient, False),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failure_is_one_row_one_call_and_the_right_kind(sandbox, matter, kind):
    code, expected, opens = FAILURES[kind]
    fault(sandbox, kind)

    with pytest.raises(expected) as failed:
        ask(factories.request(matter))

    crossing = Crossing.objects.get()
    assert (failed.value.code, crossing.reason, crossing.state) == (code, code, CrossingState.FAILED)
    assert (crossing.reserved > 0) == (kind in (504, "error_event"))  # those may be billed
    assert len(sandbox.claude.requests) == 1
    assert Breaker.objects.get().is_open is opens
    assert "policy.crossing_failed" in events()[2:]


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ("20", 19, 20),
        ("86400", 899, 900),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 899, 900),
        # Sooner than the house itself would: its own least counts.
        ("3", 4, 5),
        ("0", 4, 5),
        ("-5", 4, 5),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 4, 5),
        ("nonsense", 4, 5),
    ],
)
def test_everyone_waits_as_the_vendor_asks_within_a_cap(sandbox, matter, given, least, most):
    fault(sandbox, "retry_after", value=given)

    with pytest.raises(Transient) as failed:
        ask(factories.request(matter))

    assert failed.value.code == "rate_limited"
    pause = Breaker.objects.get().pause_until
    assert least <= (pause - Crossing.objects.get().ended_at).total_seconds() <= most + 1
    with pytest.raises(Transient) as waiting:
        ask(factories.request(matter))
    assert waiting.value.code == "paused"
    assert waiting.value.retry_after <= most
    assert Crossing.objects.count() == 1


def test_a_budget_of_the_account_that_is_used_up_makes_everyone_wait_before_a_429(sandbox, matter):
    sandbox.claude.configure(requests_per_minute=1)
    early = (timezone.now() + dt.timedelta(minutes=1)).replace(second=10)

    with time_machine.travel(early, tick=False):  # the vendor's budget is of a minute by the clock
        settle(ask(factories.request(matter)))
        with pytest.raises(Transient) as waiting:
            ask(factories.request(matter))

    assert waiting.value.code == "paused"
    assert [request.status for request in sandbox.claude.requests] == [200]


LOST = [("cut_stream", {}), ("cut_stream", {"how": "reset"}), ("empty_stream", {}), ("truncated", {}), ("dropped", {}),
        ("never", {"cap": 0.01}), ("stall", {"cap": 0.01})]  # fmt: skip


@pytest.mark.parametrize(("kind", "options"), LOST)
def test_an_unknown_outcome_is_sent_once_more_as_a_crossing_that_says_so(sandbox, matter, kind, options):
    request = factories.request(matter)
    fault(sandbox, kind, **options)

    with pytest.raises(Transient) as lost:
        ask(request)
    answer = ask(request)

    first, second = Crossing.objects.order_by("attempt")
    assert lost.value.sent == "unknown"
    assert first.state == CrossingState.UNKNOWN
    assert (second.attempt, second.repeats) == (2, first)
    assert answer.crossing == second


def test_after_a_second_unknown_outcome_a_person_decides(sandbox, matter):
    request = factories.request(matter)
    fault(sandbox, "cut_stream", times=2)
    with pytest.raises(Transient):
        ask(request)

    for _ in range(2):
        with pytest.raises(Permanent) as stopped:
            ask(request)
        assert stopped.value.code == "outcome_unknown"

    assert len(sandbox.claude.requests) == 2
    again = factories.request(matter, request_id=request.request_id, confirmed_at=timezone.now())
    assert ask(again).crossing.attempt == 3


def test_a_worker_that_died_with_its_answer_leaves_a_row_and_one_more_crossing(sandbox, matter):
    request = factories.request(matter)
    first = ask(request)  # the worker is killed here: nothing of the answer was committed

    second = ask(request)

    first.crossing.refresh_from_db()
    assert (first.crossing.state, first.crossing.reason) == (CrossingState.UNKNOWN, "worker_lost")
    assert second.crossing.repeats == first.crossing
    with pytest.raises(Conflict):
        settle(first)
    assert settle(second).state == CrossingState.ANSWERED
    assert events().count("policy.crossing_answered") == 1


def test_an_answer_is_settled_once(sandbox, matter):
    answer = ask(factories.request(matter))
    settle(answer)

    with pytest.raises(Conflict):
        settle(answer)

    assert events().count("policy.crossing_answered") == 1


def test_without_a_key_nothing_is_written_and_nothing_is_sent(sandbox, matter, settings, tmp_path):
    settings.CLAUDE_KEY_FILE = str(tmp_path / "missing")

    with pytest.raises(Permanent) as stopped:
        ask(factories.request(matter))

    assert stopped.value.code == "not_configured"
    assert not Clearance.objects.exists()


# Canaries --------------------------------------------------------------------------------------------------

ENDS = [None, "wrong_geo", "refusal", "max_tokens", "html", "garbage", "echo", 400, 401, 429, 500, 529, "error_event",
        "cut_stream", "truncated", "dropped", "redirect", "no_usage", "junk"]  # fmt: skip


@pytest.mark.parametrize("kind", ENDS)
def test_no_word_of_prompt_reply_or_key_is_left_anywhere(sandbox, matter, kind):
    # Letters alone: what mixes them with digits is replaced before it crosses.
    canary = "canary" + "".join(random.choices(string.ascii_lowercase, k=32))
    if kind is not None:
        fault(sandbox, kind, **({"told": canary} if isinstance(kind, int) or kind == "error_event" else {}))
    lines = []
    handler = logging.Handler(logging.DEBUG)
    handler.emit = lambda record: lines.append(f"{record.getMessage()} {record.__dict__} {record.exc_info}")
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    shown, behind = [], (None, None)
    try:
        sending = factories.call(
            matter, instruction=f"{canary} write.", passages=[f"{canary} The rent is due."]
        )
        answer = ask(factories.request(matter, sending=sending))
        shown += [repr(answer), repr(answer.segments), repr(sending)]
        settle(answer)
    except (Permanent, Transient) as error:
        behind = (error.__cause__, error.__context__)
        shown += [str(error), repr(error), repr(error.__dict__), repr(pickle.dumps(error.args)), repr(behind)]
        shown += traceback.format_exception(error)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    rows = [list(model.objects.values_list()) for model in (Crossing, Clearance, Incident, Breaker)]
    entries = [entry.body for entry in Entry.objects.all()]
    everything = f"{lines} {shown} {rows} {entries}"
    assert behind == (None, None)
    assert len(sandbox.claude.requests) == 1
    assert canary in sandbox.claude.requests[0].raw.decode()
    assert canary not in everything
    assert sandbox.claude.key not in everything


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_take_one_request_at_once_send_it_once(sandbox):
    matter = factories.matter()
    factories.terms(matter.responsible)
    request, robot = factories.request(matter), User.for_robot(Robot.DRAFTING)
    start, outcomes = threading.Barrier(2), []

    def together():
        start.wait(timeout=10)
        return True

    def work():
        try:
            outcomes.append(gateway.ask(request=request, by=robot, lease_is_mine=together))
        except Conflict as taken:
            outcomes.append(taken)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # One of them loses the race for the row, or finds the other's attempt and gives it up for lost in plain sight.
    assert len(sandbox.claude.requests) == Crossing.objects.count()
    assert sum(isinstance(each, gateway.Answer) for each in outcomes) == Crossing.objects.count()
    assert Crossing.objects.filter(state=CrossingState.STARTED).count() == 1
