"""What was found wrong, or waits for a signature again, is not delivered: at whatever point its delivery stands."""

import datetime as dt

import pytest

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.integrations import services as integrations
from apps.integrations.models import Connection, ConnectionState
from apps.sync import destinations, rules, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.review import factories as r
from tests.sync import factories as f
from tests.sync.test_deliveries import states

NOTE, DOCUMENT = DeliveryKind.NOTE, DeliveryKind.DOCUMENT
NOT_FINAL = (DeliveryState.STOPPED, Trouble.NOT_FINAL)


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


def found_wrong(delivery):
    task = r.fresh(delivery.manifest.task)
    r.report_wrong(task=task, faults=["wrong_facts"], by=task.responsible)


def last_reason(delivery):
    return Entry.objects.filter(subject=delivery.pk, event="sync.delivery_failed").last().facts["reason"]


@f.each_way
def test_a_text_found_wrong_while_its_delivery_waits_for_a_connection_is_not_sent(box, letter, clock, kind):
    delivery = letter(kind)
    integrations.mark_broken(delivery.connection_id)
    f.work()
    assert states(delivery) == (DeliveryState.WAITING, Trouble.CONNECTION_BROKEN)
    found_wrong(delivery)
    Connection.objects.update(state=ConnectionState.WORKING)

    f.carry(clock)

    assert states(delivery) == NOT_FINAL
    assert last_reason(delivery) == "not_final"
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])


def test_what_stopped_and_was_found_wrong_is_given_up_and_never_tried_again(box, letter, client):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", 403)
    f.work()
    found_wrong(delivery)
    clerk = factories.person("clerk")
    f.drafts.join(delivery.matter, clerk)

    with pytest.raises(WrongState, match="found wrong"):
        services.retry(delivery=delivery, by=clerk)

    assert states(delivery)[0] == DeliveryState.STOPPED
    assert f.notes_at(box, delivery) == []
    client.force_login(clerk)
    page = client.get(f"/deliveries/{delivery.pk}/").content.decode()
    assert f"/deliveries/{delivery.pk}/retry/" not in page
    services.cancel(delivery=delivery, reason="wrong", by=clerk)
    assert states(delivery)[0] == DeliveryState.CANCELLED


def in_the_middle(monkeypatch, call, delivery, *, after=False):
    """Somebody says that it is wrong right before (or after) that call to the practice system."""
    real = getattr(destinations.ClioMatter, call)

    def wrong_now(self, *args, **given):
        if after:
            answer = real(self, *args, **given)
            found_wrong(delivery)
            return answer
        found_wrong(delivery)
        return real(self, *args, **given)

    monkeypatch.setattr(destinations.ClioMatter, call, wrong_now)


def test_a_note_found_wrong_while_it_is_looked_for_is_not_added(box, letter, monkeypatch):
    delivery = letter(NOTE)
    in_the_middle(monkeypatch, "find_note", delivery)

    f.work()

    assert states(delivery) == NOT_FINAL
    assert f.notes_at(box, delivery) == []
    assert Delivery.objects.get(pk=delivery.pk).unsure_since is None


@pytest.mark.parametrize("call", ["find_document", "begin", "put"])
def test_a_file_found_wrong_on_its_way_gets_no_bytes_or_is_never_finished(box, letter, monkeypatch, call):
    delivery = letter(DOCUMENT)
    in_the_middle(monkeypatch, call, delivery, after=True)

    f.work()

    assert states(delivery) == NOT_FINAL
    assert f.documents_at(box, delivery) == []
    assert bool(box.s3.requests) == (call == "put")


@f.each_way
@pytest.mark.parametrize("fault", ["dropped", "dropped_before"])
def test_what_may_have_arrived_before_it_was_found_wrong_is_looked_for_and_never_sent_again(
    box, letter, clock, kind, fault
):
    delivery = letter(kind)
    operation = "notes.create" if kind == NOTE else "documents.update"
    box.faults.set("clio", operation, fault)
    f.work()
    assert states(delivery)[0] == DeliveryState.WAITING
    found_wrong(delivery)

    f.carry(clock)

    at = f.notes_at if kind == NOTE else f.documents_at
    if fault == "dropped":
        assert len(at(box, delivery)) == 1
        assert states(delivery) == (DeliveryState.VERIFIED, "")
    else:
        unknown = (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
        assert states(delivery) == (unknown if kind == NOTE else NOT_FINAL)
        assert at(box, delivery) == []


def test_what_may_have_arrived_is_not_looked_for_over_a_connection_that_was_ended(box, letter, clock):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", "dropped")
    f.work()
    found_wrong(delivery)
    Connection.objects.update(state=ConnectionState.ENDED)
    before = len(box.clio.requests)
    clock.shift(dt.timedelta(minutes=5))

    f.work()

    assert states(delivery) == NOT_FINAL
    assert len(box.clio.requests) == before


def test_time_for_a_narrative_found_wrong_is_neither_sent_nor_confirmed(box, clio, clock):
    from tests.sync import test_time as times

    delivery = times.confirmed(clio)
    found_wrong(delivery)

    f.carry(clock)

    assert states(delivery) == NOT_FINAL
    assert times.in_clio(box) == []


def test_a_narrative_found_wrong_is_not_offered_for_time(clio):
    from tests.sync import test_time as times

    task = times.narrative(clio)
    r.report_wrong(task=task, faults=["wrong_facts"], by=task.responsible)

    assert not rules.can_confirm_time(task.responsible, r.fresh(task))
    with pytest.raises(WrongState, match="found wrong"):
        services.confirm_time(task=task, day=times.TODAY, units=3, billable=True, by=task.responsible)
    assert not Delivery.objects.exists()
