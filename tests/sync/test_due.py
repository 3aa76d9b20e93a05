"""What falls due in the practice system: kept with its matter, in the office's zone, and unknown where nothing is."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.integrations.models import Connection
from apps.integrations.mycase import reading as mycase_reading
from apps.matters import deadlines, queries
from apps.matters import services as matters
from apps.matters.deadlines import Due, Next
from apps.matters.models import Deadline, DeadlineKind, Matter, MatterKey, Office
from apps.people.models import Robot, User
from apps.sync import matters_in, services
from apps.sync.models import Difference, Oddity, Paper
from tests import factories
from tests.integrations import accounts

NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
STANDS = (DeadlineKind.TASK, "80", "2026-12-01")
CALENDAR = {"calendars": [{"id": 5, "name": "Firm"}]}


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def clock(box):
    with time_machine.travel(NOON, tick=False) as travelled:
        box.clock.stop(NOON)

        def shift(**by):
            travelled.shift(dt.timedelta(**by))
            box.clock.move(seconds=dt.timedelta(**by).total_seconds())

        yield shift


@pytest.fixture
def connection(box, clock):
    return made(box)


@pytest.fixture(scope="module")
def read(beforehand):
    with beforehand(), time_machine.travel(NOON, tick=False):
        box = accounts.fresh()
        box.clock.stop(NOON)
        connection = made(box)
        box.clio.load({"tasks": [task(80, "2026-12-01T20:00:00+00:00")]})
        pull(connection)


@pytest.fixture
def followed(read, box, clock):
    """A connection of which everything was read a moment ago, a task of a matter's among it."""
    accounts.clio_again(box)
    box.clio.load({"tasks": [task(80, "2026-12-01T20:00:00+00:00")]})
    return Connection.objects.get()


def made(box):
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
    return accounts.clio(box, seconds=400 * 24 * 3600)


def task(number, due_at, **more):
    return {
        "id": number, "name": f"Task {number}", "description": "x", "due_at": due_at, "matter": {"id": 40},
        "assignee": {"id": 10, "type": "User"},
    } | more  # fmt: skip


def pull(connection, whole=False):
    connection.refresh_from_db()
    services.ask_pull(connection=connection, by=factories.administrator(), whole=whole)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def kept():
    return sorted((row.kind, row.remote_id, row.day.isoformat()) for row in Deadline.objects.all())


def not_shown():
    rows = Difference.objects.filter(oddity=Oddity.NOT_SHOWN, gone_at=None)
    return list(rows.values_list("remote_id", "matter"))


def next_day(number="00001-Tremblay"):
    matter = Matter.objects.get(number=number)
    return queries.next_deadlines([matter.pk]).get(matter.pk)


def test_tasks_and_calendar_entries_of_a_matter_fall_due_there(box, connection):
    box.clio.load(
        CALENDAR
        | {
            "tasks": [task(80, "2026-12-01T20:00:00+00:00"), task(81, "2027-01-05T20:00:00+00:00",
                                                                 statute_of_limitations=True)],
            "calendar_entries": [
                {"id": 90, "summary": "Motion", "start_at": "2026-12-15T14:00:00+00:00",
                 "end_at": "2026-12-15T16:00:00+00:00", "calendar_owner": {"id": 5}, "matter": {"id": 40}},
            ],
        }
    )  # fmt: skip

    pull(connection)

    assert kept() == [
        (DeadlineKind.EVENT, "90", "2026-12-15"),
        (DeadlineKind.LIMITATION, "81", "2027-01-05"),
        (DeadlineKind.TASK, "80", "2026-12-01"),
    ]
    assert next_day() == Next(dt.date(2026, 12, 1), DeadlineKind.TASK)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2199-01-05T20:00:00+00:00"]
)
def test_a_day_that_nothing_can_be_due_on_counts_as_none_and_stops_nothing(box, connection, moment):
    box.clio.load({"tasks": [task(80, moment), task(81, "2027-01-05T20:00:00+00:00")]})

    pull(connection)

    assert kept() == [(DeadlineKind.TASK, "81", "2027-01-05")]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime.min.replace(tzinfo=dt.UTC), None),
        (dt.datetime.max.replace(tzinfo=dt.UTC), None),
        (None, dt.date.min),
        (None, dt.date.max),
    ],
)
def test_no_moment_or_day_of_a_practice_system_is_too_much(at, day, followed):
    matter = Matter.objects.get(number="00001-Tremblay")
    found = [
        Due(DeadlineKind.TASK, "1", "x", at, day),
        Due(DeadlineKind.TASK, "2", "y", None, dt.date(2027, 1, 5)),
    ]

    matters.note_deadlines(matter=matter, connection=followed, found=found, by=User.for_robot(Robot.SYNC))

    assert kept() == [(DeadlineKind.TASK, "2", "2027-01-05"), STANDS]


