"""The parts of the queue, and a page of one: in the order in which reviews have to begin, from any place in it.

A pile is one or more branches, each of which one index answers in order. A page takes a little of every branch and
merges, so that what it costs depends on neither the length of the queue nor the depth of the page. All of it is one
prepared question for each shape in which it is asked: turning it into SQL took longer than the rest of the page.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import as_uuid
from apps.core.prepared import Among, Asked, Prepared, Value
from apps.matters.models import Matter, MatterQuerySet
from apps.people.licence_models import in_force
from apps.people.models import LicenceClass, User
from apps.people.role_rules import decides
from apps.review.models import ReviewTask, TaskQuerySet, TaskState
from apps.review.queue import branches
from apps.review.queue.branches import Branch

R = TypeVar("R")
Place = tuple[date, UUID]
Reads = Callable[[TaskQuerySet], QuerySet[Any, R]]
"""From reviews to what is read of them."""
MOST = 100
"""What a count stops at: "99+" tells a person as much."""


class Pile(StrEnum):
    """The parts of the queue."""

    NEEDS_YOU = "needs_you"
    WAITING = "waiting"
    TEAM = "team"
    SAMPLED = "sampled"
    ALL = "all"


NAMES = {
    Pile.NEEDS_YOU: _("Needs me"),
    Pile.WAITING: _("Waiting on others"),
    Pile.TEAM: _("My teams"),
    Pile.SAMPLED: _("Second look"),
    Pile.ALL: _("All"),
}


class Due(models.TextChoices):
    """When a review has to begin."""

    OVERDUE = "overdue", _("Should have begun")
    TODAY = "today", _("Begins today or before")
    WEEK = "week", _("Within a week")


NARROWED = {"kind": "kind", "begins_by": "act_by__lte", "matter": "matter"}
"""What a pile can be narrowed to, and how: a kind of document, a day, a matter's id."""


@dataclass(frozen=True)
class Reader:
    """Who looks at a pile, with what says which reviews are in it. As of one page."""

    user: UUID
    pile: Pile
    seen: dict[str, Value]
    """What says which reviews they may see; nothing for whoever sees none.

    Who sees the matters of some teams is given those by id (``Sight``).
    """
    covers: list[UUID]
    """The people for whom this one does today what falls to them."""
    licensed_as: str | None
    """The class of their licence, where one is in force today and their role decides under it."""


def reader(user: User, pile: Pile) -> Reader:
    """Who looks at a pile, as of now."""
    return read(user, pile, about(user, pile).rows())


def about(user: User, pile: Pile) -> Asked[tuple[Any, ...]]:
    """What is asked of whoever looks at a pile, for ``read``."""
    today = timezone.localdate()
    if _sees_all(user, pile):
        return _STANDING.of(user=user.pk, today=today)
    return _STANDING_AND_MATTERS.of(user=user.pk, today=today, now=timezone.now())


def read(user: User, pile: Pile, answer: list[tuple[Any, ...]]) -> Reader:
    """Nothing is seen by whoever does not work on matters, whatever the answer is."""
    if not user.is_active or not user.works_on_matters:
        return Reader(user.pk, pile, {}, [], None)
    ((covers, licence, *matters),) = answer
    licensed_as = licence if licence is not None and decides(user, licence) else None
    seen: dict[str, Value] = {"now": timezone.now()} if _sees_all(user, pile) else {}
    if any(matters):
        seen["matters"] = matters[0]
    return Reader(user.pk, pile, seen, covers, licensed_as)


def _sees_all(user: User, pile: Pile) -> bool:
    return user.is_partner and pile != Pile.TEAM


def _standing(user: UUID, today: date, *besides: ArraySubquery) -> QuerySet[User, tuple[Any, ...]]:
    covers = branches.covers(user, today).order_by("away").values("away").distinct()
    licence = in_force(user, today).values("licence_class")
    return User.objects.filter(pk=user).values_list(ArraySubquery(covers), Subquery(licence), *besides)


_STANDING = Prepared(_standing)
_STANDING_AND_MATTERS = Prepared(
    lambda user, today, now: _standing(
        user, today, ArraySubquery(Matter.objects.of_a_team(user, now).values("pk"))
    )
)


