"""Attempts that were not allowed are on record, in a transaction of their own: the refused one is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.review.models import Authority, ReviewTask
from apps.review.rules import Attempt, Refusal

P = ParamSpec("P")
R = TypeVar("R")


def on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service in one transaction and writes down, outside it, when it was refused."""

    def around(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def guarded(*args: P.args, **given: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return service(*args, **given)
            except (NotAllowed, WrongState, Conflict) as refusal:
                refused = refusal
            _record(attempt, refused, **given)
            raise refused

        return guarded

    return around


def _record(attempt: Attempt, refused: FirmaiError, **given: object) -> None:
    about = given["task"] if "task" in given else given["authority"]
    task = about.task if isinstance(about, Authority) else about
    assert isinstance(task, ReviewTask)
    version = given.get("version") or given.get("base_version")
    with transaction.atomic():
        audit.record(
            event=Event.REVIEW_REFUSED,
            by=given["by"],  # type: ignore[arg-type]
            on=task,
            attempted=attempt,
            reasons=list(_codes(refused)),
            version=version.pk if version is not None else None,  # type: ignore[attr-defined]
        )


def _codes(refused: FirmaiError) -> Iterable[Refusal]:
    if isinstance(refused, Conflict):
        return [Refusal.STALE]
    if isinstance(refused, WrongState):
        return [Refusal.DECIDED]
    known = {each.value for each in Refusal}
    codes = getattr(refused, "codes", ())
    return dict.fromkeys(Refusal(code) if code in known else Refusal.NOT_ON_MATTER for code in codes) or [
        Refusal.NOT_ON_MATTER
    ]
