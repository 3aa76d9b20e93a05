import contextlib
import datetime as dt
import itertools
import json
import logging
import threading
from dataclasses import dataclass

import pytest
import time_machine
from django.db import IntegrityError, InterfaceError, OperationalError, connection, connections, transaction
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import anchors, drafts, prompts, queries, replies, rules, services
from apps.drafting.models import Draft, Request, Version, WorkflowVersion
from apps.intake.models import Source
from apps.integrations.claude.types import Segment
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Matter, Party, Screen
from apps.people.models import Robot, User
from apps.policy import gateway, minimise, said
from apps.policy import services as policy
from apps.policy.models import Arrangement, Breaker, Clearance, Crossing
from sandbox import wsgi
from tests.drafting import factories as f

pytestmark = pytest.mark.django_db

CLAUSE = (
    "The lease of the premises at King Street ends on 3 March 2027 unless it is renewed in writing before."
)
NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
MORE = "Rent of $4,200 is due on the first day of each month and is late after the fifth day of the month."


@pytest.fixture(autouse=True)
def sandbox():
    yield wsgi.reset()
    wsgi.reset()


def confirmed(
    *,
    matter=None,
    by=None,
    confirms=None,
    texts=(CLAUSE, MORE),
    assignment="Explain to the client when the lease ends.",
):
    """A request that the gate allows, previewed and confirmed by the person who asked or by another."""
    matter = matter or f.matter()
    by = by or matter.responsible
    f.allow(matter, by)
    request = services.make_request(
        matter=matter,
        workflow=f.workflow(),
        language="en",
        needed_by=f.TODAY,
        responsible=matter.responsible,
        assignment=Sensitive(assignment),
        sources=[f.source(matter, *texts)],
        by=by,
    )
    confirms = confirms or by
    digest = services.preview(request=request, by=confirms).digest
    return services.confirm(request=request, by=confirms, preview_hmac=digest)


@pytest.fixture(scope="module")
def asked_once(beforehand):
    with beforehand():
        return confirmed()


@pytest.fixture
def asked(asked_once):
    """A confirmed request, which nobody has sent yet."""
    return Request.objects.get(pk=asked_once.pk)


def run(request):
    services.draft(request.pk)
    request.refresh_from_db()
    return request


def sent(sandbox):
    return [each for each in sandbox.record.of("claude") if each.operation == "messages.create"]


def events(request):
    return [entry.event for entry in Entry.objects.filter(matter=request.matter_id).order_by("id")]


def test_a_confirmed_request_becomes_one_draft_with_its_first_version(asked, sandbox):
    request = run(asked)

    assert (request.state, request.trouble, request.lease) == ("drafted", "", None)
    draft = Draft.objects.get()
    version = draft.latest
    text = keys.reveal(version, "text").reveal()
    assert (version.number, version.maker, version.unresolved) == (1, "claude", 0)
    assert version.text_hmac == keys.digest(request.matter_id, text.encode()).hmac
    assert draft.crossing.state == "answered"
    assert draft.crossing.reply_hmac
    assert len(sent(sandbox)) == 1
    assert events(request)[-2:] == ["policy.crossing_answered", "drafting.draft_stored"]


def test_what_a_draft_cites_is_found_again_in_the_source(asked):
    request = run(asked)

    version = Draft.objects.get().latest
    text = keys.reveal(version, "text").reveal()
    stretches = anchors.load(keys.reveal(version, "anchors").reveal())
    source = request.chosen.get().source_id
    assert any(stretch.verified for stretch in stretches)
    for stretch in stretches:
        assert text[stretch.start : stretch.end].strip() == text[stretch.start : stretch.end] != ""
        assert {support.source for support in stretch.supports} == {source}
        assert {support.anchor for support in stretch.supports} <= {"p1", "p2"}


def test_what_is_sent_is_what_was_shown_and_names_come_back_in_the_draft(sandbox):
    phone = "416-555-0199"
    request = run(
        confirmed(texts=(f"Call the landlord at {phone} about the lease before the third of March.", MORE))
    )

    [call] = sent(sandbox)
    assert phone not in str(call.body)
    assert "[PHONE_1]" in str(call.body)
    text = keys.reveal(Draft.objects.get().latest, "text").reveal()
    assert "[PHONE_1]" not in text
    assert request.preview_hmac == Crossing.objects.get().prompt_hmac


def test_nothing_is_sent_when_it_is_no_longer_what_was_shown(asked, sandbox):
    request = asked
    source = request.chosen.get().source
    keys.seal(source, "title", Sensitive("Another title"))
    source.save()

    run(request)

    assert (request.state, request.trouble) == ("stopped", "preview_changed")
    assert "Preview it again" in queries.progress(request).need.sentence
    assert sent(sandbox) == []
    assert not Crossing.objects.exists()
    assert events(request)[-1] == "drafting.request_stopped"


