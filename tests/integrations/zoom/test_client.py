"""Zoom's client against its stand-in, and what its events are held to."""

import datetime as dt
import json

import pytest

from apps.core.sensitive import Sensitive
from apps.integrations import tokens
from apps.integrations.access import Given
from apps.integrations.errors import Fault, Permanent, Transient
from apps.integrations.zoom import hosts, oauth, reading, webhooks
from apps.integrations.zoom.client import Zoom, _in_path
from apps.integrations.zoom.connect import connect
from tests.integrations import accounts

VTT = b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nJane Okafor: Good morning.\n"
SECRET = "sandbox-zoom-webhook-secret"
NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
START = "2026-11-20T15:00:00Z"


def meeting(content=VTT, **more):
    files = [{"file_type": "M4A", "content": b"sound"}, {"file_type": "TRANSCRIPT", "content": content}]
    told = {"id": 9001, "host_id": "u1", "topic": "Consult: Tremblay", "start_time": START}
    return told | {"recording_files": files} | more


@pytest.fixture
def box():
    return accounts.fresh()


@pytest.fixture
def zoom(box):
    with Zoom(access=accounts.given(oauth.ask().access.reveal())) as made:
        yield made


def load(box, *meetings):
    box.zoom.load({"users": [{"id": "u1", "email": "jane@firm.example"}], "meetings": list(meetings)})


def test_a_sweep_lists_the_transcripts_and_nothing_else(box, zoom):
    load(box, meeting())

    page = zoom.recordings("jane@firm.example", since=dt.date(2026, 11, 1), until=dt.date(2026, 11, 25))

    (found,) = page.items
    assert (found.size, found.topic.reveal(), found.started_at) == (
        len(VTT),
        "Consult: Tremblay",
        dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC),
    )
    assert "Tremblay" not in repr(found)


def listed(zoom):
    return zoom.recordings("jane@firm.example", since=dt.date(2026, 11, 1), until=dt.date(2026, 11, 25)).items


@pytest.mark.parametrize(
    ("named", "host"), [("https://api-us.zoom.us", "api-us.zoom.us"), ("", "api.zoom.us"), (None, "")]
)
def test_the_api_is_asked_where_the_token_says_that_it_is(box, named, host):
    load(box, meeting())
    box.zoom.api_url = named

    given = oauth.ask()
    with Zoom(access=Given(given)) as zoom:
        found = listed(zoom)

    assert (given.host, len(found)) == (host, 1)
    assert {each.headers["host"] for each in box.record.of("zoom") if each.method == "GET"} == {
        host or "api.zoom.us"
    }


@pytest.mark.parametrize(
    "named",
    [
        "https://zoom.us.attacker.example",
        "http://api.zoom.us",
        "https://api.zoom.us:8443",
        "https://",
        "elsewhere",
        "",
    ],
)
def test_a_token_that_comes_with_an_address_that_is_none_of_zooms_is_no_token(named):
    with pytest.raises(ValueError, match="Zoom"):
        oauth._host(named)


def test_where_the_api_is_is_kept_with_the_token(box, db):
    box.zoom.api_url = "https://api-us.zoom.us"
    load(box, meeting())
    connection = accounts.zoom()

    with connect(connection) as zoom:
        assert len(listed(zoom)) == 1

    assert tokens.opened(connection).host == "api-us.zoom.us"


@pytest.mark.parametrize("uuid", ["plain+with==", "one/inside==", "/starts+with==", "two//slashes=="])
def test_an_instance_is_found_by_its_uuid_whatever_is_in_it(box, zoom, uuid):
    load(box, meeting(uuid=uuid))

    assert [each.meeting for each in zoom.transcripts(uuid)] == [uuid]


def test_a_download_follows_zoom_with_the_token_and_storage_without(box, zoom):
    load(box, meeting(uuid="u=="))
    (found,) = zoom.transcripts("u==")

    content = zoom.download(found.download_url)

    assert content.reveal() == VTT
    assert "authorization" not in box.s3.requests[0].headers
    assert all("access_token" not in each.query for each in box.zoom.requests)


@pytest.mark.parametrize("elsewhere", ["zoom.us", "api.zoom.us", "api-us.zoom.us"])
def test_a_redirect_to_another_host_of_zooms_is_followed_without_the_token(box, zoom, elsewhere):
    load(box, meeting(uuid="u=="))
    (found,) = zoom.transcripts("u==")
    asked = len(box.zoom.requests)
    box.faults.set("zoom", "download", "redirect", status=302, location=f"https://{elsewhere}/rec/download/1")

    with pytest.raises(Permanent):
        zoom.download(found.download_url)

    first, second = box.zoom.requests[asked : asked + 2]
    assert (first.headers["host"], second.headers["host"]) == ("us02web.zoom.us", elsewhere)
    assert "authorization" in first.headers
    assert "authorization" not in second.headers


@pytest.mark.parametrize(
    ("url", "began", "told"),
    [
        ("https://us02web.zoom.us/a", "https://us02web.zoom.us/a", True),
        ("https://US02web.zoom.us/b", "https://us02web.zoom.us/a", True),
        ("https://api.zoom.us/v2/x", "https://api.zoom.us/v2/x", True),
        ("https://marketplace.zoom.us/b", "https://us02web.zoom.us/a", False),
        ("https://us02web.zoom.us.elsewhere.zoom.us/b", "https://us02web.zoom.us/a", False),
        ("https://zoom.us/b", "https://us02web.zoom.us/a", False),
        ("https://b.s3.us-west-2.amazonaws.com/k", "https://us02web.zoom.us/a", False),
        ("https://b.s3.us-west-2.amazonaws.com/k", "https://b.s3.us-west-2.amazonaws.com/k", False),
        ("https://us02web.zoom.us.evil.example/a", "https://us02web.zoom.us.evil.example/a", False),
    ],
)
def test_the_token_is_for_the_host_of_zooms_at_which_it_began(url, began, told):
    assert bool(hosts.bearer(Sensitive("t"), url, began=began)) is told


