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
