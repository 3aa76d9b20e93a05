"""The account looked at from outside: what is required of the workspace, and the usage report beside our crossings."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.integrations.claude import account
from apps.integrations.claude.account import (
    RETENTION_OFF,
    RETENTION_ON,
    WORKSPACE_MADE,
    Activity,
    Used,
    Workspace,
)
from apps.people.models import Robot, User
from apps.policy import gateway, observing, reconciled, services, watching
from apps.policy.models import Breaker, Crossing, Incident, Reconciliation, Spending, WorkspaceCheck
from apps.policy.observed import DifferenceKind, Outcome, Retention, Trigger, WorkspaceFault
from apps.policy.observing import Booked, Looked
from sandbox.claude import app as sandbox_claude
from tests.factories import person
from tests.policy import factories

pytestmark = pytest.mark.django_db

MADE = dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC)


def robot():
    return User.for_robot(Robot.OPERATOR)


def look():
    return watching.check_workspace(trigger=Trigger.HAND, by=robot())


def run(command, *arguments):
    """What a command prints with --json, and its exit status."""
    out, status = io.StringIO(), 0
    try:
        call_command(command, *arguments, "--json", stdout=out)
    except SystemExit as stopped:
        status = stopped.code
    return json.loads(out.getvalue()), status


def events():
    return [json.loads(entry.body)["event"] for entry in Entry.objects.order_by("pk")]


# The workspace -----------------------------------------------------------------------------------------------


def test_a_workspace_as_required_is_held_and_the_look_is_on_record(sandbox):
    told, status = run("workspace_check")

    assert status == 0
    assert told["outcome"] == "held"
    assert told["faults"] == []
    assert (told["allowed_inference_geos"], told["default_inference_geo"]) == (["us"], "us")
    assert told["retention"] == "off_seen"
    assert str(WorkspaceCheck.objects.get().pk) == told["id"]
    assert events()[-1] == "policy.workspace_checked"


@pytest.mark.parametrize(
    ("spoil", "faults"),
    [
        (lambda claude: claude.set_residency(allowed_inference_geos="unrestricted"), ["allowed_geos"]),
        (lambda claude: claude.set_residency(allowed_inference_geos=["us", "global"]), ["allowed_geos"]),
        (lambda claude: claude.set_residency(default_inference_geo="global"), ["default_geo"]),
        (lambda claude: claude.set_residency(workspace_geo="eu"), ["workspace_geo"]),
        (lambda claude: claude.set_retention(enabled=True), ["retention_on"]),
        (lambda claude: claude.workspaces[claude.workspace].update(data_residency=None), ["no_limits_shown"]),
        (
            lambda claude: claude.workspaces[claude.workspace].update(archived_at="2026-11-01T00:00:00Z"),
            ["archived"],
        ),
        (lambda claude: claude.workspaces.pop(claude.workspace), ["workspace_missing"]),
        (lambda claude: claude.configure(organization="another"), ["other_organization"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_not_as_required_is_named_and_fails_the_command(sandbox, spoil, faults):
    spoil(sandbox.claude)

    told, status = run("workspace_check")

    assert status == 1
    assert told["outcome"] == "differs"
    assert told["faults"] == faults


def test_a_collector_outside_that_content_can_be_exported_to_is_a_fault(sandbox):
    sandbox.claude.configure(destinations=["https://collector.example.com"])

    told, status = run("workspace_check")

    assert (status, told["outcome"], told["faults"]) == (1, "differs", ["content_exported"])
    assert told["telemetry_destinations"] == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_where_the_vendor_does_not_tell_of_exports_that_is_said_and_no_fault(sandbox, status):
    sandbox.faults.set("claude", "telemetry.list", status)

    check = look()

    assert (check.outcome, check.faults, check.destinations) == (Outcome.HELD, [], None)


def test_a_list_of_exports_that_breaks_off_is_no_look(sandbox):
    sandbox.faults.set("claude", "telemetry.list", 500, times=9)

    check = look()

    assert (check.outcome, check.trouble) == (Outcome.NOT_SEEN, "vendor_trouble")


def test_exports_are_counted_on_every_page(sandbox):
    sandbox.claude.configure(destinations=[f"https://{number}.example.com" for number in range(45)])

    assert look().destinations == 45


def test_lists_of_the_account_are_read_page_by_page(sandbox):
    for number in range(230):
        sandbox.claude.workspaces[f"wrkspc_{number}"] = {
            **sandbox.claude.workspaces[sandbox.claude.workspace], "id": f"wrkspc_{number}",
        }  # fmt: skip
    sandbox.claude.set_retention(enabled=True)
    for _number in range(250):
        sandbox.claude.change_key()

    with account.opened() as held:
        workspaces, feed = held.workspaces(), held.activities()

    assert len({each.id for each in workspaces}) == len(workspaces) == 231
    assert len({each.id for each in feed}) == len(feed) == 231 + 251
    assert any(each.kind == RETENTION_ON for each in feed)


HAPPENED = {
    "a key": (lambda claude: claude.change_key("platform_api_key_created"), ["key_changed"]),
    "an admin key": (lambda claude: claude.change_key("admin_api_key_created"), ["key_changed"]),
    "the workspace": (
        lambda claude: claude.set_residency(default_inference_geo="us"),
        ["workspace_changed"],
    ),
    "both": (
        lambda claude: (claude.change_key(), claude.change_key(), claude.set_residency()),
        ["key_changed", "workspace_changed"],
    ),
    "another workspace": (
        lambda claude: claude._happened("platform_workspace_updated", "wrkspc_other"),
        [],
    ),
    "another workspace's key": (
        lambda claude: claude._happened("platform_api_key_updated", "wrkspc_other"),
        [],
    ),
}


@pytest.mark.parametrize("what", HAPPENED)
def test_what_somebody_changed_at_the_vendor_is_an_incident_once(sandbox, what):
    happens, codes = HAPPENED[what]
    look()
    sandbox.clock.move(seconds=1)
    happens(sandbox.claude)

    checks = [look(), look()]

    assert sorted(Incident.objects.values_list("code", flat=True)) == codes
    assert len(checks[0].activities) == (3 if what == "both" else len(codes))
    assert checks[1].activities == []
    assert {each.outcome for each in checks} == {Outcome.HELD}
    assert events().count("policy.incident_raised") == len(codes)


def test_what_was_done_before_anybody_watched_is_no_news(sandbox):
    sandbox.claude.change_key()

    look()

    assert not Incident.objects.exists()


def test_what_comes_late_into_the_feed_is_told_of_and_what_was_told_is_not_again(sandbox):
    look()
    sandbox.claude.change_key()
    look()
    sandbox.claude._feed.append(
        sandbox.claude._feed[-1] | {"id": "activity_late", "type": "platform_api_key_created"}
    )

    check = look()

    assert check.activities == ["activity_late"]
    assert Incident.objects.count() == 2


def test_what_was_changed_while_the_account_could_not_be_looked_at_is_told_of_afterwards(sandbox):
    look()
    sandbox.claude.configure(admin_key="another")
    look()
    sandbox.claude.change_key()
    sandbox.claude.configure(admin_key=sandbox_claude.ADMIN_KEY)

    look()

    assert Incident.objects.get().code == "key_changed"


def test_the_default_workspace_is_never_good_enough(sandbox, settings):
    settings.CLAUDE_WORKSPACE = "default"

    check = look()

    assert set(check.faults) == {WorkspaceFault.DEFAULT_WORKSPACE, WorkspaceFault.WORKSPACE_MISSING}


def test_an_organization_with_the_older_opt_out_is_held_to_the_same(sandbox):
    sandbox.claude.configure(us_only_opt_out=True)
    sandbox.claude.set_residency(allowed_inference_geos="unrestricted", default_inference_geo="global")

    check = look()

    assert check.older_opt_out
    assert check.faults == [WorkspaceFault.ALLOWED_GEOS, WorkspaceFault.DEFAULT_GEO]


def test_retention_switched_on_and_off_again_is_seen_from_the_feed(sandbox):
    sandbox.claude.set_retention(enabled=True)
    switched_on = look()
    sandbox.clock.move(minutes=1)
    sandbox.claude.set_retention(enabled=False)
    switched_off = look()

    assert (switched_on.outcome, switched_on.retention) == (Outcome.DIFFERS, Retention.ON)
    assert (switched_off.outcome, switched_off.retention) == (Outcome.HELD, Retention.OFF_SEEN)
    assert switched_off.retention_activity.startswith("activity_")


def test_without_the_feed_retention_is_by_agreement_and_not_observed(sandbox):
    sandbox.claude.configure(feed_enabled=False)

    check = look()

    assert (check.outcome, check.retention, check.watched_since) == (Outcome.HELD, Retention.UNWATCHED, None)


def test_a_feed_that_began_later_vouches_only_since_it_is_watched(sandbox):
    sandbox.claude.configure(feed_shows_making=False)
    first = look()
    second = look()

    assert first.retention == second.retention == Retention.OFF_SINCE
    assert second.watched_since == first.at


def test_a_gap_in_watching_starts_the_time_anew(sandbox):
    sandbox.claude.configure(feed_shows_making=False)
    look()
    sandbox.claude.configure(feed_enabled=False)
    look()
    sandbox.claude.configure(feed_enabled=True)

    after = look()

    assert after.watched_since == after.at


def test_the_database_takes_no_row_that_says_off_where_nobody_watched():
    with pytest.raises(IntegrityError, match="retention_is_off_only_where_watched"), transaction.atomic():
        WorkspaceCheck.objects.create(
            organization="o", workspace="w", trigger="hand", outcome="held", retention="off_seen"
        )


def test_a_look_that_failed_says_so_and_is_no_look(sandbox):
    sandbox.claude.configure(admin_key="another")

    told, status = run("workspace_check")

    assert (told["outcome"], told["trouble"], status) == ("not_seen", "not_connected", 1)


def test_without_a_key_nothing_is_asked_and_that_is_on_record(sandbox, settings):
    settings.CLAUDE_ADMIN_KEY_FILE = ""

    told, status = run("workspace_check")

    assert (told["outcome"], told["trouble"], status) == ("not_seen", "not_configured", 1)
    assert sandbox.claude.requests == []
    assert events()[-1] == "policy.workspace_checked"


def test_only_reading_is_done_with_the_admin_key(sandbox):
    look()

    assert {request.method for request in sandbox.claude.requests} == {"GET"}
    assert all(not request.raw for request in sandbox.claude.requests)


def test_retention_seen_on_stays_on_where_the_feed_is_switched_off(sandbox):
    sandbox.claude.set_retention(enabled=True)
    seen = look()
    sandbox.claude.configure(feed_enabled=False)

    after = [look(), look()]

    for each in after:
        assert (each.outcome, each.retention) == (Outcome.DIFFERS, Retention.ON)
        assert each.faults == [WorkspaceFault.RETENTION_ON]
        assert each.watched_since is None
        assert each.retention_activity == seen.retention_activity
    assert Incident.objects.get().code == "retention_on"


def test_retention_that_stayed_on_is_off_once_the_feed_shows_that_it_was_switched_off(sandbox):
    sandbox.claude.set_retention(enabled=True)
    look()
    sandbox.claude.configure(feed_enabled=False)
    look()
    sandbox.clock.move(minutes=1)
    sandbox.claude.set_retention(enabled=False)
    sandbox.claude.configure(feed_enabled=True)

    after = look()

    assert (after.outcome, after.retention) == (Outcome.HELD, Retention.OFF_SEEN)


def test_a_feed_that_begins_anew_does_not_make_retention_forgotten(sandbox):
    sandbox.claude.set_retention(enabled=True)
    look()
    sandbox.claude._feed.clear()

    assert look().retention == Retention.ON


def test_a_partner_says_on_record_that_retention_is_off_where_no_feed_can(sandbox):
    sandbox.claude.set_retention(enabled=True)
    look()
    sandbox.claude.configure(feed_enabled=False)
    look()
    incident, administrator = Incident.objects.get(), person("administrator")

    with pytest.raises(NotAllowed):
        services.close_incident(
            incident=incident, reason=services.ClosingReason.VENDOR_CONFIRMED, by=administrator
        )
    still_on = look()
    services.close_incident(
        incident=incident, reason=services.ClosingReason.VENDOR_CONFIRMED, by=person("partner")
    )
    closed = events()[-1]
    after = [look(), look()]

    assert still_on.retention == Retention.ON
    assert closed == "policy.incident_closed"
    assert [each.retention for each in after] == [Retention.UNWATCHED, Retention.UNWATCHED]


def test_what_a_partner_said_does_not_outlive_seeing_it_on_again(sandbox):
    sandbox.claude.set_retention(enabled=True)
    look()
    services.close_incident(
        incident=Incident.objects.get(), reason=services.ClosingReason.FALSE_ALARM, by=person("partner")
    )

    seen_again = look()
    sandbox.claude.configure(feed_enabled=False)

    assert seen_again.retention == look().retention == Retention.ON
    assert Incident.objects.filter(closed_at=None).count() == 1


ACTIVITIES = st.lists(
    st.builds(
        Activity,
        id=st.just("activity_1"),
        kind=st.sampled_from([RETENTION_ON, RETENTION_OFF, WORKSPACE_MADE]),
        at=st.integers(0, 80_000).map(lambda minutes: MADE + dt.timedelta(minutes=minutes)),
        workspace=st.sampled_from(["w", "another"]),
    ),
    max_size=6,
)


@given(ACTIVITIES)
def test_retention_is_what_the_last_switch_of_this_workspace_said(feed):
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    seen = Looked("o", Workspace("w", MADE, False, True, "us", ("us",), "us"), (), feed)

    found = observing.watch(seen, "w", first_watched=None, now=now)

    switches = sorted(
        (each for each in feed if each.workspace == "w" and each.kind != WORKSPACE_MADE), key=lambda e: e.at
    )
    assert (found.retention == Retention.ON) is bool(switches and switches[-1].kind == RETENTION_ON)
    assert found.since is not None


@given(ACTIVITIES, st.integers(0, 80_000))
def test_retention_once_seen_on_is_off_only_after_a_later_switch(feed, minutes):
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    seen = Looked("o", Workspace("w", MADE, False, True, "us", ("us",), "us"), (), feed)
    last_on = observing.Watch(Retention.ON, MADE, MADE + dt.timedelta(minutes=minutes), "activity_0")

    found = observing.watch(seen, "w", first_watched=None, last_on=last_on, now=now)

    later = [e for e in feed if e.workspace == "w" and e.kind == RETENTION_OFF and e.at > last_on.changed_at]
    assert found.retention == Retention.ON or later


# The gate ----------------------------------------------------------------------------------------------------


@pytest.fixture
def matter(db):
    made = factories.matter()
    factories.party(made, "John Smith")
    factories.terms(made.responsible)
    return made


def ask(matter):
    return gateway.ask(
        request=factories.request(matter), by=User.for_robot(Robot.DRAFTING), lease_is_mine=lambda: True
    )


def codes(matter):
    return [reason.code for reason in services.assess(factories.request(matter)).reasons]


def cautions(matter):
    return {each.code for each in services.assess(factories.request(matter)).cautions}


def age(hours):
    """Move the arrangement and every look back in time."""
    back = dt.timedelta(hours=hours)
    for model, column in ((WorkspaceCheck, "at"), (services.Arrangement, "confirmed_at")):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(**{column: getattr(row, column) - back})


def test_a_missed_check_warns_for_a_time_and_then_refuses(sandbox, matter):
    look()
    fresh = (codes(matter), cautions(matter))
    age(hours=30)
    missed = (codes(matter), cautions(matter))
    age(hours=8 * 24)
    late = codes(matter)

    assert fresh == ([], set())
    assert missed == ([], {"workspace_check_missed"})
    assert late == ["workspace_not_seen"]
    with pytest.raises(NotAllowed):
        ask(matter)
    assert sandbox.claude.requests[-1].method == "GET"
    assert Crossing.objects.count() == 0


def test_a_look_puts_an_end_to_it(sandbox, matter):
    age(hours=9 * 24)
    look()

    assert codes(matter) == []


def test_a_look_that_failed_does_not_count_as_one(sandbox, matter):
    age(hours=9 * 24)
    sandbox.claude.configure(admin_key="another")
    look()

    assert codes(matter) == ["workspace_not_seen"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda claude: claude.set_residency(allowed_inference_geos="unrestricted"), "workspace_differs"),
        (lambda claude: claude.set_retention(enabled=True), "retention_on"),
    ],
)
def test_a_workspace_found_wrong_stops_everything_until_it_is_seen_right(sandbox, matter, spoil, code):
    spoil(sandbox.claude)
    look()
    wrong = codes(matter)
    sandbox.claude.set_residency(allowed_inference_geos=["us"])
    sandbox.clock.move(minutes=1)
    sandbox.claude.set_retention(enabled=False)
    look()

    assert wrong == [code]
    assert codes(matter) == []


def test_nothing_is_sent_after_the_feed_was_switched_off_over_retention_that_is_on(sandbox, matter):
    sandbox.claude.set_retention(enabled=True)
    look()
    sandbox.claude.configure(feed_enabled=False)
    look()

    with pytest.raises(NotAllowed) as refused:
        ask(matter)

    assert refused.value.codes == ("retention_on",)
    assert Crossing.objects.count() == 0
    assert "policy.refused" in events()


def test_an_unwatched_feed_is_a_caution_on_every_clearance(sandbox, matter):
    sandbox.claude.configure(feed_enabled=False)
    look()
    ask(matter)

    cleared = next(json.loads(e.body) for e in Entry.objects.order_by("-pk") if "policy.cleared" in e.body)
    assert cleared["facts"]["warnings"] == ["retention_not_observed"]


# Usage -------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def yesterday_is_over():
    """The report is read for days that are over by an hour: where the one before has just ended, an hour later."""
    ahead = dt.timedelta(hours=2) if timezone.now().astimezone(dt.UTC).hour < 2 else dt.timedelta()
    with time_machine.travel(timezone.now() + ahead):
        yield


def served(sandbox, matter):
    """One settled call of yesterday at noon, with its tokens in the vendor's report."""
    answer = ask(matter)
    with transaction.atomic():
        services.settle(answer.crossing, answer)
    crossing = Crossing.objects.get(pk=answer.crossing.pk)
    yesterday = dt.datetime.combine(timezone.now().date() - dt.timedelta(days=1), dt.time(12), dt.UTC)
    Crossing.objects.filter(pk=crossing.pk).update(started_at=yesterday, ended_at=yesterday)
    for row in sandbox.claude._usage:
        row["at"] = yesterday
    return crossing


