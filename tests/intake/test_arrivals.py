import datetime as dt
import logging

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.intake import held, passages, queries, services, tasks
from apps.intake.models import Arrival, ArrivalState, Origin, Source, State, WithdrawalReason
from apps.integrations import services as integrations
from apps.integrations.models import Connection, ConnectionState
from apps.integrations.zoom import client as zoom_client
from apps.matters import services as matters
from apps.matters.models import MatterKey
from apps.people.models import Robot, User
from apps.sync import queries as sync
from tests import factories
from tests.integrations import accounts

from . import files

pytestmark = pytest.mark.django_db
MEETING = "abcdef+g=="


@pytest.fixture
def box():
    return accounts.fresh()


@pytest.fixture
def connection(box):
    return accounts.zoom()


@pytest.fixture
def robot():
    return User.for_robot(Robot.INTAKE)


def held_at_zoom(box, content=files.VTT):
    """A meeting with its transcript, as Zoom has it. Gives the id of the file."""
    told = {
        "id": 9001,
        "uuid": MEETING,
        "host_id": "u1",
        "topic": "Consult",
        "start_time": "2026-11-20T15:00:00Z",
    }
    transcript = {"file_type": "TRANSCRIPT", "content": content.encode()}
    told["recording_files"] = [{"file_type": "M4A", "content": b"sound"}, transcript]
    box.zoom.load({"users": [{"id": "u1", "email": "judith@firm.example"}], "meetings": [told]})
    return box.zoom.meetings[-1].files[1].data["id"]


def announce(connection, file_id="f-1", *, topic="Consult", **more):
    given = {"connection": connection, "meeting": MEETING, "by": User.for_robot(Robot.INTAKE)}
    return services.announce(**given | more, file_id=file_id, topic=Sensitive(topic))


def stored(box, connection, **more):
    arrival = announce(connection, held_at_zoom(box), **more)
    services.fetch(arrival.pk)
    arrival.refresh_from_db()
    return arrival


def events(arrival):
    return [(e.event, e.facts.get("reason")) for e in Entry.objects.filter(subject=arrival.pk).order_by("id")]


def test_a_transcript_is_fetched_once_it_was_announced_and_waits_sealed_for_its_matter(
    box, connection, robot
):
    arrival = announce(connection, held_at_zoom(box), topic="Consult Adeyemi")

    assert services.claim_arrivals(10) == [arrival.pk]
    assert services.claim_arrivals(10) == []
    tasks.fetch(arrival_id=str(arrival.pk))

    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.STORED
    assert b"Adeyemi" not in bytes(arrival.topic) + bytes(arrival.held)
    assert events(arrival) == [("intake.transcript_announced", None), ("intake.transcript_arrived", None)]
    entry = Entry.objects.get(event="intake.transcript_arrived")
    assert (entry.actor, entry.matter) == (robot.pk, None)
    assert entry.facts["bytes"] == len(files.VTT.encode())
    assert (entry.facts["meeting"], entry.facts["digest"]["key"]) == ("abcdef-g", "f1")
    assert Source.objects.count() == 0


def test_telling_twice_is_one_arrival_and_one_line(connection):
    first = announce(connection)
    second = announce(connection, topic="Renamed meanwhile")

    assert first == second
    assert events(first) == [("intake.transcript_announced", None)]


def test_ids_that_are_none_are_refused(connection):
    with pytest.raises(BadInput, match="not understood"):
        announce(connection, "with spaces in it")

    assert Arrival.objects.count() == 0


