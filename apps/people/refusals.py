"""Attempts that were not allowed are on record, in a transaction of their own: the refused one is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.people.models import Robot, User
from apps.people.rules import Attempt, Refusal

P = ParamSpec("P")
R = TypeVar("R")


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service about people in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.PEOPLE_REFUSED, attempt, Refusal, _about)


def _about(given: Mapping[str, Any]) -> models.Model:
    """The person the attempt was about; whoever tried, where there is none yet."""
    for name in ("user", "grant", "licence", "invitation"):
        if name in given:
            row = given[name]
            return row if isinstance(row, User) else row.user
    return given["by"] or User.for_robot(Robot.OPERATOR)


def recording(
    event: Event,
    attempt: Enum,
    reasons: type[Enum],
    about: Callable[[Mapping[str, Any]], models.Model],
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The decorator for the services of one app: its event, what is tried, its codes, and the row it is about."""

    def around(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def guarded(*args: P.args, **given: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return service(*args, **given)
            except (NotAllowed, WrongState, Conflict) as refusal:
                refused = refusal
            with transaction.atomic():
                audit.record(
                    event=event,
                    by=given["by"] or User.for_robot(Robot.OPERATOR),  # type: ignore[arg-type]
                    on=about(given),
                    attempted=attempt,
                    reasons=[reasons(code) for code in codes_of(refused)],
                )
            raise refused

        return guarded

    return around


def codes_of(refused: FirmaiError) -> tuple[str, ...]:
    """Why, as the log says it."""
    if isinstance(refused, NotAllowed):
        return refused.codes
    return ("conflict",) if isinstance(refused, Conflict) else ("wrong_state",)