def test_the_rights_of_who_asked_are_looked_at_again_when_it_is_sent(sandbox):
    matter = f.matter()
    student = f.person("student")
    f.join(matter, student)
    request = confirmed(matter=matter, by=student)
    matter.team.filter(user=student).update(until=timezone.now())

    run(request)

    assert (request.state, request.trouble) == ("stopped", "asker_not_on_matter")
    assert sent(sandbox) == []
    assert not Draft.objects.exists()
    assert Clearance.objects.get().granted is False


def test_the_rights_of_who_confirmed_are_looked_at_again_when_it_is_sent(sandbox):
    matter = f.matter()
    asked, confirms = f.person("student"), f.person("clerk")
    for each in (asked, confirms):
        f.join(matter, each)
    request = confirmed(matter=matter, by=asked, confirms=confirms)
    matter.team.filter(user=confirms).update(until=timezone.now())

    run(request)

    assert (request.state, request.trouble) == ("stopped", "requester_not_allowed")
    assert sent(sandbox) == []
    assert not Crossing.objects.exists()


def test_a_screen_raised_after_the_attempt_was_committed_holds_it_back_and_the_request_says_so(
    sandbox, monkeypatch
):
    matter = f.matter()
    asked, confirms = f.person("student"), f.person("clerk")
    for each in (asked, confirms):
        f.join(matter, each)
    f.allow(matter, confirms)
    request = confirmed(matter=matter, by=asked, confirms=confirms)
    send = gateway._send

    def late(*given):
        Screen.objects.get_or_create(
            matter=matter, user=confirms, reason="other", defaults={"raised_by": matter.responsible}
        )
        return send(*given)

    monkeypatch.setattr(gateway, "_send", late)

    run(request)

    assert (request.state, request.trouble) == ("waiting", "held_back")
    assert "Nothing was sent" in rules.need(request).sentence
    assert (Crossing.objects.get().state, Crossing.objects.get().reason) == ("failed", "held_back")
    Request.objects.filter(pk=request.pk).update(try_after=timezone.now())

    run(request)

    assert (request.state, request.trouble) == ("stopped", "requester_not_allowed")
    assert sent(sandbox) == []
    assert events(request)[-1] == "drafting.request_stopped"


def test_what_the_gate_refuses_stops_with_its_reason_and_is_never_sent(asked, sandbox, client):
    request = asked
    request.matter.client.notices.all().delete()

    run(request)

    assert (request.state, request.trouble) == ("stopped", "client_not_told")
    assert sent(sandbox) == []
    assert Clearance.objects.get().granted is False
    entry = Entry.objects.get(event="drafting.request_stopped")
    assert entry.facts["reason"] == "refused_by_gate"
    client.force_login(request.requested_by)
    page = client.get(f"/requests/{request.pk}/").content.decode()
    assert f'href="/matters/{request.matter_id}/notice/"' in page  # where it is put right


@pytest.mark.parametrize("fault", [429, 500, 503, 529])
def test_a_vendor_in_trouble_makes_the_request_wait_and_then_it_goes_on(asked, sandbox, fault):
    request = asked
    sandbox.faults.set("claude", "messages.create", fault)

    run(request)

    assert request.state == "waiting"
    assert request.trouble
    assert request.try_after > timezone.now()
    assert services.claim(10) == []
    services.draft(request.pk)
    assert len(sent(sandbox)) == 1
    Request.objects.filter(pk=request.pk).update(try_after=timezone.now(), leased_until=None)
    Breaker.objects.update(pause_until=None)
    assert services.claim(10) == [request.pk]
    assert run(request).state == "drafted"
    assert [each.state for each in queries.crossings(request)] == ["failed", "answered"]


@pytest.mark.parametrize("asked", ["0", "-5", "Sat, 01 Jan 2000 00:00:00 GMT", "1"])
def test_a_vendor_that_asks_for_no_wait_at_all_does_not_use_up_the_tries_in_seconds(sandbox, asked):
    waits = []
    with time_machine.travel(NOW, tick=False) as clock:
        request = confirmed()
        for _ in range(rules.MOST_TRIES - 1):
            sandbox.faults.set("claude", "messages.create", "retry_after", value=asked)
            run(request)
            assert (request.state, request.trouble) == ("waiting", "rate_limited")
            waits.append((request.try_after - timezone.now()).total_seconds())
            assert Breaker.objects.get().pause_until >= timezone.now() + dt.timedelta(seconds=5)
            clock.move_to(request.try_after)

    assert waits == [10, 20, 40, 80, 160, 320, 640]