def test_a_topic_that_names_a_matter_by_its_number_finds_it(box, connection):
    matter = factories.matter()

    arrival = stored(box, connection, topic=f"Consult {matter.number} Adeyemi")

    assert (arrival.state, arrival.held) == (ArrivalState.MATCHED, None)
    source = arrival.source
    services.clear(source=source, told=True, no_conflict=True, by=matter.responsible)
    services.read(source.pk)
    shown = queries.shown(Source.objects.get(pk=source.pk))
    assert (shown.origin, shown.title) == (Origin.ZOOM, f"Consult {matter.number} Adeyemi")
    assert [p.speaker for p in passages.of(Source.objects.get(pk=source.pk))][:2] == [
        "Judith Okafor",
        "Folake Adeyemi",
    ]
    assert events(arrival)[-1] == ("intake.transcript_matched", "by_number")
    assert Entry.objects.get(event="intake.transcript_matched").matter == matter.pk


@pytest.mark.parametrize(
    "topic",
    ["Consult", "{0} and {1}", "{2}", "{0} and {2}"],
    ids=["none", "two matters", "a closed one", "an open and a closed one"],
)
def test_a_topic_that_does_not_name_exactly_one_open_matter_is_left_to_a_person(topic, box, connection):
    numbers = [factories.matter(number=f"A-{number}") for number in range(3)]
    matters.close_matter(matter=numbers[2], on=timezone.localdate(), by=numbers[2].responsible)

    arrival = stored(box, connection, topic=topic.format(*(each.number for each in numbers)))

    assert arrival.state == ArrivalState.STORED
    assert Source.objects.count() == 0


@pytest.mark.parametrize(
    ("number", "topic"),
    [("12", "Consult Nov 12"), ("2026", "Adeyemi 2026"), ("Smith", "Call with Smith")],
    ids=["a day", "a year", "a name"],
)
def test_a_number_that_may_be_said_of_something_else_gives_no_transcript_its_matter(
    number, topic, box, connection
):
    """Firms number as they like, and a case in MyCase that has no number goes by its name."""
    factories.matter(number=number)

    arrival = stored(box, connection, topic=topic)

    assert (arrival.state, Source.objects.count()) == (ArrivalState.STORED, 0)


def test_a_partner_or_the_host_gives_a_transcript_its_matter(box, connection):
    host = factories.person("lawyer", email="judith@firm.example")
    partner, other = factories.person("partner"), factories.person("lawyer")
    matter = factories.matter(team=[host, other])
    arrival = stored(box, connection, topic="Consult 24/7", host=host)

    lists = {user: [row.topic for row in queries.unmatched(user)] for user in (host, partner, other)}
    with pytest.raises(NotAllowed, match="held the meeting"):
        services.match(arrival=arrival, matter=matter, by=other)
    with pytest.raises(NotAllowed):
        services.match(arrival=arrival, matter=factories.matter(), by=host)
    source = services.match(arrival=arrival, matter=matter, by=host)

    assert lists == {host: ["Consult 24/7"], partner: ["Consult 24/7"], other: []}
    assert (queries.shown(source).title, queries.shown(source).filename) == (
        "Consult 24/7",
        "Consult 24-7.vtt",
    )
    assert source.added_by == host
    assert queries.unmatched(partner) == []
    assert events(arrival)[-1] == ("intake.transcript_matched", "by_person")
    with pytest.raises(WrongState, match="has its matter already"):
        services.match(arrival=arrival, matter=matter, by=partner)


@pytest.mark.parametrize("role", ["", "administrator", "auditor"])
def test_whose_role_works_on_no_matter_sees_no_transcript(role, box, connection):
    user = factories.person(role, email="judith@firm.example")
    stored(box, connection, host=user)

    assert queries.unmatched(user) == []


def test_a_closed_matter_takes_no_transcript(box, connection):
    matter, partner = factories.matter(), factories.person("partner")
    matters.close_matter(matter=matter, on=timezone.localdate(), by=partner)
    arrival = stored(box, connection)

    with pytest.raises(WrongState, match="closed"):
        services.match(arrival=arrival, matter=matter, by=partner)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.held is None) == (ArrivalState.STORED, False)


