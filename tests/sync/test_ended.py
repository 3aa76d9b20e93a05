"""A delivery whose connection was ended says what it needs, and a person can do each of these."""

import pytest

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.integrations import services as integrations
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.matters.models import Residency
from apps.policy.models import Departure
from apps.sync import destinations, rules, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, RecordKind, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync import test_time as times
from tests.sync.test_deliveries import at, events, now, states

NOTE, DOCUMENT = DeliveryKind.NOTE, DeliveryKind.DOCUMENT
ENDED = (DeliveryState.STOPPED, Trouble.CONNECTION_ENDED)
VERIFIED = (DeliveryState.VERIFIED, "")


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


def end(connection):
    integrations.end(connection=Connection.objects.get(pk=connection.pk), by=factories.administrator())


def another(box, delivery):
    """The matter is known to another account as well, by another number."""
    connection = accounts.mycase(box)
    RemoteRecord.objects.create(
        connection=connection, kind=RecordKind.MATTER, remote_id="40", local_id=delivery.matter_id
    )
    return connection


def page(client, delivery):
    client.force_login(delivery.asked_by)
    return client.get(f"/deliveries/{delivery.pk}/").content.decode()


@pytest.mark.parametrize("broken_before", [False, True])
def test_it_stops_and_says_what_it_needs(box, letter, clock, client, broken_before):
    delivery = letter(NOTE)
    if broken_before:
        integrations.mark_broken(delivery.connection_id)
        f.work()
        assert states(delivery) == (DeliveryState.WAITING, Trouble.CONNECTION_BROKEN)
        clock.shift(600)
    end(delivery.connection)

    f.work()

    assert states(delivery) == ENDED
    assert events(delivery)[-1] == "sync.delivery_failed"
    told = page(client, delivery)
    assert "The connection was ended" in told
    assert "goes on by itself" not in told
    assert f"/deliveries/{delivery.pk}/cancel/" in told
    assert f"/deliveries/{delivery.pk}/retry/" not in told
    assert f"/deliveries/{delivery.pk}/over-another/" not in told
    with pytest.raises(WrongState, match="was ended"):
        services.retry(delivery=delivery, by=delivery.asked_by)
    with pytest.raises(WrongState, match="knows this matter"):
        services.redirect(delivery=delivery, by=delivery.asked_by)
    refused = Entry.objects.filter(event="review.refused").order_by("id")
    assert [each.facts["attempted"] for each in refused] == ["retry", "redirect"]
    assert states(delivery) == ENDED


def test_the_same_account_connected_again_lets_it_be_tried_again(box, letter, clock, client):
    delivery = letter(NOTE)
    end(delivery.connection)
    f.work()
    accounts.clio(box, load=False)
    assert f"/deliveries/{delivery.pk}/retry/" in page(client, delivery)

    client.post(f"/deliveries/{delivery.pk}/retry/", {"trouble": now(delivery).trouble})
    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1


@pytest.mark.parametrize("call", ["find_note", "add_note"])
def test_a_connection_ended_in_the_middle_loses_nothing_and_makes_nothing_twice(
    box, letter, clock, monkeypatch, call
):
    delivery, real = letter(NOTE), getattr(destinations.ClioMatter, call)

    def ends(self, *args, **given):
        if call == "add_note":
            found = real(self, *args, **given)
            end(delivery.connection)
            return found
        end(delivery.connection)
        return real(self, *args, **given)

    with monkeypatch.context() as patch:
        patch.setattr(destinations.ClioMatter, call, ends)
        f.work()

    assert states(delivery) == ENDED
    assert len(at(box, delivery)) == (call == "add_note")
    accounts.clio(box, load=False)
    services.retry(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)
    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1


