"""Approved work out to MyCase, which is not shown to keep it in Canada: only where the client's rule permits that."""

import pytest
import time_machine

from apps.matters.models import Matter, Residency
from apps.policy.models import Departure
from apps.sync.models import Delivery, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.removals import sent
from tests.sync.test_deliveries import DOCUMENT, NOTE, PDF, RECORDS, now, states
from tests.sync.test_gone import DIFFERS, GONE, VERIFIED, again, page


@pytest.fixture(scope="module", autouse=True)
def written(beforehand):
    """An approved letter of a matter of the firm's account at MyCase, whose client's rule permits it."""
    with beforehand(), time_machine.travel(f.NOW, tick=False):
        mycase = accounts.mycase(accounts.fresh())
        f.queued(mycase, NOTE, residency=Residency.DOCUMENTED_TRANSFER)


@pytest.fixture
def box(clock):
    box = accounts.fresh()
    accounts.mycase_again(box)
    return box


def only(kind):
    return f.alone(Delivery.objects.get(kind=kind))


def test_mycase_takes_all_where_the_clients_rule_documents_transfers(box, clock):
    delivery = Delivery.objects.get(kind=NOTE)

    f.carry(clock)

    document, printed = Delivery.objects.get(kind=DOCUMENT), Delivery.objects.get(kind=PDF)
    (note,) = box.mycase.created("note")
    made = {each["description"]: each for each in box.mycase.created("document")}
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.VERIFIED}
    assert note["note"].encode() == f.expected(delivery)
    assert len(made) == 2
    for each, suffix in ((document, ".docx"), (printed, ".pdf")):
        assert box.mycase.content(made[each.marker]["id"]) == f.expected(each)
        assert made[each.marker]["filename"].endswith(suffix)
    crossed = {
        row.delivery_id: (row.what, row.place, row.arrived_at is not None) for row in Departure.objects.all()
    }
    assert crossed == {  # where a file is kept is shown by the address of its bytes
        document.pk: ("document", "us", True),
        printed.pk: ("pdf", "us", True),
        delivery.pk: ("note", "unknown", True),
    }


@f.each_way
def test_what_is_found_there_without_a_row_of_its_departure_has_one(box, clock, kind):
    """As where a backup was brought back that is older than what was sent."""
    delivery = only(kind)
    left = f.expected(delivery)
    if kind == NOTE:
        there = {"subject": "x", "note": left.decode(), "date": "2026-11-25T10:00:00Z"}
    else:
        there = {"path": "x.docx", "filename": "x.docx", "description": delivery.marker, "content": left}
    box.mycase.load({f"{RECORDS[kind]}s": [there | {"id": 500, "case": {"id": 40}}]})

    f.carry(clock)

    assert (states(delivery), now(delivery).remote_id) == ((DeliveryState.VERIFIED, ""), "500")
    assert box.mycase.created(RECORDS[kind]) == []
    row = Departure.objects.get(delivery_id=delivery.pk)
    assert (row.permitted_by, row.arrived_at is not None) == (Residency.DOCUMENTED_TRANSFER, True)


@f.each_way
def test_a_mycase_answer_that_is_lost_is_there_once_or_a_person_is_asked(box, clock, kind):
    delivery = only(kind)
    box.faults.set("mycase", "cases.create_note" if kind == NOTE else "cases.create_document", "dropped")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.mycase.created(RECORDS[kind])) == 1


@f.each_way
def test_so_is_one_that_a_gateway_gave_up_on_before_it_was_made(box, clock, kind):
    delivery = only(kind)
    create = "cases.create_note" if kind == NOTE else "cases.create_document"
    box.faults.set("mycase", create, "late_commit", seconds=40, status=503)

    for _ in range(4):
        f.work()
        clock.shift(10)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.mycase.created(RECORDS[kind])) == 1


@f.each_way
def test_what_went_abroad_without_an_answer_has_its_row_already(box, clock, kind):
    delivery = only(kind)
    box.faults.set("mycase", "cases.create_note" if kind == NOTE else "cases.create_document", "dropped")

    f.work()

    assert now(delivery).state == DeliveryState.WAITING
    row = Departure.objects.get(delivery_id=delivery.pk)
    assert (row.what, row.arrived_at) == (kind.value, None)