def test_what_both_count_alike_agrees(sandbox, matter):
    crossing = served(sandbox, matter)

    told, status = run("reconcile_usage")

    assert (status, told["outcome"], told["differences"], told["crossings"]) == (0, "held", [], 1)
    assert told["our_tokens"] == told["their_tokens"] == crossing.input_tokens + crossing.output_tokens
    assert events()[-1] == "policy.usage_reconciled"


def test_the_last_day_that_is_named_is_one_that_was_compared(sandbox):
    said = io.StringIO()

    call_command("reconcile_usage", "--from", "2026-03-02", "--to", "2026-03-03", stdout=said)

    assert said.getvalue().startswith("2026-03-02 to 2026-03-03, 0 crossings")


def test_every_difference_is_a_row_and_fails_the_command(sandbox, matter):
    crossing = served(sandbox, matter)
    Crossing.objects.update(output_tokens=crossing.output_tokens - 7)

    told, status = run("reconcile_usage", "--days", "2")

    [difference] = told["differences"]
    assert status == 1
    assert (difference["kind"], difference["category"]) == ("more_there", "output")
    assert difference["theirs"] - difference["ours"] == 7
    assert Reconciliation.objects.get().differences.count() == 1
    assert Incident.objects.get().code == "more_there"
    assert not Breaker.objects.get().is_open


