"""Matters that come in by themselves: when a pull is due, who has it, where it stands, and how a person steers it."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.integrations import services as integrations
from apps.integrations.clio import calls
from apps.integrations.errors import Fault
from apps.integrations.models import Connection, ConnectionState
from apps.matters.models import Matter
from apps.sync import pulls, services, tasks
from apps.sync.models import Difference, Oddity, Paper, Pull, PullKind, PullState
from tests import factories
from tests.integrations import accounts

NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)  # in Toronto
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def clock(box):
    with time_machine.travel(NOON, tick=False) as travelled:
        box.clock.stop(NOON)

        def shift(by):
            travelled.shift(by)
            box.clock.move(seconds=by.total_seconds())

        yield shift


def staff():
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")


@pytest.fixture
def firm(clock):
    staff()


@pytest.fixture
def connection(box, firm, clock):
    return accounts.clio(box, seconds=60 * 24 * 3600)


@pytest.fixture(scope="module")
def read(beforehand):
    with beforehand(), time_machine.travel(NOON, tick=False):
        box = accounts.fresh()
        box.clock.stop(NOON)
        staff()
        accounts.clio(box, seconds=60 * 24 * 3600)
        work()


@pytest.fixture
def followed(read, box, clock):
    """A connection of which everything was read a moment ago."""
    accounts.clio_again(box)
    return Connection.objects.get()


def due():
    """What the scheduler hands to workers now."""
    services.open_pulls(10)
    return services.claim_pulls(10)


def work():
    for pull_id in due():
        tasks.pull(pull_id=str(pull_id))


def kinds():
    return list(Pull.objects.order_by("opened_at").values_list("kind", "state"))


def standing():
    return sorted(Difference.objects.filter(gone_at=None).values_list("remote_id", "oddity"))


@pytest.fixture
def many(box, connection, monkeypatch):
    """A firm whose matters take three pages, of four records each."""
    monkeypatch.setattr(calls, "PAGE", 4)
    box.clio.load(
        {
            "matters": [
                {"id": 1000 + n, "display_number": f"M{n:03}", "description": "x", "client": {"id": 30},
                 "responsible_attorney": {"id": 10}, "location": "Ontario", "status": "Closed"}
                for n in range(8)
            ]
        }
    )  # fmt: skip


def between_pages(monkeypatch, act):
    """Have something happen each time a worker rests between two pages."""
    original = services.pull.__globals__["_rest"]

    def rest(row, *more):
        act(row)
        original(row, *more)

    monkeypatch.setitem(services.pull.__globals__, "_rest", rest)


def test_a_hint_brings_the_next_pull_forward_and_is_taken_by_it(followed, clock):
    clock(2 * MINUTE)
    assert due() == []
    followed.hints.create(kind="matter", remote_id="40", part="updated", heard_at=timezone.now())

    work()

    assert kinds() == [(PullKind.WHOLE, PullState.DONE), (PullKind.CHANGES, PullState.DONE)]
    assert not followed.hints.filter(taken_at=None).exists()


def test_hints_bring_at_most_a_pull_a_minute(followed, clock):
    clock(2 * MINUTE)
    for _ in range(2):
        followed.hints.create(kind="task", remote_id="1", part="updated", heard_at=timezone.now())
        work()
    assert len(kinds()) == 2


def test_a_hint_that_lies_changes_nothing(followed, clock):
    before = sorted(Matter.objects.values_list("number", "title", "status"))
    clock(2 * MINUTE)
    followed.hints.create(kind="matter", remote_id="40", part="deleted", heard_at=timezone.now())

    work()

    assert sorted(Matter.objects.values_list("number", "title", "status")) == before
    assert standing() == []


def test_a_matter_that_was_deleted_there_is_listed_within_minutes_where_clio_told_of_it(box, followed, clock):
    clock(2 * MINUTE)
    box.clio.stores["ca"].rows["matter"][40].kept["gone"] = True
    followed.hints.create(kind="matter", remote_id="40", part="deleted", heard_at=timezone.now())

    work()

    assert standing() == [("40", Oddity.GONE_THERE)]
    assert Matter.objects.count() == 2


def test_a_hint_of_which_the_pull_did_not_get_to_the_end_is_still_there(box, followed, clock):
    clock(2 * MINUTE)
    followed.hints.create(kind="matter", remote_id="40", part="updated", heard_at=timezone.now())
    box.faults.set("clio", "matters.list", 500)

    work()

    assert followed.hints.filter(taken_at=None).count() == 1


def test_a_new_connection_is_read_whole_and_then_for_what_changed(connection, clock):
    work()
    assert Matter.objects.count() == 2
    clock(9 * MINUTE)
    assert due() == []
    clock(2 * MINUTE)
    work()

    assert kinds() == [(PullKind.WHOLE, PullState.DONE), (PullKind.CHANGES, PullState.DONE)]


def test_what_changed_there_is_found_without_anybody_asking(box, followed, clock):
    store = box.clio.stores["ca"]
    clock(11 * MINUTE)
    store.change(store.rows["matter"][40], {"description": "Another title"})

    work()

    assert standing() == [("40", Oddity.TITLE_DIFFERS)]


def test_everything_is_read_once_a_night_by_the_firms_clock(followed, clock):
    clock(dt.timedelta(hours=13, minutes=50))  # 01:50 in Toronto
    work()
    clock(11 * MINUTE)
    work()
    clock(11 * MINUTE)
    work()

    assert [kind for kind, _state in kinds()] == [
        PullKind.WHOLE,
        PullKind.CHANGES,
        PullKind.WHOLE,
        PullKind.CHANGES,
    ]


def test_a_night_that_was_missed_is_made_good_at_the_first_chance(followed, clock):
    clock(dt.timedelta(days=3))
    work()

    assert [kind for kind, _state in kinds()] == [PullKind.WHOLE, PullKind.WHOLE]


def test_a_matter_deleted_there_is_listed_at_night_and_stays_here(box, followed, clock):
    box.clio.stores["ca"].rows["matter"].pop(40)
    clock(dt.timedelta(days=1))

    work()

    assert standing() == [("40", Oddity.GONE_THERE)]
    assert Difference.objects.get(gone_at=None).matter.number == "00001-Tremblay"
    assert Matter.objects.count() == 2


def test_a_matter_that_is_there_again_is_no_longer_listed(box, followed, clock):
    rows = box.clio.stores["ca"].rows["matter"]
    gone = rows.pop(40)
    clock(dt.timedelta(days=1))
    work()
    rows[40] = gone
    clock(dt.timedelta(days=1))

    work()

    assert standing() == []


def test_a_clients_other_name_is_found_the_same_day(box, followed, clock):
    store = box.clio.stores["ca"]
    clock(11 * MINUTE)
    store.change(store.rows["contact"][32], {"name": "Boreal Group Ltd."})
    work()
    assert standing() == [("32", Oddity.CLIENT_NAME_DIFFERS)]
    clock(21 * MINUTE)
    store.change(store.rows["contact"][32], {"name": "Boreal Holdings Ltd."})

    work()

    assert standing() == []


def test_a_newer_version_of_a_working_copy_is_listed_and_not_fetched(box, followed, clock):
    matter = Matter.objects.get(number="00001-Tremblay")
    services.pull_documents(matter=matter, by=matter.responsible)
    held = matter.sources.count()
    clock(21 * MINUTE)
    work()
    assert standing() == []

    record = followed.records.get(kind="document")
    followed.records.filter(pk=record.pk).update(remote_id="60.1")  # an earlier version is what is here
    Paper.objects.filter(remote_id="60").update(taken_version="1")
    store = box.clio.stores["ca"]
    store.change(store.rows["document"][60], {"name": "Will (signed).txt"})
    clock(11 * MINUTE)
    work()

    assert standing() == [("60", Oddity.NEWER_THERE)]
    assert Difference.objects.get(gone_at=None).matter == matter
    assert matter.sources.count() == held
    services.pull_documents(matter=matter, by=matter.responsible)
    assert standing() == []


def test_a_document_of_which_there_is_no_copy_here_is_passed_over(box, followed, clock):
    store = box.clio.stores["ca"]
    clock(11 * MINUTE)
    store.change(store.rows["document"][60], {"name": "Will (signed).txt"})

    work()

    assert standing() == []


def test_each_connection_has_one_pull_and_one_worker(connection, clock):
    first = due()

    assert due() == []
    assert Pull.objects.count() == 1
    tasks.pull(pull_id=str(first[0]))
    tasks.pull(pull_id=str(first[0]))
    assert Entry.objects.filter(event="sync.matters_pulled").count() == 1


def test_an_id_that_was_lost_in_the_queue_is_handed_out_again(connection, clock, settings):
    first = due()
    clock(dt.timedelta(seconds=settings.HANDED_OUT_SECONDS + 1))

    assert due() == first


def test_while_a_worker_reads_nobody_else_does(box, many, connection, clock, monkeypatch):
    seen = []

    def others(row):
        seen.append(services.claim_pulls(10))
        services.pull(row.pk)
        with pytest.raises(WrongState):
            services.pull_matters(connection=connection, by=factories.administrator())

    between_pages(monkeypatch, others)
    work()

    assert seen == [[]] * 7
    assert (kinds(), len([r for r in box.clio.requests if r.operation == "matters.list"])) == (
        [(PullKind.WHOLE, PullState.DONE)],
        3,
    )


class Killed(BaseException):
    pass


def test_a_worker_that_is_killed_is_followed_by_one_that_goes_on_there(
    box, many, connection, clock, monkeypatch
):

    def die(row):
        raise Killed

    with monkeypatch.context() as patch:
        between_pages(patch, die)
        with pytest.raises(Killed):
            work()
    assert due() == []
    clock(dt.timedelta(minutes=5))
    work()

    pages = [r for r in box.clio.requests if r.operation == "matters.list"]
    assert len(pages) == 3
    assert kinds() == [(PullKind.WHOLE, PullState.DONE)]
    assert Connection.objects.get().cursor == {}


def test_a_worker_whose_lease_went_to_another_stops_and_settles_nothing(
    box, many, connection, clock, monkeypatch
):
    between_pages(monkeypatch, lambda row: Pull.objects.update(lease=None))

    work()

    assert kinds() == [(PullKind.WHOLE, PullState.RUNNING)]
    assert Connection.objects.get().cursor["list"] == "matters"


def test_its_progress_is_shown_while_it_runs(box, many, connection, clock, monkeypatch):
    seen = []
    between_pages(monkeypatch, lambda row: seen.append(Pull.objects.get().seen))

    work()

    assert seen == [0, 4, 8, 10, 10, 10, 10]
    assert Pull.objects.get().seen == 10


def test_a_vendor_in_trouble_is_asked_again_after_a_growing_pause(box, connection, clock):
    box.faults.set("clio", "matters.list", 500, times=2)

    work()
    pull = Pull.objects.get()
    assert (pull.state, pull.failure) == (PullState.WAITING, Fault.VENDOR_TROUBLE)
    assert due() == []
    clock(MINUTE + dt.timedelta(seconds=1))
    work()
    clock(MINUTE)
    assert due() == []
    clock(MINUTE + dt.timedelta(seconds=1))
    work()

    pull.refresh_from_db()
    assert (pull.state, pull.failure) == (PullState.DONE, "")
    assert [
        e.facts.get("reason") for e in Entry.objects.filter(event="sync.matters_pulled").order_by("id")
    ] == [
        "vendor_trouble",
        "vendor_trouble",
        None,
    ]


def test_a_pause_that_the_vendor_asks_for_is_kept(box, connection, clock):
    box.faults.set("clio", "matters.list", 429, retry_after="600")

    work()
    clock(9 * MINUTE)
    assert due() == []
    clock(2 * MINUTE)

    assert len(due()) == 1


def test_a_broken_connection_waits_with_its_place_and_goes_on_once_it_works(box, connection, clock):
    held = dict(box.clio.tokens), dict(box.clio.refreshes)
    box.clio.tokens.clear()
    box.clio.refreshes.clear()
    work()
    clock(dt.timedelta(hours=2))
    assert due() == []
    assert Connection.objects.get().state == ConnectionState.BROKEN

    box.clio.tokens.update(held[0])
    box.clio.refreshes.update(held[1])
    integrations.check(connection=connection, by=factories.administrator())
    work()

    assert kinds() == [(PullKind.WHOLE, PullState.DONE)]


def test_a_look_that_found_nothing_is_no_line_in_the_log(followed, clock):
    clock(dt.timedelta(minutes=25))
    work()
    clock(11 * MINUTE)
    lines = Entry.objects.filter(event="sync.matters_pulled").count()
    work()

    assert Pull.objects.count() == 3
    assert Entry.objects.filter(event="sync.matters_pulled").count() == lines


def test_mycase_comes_in_by_itself_too(box, firm, clock):
    accounts.mycase(box, seconds=60 * 24 * 3600)

    work()
    clock(11 * MINUTE)
    work()

    assert Matter.objects.get().number == "E-1"
    assert kinds() == [(PullKind.WHOLE, PullState.DONE), (PullKind.CHANGES, PullState.DONE)]
    lists = [each.operation for each in box.mycase.requests if each.operation.endswith(".list")]
    assert lists[-3:] == ["documents.list", "clients.list", "companies.list"]


# --- stopped and resumed -----------------------------------------------------------------------------------------


def test_a_pull_that_is_stopped_between_two_pages_goes_on_there(box, many, connection, clock, monkeypatch):
    by = factories.administrator()
    with monkeypatch.context() as patch:
        between_pages(patch, lambda row: services.stop_pull(pull=row, by=by))
        work()
    pull = Pull.objects.get()
    assert (pull.state, pull.seen) == (PullState.STOPPED, 4)
    clock(dt.timedelta(days=1))
    assert due() == []

    services.resume_pull(pull=pull, by=by)
    work()

    pull.refresh_from_db()
    assert (pull.state, pull.seen) == (PullState.DONE, 10)
    assert len([r for r in box.clio.requests if r.operation == "matters.list"]) == 3
    steered = Entry.objects.filter(event__startswith="sync.pull_").order_by("id")
    assert [(entry.event, entry.actor) for entry in steered] == [
        ("sync.pull_stopped", by.pk),
        ("sync.pull_resumed", by.pk),
    ]


def test_a_waiting_pull_is_stopped_at_once(box, connection, clock):
    services.open_pulls(10)

    services.stop_pull(pull=Pull.objects.get(), by=factories.administrator())

    assert due() == []
    assert box.clio.requests == []


def test_a_pull_that_is_done_is_neither_stopped_nor_resumed(followed, clock):
    pull, by = Pull.objects.get(), factories.administrator()

    for act in (services.stop_pull, services.resume_pull):
        with pytest.raises(WrongState):
            act(pull=pull, by=by)

    assert not Entry.objects.filter(event__startswith="sync.pull_").exists()


@pytest.mark.parametrize("role", ["lawyer", "paralegal", "clerk", "auditor", None])
def test_who_may_not_bring_matters_in_steers_nothing(connection, clock, role):
    services.open_pulls(10)
    pull, by = Pull.objects.get(), factories.person(role)

    for act in (
        lambda: services.stop_pull(pull=pull, by=by),
        lambda: services.resume_pull(pull=pull, by=by),
        lambda: services.ask_pull(connection=connection, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()

    pull.refresh_from_db()
    assert (pull.state, pull.stop_asked) == (PullState.WAITING, False)


def test_asking_makes_a_waiting_pull_wait_no_longer(box, connection, clock):
    box.faults.set("clio", "matters.list", 500)
    work()
    assert due() == []

    services.ask_pull(connection=connection, by=factories.administrator())
    work()

    assert kinds() == [(PullKind.WHOLE, PullState.DONE)]


def test_a_connection_at_which_something_fails_holds_up_no_other(connection, box, monkeypatch):
    other = accounts.mycase(box)
    decide = pulls._due

    def stumbles(which, now):
        if which.pk == connection.pk:
            raise OverflowError
        return decide(which, now)

    monkeypatch.setattr(pulls, "_due", stumbles)

    services.open_pulls(10)

    assert list(Pull.objects.values_list("connection", flat=True)) == [other.pk]
