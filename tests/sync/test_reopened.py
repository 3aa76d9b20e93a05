"""A matter that is opened again: nothing is sent of it before who was added there meanwhile is known here."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from apps.integrations.clio import reading
from apps.integrations.models import Connection
from apps.matters import services as matters
from apps.matters.models import Matter, Party, PartyRole, Status
from apps.policy import minimise
from apps.policy import queries as gate
from apps.sync import incoming, matters_in, reopened, services
from apps.sync.models import Difference, Oddity, Pull, PullState
from tests import factories
from tests.integrations import accounts
from tests.sync.factories import NOW

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
NOAH = {"id": 33, "type": "Person", "first_name": "Noah", "last_name": "Bell"}
PART = {"id": 51, "description": "Opposing party", "matter": {"id": 40}, "contact": {"id": 33}}


AFTER = dt.timedelta(minutes=24)


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def clock(box):
    with time_machine.travel(NOW, tick=False) as travelled:
        box.clock.stop(NOW)

        def shift(by):
            travelled.shift(by)
            box.clock.move(seconds=by.total_seconds())

        yield shift


def work():
    services.open_pulls(10)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def staff():
    factories.office()
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
    return factories.person("partner", name="Jane Okafor", email="jane@firm.example")


def estate():
    return Matter.objects.order_by("number").first()


def close():
    matters.close_matter(matter=estate(), on=timezone.localdate(), by=estate().responsible)


def reopen():
    matters.reopen_matter(matter=estate(), by=estate().responsible)


def add_noah(box):
    box.clio.load({"contacts": [NOAH], "relationships": [PART]})


@pytest.fixture(scope="module")
def read_past(beforehand):
    """Clio, from which everything was brought in. Then the matter was closed, Noah Bell got a part in it there, which
    was read past, and it is open again."""
    with beforehand(), time_machine.travel(NOW, tick=False) as travelled:
        box = accounts.fresh()
        box.clock.stop(NOW)
        staff()
        accounts.clio(box, seconds=60 * 24 * 3600)
        work()
        close()
        for minutes in (12, 12):
            travelled.shift(minutes * MINUTE)
            box.clock.move(seconds=minutes * 60)
            if not box.clio.stores["ca"].rows["contact"].get(33):
                add_noah(box)
            work()
        reopen()
        assert Pull.objects.count() == 3


@pytest.fixture
def connection(read_past, box, clock):
    accounts.clio_again(box)
    clock(AFTER / 2)
    add_noah(box)
    clock(AFTER / 2)
    return Connection.objects.get()


def parties_read():
    """As the gate is told."""
    matter = estate()
    by = matter.responsible
    found = gate.known(
        matter_id=matter.pk, request_id=by.pk, askers=[by.pk], responsible=by, model="m", now=timezone.now()
    )
    return found.parties_read


def noah_is_known():
    return Party.objects.filter(name="Noah Bell", role=PartyRole.OPPOSING).exists()


def test_who_was_added_while_it_was_closed_is_known_before_anything_may_be_sent(box, connection, clock):
    assert not noah_is_known()
    assert not parties_read()
    clock(MINUTE)

    work()

    assert noah_is_known()
    assert parties_read()
    assert list(reopened.unread(connection)) == []


def test_what_its_parties_are_called_by_now_is_known_too(connection, box, clock):
    store = box.clio.stores["ca"]
    store.rows["contact"][31].data["last_name"] = "Vandelay"  # long ago: no list of what changed has it
    store.rows["contact"][30].data["last_name"] = "Roy"
    clock(MINUTE)

    work()

    with minimise.opened(estate()) as minimiser:
        (crossing,) = minimiser.minimise_all(["Peter Vandelay and Margaret Roy met Noah Bell."])
    assert [each for each in ("Vandelay", "Roy", "Bell") if each in crossing.text] == []


def test_where_the_parts_cannot_be_read_nothing_is_sent_until_they_can(connection, box, clock):
    box.faults.set("clio", "relationships.list", 500)
    clock(MINUTE)

    work()

    assert not parties_read()
    assert Pull.objects.latest("opened_at").state == PullState.WAITING
    clock(dt.timedelta(hours=1))
    work()
    assert (parties_read(), noah_is_known()) == (True, True)


def test_one_that_cannot_be_taken_in_stays_unread(connection, clock, monkeypatch):
    def fails(*_given, **_by_name):
        raise ValueError

    clock(MINUTE)
    with monkeypatch.context() as patched:
        patched.setattr(matters_in, "bring", fails)
        work()

    assert not parties_read()
    assert Difference.objects.filter(oddity=Oddity.NOT_TAKEN_IN, gone_at=None).exists()


def test_one_of_which_no_sense_can_be_made_comes_with_the_others_and_not_each_minute(
    connection, clock, monkeypatch
):
    monkeypatch.setattr(reading, "matter", lambda data: data["no sense"])
    asked = []
    again = incoming.FromClio.again
    monkeypatch.setattr(
        incoming.FromClio, "again", lambda self, ids: asked.append(set(ids)) or again(self, ids)
    )
    for _minute in range(11):
        clock(MINUTE)
        work()

    assert not parties_read()
    assert asked == [{"40"}, {"40"}]


def test_one_that_is_not_there_any_more_is_listed_and_waits_for_nothing(connection, box, clock):
    box.clio.stores["ca"].rows["matter"].pop(40)
    clock(MINUTE)

    work()

    assert Difference.objects.filter(oddity=Oddity.GONE_THERE, gone_at=None).exists()
    assert parties_read()


def test_the_reading_of_everything_is_enough(connection, clock):
    clock(DAY)
    Pull.objects.update(kind="changes")

    work()

    assert Pull.objects.latest("opened_at").kind == "whole"
    assert (parties_read(), noah_is_known()) == (True, True)


def test_one_that_is_closed_and_opened_again_during_the_reading_waits_for_the_next(
    connection, clock, monkeypatch
):
    parts_of = incoming.FromClio.parts_of

    def meanwhile(self, remote_id, *, page):
        read = parts_of(self, remote_id, page=page)
        clock(MINUTE)
        close()
        clock(MINUTE)
        reopen()
        return read

    clock(MINUTE)
    with monkeypatch.context() as patched:
        patched.setattr(incoming.FromClio, "parts_of", meanwhile)
        work()
    assert not parties_read()
    clock(MINUTE)

    work()

    assert parties_read()


def test_one_that_is_closed_once_more_is_not_asked_for(connection):
    close()

    assert list(reopened.unread(connection)) == []
    assert estate().status == Status.CLOSED


def test_a_case_of_mycase_is_read_again_too(box, clock):
    staff()
    accounts.mycase(box)
    work()
    close()
    clock(11 * MINUTE)
    client = box.mycase.rows["client"][30]
    client.data |= {"last_name": "Vandelay"}
    box.mycase.touch(client)
    work()
    clock(11 * MINUTE)
    work()
    reopen()
    assert not parties_read()
    clock(MINUTE)

    work()

    assert parties_read()
    with minimise.opened(estate()) as minimiser:
        (crossing,) = minimiser.minimise_all(["Margaret Vandelay called."])
    assert "Vandelay" not in crossing.text


def test_of_a_connection_that_was_ended_nothing_more_is_waited_for(connection):
    Connection.objects.update(state="ended", tokens=b"")

    assert parties_read()
