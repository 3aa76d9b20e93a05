"""The one visibility rule as a prepared question, where it is asked for every draft or page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.core.prepared import Asked, Prepared, Value
from apps.matters.models import Matter, MatterQuerySet
from apps.people.models import User

R = TypeVar("R")


class Within(Generic[R]):
    """A prepared question within what one person may see: ``Matter.objects.visible_to`` where it is asked for every
    draft or page. ``make`` is given the matters and the person's id, then what is asked by keyword."""

    def __init__(self, make: Callable[..., QuerySet[Any, R]]) -> None:
        def within(matters: Callable[[UUID, Any], MatterQuerySet]) -> Prepared[R]:
            return Prepared(lambda user, now, **asked: make(matters(user, now), user, **asked))

        self._unscreened = within(lambda user, now: Matter.objects.unscreened(user, now))
        self._of_a_team = within(lambda user, now: Matter.objects.of_a_team(user, now))

    def __call__(self, user: User, **asked: Value) -> list[R]:
        """The rows; none for whoever works on no matters."""
        return self.of(user, **asked).rows() if user.is_active and user.works_on_matters else []

    def of(self, user: User, **asked: Value) -> Asked[R]:
        """The question for ``together``, of somebody who works on matters."""
        look = self._unscreened if user.is_partner else self._of_a_team
        return look.of(user=user.pk, now=timezone.now(), **asked)


_SEEN = Within(lambda matters, _user, matter: matters.filter(pk=matter).values_list("pk"))


_thread = threading.local()


def sees(user: User, matter_id: UUID) -> bool:
    """Whether the one matter is visible to this person now."""
    known: dict[tuple[UUID, UUID], bool] | None = getattr(_thread, "known", None)
    if known is None:
        return bool(_SEEN(user, matter=matter_id))
    if (user.pk, matter_id) not in known:
        known[user.pk, matter_id] = bool(_SEEN(user, matter=matter_id))
    return known[user.pk, matter_id]


@contextmanager
def seen_once() -> Iterator[None]:
    """What somebody sees is asked once for everything that this thread does in the block, instead of at each rule.

    For putting a page together, which is as of one moment: acts are checked outside of it, each for itself.
    """
    before = getattr(_thread, "known", None)
    _thread.known = {}
    try:
        yield
    finally:
        _thread.known = before