def places(
    who: Reader, *, narrowed: Mapping[str, Value] | None = None, after: Place | None = None, limit: int
) -> list[Place]:
    """The next places of a pile in order, each once, of the reviews that its reader may see.

    ``narrowed`` is a value for any of ``NARROWED``.
    """
    return read_of(who, None, narrowed=narrowed, after=after, limit=limit)


def read_of(
    who: Reader,
    what: Reads[R] | None,
    *,
    narrowed: Mapping[str, Value] | None = None,
    after: Place | None = None,
    limit: int,
) -> list[R]:
    """What is read of the reviews at the next places, or the places themselves.

    One statement finds the places and reads of them, unless it has to be planned anew: planning takes longer than a
    second statement does, and what is read is planned once.
    """
    if not who.seen:
        return []
    known: dict[str, Value] = {
        "user": who.user,
        "today": timezone.localdate(),
        **who.seen,
        **(narrowed or {}),
    }
    if after is not None:
        known |= {"day": after[0], "task": after[1]}
    parts = list(_parts(who))
    if not parts:
        return []
    known |= {_about(nth): person for nth, (_branch, person) in enumerate(parts)}
    seen = tuple((branch, _sight(who, branch)) for branch, _person in parts)
    asked = seen, frozenset(narrowed or ()), after is not None, limit
    if what is None or all(sight != Sight.SOUGHT for _branch, sight in seen):
        return _question(what, *asked)(known)
    found = _question(None, *asked)(known)
    return _of(what)(tasks=[pk for _day, pk in found])


class Sight(StrEnum):
    """How a question says which reviews its reader may see."""

    ALL = "all"
    """By the rule for whoever sees every matter without a screen."""
    SOUGHT = "sought"
    """By the ids of their matters, which may be the shortest way to their reviews: planned anew for just these ids."""
    PASSED = "passed"
    """By the ids of their matters, at each review on the way through the order of a branch: planned once for all."""


MANY = 20
"""From so many matters on, a page is soon full on the way through everybody's reviews."""


def _sight(who: Reader, branch: Branch) -> Sight:
    matters = who.seen.get("matters")
    if not isinstance(matters, list):
        return Sight.ALL
    return Sight.SOUGHT if branch in branches.ANYBODYS and len(matters) < MANY else Sight.PASSED


def _in_sight(sight: Sight, values: Mapping[str, Any]) -> TaskQuerySet:
    if sight == Sight.ALL:
        return ReviewTask.objects.of(Matter.objects.unscreened(values["user"], values["now"]))
    if sight == Sight.SOUGHT:
        return ReviewTask.objects.filter(Among("matter", values["matters"]))
    return ReviewTask.objects.filter(branches.in_passing(_OneOf("matter", models.Value(values["matters"]))))


class _OneOf(Func):
    """Whether a column is one of the ids of an array, which are made a table of once."""

    arg_joiner, template = " IN (SELECT UNNEST(", "%(expressions)s))"
    output_field = models.BooleanField()


def _about(nth: int) -> str:
    """The name of the value that says whom the nth branch of a pile is about."""
    return f"who{nth}"


@lru_cache(maxsize=500)
def _question(
    what: Reads[R] | None,
    parts: tuple[tuple[Branch, Sight], ...],
    narrowed: frozenset[str],
    is_later: bool,
    limit: int,
) -> Callable[[Mapping[str, Value]], list[R]]:
    """A pile for one shape of what is asked: the first places of every branch, and of all of them each once."""

    def part(nth: int, values: Mapping[str, Any]) -> QuerySet[Any, Place]:
        branch, sight = parts[nth]
        found = branch(
            _in_sight(sight, values), **{name: values[own] for name, own in _own(branch, nth).items()}
        )
        for name in narrowed:
            found = found.filter(**{NARROWED[name]: values[name]})
        if is_later:
            found = found.filter(TupleGreaterThan((F("act_by"), F("pk")), (values["day"], values["task"])))
        return found.order_by("act_by", "pk").values_list("act_by", "pk")[:limit]

    def whole(**values: Any) -> QuerySet[Any, Any]:
        first, *others = (part(nth, values) for nth in range(len(parts)))
        found = first.union(*others).order_by("act_by", "pk")[:limit] if others else first
        return what(ReviewTask.objects.filter(Among("pk", _Ids(found)))) if what else found

    names = {*narrowed, *(("day", "task") if is_later else ())}
    for nth, (branch, sight) in enumerate(parts):
        names |= {*_own(branch, nth).values(), *(("user", "now") if sight == Sight.ALL else ("matters",))}
    prepared = Prepared(whole, planned_anew=any(sight == Sight.SOUGHT for _branch, sight in parts))
    return lambda known: prepared(**{name: known[name] for name in names})


