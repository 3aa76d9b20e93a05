"""A vendor whose pages lead back to themselves is not read for ever: it is said, and come back to."""

import pytest

from apps.integrations.errors import Fault
from apps.integrations.models import Connection, ConnectionState
from apps.matters.models import Residency
from apps.sync import services
from apps.sync.models import DeliveryKind, DeliveryState, Pull, PullState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.test_deliveries import states

CASES = "https://external-integrations.mycase.com/v1/cases?page_size=200"
TURNS = 30
"""Of a circle without an end. Whoever goes round does not stay in it, so that a test can fail."""


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def connection(box):
    return accounts.mycase(box)


def leads_to(box, operation, address, times=1):
    headers = {"link": f'<{address}>; rel="next"'}
    box.faults.set("mycase", operation, "headers", times=times, headers=headers)


def asked(box, operation):
    return sum(each.operation == operation for each in box.mycase.requests)


def pulled(connection):
    factories.office()
    row = services.ask_pull(connection=connection, by=factories.administrator())
    services.pull(row.pk)
    return Pull.objects.get(pk=row.pk)


def test_a_pull_of_pages_in_a_circle_ends_and_says_so_and_reads_on_once_they_go_on(box, connection, clock):
    leads_to(box, "cases.list", CASES, times=TURNS)

    row = pulled(connection)

    assert (row.state, row.failure) == (PullState.WAITING, Fault.GARBLED)
    assert asked(box, "cases.list") == 2
    assert Connection.objects.get().state == ConnectionState.WORKING
    box.faults.clear()
    clock.shift(3600)
    services.pull(row.pk)
    assert Pull.objects.get(pk=row.pk).state == PullState.DONE


def test_a_page_that_is_refused_each_time_is_not_gone_back_for_without_end(box, connection):
    for _turn in range(TURNS):
        leads_to(box, "cases.list", f"{CASES}&page_token=second")
        box.faults.set("mycase", "cases.list", 404)

    row = pulled(connection)

    assert (row.state, row.failure) == (PullState.WAITING, Fault.GARBLED)
    assert asked(box, "cases.list") == 3


def test_looking_for_what_was_sent_ends_too(box, connection, clock):
    delivery = f.alone(f.queued(connection, DeliveryKind.NOTE, residency=Residency.DOCUMENTED_TRANSFER))
    leads_to(
        box, "cases.notes", "https://external-integrations.mycase.com/v1/cases/40/notes?page_size=200", TURNS
    )

    f.work()

    assert states(delivery) == (DeliveryState.WAITING, Trouble.GARBLED)
    assert asked(box, "cases.notes") == 2
    assert box.mycase.created("note") == []
