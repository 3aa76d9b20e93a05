"""Attempts on reviews that were not allowed are on record, as those on people are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model

from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, WrongState
from apps.matters import rules as matters
from apps.people.refusals import recording
from apps.review.models import ReviewTask
from apps.review.rules import Attempt, Refusal

ABOUT = ("task", "authority", "statement", "duty", "rule", "cover")
"""What a service may be given that an attempt is about, first found first."""

P = ParamSpec("P")
R = TypeVar("R")


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.REVIEW_REFUSED, attempt, _codes, _about, facts=_version)


def _about(given: Mapping[str, Any]) -> Model:
    """The review; for rules of the firm the rule, and whoever tried where there is no row yet."""
    row = next((given[name] for name in ABOUT if given.get(name) is not None), given["by"])
    if isinstance(row, ReviewTask):
        return row
    task = getattr(row, "task", None) or getattr(getattr(row, "correction", None), "task", None)
    return task if isinstance(task, ReviewTask) else row


def _version(given: Mapping[str, Any]) -> dict[str, Any]:
    version = given.get("version") or given.get("base_version")
    return {"version": version.pk if version is not None else None}


def _codes(refused: FirmaiError) -> list[Refusal]:
    if isinstance(refused, Conflict):
        return [Refusal.STALE]
    if isinstance(refused, WrongState):
        return [Refusal.DECIDED]
    known = {each.value for each in Refusal}
    codes = getattr(refused, "codes", ())
    told = dict.fromkeys(Refusal(code) if code in known else _meant(code) for code in codes)
    return list(told) or [Refusal.OTHER]


def _meant(code: str) -> Refusal:
    """A code of another app's rules: those of whose matter it is, or whatever else a request is refused for."""
    return Refusal.NOT_ON_MATTER if code in set(matters.Refusal) else Refusal.OTHER
