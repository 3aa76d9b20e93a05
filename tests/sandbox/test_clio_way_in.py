"""Clio's stand-in at the door: regions, consent, tokens, versions, permissions, limits."""

import base64
import json
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.vendors import CLIO, NOON, client, clio_box

CALLBACK = "http://127.0.0.1:8000/connect/clio"
WHO = "/users/who_am_i.json"
APPLICATION = {"client_id": "sandbox-clio-client", "client_secret": "sandbox-clio-secret"}


@pytest.fixture
def clio():
    return clio_box()


def allow(http, **changes):
    asked = {
        "response_type": "code",
        "client_id": "sandbox-clio-client",
        "redirect_uri": CALLBACK,
        "state": "s/1",
    }
    return http.get(CLIO + "/oauth/authorize", params={**asked, **changes})


def code_of(answer):
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def exchange(http, given, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": CALLBACK,
        **APPLICATION,
        **changes,
    }
    return http.post(CLIO + "/oauth/token", data=form)


def refresh(http, token):
    form = {"grant_type": "refresh_token", "refresh_token": token, **APPLICATION}
    return http.post(CLIO + "/oauth/token", data=form)


def test_consent_leads_back_with_a_code_and_the_same_state(clio):
    box, _ = clio
    http = client(box)

    answer = allow(http)
    told = exchange(http, code_of(answer)).json()
    mine = client(box, CLIO + "/api/v4", told["access_token"]).get(
        WHO, params={"fields": "name,account{name}"}
    )

    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.headers["location"]).query)["state"] == ["s/1"]
    assert (told["token_type"], told["expires_in"]) == ("bearer", 2_592_000)
    assert mine.json() == {"data": {"name": "Ada Roy", "account": {"name": "Two Rivers Law"}}}


def test_a_person_may_decline(clio):
    box, _ = clio
    box.faults.set("clio", "oauth.authorize", "declined")

    answer = allow(client(box), redirect_on_decline="true")

    assert parse_qs(urlsplit(answer.headers["location"]).query) == {
        "error": ["access_denied"],
        "state": ["s/1"],
    }


def test_only_a_registered_address_may_be_led_back_to(clio):
    box, _ = clio

    refused = allow(client(box), redirect_uri="https://firm.example/connect")
    box.clio.configure(redirect_uris=["https://firm.example/connect"])
    taken = allow(client(box), redirect_uri="https://firm.example/connect")

    assert (refused.status_code, taken.status_code) == (400, 302)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"redirect_uri": CALLBACK + "/"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"code": "wrong"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
    ids=["redirect", "secret", "code", "grant"],
)
def test_an_exchange_is_refused(clio, changes, status, error):
    http = client(clio[0])

    answer = exchange(http, code_of(allow(http)), **changes)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_code_is_good_once_and_for_ten_minutes(clio):
    box, _ = clio
    http = client(box)
    used, old = code_of(allow(http)), code_of(allow(http))

    first, second = exchange(http, used), exchange(http, used)
    box.clock.move(minutes=11)
    late = exchange(http, old)

    assert [answer.status_code for answer in (first, second, late)] == [200, 400, 400]


def test_the_token_endpoint_takes_forms_only(clio):
    http = client(clio[0])

    answer = http.post(CLIO + "/oauth/token", json={"grant_type": "authorization_code", **APPLICATION})

    assert answer.status_code == 400


def test_a_refresh_token_stays_good_unless_it_is_rotated(clio):
    box, _ = clio
    http = client(box)
    first = exchange(http, code_of(allow(http))).json()["refresh_token"]

    again = [refresh(http, first), refresh(http, first)]
    box.faults.set("clio", "oauth.token", "rotated_refresh_token")
    rotated = refresh(http, first)
    old, new = refresh(http, first), refresh(http, rotated.json()["refresh_token"])

    assert ["refresh_token" in answer.json() for answer in again] == [False, False]
    assert (old.status_code, new.status_code) == (400, 200)


def test_after_deauthorizing_neither_token_works(clio):
    box, _ = clio
    http = client(box)
    told = exchange(http, code_of(allow(http))).json()
    bearer = {"Authorization": "Bearer " + told["access_token"]}

    ended = http.post(CLIO + "/oauth/deauthorize", data={"token": told["access_token"]}, headers=bearer)

    assert ended.status_code == 200
    assert http.get(CLIO + "/api/v4" + WHO, headers=bearer).status_code == 401
    assert refresh(http, told["refresh_token"]).status_code == 400


