"""Attempts that were not allowed are on record, in a transaction of their own: the refused one is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.people.models import Robot, User
from apps.people.rules import Attempt, Refusal

P = ParamSpec("P")
R = TypeVar("R")
logger = logging.getLogger(__name__)

REFUSED: tuple[type[FirmaiError], ...] = (NotAllowed, WrongState, Conflict)
"""What a right, a rule or the state of a thing forbids. Plain bad input is not among them: an empty name or a day that
has passed is an answer to a form that its page asks for again, it says nothing of what somebody may do, and there is
nothing of it that the log could say without its text. Where what was given is a choice that a rule forbids, the service
raises NotAllowed; where it is one among what a thing has, ``refused_by`` adds BadInput."""
Given = Mapping[str, Any]

_within: ContextVar[bool] = ContextVar("within an act whose refusal is on record", default=False)


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service about people in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.PEOPLE_REFUSED, attempt, coded(Refusal), _about)


def _about(given: Given) -> models.Model:
    """The person the attempt was about; whoever tried, where there is none yet."""
    for name in ("user", "grant", "licence", "training", "invitation", "recovery"):
        row = given.get(name)
        if row is not None:
            return row if isinstance(row, User) else row.user
    return given["by"] or User.for_robot(Robot.OPERATOR)


def recording(
    event: Event,
    attempt: Enum,
    codes: Callable[[FirmaiError], list[Any]],
    about: Callable[[Given], models.Model],
    *,
    refused_by: tuple[type[FirmaiError], ...] = REFUSED,
    facts: Callable[[Given], Mapping[str, Any]] = lambda _given: {},
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The decorator for the services of one app: its event, what is tried, its codes, and the row it is about.

    ``refused_by`` are the errors that count as a refusal; ``facts`` are what the event takes besides. Such a service is
    an act of its own: it may be a part of another such service, and of no other transaction, which would take what is
    on record of a refusal away with itself. Raises RuntimeError there.

    Each service looks first whether what it is to write is there already, and says so in a sentence of its own. Where
    somebody writes the same between that look and the end, the database refuses the second of the two: that is a
    Conflict like any other.
    """

    def around(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def guarded(*args: P.args, **given: P.kwargs) -> R:
            try:
                with _one_act():
                    return service(*args, **given)
            except refused_by as refusal:
                refused = refusal
            except IntegrityError as error:
                if not _is_there_already(error):
                    raise
                refused = Conflict(
                    _(
                        "Somebody else saved the same at this very moment. Nothing of yours was saved: look once more."
                    )
                )
            with transaction.atomic(savepoint=False):
                audit.record(
                    event=event,
                    by=given["by"] or User.for_robot(Robot.OPERATOR),  # type: ignore[arg-type]
                    on=about(given),
                    attempted=attempt,
                    reasons=codes(refused),
                    **facts(given),
                )
            raise refused

        return guarded

    return around


def _is_there_already(error: IntegrityError) -> bool:
    """Whether it met a unique constraint. Which one is logged; what the row says, as the error has it, is not."""
    met = error.__cause__
    if not isinstance(met, UniqueViolation):
        return False
    logger.warning("two at one moment: %s", met.diag.constraint_name)
    return True


@contextmanager
def _one_act() -> Iterator[None]:
    part = _within.get()
    outside = _within.set(True)
    try:
        with transaction.atomic(durable=not part):
            yield
    finally:
        _within.reset(outside)


def coded(*reasons: type[Enum]) -> Callable[[FirmaiError], list[Any]]:
    """Why, as the log says it: an error's codes as members of an app's own enumeration, or of another whose rules it
    asks. The first that has a code counts. What somebody else did first is a conflict, or what stood is stale."""
    known = {each.value: each for kind in reversed(reasons) for each in kind}

    def codes(refused: FirmaiError) -> list[Any]:
        if isinstance(refused, NotAllowed):
            return [known[code] for code in refused.codes]
        if isinstance(refused, Conflict):
            return [known.get("conflict") or known["stale"]]
        return [known["wrong_state"]]

    return codes
