"""One record of a matter that makes no sense: our marker is found all the same, and nothing is sent twice."""

import pytest

from apps.intake.models import Source
from apps.integrations.clio import reading as clio_reading
from apps.integrations.errors import Transient
from apps.integrations.mycase import reading as mycase_reading
from apps.matters.models import Residency
from apps.sync import services
from apps.sync.models import DeliveryKind, DeliveryState, Paper, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync import test_time as times
from tests.sync.test_deliveries import RECORDS, asked, at, now, states

NOTE, DOCUMENT = DeliveryKind.NOTE, DeliveryKind.DOCUMENT
VERIFIED = (DeliveryState.VERIFIED, "")
UNKNOWN = (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


@pytest.fixture
def mycase(box):
    return accounts.mycase(box)


def spoilt(patch, module, read, which, **changes):
    """What the vendor answers, spoilt on its way where ``which`` says so: the stand-in's own records are always whole.
    Whatever reads such a record from a list sees it so."""
    whole = getattr(module, read)

    def spoil(data):
        return whole(data | changes if which(data) else data)

    patch.setattr(module, read, spoil)


def other(data):
    return data["id"] in (60, 70)


def every(data):
    return True


# --- looking for our marker in Clio --------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["dropped", "dropped_before"])
def test_an_odd_note_beside_ours_hides_nothing_and_proves_nothing(box, letter, clock, monkeypatch, fault):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", fault)
    spoilt(monkeypatch, clio_reading, "note_to_search", other, detail=7)
    spoilt(monkeypatch, clio_reading, "note", other, updated_at=7)

    f.carry(clock)

    assert states(delivery) == (VERIFIED if fault == "dropped" else UNKNOWN)
    assert len(at(box, delivery)) == (fault == "dropped")
    assert len(asked(box, "notes.create")) == 1


def test_our_own_note_is_found_whatever_else_is_odd_about_it(box, letter, clock, monkeypatch):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", "dropped")
    f.work()
    with monkeypatch.context() as patch:
        spoilt(patch, clio_reading, "note", every, updated_at=7)
        clock.shift(600)
        services.send(services.claim(1)[0])

    assert states(delivery) == (DeliveryState.SENT, "")
    f.carry(clock)
    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1


def test_our_own_note_that_cannot_be_read_is_asked_about_and_never_sent_twice(
    box, letter, clock, monkeypatch
):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", "dropped")
    f.work()
    ours = int(at(box, delivery)[0]["id"])
    spoilt(monkeypatch, clio_reading, "note_to_search", lambda data: data["id"] == ours, detail=7)

    f.carry(clock)

    assert states(delivery) == UNKNOWN
    assert len(at(box, delivery)) == 1


def test_a_list_of_which_nothing_can_be_read_ends_with_a_person_and_not_in_a_circle(
    box, letter, clock, monkeypatch
):
    """An answer to a create was lost, and what is there cannot be read: tried a few times, then asked."""
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", "dropped")
    f.work()
    spoilt(monkeypatch, clio_reading, "note_to_search", every, detail=7)
    clock.shift(600)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.TRIED_TOO_OFTEN)
    assert len(at(box, delivery)) == 1


def test_of_documents_that_may_be_ours_one_that_makes_no_sense_holds_it(box, letter, clock, monkeypatch):
    delivery = letter(DOCUMENT)
    box.faults.set("clio", "documents.create", "dropped")
    f.work()
    made = len(box.clio.created("document"))
    with monkeypatch.context() as patch:
        spoilt(patch, clio_reading, "document_to_search", every, external_properties=None)
        clock.shift(600)
        f.work()
        assert states(delivery) == (DeliveryState.WAITING, Trouble.GARBLED)
        assert len(box.clio.created("document")) == made

    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert len(box.clio.created("document")) == made
    assert len(at(box, delivery)) == 1


def test_an_odd_entry_of_that_day_hides_no_time_and_proves_nothing(box, clio, clock, monkeypatch):
    delivery = times.confirmed(clio)
    box.clio.load(
        {
            "activities": [
                {"id": 90, "type": "TimeEntry", "date": "2026-11-25", "quantity": 60, "note": "x",
                 "matter": {"id": 40}, "user": {"id": 10}}
            ]
        }
    )  # fmt: skip
    box.faults.set("clio", "activities.create", "dropped")
    spoilt(monkeypatch, clio_reading, "reference", lambda data: data["id"] == 90, reference=7)

    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert len(times.in_clio(box)) == 1


# --- and in MyCase -------------------------------------------------------------------------------------------


@f.each_way
@pytest.mark.parametrize("fault", ["dropped", "dropped_before"])
def test_an_odd_record_in_mycase_hides_nothing_and_proves_nothing(
    box, mycase, clock, monkeypatch, kind, fault
):
    delivery = f.only(mycase, kind, residency=Residency.DOCUMENTED_TRANSFER)
    create = "cases.create_note" if kind == NOTE else "cases.create_document"
    box.faults.set("mycase", create, fault)
    spoilt(monkeypatch, mycase_reading, "note_to_search", other, note=7)
    spoilt(monkeypatch, mycase_reading, "document_to_search", other, description=7)

    f.carry(clock)

    assert states(delivery) == (VERIFIED if fault == "dropped" else UNKNOWN)
    assert len(box.mycase.created(RECORDS[kind])) == (fault == "dropped")


def test_a_text_that_vanished_from_the_answer_is_not_taken_for_an_empty_one(box, mycase, clock, monkeypatch):
    delivery = f.only(mycase, NOTE, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "cases.create_note", "dropped")
    f.work()
    whole = mycase_reading.note_to_search
    monkeypatch.setattr(
        mycase_reading,
        "note_to_search",
        lambda data: whole({name: value for name, value in data.items() if name != "note"}),
    )

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.TRIED_TOO_OFTEN)
    assert len(box.mycase.created("note")) == 1
    assert now(delivery).unsure_since is not None


# --- bringing in ---------------------------------------------------------------------------------------------


def with_more(box, vendor):
    if vendor == "clio":
        box.clio.load(
            {
                "documents": [
                    {
                        "id": 61,
                        "name": "Deed.txt",
                        "parent": {"id": 40, "type": "Matter"},
                        "content": b"Sold.",
                    }
                ]
            }
        )
    else:
        box.mycase.load(
            {
                "documents": [
                    {"id": 61, "path": "Deed.txt", "filename": "Deed.txt", "case": {"id": 40}, "content": b"Sold."}
                ]
            }
        )  # fmt: skip


@pytest.mark.parametrize("vendor", ["clio", "mycase"])
def test_an_odd_document_costs_the_others_of_its_matter_nothing_and_is_said(
    box, request, clock, monkeypatch, vendor
):
    connection = request.getfixturevalue(vendor)
    with_more(box, vendor)
    matter = f.linked(connection, residency=Residency.DOCUMENTED_TRANSFER)
    module = clio_reading if vendor == "clio" else mycase_reading
    spoilt(monkeypatch, module, "document", lambda data: data["id"] == 60, updated_at=7)

    with pytest.raises(Transient, match="makes no sense"):
        services.look(matter=matter, by=matter.responsible)
    with pytest.raises(Transient, match="makes no sense"):
        services.pull_documents(matter=matter, by=matter.responsible)

    assert sorted(Paper.objects.values_list("remote_id", flat=True)) == ["61", "70"]
    assert Source.objects.filter(matter=matter).count() == 2
