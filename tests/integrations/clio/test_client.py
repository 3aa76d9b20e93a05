"""Clio's client against its stand-in."""

import datetime as dt

import pytest
import time_machine

from apps.core.sensitive import Sensitive
from apps.integrations import http
from apps.integrations.clio.calls import VERSION
from apps.integrations.clio.client import Clio
from apps.integrations.errors import Fault, Permanent, RemoteError, Transient
from apps.integrations.models import Region
from tests.integrations import accounts

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
MARKER = "firmai0123456789abcdef0123456789abcdef"
PDF = b"%PDF-1.7 the approved text"


@pytest.fixture
def box():
    box = accounts.fresh()
    box.clio.load(accounts.CLIO_FIRM)
    return box


@pytest.fixture
def clio(box):
    with Clio(region=Region.CANADA, access=accounts.given(box.clio.token())) as made:
        yield made


def begin(clio):
    return clio.begin_document(
        matter_id="40", filename="Memo.pdf", content_type="application/pdf", marker=MARKER
    )


def deliver(clio):
    upload = begin(clio)
    clio.put(upload, Sensitive(PDF))
    clio.finish_document(upload)
    return upload.document_id


def test_every_request_names_its_version_and_none_follows_a_redirect(box, clio):
    clio.who_am_i()

    sent = box.clio.requests[0].headers
    assert (sent["x-api-version"], sent["authorization"][:7]) == (VERSION, "Bearer ")


def test_who_am_i_names_the_firm_and_the_person(clio):
    found = clio.who_am_i()

    assert (found.id, found.name, found.person, found.email) == (
        "1",
        "Adeyemi Roy LLP",
        "Jane Okafor",
        "jane@firm.example",
    )


def test_a_matter_comes_with_what_is_needed_to_open_it(clio):
    matter = clio.matters().items[0]

    assert (matter.id, matter.display_number, matter.description, matter.status) == (
        "40",
        "00001-Tremblay",
        "Estate of H. Tremblay",
        "open",
    )
    assert (matter.practice_area, matter.location, matter.responsible_email, matter.opened_on) == (
        "Wills & Estates",
        "Toronto, Ontario",
        "jane@firm.example",
        dt.date(2026, 2, 3),
    )
    assert (matter.client.id, matter.client.is_company) == ("30", False)


def test_a_contact_comes_with_everything_that_identifies_it(clio):
    (contact,) = clio.contacts_by_id(["30"]).items

    assert (contact.name, contact.born, contact.emails, contact.phones, contact.addresses) == (
        "Margaret Tremblay",
        "1951-04-02",
        ("margaret@example.ca",),
        ("416-555-0188",),
        ("12 Elm Street, Toronto, ON, M4B 1B3",),
    )


def test_pages_are_followed_as_clio_names_them(box, clio):
    matters = [
        {"id": 100 + n, "display_number": f"{n:05}", "description": "x", "client": {"id": 30}}
        for n in range(450)
    ]
    box.clio.load({"matters": matters})

    found, page, pages = [], "", 0
    while True:
        answer = clio.matters(page=page)
        found += [each.id for each in answer.items]
        pages += 1
        if not (page := answer.next):
            break

    assert (len(found), len(set(found)), pages) == (452, 452, 3)


def test_a_next_page_elsewhere_is_not_followed_and_sees_no_token(box, clio):
    with pytest.raises(Permanent) as refused:
        clio.matters(page="https://elsewhere.example/api/v4/matters.json?page_token=c1")

    assert refused.value.code == Fault.WRONG_HOST
    assert box.clio.requests == []


def test_only_what_changed_since_is_listed(box, clio):
    since = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)

    assert clio.matters(since=since).items == []


def test_the_other_regions_token_is_not_accepted(box):
    foreign = accounts.given(box.clio.token(region="us"))

    with Clio(region=Region.CANADA, access=foreign) as clio, pytest.raises(Permanent) as refused:
        clio.matters()

    assert refused.value.code == Fault.NOT_CONNECTED


def test_a_note_is_added_found_by_its_marker_and_read(box, clio):
    text = Sensitive(f"Approved text.\n\n{MARKER}")

    made = clio.create_note(matter_id="40", subject="Memo (firmai)", detail=text, on=dt.date(2026, 11, 25))

    assert [note.id for note in clio.notes(matter_id="40", query=MARKER).items] == [made]
    assert clio.note(made).detail == f"Approved text.\n\n{MARKER}"
    (kept,) = box.clio.created("note")
    assert (kept["detail_text_type"], kept["subject"], kept["date"]) == (
        "plain_text",
        "Memo (firmai)",
        "2026-11-25",
    )
    assert "notification_event_subscribers" not in box.clio.requests[0].body["data"]


