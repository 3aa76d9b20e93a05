"""The scheduler's round: one stage's trouble is not the house's, and is seen."""

import json
import logging
import threading
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.core import aside
from apps.desk import alive, failing, readiness, schedule
from apps.desk.schedule import Look
from firmai.logs import Lines

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "quixotic zebra"


@pytest.fixture(autouse=True)
def none_fails():
    """No other test's failures, before or after."""

    def forget():
        with alive.connect() as client:
            for name in client.scan_iter(match="firmai:failing:*"):
                client.delete(name)

    forget()
    yield
    forget()


def breaks(error):
    def look(_limit):
        raise error

    return look


def bad_statement(_limit):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.parametrize(
    "error",
    [
        OverflowError(SECRET),
        KeyError(SECRET),
        UnicodeDecodeError("utf-8", b"x", 0, 1, SECRET),
        OSError(SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_look_that_fails_with_anything_stops_no_other_and_is_logged_by_its_class(error, caplog):
    seen = []
    table = [Look("due to be, destroyed", breaks(error)), Look("others", seen.append)]

    assert schedule.once(table) == 0

    assert seen == [schedule.AT_ONCE]
    [record] = caplog.records
    said = json.loads(Lines().format(record))["message"]
    assert said == f"look at due_to_be_destroyed failed: {type(error).__name__}"
    assert SECRET not in caplog.text


def test_a_statement_that_fails_leaves_a_connection_that_works(caplog):
    found = []

    def asks(limit):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", [limit])
            found.extend(cursor.fetchall())

    schedule.once([Look("bad", bad_statement), Look("good", asks)])

    assert found == [(schedule.AT_ONCE,)]
    assert [record.getMessage() for record in caplog.records] == ["look at bad failed: DataError"]


def test_the_process_goes_on_looking_after_a_look_that_fails():
    stop = threading.Event()
    seen = []

    def last(_limit):
        seen.append(1)
        if len(seen) == 2:
            stop.set()

    schedule.run(stop, [Look("bad", breaks(OverflowError())), Look("good", last, every=0.0)])

    assert len(seen) == 2


def test_a_failing_look_is_asked_again_with_growing_pauses_of_a_few_seconds_at_most(monkeypatch):
    monkeypatch.setattr(schedule, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    look = Look("bad", breaks(OverflowError()), every=600)
    pauses = []
    for _ in range(7):
        look.due = 0.0
        schedule.once([look])
        pauses.append(look.due - 1000.0)

    assert pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]
    assert look.failures == 7


def test_a_failing_look_is_seen_by_operators_until_it_works_and_leaves_the_house_ready():
    broken = [True]

    def look(_limit):
        if broken:
            raise OverflowError(SECRET)

    table = [Look("copies to end", look)]
    for _ in range(3):
        table[0].due = 0.0
        schedule.once(table)

    assert failing.everyone() == [failing.Failing("copies_to_end", "OverflowError", 3)]
    assert readiness.parts()["looks"] is False
    assert readiness.is_ready(dict.fromkeys(readiness.parts(), True) | {"looks": False}) is True
    assert Client().get("/readyz").json()["looks"] is False
    page = Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
    assert 'firmai_look_failures{look="copies_to_end",error="OverflowError"} 3' in page
    assert 'firmai_ready{part="looks"} 0' in page
    assert SECRET not in page

    broken.clear()
    table[0].due = 0.0
    schedule.once(table)

    assert failing.everyone() == []
    assert table[0].failures == 0
    assert readiness.parts()["looks"] is True
    assert "firmai_look_failures{" not in Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()


def test_every_look_of_the_house_has_a_name_that_logs_print_and_that_no_other_has():
    codes = [look.code for look in schedule.looks()]

    assert len(codes) == len(set(codes))
    assert all(code.replace("_", "").isalpha() for code in codes)


@pytest.mark.parametrize("part", ["database", "redis", "workers", "scheduler", "breaker", "log"])
def test_without_a_part_that_all_need_the_house_is_not_ready(part):
    parts = dict.fromkeys(readiness.parts(), True)

    assert readiness.is_ready(parts) is True
    assert readiness.is_ready(parts | {part: False}) is False


def test_a_look_that_goes_round_a_row_is_named_until_the_row_works(monkeypatch):
    now = [1000.0]
    for module in (schedule, aside):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    broken = [True]
    rows = aside.Aside("work", logging.getLogger("apps.desk.schedule"))

    def work(row):
        if broken and row == "bad":
            raise OverflowError(SECRET)

    def look(_limit):
        out = rows.out()
        rows.each([row for row in ("bad", "good") if row not in out], work)

    table = [Look("copies to end", look)]
    for now[0] in (1000.0, 1030.0):
        schedule.once(table)

        assert failing.everyone() == [failing.Failing("copies_to_end", "OverflowError", times=0, rows=1)]
        answer = Client().get("/readyz", REMOTE_ADDR="127.0.0.1").json()
        assert (answer["looks"], answer["failing"]) == (False, ["copies_to_end"])
        page = Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()
        assert 'firmai_look_rows_left_out{look="copies_to_end",error="OverflowError"} 1' in page
        assert "firmai_look_failures{" not in page
        assert SECRET not in page

    broken.clear()
    now[0] = 1060.0
    schedule.once(table)

    assert failing.everyone() == []
    assert "failing" not in Client().get("/readyz", REMOTE_ADDR="127.0.0.1").json()


def test_what_a_process_of_an_earlier_version_said_is_understood():
    with alive.connect() as client:
        client.set("firmai:failing:pulls", "KeyError:2", ex=60)

    assert failing.everyone() == [failing.Failing("pulls", "KeyError", 2)]


def test_what_is_looked_for_most_often_is_asked_in_few_statements_and_nothing_is_written_in_vain():
    """A house in which nobody works asks these day and night."""
    often = [look for look in schedule.looks() if look.every == schedule.EVERY]
    for look in often:
        look.claim(schedule.AT_ONCE)

    with CaptureQueriesContext(connection) as asked:
        for look in often:
            look.claim(schedule.AT_ONCE)

    about_rows = [each["sql"] for each in asked if not each["sql"].startswith(("BEGIN", "COMMIT", "SET"))]
    assert len(about_rows) == len(often) + 2  # the reviews to be opened are three questions, in one go
    assert {sql.split()[0] for sql in about_rows} == {"SELECT"}
