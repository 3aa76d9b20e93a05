"""The description of each vendor refuses what a vendor would pass over in silence."""

import dataclasses
import datetime as dt

import pytest

from sandbox import described
from sandbox.record import Recorded

GOOD = {
    "note": Recorded(
        vendor="clio", operation="notes.create", method="POST", path="/api/v4/notes.json", query={"fields": ["id"]},
        headers={"authorization": "Bearer x", "x-api-version": "4.0.13", "content-type": "application/json"},
        body={"data": {"type": "Matter", "matter": {"id": 1}, "subject": "a", "detail": "b",
                       "detail_text_type": "plain_text", "date": "2026-11-20"}},
        raw=b"{}", at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), status=201,
    ),
    "list": Recorded(
        vendor="mycase", operation="cases.list", method="GET", path="/v1/cases", query={"page_size": ["200"]},
        headers={"authorization": "Bearer x"}, body=None, raw=b"", at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        status=200,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_described_has_no_faults(name):
    assert described.faults(GOOD[name]) == []


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("note", {"method": "PUT"}, "PUT where POST is described"),
        ("note", {"operation": "notes.delete"}, "nobody described this call"),
        ("note", {"query": {}}, "fields is missing"),
        ("note", {"query": {"fields": ["id"], "matter": ["1"]}}, "matter is not described"),
        ("note", {"query": {"fields": ["id", "etag"]}}, "fields stands twice"),
        ("note", {"headers": {"content-type": "application/json"}}, "no token"),
        ("note", {"headers": GOOD["note"].headers | {"x-api-version": ""}}, "no version"),
        ("note", {"headers": GOOD["note"].headers | {"content-type": "text/plain"}}, "text/plain where"),
        ("note", {"body": {"subject": "bare"}}, "body.data is missing"),
        ("note", {"body": {"data": GOOD["note"].body["data"] | {"matter": {"id": "1"}}}}, "id is not int"),
        (
            "note",
            {"body": {"data": GOOD["note"].body["data"] | {"notification_event_subscribers": []}}},
            "notification_event_subscribers is not described",
        ),
        ("note", {"status": 302}, "an answer 302 that is not described"),
        ("list", {"raw": b"x"}, "a body where none is described"),
        ("list", {"query": {"page_size": ["1"], "access_token": ["x"]}}, "a token in the address"),
    ],
)
def test_what_is_not_as_described_is_told(name, change, told):
    found = described.faults(dataclasses.replace(GOOD[name], **change))
    assert any(told in each for each in found), found


@pytest.mark.parametrize("vendor", described.DESCRIBED)
def test_no_description_has_a_verb_for_deleting_or_a_message_to_a_client(vendor):
    calls = described.DESCRIBED[vendor]
    assert "DELETE" not in {call.method for call in calls.values()}
    assert not [name for name in calls if "message" in name or "communication" in name]