def test_a_mycase_upload_that_failed_gets_a_new_versions_address(box, clock):
    delivery = only(DOCUMENT)
    box.faults.set("mycase", "cases.create_document", "expired_put_url")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.mycase.created("document")) == 1


@pytest.mark.parametrize("residency", [Residency.NEVER_LEAVES, Residency.NO_STORAGE_ABROAD])
def test_a_system_not_shown_to_be_in_canada_gets_nothing_unless_the_clients_rule_permits(
    box, clock, residency
):
    delivery = only(NOTE)
    Matter.objects.update(residency=residency)

    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_SHOWN_IN_CANADA)
    assert box.mycase.requests == []


# --- gone, changed or moved there ------------------------------------------------------------------------------------


@f.each_way
def test_what_is_gone_from_mycase_is_made_anew_once(box, clock, kind):
    delivery = only(kind)
    first = sent(delivery).remote_id
    box.mycase.rows[RECORDS[kind]][int(first)].gone = True
    f.carry(clock)
    assert states(delivery) == GONE

    again(delivery, clock)

    assert states(delivery) == VERIFIED
    rows = [each for each in box.mycase.rows[RECORDS[kind]].values() if each.made_by_api and not each.gone]
    assert [str(each.id) for each in rows] == [now(delivery).remote_id]


def test_an_empty_document_that_somebody_clears_away_in_mycase_asks_and_is_then_made_anew(box, clock):
    delivery = only(DOCUMENT)
    box.faults.set("s3", "object.put", 503)
    f.work()
    box.mycase.rows["document"][int(now(delivery).remote_id)].gone = True

    f.carry(clock)

    assert states(delivery) == GONE
    again(delivery, clock)
    assert states(delivery) == VERIFIED


def test_a_matter_that_is_gone_is_said_to_be_and_not_its_document(box, clock, client):
    delivery = only(NOTE)
    box.mycase.rows["case"][40].gone = True

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_FOUND)
    assert "does not have this matter" in page(client, delivery)


def test_bytes_that_somebody_put_into_a_document_we_began_in_mycase_are_not_written_over(box, clock):
    delivery = only(DOCUMENT)
    box.faults.set("s3", "object.put", 503)
    f.work()
    document = box.mycase.rows["document"][int(now(delivery).remote_id)]
    box.mycase.add_version(document, b"Somebody else's bytes")

    f.carry(clock)

    assert states(delivery) == DIFFERS
    assert box.mycase.content(document.id) == b"Somebody else's bytes"


@pytest.mark.parametrize(("site", "operation"), [("mycase", "documents.data"), ("s3", "object.get")])
def test_bytes_that_may_not_be_seen_are_not_taken_for_none_and_written_over(box, clock, site, operation):
    delivery = only(DOCUMENT)
    box.faults.set("s3", "object.put", 503)
    f.work()
    document = box.mycase.rows["document"][int(now(delivery).remote_id)]
    box.mycase.add_version(document, b"Somebody else's bytes")
    box.faults.set(site, operation, 403)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_PERMITTED)
    assert box.mycase.content(document.id) == b"Somebody else's bytes"
    again(delivery, clock)
    assert states(delivery) == DIFFERS
    assert box.mycase.content(document.id) == b"Somebody else's bytes"


@pytest.mark.parametrize("case", [{"id": 41}, None], ids=["another case", "no case"])
@f.each_way
def test_what_is_in_another_case_by_now_or_in_none_is_not_taken_for_delivered(box, clock, kind, case):
    delivery = only(kind)
    sent(delivery)
    box.mycase.rows[RECORDS[kind]][int(now(delivery).remote_id)].data["case"] = case

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    assert len(box.mycase.created(RECORDS[kind])) == 1


def test_a_document_in_mycase_moved_to_another_case_is_not_made_a_second_time(box, clock):
    delivery = only(DOCUMENT)
    sent(delivery)
    box.mycase.rows["document"][int(now(delivery).remote_id)].data["case"] = {"id": 41}

    f.work()
    again(delivery, clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    assert len(box.mycase.created("document")) == 1
