"""Acts on the terms that were not allowed are on record, in a transaction of their own: the refused one is gone."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, NotAllowed
from apps.people.refusals import recording

P = ParamSpec("P")
R = TypeVar("R")


class Act(enum.StrEnum):
    """What was tried: codes for the record."""

    CONFIRM_ARRANGEMENT = "confirm_arrangement"
    PUBLISH_POLICY = "publish_policy"
    ACKNOWLEDGE_POLICY = "acknowledge_policy"
    RECORD_ASSESSMENT = "record_assessment"
    CONFIRM_SURFACE = "confirm_surface"
    WITHDRAW_CONFIRMATION = "withdraw_confirmation"
    RECHECK = "recheck"
    RECORD_HOP = "record_hop"
    CLOSE_BREAKER = "close_breaker"
    EXPORT_CROSSINGS = "export_crossings"
    ADD_REPLACEMENT = "add_replacement"
    LIFT_REPLACEMENT = "lift_replacement"
    TAKE_BACK_REPLACEMENT = "take_back_replacement"
    CLOSE_INCIDENT = "close_incident"
    END_ARRANGEMENT = "end_arrangement"
    END_ASSESSMENT = "end_assessment"
    ALLOW_MODEL = "allow_model"
    RECORD_PRICE = "record_price"


class Why(enum.StrEnum):
    """Why it was not allowed: codes for the record."""

    ROLE = "role"
    SURFACE_BLOCKED = "surface_blocked"
    NOT_ON_MATTER = "not_on_matter"
    ROBOT = "robot"
    ROLE_DOES_NOT_WORK = "role_does_not_work"
    KIND = "kind"
    MODEL_CLOSED = "model_closed"
    STOPPED_BY_MORE = "stopped_by_more"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"
    OTHER = "other"


def on_record(act: Act) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was not allowed."""
    return recording(Event.POLICY_ACT_REFUSED, act, _why, lambda given: given["by"])


def _why(refused: FirmaiError) -> list[Why]:
    if not isinstance(refused, NotAllowed):
        return [Why.CONFLICT if isinstance(refused, Conflict) else Why.WRONG_STATE]
    known = {each.value for each in Why}
    return list(dict.fromkeys(Why(code) if code in known else Why.OTHER for code in refused.codes)) or [
        Why.OTHER
    ]
