"""Rows that something failed at, left out for a growing pause: one neither holds up the others nor is tried hot.

In memory, of one process: a new one begins with none put aside. None is left out for longer than an hour at a time, and
of how many is remembered there is an end. Whoever looks can say what is left out (``used``); where a person has to see
it, there is a row for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")

NOT_OF_ONE_ROW = (OperationalError, InterfaceError, ImproperlyConfigured)
"""The database is away, or a file of the firm's: true of every row, and held against none."""
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 3600.0
"""Seconds between two tries, doubling."""
MOST = 10_000
"""Rows of one kind that are remembered. Beyond that the one to be tried next is forgotten, and so tried at once."""


@dataclass(frozen=True)
class Failed:
    """What is remembered of a row."""

    times: int
    """In a row, up to now."""
    until: float
    error: str
    """The class of the last error, never its text: that may hold what the row says."""


@dataclass(frozen=True)
class Left:
    """How many rows are left out now, and the class of the error that the newest of them failed with."""

    rows: int
    error: str


class Aside(Generic[K]):
    """The rows of one kind of work. ``name`` says in the log what could not be done.

    ``of_all``: further errors that are no fault of one row, such as those of a disk that each of them is written to.
    """

    def __init__(
        self, name: str, logger: logging.Logger, *, of_all: tuple[type[Exception], ...] = ()
    ) -> None:
        self._name, self._logger = name, logger
        self._of_all: tuple[type[Exception], ...] = (*NOT_OF_ONE_ROW, *of_all)
        self._failed: dict[K, Failed] = {}

    def out(self) -> list[K]:
        """Those to be left out now. One that was due again and did not come back within an hour is forgotten: somebody
        else saw to it, or it is gone."""
        _note_use(self)
        now = time.monotonic()
        self._failed = {pk: each for pk, each in self._failed.items() if each.until + LONGEST_PAUSE > now}
        return [pk for pk, each in self._failed.items() if each.until > now]

    def left(self) -> Left | None:
        """What is left out now, or None where nothing is."""
        out = self.out()
        return Left(len(out), self._failed[out[-1]].error) if out else None

    def each(self, rows: Iterable[K], do: Callable[[K], R]) -> list[R]:
        """Do it to each, and give what came of those that worked. One that fails is logged by its error's class."""
        _note_use(self)
        done: list[R] = []
        for pk in rows:
            try:
                done.append(do(pk))
            except self._of_all:
                raise
            except Exception as error:  # noqa: BLE001  # a row holds anything, and is one of many
                self._put(pk, error)
            else:
                self._failed.pop(pk, None)
        return done

    def _put(self, pk: K, error: Exception) -> None:
        before = self._failed.pop(pk, None)  # put in again as the newest
        times = min(before.times if before else 0, 12)
        if len(self._failed) >= MOST:
            del self._failed[min(self._failed, key=lambda each: self._failed[each].until)]
        pause = min(FIRST_PAUSE * 2**times, LONGEST_PAUSE)
        self._failed[pk] = Failed(times + 1, time.monotonic() + pause, type(error).__name__)
        self._logger.error("%s %s failed: %s", self._name, pk, type(error).__name__)


@dataclass
class _Used:
    asides: dict[int, Aside]
    others: dict[str, Left]


_USED: ContextVar[_Used | None] = ContextVar("asides_used", default=None)


@contextmanager
def used() -> Iterator[Callable[[], Left | None]]:
    """Around a look. What is given says afterwards what the look leaves out now, of all kinds of rows that it is at."""
    here = _Used({}, {})
    token = _USED.set(here)
    try:
        yield lambda: _sum(here)
    finally:
        _USED.reset(token)


def also_left(name: str, left: Left) -> None:
    """Within a look: what it leaves out besides, where that is remembered in rows."""
    if left.rows and (here := _USED.get()) is not None:
        here.others[name] = left


def _note_use(aside: Aside) -> None:
    if (here := _USED.get()) is not None:
        here.asides[id(aside)] = aside


def _sum(here: _Used) -> Left | None:
    left = [each for aside in here.asides.values() if (each := aside.left()) is not None]
    left += here.others.values()
    return Left(sum(each.rows for each in left), left[-1].error) if left else None
