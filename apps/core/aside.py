"""Rows that something failed at, left out for a growing pause: one neither holds up the others nor is tried hot.

In memory, of one process: a new one begins with none put aside. Where a person has to see it, there is a row for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

R = TypeVar("R")

NOT_OF_ONE_ROW = (OperationalError, InterfaceError, ImproperlyConfigured)
"""The database is away, or a file of the firm's: true of every row, and held against none."""
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 3600.0
"""Seconds between two tries, doubling."""


class Aside:
    """The rows of one kind of work. ``name`` says in the log what could not be done."""

    def __init__(self, name: str, logger: logging.Logger) -> None:
        self._name, self._logger = name, logger
        self._failures: dict[UUID, int] = {}
        self._until: dict[UUID, float] = {}

    def out(self) -> list[UUID]:
        """Those to be left out now."""
        now = time.monotonic()
        return [pk for pk, until in self._until.items() if until > now]

    def each(self, rows: Iterable[UUID], do: Callable[[UUID], R]) -> list[R]:
        """Do it to each, and give what came of those that worked. One that fails is logged by its error's class."""
        done: list[R] = []
        for pk in rows:
            try:
                done.append(do(pk))
            except NOT_OF_ONE_ROW:
                raise
            except Exception as error:  # noqa: BLE001  # a row holds anything, and is one of many
                self._put(pk, error)
            else:
                self._failures.pop(pk, None)
                self._until.pop(pk, None)
        return done

    def _put(self, pk: UUID, error: Exception) -> None:
        failures = self._failures[pk] = self._failures.get(pk, 0) + 1
        self._until[pk] = time.monotonic() + min(FIRST_PAUSE * 2 ** min(failures - 1, 12), LONGEST_PAUSE)
        self._logger.error("%s %s failed: %s", self._name, pk, type(error).__name__)