def test_a_vendor_that_is_away_for_hours_is_waited_for_and_one_that_is_for_days_is_not(sandbox):
    """Whatever it says of itself meanwhile."""
    with time_machine.travel(NOW, tick=False) as clock:
        request, faults = confirmed(), itertools.cycle([429, 503, 529])
        while timezone.now() < NOW + dt.timedelta(hours=3):
            sandbox.faults.set("claude", "messages.create", next(faults))
            assert run(request).state == "waiting"
            clock.move_to(request.try_after)
        assert run(request).state == "drafted"

        other = confirmed()
        sandbox.faults.set("claude", "messages.create", next(faults))
        assert run(other).state == "waiting"
        clock.move_to(
            other.confirmed_at + dt.timedelta(hours=22)
        )  # what comes of each try until then is seen above
        sandbox.faults.set("claude", "messages.create", next(faults))
        while run(other).state == "waiting":
            sandbox.faults.set("claude", "messages.create", next(faults))
            clock.move_to(other.try_after)

        assert (other.state, other.trouble) == ("stopped", "too_many_tries")
        over = timezone.now() - other.confirmed_at
        assert dt.timedelta(days=1) <= over < dt.timedelta(days=1, minutes=16)


def test_what_may_have_cost_something_each_time_is_tried_eight_times(sandbox):
    with time_machine.travel(NOW, tick=False) as clock:
        request = confirmed()
        sandbox.faults.set("claude", "messages.create", "error_event", times=None)
        while run(request).state == "waiting":
            clock.move_to(request.try_after)

    assert (request.state, request.trouble) == ("stopped", "too_many_tries")
    assert queries.crossings(request).count() == rules.MOST_TRIES


@pytest.mark.parametrize(
    ("tries", "asked", "seconds"),
    [
        (0, None, 10), (1, None, 10), (2, None, 20), (30, None, 900),
        (0, 3.0, 3), (1, 3.0, 10), (1, 60.0, 60), (3, 60.0, 60), (4, 60.0, 80), (1, 0.0, 10), (8, 0.0, 900),
        (1, 10_000_000.0, 86_400),
    ],
)  # fmt: skip
def test_the_next_try_is_when_the_vendor_asks_and_never_sooner_than_doubling(tries, asked, seconds):
    assert rules.wait(tries, asked) == seconds


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (401, "credential"), (413, "too_large"), ("wrong_geo", "wrong_region"), ("max_tokens", "cut_off"),
        ("wrong_organization", "other_organization"), ("wrong_workspace", "other_workspace"),
    ],
)  # fmt: skip
def test_what_no_repetition_mends_stops_and_says_so(asked, sandbox, fault, code):
    request = asked
    sandbox.faults.set("claude", "messages.create", fault)

    run(request)

    assert (request.state, request.trouble) == ("stopped", code)
    need = queries.progress(request).need
    assert (need.person, need.sentence) == (True, WHY[code])
    assert said.reason(Crossing.objects.get().reason) == WHY[code]
    assert not Draft.objects.exists()


WHY = {
    "credential": "The firm's key for Claude no longer works. Your administrator has to replace it.",
    "too_large": "The request is too large. Choose fewer or shorter sources.",
    "wrong_region": "The vendor does not report that it ran in the United States.",
    "cut_off": "The answer was cut off before its end. Ask for less at once, or let a partner raise the workflow's "
    "limit.",
    "other_organization": "Another organization than the firm's answered.",
    "other_workspace": "Another workspace than the firm's answered.",
}


@pytest.mark.parametrize("change", [{"organization": "another"}, {"workspace": "another"}])
def test_of_a_code_that_the_gate_and_a_reply_have_in_common_the_gates_no_is_said_in_its_words(
    sandbox, change
):
    request = confirmed()
    Arrangement.objects.update(**change)

    run(request)

    assert request.state == "stopped"
    assert sent(sandbox) == []
    if request.trouble.startswith("other_"):
        assert "The arrangement on record is for another" in queries.progress(request).need.sentence


def test_without_a_key_a_request_stops_and_says_that_the_connection_is_not_set_up(
    sandbox, settings, tmp_path
):
    request = confirmed()
    settings.CLAUDE_KEY_FILE = str(tmp_path / "missing")

    run(request)

    assert (request.state, request.trouble) == ("stopped", "not_configured")
    assert "The connection to Claude is not set up" in queries.progress(request).need.sentence


def test_a_request_that_waits_says_why_and_until_when(asked, sandbox, client):
    request = asked
    sandbox.faults.set("claude", "messages.create", 529)
    run(request)
    client.force_login(request.requested_by)

    page = client.get(f"/requests/{request.pk}/").content.decode()

    assert "Claude is overloaded at the moment." in page
    assert "Next try: <time" in page
    assert timezone.localtime(request.try_after).isoformat() in page


