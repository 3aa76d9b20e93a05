"""The room that every vendor's client stands in."""

import datetime as dt
import socket
import threading
import traceback
from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.integrations import http, places, waits
from apps.integrations.errors import Fault, Permanent, RemoteError, Transient
from apps.integrations.models import Region
from sandbox.server import Server
from tests.integrations import accounts

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
CANLII = "https://api.canlii.org/v1/caseBrowse/en/?api_key=sandbox-canlii-key"


@pytest.fixture
def box():
    return accounts.fresh()


@pytest.fixture
def line():
    with http.Line(allows=lambda host: host == "api.canlii.org") as made:
        yield made


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        ("0", 0.0),
        ("2.5", 2.5),
        ("86400", waits.LONGEST),
        ("Wed, 25 Nov 2026 12:00:45 GMT", 45.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0.0),
        ("2026-11-25T12:01:00Z", 60.0),
        ("2026-11-25T07:01:00-05:00", 60.0),
        ("2027-01-01T00:00:00Z", waits.LONGEST),
        ("soon", None),
        ("-5", None),
        ("NaN", None),
        ("", None),
        (None, None),
    ],
)
def test_a_wait_is_read_in_each_form_that_vendors_use(value, seconds):
    assert waits.asked(value, now=NOW) == seconds


@given(st.text() | st.datetimes().map(str))
def test_a_wait_of_any_text_is_nothing_or_within_bounds(text):
    found = waits.asked(text, now=NOW)

    assert found is None or 0 <= found <= waits.LONGEST


