"""Attempts on filters and notices that were not allowed are on record, as those on people are."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from apps.audit.events import Event
from apps.people.refusals import coded, recording

P = ParamSpec("P")
R = TypeVar("R")


class Attempt(enum.StrEnum):
    """What was tried."""

    KEEP_FILTER = "keep_filter"
    SHARE_FILTER = "share_filter"
    REMOVE_FILTER = "remove_filter"
    CHOOSE_WAY = "choose_way"
    MARK_READ = "mark_read"


class Refusal(enum.StrEnum):
    """Why it was not allowed."""

    NOT_ON_MATTER = "not_on_matter"
    NOT_THEIRS = "not_theirs"
    ALWAYS_MAILED = "always_mailed"
    CONFLICT = "conflict"


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.NOTICES_REFUSED, attempt, coded(Refusal), lambda given: given["by"])