def test_what_was_sent_in_another_workspace_explains_nothing_of_this_ones_report(sandbox, matter):
    served(sandbox, matter)
    services.Arrangement.objects.update(workspace="wrkspc_01earlier")

    told, status = run("reconcile_usage")

    assert (status, told["crossings"], told["our_tokens"]) == (1, 0, 0)
    assert {each["kind"] for each in told["differences"]} == {"other_model"}
    assert Incident.objects.get().code == "other_model"


def test_a_call_over_the_midnight_before_the_period_is_no_use_that_nobody_knows(sandbox, matter):
    crossing = served(sandbox, matter)
    midnight = Crossing.objects.get().started_at.replace(hour=0)
    before, after = midnight - dt.timedelta(seconds=20), midnight + dt.timedelta(seconds=20)
    Crossing.objects.update(started_at=before, ended_at=after)
    sandbox.claude._usage[0]["at"] = after

    told, status = run("reconcile_usage")

    assert (status, told["outcome"], told["crossings"], told["our_tokens"]) == (0, "held", 0, 0)
    assert {(each["day"], each["kind"]) for each in told["differences"]} == {
        (f"{midnight:%Y-%m-%d}", "at_midnight")
    }
    assert told["their_tokens"] == crossing.input_tokens + crossing.output_tokens
    assert not Incident.objects.exists()


