"""Attempts on requests that were not allowed are on record, as those on people and reviews are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model

from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, FirmaiError, WrongState
from apps.people.refusals import REFUSED, recording

P = ParamSpec("P")
R = TypeVar("R")


class Act(StrEnum):
    """What was tried with a request."""

    MAKE = "make"
    PREVIEW = "preview"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    RESUME = "resume"
    LEAVE_OUT = "leave_out"
    CHANGE_REPLACED = "change_replaced"


class Why(StrEnum):
    """Why it was not allowed."""

    ROBOT = "robot"
    ROLE_DOES_NOT_WORK = "role_does_not_work"
    NOT_ON_MATTER = "not_on_matter"
    RESPONSIBLE_MAY_NOT = "responsible_may_not"
    RESPONSIBLE_NOT_LICENSED = "responsible_not_licensed"
    WORKFLOW_NOT_APPROVED = "workflow_not_approved"
    OTHER_MATTER = "other_matter"
    NOT_CHOSEN = "not_chosen"
    """A source that the request does not have, or cannot do without."""
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"
    OTHER = "other"


def on_record(act: Act, *, input_too: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused. ``input_too``: also for what
    was given, where that is a choice among what the request has and no field that was left empty."""
    refused_by = (*REFUSED, BadInput) if input_too else REFUSED
    return recording(Event.DRAFTING_REQUEST_REFUSED, act, _codes, _about, refused_by=refused_by)


def _about(given: Mapping[str, Any]) -> Model:
    """The request; the matter, where there is none yet."""
    row: Model = given.get("request") or given["matter"]
    return row


def _codes(refused: FirmaiError) -> list[Why]:
    for kind, why in ((WrongState, Why.WRONG_STATE), (Conflict, Why.CONFLICT), (BadInput, Why.NOT_CHOSEN)):
        if isinstance(refused, kind):
            return [why]
    known = {each.value for each in Why}
    told = [Why(code) if code in known else Why.OTHER for code in getattr(refused, "codes", ())]
    return list(dict.fromkeys(told)) or [Why.OTHER]