def test_a_transcript_that_somebody_uploaded_first_is_not_stored_twice(box, connection):
    matter, partner = factories.matter(), factories.person("partner")
    known = factories.source(matter, files.VTT.encode(), filename="a.vtt")
    arrival = stored(box, connection)

    services.match(arrival=arrival, matter=matter, by=partner)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.source, Source.objects.count()) == (ArrivalState.MATCHED, known, 1)


def test_a_transcript_whose_bytes_were_withdrawn_from_the_matter_waits_for_a_person(box, connection):
    """Nothing that runs by itself brings it in again; nor is it let go of, for nothing else here holds it."""
    matter, partner = factories.matter(), factories.person("partner")
    known = factories.source(matter, files.VTT.encode(), filename="a.vtt")
    drafting.withdraw_source(source=known, reason=WithdrawalReason.MISTAKE, by=partner)

    arrival = stored(box, connection, topic=f"Consult {matter.number}")

    assert (arrival.state, arrival.held is None) == (ArrivalState.STORED, False)
    assert Source.objects.get().state == State.WITHDRAWN
    services.match(arrival=arrival, matter=matter, by=partner)
    assert Source.objects.get().state == State.HELD
    assert Arrival.objects.get().state == ArrivalState.MATCHED


# --- what Zoom does wrong


FAULTS = {
    "a page with status 200": ("download", "sign_in_page"),
    "too many calls": ("meetings.recordings", 429),
    "trouble of its own": ("meetings.recordings", 500),
    "no recording yet": ("meetings.recordings", 404),
}


@pytest.mark.parametrize(("operation", "fault"), FAULTS.values(), ids=FAULTS)
def test_what_zoom_does_wrong_is_tried_again_after_a_pause(operation, fault, box, connection):
    arrival = announce(connection, held_at_zoom(box))
    box.faults.set("zoom", operation, fault, times=1)
    before = timezone.now()

    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.tries, arrival.leased_until) == (ArrivalState.ANNOUNCED, 1, None)
    assert arrival.try_after >= before + dt.timedelta(seconds=5)
    assert services.claim_arrivals(1) == []
    _now_is_later(arrival)
    assert services.claim_arrivals(1) == [arrival.pk]
    services.fetch(arrival.pk)
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.STORED


def test_a_transcript_that_is_not_in_the_recording_yet_is_waited_for(box, connection):
    held_at_zoom(box)
    arrival = announce(connection, "another-file")

    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.tries) == (ArrivalState.ANNOUNCED, 1)


def test_one_that_never_comes_is_given_up_on_record(box, connection):
    held_at_zoom(box)
    arrival = announce(connection, "another-file")
    Arrival.objects.update(tries=15)

    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.MISSING
    assert events(arrival)[-1] == ("intake.transcript_refused", "missing")
    _now_is_later(arrival)
    assert services.claim_arrivals(1) == []


def test_one_that_is_larger_than_is_taken_is_given_up_at_once_for_that(box, connection, client, monkeypatch):
    arrival = announce(connection, held_at_zoom(box))
    monkeypatch.setattr(zoom_client, "LARGEST_TRANSCRIPT", 20)

    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.held, arrival.leased_until) == ("too_large", None, None)
    assert events(arrival)[-1] == ("intake.transcript_refused", "too_large")
    (account,) = sync.heard()
    assert (account.missing, account.too_large) == (0, 1)
    announce(connection, arrival.file_id)
    _now_is_later(arrival)
    assert services.claim_arrivals(1) == []
    client.force_login(factories.administrator())
    assert "larger than is taken here" in client.get(reverse("sync:incoming")).content.decode()


def test_one_that_was_given_up_is_fetched_once_zoom_tells_of_it_again(box, connection):
    arrival = announce(connection, held_at_zoom(box))
    Arrival.objects.update(state=ArrivalState.MISSING, tries=16)

    assert announce(connection, arrival.file_id) == arrival
    assert services.claim_arrivals(1) == [arrival.pk]
    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.tries) == (ArrivalState.STORED, 0)
    assert [event for event, _reason in events(arrival)] == [
        "intake.transcript_announced",
        "intake.transcript_announced",
        "intake.transcript_arrived",
    ]
    announce(connection, arrival.file_id)
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.STORED