def test_a_destroyed_matter_is_not_drafted_for(asked, sandbox):
    request = asked
    matter = request.matter
    matter.key.data_key = matter.key.digest_key = None
    matter.key.destroyed_at, matter.key.destroyed_by = timezone.now(), matter.responsible
    matter.key.save()

    run(request)

    assert (request.state, request.trouble) == ("stopped", "content_destroyed")
    assert sent(sandbox) == []


def confirm_again(request):
    """A person looks at what stopped, at what would be sent, and confirms it."""
    by = request.requested_by
    request = services.resume(request=request, by=by)
    digest = services.preview(request=request, by=by).digest
    return services.confirm(request=request, by=by, preview_hmac=digest)


def test_an_answer_without_text_is_paid_for_and_no_draft_and_a_person_is_told_what_to_do(asked, sandbox):
    request = asked
    sandbox.faults.set("claude", "messages.create", "no_text")

    run(request)

    assert (request.state, request.trouble) == ("stopped", "empty_reply")
    need = queries.progress(request).need
    assert need.person is True
    assert need.sentence == str(rules.TROUBLES[rules.Trouble.EMPTY_REPLY])
    assert "assignment" not in need.sentence.partition("withdraw")[0]  # nobody can change it in this request
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason, crossing.reserved) == ("refused", "empty_reply", 0)
    assert crossing.cost > 0
    assert not Draft.objects.exists()
    assert not Breaker.objects.filter(is_open=True).exists()
    assert events(request)[-2:] == ["policy.reply_refused", "drafting.request_stopped"]


@pytest.mark.parametrize("times", [1, 2])
def test_after_answers_without_text_a_request_that_is_confirmed_again_becomes_one_draft(
    asked, sandbox, times
):
    request = asked
    for _ in range(times):
        sandbox.faults.set("claude", "messages.create", "no_text")
        assert run(request).trouble == "empty_reply"
        request = confirm_again(request)

    run(request)

    assert (request.state, request.trouble) == ("drafted", "")
    assert Draft.objects.count() == 1
    assert [each.state for each in queries.crossings(request)] == [*["refused"] * times, "answered"]
    assert len(sent(sandbox)) == times + 1


STOLEN = "00000000-0000-4000-8000-000000000001"


def meanwhile(monkeypatch, act):
    """Something happens between the answer and its storing."""
    ask = drafts.gateway.ask

    def slow(*args, **given):
        answer = ask(*args, **given)
        act()
        return answer

    monkeypatch.setattr(drafts.gateway, "ask", slow)


def steal(request):
    return lambda: Request.objects.filter(pk=request.pk).update(lease=STOLEN)


def is_kept_as_late(crossing, state="refused"):
    """All that is known of an answer but its text, and nothing counted twice."""
    assert (crossing.state, crossing.reserved) == (state, 0)
    assert (crossing.geo_returned, crossing.model_returned) == ("us", crossing.model_asked)
    assert crossing.vendor_request.startswith("req_")
    assert min(crossing.input_tokens, crossing.output_tokens, crossing.cost) > 0
    refused = json.loads(Entry.objects.filter(event="policy.reply_refused").get().body)
    assert refused["facts"]["reasons"] == ["came_late"]
    assert not Draft.objects.exists()
    assert not Breaker.objects.filter(is_open=True).exists()


def test_an_answer_without_text_after_the_lease_was_taken_over_moves_nothing(asked, sandbox, monkeypatch):
    request = asked
    sandbox.faults.set("claude", "messages.create", "no_text")
    meanwhile(monkeypatch, steal(request))

    run(request)

    assert (request.state, str(request.lease)) == ("drafting", STOLEN)
    assert Crossing.objects.get().reason == "came_late"


def test_a_request_that_was_answered_before_is_never_sent_again_and_ends_with_a_person(asked, sandbox):
    request = asked
    crossing = f.crossing(request)
    assert crossing.state == "answered"

    run(request)

    assert (request.state, request.trouble) == ("stopped", "answered_before")
    assert "ask again" in queries.progress(request).need.sentence
    assert sent(sandbox) == []
    assert services.claim(10) == []
    assert events(request)[-1] == "drafting.request_stopped"
    assert services.withdraw(request=request, by=request.requested_by).state == "withdrawn"


