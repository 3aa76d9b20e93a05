"""The frame under every stand-in: two ways in, faults, record, clock."""

import contextlib
import http.client
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import httpx2
import pytest

import sandbox as package
from sandbox import sites
from sandbox.app import Sandbox
from sandbox.http import Response, Routes
from sandbox.registry import vendors
from sandbox.server import Server
from sandbox.vendor import Vendor


class Echo(Vendor):
    """A vendor made for these tests. It lives at Zoom's addresses, which have nothing of ours behind them."""

    name = "zoom"
    routes = Routes()
    SETTINGS = ("greeting",)
    own_faults = {"shout"}
    controls = {"count"}

    def reset(self):
        self.greeting, self.done = "hello", 0

    @routes("GET", "/things/{number}", operation="things.read")
    def read(self, request):
        told = self.greeting.upper() if request.fault else self.greeting
        return Response.json(
            {"number": request.params["number"], "told": told, "next": self.address(request, "/things/2")}
        )

    @routes("POST", "/things", operation="things.make")
    def make(self, request):
        self.done += 1
        return Response.json({"made": request.parsed}, 201)

    @routes("GET", "/lines", operation="things.stream")
    def stream(self, request):
        return Response(200, (f"line {n}\n".encode() for n in range(3)), {"content-type": "text/plain"})

    def count(self):
        return self.done


@pytest.fixture
def box(monkeypatch):
    kinds = (*(kind for kind in vendors() if kind.name != "zoom"), Echo)
    monkeypatch.setattr("sandbox.app.vendors", lambda: kinds)
    return package.build(seed=7)


@contextlib.contextmanager
def reached(box, way):
    """A client of the test vendor, and the base address it uses."""
    if way == "in-process":
        with httpx.Client(transport=httpx.WSGITransport(box)) as client:
            yield client, "https://zoom.us"
    else:
        with Server(box) as server, httpx.Client(trust_env=False) as client:
            yield client, server.address + "/zoom"


both_ways = pytest.mark.parametrize("way", ["in-process", "loopback"])


@both_ways
def test_a_vendors_own_addresses_are_made_for_the_way_it_was_reached(box, way):
    with reached(box, way) as (client, base):
        first = client.get(base + "/things/1").json()
        second = client.get(first["next"]).json()

    assert first["next"] == base + "/things/2"
    assert second["number"] == "2"


def test_addresses_of_other_sites_and_hosts_follow_the_way_in():
    assert sites.address("s3-canada", "/a") == "https://sandbox-uploads.s3.ca-central-1.amazonaws.com/a"
    assert sites.address("mycase", "/tokens", host="auth.mycase.com") == "https://auth.mycase.com/tokens"
    assert (
        sites.address("mycase", "/tokens", base="http://h:1", host="auth.mycase.com")
        == "http://h:1/mycase/tokens"
    )
    with pytest.raises(ValueError, match="no host"):
        sites.address("clio", "/", host="auth.mycase.com")


@both_ways
def test_every_request_is_kept_with_its_parsed_body(box, way):
    with reached(box, way) as (client, base):
        client.post(base + "/things?a=1&a=2", json={"name": "é"}, headers={"X-Mark": "m"})

    (kept,) = box.zoom.requests
    assert (kept.method, kept.path, kept.operation, kept.status) == ("POST", "/things", "things.make", 201)
    assert kept.query == {"a": ["1", "2"]}
    assert kept.headers["x-mark"] == "m"
    assert kept.body == {"name": "é"}
    assert box.claude.requests == []


def test_a_forgetful_sandbox_keeps_nothing_of_what_was_sent():
    box = package.build(keep_bodies=False)

    with httpx.Client(transport=httpx.WSGITransport(box)) as client:
        client.post("https://api.canlii.org/v1/nothing", json={"name": "canary"})

    (kept,) = box.canlii.requests
    assert (kept.body, kept.raw) == (None, b"")


