"""A worker dies at any moment while it enters time, and the entry is there once or asked about."""

import datetime as dt

import pytest
import time_machine

from apps.sync import services
from apps.sync.models import Delivery, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.deaths import EVERY_STATEMENT, NOW, Life, begun_anew, one_round
from tests.sync.test_killed_workers import intends

pytestmark = [pytest.mark.django_db, pytest.mark.crash]


@pytest.fixture(scope="module", autouse=True)
def entry(beforehand):
    """Time confirmed by the lawyer of a matter that Clio knows."""
    with beforehand(), time_machine.travel(NOW, tick=False):
        matter = f.linked(accounts.clio(accounts.fresh()))
        task = f.approved(matter, "Reviewed the lease.", code="time_entry")
        services.confirm_time(task=task, day=NOW.date(), units=4, billable=True, by=matter.responsible)


def confirmed(box):
    """The time, where the lawyer has an account at the vendor's."""
    delivery = Delivery.objects.get()
    email = delivery.time.whose.email
    box.clio.load({"users": [{"id": 5_000, "name": "X", "email": email, "enabled": True}]})
    return delivery


def entries(box, delivery):
    return [each for each in box.clio.created("activity") if each["reference"] == delivery.marker]


def moments():
    """Of a round in which nobody dies."""
    with begun_anew() as (box, _clock):
        delivery, whole = confirmed(box), Life()
        assert not one_round(whole)
        assert len(entries(box, delivery)) == 1
    assert whole.commits >= 7
    assert whole.requests >= 3
    assert EVERY_STATEMENT or whole.moments == 1 + whole.commits + whole.requests
    return range(1, whole.moments + 1)


@pytest.mark.timeout(1800 if EVERY_STATEMENT else 120)
def test_a_worker_killed_at_any_moment_enters_time_once_or_asks():
    asked = 0
    for end in moments():
        with begun_anew() as (box, clock):
            delivery, life = confirmed(box), Life(end)

            killed = one_round(life)
            intended = intends(delivery)
            clock.shift(dt.timedelta(minutes=10))
            f.carry(clock)

            assert killed
            delivery.refresh_from_db()
            if delivery.state == DeliveryState.STOPPED:
                assert (delivery.trouble, entries(box, delivery), intended) == (
                    Trouble.OUTCOME_UNKNOWN,
                    [],
                    True,
                ), end
                asked += 1
                services.retry(delivery=delivery, by=delivery.asked_by)
                f.carry(clock)
                delivery = Delivery.objects.get(pk=delivery.pk)
            assert (delivery.state, len(entries(box, delivery))) == (DeliveryState.VERIFIED, 1), end
    # Only the moments between the stored intention and the request leave nothing to be found by.
    assert asked