def test_while_its_connection_is_broken_a_transcript_waits_and_no_try_is_counted(box, connection):
    arrival = announce(connection, held_at_zoom(box))
    integrations.mark_broken(connection.pk)

    assert services.claim_arrivals(10) == []

    Connection.objects.update(state=ConnectionState.WORKING, trouble="")
    assert services.claim_arrivals(10) == [arrival.pk]


def test_one_whose_connection_was_ended_is_given_up_on_record(box, connection):
    arrival = announce(connection, held_at_zoom(box))
    Arrival.objects.update(tries=15)
    integrations.end(connection=connection, by=factories.administrator())

    assert services.claim_arrivals(10) == [arrival.pk]
    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.MISSING
    assert events(arrival)[-1] == ("intake.transcript_refused", "missing")


@pytest.mark.parametrize(
    "words", ["\0" * 20, "\x01" * 3_000, "%PDF-1.7"], ids=["empty", "control", "another"]
)
def test_whatever_stands_in_a_transcript_it_is_stored_and_finds_its_matter(words, box, connection):
    matter = factories.matter()
    content = files.VTT.replace("WEBVTT", f"WEBVTT\n\nNOTE {words}", 1)
    arrival = announce(connection, held_at_zoom(box, content), topic=f"Consult {matter.number}")

    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.held) == (ArrivalState.MATCHED, None)
    services.clear(source=arrival.source, told=True, no_conflict=True, by=matter.responsible)
    services.read(arrival.source.pk)
    assert queries.shown(Source.objects.get(pk=arrival.source.pk)).is_ready


def test_what_is_no_transcript_is_refused_on_record_and_not_kept(box, connection, monkeypatch):
    arrival = announce(connection, held_at_zoom(box))
    monkeypatch.setattr(
        "apps.integrations.zoom.client.Zoom.download", lambda *given: Sensitive(b"<html>Sign in</html>")
    )

    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.held) == (ArrivalState.REFUSED, None)
    assert events(arrival)[-1] == ("intake.transcript_refused", "not_a_transcript")


def test_a_download_shorter_than_zoom_says_is_waited_for_and_not_kept(box, connection, monkeypatch):
    arrival = announce(connection, held_at_zoom(box))
    whole = zoom_client.Zoom.download
    with monkeypatch.context() as cut:
        cut.setattr(zoom_client.Zoom, "download", lambda *given: Sensitive(whole(*given).reveal()[:-20]))
        services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.held, arrival.tries) == (ArrivalState.ANNOUNCED, None, 1)
    _now_is_later(arrival)
    services.fetch(arrival.pk)
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.STORED


def test_a_worker_that_died_while_fetching_is_followed_by_another(box, connection, monkeypatch):
    arrival = announce(connection, held_at_zoom(box))
    with monkeypatch.context() as patch:
        patch.setattr("apps.integrations.zoom.client.Zoom.download", _dies)
        with pytest.raises(SystemExit):
            services.fetch(arrival.pk)

    services.fetch(arrival.pk)  # the lease still stands
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.ANNOUNCED
    _now_is_later(arrival)
    assert services.claim_arrivals(1) == [arrival.pk]
    services.fetch(arrival.pk)
    services.fetch(arrival.pk)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.fence) == (ArrivalState.STORED, 2)
    assert [event for event, _reason in events(arrival)].count("intake.transcript_arrived") == 1


def _dies(*_given):
    raise SystemExit


def _now_is_later(arrival):
    past = timezone.now() - dt.timedelta(seconds=1)
    Arrival.objects.filter(pk=arrival.pk).update(try_after=past)
    Arrival.objects.filter(pk=arrival.pk, leased_until__isnull=False).update(leased_until=past)