def test_a_matter_whose_keys_cannot_be_read_holds_up_no_other(box, connection, clock):
    pull(connection)
    bad = Matter.objects.get(number="00001-Tremblay")
    MatterKey.objects.filter(matter=bad).update(data_key=bytes([250]))
    box.clio.load(
        {
            "tasks": [
                task(80, "2026-12-01T20:00:00+00:00"),
                task(81, "2027-01-05T20:00:00+00:00", matter={"id": 41}),
            ],
            "documents": [
                {"id": 61, "name": "New.txt", "parent": {"id": 40, "type": "Matter"}, "content": b"One."},
                {"id": 62, "name": "Newer.txt", "parent": {"id": 41, "type": "Matter"}, "content": b"Two."},
            ],
        }
    )
    clock(minutes=20)

    pull(connection)

    assert kept() == [(DeadlineKind.TASK, "81", "2027-01-05")]
    listed = Paper.objects.filter(remote_id__in=["61", "62"]).values_list("remote_id", flat=True)
    assert list(listed) == ["62"]
    assert connection.pulls.latest("opened_at").state == "done"


@pytest.fixture
def spoilt(box, connection, clock):
    """A matter with a deadline and papers, of which nothing can be opened any more, and another one's deadline."""
    box.clio.load(
        {
            "tasks": [
                task(80, "2026-12-01T20:00:00+00:00"),
                task(81, "2027-01-05T20:00:00+00:00", matter={"id": 41}),
            ]
        }
    )
    pull(connection)
    matter = Matter.objects.get(number="00001-Tremblay")
    row = Deadline.objects.get(matter=matter)
    Deadline.objects.filter(pk=row.pk).update(title=bytes(row.title)[:-1] + bytes([bytes(row.title)[-1] ^ 1]))
    Paper.objects.filter(matter=matter).update(version="older")
    MatterKey.objects.filter(matter=matter).update(data_key=bytes([250]))
    clock(minutes=20)
    return matter


def gone_there():
    return list(
        Difference.objects.filter(oddity=Oddity.GONE_THERE, gone_at=None).values_list("remote_id", flat=True)
    )


def test_what_a_whole_reading_could_not_take_in_is_not_gone(box, connection, spoilt):
    papers = Paper.objects.filter(matter=spoilt).count()
    box.clio.stores["ca"].rows["task"][81].kept["gone"] = True

    pull(connection, whole=True)

    spoilt.refresh_from_db()
    assert kept() == [(DeadlineKind.TASK, "80", "2026-12-01")]
    assert spoilt.falls_due == dt.date(2026, 12, 1)
    assert Paper.objects.filter(matter=spoilt).count() == papers > 0


def test_a_title_that_cannot_be_opened_ends_no_deadline(followed, clock, box):
    held = bytes(Deadline.objects.get().title)
    Deadline.objects.update(title=held[:-1] + bytes([held[-1] ^ 1]))
    clock(minutes=20)

    pull(followed, whole=True)

    assert kept() == [(DeadlineKind.TASK, "80", "2026-12-01")]
    assert next_day() == Next(dt.date(2026, 12, 1), DeadlineKind.TASK)


def test_what_was_left_out_is_remembered_by_whoever_goes_on_with_the_reading(connection, spoilt):
    cursor = {"since": "", "changed": "", "began": timezone.now().isoformat(), "list": "tasks", "next": ""}
    type(connection).objects.update(cursor=cursor | {"left_out": ["40"]})
    Deadline.objects.filter(matter=spoilt).update(remote_id="79")

    pull(connection, whole=True)

    assert (DeadlineKind.TASK, "79", "2026-12-01") in kept()


def test_a_matter_that_could_not_be_compared_is_not_gone_there(followed, clock, monkeypatch):
    compare = matters_in._compare

    def stumble(connection, record, found):
        return 1 / 0 if found.remote_id == "40" else compare(connection, record, found)

    monkeypatch.setattr(matters_in, "_compare", stumble)
    clock(minutes=20)

    pull(followed, whole=True)

    assert gone_there() == []


def test_a_matter_of_which_nothing_is_known_is_unknown_and_not_free(connection):
    pull(connection)
    assert next_day() is None


