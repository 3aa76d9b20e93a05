"""Clio's stand-in on webhooks: subscription, handshake, signature."""

import hashlib
import hmac
import json

import pytest

from tests.sandbox.vendors import clio_box

HOOK = {"url": "https://firm.example/clio", "model": "matter", "fields": "id,status", "events": ["updated"]}


@pytest.fixture
def clio():
    return clio_box()


def subscribe(http, **changes):
    fields = {"fields": "id,shared_secret,status,expires_at,model"}
    return http.post("/webhooks.json", params=fields, json={"data": {**HOOK, **changes}})


@pytest.mark.parametrize(
    "changes",
    [{"url": "http://firm.example/clio"}, {"model": "note"}, {"fields": "id," * 400 + "id"}, {"fields": None},
     {"events": ["opened"]}, {"expires_at": "2026-04-05T00:00:00+00:00"}],
    ids=["plain http", "no note model", "long fields", "no fields", "event", "more than 31 days"],
)  # fmt: skip
def test_a_subscription_that_breaks_a_rule_is_422(clio, changes):
    box, http = clio

    assert subscribe(http, **changes).status_code == 422
    assert box.clio.created("webhook") == []


def test_a_subscription_lives_three_days_unless_it_asks_for_more(clio):
    _, http = clio

    told = subscribe(http).json()["data"]
    renewed = http.patch(
        f"/webhooks/{told['id']}.json?fields=expires_at",
        json={"data": {"expires_at": "2026-04-03T00:00:00+00:00"}},
    )

    assert (told["expires_at"], told["status"]) == ("2026-03-07T17:00:00+00:00", "pending")
    assert renewed.json()["data"]["expires_at"] == "2026-04-03T00:00:00+00:00"
    assert subscribe(http, model=1).json()["data"]["model"] == "matter"


def test_nothing_is_sent_before_the_handshake(clio):
    box, http = clio
    told = subscribe(http).json()["data"]

    with pytest.raises(ValueError, match="handshake"):
        box.clio.delivery(told["id"], "updated", 40)
    first = box.clio.handshake(told["id"])

    assert box.clio.shake(told["id"], "wrong") is False
    assert box.clio.shake(told["id"], first["headers"]["x-hook-secret"]) is True
    assert json.loads(box.clio.delivery(told["id"], "updated", 40)["body"]) == {
        "data": {"id": 40, "status": "Open"},
        "meta": {"event": "updated", "webhook_id": told["id"]},
    }


def test_the_handshake_can_be_made_later_by_a_call(clio):
    box, http = clio
    number = subscribe(http).json()["data"]["id"]
    secret = box.clio.handshake(number)["headers"]["x-hook-secret"]

    wrong = http.put(f"/webhooks/{number}/activate", headers={"X-Hook-Secret": "wrong"})
    right = http.put(f"/webhooks/{number}/activate?fields=status", headers={"X-Hook-Secret": secret})

    assert (wrong.status_code, right.json()) == (422, {"data": {"status": "enabled"}})


def test_a_delivery_is_signed_in_lower_case_hex_over_its_bytes(clio):
    box, http = clio
    told = subscribe(http).json()["data"]
    box.clio.shake(told["id"], box.clio.handshake(told["id"])["headers"]["x-hook-secret"])

    sent = box.clio.delivery(told["id"], "updated", 40)

    right = hmac.new(told["shared_secret"].encode(), sent["body"].encode(), hashlib.sha256).hexdigest()
    assert sent["headers"]["x-hook-signature"] == right
    assert sent["url"] == HOOK["url"]


def test_a_new_address_shakes_hands_again_and_an_old_subscription_sends_nothing(clio):
    box, http = clio
    number = subscribe(http).json()["data"]["id"]
    box.clio.shake(number, box.clio.handshake(number)["headers"]["x-hook-secret"])

    with pytest.raises(ValueError, match="not for created"):
        box.clio.delivery(number, "created", 40)
    moved = http.patch(f"/webhooks/{number}.json?fields=status", json={"data": {"url": "https://b.example/"}})
    box.clio.shake(number, box.clio.handshake(number)["headers"]["x-hook-secret"])
    box.clock.move(days=4)

    assert moved.json() == {"data": {"status": "pending"}}
    with pytest.raises(ValueError, match="expired"):
        box.clio.delivery(number, "updated", 40)


def test_410_counts_as_taken_and_switches_the_subscription_off(clio):
    box, http = clio
    number = subscribe(http).json()["data"]["id"]

    taken = [box.clio.answered(number, status) for status in (200, 302, 500, 0, 410)]

    assert taken == [True, True, False, False, True]
    assert http.get(f"/webhooks/{number}.json?fields=status").json() == {"data": {"status": "suspended"}}
