"""Attempts on teams, screens and delegations that were not allowed are on record, as those on people are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db import models

from apps.audit.events import Event
from apps.matters.rules import Attempt, Refusal
from apps.people.refusals import coded, recording

P = ParamSpec("P")
R = TypeVar("R")


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service about a matter in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.MATTERS_REFUSED, attempt, coded(Refusal), _about)


def _about(given: Mapping[str, Any]) -> models.Model:
    """The screen, delegation or party, else the matter, else the client; whoever tried, where there is none yet."""
    named = ("screen", "delegation", "party", "matter", "client", "by")
    return next(row for row in map(given.get, named) if isinstance(row, models.Model))