def test_a_call_that_was_given_up_the_day_after_explains_nothing_of_that_day(sandbox, matter):
    served(sandbox, matter)
    noon = Crossing.objects.get().started_at
    lost(matter)
    gone = Crossing.objects.filter(state="unknown")
    gone.update(started_at=noon - dt.timedelta(hours=20), ended_at=noon)
    for row in sandbox.claude._usage:
        row["at"] = noon

    told, status = run("reconcile_usage", "--days", "2")

    assert (status, {each["kind"] for each in told["differences"]}) == (1, {"more_there"})
    assert Incident.objects.get().code == "more_there"


def test_what_a_call_that_failed_midway_used_besides_is_no_use_that_nobody_knows(sandbox, matter):
    served(sandbox, matter)
    Crossing.objects.update(state="failed", reply_hmac="", output_tokens=1, reserved="0.1")

    told, _status = run("reconcile_usage")

    assert [each["kind"] for each in told["differences"]] == ["lost_sight"]
    assert not Incident.objects.exists()


def test_what_somebody_else_uses_with_the_key_is_not_hidden_by_a_call_that_was_lost(sandbox, matter):
    served(sandbox, matter)
    Crossing.objects.update(state="failed", reply_hmac="", output_tokens=1, reserved="0.1")
    sandbox.claude._usage.append(dict(sandbox.claude._usage[0], output=1_000_000))

    told, status = run("reconcile_usage")

    assert status == 1
    assert {each["kind"] for each in told["differences"]} == {"more_there"}
    assert Incident.objects.get().code == "more_there"