def test_content_that_cannot_be_read_is_not_said_to_be_destroyed(asked, sandbox):
    request = asked
    held = bytes(request.assignment)
    Request.objects.filter(pk=request.pk).update(assignment=held[:-1] + bytes([held[-1] ^ 1]))

    run(request)

    assert (request.state, request.trouble) == ("stopped", "cannot_be_read")
    sentence = queries.progress(request).need.sentence
    assert "destroyed" not in sentence
    assert "administrator" in sentence
    assert sent(sandbox) == []
    assert services.claim(10) == []


def test_a_key_version_that_is_missing_is_not_said_to_be_destruction(asked, sandbox):
    request = asked
    wrapped = bytes(request.matter.key.data_key)
    type(request.matter.key).objects.update(data_key=bytes([250]) + wrapped[1:])

    run(request)

    assert (request.state, request.trouble) == ("stopped", "cannot_be_read")
    type(request.matter.key).objects.update(data_key=wrapped)
    assert run(confirm_again(request)).state == "drafted"


def test_a_request_that_meets_an_error_of_ours_stops_and_is_logged_by_class(asked, sandbox, caplog):
    request = asked
    source = request.chosen.get().source
    keys.seal(source, "reading", Sensitive("quixotic zebra, and no reading at all"))
    source.save()

    run(request)

    assert (request.state, request.trouble) == ("stopped", "firmai_error")
    assert queries.progress(request).need.person is True
    assert sent(sandbox) == []
    assert services.claim(10) == []
    [record] = [each for each in caplog.records if each.name == "apps.drafting.drafts"]
    assert str(request.pk) in record.getMessage()
    assert "zebra" not in caplog.text


def test_nothing_crosses_from_a_matter_that_was_closed_meanwhile(asked, sandbox):
    request = asked
    matter, lawyer = request.matter, request.confirmed_by
    matters.close_matter(matter=matter, on=f.TODAY, by=lawyer)

    run(request)

    assert (request.state, request.trouble) == ("stopped", "matter_closed")
    assert "Open the matter again" in queries.progress(request).need.sentence
    assert sent(sandbox) == []
    request = services.resume(request=request, by=lawyer)
    digest = services.preview(request=request, by=lawyer).digest
    with pytest.raises(WrongState, match="matter is closed"):
        services.confirm(request=request, by=lawyer, preview_hmac=digest)
    assert Request.objects.get(pk=request.pk).state == "preview"
    refused = Entry.objects.get(event="drafting.request_refused")
    assert (refused.facts["attempted"], refused.facts["reasons"]) == ("confirm", ["wrong_state"])


def test_a_second_delivery_of_the_same_message_does_nothing(asked, sandbox):
    request = run(asked)

    services.draft(request.pk)

    assert len(sent(sandbox)) == 1
    assert Draft.objects.count() == 1


def test_of_an_answer_that_comes_after_the_lease_was_taken_over_all_but_the_text_is_kept(
    sandbox, monkeypatch
):
    request = confirmed()
    meanwhile(monkeypatch, steal(request))

    run(request)

    assert (request.state, str(request.lease)) == ("drafting", STOLEN)
    is_kept_as_late(Crossing.objects.get())


def test_of_an_answer_that_comes_after_its_attempt_was_given_up_all_but_the_text_is_kept(
    sandbox, monkeypatch
):
    request = confirmed()

    def give_up():
        robot = User.for_robot(Robot.SWEEPER)
        Request.objects.filter(pk=request.pk).update(leased_until=timezone.now())
        policy.give_up(request_id=request.pk, by=robot, asked_by=request.requested_by)

    meanwhile(monkeypatch, give_up)

    run(request)

    crossing = Crossing.objects.get()
    assert crossing.reason == "worker_lost"
    is_kept_as_late(crossing, "unknown")


def test_after_an_answer_that_came_late_the_next_worker_makes_the_one_draft(asked, sandbox, monkeypatch):
    request = asked
    with monkeypatch.context() as patched:
        meanwhile(patched, steal(request))
        services.draft(request.pk)
    Request.objects.filter(pk=request.pk).update(leased_until=timezone.now())
    assert services.claim(1) == [request.pk]

    run(request)

    late, answered = Crossing.objects.order_by("attempt")
    assert (late.reason, answered.state, answered.repeats) == ("came_late", "answered", late)
    assert Draft.objects.get().crossing == answered
    assert request.state == "drafted"


def test_a_request_whose_answers_come_late_every_time_ends_with_a_person(asked, sandbox, monkeypatch):
    request = asked
    for _ in range(2):
        with monkeypatch.context() as patched:
            meanwhile(patched, steal(request))
            services.draft(request.pk)
        Request.objects.filter(pk=request.pk).update(leased_until=timezone.now())
        services.claim(1)

    run(request)

    assert (request.state, request.trouble) == ("stopped", "outcome_unknown")
    assert len(sent(sandbox)) == 2


