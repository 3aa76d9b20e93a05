"""MyCase's client against its stand-in."""

import datetime as dt

import pytest
import time_machine

from apps.core.sensitive import Sensitive
from apps.integrations import places
from apps.integrations.errors import Fault, Permanent, RemoteError, Transient
from apps.integrations.models import Region
from apps.integrations.mycase.client import MyCase
from tests.integrations import accounts

MARKER = "firmai0123456789abcdef0123456789abcdef"
WORD = b"PK the approved text"


@pytest.fixture
def box():
    box = accounts.fresh()
    box.mycase.load(accounts.MYCASE_FIRM)
    return box


@pytest.fixture
def mycase(box):
    with MyCase(access=accounts.given(box.mycase.token())) as made:
        yield made


def begin(mycase):
    return mycase.begin_document(case_id="40", filename="Memo.docx", description=MARKER)


def test_a_case_comes_with_its_clients_and_who_leads_it(mycase):
    (case,) = mycase.cases().items

    assert (case.id, case.number, case.name, case.status, case.practice_area) == (
        "40",
        "E-1",
        "Tremblay Estate",
        "open",
        "Estates",
    )
    assert (case.client_ids, case.lead, case.opened_on) == (("30",), "10", dt.date(2026, 2, 3))
    assert mycase.client("30").emails == ("margaret@example.ca",)


def test_pages_are_followed_by_their_link(box, mycase):
    box.mycase.load({"cases": [{"id": 500 + n, "name": f"Case {n}", "status": "open"} for n in range(250)]})

    first = mycase.cases()
    second = mycase.cases(page=first.next)

    assert (len(first.items), len(second.items), second.next) == (200, 51, "")


def test_a_link_elsewhere_is_not_followed(box, mycase):
    with pytest.raises(Permanent) as refused:
        mycase.cases(page="https://elsewhere.example/v1/cases?page_token=1")

    assert refused.value.code == Fault.WRONG_HOST
    assert box.mycase.requests == []


def test_a_note_is_added_and_listed(box, mycase):
    made = mycase.create_note(
        case_id="40", subject="Memo", text=Sensitive(f"Text\n{MARKER}"), at=dt.datetime.now(dt.UTC)
    )

    assert [note.id for note in mycase.notes(case_id="40").items] == ["70", made]
    assert mycase.note(made).text == f"Text\n{MARKER}"


def test_a_document_is_announced_put_and_downloaded(box, mycase):
    upload = begin(mycase)
    mycase.put(upload, Sensitive(WORD))

    assert mycase.download(upload.document_id).reveal() == WORD
    assert [each.description for each in mycase.documents(case_id="40").items][1:] == [MARKER]
    assert all("authorization" not in each.headers for each in box.s3.requests)


def test_its_uploads_are_not_in_canada(mycase):
    assert places.of_storage(begin(mycase).put_url) == Region.UNITED_STATES


def test_after_an_expired_address_a_new_versions_is_asked_for(box, mycase):
    box.faults.set("mycase", "cases.create_document", "expired_put_url")
    upload = begin(mycase)

    with (
        time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)),
        pytest.raises(Transient) as late,
    ):
        mycase.put(upload, Sensitive(WORD))
    again = mycase.begin_version(document_id=upload.document_id)
    mycase.put(again, Sensitive(WORD))

    assert late.value.code == Fault.ADDRESS_EXPIRED
    assert mycase.download(upload.document_id).reveal() == WORD
    assert len(box.mycase.created("document")) == 1


def test_a_document_whose_bytes_never_came_is_not_found(mycase):
    with pytest.raises(Permanent) as refused:
        mycase.download(begin(mycase).document_id)

    assert refused.value.code == Fault.NOT_FOUND


def test_maintenance_passes_and_what_was_begun_before_it_may_have_been_made(box, mycase):
    box.mycase.configure(maintenance=True)

    with pytest.raises(Transient) as refused:
        mycase.create_note(case_id="40", subject="s", text=Sensitive("t"), at=dt.datetime.now(dt.UTC))

    assert (refused.value.code, refused.value.sent) == (Fault.VENDOR_TROUBLE, "unknown")


def test_slow_down_without_a_time_is_understood(box, mycase):
    box.faults.set("mycase", "cases.list", 429)

    with pytest.raises(Transient) as slow:
        mycase.cases()

    assert (slow.value.code, slow.value.retry_after) == (Fault.RATE_LIMITED, None)


@pytest.mark.parametrize("fault", ["dropped", "late_commit", 500, "garbage"])
def test_after_a_create_whose_answer_is_lost_the_error_says_that_it_may_have_been_made(box, mycase, fault):
    box.faults.set("mycase", "cases.create_note", fault)

    with pytest.raises(RemoteError) as lost:
        mycase.create_note(case_id="40", subject="s", text=Sensitive("t"), at=dt.datetime.now(dt.UTC))

    assert (type(lost.value), lost.value.sent) == (Transient, "unknown")


def test_there_is_no_way_to_delete_to_message_or_to_call_anything_else(mycase):
    public = {name for name in dir(mycase) if not name.startswith("_")}

    assert public == {
        "begin_document",
        "begin_version",
        "case",
        "cases",
        "client",
        "clients",
        "close",
        "companies",
        "company",
        "create_note",
        "create_time_entry",
        "document",
        "documents",
        "documents_to_search",
        "documents_changed",
        "download",
        "events",
        "firm",
        "me",
        "note",
        "notes",
        "notes_to_search",
        "put",
        "staff",
        "subscribe",
        "subscriptions",
        "tasks",
        "time_entries",
        "time_entry",
    }
