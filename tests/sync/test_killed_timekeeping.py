"""A worker dies between any two statements while it enters time, and the entry is there once or asked about."""

import datetime as dt

import pytest
import time_machine

from apps.sync import services
from apps.sync.models import Delivery, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.test_killed_workers import NOW, Statements, one_round

EVERY = 2
"""Which statements are tried: half of them, the way being that of a note (``test_killed_workers``)."""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]


def confirmed(box, clio, number):
    """Time confirmed by the lawyer of a matter of that number, who has an account there."""
    matter = f.linked(clio, remote_id=str(number), box=box)
    box.clio.load(
        {"users": [{"id": 5_000 + number, "name": "X", "email": matter.responsible.email, "enabled": True}]}
    )
    task = f.approved(matter, "Reviewed the lease.", code="time_entry")
    return services.confirm_time(task=task, day=NOW.date(), units=4, billable=True, by=matter.responsible)


def entries(box, delivery):
    return [each for each in box.clio.created("activity") if each["reference"] == delivery.marker]


def test_a_worker_killed_before_any_statement_enters_time_once_or_asks():
    with time_machine.travel(NOW, tick=False) as clock:
        box = accounts.fresh()
        clio = accounts.clio(box)
        confirmed(box, clio, 900)
        whole = Statements()
        one_round(whole)
        asked = 0
        for die_before in range(1, whole.count + 1, EVERY):
            box.clio._windows.clear()
            delivery = confirmed(box, clio, 1_000 + die_before)

            killed = one_round(Statements(die_before))
            clock.shift(dt.timedelta(minutes=10))
            f.carry(clock)

            assert killed
            delivery.refresh_from_db()
            if delivery.state == DeliveryState.STOPPED:
                assert (delivery.trouble, entries(box, delivery)) == (Trouble.OUTCOME_UNKNOWN, []), die_before
                asked += 1
                services.retry(delivery=delivery, by=delivery.asked_by)
                f.carry(clock)
                delivery = Delivery.objects.get(pk=delivery.pk)
            assert (delivery.state, len(entries(box, delivery))) == (DeliveryState.VERIFIED, 1), die_before
    assert asked <= 4
