"""What was given up stays so for a reason that is on record, until somebody who may takes it up again."""

import pytest
from django.db import IntegrityError, transaction

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.integrations import services as integrations
from apps.sync import queries, rules, services
from apps.sync.models import ConfirmedTime, Delivery, DeliveryKind, DeliveryState, GivenUp, Trouble
from tests import factories
from tests.integrations import accounts
from tests.review import factories as r
from tests.sync import factories as f
from tests.sync import test_time as times
from tests.sync.test_deliveries import at, events, now, states

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
VERIFIED = (DeliveryState.VERIFIED, "")


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


def given_up(letter, kind=NOTE):
    delivery = letter(kind)
    services.cancel(delivery=delivery, reason="by_hand", by=delivery.asked_by)
    return now(delivery)


def page(client, delivery, by=None):
    client.force_login(by or delivery.asked_by)
    return client.get(f"/deliveries/{delivery.pk}/").content.decode()


def test_a_delivery_is_given_up_for_a_reason_that_its_page_and_the_log_give(box, letter, clock, client):
    delivery = letter(NOTE)
    integrations.mark_broken(delivery.connection_id)
    f.work()
    assert page(client, delivery).count('name="reason"') == len(GivenUp.of_a_person())

    client.post(f"/deliveries/{delivery.pk}/cancel/", {"reason": "by_hand"})

    assert states(delivery) == (DeliveryState.CANCELLED, Trouble.CONNECTION_BROKEN)
    entry = Entry.objects.get(event="sync.delivery_cancelled")
    assert (entry.actor, entry.facts["reason"], entry.facts["stop"]) == (
        delivery.asked_by_id,
        "by_hand",
        "connection_broken",
    )
    told = page(client, delivery)
    assert "It was put there by hand" in told
    assert "goes on by itself" not in told


@pytest.mark.parametrize("reason", ["", "approved_anew", "not_said", "anything"])
def test_none_is_given_up_without_a_reason_that_a_person_has(letter, reason):
    delivery = letter(NOTE)

    with pytest.raises(BadInput, match="why"):
        services.cancel(delivery=delivery, reason=reason, by=delivery.asked_by)

    assert states(delivery) == (DeliveryState.QUEUED, "")


def test_the_database_keeps_the_reason_with_the_state(letter):
    delivery = letter(NOTE)

    for change in ({"state": "cancelled"}, {"given_up": "by_hand"}):
        with pytest.raises(IntegrityError, match="given_up_for_a_reason"), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**change)


@f.each_way
def test_what_was_given_up_is_taken_up_again_and_delivered_once(box, letter, clock, kind, client):
    delivery = given_up(letter, kind)
    assert services.collect(10) == []
    assert f"/deliveries/{delivery.pk}/take-up/" in page(client, delivery)

    client.post(f"/deliveries/{delivery.pk}/take-up/")
    assert states(delivery) == (DeliveryState.QUEUED, "")
    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert len(at(box, delivery)) == 1
    entry = Entry.objects.get(event="sync.delivery_taken_up")
    assert (entry.actor, entry.facts["reason"]) == (delivery.asked_by_id, "by_hand")


def test_a_licensee_alone_takes_up_what_was_given_up(letter, client):
    delivery, clerk = given_up(letter), factories.person("clerk")
    f.drafts.join(delivery.matter, clerk)

    with pytest.raises(NotAllowed) as refused:
        services.take_up(delivery=delivery, by=clerk)

    assert refused.value.codes == ("not_licensed",)
    assert states(delivery)[0] == DeliveryState.CANCELLED
    entry = Entry.objects.filter(event="review.refused").get()
    assert (entry.facts["attempted"], entry.facts["reasons"]) == ("take_up", ["not_licensed"])
    assert f"/deliveries/{delivery.pk}/take-up/" not in page(client, delivery, clerk)


def test_what_was_found_wrong_or_goes_somewhere_is_not_taken_up(box, letter):
    delivery = given_up(letter)
    task = r.fresh(delivery.manifest.task)
    going = f.only(delivery.connection, NOTE, remote_id="41")
    with pytest.raises(WrongState, match="given up can be taken up"):
        services.take_up(delivery=going, by=going.asked_by)
    r.report_wrong(task=task, faults=["wrong_facts"], by=task.responsible)

    with pytest.raises(WrongState, match="found wrong"):
        services.take_up(delivery=delivery, by=delivery.asked_by)

    assert states(delivery)[0] == DeliveryState.CANCELLED
    assert not rules.can_take_up(delivery.asked_by, delivery)


