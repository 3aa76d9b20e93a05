"""Wherever a delivery stands, its state, the log and its page say the same, and what is offered can be done."""

import html

import pytest

from apps.audit.models import Entry
from apps.integrations import services as integrations
from apps.sync import sentences, services
from apps.sync.models import DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.test_deliveries import now, states
from tests.sync.test_final import found_wrong

NOTE, DOCUMENT = DeliveryKind.NOTE, DeliveryKind.DOCUMENT
WAITING, SENT, STOPPED = DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.STOPPED
LINE = {
    WAITING: "sync.delivery_waiting",
    SENT: "sync.delivery_sent",
    STOPPED: "sync.delivery_failed",
}


@pytest.fixture
def box(clock):
    return accounts.fresh()


def page(client, delivery):
    client.force_login(delivery.asked_by)
    return html.unescape(client.get(f"/deliveries/{delivery.pk}/").content.decode())


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_a_sentence(trouble):
    assert sentences.of(trouble).endswith(".")


FAULTS = [
    (NOTE, "notes.list", "garbage", WAITING, Trouble.GARBLED),
    (NOTE, "notes.list", 500, WAITING, Trouble.VENDOR_TROUBLE),
    (NOTE, "notes.list", 403, STOPPED, Trouble.NOT_PERMITTED),
    (NOTE, "notes.list", 410, STOPPED, Trouble.OUT_OF_DATE),
    (NOTE, "notes.create", "dropped", WAITING, Trouble.SETTLING),
    (NOTE, "notes.create", "garbage", WAITING, Trouble.SETTLING),
    (NOTE, "notes.create", 500, WAITING, Trouble.SETTLING),
    (NOTE, "notes.create", 503, WAITING, Trouble.SETTLING),
    (NOTE, "notes.create", 429, WAITING, Trouble.RATE_LIMITED),
    (NOTE, "notes.create", 409, WAITING, Trouble.BUSY),
    (NOTE, "notes.create", 422, STOPPED, Trouble.NOT_ACCEPTED),
    (NOTE, "notes.read", 404, SENT, Trouble.NOT_SEEN_YET),
    (NOTE, "notes.read", "garbage", SENT, Trouble.GARBLED),
    (NOTE, "notes.read", 503, SENT, Trouble.VENDOR_TROUBLE),
    (NOTE, "notes.read", 403, STOPPED, Trouble.NOT_PERMITTED),
    (DOCUMENT, "documents.create", "dropped", WAITING, Trouble.NO_ANSWER),
    (DOCUMENT, "documents.update", "dropped", WAITING, Trouble.NO_ANSWER),
    (DOCUMENT, "documents.update", 422, WAITING, Trouble.BUSY),
    (DOCUMENT, "documents.update", 404, WAITING, Trouble.NOT_SEEN_YET),
    (DOCUMENT, "documents.read", 404, SENT, Trouble.NOT_SEEN_YET),
    (DOCUMENT, "documents.download", 500, SENT, Trouble.VENDOR_TROUBLE),
]


@pytest.mark.parametrize(("kind", "operation", "fault", "state", "trouble"), FAULTS)
def test_after_a_fault_state_log_and_page_agree_and_it_ends_once_there(
    box, letter, clock, client, kind, operation, fault, state, trouble
):
    delivery = letter(kind)
    box.faults.set("clio", operation, fault)

    f.work()

    assert states(delivery) == (state, trouble)
    line = Entry.objects.filter(subject=delivery.pk).order_by("id").last()
    assert line.event == LINE[state]
    assert line.facts.get("reason", trouble) == trouble
    told = page(client, delivery)
    assert sentences.of(trouble) in told
    assert (f"/deliveries/{delivery.pk}/retry/" in told) == (state == STOPPED)
    assert (f"/deliveries/{delivery.pk}/cancel/" in told) == (state in {STOPPED, WAITING})
    assert ("To be kept in" in told) == (now(delivery).sent_at is None and now(delivery).place != "")
    if state == STOPPED:
        client.post(f"/deliveries/{delivery.pk}/retry/", {"trouble": now(delivery).trouble})
    f.carry(clock)
    if states(delivery) == (STOPPED, Trouble.OUTCOME_UNKNOWN):
        assert (trouble, f.notes_at(box, delivery)) == (Trouble.SETTLING, [])
        client.post(f"/deliveries/{delivery.pk}/retry/", {"trouble": now(delivery).trouble})
        f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")
    at = f.notes_at if kind == NOTE else f.documents_at
    assert len(at(box, delivery)) == 1
    assert "Kept in" in page(client, delivery)


def test_what_the_page_offers_for_a_closed_matter_can_be_done(box, letter, client):
    delivery = letter(NOTE)
    f.close(delivery.matter)
    f.work()
    told = page(client, delivery)
    assert sentences.of(Trouble.MATTER_CLOSED) in told

    client.post(f"/deliveries/{delivery.pk}/cancel/", {"reason": "not_wanted"})

    assert now(delivery).state == DeliveryState.CANCELLED
    assert sentences.of(Trouble.MATTER_CLOSED) not in page(client, delivery)


@pytest.mark.parametrize("broken", [False, True])
def test_what_was_found_wrong_while_it_was_queued_offers_only_to_give_it_up(
    box, letter, clock, client, broken
):
    delivery = letter(NOTE)
    if broken:
        integrations.mark_broken(delivery.connection_id)
        f.work()
        clock.shift(600)
    found_wrong(delivery)

    f.work()

    assert states(delivery) == (STOPPED, Trouble.NOT_FINAL)
    told = page(client, delivery)
    assert sentences.of(Trouble.NOT_FINAL) in told
    assert f"/deliveries/{delivery.pk}/retry/" not in told
    assert f"/deliveries/{delivery.pk}/cancel/" in told
    assert box.clio.created("note") == []


def test_a_stranger_is_told_of_no_delivery_and_can_do_nothing_with_one(letter, client):
    delivery = letter(NOTE)
    client.force_login(factories.person("lawyer"))

    assert client.get(f"/deliveries/{delivery.pk}/").status_code == 404
    for act in ("retry", "cancel", "take-up", "over-another"):
        assert client.post(f"/deliveries/{delivery.pk}/{act}/", {"reason": "by_hand"}).status_code == 404
    assert states(delivery) == (DeliveryState.QUEUED, "")


def test_a_delivery_that_is_read_back_for_long_still_asks_nobody_to_send_it(box, letter, clock, client):
    """While its connection is broken it waits; once it works again it is read, and not sent again."""
    delivery = letter(DOCUMENT)
    services.send(services.claim(1)[0])
    box.clio.tokens.clear()
    box.clio.refreshes.clear()

    f.work()

    assert states(delivery) == (SENT, Trouble.CONNECTION_BROKEN)
    assert "goes on by itself" in page(client, delivery)
    accounts.clio(box, load=False)
    f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert Entry.objects.filter(subject=delivery.pk, event="sync.delivery_sent").count() == 1
