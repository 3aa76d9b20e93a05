"""What is gone, changed or moved at the practice system: said plainly, never overwritten, never sent twice."""

import datetime as dt

import pytest

from apps.audit.models import Entry
from apps.matters.models import Residency
from apps.sync import destinations, services
from apps.sync.models import DeliveryKind, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.removals import RECORDS, at, now, removed, row, sent, standing
from tests.sync.test_deliveries import asked, events, states

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
GONE = (DeliveryState.STOPPED, Trouble.NOT_THERE)
DIFFERS = (DeliveryState.STOPPED, Trouble.READ_BACK_DIFFERS)
VERIFIED = (DeliveryState.VERIFIED, "")
each_kind = pytest.mark.parametrize("kind", [NOTE, DOCUMENT, PDF])


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


def abroad(mycase, kind):
    return f.only(mycase, kind, residency=Residency.DOCUMENTED_TRANSFER)


def again(delivery, clock):
    services.retry(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)


def page(client, delivery):
    client.force_login(delivery.asked_by)
    return client.get(f"/deliveries/{delivery.pk}/").content.decode()


# --- gone ----------------------------------------------------------------------------------------------------


@each_kind
def test_what_is_gone_is_made_anew_once_when_a_person_says_so(box, letter, clock, kind, client):
    delivery = letter(kind)
    first = sent(delivery).remote_id
    removed(box, delivery)
    f.carry(clock)
    assert states(delivery) == GONE
    assert "made there anew" in page(client, delivery)
    made = len(box.clio.created(RECORDS[kind]))

    again(delivery, clock)

    assert states(delivery) == VERIFIED
    assert now(delivery).remote_id != first
    assert len(standing(box, delivery)) == 1
    assert len(box.clio.created(RECORDS[kind])) == made + 1
    retried = Entry.objects.get(event="sync.delivery_retried")
    assert (retried.actor, retried.facts["reason"]) == (delivery.asked_by_id, "not_there")
    assert retried.facts["remote"]
    again_sent = [each for each in events(delivery) if each == "sync.delivery_sent"]
    assert len(again_sent) == 2


@f.each_way
def test_an_answer_lost_while_it_is_made_anew_makes_no_second(box, letter, clock, kind):
    delivery = letter(kind)
    sent(delivery)
    removed(box, delivery)
    f.carry(clock)
    box.faults.set("clio", "notes.create" if kind == NOTE else "documents.update", "dropped")

    again(delivery, clock)

    assert states(delivery) == VERIFIED
    assert len(standing(box, delivery)) == 1


def test_a_document_that_came_back_from_the_trash_is_found_and_not_made_anew(box, letter, clock):
    delivery = letter(DOCUMENT)
    first = sent(delivery).remote_id
    there = removed(box, delivery)
    f.carry(clock)
    there.data["deleted_at"] = None
    made = len(box.clio.created("document"))

    again(delivery, clock)

    assert states(delivery) == VERIFIED
    assert now(delivery).remote_id == first
    assert len(box.clio.created("document")) == made


def test_a_document_removed_before_it_was_finished_asks_and_is_then_made_anew(box, letter, clock):
    delivery = letter(DOCUMENT)
    box.faults.set("clio", "documents.update", "dropped_before")
    f.work()
    assert now(delivery).remote_id
    row(box, delivery).kept["gone"] = True

    f.carry(clock)

    assert states(delivery) == GONE
    again(delivery, clock)
    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1


@f.each_way
def test_until_it_is_taken_for_gone_the_page_says_that_it_is_not_shown_yet(box, letter, clock, kind, client):
    delivery = letter(kind)
    sent(delivery)
    removed(box, delivery)

    f.work()

    assert states(delivery) == (DeliveryState.SENT, Trouble.NOT_SEEN_YET)
    assert "does not show yet what was put there" in page(client, delivery)


# --- changed -------------------------------------------------------------------------------------------------


def changed(box, delivery):
    """Somebody puts other words into it there."""
    there = row(box, delivery)
    if delivery.kind == NOTE:
        box.clio.stores["ca"].change(there, {"detail": f"Somebody else's words {delivery.marker}"})
    else:
        box.clio._plant(store_row=there, region="ca", content=b"Somebody else's bytes")


@f.each_way
def test_what_was_changed_there_is_read_again_and_never_written_over(box, letter, clock, kind, client):
    delivery = letter(kind)
    sent(delivery)
    changed(box, delivery)
    f.work()
    before = [each for each in box.clio.requests if each.method != "GET"]

    again(delivery, clock)

    assert states(delivery) == DIFFERS
    assert [each for each in box.clio.requests if each.method != "GET"] == before
    assert events(delivery).count("sync.delivery_sent") == 1
    told = page(client, delivery)
    assert "is not what was approved" in told
    assert "Nothing there is overwritten" in told