def test_an_account_that_wants_the_type_in_lower_case_is_asked_once_more(box, clio):
    box.faults.set("clio", "notes.list", 422)

    found = clio.notes(matter_id="40")

    assert [note.id for note in found.items] == ["70"]
    assert [each.query["type"] for each in box.clio.requests] == [["Matter"], ["matter"]]


def test_a_document_appears_after_three_steps_with_exactly_these_bytes(box, clio):
    number = deliver(clio)

    assert box.clio.content(int(number)) == PDF
    assert clio.document(number).marker == MARKER
    assert [(each.complete, each.size) for each in clio.versions(number)] == [(True, len(PDF))]
    assert clio.download(number).reveal() == PDF


def test_storage_never_sees_our_token(box, clio):
    clio.download(deliver(clio))

    assert [each.method for each in box.s3.requests] == ["PUT", "GET"]
    assert all("authorization" not in each.headers for each in box.s3.requests)


def test_an_unfinished_document_is_found_by_its_marker_and_by_nothing_else(clio):
    upload = begin(clio)

    (found,) = clio.documents_marked(MARKER)

    assert (found.id, found.latest.complete) == (upload.document_id, False)
    assert clio.documents_marked("firmaianother") == []
    assert [each.id for each in clio.documents(matter_id="40").items] == ["60"]


def test_an_expired_address_is_told_apart_and_a_new_one_serves(box, clio):
    box.faults.set("clio", "documents.create", "expired_put_url")
    upload = begin(clio)

    with (
        time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)),
        pytest.raises(Transient) as late,
    ):
        clio.put(upload, Sensitive(PDF))
    again = clio.begin_version(
        document_id=upload.document_id, filename="Memo.pdf", content_type="application/pdf"
    )
    clio.put(again, Sensitive(PDF))
    clio.finish_document(again)

    assert late.value.code == Fault.ADDRESS_EXPIRED
    assert again.document_id == upload.document_id
    assert box.clio.content(int(upload.document_id)) == PDF


@pytest.mark.parametrize("settled", ["bytes never came", "clio is slow"])
def test_a_document_that_cannot_be_finished_yet_is_asked_for_again_later(box, clio, settled):
    upload = begin(clio)
    if settled == "clio is slow":
        clio.put(upload, Sensitive(PDF))
        box.faults.set("clio", "documents.update", "upload_timeout")

    with pytest.raises(Transient) as early:
        clio.finish_document(upload)

    assert early.value.code == Fault.BUSY


def changes_there(box, number, **data):
    """Somebody works on that document at Clio."""
    store = box.clio.stores["ca"]
    store.change(store.rows["document"][int(number)], data)


def sent_conditions(box):
    return [each.headers.get("if-match") for each in box.clio.requests if each.method == "PATCH"]


def test_a_document_is_finished_as_it_was_begun(box, clio):
    upload = begin(clio)
    clio.put(upload, Sensitive(PDF))
    clio.finish_document(upload)

    assert sent_conditions(box) == [upload.etag]


def test_a_document_that_was_changed_meanwhile_and_is_still_ours_is_finished_as_it_is_now(box, clio):
    upload = begin(clio)
    clio.put(upload, Sensitive(PDF))
    changes_there(box, upload.document_id, name="Memo, renamed.pdf")

    clio.finish_document(upload)

    assert box.clio.content(int(upload.document_id)) == PDF
    first, second = sent_conditions(box)
    assert first == upload.etag != second


def test_a_document_that_was_moved_meanwhile_is_not_finished(box, clio):
    upload = begin(clio)
    clio.put(upload, Sensitive(PDF))
    changes_there(box, upload.document_id, matter={"id": 41}, parent={"id": 41, "type": "Matter"})

    with pytest.raises(Permanent) as moved:
        clio.finish_document(upload)

    assert moved.value.code == Fault.CHANGED_THERE
    (there,) = clio.documents_marked(MARKER)
    assert there.latest is not None
    assert not there.latest.complete
    assert len(sent_conditions(box)) == 1


def test_a_download_that_leads_elsewhere_is_not_followed(box, clio):
    number = deliver(clio)
    box.faults.set(
        "clio", "documents.download", "redirect", status=303, location="https://elsewhere.example/x"
    )

    with pytest.raises(Permanent) as refused:
        clio.download(number)

    assert refused.value.code == Fault.WRONG_HOST


