"""What stops all sending, whoever books it and however late, and what of it is closed together."""

import html
import json
import threading
import time
import types
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed
from apps.integrations.claude.trouble import MEANINGS, Trouble
from apps.integrations.errors import Permanent, Transient
from apps.matters.models import Matter, Residency, Screen
from apps.people.models import Robot, User
from apps.policy import breaker, crossings, gateway, leaving, replies, services
from apps.policy.models import (
    Acknowledgement,
    AiPolicy,
    Arrangement,
    Assessment,
    Breaker,
    Crossing,
    CrossingState,
    Incident,
    ModelTerm,
)
from apps.policy.observed import DifferenceKind
from apps.policy.reasons import Fault
from apps.policy.watching import STOPS_ALL
from tests.database import held
from tests.factories import person
from tests.policy import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(db):
    made = factories.matter()
    factories.terms(made.responsible)
    return made


def robot():
    return User.for_robot(Robot.DRAFTING)


def ask(request):
    return gateway.ask(request=request, by=robot(), lease_is_mine=lambda: True)


def entries():
    return [json.loads(entry.body) for entry in Entry.objects.order_by("pk")]


def events():
    return [entry["event"] for entry in entries()]


def given_up(monkeypatch):
    """While the call is under way somebody else gives its attempt up for lost, as after a lease that ran out."""
    send = gateway._send

    def slow(client, request, begun):
        reply = send(client, request, begun)
        crossing = Crossing.objects.get(pk=begun.attempt.crossing.pk)
        with transaction.atomic():
            gateway._give_up([crossing], by=robot(), asked_by=request.asked_by)
        return reply

    monkeypatch.setattr(gateway, "_send", slow)


# Late replies ------------------------------------------------------------------------------------------------

LATE = {
    "wrong_geo": ("wrong_region", {}),
    "wrong_organization": ("other_organization", {}),
    "wrong_workspace": ("other_workspace", {}),
    "server_tool_use": ("server_side", {}),
    401: ("credential", {}),
    "on_hold": ("on_hold", {}),
}


@pytest.mark.parametrize("kind", LATE)
def test_what_stops_all_sending_does_so_even_after_its_attempt_was_given_up(
    sandbox, matter, monkeypatch, kind
):
    code, options = LATE[kind]
    given_up(monkeypatch)
    sandbox.faults.set("claude", "messages.create", kind, **options)

    with pytest.raises(Permanent):
        ask(factories.request(matter))

    assert (Breaker.objects.get().is_open, Breaker.objects.get().reason) == (True, code)
    assert Incident.objects.get().code == code
    assert "policy.breaker_opened" in events()


def test_a_cut_stream_of_another_organization_stops_all_sending_even_when_it_is_late(
    sandbox, matter, monkeypatch
):
    given_up(monkeypatch)
    sandbox.claude.configure(organization="00000000-0000-4000-8000-000000000000")
    sandbox.faults.set("claude", "messages.create", "cut_stream")

    with pytest.raises(Permanent):
        ask(factories.request(matter))

    assert Breaker.objects.get().reason == "other_organization"


def test_what_a_late_reply_says_of_itself_is_kept_and_the_attempt_stays_of_unknown_outcome(
    sandbox, matter, monkeypatch
):
    given_up(monkeypatch)
    sandbox.faults.set("claude", "messages.create", "wrong_geo", geo="global")

    with pytest.raises(Permanent):
        ask(factories.request(matter))

    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason) == (CrossingState.UNKNOWN, "worker_lost")
    assert (crossing.geo_returned, crossing.model_returned) == ("global", "claude-opus-5-5")
    assert crossing.organization == sandbox.claude.organization
    assert crossing.vendor_request.startswith("req_")
    assert crossing.cost > 0
    assert crossing.reserved == 0
    refused = entries()[-1]
    assert (refused["event"], refused["facts"]["reasons"]) == ("policy.reply_refused", ["wrong_region"])


