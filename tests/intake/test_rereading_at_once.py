"""Two processes at one moment, each on its own connection, over a source that is to be read again."""

import threading

import pytest
from django.db import close_old_connections, connection

from apps.audit.models import Entry
from apps.intake import passages, rereading, services
from apps.intake.models import EarlierReading, Rereading, Source, State
from apps.intake.readers import choose
from tests import factories
from tests.intake import files
from tests.intake.test_rereading import read_before

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Each in a thread of its own, begun at the same moment; what each gave."""
    gate, given = threading.Barrier(len(acts)), [None] * len(acts)

    def act(number):
        try:
            gate.wait(10)
            given[number] = acts[number]()
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=act, args=[number]) for number in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return given


def test_two_that_look_at_once_hand_out_one(monkeypatch):
    """Both found nothing in hand before either had noted what is next."""
    source, note = read_before(factories.matter(), "For Ade Bello."), rereading._note_next
    both = threading.Barrier(2)

    def together():
        both.wait(10)
        note()

    monkeypatch.setattr(rereading, "_note_next", together)

    given = at_once(lambda: services.claim_outdated(64), lambda: services.claim_outdated(64))

    assert sorted(given) == [[], [source.pk]]
    assert Rereading.objects.count() == 1


def test_two_readers_at_once_make_one_reading(monkeypatch):
    source, times, read = read_before(factories.matter(), "For Ade Bello."), [], choose.read

    def counted(*given):
        times.append(None)
        return read(*given)

    monkeypatch.setattr(choose, "read", counted)
    services.claim_outdated(64)

    at_once(lambda: services.read_outdated(source.pk), lambda: services.read_outdated(source.pk))

    assert len(times) == 1
    assert Entry.objects.filter(event="intake.source_reread").count() == 1
    assert EarlierReading.objects.count() == 1


def test_a_withdrawal_that_meets_a_new_reading_leaves_nothing_of_either():
    matter = factories.matter()
    source = read_before(matter, "For Ade Bello.")
    services.claim_outdated(64)

    at_once(
        lambda: services.read_outdated(source.pk),
        lambda: services.wipe(source=source, reason="mistake", by=matter.responsible, in_use=False),
    )

    source = Source.objects.get(pk=source.pk)
    assert (source.state, source.reading, bytes(source.original)) == (State.WITHDRAWN, None, b"")
    assert not EarlierReading.objects.exists()
    assert not Rereading.objects.exists()


def test_a_row_of_the_version_before_is_read_again():
    """A process that does not know of versions yet writes rows without one while the house is being updated."""
    matter = factories.matter()
    source = factories.source(matter, files.pdf("One."), filename="a.pdf")
    before = passages.of(source)
    new = {"read_with", "tried_with", "reread_trouble", "reread_at"}
    names = [each.column for each in Source._meta.concrete_fields if each.column not in new]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE kept AS SELECT * FROM intake_source")
        cursor.execute("DELETE FROM intake_source")
        listed = ", ".join(names)
        cursor.execute(f"INSERT INTO intake_source ({listed}) SELECT {listed} FROM kept")
        cursor.execute("DROP TABLE kept")

    source.refresh_from_db()
    assert (source.read_with, source.tried_with, source.reread_trouble) == (0, 0, "")
    assert services.claim_outdated(64) == [source.pk]
    services.read_outdated(source.pk)
    assert passages.of(Source.objects.get(pk=source.pk)) == before
