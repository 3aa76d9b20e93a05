"""A worker dies between any two statements, and the item still arrives once."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from apps.sync import services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
EVERY = {NOTE: 1, DOCUMENT: 2, PDF: 3}
"""Which statements are tried: each of a note's, where an answer can be lost for good, and some of each file's."""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]


class Killed(BaseException):
    """The end of a process: nothing of ours catches it."""


class Statements:
    """Counts the statements that reach the database, and dies before the chosen one."""

    def __init__(self, die_before=None):
        self.count, self.die_before = 0, die_before

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.die_before:
            raise Killed
        return execute(sql, params, many, context)


def one_round(statements):
    """The scheduler claims and a worker works, until it is killed. Whether it was."""
    try:
        with connection.execute_wrapper(statements):
            f.work()
    except Killed:
        connection.close()
        return True
    return False


def verdict(box, delivery):
    found = Delivery.objects.get(pk=delivery.pk)
    there = (f.notes_at if found.kind == NOTE else f.documents_at)(box, found)
    return found.state, found.trouble, len(there)


def test_bytes_that_were_changed_behind_our_back_are_not_sent(connect_as):
    with time_machine.travel(NOW, tick=False):
        box = accounts.fresh()
        delivery = f.only(accounts.clio(box), NOTE)
        with connect_as("owner") as owner:
            owner.execute("ALTER TABLE review_rendering DISABLE TRIGGER USER")
            owner.execute("UPDATE review_rendering SET sha256 = %s WHERE format = 'note'", ["0" * 64])
            owner.execute("ALTER TABLE review_rendering ENABLE TRIGGER USER")

        f.work()

        assert verdict(box, delivery) == (DeliveryState.STOPPED, Trouble.MANIFEST_CHANGED, 0)
        assert box.clio.requests == []


@pytest.mark.parametrize("kind", [NOTE, DOCUMENT, PDF])
def test_a_worker_killed_before_any_statement_delivers_once_or_asks(kind):
    with time_machine.travel(NOW, tick=False) as clock:
        box = accounts.fresh()
        clio = accounts.clio(box)
        f.only(clio, kind)
        whole = Statements()
        one_round(whole)
        asked = 0
        for die_before in range(1, whole.count + 1, EVERY[kind]):
            box.clio._windows.clear()
            delivery = f.only(clio, kind, remote_id=str(1_000 + die_before), box=box)

            killed = one_round(Statements(die_before))
            clock.shift(dt.timedelta(minutes=10))
            f.carry(clock)

            state, trouble, there = verdict(box, delivery)
            assert killed
            if state == DeliveryState.STOPPED:
                assert (kind, trouble, there) == (NOTE, Trouble.OUTCOME_UNKNOWN, 0), die_before
                asked += 1
                services.retry(delivery=delivery, by=delivery.asked_by)
                f.carry(clock)
            assert verdict(box, delivery) == (DeliveryState.VERIFIED, "", 1), die_before
    # Only the moments between the stored intention and the request leave nothing to be found by.
    assert asked <= 4
