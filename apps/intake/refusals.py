"""Attempts on sources that were not allowed are on record, with the matter they are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model

from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, NotAllowed
from apps.intake.models import Source
from apps.intake.rules import Attempt, PageRefusal
from apps.people.refusals import recording

P = ParamSpec("P")
R = TypeVar("R")


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.MATTERS_REFUSED, attempt, _codes, _about, facts=_asked_by)


def _asked_by(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """For whom a robot tried it."""
    return {"asked_by": given["asked_by"]} if given.get("asked_by") is not None else {}


def _codes(refused: FirmaiError) -> list[PageRefusal]:
    if not isinstance(refused, NotAllowed):
        return [PageRefusal.CONFLICT if isinstance(refused, Conflict) else PageRefusal.WRONG_STATE]
    host = PageRefusal.NOT_THE_HOST
    return [host if host in refused.codes else PageRefusal.NOT_ON_MATTER]


def _about(given: Mapping[str, Any]) -> Model:
    """The matter; a transcript that has none yet."""
    source: Source | None = given.get("source")
    row: Model = source.matter if source is not None else given.get("matter") or given["arrival"]
    return row
