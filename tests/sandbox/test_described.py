"""The description of each vendor refuses what a vendor would pass over in silence."""

import dataclasses
import datetime as dt

import pytest

from apps.integrations.clio.client import Clio
from apps.integrations.models import Region
from sandbox import answers, described
from sandbox.record import Recorded
from tests.integrations import accounts

GOOD = {
    "note": Recorded(
        vendor="clio", operation="notes.create", method="POST", path="/api/v4/notes.json", query={"fields": ["id"]},
        headers={"authorization": "Bearer x", "x-api-version": "4.0.13", "content-type": "application/json"},
        body={"data": {"type": "Matter", "matter": {"id": 1}, "subject": "a", "detail": "b",
                       "detail_text_type": "plain_text", "date": "2026-11-20"}},
        raw=b"{}", at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), status=201,
    ),
    "finish": Recorded(
        vendor="clio", operation="documents.update", method="PATCH", path="/api/v4/documents/1.json",
        query={"fields": ["id"]}, body={"data": {"uuid": "a", "fully_uploaded": True}}, raw=b"{}",
        headers={"authorization": "Bearer x", "x-api-version": "4.0.13", "content-type": "application/json",
                 "if-match": '"9a10"'},
        at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), status=200,
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
        (
            "finish",
            {"headers": GOOD["finish"].headers | {"if-match": ""}},
            "a change of whatever stands there",
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


# --- answers


def answered(name, body, *, status=200, headers=(), **more):
    """That request with an answer."""
    base = dataclasses.replace(GOOD[name], status=status, answer=body, kept_answer=True, **more)
    base.answer_headers = dict.fromkeys((*headers, *RATE), "x") if base.vendor == "clio" else dict(headers)
    return base


RATE = ("x-api-version", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "etag")
NOTE = {"operation": "notes.read", "method": "GET"}
CASE = {
    "id": 1, "created_at": "x", "updated_at": "x", "name": "x", "case_number": None, "description": None,
    "opened_date": None, "closed_date": None, "sol_date": None, "practice_area": None, "case_stage": None,
    "status": "open", "outstanding_balance": None, "billing_contact": None, "billing_type": None,
    "clients": [{"id": 1}], "companies": [], "staff": [{"id": 1, "lead_lawyer": True}], "custom_field_values": None,
    "office": None,
}  # fmt: skip
COUNTED = (("item-count", "1"),)


@pytest.mark.parametrize(
    "recorded",
    [
        answered("note", {"data": {"id": 1}}, status=201),
        answered("note", {"data": {"id": 1, "subject": None}}, query={"fields": ["id,subject"]}, **NOTE),
        answered("note", {"error": {"type": "Gone", "message": "x"}}, status=410),
        answered("list", [CASE], headers=COUNTED),
        answered("list", {"errors": [{"description": "x"}]}, status=422),
        answered("list", "<html>", headers=(), spoilt=True),
    ],
    ids=["made", "fields that were asked for", "an error", "a bare list", "errors", "spoilt on purpose"],
)
def test_an_answer_that_is_as_described_has_no_faults(recorded):
    assert answers.faults(recorded) == []


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        (answered("note", {"data": {"id": "1"}}, status=201), "id is not int"),
        (answered("note", {"data": {"id": True}}, status=201), "id is not int"),
        (answered("note", {"data": {"id": 1, "etag": "x"}}, status=201), "etag is not described"),
        (answered("note", {"id": 1}, status=201), "data is missing"),
        (answered("note", {"data": {"id": 1}}, status=200), "200 is not described"),
        (
            answered("note", {"data": {"id": 1}}, query={"fields": ["id,color"]}, **NOTE),
            "color is not described",
        ),
        (
            answered("note", {"data": {"id": 1}}, query={"fields": ["id,subject"]}, **NOTE),
            "subject is missing",
        ),
        (answered("note", {"error": "gone"}, status=410), "error is not an object"),
        (answered("note", {"data": {}}, operation="notes.delete"), "nobody described this answer"),
        (answered("list", [CASE]), "no header item-count"),
        (answered("list", {"data": [CASE]}, headers=COUNTED), "is not a list"),
        (answered("list", [{**CASE, "clients": [1]}], headers=COUNTED), "clients[] is not an object"),
        (
            answered("list", [{n: v for n, v in CASE.items() if n != "status"}], headers=COUNTED),
            "status is missing",
        ),
        (answered("list", {"error": "x"}, status=422), "errors is missing"),
    ],
)
def test_an_answer_that_is_not_as_described_is_told(recorded, told):
    found = answers.faults(recorded)

    assert any(told in each for each in found), found


@pytest.mark.parametrize("vendor", described.DESCRIBED)
def test_every_call_that_is_described_has_its_answer_described(vendor):
    assert set(answers.ANSWERED[vendor]) == set(described.DESCRIBED[vendor])


def test_what_the_stand_ins_answer_is_kept_to_be_held(box_of_one):
    (kept,) = [each for each in box_of_one if each.operation == "matters.list"]

    assert (kept.kept_answer, kept.spoilt, kept.answer["data"]) == (True, False, [])
    assert answers.faults(kept) == []


@pytest.fixture
def box_of_one():
    """One request of a fresh stand-in."""
    box = accounts.fresh()
    with Clio(region=Region.CANADA, access=accounts.given(box.clio.token())) as clio:
        clio.matters()
    return box.record.of("clio")