def test_what_is_known_of_a_late_reply_is_booked_once(sandbox, matter, monkeypatch):
    given_up(monkeypatch)
    sandbox.faults.set("claude", "messages.create", "wrong_geo")
    with pytest.raises(Permanent):
        ask(factories.request(matter))
    crossing = Crossing.objects.get()
    before = Crossing.objects.values().get()

    attempt = crossings.Attempt(crossing, (), robot(), matter.responsible)
    with pytest.raises(Conflict), transaction.atomic():
        crossings.fail(attempt, Trouble.OVERLOADED, gateway.Seen(vendor_request="req_other", status=529))

    assert Crossing.objects.values().get() == before


def test_what_was_given_up_is_not_given_up_again(sandbox, matter):
    crossing = ask(factories.request(matter)).crossing
    with transaction.atomic():
        gateway._give_up([Crossing.objects.get(pk=crossing.pk)], by=robot(), asked_by=matter.responsible)

    with pytest.raises(Conflict), transaction.atomic():
        gateway._give_up([crossing], by=robot(), asked_by=matter.responsible)

    assert events().count("policy.crossing_unknown") == 1


def test_a_late_reply_that_is_only_no_draft_stops_nothing(sandbox, matter, monkeypatch):
    given_up(monkeypatch)
    sandbox.faults.set("claude", "messages.create", "refusal")

    with pytest.raises(Permanent):
        ask(factories.request(matter))

    assert not Breaker.objects.get().is_open
    assert not Incident.objects.exists()
    assert Crossing.objects.get().cost > 0


def test_a_good_reply_that_comes_late_is_still_nobodys(sandbox, matter, monkeypatch):
    given_up(monkeypatch)
    answer = ask(factories.request(matter))

    with pytest.raises(Conflict), transaction.atomic():
        services.settle(answer.crossing, answer)

    crossing = Crossing.objects.get()
    assert crossing.state == CrossingState.UNKNOWN
    assert crossing.reserved > 0


def test_what_a_good_reply_that_comes_late_cost_is_booked_once_and_nothing_else_stays_counted(
    sandbox, matter, monkeypatch
):
    given_up(monkeypatch)
    answer = ask(factories.request(matter))

    with transaction.atomic():
        services.discard(answer.crossing, answer, why=Fault.CAME_LATE)
    with pytest.raises(Conflict), transaction.atomic():
        services.discard(answer.crossing, answer, why=Fault.CAME_LATE)

    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason) == (CrossingState.UNKNOWN, "worker_lost")
    assert (crossing.cost, crossing.reserved) == (answer.cost, 0)
    assert (crossing.geo_returned, crossing.vendor_request) == ("us", answer.seen.vendor_request)
    assert (crossing.input_tokens, crossing.output_tokens) == (
        answer.seen.usage.input,
        answer.seen.usage.output,
    )
    assert events().count("policy.reply_refused") == 1


# Closing -----------------------------------------------------------------------------------------------------


def stopped(*codes):
    """Sending stopped for the first of these, and incidents raised for all."""
    with transaction.atomic():
        return [breaker.trip(code=code, crossing=None, by=robot()) for code in codes]


def test_closing_the_breaker_closes_what_opened_it_and_nothing_else():
    first, again = stopped(DifferenceKind.OTHER_GEO, DifferenceKind.OTHER_GEO)
    with transaction.atomic():
        other = breaker.raise_incident(code=DifferenceKind.MORE_THERE, crossing=None, by=robot())
    partner = person("partner")

    services.close_breaker(reason=services.ClosingReason.VENDOR_CONFIRMED, by=partner)

    closed = Incident.objects.filter(closed_by=partner)
    assert set(closed) == {first, again}
    assert Incident.objects.get(closed_at=None) == other
    assert not Breaker.objects.get().is_open
    said = entries()[-3:]
    assert [entry["event"] for entry in said] == [
        "policy.incident_closed", "policy.incident_closed", "policy.breaker_closed",
    ]  # fmt: skip
    assert {entry["on"]["id"] for entry in said[:2]} == {str(first.pk), str(again.pk)}
    assert all(entry["facts"]["incident"] == "other_geo" for entry in said[:2])


def close_breaker(by):
    return services.close_breaker(reason=services.ClosingReason.VENDOR_CONFIRMED, by=by)