@cache
def _of(what: Reads[R]) -> Prepared[R]:
    """The same of reviews that were found."""
    return Prepared(lambda tasks: what(ReviewTask.objects.filter(Among("pk", tasks))))


class _Ids(ArraySubquery):
    """The reviews at some places, found before anything is read of them."""

    template = 'ARRAY(SELECT "pk" FROM (%(subquery)s) AS places)'

    def __init__(self, places: QuerySet[Any, Place]) -> None:
        super().__init__(places, output_field=ArrayField(models.UUIDField()))


@cache
def _own(branch: Branch, nth: int) -> dict[str, str]:
    """What a branch takes, and under which name of the pile's values."""
    taken = [name for name in inspect.signature(branch).parameters if name != "tasks"]
    return {name: _about(nth) if name == "who" else name for name in taken}


def _parts(who: Reader) -> Iterator[tuple[Branch, UUID]]:
    """What a pile is made of, each with whom it is about."""
    is_lawyer = who.licensed_as == LicenceClass.LAWYER
    if who.pile == Pile.SAMPLED:
        if is_lawyer:
            yield branches.to_look_at, who.user
    elif who.pile == Pile.WAITING:
        asked_for = branches.asked_for if who.licensed_as else branches.asked_for_by_staff
        for each in (asked_for, branches.handed_on, branches.answered_for, branches.decided_first):
            yield each, who.user
    elif who.pile != Pile.NEEDS_YOU:
        yield branches.undecided, who.user
    else:
        yield branches.asked, who.user
        yield branches.first, who.user
        if who.licensed_as is None:
            return
        yield from ((branch, each) for each in who.covers for branch in (branches.first, branches.asked))
        yield branches.taken, who.user
        if is_lawyer:
            yield branches.as_second, who.user


def covered(user: User) -> list[UUID]:
    """The people for whom this one does today what falls to them."""
    return _COVERED(user=user.pk, today=timezone.localdate())


_COVERED = Prepared(
    lambda user, today: (
        branches.covers(user, today).order_by("away").values_list("away", flat=True).distinct()
    )
)


def place(named: str) -> Place | None:
    """A place as an address names it: by itself, whatever stands there by now or is kept from its reader. None for what
    names none."""
    day, _dot, task = named.partition(".")
    key = as_uuid(task)
    try:
        return (date.fromisoformat(day), key) if key else None
    except ValueError:
        return None


def named(place: Place) -> str:
    """The same as it stands in an address."""
    return f"{place[0].isoformat()}.{place[1]}"


def listed(
    user: User, pile: Pile = Pile.NEEDS_YOU, *, after: Place | None = None, limit: int = 50
) -> list[ReviewTask]:
    """Reviews of a pile in order. ``after`` is the last row's place."""
    found = [pk for _day, pk in places(reader(user, pile), after=after, limit=limit)]
    return list(ReviewTask.objects.filter(pk__in=found).order_by("act_by", "pk"))


def waiting_within(matters: MatterQuerySet, user: UUID, today: date) -> QuerySet[ReviewTask, int]:
    """Something for each review of those matters that this person answers for or covers, and that was not handed on, or
    was asked to look at, up to ``MOST``: for the rail of every page of somebody who works on matters."""
    covered = Among("responsible", branches.covers(user, today).values("away"))
    theirs = Q(Q(responsible=user) | Q(covered), state=TaskState.OPEN) & ~branches.handed_on_by(user)
    mine = theirs | Q(assigned=user)
    return (
        ReviewTask.objects.of(matters).filter(mine).undecided().values_list(models.Value(1), flat=True)[:MOST]
    )


def matters_named(user: User, words: str) -> QuerySet[Matter]:
    """Visible matters whose number or title has every word; the one of exactly that number alone where there is one."""
    seen = Matter.objects.visible_to(user)
    if (exact := seen.filter(number__iexact=words.strip())).exists():
        return exact
    found = seen.order_by("number")
    for word in words.split():
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return found