def test_a_late_evening_is_the_day_it_is_in_the_office(box, connection):
    evening = {
        "id": 90, "summary": "Call", "start_at": "2026-12-02T03:30:00+00:00", "end_at": "2026-12-02T04:00:00+00:00",
        "calendar_owner": {"id": 5}, "matter": {"id": 40},
    }  # fmt: skip
    box.clio.load(CALENDAR | {"calendar_entries": [evening]})
    pull(connection)
    assert kept() == [(DeadlineKind.EVENT, "90", "2026-12-01")]


@pytest.mark.parametrize("zone", ["America/Vancouver", "America/Toronto", "America/St_Johns"])
def test_a_task_is_due_on_the_day_that_it_says_wherever_the_office_is(box, connection, zone):
    Office.objects.update(time_zone=zone)
    box.clio.load({"tasks": [task(80, "2026-12-01", statute_of_limitations=True)]})

    pull(connection)

    assert kept() == [(DeadlineKind.LIMITATION, "80", "2026-12-01")]


def test_a_task_that_moved_moves_and_one_that_is_done_goes(box, connection, clock):
    box.clio.load({"tasks": [task(80, "2026-12-01T20:00:00+00:00"), task(81, "2026-12-03T20:00:00+00:00")]})
    pull(connection)
    clock(minutes=20)
    store = box.clio.stores["ca"]
    store.change(store.rows["task"][80], {"due_at": "2026-12-09T20:00:00+00:00"})
    store.change(store.rows["task"][81], {"status": "complete"})

    pull(connection)

    assert kept() == [(DeadlineKind.TASK, "80", "2026-12-09")]
    lines = Entry.objects.filter(event="matters.deadlines_noted").order_by("id")
    assert [(line.facts["changed"], line.facts["ended"]) for line in lines] == [(2, 0), (1, 1)]


def test_what_was_deleted_there_goes_when_everything_is_compared(box, followed, clock):
    box.clio.stores["ca"].rows["task"][80].kept["gone"] = True
    clock(minutes=20)

    pull(followed, whole=True)

    assert kept() == []


def test_what_falls_due_in_a_matter_that_is_not_shown_any_more_is_not_taken_for_gone(box, followed, clock):
    """Whoever connected may see less since; the limitation date runs all the same. That the matter is not there is
    listed."""
    store, matter = box.clio.stores["ca"].rows, Matter.objects.get(number="00001-Tremblay")
    papers = Paper.objects.filter(matter=matter).count()
    for kind, number in (("matter", 40), ("task", 80), ("document", 60), ("note", 70)):
        store[kind][number].kept["gone"] = True
    clock(minutes=20)

    pull(followed, whole=True)

    assert gone_there() == ["40"]
    assert kept() == [(DeadlineKind.TASK, "80", "2026-12-01")]
    assert next_day() == Next(dt.date(2026, 12, 1), DeadlineKind.TASK)
    assert Paper.objects.filter(matter=matter).count() == papers > 0

    store["matter"][40].kept["gone"] = False
    clock(minutes=20)
    pull(followed, whole=True)

    assert (gone_there(), kept(), Paper.objects.filter(matter=matter).count()) == ([], [], 0)


def test_what_somebody_else_who_connects_is_not_shown_does_not_end(box, followed, clock, client):
    """A private task of whoever connected before is not in what another person reads: it may run all the same."""
    store, matter = box.clio.stores["ca"].rows, Matter.objects.get(number="00001-Tremblay")
    clock(minutes=5)
    accounts.clio(box, load=False, person_id="11")
    store["task"][80].kept["gone"] = True
    clock(minutes=20)

    pull(followed, whole=True)

    assert kept() == [(DeadlineKind.TASK, "80", "2026-12-01")]
    assert next_day() == Next(dt.date(2026, 12, 1), DeadlineKind.TASK)
    assert not_shown() == [("80", matter.pk)]
    line = Entry.objects.filter(event="matters.deadlines_noted").latest("id")
    assert (line.facts["ended"], line.facts["hidden"]) == (0, 1)
    client.force_login(matter.responsible)
    page = client.get(reverse("desk:matter", args=[matter.pk])).text
    assert "No longer shown to whoever is connected to Clio now." in page

    clock(minutes=20)
    pull(followed, whole=True)
    assert (len(kept()), len(not_shown())) == (1, 1)
    assert Entry.objects.filter(event="matters.deadlines_noted").latest("id").pk == line.pk

    accounts.clio(box, load=False, person_id="10")
    store["task"][80].kept["gone"] = False
    clock(minutes=20)
    pull(followed, whole=True)
    assert (len(kept()), not_shown()) == (1, [])
    assert "No longer shown" not in client.get(reverse("desk:matter", args=[matter.pk])).text