def test_sending_stays_stopped_while_anything_else_that_stops_it_is_open(sandbox, matter):
    stopped(DifferenceKind.OTHER_GEO, DifferenceKind.SERVER_TOOL)
    partner = person("partner")

    with pytest.raises(NotAllowed, match="tool") as refused:
        close_breaker(partner)

    assert refused.value.codes == ("stopped_by_more",)
    assert Breaker.objects.get().is_open
    assert Incident.objects.filter(closed_at=None).count() == 2
    said = entries()[-1]
    assert (said["event"], said["facts"]["reasons"]) == ("policy.act_refused", ["stopped_by_more"])
    with pytest.raises(Transient):
        ask(factories.request(matter))
    assert sandbox.claude.requests == []


def test_once_all_else_that_stops_it_is_closed_the_breaker_is(sandbox, matter):
    _, other = stopped(DifferenceKind.OTHER_GEO, DifferenceKind.SERVER_TOOL)
    partner = person("partner")

    services.close_incident(incident=other, reason=services.ClosingReason.FALSE_ALARM, by=partner)
    assert Breaker.objects.get().is_open
    close_breaker(partner)

    assert not Incident.objects.filter(closed_at=None).exists()
    assert events()[-3:] == ["policy.incident_closed", "policy.incident_closed", "policy.breaker_closed"]
    assert ask(factories.request(matter)).crossing.state == CrossingState.STARTED


def test_the_page_that_closes_the_breaker_says_what_is_closed_first(client):
    stopped(DifferenceKind.OTHER_GEO, DifferenceKind.SERVER_TOOL)
    client.force_login(person("partner"))

    page = html.unescape(client.get("/status/").content.decode())
    answer = client.post("/gate/breaker/close/", {"reason": "false_alarm"}, follow=True).content.decode()

    assert str(DifferenceKind.SERVER_TOOL.label) in page
    assert "Close the breaker" not in page
    assert "Sending stays stopped" in answer
    assert Breaker.objects.get().is_open


def test_the_database_keeps_the_breaker_open_while_an_incident_that_stops_is():
    stopped(DifferenceKind.OTHER_GEO)

    with pytest.raises(IntegrityError, match="stays stopped"), transaction.atomic():
        Breaker.objects.update(is_open=False, reason="")

    assert Breaker.objects.get().is_open


def test_the_database_takes_no_incident_that_stops_beside_a_closed_breaker():
    def raise_alone():
        with transaction.atomic(), connection.cursor() as cursor:
            Incident.objects.create(code="other_geo", stops=True)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="opens the breaker"):
        raise_alone()

    assert not Incident.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_stops_sending_at_the_moment_somebody_closes_the_breaker_stops_it():
    stopped(DifferenceKind.OTHER_GEO)
    partner, raised = person("partner"), threading.Event()

    def trip():
        raised.set()
        stopped(DifferenceKind.SERVER_TOOL)
        connection.close()

    other = threading.Thread(target=trip)
    with held():
        Breaker.objects.select_for_update().get()
        other.start()
        raised.wait(10)
        time.sleep(0.3)  # it waits for the row
        close_breaker(partner)
    other.join(10)

    assert (Breaker.objects.get().is_open, Breaker.objects.get().reason) == (True, "server_tool")
    assert Incident.objects.get(closed_at=None).code == "server_tool"


def test_what_was_open_before_the_database_kept_it_stops_sending_again():
    Incident.objects.create(code="wrong_region")
    Incident.objects.create(code="more_there")
    assert not Breaker.objects.get().is_open
    made = import_module("apps.policy.migrations.0011_stopping_and_unknown_cost")

    made.what_stops(apps, types.SimpleNamespace(connection=connection))

    assert (Breaker.objects.get().is_open, Breaker.objects.get().reason) == (True, "wrong_region")
    assert set(Incident.objects.values_list("code", "stops")) == {
        ("wrong_region", True),
        ("more_there", False),
    }


def test_everything_that_stops_all_sending_is_known_to_the_migration():
    made = import_module("apps.policy.migrations.0011_stopping_and_unknown_cost")
    stops = {fault.value for fault in replies.OPENS_BREAKER} | {kind.value for kind in STOPS_ALL}
    stops |= {trouble.value for trouble, meaning in MEANINGS.items() if meaning.stops_all}

    assert stops == set(made.STOPPING)


