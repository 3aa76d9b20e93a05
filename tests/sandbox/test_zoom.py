"""Zoom's stand-in: tokens, recordings, transcripts, downloads, signed posts and their retries."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from urllib.parse import quote

import httpx
import pytest

from sandbox.server import Server
from tests.sandbox.vendors import (
    NOON,
    SLASHED,
    VTT,
    ZOOM,
    ZOOM_ACCOUNT,
    client,
    stopped_box,
    zoom_box,
    zoom_token,
)

SECRET = b"sandbox-zoom-webhook-secret"
MONTH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def zoom():
    return zoom_box()


def transcript_of(http, **query):
    told = http.get("/meetings/plain%3D%3D/recordings", params=query).json()
    return told, next(file for file in told["recording_files"] if file["file_type"] == "TRANSCRIPT")


def test_a_token_is_for_an_hour_and_names_where_the_api_is(zoom):
    box, http = zoom

    told = zoom_token(client(box)).json()
    before = http.get("/users/u-ada/recordings").status_code
    box.clock.move(seconds=3600)

    assert (told["expires_in"], told["api_url"]) == (3600, "https://api.zoom.us")
    assert "refresh_token" not in told
    assert (before, http.get("/users/u-ada/recordings").status_code) == (200, 401)


def test_a_token_needs_basic_credentials_and_the_account(zoom):
    http = client(zoom[0])
    form = {"grant_type": "account_credentials", "account_id": "sandbox-zoom-account"}

    wrong = http.post("https://zoom.us/oauth/token", data=form, auth=("sandbox-zoom-client", "wrong"))
    in_form = http.post(
        "https://zoom.us/oauth/token", data={**form, "client_id": "sandbox-zoom-client", "client_secret": "x"}
    )

    assert (wrong.status_code, in_form.status_code) == (401, 401)
    assert zoom_token(http, account_id="other").status_code == 400
    assert zoom_token(http, grant_type="client_credentials").status_code == 400
    assert http.post("https://api.zoom.us/oauth/token", data=form).status_code == 404


def test_a_token_without_the_scope_is_refused(zoom):
    box, _ = zoom
    box.zoom.configure(scopes="cloud_recording:read:list_user_recordings:admin")
    token = zoom_token(client(box)).json()["access_token"]
    http = client(box, ZOOM, token)

    refused = http.get("/meetings/900/recordings")

    assert (refused.status_code, refused.json()["code"]) == (400, 4711)
    assert http.get("/users/u-ada/recordings").status_code == 200


def test_recordings_of_a_user_by_id_or_email_within_a_month(zoom):
    _, http = zoom

    by_id, by_mail = (
        http.get(f"/users/{who}/recordings", params=MONTH) for who in ("u-ada", "ada@firm.example")
    )
    others = [http.get(f"/users/{who}/recordings", params=MONTH).status_code for who in ("me", "nobody")]
    long = http.get("/users/u-ada/recordings", params={"from": "2026-01-01", "to": "2026-03-01"})

    assert [m["uuid"] for m in by_id.json()["meetings"]] == [SLASHED, "plain=="]
    assert by_mail.json() == by_id.json()
    assert (others, long.status_code) == ([400, 404], 400)


def test_recordings_are_paged_by_token(zoom):
    _, http = zoom

    first = http.get("/users/u-ada/recordings", params={**MONTH, "page_size": 1}).json()
    token = first["next_page_token"]
    second = http.get(
        "/users/u-ada/recordings", params={**MONTH, "page_size": 1, "next_page_token": token}
    ).json()

    assert (first["total_records"], first["page_count"], second["next_page_token"]) == (2, 2, "")
    assert [page["meetings"][0]["uuid"] for page in (first, second)] == [SLASHED, "plain=="]
    assert http.get("/users/u-ada/recordings", params={**MONTH, "next_page_token": "x"}).status_code == 400
    assert http.get("/users/u-ada/recordings", params={**MONTH, "page_size": 301}).status_code == 400


def test_a_number_means_the_latest_instance(zoom):
    _, http = zoom

    assert http.get("/meetings/900/recordings").json()["uuid"] == "plain=="


def test_a_uuid_with_slashes_has_to_be_encoded_twice(zoom):
    _, http = zoom
    once = quote(SLASHED, safe="")

    assert http.get(f"/meetings/{once}/recordings").status_code == 404
    assert http.get(f"/meetings/{quote(once, safe='')}/recordings").json()["uuid"] == SLASHED


def test_the_type_is_text_here_and_a_number_in_posts(zoom):
    box, http = zoom

    text = http.get("/meetings/900/recordings").json()["type"]
    posted = json.loads(box.zoom.recording_completed("plain==")["body"])["payload"]["object"]["type"]
    box.zoom.configure(type_as_number=True)

    assert (text, posted, http.get("/meetings/900/recordings").json()["type"]) == ("2", 2, 2)


def test_the_transcript_is_a_vtt_file_that_storage_gives_after_a_302(zoom):
    box, http = zoom
    _, file = transcript_of(http)

    answer = http.get(file["download_url"])
    body = client(box).get(answer.headers["location"])

    assert {name: file[name] for name in ("file_extension", "recording_type", "status", "file_size")} == {
        "file_extension": "VTT", "recording_type": "audio_transcript", "status": "completed", "file_size": len(VTT),
    }  # fmt: skip
    assert (answer.status_code, body.content) == (302, VTT)
    assert httpx.URL(file["download_url"]).host == "us02web.zoom.us"


def test_the_storage_host_does_not_take_the_token(zoom):
    box, http = zoom
    answer = http.get(transcript_of(http)[1]["download_url"])

    assert client(box, token="t").get(answer.headers["location"]).status_code == 400
    assert http.get(transcript_of(http)[1]["download_url"], follow_redirects=True).content == VTT


def test_a_download_token_in_the_address_is_refused(zoom):
    box, http = zoom
    told, file = transcript_of(http, include_fields="download_access_token", ttl=60)
    token = told["download_access_token"]

    in_address = client(box).get(file["download_url"], params={"access_token": token})
    in_header = client(box, token=token).get(file["download_url"])
    box.clock.move(seconds=61)
    late = client(box, token=token).get(file["download_url"])

    assert (in_address.status_code, in_header.status_code, late.status_code) == (401, 302, 401)


def test_a_download_token_is_for_its_own_meeting_and_a_week_at_most(zoom):
    box, http = zoom
    _, file = transcript_of(http)
    other = json.loads(box.zoom.recording_completed(SLASHED)["body"])["download_token"]
    asked = {"include_fields": "download_access_token", "ttl": 604_801}

    assert client(box, token=other).get(file["download_url"]).status_code == 401
    assert client(box).get(file["download_url"]).status_code == 401
    assert http.get("/meetings/900/recordings", params=asked).status_code == 400


def test_a_sign_in_page_with_200_can_be_switched_on(zoom):
    box, http = zoom
    box.faults.set("zoom", "download", "sign_in_page")

    answer = http.get(transcript_of(http)[1]["download_url"])

    assert (answer.status_code, answer.content.startswith(b"WEBVTT")) == (200, False)
    assert answer.headers["content-type"].startswith("text/html")


def test_the_transcript_path_says_whether_and_why_not(zoom):
    box, http = zoom
    path = "/meetings/plain%3D%3D/transcript"

    ready = http.get(path).json()
    box.faults.set("zoom", "meetings.transcript", "no_transcript_data")
    empty = http.get(path).json()
    box.zoom.announce("plain==", transcript_after=60)
    early = http.get(path).json()
    none = http.get(f"/meetings/{quote(quote(SLASHED, safe=''), safe='')}/transcript")
    number = http.get("/meetings/900/transcript")

    assert http.get(ready["download_url"], follow_redirects=True).status_code == 404
    assert ready["can_download"] is True
    assert [told["download_restriction_reason"] for told in (empty, early)] == [
        "NO_TRANSCRIPT_DATA",
        "NOT_READY",
    ]
    assert (none.status_code, none.json()["code"], number.status_code) == (404, 3322, 404)


def test_a_recording_may_not_be_readable_right_after_its_event(zoom):
    box, http = zoom
    box.faults.set("zoom", "meetings.recordings", 404)

    early, later = http.get("/meetings/900/recordings"), http.get("/meetings/900/recordings")

    assert (early.status_code, early.json()["code"], later.status_code) == (404, 3301, 200)


def test_429_comes_with_headers_without_them_and_for_the_day(zoom):
    box, http = zoom

    box.faults.set("zoom", "meetings.recordings", 429)
    rich = http.get("/meetings/900/recordings")
    box.faults.set("zoom", "meetings.recordings", "daily_limit")
    daily = http.get("/meetings/900/recordings")
    box.zoom.configure(plain_429=True)
    box.faults.set("zoom", "meetings.recordings", 429)
    plain = http.get("/meetings/900/recordings")

    assert [answer.status_code for answer in (rich, daily, plain)] == [429, 429, 429]
    assert (rich.headers["x-ratelimit-type"], "retry-after" in rich.headers) == ("QPS", False)
    assert (daily.headers["x-ratelimit-type"], daily.headers["retry-after"]) == (
        "Daily-limit",
        "2026-03-05T00:00:00Z",
    )
    assert not [name for name in plain.headers if name.startswith(("x-ratelimit", "retry"))]


def test_every_post_is_signed_over_its_time_and_bytes(zoom):
    box, _ = zoom

    sent = box.zoom.recording_completed("plain==")

    stamp = sent["headers"]["x-zm-request-timestamp"]
    text = f"v0:{stamp}:{sent['body']}".encode()
    assert stamp == str(int(NOON.timestamp()))
    assert sent["headers"]["x-zm-signature"] == "v0=" + hmac.new(SECRET, text, hashlib.sha256).hexdigest()
    assert (
        box.zoom.sign(sent["body"], int(stamp), "other")["x-zm-signature"]
        != sent["headers"]["x-zm-signature"]
    )


def test_the_address_check_wants_the_plain_token_signed(zoom):
    box, _ = zoom
    sent = box.zoom.url_validation()
    plain = json.loads(sent["body"])["payload"]["plainToken"]
    right = hmac.new(SECRET, plain.encode(), hashlib.sha256).hexdigest()

    assert json.loads(sent["body"])["event"] == "endpoint.url_validation"
    assert box.zoom.validated(sent, {"plainToken": plain, "encryptedToken": right}) is True
    assert box.zoom.validated(sent, {"plainToken": plain, "encryptedToken": right.upper()}) is False


def test_the_transcript_has_an_event_of_its_own_and_comes_later(zoom):
    box, http = zoom
    received = []
    box.zoom.announce("plain==", transcript_after=300)

    def post(delivery):
        received.append(json.loads(delivery["body"]))
        return 200

    first = box.zoom.send_due(post)
    files = [file["file_type"] for file in http.get("/meetings/900/recordings").json()["recording_files"]]
    with pytest.raises(ValueError, match="no transcript yet"):
        box.zoom.transcript_completed("plain==")
    box.clock.move(seconds=300)
    second = box.zoom.send_due(post)

    assert (first, files, second) == ([200], ["M4A"], [200])
    assert [told["event"] for told in received] == ["recording.completed", "recording.transcript_completed"]
    assert [[file["file_type"] for file in told["payload"]["object"]["recording_files"]] for told in received] == [
        ["M4A"], ["TRANSCRIPT"],
    ]  # fmt: skip
    assert "download_token" in received[0]


def test_a_token_in_a_post_lives_a_day_and_can_be_dead_on_arrival(zoom):
    box, _ = zoom
    sent = json.loads(box.zoom.transcript_completed("plain==")["body"])
    dead = json.loads(box.zoom.transcript_completed("plain==", token_seconds=0)["body"])
    where = sent["payload"]["object"]["recording_files"][0]["download_url"]

    fresh = client(box, token=sent["download_token"]).get(where).status_code
    never = client(box, token=dead["download_token"]).get(where).status_code
    box.clock.move(hours=24)

    assert (fresh, never, client(box, token=sent["download_token"]).get(where).status_code) == (302, 401, 401)


def test_a_post_that_is_not_taken_in_three_seconds_comes_again_after_5_20_and_60_minutes_then_never(zoom):
    box, _ = zoom
    tries = []

    def too_slow(delivery):
        tries.append((box.clock.now() - NOON).total_seconds() / 60)
        box.clock.move(seconds=4)
        return 200

    box.zoom.announce("plain==", transcript_after=10 * 3600)
    statuses = []
    for _ in range(200):
        statuses += box.zoom.send_due(too_slow)
        box.clock.move(minutes=1)

    assert statuses == [0, 0, 0, 0]
    assert [round(later - earlier) for earlier, later in pairwise(tries)] == [5, 20, 60]


@pytest.mark.parametrize(("status", "tries"), [(200, 1), (204, 1), (202, 4), (302, 4), (500, 4)])
def test_only_200_and_204_count_as_taken(zoom, status, tries):
    box, _ = zoom
    box.zoom.announce("plain==", transcript_after=10 * 3600)

    statuses = []
    for _ in range(100):
        statuses += box.zoom.send_due(lambda delivery: status)
        box.clock.move(minutes=1)

    assert statuses == [status] * tries


def test_the_pauses_can_be_scaled_and_deliveries_doubled(zoom):
    box, _ = zoom
    box.zoom.configure(retry_minutes=[0.1, 0.1, 0.1])
    box.zoom.announce("plain==", transcript_after=10 * 3600, times=2)

    first = box.zoom.send_due(lambda delivery: 500)
    box.clock.move(seconds=6)

    assert (first, box.zoom.send_due(lambda delivery: 200), box.zoom.send_due(lambda delivery: 200)) == (
        [500, 500], [200, 200], [],
    )  # fmt: skip


def test_a_user_or_file_that_cannot_be_is_refused_whole():
    box = stopped_box()

    with pytest.raises(ValueError, match="host"):
        box.zoom.load({"meetings": [{"id": 1, "host_id": "nobody", "topic": "t"}]})
    with pytest.raises(ValueError, match="no content"):
        box.zoom.load({**ZOOM_ACCOUNT, "meetings": [{"id": 1, "host_id": "u-ada", "topic": "t",
                                                     "recording_files": [{"file_type": "M4A"}]}]})  # fmt: skip

    assert (box.zoom.users, box.zoom.meetings) == ([], [])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.received.append((self.headers["x-zm-signature"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_over_loopback_posts_arrive_and_their_files_can_be_fetched():
    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    receiver.received = []
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    files = [{"file_type": "M4A", "content_base64": "c291bmQ="},
             {"file_type": "TRANSCRIPT", "content_base64": "V0VCVlRUCg=="}]  # fmt: skip
    meeting = {"id": 7, "uuid": "m==", "host_id": "u-ada", "topic": "t", "recording_files": files}
    box = stopped_box()
    try:
        with Server(box) as server, httpx.Client(trust_env=False, base_url=server.address) as http:
            http.post("/_control/zoom/load", json={"users": ZOOM_ACCOUNT["users"], "meetings": [meeting]})
            url = f"http://127.0.0.1:{receiver.server_port}/zoom"
            http.post("/_control/settings/zoom", json={"webhook_url": url, "base": server.address})
            http.post("/_control/do/zoom/announce", json={"uuid": "m==", "transcript_after": 0})
            statuses = http.post("/_control/do/zoom/send_due").json()["result"]
            told = json.loads(receiver.received[1][1])
            where = told["payload"]["object"]["recording_files"][0]["download_url"]
            bearer = {"Authorization": "Bearer " + told["download_token"]}
            body = http.get(where, headers=bearer, follow_redirects=True)
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()

    assert (statuses, body.content) == ([204, 204], b"WEBVTT\n")
    assert where.startswith(server.address + "/zoom/rec/download/")


def test_posts_go_to_loopback_and_nowhere_else(zoom):
    box, _ = zoom
    box.zoom.announce("plain==")

    with pytest.raises(ValueError, match="loopback only"):
        box.zoom.send_due()