def test_what_the_same_person_reads_no_more_after_connecting_again_is_gone(box, followed, clock):
    clock(minutes=5)
    accounts.clio(box, load=False, person_id="10")
    box.clio.stores["ca"].rows["task"][80].kept["gone"] = True
    clock(minutes=20)

    pull(followed, whole=True)

    assert (kept(), not_shown()) == ([], [])


def test_whoever_looked_there_ends_what_is_no_longer_shown_and_nothing_else(box, followed, clock, client):
    box.clio.load({"tasks": [task(81, "2026-12-03T20:00:00+00:00")]})
    pull(followed)
    matter = Matter.objects.get(number="00001-Tremblay")
    clock(minutes=5)
    accounts.clio(box, load=False, person_id="11")
    box.clio.stores["ca"].rows["task"][80].kept["gone"] = True
    clock(minutes=20)
    pull(followed, whole=True)
    hidden, shown = Deadline.objects.order_by("remote_id")

    stranger = factories.person("lawyer")
    client.force_login(stranger)
    assert client.post(f"/deliveries/there/{matter.pk}/over/{hidden.pk}/").status_code == 404
    client.force_login(matter.responsible)
    for each in (hidden, shown):
        client.post(f"/deliveries/there/{matter.pk}/over/{each.pk}/")

    assert kept() == [(DeadlineKind.TASK, "81", "2026-12-03")]
    assert not_shown() == []
    assert next_day() == Next(dt.date(2026, 12, 3), DeadlineKind.TASK)
    line = Entry.objects.filter(event="matters.deadlines_noted").latest("id")
    assert (line.facts["ended"], line.actor) == (1, matter.responsible.pk)


def test_nobody_ends_what_is_not_shown_in_a_matter_that_they_do_not_work_on(followed):
    matter, somebody = Matter.objects.get(number="00001-Tremblay"), factories.person("lawyer")
    Deadline.objects.update(hidden_at=timezone.now())

    with pytest.raises(NotAllowed):
        services.let_deadline_go(matter=matter, deadline=Deadline.objects.get().pk, by=somebody)

    assert len(kept()) == 1
    assert Entry.objects.latest("id").event == "matters.refused"


def test_reading_the_same_again_writes_no_line(box, followed, clock):
    clock(minutes=20)
    pull(followed, whole=True)
    assert Entry.objects.filter(event="matters.deadlines_noted").count() == 1


def test_the_day_a_person_entered_counts_where_it_is_sooner(box, followed):
    Matter.objects.filter(number="00001-Tremblay").update(next_deadline=dt.date(2026, 11, 25))
    assert next_day() == Next(dt.date(2026, 11, 25), "")


def test_days_that_have_passed_are_not_the_next(box, followed, clock):
    clock(days=20)
    assert next_day() is None


def test_titles_are_sealed_and_shown_to_whoever_sees_the_matter_alone(box, connection):
    box.clio.load({"tasks": [task(80, "2026-12-01T20:00:00+00:00", name="Serve the reply")]})
    pull(connection)
    matter = Matter.objects.get(number="00001-Tremblay")

    assert b"Serve" not in bytes(Deadline.objects.get().title)
    assert [row.title for row in queries.deadlines_of(matter, matter.responsible)] == ["Serve the reply"]
    assert queries.deadlines_of(matter, factories.person("lawyer")) == []
    assert queries.deadlines_of(matter, factories.administrator()) == []


def test_a_person_does_not_change_what_falls_due_there(followed):
    matter = Matter.objects.get(number="00001-Tremblay")
    due = Due(DeadlineKind.TASK, "1", "x", timezone.now(), None)

    with pytest.raises(NotAllowed):
        matters.note_deadlines(matter=matter, connection=followed, found=[due], by=matter.responsible)

    assert kept() == [STANDS]


def test_the_next_days_of_many_matters_take_two_statements(box, followed, django_assert_num_queries):
    ids = list(Matter.objects.values_list("pk", flat=True))
    for wanted in (ids[:1], ids):
        with django_assert_num_queries(2):
            queries.next_deadlines(wanted)