# Between the commit and the line ---------------------------------------------------------------------------------


def first(monkeypatch, act):
    """Something happens once an attempt is committed and before it is sent."""
    send = gateway._send

    def late(client, request, begun):
        with transaction.atomic():
            act(begun.attempt.crossing)
        return send(client, request, begun)

    monkeypatch.setattr(gateway, "_send", late)


def test_an_attempt_that_was_committed_is_held_back_where_sending_was_stopped_since(
    sandbox, matter, monkeypatch
):
    first(monkeypatch, lambda _crossing: breaker.trip(code=Trouble.ON_HOLD, crossing=None, by=robot()))

    with pytest.raises(Transient) as held:
        ask(factories.request(matter))

    assert held.value.code == "held_back"
    assert sandbox.claude.requests == []
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason) == (CrossingState.FAILED, "held_back")
    assert (crossing.cost, crossing.reserved) == (0, 0)
    assert events()[-1] == "policy.crossing_failed"


def test_an_attempt_that_somebody_ended_meanwhile_is_not_sent_and_of_no_unknown_outcome(
    sandbox, matter, monkeypatch
):
    first(
        monkeypatch,
        lambda crossing: gateway._give_up([crossing], by=robot(), asked_by=person("partner")),
    )

    with pytest.raises(Transient):
        ask(factories.request(matter))

    assert sandbox.claude.requests == []
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason) == (CrossingState.FAILED, "held_back")
    assert (crossing.cost, crossing.reserved) == (0, 0)
    assert events()[-2:] == ["policy.crossing_unknown", "policy.crossing_failed"]


def somebody(matter, role="lawyer"):
    """On the team, licensed, with the policy accepted."""
    user = person(role)
    matter.team.create(user=user, added_by=matter.responsible)
    services.acknowledge(policy=AiPolicy.objects.get(), by=user)
    return user


NO_MORE = {
    "account closed": lambda user, matter: User.objects.filter(pk=user.pk).update(is_active=False),
    "role ended": lambda user, matter: user.grants.update(until=timezone.now()),
    "left the team": lambda user, matter: matter.team.filter(user=user).update(until=timezone.now()),
    "screen around the matter": lambda user, matter: _screen(user, matter=matter),
    "screen around the client": lambda user, matter: _screen(user, client=matter.client),
    "matter closed": lambda user, matter: Matter.objects.filter(pk=matter.pk).update(
        status="closed", closed_on=timezone.localdate()
    ),
    "may never leave": lambda user, matter: Matter.objects.filter(pk=matter.pk).update(
        residency=Residency.NEVER_LEAVES
    ),
    "client refused": lambda user, matter: matter.client.notices.create(
        kind="refusal", given_on=timezone.localdate(), wording="By telephone", recorded_by=user
    ),
    "arrangement ended": lambda user, matter: Arrangement.objects.update(ended_at=timezone.now()),
    "model off the list": lambda user, matter: ModelTerm.objects.update(allowed=False),
}
AS_ASKER = {"policy anew": lambda user, matter: _publish(user)}
AS_RESPONSIBLE = {"licence ended": lambda user, matter: user.licences.update(until="2020-01-01")}


def _screen(user, **around):
    Screen.objects.create(user=user, reason="other", raised_by=person("administrator"), **around)


def _publish(user):
    """A new version, which everyone but this person has accepted."""
    newer = {"text": "Anew.", "text_fr": "Refait.", "published_by": user}
    published = AiPolicy.objects.create(version=AiPolicy.objects.count() + 1, **newer)
    for each in User.objects.people().exclude(pk=user.pk):
        Acknowledgement.objects.create(policy=published, user=each)


def _held(sandbox, matter, monkeypatch, act, **people):
    given = {"asked_by": somebody(matter), "confirmed_by": somebody(matter), "responsible": somebody(matter)}
    given |= people
    request = factories.request(matter, **given)
    first(monkeypatch, lambda _crossing: act(given))

    with pytest.raises(Transient) as held:
        ask(request)

    assert held.value.code == "held_back"
    assert sandbox.claude.requests == []
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason, crossing.reserved) == (CrossingState.FAILED, "held_back", 0)
    assert events()[-1] == "policy.crossing_failed"