def test_what_had_arrived_before_it_was_given_up_is_only_read_again(box, letter, clock, client):
    delivery = letter(NOTE)
    services.send(services.claim(1)[0])
    box.faults.set("clio", "notes.read", 403)
    f.work()
    services.cancel(delivery=now(delivery), reason="not_wanted", by=delivery.asked_by)
    assert "What is there stays there" in page(client, delivery)

    services.take_up(delivery=now(delivery), by=delivery.asked_by)
    assert states(delivery) == (DeliveryState.SENT, "")
    f.carry(clock)

    assert states(delivery) == VERIFIED
    assert events(delivery).count("sync.delivery_sent") == 1
    assert len(at(box, delivery)) == 1


@pytest.mark.parametrize("fault", ["dropped", "dropped_before"])
def test_what_may_have_arrived_before_it_was_given_up_is_looked_for_and_asked_about(
    box, letter, clock, client, fault
):
    delivery = letter(NOTE)
    box.faults.set("clio", "notes.create", fault)
    f.work()
    services.cancel(delivery=now(delivery), reason="not_wanted", by=delivery.asked_by)
    assert "may have arrived" in page(client, delivery)

    services.take_up(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)

    if fault == "dropped_before":
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
    else:
        assert states(delivery) == VERIFIED
        assert len(at(box, delivery)) == 1


# --- time ----------------------------------------------------------------------------------------------------


def test_time_confirmed_wrongly_is_given_up_and_other_time_confirmed(box, clio, clock, client):
    delivery = times.confirmed(clio, units=120)
    services.cancel(delivery=delivery, reason="wrong", by=delivery.asked_by)
    task = delivery.manifest.task
    assert f"/deliveries/time/{task.pk}/" in page(client, delivery)

    answer = client.post(
        f"/deliveries/time/{task.pk}/", {"day": "2026-11-25", "hours": "1.2", "billable": "on"}
    )
    f.carry(clock)

    assert answer.status_code == 302
    assert states(delivery) == VERIFIED
    (entry,) = times.in_clio(box)
    assert entry["quantity"] == 72 * 60
    assert ConfirmedTime.objects.get().units == 12
    assert events(delivery).count("sync.time_confirmed") == 2
    with pytest.raises(Conflict):
        services.confirm_time(task=task, day=times.TODAY, units=3, billable=True, by=delivery.asked_by)


def test_time_that_was_given_up_is_not_listed_as_waiting_for_its_person(clio):
    delivery = times.confirmed(clio)
    services.cancel(delivery=delivery, reason="not_wanted", by=delivery.asked_by)

    assert list(queries.time_to_confirm(delivery.asked_by)) == []


def test_time_that_may_be_there_is_not_confirmed_a_second_time(box, clio, clock):
    delivery = times.confirmed(clio)
    box.faults.set("clio", "activities.create", "dropped")
    f.work()
    services.cancel(delivery=now(delivery), reason="wrong", by=delivery.asked_by)
    task = delivery.manifest.task

    with pytest.raises(Conflict):
        services.confirm_time(task=task, day=times.TODAY, units=3, billable=True, by=delivery.asked_by)

    assert not rules.can_confirm_time(delivery.asked_by, r.fresh(task))
    assert len(times.in_clio(box)) == 1


def test_who_may_not_take_it_up_confirms_no_other_time(clio):
    delivery, clerk = times.confirmed(clio), factories.person("clerk")
    f.drafts.join(delivery.matter, clerk)
    services.cancel(delivery=delivery, reason="not_wanted", by=delivery.asked_by)
    task = delivery.manifest.task

    with pytest.raises(NotAllowed):
        services.confirm_time(task=task, day=times.TODAY, units=3, billable=True, by=clerk)

    assert not rules.can_confirm_time(clerk, r.fresh(task))
    assert states(delivery)[0] == DeliveryState.CANCELLED
    entry = Entry.objects.filter(event="review.refused").get()
    assert (entry.facts["attempted"], entry.facts["reasons"]) == ("confirm_time", ["not_licensed"])


@pytest.mark.parametrize(("language", "said"), [("en", "Given up"), ("fr", "Abandonnée")])
def test_its_state_has_the_word_of_the_act(letter, client, language, said):
    delivery = given_up(letter)
    delivery.asked_by.language = language
    delivery.asked_by.save()

    told = page(client, delivery)

    assert f'<span class="state ">{said}</span>' in told
    assert "Manifest" not in told