@pytest.mark.parametrize(
    ("fault", "options", "wait"),
    [
        ("retry_after", {"value": 17}, 17),
        ("retry_after", {"value": "Wed, 25 Nov 2026 12:00:45 GMT"}, 45),
        ("limited_date", {"seconds": 30}, 30),
        ("limited_200", {}, None),
    ],
)
def test_each_form_of_slow_down_is_understood(box, clio, fault, options, wait):
    with time_machine.travel(NOW, tick=False):
        clio._access = accounts.given(box.clio.token())
        box.faults.set("clio", "matters.list", fault, **options)
        with pytest.raises(Transient) as slow:
            clio.matters()

    assert (slow.value.code, slow.value.retry_after) == (Fault.RATE_LIMITED, wait)


def test_nothing_is_sent_while_the_minute_is_known_to_be_used_up(box):
    with time_machine.travel(NOW, tick=False) as clock:
        box.clio.configure(limit=2)
        with Clio(region=Region.CANADA, access=accounts.given(box.clio.token())) as clio:
            clio.matters()
            clio.matters()
            with pytest.raises(Transient) as slow:
                clio.matters()
            sent = len(box.clio.requests)
            clock.shift(61)
            clio.matters()

    assert (slow.value.code, slow.value.retry_after) == (Fault.RATE_LIMITED, 60)
    assert (sent, [each.status for each in box.clio.requests]) == (2, [200, 200, 200])


@pytest.mark.parametrize(
    ("reset", "wait"), [("99999999999", 3600), ("1764431234000000", None), ("soon", None)]
)
def test_an_end_of_the_minute_that_cannot_be_meant_stops_nothing_for_long(box, clio, reset, wait):
    """Years ahead, in another unit, or no number: a wrong header loses no answer and holds up no call for days."""
    box.faults.set(
        "clio", "matters.list", "headers", headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    )

    assert len(clio.matters().items) == 2

    if wait is None:
        assert len(clio.matters().items) == 2
    else:
        with pytest.raises(Transient) as slow:
            clio.matters()
        assert slow.value.retry_after == wait


def test_a_retired_version_says_that_this_client_is_out_of_date(box, clio):
    box.clio.configure(versions=["4.0.99"])

    with pytest.raises(Permanent) as refused:
        clio.matters()

    assert refused.value.code == Fault.OUT_OF_DATE


@pytest.mark.parametrize(
    "body",
    [
        {"data": [{"id": 1}]},
        {"data": [{"id": None, "display_number": "1", "status": "Open"}]},
        {"data": [{"id": 1, "display_number": "1", "status": "Open", "open_date": "soon"}]},
        {"data": {"id": 1}},
        {"nothing": 1},
        [],
        "text",
        None,
    ],
)
def test_fields_that_vanish_make_no_sense_and_nothing_is_guessed(body):
    import json

    from apps.integrations.clio import reading

    answer = http.Answer(200, {}, json.dumps(body).encode())

    with pytest.raises(Transient) as refused:
        reading.page(answer, reading.matter)

    assert refused.value.code == Fault.GARBLED


def test_an_id_that_is_not_a_number_never_reaches_a_path(box, clio):
    with pytest.raises(Permanent):
        clio.note("70/../../users")

    assert box.clio.requests == []


@pytest.mark.parametrize("fault", ["dropped", "never", 500, "garbage", "html", "truncated"])
def test_after_a_create_whose_answer_is_lost_the_error_says_that_it_may_have_been_made(box, clio, fault):
    box.faults.set("clio", "notes.create", fault, **({"cap": 0.01} if fault == "never" else {}))

    with pytest.raises(RemoteError) as lost:
        clio.create_note(matter_id="40", subject="s", detail=Sensitive("d"), on=dt.date(2026, 11, 25))

    assert (type(lost.value), lost.value.sent) == (Transient, "unknown")


def test_there_is_no_way_to_delete_to_message_or_to_call_anything_else(clio):
    public = {name for name in dir(clio) if not name.startswith("_")}

    assert public == {
        "begin_document",
        "begin_version",
        "calendar_entries",
        "close",
        "contacts",
        "contacts_by_id",
        "create_note",
        "create_time_entry",
        "create_webhook",
        "document",
        "documents",
        "documents_changed",
        "documents_marked",
        "download",
        "finish_document",
        "matters",
        "matters_by_id",
        "note",
        "notes",
        "notes_to_search",
        "notes_changed",
        "prolong_webhook",
        "put",
        "region",
        "relationships",
        "tasks",
        "references",
        "time_entry",
        "users",
        "versions",
        "webhooks",
        "who_am_i",
    }