@pytest.mark.parametrize("who", ["asked_by", "confirmed_by", "responsible"])
@pytest.mark.parametrize("change", NO_MORE)
def test_the_rights_of_everyone_behind_an_attempt_are_asked_for_once_more_at_the_line(
    sandbox, matter, monkeypatch, who, change
):
    _held(sandbox, matter, monkeypatch, lambda given: NO_MORE[change](given[who], matter))


@pytest.mark.parametrize("who", ["asked_by", "confirmed_by"])
@pytest.mark.parametrize("change", AS_ASKER)
def test_who_asks_or_confirms_has_accepted_the_policy_at_the_line(sandbox, matter, monkeypatch, who, change):
    _held(sandbox, matter, monkeypatch, lambda given: AS_ASKER[change](given[who], matter))


def test_who_answers_for_it_holds_a_licence_at_the_line(sandbox, matter, monkeypatch):
    change = AS_RESPONSIBLE["licence ended"]
    _held(sandbox, matter, monkeypatch, lambda given: change(given["responsible"], matter))


def _filed(kind, **of):
    given = {"recorded_by": person("partner"), "reference": "PIA 7", "kind": kind}
    return Assessment.objects.create(**(given | of))


ON_FILE = {
    "a matter moved to Quebec": lambda matter: Matter.objects.filter(pk=matter.pk).update(province="QC"),
    "a transfer to be on record": lambda matter: Matter.objects.filter(pk=matter.pk).update(
        residency=Residency.DOCUMENTED_TRANSFER
    ),
    "what the vendor may flag": lambda matter: Matter.objects.filter(pk=matter.pk).update(
        may_trip_classifiers=True
    ),
    "a consent asked of the client": lambda matter: _filed("consent_rule", matter=matter),
}


@pytest.mark.parametrize("change", ON_FILE)
def test_what_has_to_be_on_file_for_a_matter_is_on_file_at_the_line(sandbox, matter, monkeypatch, change):
    _held(sandbox, matter, monkeypatch, lambda _given: ON_FILE[change](matter))


@pytest.mark.parametrize("kind", ["quebec_assessment", "quebec_agreement", None])
def test_an_assessment_that_is_ended_lets_nothing_leave(sandbox, matter, monkeypatch, kind):
    Matter.objects.filter(pk=matter.pk).update(province="QC")
    matter.refresh_from_db()
    of_matter = _filed("quebec_assessment", matter=matter)
    of_client = _filed("quebec_agreement", client=matter.client)
    if kind is None:
        ask(factories.request(matter))
        assert len(sandbox.claude.requests) == 1
        return

    ended = Assessment.objects.filter(pk={each.kind: each.pk for each in (of_matter, of_client)}[kind])
    yesterday = timezone.localdate() - timedelta(days=1)
    _held(sandbox, matter, monkeypatch, lambda _given: ended.update(until=yesterday))


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_what_cannot_be_asked_at_the_line_is_no(sandbox, matter, monkeypatch, trouble):
    def away(**_asked):
        raise trouble("the connection is lost")

    monkeypatch.setattr(leaving, "_STANDING", away)

    with pytest.raises(Transient) as held:
        ask(factories.request(matter))

    assert held.value.code == "held_back"
    assert sandbox.claude.requests == []
    assert Crossing.objects.get().state == CrossingState.FAILED


def test_three_people_who_may_still_have_it_sent_hold_nothing_back(sandbox, matter):
    request = factories.request(
        matter,
        asked_by=somebody(matter, "student"),
        confirmed_by=somebody(matter, "clerk"),
        responsible=somebody(matter),
    )

    ask(request)

    assert len(sandbox.claude.requests) == 1


def test_who_confirms_has_accepted_the_policy_as_well(sandbox, matter):
    confirms = somebody(matter)
    confirms.acknowledgements.all().delete()

    with pytest.raises(NotAllowed) as refused:
        ask(factories.request(matter, confirmed_by=confirms))

    assert refused.value.codes == ("policy_not_acknowledged",)
    assert sandbox.claude.requests == []