def test_no_word_of_a_transcript_reaches_entries_or_log_lines(box, connection, caplog):
    caplog.set_level(logging.DEBUG)
    word = files.CANARY
    matter, partner = factories.matter(), factories.person("partner")
    arrival = announce(connection, held_at_zoom(box, files.VTT.replace("will", word)), topic=word)
    services.fetch(arrival.pk)
    arrival.refresh_from_db()
    shown = queries.unmatched(partner)
    services.match(arrival=arrival, matter=matter, by=partner)

    lines = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert word not in "".join(lines) + repr(shown) + repr(arrival)
    assert not Entry.objects.filter(body__contains=word).exists()


def test_what_keeps_a_transcript_from_its_matter_does_not_keep_it_from_being_stored(box, connection):
    """Zoom does not have it for ever, and nothing else here would hold it."""
    matter = factories.matter()
    MatterKey.objects.filter(matter=matter).update(data_key=b"\x01spoiled")

    arrival = stored(box, connection, topic=f"Consult {matter.number}")

    assert (arrival.state, arrival.held is None) == (ArrivalState.STORED, False)
    assert events(arrival)[-1] == ("intake.transcript_arrived", None)
    assert Source.objects.count() == 0


# --- one that is for no matter


def test_a_transcript_that_is_for_no_matter_is_discarded_by_whoever_sees_it_and_nothing_of_it_is_left(
    box, connection
):
    host, other = factories.person("lawyer", email="judith@firm.example"), factories.person("lawyer")
    arrival = stored(box, connection, topic="Consult Adeyemi", host=host)

    with pytest.raises(NotAllowed, match="held the meeting"):
        services.discard(arrival=arrival, reason="no_client", by=other)
    with pytest.raises(NotAllowed):
        services.discard(arrival=arrival, reason="no_client", by=User.for_robot(Robot.INTAKE))
    arrival.refresh_from_db()
    assert (arrival.state, arrival.held is None) == (ArrivalState.STORED, False)
    tried = Entry.objects.filter(event="matters.refused", subject=arrival.pk)
    assert [each.facts["attempted"] for each in tried] == ["discard_transcript"] * 2

    services.discard(arrival=arrival, reason="no_client", by=host)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.held, held.topic_of(arrival)) == (ArrivalState.DISCARDED, None, "")
    assert events(arrival)[-1] == ("intake.transcript_discarded", "no_client")
    assert queries.unmatched(host) == []
    with pytest.raises(WrongState):
        services.match(arrival=arrival, matter=factories.matter(), by=factories.person("partner"))
    services.announce(
        connection=connection, meeting=MEETING, file_id=arrival.file_id, topic=Sensitive("Consult"), by=host
    )
    assert services.claim_arrivals(10) == []


def test_it_is_discarded_on_a_page_that_asks_why(client, box, connection):
    partner, other = factories.person("partner"), factories.person("lawyer")
    arrival = stored(box, connection, topic="Consult Adeyemi")
    where = reverse("intake:discard", args=[arrival.pk])
    client.force_login(other)
    assert client.get(where).status_code == client.post(where, {"reason": "not_work"}).status_code == 404
    client.force_login(partner)
    assert where in client.get(reverse("intake:arrivals")).content.decode()
    assert "Consult Adeyemi" in client.get(where).content.decode()

    unsaid = client.post(where)
    done = client.post(where, {"reason": "not_work"}, follow=True)

    assert unsaid.status_code == 400
    assert "was discarded" in done.content.decode()
    assert Arrival.objects.get().state == ArrivalState.DISCARDED
    assert client.get(where, follow=True).redirect_chain[-1][0] == reverse("intake:arrivals")


def test_a_matter_that_is_none_is_not_found(client, box, connection):
    arrival = stored(box, connection)
    client.force_login(factories.person("partner"))

    assert client.post(reverse("intake:match", args=[arrival.pk]), {"matter": "none"}).status_code == 404