@both_ways
def test_streamed_answers_arrive_whole(box, way):
    with reached(box, way) as (client, base):
        answer = client.get(base + "/lines")

    assert answer.text == "line 0\nline 1\nline 2\n"


def test_the_server_keeps_a_connection_alive_across_plain_and_streamed_answers(box):
    with Server(box) as server:
        line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        seen = []
        for path in ("/zoom/lines", "/zoom/things/1", "/zoom/nowhere"):
            line.request("GET", path)
            answer = line.getresponse()
            seen.append((answer.version, answer.status, line.sock.getsockname()))
            answer.read()
        line.close()

    assert [entry[:2] for entry in seen] == [(11, 200), (11, 200), (11, 404)]
    assert len({entry[2] for entry in seen}) == 1


def test_the_server_takes_a_request_sent_in_chunks(box):
    with reached(box, "loopback") as (client, base):
        answer = client.post(
            base + "/things", content=iter([b'{"a":', b"1}"]), headers={"content-type": "application/json"}
        )

    assert answer.json() == {"made": {"a": 1}}


@both_ways
def test_faults_are_used_up_in_the_order_they_were_set(box, way):
    box.faults.set("zoom", "things.read", 500, times=2)
    box.faults.set("zoom", "things.read", 429, retry_after=30)

    with reached(box, way) as (client, base):
        seen = [client.get(base + "/things/1") for _ in range(4)]

    assert [answer.status_code for answer in seen] == [500, 500, 429, 200]
    assert seen[2].headers["retry-after"] == "30"
    assert list(box.faults.waiting()) == []


def test_a_fault_that_nobody_knows_is_refused(box):
    with pytest.raises(ValueError, match="no fault 'shuot'"):
        box.faults.set("zoom", "things.read", "shuot")
    with pytest.raises(ValueError, match="no operation"):
        box.faults.set("zoom", "things.raed", 500)
    with pytest.raises(ValueError, match="no vendor"):
        box.faults.set("zoon", "*", 500)


@both_ways
@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [("garbage", 200, b'{"half"'), ("html", 200, b"<!doctype html>"), ("empty", 200, b"")],
)
def test_a_wrong_body_comes_with_a_good_status(box, way, fault, status, body):
    box.faults.set("zoom", "*", fault)

    with reached(box, way) as (client, base):
        answer = client.get(base + "/things/1")

    assert (answer.status_code, answer.content[: len(body)]) == (status, body)
    assert answer.content == b"" if fault == "empty" else answer.content


@both_ways
def test_a_dropped_answer_leaves_the_work_done(box, way):
    box.faults.set("zoom", "things.make", "dropped")

    with reached(box, way) as (client, base), pytest.raises(httpx.TransportError):
        client.post(base + "/things", json={})

    assert box.zoom.done == 1


@both_ways
def test_a_connection_lost_before_the_work_leaves_nothing_done(box, way):
    box.faults.set("zoom", "things.make", "dropped_before")

    with reached(box, way) as (client, base), pytest.raises(httpx.TransportError):
        client.post(base + "/things", json={})

    assert box.zoom.done == 0
    assert len(box.zoom.requests) == 1


@both_ways
def test_a_truncated_answer_breaks_in_the_middle(box, way):
    box.faults.set("zoom", "things.read", "truncated")

    with reached(box, way) as (client, base), pytest.raises(httpx.TransportError):
        client.get(base + "/things/1")


@both_ways
def test_an_answer_that_never_comes_ends_at_its_cap(box, way):
    box.faults.set("zoom", "things.read", "never", cap=0.01)

    with reached(box, way) as (client, base), pytest.raises(httpx.TransportError):
        client.get(base + "/things/1")


def test_the_loss_is_raised_in_the_words_of_either_client_library(box):
    box.faults.set("zoom", "things.read", "dropped_before", times=2)

    with httpx.Client(transport=httpx.WSGITransport(box)) as client, pytest.raises(httpx.ReadError):
        client.get("https://zoom.us/things/1")
    with httpx2.Client(transport=httpx2.WSGITransport(box)) as client, pytest.raises(httpx2.ReadError):
        client.get("https://zoom.us/things/1")