def test_what_had_arrived_is_only_read_back_once_it_is_connected_again(box, letter, clock):
    delivery = letter(DOCUMENT)
    services.send(services.claim(1)[0])
    end(delivery.connection)
    f.work()
    assert states(delivery) == ENDED
    another(box, delivery)
    with pytest.raises(WrongState, match="does not go out twice"):
        services.redirect(delivery=now(delivery), by=delivery.asked_by)
    accounts.clio(box, load=False)

    services.retry(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert events(delivery).count("sync.delivery_sent") == 1
    assert len(at(box, delivery)) == 1


def test_what_stopped_for_another_reason_says_that_its_connection_was_ended_too(box, letter, clock, client):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", 403)
    f.work()
    end(delivery.connection)

    told = page(client, delivery)

    assert "may not do this" in told
    assert "The connection was ended" in told


def test_a_person_sends_it_over_another_connection_that_knows_the_matter(box, clio, clock, client):
    delivery = f.only(clio, DOCUMENT, residency=Residency.DOCUMENTED_TRANSFER)
    end(clio)
    f.work()
    mycase = another(box, delivery)
    told = page(client, delivery)
    assert f"/deliveries/{delivery.pk}/over-another/" in told
    assert "Send it over MyCase" in told

    client.post(f"/deliveries/{delivery.pk}/over-another/")
    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert now(delivery).connection_id == mycase.pk
    (made,) = box.mycase.created("document")
    assert box.mycase.content(made["id"]) == f.expected(delivery)
    assert box.clio.created("document") == []
    entry = Entry.objects.get(event="sync.delivery_redirected")
    assert (entry.actor, entry.facts["instead_of"], entry.facts["connection"]) == (
        delivery.asked_by_id,
        str(clio.pk),
        str(mycase.pk),
    )
    assert Departure.objects.get(delivery_id=delivery.pk).system == "mycase"


def test_where_it_was_to_be_kept_is_not_said_of_another_connection(box, clio, clock, client):
    delivery = f.only(clio, NOTE, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("clio", "notes.create", 403)
    f.work()
    end(clio)
    another(box, delivery)
    assert "To be kept in" in page(client, delivery)

    services.redirect(delivery=now(delivery), by=delivery.asked_by)

    assert now(delivery).place == ""
    assert "To be kept in" not in page(client, delivery)


def test_another_connection_gets_nothing_that_the_clients_rule_keeps_in_canada(box, letter, clock):
    delivery = letter(NOTE)
    end(delivery.connection)
    f.work()
    another(box, delivery)

    services.redirect(delivery=now(delivery), by=delivery.asked_by)
    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_SHOWN_IN_CANADA)
    assert box.mycase.created("note") == []


def test_what_may_have_arrived_over_the_ended_connection_goes_over_no_other(box, clio, clock):
    delivery = f.only(clio, NOTE, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("clio", "notes.create", "dropped")
    f.work()
    end(clio)
    clock.shift(600)
    f.work()
    other = another(box, delivery)

    with pytest.raises(WrongState, match="does not go out twice"):
        services.redirect(delivery=now(delivery), by=delivery.asked_by)

    assert states(delivery) == ENDED
    assert not rules.can_redirect(delivery.asked_by, now(delivery), other)
    assert box.mycase.created("note") == []


def test_while_its_connection_works_it_goes_over_no_other(box, letter, clock):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", 403)
    f.work()
    another(box, delivery)

    with pytest.raises(WrongState, match="was not ended"):
        services.redirect(delivery=delivery, by=delivery.asked_by)

    assert now(delivery).connection_id == delivery.connection_id


def test_confirmed_time_goes_over_another_connection_as_it_was_confirmed(box, clio, clock):
    delivery = times.confirmed(clio, residency=Residency.DOCUMENTED_TRANSFER)
    end(clio)
    f.work()
    assert states(delivery) == ENDED
    another(box, delivery)
    next(iter(box.mycase.rows["staff"].values())).data["default_hourly_rate"] = 350

    services.redirect(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == VERIFIED
    (row,) = times.in_mycase(box)
    assert (row.data["hours"], times.in_clio(box)) == (1.2, [])


def test_the_page_of_the_connection_says_what_becomes_of_deliveries(clio, client):
    client.force_login(factories.administrator())

    told = client.get(f"/connections/{clio.pk}/").content.decode()

    assert "stop and ask" in told
    assert Connection.objects.get(pk=clio.pk).state == ConnectionState.WORKING


def test_what_is_queued_meanwhile_waits_for_nobody(box, clio, clock):
    """Nothing is queued for a connection that was ended; once it is connected again it is."""
    matter = f.linked(clio)
    end(clio)
    f.approved(matter)

    assert services.collect(10) == []
    accounts.clio(box, load=False)
    assert len(services.collect(10)) == 3
    f.carry(clock)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"verified"}
