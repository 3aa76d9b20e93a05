"""A matter's content is destroyed while something of it is on its way: nothing more is sent, and a person is told."""

import datetime as dt

import pytest

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.desk.queries import needs_you
from apps.keeping import services as keeping
from apps.matters.models import Handover, Matter, Status
from apps.review.aftermath import pages as duty_pages
from apps.review.models import EarlierFilings
from apps.sync import leases, sending, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.keeping.conftest import CLOSED, rule
from tests.review import factories as r
from tests.sync import factories as f

GONE = (DeliveryState.STOPPED, Trouble.CONTENT_DESTROYED)
pytestmark = pytest.mark.django_db


@pytest.fixture
def box(clock):
    return accounts.fresh()


def destroy(matter):
    """Closed long ago, under a rule, with a partner's approval, by another person."""
    partner, other = factories.person("partner"), factories.person("partner")
    Matter.objects.filter(pk=matter.pk).update(
        status=Status.CLOSED, opened_on=dt.date(2008, 1, 2), closed_on=CLOSED
    )
    matter.refresh_from_db()
    rule(partner, other)
    proposed = keeping.propose(matter=matter, by=partner)
    keeping.destroy(destruction=keeping.approve(destruction=proposed, by=partner), by=other)


def states(delivery):
    return Delivery.objects.values_list("state", "trouble").get(pk=delivery.pk)


def last_reason(delivery):
    return Entry.objects.filter(subject=delivery.pk, event="sync.delivery_failed").last().facts["reason"]


@f.each_way
def test_what_waits_to_be_sent_stops_and_the_vendor_is_not_asked_anything(box, letter, kind):
    delivery = letter(kind)
    destroy(delivery.matter)
    before = len(box.clio.requests)

    f.work()

    assert states(delivery) == GONE
    assert last_reason(delivery) == "content_destroyed"
    assert len(box.clio.requests) == before


@f.each_way
def test_what_was_sent_and_not_read_back_stops_and_keeps_where_it_is(box, letter, kind):
    delivery = letter(kind)
    for each in services.claim(10):
        services.send(each)
    sent = Delivery.objects.get(pk=delivery.pk)
    destroy(delivery.matter)

    for each in services.claim_read_back(10):
        services.read_back(each)

    assert sent.state == DeliveryState.SENT
    assert states(delivery) == GONE
    assert last_reason(delivery) == "content_destroyed"
    assert Delivery.objects.get(pk=delivery.pk).remote_id == sent.remote_id != ""


def test_what_arrives_in_the_very_moment_stops_and_keeps_where_it_is(letter):
    delivery = letter(DeliveryKind.NOTE)
    taken = leases.take_to_send(delivery.pk)
    destroy(delivery.matter)

    sending._settle_send(taken, "77", None)

    assert states(delivery) == GONE
    assert Delivery.objects.get(pk=delivery.pk).remote_id == "77"
    assert last_reason(delivery) == "content_destroyed"


def test_it_cannot_be_tried_again_and_can_be_given_up(client, letter):
    delivery = letter(DeliveryKind.NOTE)
    destroy(delivery.matter)
    f.work()
    entries = Entry.objects.count()

    with pytest.raises(WrongState, match="destroyed"):
        services.retry(delivery=delivery, by=delivery.asked_by)

    assert (states(delivery), Entry.objects.count()) == (GONE, entries + 1)
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "retry"
    client.force_login(delivery.asked_by)
    page = client.get(f"/deliveries/{delivery.pk}/").content.decode()
    assert "content was destroyed" in page
    assert f"/deliveries/{delivery.pk}/retry/" not in page
    assert f"/deliveries/{delivery.pk}/cancel/" in page
    services.cancel(delivery=delivery, reason="cannot_arrive", by=delivery.asked_by)
    assert states(delivery)[0] == DeliveryState.CANCELLED


def test_what_is_owed_in_it_is_listed_no_more(client, letter):
    """It could not be said what was done, for the words would have nothing to be sealed under."""
    task = letter(DeliveryKind.NOTE).manifest.task
    lawyer = task.matter.responsible
    r.report_wrong(task=task, faults=["wrong_facts"], by=lawyer)
    handover = Handover.objects.create(matter=task.matter, after=lawyer, by=lawyer)
    EarlierFilings.objects.create(handover=handover, matter=task.matter, assigned_to=lawyer, needed_by=CLOSED)
    owed = [item for item in needs_you(lawyer) if item.code == "owed"]
    assert len(owed) == len(duty_pages.open_duties(lawyer)) + 1 > 1

    destroy(task.matter)

    assert [item for item in needs_you(lawyer) if item.code == "owed"] == []
    assert duty_pages.open_duties(lawyer) == []


def test_an_approved_item_of_a_destroyed_matter_gets_no_delivery(box):
    matter = f.linked(accounts.clio(box))
    f.approved(matter)
    destroy(matter)

    assert services.collect(10) == []
    assert not Delivery.objects.exists()
