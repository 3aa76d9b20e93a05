"""The log is counted by day and event as it grows: each entry once, on its own day, whoever counts."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from apps.audit import tallies
from apps.audit.events import Event
from apps.audit.models import Entry, Leaf, Tally, TallyCursor
from tests.audit import rows, sequenced
from tests.audit.conftest import as_nobody_may

__all__ = ["as_nobody_may"]
pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
NOON = dt.datetime(2026, 11, 25, 17, 0, tzinfo=dt.UTC)


def counted():
    return {(each.day.isoformat(), each.event): each.times for each in Tally.objects.all()}


def by_hand():
    """The same from the log itself, with the firm's zone five hours behind."""
    found = {}
    placed = set(Leaf.objects.values_list("entry", flat=True))
    for entry in Entry.objects.filter(pk__in=placed):
        at = dt.datetime.fromtimestamp(entry.at_us // 1_000_000, dt.timezone(dt.timedelta(hours=-5)))
        key = (at.date().isoformat(), entry.event)
        found[key] = found.get(key, 0) + 1
    return found


def happened(event=Event.PEOPLE_SIGNED_OUT, times=1):
    for _ in range(times):
        rows.record(event)


def test_each_entry_is_counted_once_on_its_day_where_the_firm_is():
    with time_machine.travel(NOON, tick=False):
        happened(times=2)
    with time_machine.travel(NOON.replace(hour=4) + dt.timedelta(days=1), tick=False):  # 23:00 the day before
        happened()
        happened(Event.REVIEW_WITHDRAWN)
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        happened()
    sequenced.sequence_all()

    placed = Leaf.objects.count()
    assert tallies.uncounted() == placed
    assert tallies.count() == placed
    assert tallies.count() == 0

    assert counted() == by_hand()
    assert counted()["2026-11-25", "people.signed_out"] == 3
    assert counted()["2026-11-26", "people.signed_out"] == 1
    assert tallies.uncounted() == 0


def test_in_parts_it_comes_to_the_same_and_what_comes_late_counts_on_its_own_day():
    with time_machine.travel(NOON, tick=False):
        happened(times=3)
    sequenced.sequence_all()
    while tallies.count(most=2):
        pass
    with time_machine.travel(NOON - dt.timedelta(days=9), tick=False):
        happened(times=2)
    assert tallies.count() == 0  # it has no place in the tree yet
    sequenced.sequence_all()

    while tallies.count(most=1):
        pass

    assert counted() == by_hand()
    assert counted()["2026-11-16", "people.signed_out"] == 2


def test_where_counting_is_cut_off_nothing_of_it_stays_and_it_is_counted_afterwards():
    happened(times=3)
    sequenced.sequence_all()

    with transaction.atomic():
        tallies.count()
        transaction.set_rollback(True)

    assert (counted(), TallyCursor.objects.count()) == ({}, 0)
    tallies.count()
    assert counted() == by_hand()


def test_a_plot_reads_as_many_rows_for_a_long_log_as_for_a_short_one():
    happened(times=40)
    sequenced.sequence_all()
    tallies.count()

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(times), count(*) FROM audit_tally WHERE event = 'people.signed_out'")
        times, held = cursor.fetchone()

    assert (times, held) == (40, 1)


@pytest.mark.parametrize(
    ("constraint", "make"),
    [
        (
            "what_is_counted_happened",
            lambda: Tally.objects.create(day=NOON.date(), event="people.signed_out", times=0),
        ),
        ("there_is_one_tally_cursor", lambda: TallyCursor.objects.create(only=False)),
    ],
)
def test_the_database_holds_it_too(constraint, make):
    with pytest.raises(IntegrityError, match=constraint):
        make()
