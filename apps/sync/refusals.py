"""Attempts on what a matter has in its practice system that were not allowed are on record, with the matter."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from apps.audit.events import Event
from apps.matters.models import Matter
from apps.matters.rules import Refusal
from apps.people.refusals import coded, recording

P = ParamSpec("P")
R = TypeVar("R")


class Attempt(enum.StrEnum):
    """What was tried."""

    LOOK_THERE = "look_there"
    BRING_PAPERS = "bring_papers"
    KEEP_COPIES = "keep_copies"
    STOP_COPIES = "stop_copies"
    SETTLE_UNREAD = "settle_unread"
    LET_DEADLINE_GO = "let_deadline_go"


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.MATTERS_REFUSED, attempt, coded(Refusal), _about)


def _about(given: Mapping[str, Any]) -> Matter:
    matter: Matter = given["paper"].matter if "paper" in given else given["matter"]
    return matter