def test_headers_can_be_changed_and_removed(box):
    box.faults.set("zoom", "things.read", "headers", headers={"Content-Type": None, "X-New": "1"})

    with reached(box, "in-process") as (client, base):
        answer = client.get(base + "/things/1")

    assert "content-type" not in answer.headers
    assert answer.headers["x-new"] == "1"


def test_a_redirect_points_where_it_was_told(box):
    box.faults.set("zoom", "things.make", "redirect", location="https://elsewhere.example/x")

    with reached(box, "in-process") as (client, base):
        answer = client.post(base + "/things", json={})

    assert (answer.status_code, answer.headers["location"]) == (307, "https://elsewhere.example/x")


def test_the_wrong_method_and_an_unknown_path_are_refused(box):
    with reached(box, "in-process") as (client, base):
        wrong, unknown = client.delete(base + "/things"), client.get(base + "/nothing")

    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert unknown.status_code == 404


def test_the_control_path_does_what_the_object_does(box):
    with Server(box) as server, httpx.Client(base_url=server.address, trust_env=False) as client:
        fault = {"vendor": "zoom", "operation": "things.read", "fault": "shout", "times": None}
        client.post("/_control/faults", json=fault).raise_for_status()
        client.post("/_control/settings/zoom", json={"greeting": "bonjour"}).raise_for_status()
        told = client.get("/zoom/things/1").json()["told"]
        waiting = client.get("/_control/faults").json()["faults"]
        client.delete("/_control/faults/zoom").raise_for_status()
        client.post("/zoom/things", json={"a": 1})
        calm = client.get("/zoom/things/1").json()["told"]
        count = client.post("/_control/do/zoom/count").json()
        kept = client.get("/_control/requests/zoom").json()["requests"]
        refused = [
            client.post("/_control/faults", json={"vendor": "zoom", "operation": "x", "fault": 500}),
            client.post("/_control/settings/zoom", json={"lock": 1}),
            client.post("/_control/do/zoom/reset"),
            client.get("/_control/nothing"),
        ]

    assert (told, calm) == ("BONJOUR", "bonjour")
    assert waiting == [{**fault, "options": {}}]
    assert count == {"result": 1}
    assert [(entry["operation"], entry["body"]) for entry in kept][1] == ("things.make", {"a": 1})
    assert [answer.status_code for answer in refused] == [400, 400, 400, 400]


def test_the_clock_stops_and_moves_when_told(box):
    box.clock.stop(datetime(2026, 11, 21, 9, tzinfo=UTC))
    moved = box.clock.move(minutes=5)

    assert moved == datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="aware"):
        box.clock.stop(datetime(2026, 11, 21))  # noqa: DTZ001 - that is the mistake it refuses


def test_reset_forgets_requests_faults_serials_and_state(box):
    box.faults.set("zoom", "things.read", 500)
    with reached(box, "in-process") as (client, base):
        client.post(base + "/things", json={})
    box.clock.stop()

    box.reset(seed=9)

    assert (box.seed, box.zoom.requests, box.zoom.done, list(box.faults.waiting())) == (9, [], 0, [])
    assert box.serial("zoom.request") == 1


def test_identifiers_depend_on_the_seed_and_their_parts_alone():
    one, two, other = Sandbox(seed=7), Sandbox(seed=7), Sandbox(seed=8)

    assert one.identifier("a", 1) == two.identifier("a", 1)
    assert one.identifier("a", 1) != other.identifier("a", 1)
    assert len({one.identifier("a", n) for n in range(1000)}) == 1000


def test_the_command_prints_its_address_and_serves():
    root = Path(package.__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--seed", "9"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    try:
        address = process.stdout.readline().strip()
        told = json.loads(httpx.get(address + "/_control", trust_env=False).content)
    finally:
        process.terminate()
        process.stdout.close()
        code = process.wait(timeout=10)

    assert told["seed"] == 9
    assert code == 0