def spent(matter):
    """As the database adds it up at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return Spending.objects.get(matter=matter).amount


def lost(matter, *, hour=12, state="unknown", days=1):
    """An attempt of yesterday of which nobody saw the end."""
    answer = ask(matter)
    at = dt.datetime.combine(timezone.now().date() - dt.timedelta(days=days), dt.time(hour, 30), dt.UTC)
    ended = {"ended_at": None} if state == "started" else {"ended_at": at}
    Crossing.objects.filter(pk=answer.crossing.pk).update(started_at=at, state=state, **ended)
    return Crossing.objects.get(pk=answer.crossing.pk)


def test_what_an_attempt_may_have_cost_is_let_go_of_where_the_report_has_no_more_than_is_booked(
    sandbox, matter
):
    crossing = lost(matter)
    served(sandbox, matter)
    sandbox.claude._usage[:] = sandbox.claude._usage[1:]  # the first was never carried out
    before = spent(matter)

    _told, status = run("reconcile_usage")

    assert status == 0
    assert crossing.reserved > 0
    assert Crossing.objects.get(pk=crossing.pk).reserved == 0
    assert spent(matter) == before - crossing.reserved
    assert events()[-2:] == ["policy.reserve_released", "policy.usage_reconciled"]


STAYS = {
    "the report has more": lambda sandbox, matter: lost(matter),
    "late in the day": lambda sandbox, matter: (lost(matter, hour=23), sandbox.claude._usage.clear()),
    "under way": lambda sandbox, matter: (lost(matter, state="started"), sandbox.claude._usage.clear()),
    "another day": lambda sandbox, matter: (lost(matter, days=3), sandbox.claude._usage.clear()),
    "another workspace": lambda sandbox, matter: (
        lost(matter),
        services.Arrangement.objects.update(workspace="wrkspc_01earlier"),
        sandbox.claude._usage.clear(),
    ),
}


@pytest.mark.parametrize("why", STAYS)
def test_what_an_attempt_may_have_cost_stays_counted_otherwise(sandbox, matter, why):
    STAYS[why](sandbox, matter)
    for row in sandbox.claude._usage:
        row["at"] = Crossing.objects.get().started_at
    before = spent(matter)

    run("reconcile_usage")

    assert Crossing.objects.get().reserved > 0
    assert spent(matter) == before
    assert "policy.reserve_released" not in events()


def test_a_long_period_is_read_page_by_page(sandbox, matter):
    served(sandbox, matter)

    told, status = run("reconcile_usage", "--days", "70")

    assert (status, told["crossings"], told["differences"]) == (0, 1, [])


def test_a_place_outside_us_routing_in_the_report_opens_the_breaker(sandbox, matter):
    served(sandbox, matter)
    sandbox.claude._usage[0]["inference_geo"] = "global"

    told, status = run("reconcile_usage")

    assert status == 1
    assert [each["kind"] for each in told["differences"]] == ["other_geo"]
    assert Breaker.objects.get().reason == "other_geo"
    assert Incident.objects.get().crossing is None
    assert events()[-3:] == ["policy.incident_raised", "policy.breaker_opened", "policy.usage_reconciled"]
    assert codes(matter) == ["breaker_open"]


DAY = dt.date(2026, 11, 20)
TOKENS = (100, 20, 0, 0, 0)


def booked(day=DAY, ended=None, model="m", tokens=TOKENS, lost=0):
    """``lost``: USD that it may have cost besides."""
    return Booked(day, ended or day, model, tokens, Decimal(lost))


def a_cent_each(model, day, tokens):
    return Decimal("0.01") * sum(tokens.values())


def used(day=DAY, model="m", geo="us", key="k", tier="standard", tokens=TOKENS, tools=0):
    return Used(day, model, geo, key, tier, tokens, tools)


@pytest.mark.parametrize(
    ("ours", "theirs", "kinds"),
    [
        ([booked()], [used()], []),
        ([booked()], [], ["more_here"]),
        ([booked(tokens=(90, 20, 0, 0, 0))], [used()], ["more_there"]),
        ([booked(tokens=(0, 0, 0, 0, 0), lost="1.20")], [used()], ["lost_sight"]),
        ([booked(tokens=(0, 0, 0, 0, 0), lost="1.19")], [used()], ["more_there"]),
        ([booked(), booked(tokens=(0,) * 5, lost="1.20")], [used(), used(), used()], ["more_there"]),
        ([], [used()], ["other_model"]),
        ([booked()], [used(geo="global")], ["other_geo"]),
        ([booked()], [used(geo="not_available")], ["other_geo"]),
        ([booked()], [used(geo="")], ["other_geo"]),
        ([booked()], [used(tier="batch")], ["other_tier"]),
        ([booked()], [used(tools=1)], ["server_tool"]),
        ([booked(), booked()], [used(), used(key="k2")], ["several_keys"]),
        ([booked(ended=DAY + dt.timedelta(days=1))], [used(day=DAY + dt.timedelta(days=1))], ["at_midnight"]),
        (
            [booked(ended=DAY + dt.timedelta(days=1), tokens=(0,) * 5, lost=2)],
            [used(day=DAY + dt.timedelta(days=1))],
            ["lost_sight"],
        ),
    ],
)
def test_each_kind_of_difference_is_told_apart(ours, theirs, kinds):
    found = observing.differences(ours, theirs, cost=a_cent_each)

    assert sorted({each.kind for each in found}) == kinds


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8))
def test_the_same_calls_on_both_sides_never_differ_and_one_token_always_shows(calls):
    ours = [booked(tokens=(read, written, 0, 0, 0)) for read, written in calls]
    theirs = [used(tokens=(read, written, 0, 0, 0)) for read, written in calls]

    assert observing.differences(ours, theirs, cost=a_cent_each) == []
    assert observing.differences(ours, [*theirs, used(tokens=(0, 1, 0, 0, 0))], cost=a_cent_each)


def test_without_the_report_nothing_is_compared_and_that_is_on_record(sandbox):
    sandbox.claude.configure(admin_key="another")

    told, status = run("reconcile_usage")

    assert (status, told["outcome"], told["trouble"]) == (1, "not_seen", "not_connected")
    assert events()[-1] == "policy.usage_reconciled"


# The timer ---------------------------------------------------------------------------------------------------


def test_the_timer_does_each_thing_when_it_is_due_and_not_before(sandbox):
    now = timezone.now()

    first = watching.once(now=now)
    soon = watching.once(now=now + dt.timedelta(hours=5))
    due = watching.once(now=now + dt.timedelta(hours=6))

    assert first == ["workspace", "usage"]
    assert "workspace" not in soon
    assert "workspace" in due
    assert set(WorkspaceCheck.objects.values_list("trigger", flat=True)) == {"timer"}


def test_a_look_that_failed_is_tried_again_sooner(sandbox):
    sandbox.claude.configure(admin_key="another")
    now = timezone.now()
    watching.once(now=now)

    again = watching.once(now=now + dt.timedelta(hours=1, minutes=31))

    assert again == ["workspace", "usage"]


def midnight(days):
    """So many days before the end of the last whole day in UTC."""
    return reconciled.last_days(days, now=timezone.now())[0]


def reports():
    return list(
        Reconciliation.objects.exclude(outcome="not_seen").order_by("at").values_list("starts", "ends")
    )


def out_for(sandbox, days):
    """The vendor's report was read so many days ago, and could not be since."""
    now = timezone.now()
    watching.once(now=now - dt.timedelta(days=days))
    sandbox.claude.configure(admin_key="another")
    for ago in range(days - 1, 0, -1):
        watching.once(now=now - dt.timedelta(days=ago))
    sandbox.claude.configure(admin_key=sandbox_claude.ADMIN_KEY)


