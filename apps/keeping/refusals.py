"""Attempts about keeping and destroying that were not allowed are on record, as those on people are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db import models

from apps.audit.events import Event
from apps.keeping.rules import Attempt, Refusal
from apps.people.refusals import coded, recording

P = ParamSpec("P")
R = TypeVar("R")


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.KEEPING_REFUSED, attempt, coded(Refusal), _about)


def _about(given: Mapping[str, Any]) -> models.Model:
    """What it was about: the destruction, hold, rule or backup, else the matter, else whoever tried."""
    named = ("destruction", "hold", "rule", "backup", "matter", "by")
    return next(given[name] for name in named if given.get(name))