def test_a_skewed_clock_does_not_change_what_a_vendor_asks_for():
    theirs = waits.said_now("Wed, 25 Nov 2026 15:00:00 GMT", otherwise=NOW)

    assert waits.asked("Wed, 25 Nov 2026 15:00:20 GMT", now=theirs) == 20


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://b.s3.ca-central-1.amazonaws.com/k", Region.CANADA),
        ("https://s3.ca-west-1.amazonaws.com/b/k", Region.CANADA),
        ("https://b.s3.us-west-2.amazonaws.com/k", Region.UNITED_STATES),
        ("https://s3-us-east-1.amazonaws.com/b/k", Region.UNITED_STATES),
        ("https://b.s3.eu-west-1.amazonaws.com/k", Region.UNKNOWN),
        ("https://b.s3.amazonaws.com/k", Region.UNKNOWN),
        ("https://s3.ca-central-1.amazonaws.com.evil.example/k", Region.UNKNOWN),
        ("https://evil.example/s3.ca-central-1.amazonaws.com", Region.UNKNOWN),
    ],
)
def test_where_a_file_would_be_kept_is_read_from_the_host_alone(url, place):
    assert places.of_storage(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/v1/",
        "http://api.canlii.org/v1/",
        "https://api.canlii.org:8443/v1/",
        "https://user@api.canlii.org/v1/",
        "https://api.canlii.org.elsewhere.example/",
        "https://api.canlii.org:99999/",
        "https:///v1/",
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_on_the_list(box, line, url):
    with pytest.raises(Permanent) as refused:
        line.get(url)

    assert refused.value.code == Fault.WRONG_HOST
    assert box.canlii.requests == []


@pytest.mark.parametrize(
    ("fault", "options", "kind", "code"),
    [
        (401, {}, Permanent, Fault.NOT_CONNECTED),
        (403, {}, Permanent, Fault.NOT_PERMITTED),
        (404, {}, Permanent, Fault.NOT_FOUND),
        (410, {}, Permanent, Fault.OUT_OF_DATE),
        (412, {}, Permanent, Fault.CHANGED_THERE),
        (418, {}, Permanent, Fault.REFUSED),
        (429, {}, Transient, Fault.RATE_LIMITED),
        (500, {}, Transient, Fault.VENDOR_TROUBLE),
        (503, {}, Transient, Fault.VENDOR_TROUBLE),
        ("redirect", {}, Permanent, Fault.REFUSED),
        ("never", {"cap": 0.01}, Transient, Fault.NO_ANSWER),
        ("dropped", {}, Transient, Fault.NO_ANSWER),
        ("truncated", {}, Transient, Fault.NO_ANSWER),
    ],
)
def test_every_fault_is_one_of_two_things(box, line, fault, options, kind, code):
    box.faults.set("canlii", "databases.list", fault, **options)

    with pytest.raises(RemoteError) as refused:
        line.get(CANLII)

    assert (type(refused.value), refused.value.code) == (kind, code)


@pytest.mark.parametrize("fault", ["garbage", "html", "empty"])
def test_a_success_that_is_not_json_makes_no_sense(box, line, fault):
    box.faults.set("canlii", "databases.list", fault)

    with pytest.raises(Transient) as refused:
        line.get(CANLII).json()

    assert refused.value.code == Fault.GARBLED


@pytest.mark.parametrize("fault", [500, "dropped", "never", 401, "redirect"])
def test_an_error_carries_neither_the_address_nor_anybody_elses_error(box, line, fault):
    box.faults.set("canlii", "databases.list", fault, **({"cap": 0.01} if fault == "never" else {}))

    with pytest.raises(RemoteError) as refused:
        line.get(CANLII)

    told = "".join(traceback.format_exception(refused.value))
    assert (refused.value.__cause__, refused.value.__context__) == (None, None)
    assert "canlii-key" not in told


def test_an_answer_that_is_too_large_is_given_up(box, line):
    with pytest.raises(Permanent) as refused:
        line.get(CANLII, most=10)

    assert refused.value.code == Fault.TOO_LARGE


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (500, "unknown"),
        (502, "unknown"),
        (503, "unknown"),
        (408, "unknown"),
        (303, "unknown"),
        (429, "no"),
        (422, "no"),
    ],
)
def test_after_which_answers_a_change_may_have_been_made(box, status, sent):
    box.faults.set("mycase", "oauth.token", status)

    with http.Line(allows=lambda host: True) as line, pytest.raises(RemoteError) as refused:
        line.post("https://auth.mycase.com/tokens", json={})

    assert refused.value.sent == sent


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
SLOWLY = {
    "headers": (HEAD, b"content-length: 0\r\nx-filler: " + b"x" * 60 + b"\r\n\r\n"),
    "end_of_a_body": (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"0;" + b"x" * 60 + b"\r\n\r\n"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("slowly", SLOWLY)
def test_an_answer_that_comes_a_byte_at_a_time_is_given_up(settings, slowly):
    """Each byte in time, and all of them long after it."""
    at_once, a_byte_at_a_time = SLOWLY[slowly]
    given_up, came_whole = threading.Event(), threading.Event()

    def answer(server):
        line, _address = server.accept()
        with line, suppress(OSError):
            line.recv(65536)
            line.sendall(at_once)
            for byte in a_byte_at_a_time:
                given_up.wait(0.02)
                line.sendall(bytes([byte]))
            if not given_up.is_set():
                came_whole.set()

    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.VENDOR_WSGI, settings.SANDBOX_URL = "", f"http://127.0.0.1:{server.getsockname()[1]}"
        settings.VENDOR_SECONDS = 0.3
        thread = threading.Thread(target=answer, args=(server,))
        thread.start()
        with http.Line(allows=lambda host: True) as line, pytest.raises(Transient) as refused:
            line.post("https://ca.app.clio.com/api/v4/notes.json", json={})
        given_up.set()
        thread.join()

    assert (refused.value.code, refused.value.sent) == (Fault.NO_ANSWER, "unknown")
    assert not came_whole.is_set()


def test_an_answer_nested_without_end_makes_no_sense():
    with pytest.raises(RemoteError) as refused:
        http.Answer(200, {}, b"[" * 200_000).json()

    assert refused.value.code == Fault.GARBLED


def test_the_environment_names_no_proxy(box, line, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    assert line.get(CANLII).status == 200


def test_over_loopback_the_request_keeps_the_vendors_host_name(box, settings):
    with Server(box) as server:
        settings.VENDOR_WSGI, settings.SANDBOX_URL = "", server.address
        with http.Line(allows=lambda host: host == "api.canlii.org") as line:
            answer = line.get(CANLII)

    assert answer.status == 200
    assert box.canlii.requests[0].headers["host"] == "api.canlii.org"


def test_a_browser_is_sent_to_the_stand_ins_page_only_where_there_is_one(settings):
    page = "https://ca.app.clio.com/oauth/authorize?state=x"

    settings.SANDBOX_URL = ""
    real = http.for_browser(page)
    settings.SANDBOX_URL = "http://127.0.0.1:9"

    assert real == page
    assert http.for_browser(page) == "http://127.0.0.1:9/clio/oauth/authorize?state=x"


def test_there_is_no_verb_for_deleting():
    assert not hasattr(http.Line, "delete")
    assert not hasattr(http.Line, "request")


def test_a_vendors_error_is_not_the_librarys():
    assert not issubclass(RemoteError, httpx.HTTPError)