def test_mycases_tasks_events_and_limitation_dates_fall_due(box, clock):
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    connection = accounts.mycase(box, seconds=400 * 24 * 3600)
    staff = [{"id": 10}]
    box.mycase.load(
        {
            "tasks": [{"id": 80, "name": "Reply", "priority": "High", "due_date": "2026-12-01", "staff": staff,
                       "case": {"id": 40}}],
            "events": [{"id": 90, "name": "Trial", "start": "2027-02-01T14:00:00Z", "end": "2027-02-01T20:00:00Z",
                        "staff": staff, "case": {"id": 40}}],
        }
    )  # fmt: skip
    box.mycase.rows["case"][40].data["sol_date"] = "2028-02-03"

    pull(connection)

    assert kept() == [
        (DeadlineKind.EVENT, "90", "2027-02-01"),
        (DeadlineKind.LIMITATION, "40", "2028-02-03"),
        (DeadlineKind.TASK, "80", "2026-12-01"),
    ]


def test_the_limitation_date_of_a_case_that_was_closed_in_mycase_stays(box, clock):
    """It runs on, as it does of a matter in Clio; that the two do not agree on the case is listed."""
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    connection = accounts.mycase(box, seconds=400 * 24 * 3600)
    case = box.mycase.rows["case"][40]
    case.data["sol_date"] = "2028-02-03"
    pull(connection)
    clock(minutes=20)
    case.data["status"] = "closed"

    pull(connection, whole=True)

    assert kept() == [(DeadlineKind.LIMITATION, "40", "2028-02-03")]
    assert Difference.objects.filter(oddity=Oddity.STATUS_DIFFERS, gone_at=None).exists()


def test_a_moment_that_mycase_gives_without_a_zone_is_utc(box, monkeypatch):
    """Half past eight of the evening before, in the office."""
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    connection = accounts.mycase(box, seconds=400 * 24 * 3600)
    box.mycase.load(
        {
            "events": [{"id": 90, "name": "Trial", "start": "2027-02-01T14:00:00Z", "end": "2027-02-01T20:00:00Z",
                        "staff": [{"id": 10}], "case": {"id": 40}}],
        }
    )  # fmt: skip
    read = mycase_reading.event
    monkeypatch.setattr(
        mycase_reading, "event", lambda data: read(data | {"start": "2027-02-02T01:30:00"})
    )  # the stand-in names a zone

    pull(connection)

    assert kept() == [(DeadlineKind.EVENT, "90", "2027-02-01")]


def test_the_limitation_date_of_a_case_comes_with_it_once_its_lawyer_is_here(box, clock):
    factories.office()
    connection = accounts.mycase(box, seconds=400 * 24 * 3600)
    box.mycase.rows["case"][40].data["sol_date"] = "2028-02-03"
    pull(connection)
    clock(minutes=20)
    pull(connection)  # from here on the case is in no list of what changed
    assert not Matter.objects.exists()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    clock(minutes=20)

    pull(connection)

    assert kept() == [(DeadlineKind.LIMITATION, "40", "2028-02-03")]


def test_the_robot_of_sync_may_note_and_only_it(followed):
    matter = Matter.objects.get(number="00001-Tremblay")
    due = Due(DeadlineKind.TASK, "1", "x", None, dt.date(2026, 12, 1))
    with pytest.raises(NotAllowed):
        matters.note_deadlines(
            matter=matter, connection=followed, found=[due], by=User.for_robot(Robot.DRAFTING)
        )
    matters.note_deadlines(matter=matter, connection=followed, found=[due], by=User.for_robot(Robot.SYNC))
    assert kept() == [(DeadlineKind.TASK, "1", "2026-12-01"), STANDS]


def test_a_matter_whose_deadlines_cannot_be_let_go_holds_up_no_other(connection, clock, monkeypatch):
    bad, good = (factories.matter() for _ in range(2))
    for matter in (bad, good):
        due = Due(DeadlineKind.TASK, matter.number, "x", None, dt.date(2026, 12, 1))
        matters.note_deadlines(
            matter=matter, connection=connection, found=[due], by=User.for_robot(Robot.SYNC)
        )
    clock(minutes=5)
    end = deadlines._end

    def stumbles(matter, *given):
        if matter.pk == bad.pk:
            raise OverflowError
        end(matter, *given)

    monkeypatch.setattr(deadlines, "_end", stumbles)

    matters.end_deadlines(connection=connection, since=timezone.now(), kept=[], by=User.for_robot(Robot.SYNC))

    assert [remote_id for _kind, remote_id, _day in kept()] == [bad.number]