@f.each_way
def test_what_was_changed_and_put_right_there_is_verified(box, letter, clock, kind):
    delivery = letter(kind)
    sent(delivery)
    changed(box, delivery)
    f.work()
    there = row(box, delivery)
    if kind == NOTE:
        box.clio.stores["ca"].change(there, {"detail": f.expected(delivery).decode()})
    else:
        box.clio._plant(store_row=there, region="ca", content=f.expected(delivery))

    again(delivery, clock)

    assert states(delivery) == VERIFIED
    assert events(delivery).count("sync.delivery_sent") == 1


@f.each_way
def test_what_was_changed_and_then_removed_there_is_made_anew_after_a_person_was_asked(
    box, letter, clock, kind
):
    delivery = letter(kind)
    sent(delivery)
    changed(box, delivery)
    f.work()
    removed(box, delivery)

    again(delivery, clock)

    assert states(delivery) == GONE
    assert standing(box, delivery) == []
    again(delivery, clock)
    assert states(delivery) == VERIFIED
    assert len(standing(box, delivery)) == 1


# --- moved ---------------------------------------------------------------------------------------------------


def moved(box, delivery, to):
    box.clio.stores["ca"].change(
        row(box, delivery), {"matter": {"id": to}, "parent": {"id": to, "type": "Matter"}}
    )


def test_a_document_begun_and_moved_to_another_matter_is_begun_anew_where_it_belongs(
    box, letter, clock, monkeypatch
):
    delivery, put = letter(DOCUMENT), destinations.ClioMatter.put
    with monkeypatch.context() as patch:

        def moved_meanwhile(self, begun, data):
            put(self, begun, data)
            moved(box, delivery, 41)

        patch.setattr(destinations.ClioMatter, "put", moved_meanwhile)
        f.work()
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)

    again(delivery, clock)

    assert states(delivery) == VERIFIED
    (there,) = at(box, delivery)
    assert there["matter"] == {"id": 40}


def test_a_document_moved_after_it_arrived_stops_until_it_is_back(box, letter, clock, client):
    delivery = letter(DOCUMENT)
    sent(delivery)
    moved(box, delivery, 41)

    f.work()
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    assert "in another matter there" in page(client, delivery)
    again(delivery, clock)
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    assert len(at(box, delivery)) == 1

    moved(box, delivery, 40)
    again(delivery, clock)

    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1


def test_a_note_that_is_in_another_matter_by_now_is_not_taken_for_delivered(box, letter, clock):
    delivery = letter(NOTE)
    sent(delivery)
    box.clio.stores["ca"].change(row(box, delivery), {"matter": {"id": 41}})

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    again(delivery, clock)
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    assert len(at(box, delivery)) == 1


# --- what a person is asked before a second attempt ----------------------------------------------------------


def test_what_may_have_arrived_is_asked_about_even_where_it_stopped_for_something_else(box, letter, clock):
    """A person who lets it be tried again for another reason has not said that it is not there."""
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", "dropped_before")
    f.work()
    assert now(delivery).unsure_since is not None
    box.faults.set("clio", "notes.list", 403)
    clock.shift(dt.timedelta(minutes=10))
    f.work()
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_PERMITTED)

    again(delivery, clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
    assert len(asked(box, "notes.create")) == 1
    again(delivery, clock)
    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1


def _closed(delivery):
    f.close(delivery.matter)


def _unlicensed(delivery):
    delivery.asked_by.licences.update(until=dt.date(2026, 1, 1))


@pytest.mark.parametrize("change", [_closed, _unlicensed])
@pytest.mark.parametrize("fault", ["dropped", "dropped_before"])
def test_what_may_have_arrived_is_looked_for_though_nothing_more_may_be_sent(
    box, letter, clock, change, fault
):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", fault)
    f.work()
    change(delivery)

    f.carry(clock)

    if fault == "dropped":
        assert states(delivery) == VERIFIED
        assert len(at(box, delivery)) == 1
    else:
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
        assert at(box, delivery) == []
    assert len(asked(box, "notes.create")) == 1


def test_who_was_shown_another_reason_does_not_say_that_what_was_lost_is_not_there(
    box, letter, clock, client
):
    """Two people have the page open; while the first tries again, the answer to that is lost."""
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", 403)
    f.work()
    client.force_login(delivery.asked_by)
    path, shown = f"/deliveries/{delivery.pk}/retry/", now(delivery).trouble
    assert f'name="trouble" value="{shown}"' in client.get(f"/deliveries/{delivery.pk}/").content.decode()
    box.faults.set("clio", "notes.create", "dropped_before")
    client.post(path, {"trouble": shown})
    f.carry(clock)
    lost = now(delivery)
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)

    for stale in ({"trouble": shown}, {}):
        told = client.post(path, stale, follow=True).content.decode()
        assert "another reason" in told

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
    assert now(delivery).unsure_since == lost.unsure_since is not None
    assert Entry.objects.filter(event="review.refused").count() == 2
    client.post(path, {"trouble": Trouble.OUTCOME_UNKNOWN})
    f.carry(clock)
    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1