def test_a_redirect_within_the_host_at_which_it_began_keeps_the_token(box, zoom):
    load(box, meeting(uuid="u=="))
    (found,) = zoom.transcripts("u==")
    path = found.download_url.removeprefix("https://us02web.zoom.us")
    box.faults.set("zoom", "download", "redirect", status=302, location=path)

    assert zoom.download(found.download_url).reveal() == VTT


def test_a_dead_webhook_token_gives_way_to_the_accounts_own(box, zoom):
    load(box, meeting(uuid="u=="))
    (found,) = zoom.transcripts("u==")

    assert zoom.download(found.download_url, token=Sensitive("dead")).reveal() == VTT


@pytest.mark.parametrize(
    "content", [b"", b"WEBVTT\n\n", b"<html>Sign in</html>"], ids=["empty", "no cues", "page"]
)
def test_what_does_not_begin_like_a_transcript_is_not_one_yet(box, zoom, content):
    load(box, meeting(content, uuid="u=="))
    (found,) = zoom.transcripts("u==")

    with pytest.raises(Transient) as refused:
        zoom.download(found.download_url)

    assert refused.value.code == Fault.GARBLED


def test_a_sign_in_page_with_status_200_is_not_a_transcript(box, zoom):
    load(box, meeting(uuid="u=="))
    (found,) = zoom.transcripts("u==")
    box.faults.set("zoom", "download", "sign_in_page")

    with pytest.raises(Transient):
        zoom.download(found.download_url)


def test_a_download_elsewhere_is_refused_before_anything_is_sent(box, zoom):
    with pytest.raises(Permanent) as refused:
        zoom.download("https://zoom.us.elsewhere.example/rec/download/1")

    assert refused.value.code == Fault.WRONG_HOST


def test_a_recording_that_is_not_there_yet_is_not_found(box, zoom):
    load(box)

    with pytest.raises(Permanent) as refused:
        zoom.transcripts("nothing==")

    assert refused.value.code == Fault.NOT_FOUND


def test_the_days_limit_says_until_when_as_an_iso_date(box, zoom):
    load(box, meeting(uuid="u=="))
    box.faults.set("zoom", "meetings.recordings", "daily_limit")

    with pytest.raises(Transient) as slow:
        zoom.transcripts("u==")

    assert slow.value.code == Fault.RATE_LIMITED
    assert 0 < slow.value.retry_after <= 3600


def test_a_uuid_with_one_slash_inside_is_encoded_once():
    assert _in_path("ab/cd==") == "ab%2Fcd%3D%3D"


def signed(text, *, secret=SECRET, at=NOW, **changes):
    stamp = str(int(at.timestamp()))
    signature = webhooks.sign(timestamp=stamp, body=text, secret=secret)
    return {"signature": signature, "timestamp": stamp, "body": text, "secret": SECRET, "now": NOW} | changes


def test_an_event_that_zoom_signed_just_now_is_let_in():
    webhooks.check(**signed(b'{"event":"x"}'))


@pytest.mark.parametrize(
    "changes",
    [
        {"body": b'{"event":"y"}'},
        {"signature": ""},
        {"signature": "v0=" + "0" * 64},
        {"signature": "é"},
        {"timestamp": "now"},
        {"timestamp": ""},
        {"timestamp": "9" * 40},
        {"now": NOW + dt.timedelta(minutes=6)},
        {"now": NOW - dt.timedelta(minutes=6)},
        {"secret": "another"},
    ],
)
def test_anything_else_is_not(changes):
    with pytest.raises(webhooks.NotFromZoom):
        webhooks.check(**signed(b'{"event":"x"}', **changes))


def test_the_stand_ins_own_signature_is_the_one_we_expect(box):
    load(box, meeting(uuid="u=="))
    delivery = box.zoom.transcript_completed("u==")
    headers = {name.lower(): value for name, value in delivery["headers"].items()}

    webhooks.check(
        signature=headers["x-zm-signature"],
        timestamp=headers["x-zm-request-timestamp"],
        body=delivery["body"].encode(),
        secret=SECRET,
        now=dt.datetime.now(dt.UTC),
    )
    event = webhooks.event(delivery["body"].encode())
    found = reading.announcement(event)

    assert event["event"] == webhooks.TRANSCRIPT
    assert [each.meeting for each in found.transcripts] == ["u=="]
    assert found.token is not None


def test_the_check_of_our_address_is_answered_as_zoom_asks(box):
    delivery = box.zoom.url_validation()
    event = webhooks.event(delivery["body"].encode())

    answer = webhooks.validation_answer(event, secret=SECRET)

    assert box.zoom.validated(delivery, answer) is True


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"event":1}', b"\xff", json.dumps({"event": "x", "payload": 1}).encode()]
)
def test_an_event_that_is_none_is_unreadable_and_says_nothing_of_itself(body):
    with pytest.raises(reading.Unreadable) as refused:
        reading.announcement(webhooks.event(body))

    assert str(refused.value) == ""