def test_a_token_works_in_its_own_region_only(clio):
    box, here = clio
    american = box.clio.token(region="us")

    there = client(box, "https://app.clio.com/api/v4", here.headers["Authorization"].split()[1]).get(WHO)
    foreign = client(box, CLIO + "/api/v4", american).get(WHO)
    other = client(box).post(
        "https://app.clio.com/oauth/token", data={"grant_type": "refresh_token", **APPLICATION}
    )

    assert (here.get(WHO).status_code, there.status_code, foreign.status_code) == (200, 401, 401)
    assert there.json()["error"]["type"] == "invalid_token"
    assert (other.status_code, other.json()["error"]) == (401, "invalid_client")


def test_an_expired_or_missing_token_is_401(clio):
    box, http = clio

    missing = client(box, CLIO + "/api/v4").get(WHO)
    box.clock.move(days=31)
    expired = http.get(WHO)

    assert (missing.status_code, expired.status_code) == (401, 401)


def test_a_permission_that_the_application_lacks_is_403_and_changes_nothing(clio):
    box, http = clio
    box.clio.configure(permissions={"notes": "read", "tasks": "none"})
    note = {"data": {"type": "Matter", "matter": {"id": 40}, "subject": "s"}}

    answers = [
        http.post("/notes.json", json=note),
        http.get("/tasks.json"),
        http.get("/notes.json?type=Matter"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert box.clio.created("note") == []


def test_the_version_is_repeated_and_a_retired_one_is_gone(clio):
    _, http = clio

    usual = http.get(WHO)
    pinned = http.get(WHO, headers={"X-API-VERSION": "4.0.12"})
    retired = http.get(WHO, headers={"X-API-VERSION": "4.0.1"})

    assert (usual.headers["x-api-version"], pinned.headers["x-api-version"]) == ("4.0.13", "4.0.12")
    assert (retired.status_code, "x-api-version" in retired.headers) == (410, False)


def test_fifty_calls_a_minute_and_no_more(clio):
    box, http = clio

    answers = [http.get(WHO) for _ in range(50)]
    box.clock.move(seconds=20)
    over = http.get(WHO)
    box.clock.move(seconds=40)
    again = http.get(WHO)

    assert {answer.status_code for answer in answers} == {200}
    assert [answers[0].headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining")] == ["50", "49"]
    assert int(answers[0].headers["x-ratelimit-reset"]) == int(NOON.timestamp()) + 60
    assert (over.status_code, over.headers["retry-after"], over.headers["x-ratelimit-remaining"]) == (
        429,
        "40",
        "0",
    )
    assert (again.status_code, again.headers["x-ratelimit-remaining"]) == (200, "49")


def test_the_limit_is_per_token_and_can_be_set(clio):
    box, http = clio
    box.clio.configure(limit=1)

    mine = [http.get(WHO).status_code, http.get(WHO).status_code]
    other = client(box, CLIO + "/api/v4", box.clio.token()).get(WHO).status_code

    assert (mine, other) == ([200, 429], 200)


def test_429_can_be_switched_on_in_seconds_as_a_date_and_in_disguise(clio):
    box, http = clio
    box.faults.set("clio", "users.who_am_i", 429, retry_after=7)
    box.faults.set("clio", "users.who_am_i", "limited_date", seconds=30)
    box.faults.set("clio", "users.who_am_i", "limited_200")

    seconds, date, disguise = http.get(WHO), http.get(WHO), http.get(WHO)

    assert seconds.headers.get_list("retry-after")[-1] == "7"
    assert (date.status_code, (parsedate_to_datetime(date.headers["retry-after"]) - NOON).seconds) == (
        429,
        30,
    )
    assert disguise.status_code == 200
    assert json.loads(base64.b64decode(disguise.json()["data"]))["error"]["type"] == "RateLimited"
    assert disguise.json()["metadata"] == {"encodingDecoded": "text/plain"}


def test_a_server_error_can_be_switched_on(clio):
    box, http = clio
    box.faults.set("clio", "*", 500)

    answers = [http.get(WHO), http.get(WHO)]

    assert [answer.status_code for answer in answers] == [500, 200]
    assert set(answers[0].json()["error"]) == {"type", "message"}


def test_options_and_unknown_paths_are_404(clio):
    _, http = clio

    assert http.request("OPTIONS", "/notes.json").status_code == 404
    assert http.get("/nothing.json").status_code == 404