def test_of_an_answer_that_comes_after_a_source_was_withdrawn_all_but_the_text_is_kept(
    asked, sandbox, monkeypatch
):
    request = asked

    def stop():
        with transaction.atomic():
            drafts.source_gone(Request.objects.select_for_update().get(pk=request.pk))

    meanwhile(monkeypatch, stop)

    run(request)

    assert (request.state, request.trouble) == ("stopped", "source_not_ready")
    is_kept_as_late(Crossing.objects.get(), "unknown")


def test_an_answer_that_the_database_would_not_store_leaves_what_it_cost(asked, sandbox, monkeypatch):
    request = asked

    def refuse(*given):
        raise IntegrityError

    monkeypatch.setattr(drafts, "write_version", refuse)

    run(request)

    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason, crossing.reserved) == ("refused", "not_stored", 0)
    assert crossing.cost > 0
    assert (request.state, request.trouble, request.lease) == ("stopped", "firmai_error", None)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert services.claim(10) == []
    assert len(sent(sandbox)) == 1


def test_instructions_taken_out_of_use_while_the_call_is_put_together_send_nothing(sandbox, monkeypatch):
    request, was_shown = confirmed(), prompts.was_shown

    def meanwhile(*given):
        WorkflowVersion.objects.filter(pk=request.workflow_version_id).update(state="retired")
        return was_shown(*given)

    monkeypatch.setattr(prompts, "was_shown", meanwhile)

    run(request)

    assert (request.state, request.trouble) == ("stopped", "workflow_not_approved")
    assert (sent(sandbox), Crossing.objects.exists()) == ([], False)
    said = json.loads(Entry.objects.order_by("-pk").first().body)
    assert (said["event"], said["facts"]["reason"]) == ("drafting.request_stopped", "workflow_not_approved")


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_stored_once_the_database_is_back(sandbox, monkeypatch):
    request, read, times = confirmed(), replies.read, []

    def after_a_restart(*given):
        times.append(None)
        if len(times) == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return read(*given)

    monkeypatch.setattr(replies, "read", after_a_restart)
    monkeypatch.setattr(drafts, "PAUSES", (0.0,))

    assert run(request).state == "drafted"

    assert Crossing.objects.get().state == "answered"
    assert Draft.objects.get().request == request
    assert (len(sent(sandbox)), len(times)) == (1, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lost", [OperationalError, InterfaceError])
def test_a_database_that_is_started_anew_while_claude_writes_costs_nothing(sandbox, monkeypatch, lost):
    request, count, times = confirmed(), gateway._Progress.__call__, []

    def away(**_given):
        raise lost

    def after_a_restart(progress, received):
        times.append(received)
        if len(times) == 1:
            with contextlib.suppress(OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        progress._due = 0.0
        with monkeypatch.context() as patch:
            if len(times) == 2:
                patch.setattr(Crossing.objects, "filter", away)
            count(progress, received)

    monkeypatch.setattr(gateway._Progress, "__call__", after_a_restart)
    monkeypatch.setattr(drafts, "PAUSES", (0.0,))

    assert run(request).state == "drafted"

    assert Crossing.objects.get().state == "answered"
    assert (len(sent(sandbox)), len(times) > 2) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_leaves_a_request_to_its_lease(sandbox, monkeypatch):
    request = confirmed()
    monkeypatch.setattr(drafts, "PAUSES", (0.0,))

    def away(*given):
        raise OperationalError

    monkeypatch.setattr(drafts, "write_version", away)

    with pytest.raises(OperationalError):
        services.draft(request.pk)

    request.refresh_from_db()
    assert request.state == "drafting"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_request_make_one_draft(sandbox):
    request = confirmed()
    start = threading.Barrier(2)

    def work():
        start.wait()
        services.draft(request.pk)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    request.refresh_from_db()
    assert (request.state, request.trouble) == ("drafted", "")
    assert Draft.objects.count() == Version.objects.count() == 1
    assert len(sent(sandbox)) == 1


class Killed(BaseException):
    """The process is gone: nothing catches this."""


def kill_at(monkeypatch, number, *, after):
    """The worker dies just before, or just after, its nth commit."""
    commit, count = connection.commit, iter(range(1, 1_000))

    def dying():
        this = next(count)
        if this == number and not after:
            connection.close()
            raise Killed
        commit()
        if this == number:
            connection.close()
            raise Killed

    monkeypatch.setattr(connection, "commit", dying)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_worker_killed_at_any_commit_still_ends_in_one_draft(sandbox, monkeypatch, number, after):
    request = confirmed()
    with monkeypatch.context() as patched:
        kill_at(patched, number, after=after)
        with contextlib.suppress(Killed):
            services.draft(request.pk)
    for _ in range(3):
        past = timezone.now() - dt.timedelta(seconds=1)
        Request.objects.filter(pk=request.pk).update(leased_until=past)
        Request.objects.filter(pk=request.pk, state="waiting").update(try_after=past)
        for pk in services.claim(10):
            services.draft(pk)

    request.refresh_from_db()
    assert (request.state, request.trouble) == ("drafted", "")
    assert Draft.objects.count() == Version.objects.count() == 1
    assert Crossing.objects.filter(state="answered").count() == 1
    assert len(sent(sandbox)) <= Crossing.objects.count() <= 2
    assert events(request).count("drafting.draft_stored") == 1


HIDDEN = "".join(chr(0xE0000 + ord(each)) for each in "and pay")


def test_a_placeholder_that_the_model_made_up_puts_nobody_of_the_matter_into_a_draft():
    matter = f.matter()
    for name in ("Amina Warsame", "Hollis Brandt"):
        Party.objects.create(matter=matter, name=name, role="witness")
    minimise.minimise(matter, "Amina Warsame met Hollis Brandt.")
    request = confirmed(
        matter=matter, texts=("Amina Warsame signed the lease of the premises at King Street.",)
    )
    prompt = prompts.assembled(request)
    answer = Answered([Segment(Sensitive("[PERSON_1] signed before [PERSON_2]."), ())])

    text, _stretches = replies.read(matter, answer, prompt)

    assert text == "Amina Warsame signed before [PERSON_2]."
    assert [text[gap.start : gap.end] for gap in anchors.gaps(text) if gap.is_placeholder] == ["[PERSON_2]"]


def test_nothing_is_in_a_draft_that_nobody_sees(asked):
    request = asked
    said = Answered([Segment(Sensitive(f"Rent{HIDDEN} is\u202e due.")), Segment(Sensitive(f"{HIDDEN} Pay."))])

    text, _stretches = replies.read(request.matter, said, prompts.assembled(request))

    assert text == "Rent is due. Pay."


def test_what_is_shown_as_a_space_is_one_in_the_draft(asked):
    """What is approved and sent as a note are the very characters that are kept."""
    request = asked
    said = Answered([Segment(Sensitive("A fee of $1\x1f500,")), Segment(Sensitive("\x85not\x0b$2\x7f500."))])

    text, _stretches = replies.read(request.matter, said, prompts.assembled(request))

    assert text == "A fee of $1 500, not $2 500."


@dataclass
class Answered:
    """An answer, as far as its text goes."""

    segments: list[Segment]


class TestVersions:
    def test_an_edit_adds_nothing_that_nobody_sees(self, asked):
        run(asked)
        draft = Draft.objects.get()
        first, by = draft.latest, draft.matter.responsible
        before = keys.reveal(first, "text").reveal()

        made = services.add_version(
            draft=draft, by=by, text=Sensitive(f"{before} More{HIDDEN}."), maker="person", base=first
        )
        with pytest.raises(BadInput, match="Nothing was changed"):
            services.add_version(
                draft=draft, by=by, text=Sensitive(f"{before}{HIDDEN} More."), maker="person", base=made
            )

        assert keys.reveal(made, "text").reveal() == f"{before} More."

    def test_an_edit_adds_no_control_character(self, asked):
        run(asked)
        draft = Draft.objects.get()
        before = keys.reveal(draft.latest, "text").reveal()

        made = services.add_version(
            draft=draft,
            by=draft.matter.responsible,
            text=Sensitive(f"{before} A fee of $1\x1f500."),
            maker="person",
            base=draft.latest,
        )

        assert keys.reveal(made, "text").reveal() == f"{before} A fee of $1 500."

    def test_an_edit_makes_the_next_version_and_leaves_the_one_before(self, asked):
        run(asked)
        draft = Draft.objects.get()
        first = draft.latest
        before = keys.reveal(first, "text").reveal()

        second = services.add_version(
            draft=draft,
            by=draft.matter.responsible,
            text=Sensitive(before + "\r\nMore."),
            maker="person",
            base=first,
        )

        assert (second.number, second.maker, second.made_by) == (2, "person", draft.matter.responsible)
        assert keys.reveal(second, "text").reveal() == before + "\nMore."
        assert keys.reveal(first, "text").reveal() == before
        assert anchors.load(keys.reveal(second, "anchors").reveal()) == anchors.load(
            keys.reveal(first, "anchors").reveal()
        )

    def test_two_people_who_edit_the_same_version_do_not_overwrite_each_other(self, asked):
        run(asked)
        draft = Draft.objects.get()
        first, by = draft.latest, draft.matter.responsible
        services.add_version(draft=draft, by=by, text=Sensitive("One."), maker="person", base=first)

        with pytest.raises(Conflict, match="Version 2"):
            services.add_version(draft=draft, by=by, text=Sensitive("Other."), maker="person", base=first)

        assert draft.versions.count() == 2

    @pytest.mark.parametrize("text", ["", " \n", None], ids=["empty", "blank", "unchanged"])
    def test_an_edit_that_empties_or_changes_nothing_is_refused(self, asked, text):
        run(asked)
        draft = Draft.objects.get()
        same = keys.reveal(draft.latest, "text").reveal()

        with pytest.raises(BadInput):
            services.add_version(
                draft=draft,
                by=draft.matter.responsible,
                text=Sensitive(same if text is None else text),
                maker="person",
                base=draft.latest,
            )

        assert draft.versions.count() == 1

    def test_a_stranger_edits_nothing(self, asked):
        run(asked)
        draft = Draft.objects.get()

        with pytest.raises(NotAllowed):
            services.add_version(
                draft=draft, by=f.person("lawyer"), text=Sensitive("Mine."), maker="person", base=draft.latest
            )

        assert draft.versions.count() == 1


def test_a_revision_sends_the_earlier_draft_and_the_comments(asked, sandbox):
    request = run(asked)
    draft, by = Draft.objects.get(), request.requested_by

    revision = services.open_revision(of=draft, by=by, remarks=Sensitive("Say which clause."))

    assert (revision.state, revision.revises) == ("preview", draft)
    digest = services.preview(request=revision, by=by).digest
    run(services.confirm(request=revision, by=by, preview_hmac=digest))
    assert Draft.objects.count() == 2
    last = sent(sandbox)[-1].body["messages"][0]["content"][-1]["text"]
    assert "# Earlier draft\n\n" in last
    assert last.endswith("# Reviewer's comments\n\nSay which clause.")


def test_what_an_earlier_draft_was_made_from_crosses_with_it_and_is_asked_about_and_on_record(asked):
    """Health information stays in the words of a draft, also where its source is not chosen again."""
    Source.objects.update(tag="health")
    Matter.objects.update(health_information=True)
    request = run(asked)
    draft, by = Draft.objects.get(), request.requested_by
    other = f.source(request.matter, "The landlord's reply.")
    revision = services.open_revision(of=draft, by=by, remarks=Sensitive("Shorter."), sources=[other])

    shown = services.preview(request=revision, by=by)
    run(services.confirm(request=revision, by=by, preview_hmac=shown.digest))
    Matter.objects.update(health_information=False)
    again = services.open_revision(of=revision.draft, by=by, remarks=Sensitive("Once more."), sources=[other])

    assert Crossing.objects.get(request_id=revision.pk).information == ["documents", "health"]
    reasons = services.preview(request=again, by=by).gate.reasons
    assert [each.code for each in reasons] == ["health_not_recorded"]


def test_privileged_text_is_in_no_entry_row_log_line_or_error(sandbox, caplog):
    caplog.set_level(logging.DEBUG)
    canary = "quixotic zebra"
    request = confirmed(
        texts=(f"The {canary} signed the lease of the premises on the third of March 2024.", MORE),
        assignment=f"Explain what the {canary} signed.",
    )
    sandbox.faults.set("claude", "messages.create", "echo")
    run(request)
    services.resume(request=request, by=request.requested_by)
    digest = services.preview(request=request, by=request.requested_by).digest
    request = run(services.confirm(request=request, by=request.requested_by, preview_hmac=digest))

    assert (request.state, request.trouble) == ("drafted", "")
    assert canary in keys.reveal(request, "assignment").reveal()
    assert not [entry.pk for entry in Entry.objects.all() if canary in entry.body]
    assert canary not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table.startswith("audit_") and table != "audit_entry":
                continue
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{canary}%"])
            assert (table, cursor.fetchone()[0]) == (table, 0)


def test_an_error_of_ours_after_the_answer_ends_the_attempt_with_what_it_cost(asked, sandbox, monkeypatch):
    request = asked

    def stumbles(*given):
        raise OverflowError("quixotic zebra")

    monkeypatch.setattr(drafts, "write_version", stumbles)

    run(request)

    assert (request.state, request.trouble) == ("stopped", "firmai_error")
    crossing = Crossing.objects.get()
    assert (crossing.state, crossing.reason, crossing.reserved) == ("refused", "not_stored", 0)
    assert crossing.cost > 0
    assert not Draft.objects.exists()
    assert not Breaker.objects.filter(is_open=True).exists()
    assert events(request)[-2:] == ["policy.reply_refused", "drafting.request_stopped"]

    monkeypatch.undo()
    assert run(confirm_again(request)).state == "drafted"
