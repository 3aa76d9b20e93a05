"""Attempts on connections that were not allowed are on record, as those on people are.

What a vendor's answer was refused for has an event of its own (``pairings``): nobody tried anything there.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db import models

from apps.audit.events import Event
from apps.people.refusals import coded, recording

P = ParamSpec("P")
R = TypeVar("R")


class Attempt(enum.StrEnum):
    """What was tried with a connection, or with what it brings in."""

    CONNECT = "connect"
    CHECK = "check"
    END = "end"
    LISTEN = "listen"
    STOP_LISTENING = "stop_listening"
    ASK_PULL = "ask_pull"
    STOP_PULL = "stop_pull"
    RESUME_PULL = "resume_pull"
    SET_WORD = "set_word"


class Refusal(enum.StrEnum):
    """Why it was not allowed."""

    ROLE = "role"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.INTEGRATIONS_REFUSED, attempt, coded(Refusal), _about)


def _about(given: Mapping[str, Any]) -> models.Model:
    """The pairing, connection or pull; whoever tried, where there is none yet."""
    named = ("pairing", "connection", "pull", "by")
    return next(row for row in map(given.get, named) if isinstance(row, models.Model))