def test_days_missed_in_an_outage_are_put_beside_the_report_once_it_can_be_read(sandbox, matter):
    out_for(sandbox, 4)
    crossing = served(sandbox, matter)
    three_days_ago = midnight(3) + dt.timedelta(hours=12)
    Crossing.objects.update(started_at=three_days_ago, ended_at=three_days_ago, input_tokens=1)
    for row in sandbox.claude._usage:
        row["at"] = three_days_ago

    done = watching.once(now=timezone.now())

    assert "usage" in done
    assert reports()[-1] == (midnight(4), midnight(0))
    assert Reconciliation.objects.latest("at").crossings == 1
    assert Incident.objects.get(code="more_there").crossing is None
    assert crossing.input_tokens != 1


def test_what_is_missed_for_longer_than_a_month_is_made_good_for_a_month(sandbox):
    watching.once(now=timezone.now() - dt.timedelta(days=40))

    watching.once(now=timezone.now())
    watching.once(now=timezone.now() + dt.timedelta(days=1))

    assert reports()[1:] == [(midnight(31), midnight(0)), (midnight(0), midnight(0) + dt.timedelta(days=1))]


def test_what_was_made_good_by_hand_is_not_read_again(sandbox):
    out_for(sandbox, 4)
    run("reconcile_usage", "--days", "4")

    watching.once(now=timezone.now())

    assert reports()[-1] == (midnight(1), midnight(0))


