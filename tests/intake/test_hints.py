"""From Zoom's word, or without it, to a transcript that is stored: hints, and the sweep for what was never told of."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.intake import hints, queries, services, sweeps, tasks
from apps.intake.models import Arrival, ArrivalState, Source, Sweep
from apps.integrations.errors import Fault
from apps.integrations.models import Connection, ConnectionState, Hint, HintKind
from apps.integrations.zoom import reading as zoom_reading
from apps.people.models import User
from tests import factories
from tests.integrations import accounts

from . import files

pytestmark = pytest.mark.django_db
MEETING = "ab/cd+e=="


@pytest.fixture
def box():
    return accounts.fresh()


@pytest.fixture
def connection(box):
    return accounts.zoom()


@pytest.fixture
def judith(connection):
    return factories.person("lawyer", email="judith@firm.example")


def load(box, *, topic="Consult", uuid=MEETING):
    told = {
        "id": 9001,
        "uuid": uuid,
        "host_id": "u1",
        "topic": topic,
        "start_time": (timezone.now() - dt.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recording_files": [
            {"file_type": "M4A", "content": b"sound"},
            {"file_type": "TRANSCRIPT", "content": files.VTT.encode()},
        ],
    }
    users = [] if box.zoom.users else [{"id": "u1", "email": "judith@firm.example"}]
    box.zoom.load({"users": users, "meetings": [told]})
    return box.zoom.meetings[-1].files[1].data["id"]


def hint(connection, file_id, **more):
    given = {"connection": connection, "kind": HintKind.TRANSCRIPT, "remote_id": MEETING, "part": file_id}
    return Hint.objects.create(**given | more)


def fetch_all():
    for arrival_id in services.claim_arrivals(10):
        tasks.fetch(arrival_id=str(arrival_id))


def test_a_hint_becomes_a_stored_transcript_with_its_topic_read_from_zoom(box, connection, judith):
    file_id = load(box, topic="Consult Adeyemi")
    hint(connection, file_id, host=judith)
    asked = len(box.zoom.requests)

    services.take_hints(10)
    assert len(box.zoom.requests) == asked
    fetch_all()

    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.host) == (ArrivalState.STORED, judith)
    assert arrival.started_at is not None
    assert [row.topic for row in queries.unmatched(judith)] == ["Consult Adeyemi"]


def test_a_hinted_transcript_whose_topic_names_a_matter_goes_to_it(box, connection):
    matter = factories.matter()
    hint(connection, load(box, topic=f"Consult {matter.number}"))

    services.take_hints(10)
    fetch_all()

    assert Source.objects.get().matter == matter


def test_hints_that_say_the_same_are_one_transcript(box, connection):
    file_id = load(box)
    for _ in range(3):
        hint(connection, file_id)

    services.take_hints(10)

    assert (Arrival.objects.count(), Hint.objects.filter(taken_at=None).count()) == (1, 0)
    assert Entry.objects.filter(event="intake.transcript_announced").count() == 1
    assert services.take_hints(10) == []


def test_a_hint_with_ids_that_are_none_leads_nowhere(box, connection):
    hint(connection, "an id with spaces")

    services.take_hints(10)

    assert (Arrival.objects.count(), Hint.objects.filter(taken_at=None).count()) == (0, 0)


def test_a_hint_about_something_zoom_does_not_have_is_given_up_by_and_by(box, connection):
    hint(connection, "no-such-file")
    services.take_hints(10)

    fetch_all()

    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.tries) == (ArrivalState.ANNOUNCED, 1)


# --- the sweep -----------------------------------------------------------------------------------------------------


def test_what_zoom_never_told_of_is_found_and_its_host_is_who_was_asked_about(box, connection, judith):
    load(box)

    assert services.sweep(connection=connection) == 1
    assert services.sweep(connection=connection) == 0

    assert Arrival.objects.get().host == judith
    connection.refresh_from_db()
    assert connection.answered_at is not None


def test_a_meeting_of_the_evening_is_found_the_same_evening(box, connection, judith):
    """In Toronto it is the day before still; Zoom counts days in UTC."""
    with time_machine.travel(dt.datetime(2026, 11, 28, 2, 30, tzinfo=dt.UTC), tick=False):
        load(box)

        assert services.sweep(connection=connection) == 1


def test_an_account_is_handed_out_when_it_is_due_and_not_before(box, connection, judith):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        assert services.claim_sweeps(10) == [connection.pk]
        assert services.claim_sweeps(10) == []  # in the queue
        tasks.sweep(connection_id=str(connection.pk))
        clock.shift(dt.timedelta(minutes=9))
        assert services.claim_sweeps(10) == []
        clock.shift(dt.timedelta(minutes=2))
        assert services.claim_sweeps(10) == [connection.pk]


def test_an_id_that_was_lost_in_the_queue_is_handed_out_again(box, connection, settings):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        services.claim_sweeps(10)
        clock.shift(dt.timedelta(seconds=settings.HANDED_OUT_SECONDS + 1))
        assert services.claim_sweeps(10) == [connection.pk]


def test_one_process_at_a_time_looks(box, connection, judith, monkeypatch):
    load(box)
    inside = []

    def look(*given, **more):
        inside.append(services.sweep(connection=connection))
        return original(*given, **more)

    original = services.sweep.__globals__["_person"]
    monkeypatch.setitem(services.sweep.__globals__, "_person", look)

    assert services.sweep(connection=connection) == 1
    assert set(inside) == {0}


def test_a_passing_fault_ends_a_sweep_and_is_shown(box, connection, judith):
    box.faults.set("zoom", "users.recordings", 500)

    assert services.sweep(connection=connection) == 0

    connection.refresh_from_db()
    assert (connection.state, connection.failure) == (ConnectionState.WORKING, Fault.VENDOR_TROUBLE)
    assert Sweep.objects.get().lease is None


def test_an_account_that_is_refused_needs_a_person(box, connection, judith, settings, tmp_path):
    wrong = tmp_path / "zoom"
    wrong.write_text("sandbox-zoom-account\nsandbox-zoom-client\nold-secret\nsandbox-zoom-webhook-secret\n")
    wrong.chmod(0o600)
    settings.ZOOM_CLIENT_FILE = str(wrong)
    box.zoom.tokens.clear()

    services.sweep(connection=connection)

    connection.refresh_from_db()
    assert connection.state == ConnectionState.BROKEN
    assert services.claim_sweeps(10) == []


def test_a_person_whom_zoom_does_not_know_is_passed_over(box, connection):
    factories.person("lawyer", email="aaron@firm.example")
    factories.person("lawyer", email="judith@firm.example")
    load(box)

    assert services.sweep(connection=connection) == 1
    assert Connection.objects.get().state == ConnectionState.WORKING


def test_where_zoom_knows_none_of_the_firms_addresses_the_connection_says_so(box, connection, client, caplog):
    """Everybody is passed over, nothing comes in, and without a word all looks well."""
    for name in ("aaron", "judith"):
        factories.person("lawyer", email=f"{name}@firm.example")
    box.zoom.load({"users": [{"id": "u1", "email": "judith@elsewhere.example"}], "meetings": []})
    client.force_login(factories.administrator())
    page = reverse("integrations:detail", args=[connection.pk])

    services.sweep(connection=connection)

    text = client.get(page).text
    assert "knows none of the firm's addresses" in text
    assert "aaron@firm.example, admin@firm.example, judith@firm.example" in text
    assert "Zoom knows none" in client.get("/").text  # what waits for an administrator
    assert "0 people known there, 3 not" in caplog.text
    assert "@firm.example" not in caplog.text

    box.zoom.load({"users": [{"id": "u2", "email": "judith@firm.example"}], "meetings": []})
    services.sweep(connection=connection)

    text = client.get(page).text
    assert "knows none of" not in text
    assert "aaron@firm.example, admin@firm.example" in text
    assert "judith@firm.example" not in text
    assert "Zoom knows none" not in client.get("/").text


def test_of_a_sweep_that_was_cut_off_nothing_is_said_of_whom_zoom_knows(box, connection, judith):
    box.zoom.load({"users": [{"id": "u1", "email": "judith@firm.example"}], "meetings": []})
    services.sweep(connection=connection)
    box.faults.set("zoom", "users.recordings", 429)

    services.sweep(connection=connection)

    connection.refresh_from_db()
    assert connection.knows == 1


def test_a_recording_that_makes_no_sense_costs_no_other_and_is_shown(box, connection, monkeypatch):
    for name in ("aaron", "judith"):
        factories.person("lawyer", email=f"{name}@firm.example")
    box.zoom.load(
        {"users": [{"id": "u0", "email": "aaron@firm.example"}, {"id": "u1", "email": "judith@firm.example"}]}
    )
    load(box)
    load(box, uuid="quixotic", topic="Other")
    whole = zoom_reading.transcripts
    monkeypatch.setattr(
        zoom_reading,
        "transcripts",
        lambda meeting: whole(meeting | ({"uuid": None} if meeting["uuid"] == "quixotic" else {})),
    )

    assert services.sweep(connection=connection) == 1

    assert Arrival.objects.get().meeting == MEETING
    connection.refresh_from_db()
    assert (connection.state, connection.failure) == (ConnectionState.WORKING, Fault.GARBLED)


def test_pages_that_lead_back_to_themselves_end_the_sweep_and_are_shown(box, connection, judith, monkeypatch):
    load(box)
    whole, read = zoom_reading.page, []

    def again(body):
        read.append(body)
        found = whole(body)
        return replace(found, next=f"{box.zoom.identifier('page')}.0") if len(read) < 30 else found

    monkeypatch.setattr(zoom_reading, "page", again)

    assert services.sweep(connection=connection) == 1

    assert len(read) == 2
    connection.refresh_from_db()
    assert (connection.state, connection.failure) == (ConnectionState.WORKING, Fault.GARBLED)


def test_an_application_that_may_list_nobody_is_shown(box, connection, judith):
    load(box)
    box.zoom.configure(scopes="cloud_recording:read:list_recording_files:admin")
    box.zoom.tokens.clear()

    assert services.sweep(connection=connection) == 0

    connection.refresh_from_db()
    assert connection.state == ConnectionState.WORKING
    assert connection.failure != ""


def test_a_hint_at_which_something_fails_holds_up_no_other(box, connection, monkeypatch, caplog):
    bad = hint(connection, "bad", remote_id="quixotic")
    good = hint(connection, load(box))
    announce = hints.announce

    def stumbles(**given):
        if given["meeting"] == "quixotic":
            raise OverflowError("quixotic zebra")
        return announce(**given)

    monkeypatch.setattr(hints, "announce", stumbles)

    assert services.take_hints(10) == [good.pk]
    assert services.take_hints(10) == []
    bad.refresh_from_db()
    assert bad.taken_at is None
    assert Arrival.objects.count() == 1
    assert f"hint {bad.pk} failed: OverflowError" in caplog.text
    assert "zebra" not in caplog.text


def test_a_person_whose_list_zoom_never_gives_holds_up_nobody_else_and_is_shown(box, connection):
    factories.person("lawyer", email="adam@firm.example")
    factories.person("lawyer", email="judith@firm.example")
    load(box)
    box.faults.set("zoom", "users.recordings", 500)

    assert services.sweep(connection=connection) == 1

    connection.refresh_from_db()
    assert (connection.state, connection.failure) == (ConnectionState.WORKING, Fault.VENDOR_TROUBLE)


@pytest.mark.parametrize(("fault", "asked"), [(500, 3), (429, 1)])
def test_a_vendor_in_trouble_is_not_asked_about_everybody(box, connection, fault, asked):
    for name in ("adam", "bea", "carl", "dora", "judith"):
        factories.person("lawyer", email=f"{name}@firm.example")
    load(box)
    box.faults.set("zoom", "users.recordings", fault, times=None)

    assert services.sweep(connection=connection) == 0

    assert sum(each.operation == "users.recordings" for each in box.zoom.requests) == asked


def test_recordings_of_the_days_in_which_nothing_was_heard_of_zoom_are_found_afterwards(
    box, connection, judith
):
    """A connection that needed a person for a fortnight, without a post: what was recorded meanwhile is not lost."""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        services.sweep(connection=connection)
        load(box)
        box.faults.set("zoom", "users.recordings", 500, times=User.objects.people().count())
        clock.shift(dt.timedelta(days=14))
        services.sweep(connection=connection)

        assert services.sweep(connection=connection) == 1


def test_no_more_days_are_asked_for_than_zoom_lists_at_a_time(box, connection, judith):
    services.sweep(connection=connection)
    with time_machine.travel(timezone.now() + dt.timedelta(days=90), tick=False):
        services.sweep(connection=connection)

        connection.refresh_from_db()
        assert connection.failure == ""


def test_whose_meeting_it_was_is_filled_in_once_it_is_known(box, connection, judith):
    """Zoom's post named nobody of the firm: without a host the transcript is before partners alone."""
    hint(connection, load(box))
    services.take_hints(10)
    fetch_all()
    assert queries.unmatched(judith) == []

    assert services.sweep(connection=connection) == 0

    assert Arrival.objects.get().host == judith
    assert len(queries.unmatched(judith)) == 1


def test_a_person_at_whose_recordings_something_fails_holds_up_nobody_else(
    box, connection, judith, monkeypatch
):
    first = factories.person("lawyer", email="adam@firm.example")
    load(box)
    person = sweeps._person

    def stumbles(connection, account, who, *more):
        if who == first:
            raise OverflowError
        return person(connection, account, who, *more)

    monkeypatch.setattr(sweeps, "_person", stumbles)

    assert services.sweep(connection=connection) == 1
    assert Sweep.objects.get().swept_at is not None
