"""One row that fails is left out for a while, and the others go on."""

import logging
import uuid
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from apps.core import aside
from apps.core.aside import Aside

SECRET = "quixotic zebra"
BAD, GOOD = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def made():
    return Aside("work", logging.getLogger("apps.core.aside"))


def fails(error, *, at):
    def do(pk):
        if pk == at:
            raise error
        return pk

    return do


@pytest.mark.parametrize("error", [ValueError(SECRET), KeyError(SECRET), OverflowError(SECRET)], ids=repr)
def test_whatever_a_row_fails_with_the_others_are_done_and_only_the_class_is_logged(made, error, caplog):
    assert made.each([BAD, GOOD], fails(error, at=BAD)) == [GOOD]

    assert made.out() == [BAD]
    assert [each.getMessage() for each in caplog.records] == [f"work {BAD} failed: {type(error).__name__}"]
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "error", [OperationalError(), ImproperlyConfigured()], ids=lambda e: type(e).__name__
)
def test_what_is_no_fault_of_a_row_is_held_against_none(made, error):
    with pytest.raises(type(error)):
        made.each([BAD, GOOD], fails(error, at=BAD))

    assert made.out() == []


def test_pauses_grow_to_an_hour_and_end_once_it_works(made, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(aside, "time", SimpleNamespace(monotonic=lambda: now[0]))
    pauses = []
    for _ in range(8):
        made.each([BAD], fails(ValueError(), at=BAD))
        begun = now[0]
        while made.out():
            now[0] += 60
        pauses.append((now[0] - begun) / 60)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert made.each([BAD], fails(ValueError(), at=GOOD)) == [BAD]
    made.each([BAD], fails(ValueError(), at=BAD))
    now[0] += 60
    assert made.out() == []


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(aside, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_a_row_that_does_not_come_back_is_forgotten(made, clock):
    made.each([BAD], fails(ValueError(), at=BAD))
    clock[0] = aside.FIRST_PAUSE + aside.LONGEST_PAUSE

    assert made.out() == []
    assert made._failed == {}


def test_no_more_are_remembered_than_there_is_room_for_and_the_next_to_be_tried_goes_first(
    made, clock, monkeypatch
):
    monkeypatch.setattr(aside, "MOST", 3)
    rows = [uuid.uuid4() for _ in range(4)]
    for clock[0], row in enumerate(rows):
        made.each([row], fails(ValueError(), at=row))

    assert made.out() == rows[1:]


def test_however_often_a_row_fails_it_is_tried_again_within_the_hour(made, clock):
    for _ in range(200):
        made.each([BAD], fails(ValueError(), at=BAD))
        clock[0] += aside.LONGEST_PAUSE

        assert made.out() == []


def test_what_more_is_true_of_every_row_is_raised():
    made = Aside("work", logging.getLogger("apps.core.aside"), of_all=(FileNotFoundError,))

    with pytest.raises(FileNotFoundError):
        made.each([BAD], fails(FileNotFoundError(), at=BAD))

    assert made.out() == []


def test_whoever_looks_can_say_how_many_rows_are_left_out_and_what_the_last_failed_with(made, clock):
    other = Aside("other", logging.getLogger("apps.core.aside"))
    with aside.used() as left:
        made.each([BAD, GOOD], fails(ValueError(SECRET), at=BAD))
        other.each([GOOD], fails(KeyError(SECRET), at=GOOD))
        aside.also_left("third", aside.Left(3, "OverflowError"))
    assert left() == aside.Left(5, "OverflowError")

    clock[0] = aside.FIRST_PAUSE - 1
    with aside.used() as left:
        made.out()
    assert left() == aside.Left(1, "ValueError")

    clock[0] = aside.FIRST_PAUSE
    with aside.used() as left:
        made.each(made.out() or [BAD], fails(ValueError(), at=GOOD))
    assert left() is None