@pytest.mark.parametrize("read", [True, False], ids=["a report was read before", "none was"])
def test_after_a_change_of_workspace_the_last_day_in_the_earlier_one_is_put_beside_its_report(
    sandbox, matter, settings, read
):
    if read:
        watching.once(now=timezone.now() - dt.timedelta(days=1))
    crossing = served(sandbox, matter)
    Crossing.objects.update(output_tokens=crossing.output_tokens - 7)
    earlier, settings.CLAUDE_WORKSPACE = settings.CLAUDE_WORKSPACE, "wrkspc_01newer"
    assert (midnight(1), midnight(0)) in reconciled.missed(until=midnight(0))

    sandbox.claude.configure(admin_key="another")
    watching.once(now=timezone.now())
    sandbox.claude.configure(admin_key=sandbox_claude.ADMIN_KEY)
    for _twice in range(2):
        watching.once(now=timezone.now() + dt.timedelta(hours=2))

    seen = Reconciliation.objects.exclude(outcome="not_seen").filter(ends=midnight(0))
    assert sorted(seen.values_list("workspace", "starts", "crossings", "outcome")) == [
        (earlier, midnight(1), 1, "differs"), ("wrkspc_01newer", midnight(1), 0, "held"),
    ]  # fmt: skip
    assert Incident.objects.get().code == "more_there"
    assert reconciled.missed(until=midnight(0)) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), min_size=1, max_size=8))
def test_what_was_missed_is_every_day_since_the_first_that_no_report_covers(read):
    start = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    until = start + dt.timedelta(days=50)
    Reconciliation.objects.all().delete()
    Reconciliation.objects.bulk_create(
        Reconciliation(
            organization=django_settings.CLAUDE_ORGANIZATION, workspace=django_settings.CLAUDE_WORKSPACE,
            starts=start + dt.timedelta(days=first), ends=start + dt.timedelta(days=first + days),
            trigger="timer", outcome="held",
        )
        for first, days in read
    )  # fmt: skip

    gaps = reconciled.missed(until=until)

    covered = {first + nth for first, days in read for nth in range(days)}
    days = {(at - start).days + nth for at, end in gaps for nth in range((end - at).days)}
    assert days == set(range(min(covered), 50)) - covered


def test_kinds_that_stop_everything_are_not_innocent():
    assert set(DifferenceKind) > watching.STOPS_ALL
    assert not watching.STOPS_ALL & watching.INNOCENT
