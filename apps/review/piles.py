"""The parts of the queue, and a page of one: in the order in which reviews have to begin, from any place in it.

A pile is one or more branches, each of which one index answers in order. A page takes a little of every branch and
merges, so that what it costs depends on neither the length of the queue nor the depth of the page. Each branch is a
prepared question for each shape in which it is asked: turning it into SQL took longer than the rest of the page.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import NegatedExpression
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.prepared import Among, Asked, Prepared, Value, together
from apps.drafting.models import Draft, Maker, Version
from apps.matters.models import Matter, MatterQuerySet
from apps.matters.within import Within
from apps.people.licence_models import LICENCE_OF
from apps.people.models import Licence, LicenceClass, User
from apps.review.models import (
    Cover,
    Decider,
    Decision,
    ItemRule,
    LookOutcome,
    ReviewTask,
    SecondLook,
    Snooze,
    TaskQuerySet,
    TaskState,
    Verdict,
)

Tasks = QuerySet[ReviewTask]
Place = tuple[date, UUID]
MOST = 100
"""What a count stops at: "99+" tells a person as much."""


class Pile(StrEnum):
    """The parts of the queue."""

    NEEDS_YOU = "needs_you"
    WAITING = "waiting"
    TEAM = "team"
    SAMPLED = "sampled"
    ALL = "all"


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

    Who sees the matters of some teams is given those by id: knowing which and how many they are, PostgreSQL walks the
    queue's order and stops after a page where they are many, and reads theirs alone where they are few.
    """
    covers: list[UUID]
    """The people for whom this one does today what falls to them."""
    licence: Licence | None


def reader(user: User, pile: Pile) -> Reader:
    """Read in one go."""
    if not user.is_active or not user.works_on_matters:
        return Reader(user.pk, pile, {}, [], None)
    now, today = timezone.now(), timezone.localdate()
    sees_all = user.is_partner and pile != Pile.TEAM
    covers, licences, *on_teams = together(
        _COVERED.of(user=user.pk, today=today),
        LICENCE_OF.of(user=user.pk, today=today),
        *([] if sees_all else [_OF_A_TEAM.of(user=user.pk, now=now)]),
    )
    seen: dict[str, Value] = {"now": now} if sees_all else {}
    if any(on_teams):
        seen["matters"] = on_teams[0]
    return Reader(user.pk, pile, seen, covers, licences[0] if licences else None)


def places(
    who: Reader, *, narrowed: Mapping[str, Value] | None = None, after: Place | None = None, limit: int
) -> list[Place]:
    """The next places of a pile in order, each once, of the reviews that its reader may see.

    ``narrowed`` is a value for any of ``NARROWED``.
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
    parts = frozenset(narrowed or ())
    asked = [
        _question(branch, "matters" in who.seen, parts, after is not None, limit).of(known | {"who": about})
        for branch, about in _branches(who)
    ]
    return sorted({place for found in together(*asked) for place in found})[:limit]


_OF_A_TEAM = Prepared(lambda user, now: Matter.objects.of_a_team(user, now).values_list("pk", flat=True))


@dataclass(frozen=True)
class _Question:
    """A branch of a pile for one shape of what is asked, and the names of the values that it takes."""

    names: frozenset[str]
    prepared: Prepared[Place]

    def of(self, known: Mapping[str, Value]) -> Asked[Place]:
        return self.prepared.of(**{name: known[name] for name in self.names})


@lru_cache(maxsize=500)
def _question(
    branch: Callable[..., Tasks], are_named: bool, narrowed: frozenset[str], is_later: bool, limit: int
) -> _Question:
    own = frozenset(inspect.signature(branch).parameters) - {"tasks"}
    seen = {"matters"} if are_named else {"user", "now"}

    def places_of(**values: Any) -> QuerySet[ReviewTask, Place]:
        if are_named:
            tasks = ReviewTask.objects.filter(Among("matter", values["matters"]))
        else:
            tasks = ReviewTask.objects.of(Matter.objects.unscreened(values["user"], values["now"]))
        found = branch(tasks, **{name: values[name] for name in own})
        for name in narrowed:
            found = found.filter(**{NARROWED[name]: values[name]})
        if is_later:
            found = found.filter(TupleGreaterThan((F("act_by"), F("pk")), (values["day"], values["task"])))
        return found.order_by("act_by", "pk").values_list("act_by", "pk")[:limit]

    later = {"day", "task"} if is_later else set()
    return _Question(
        own | seen | narrowed | later, Prepared(places_of, planned_anew=are_named and branch in _WALKED)
    )


def _branches(who: Reader) -> Iterator[tuple[Callable[..., Tasks], UUID]]:
    """What a pile is made of, each with whom it is about."""
    is_lawyer = who.licence is not None and who.licence.licence_class == LicenceClass.LAWYER
    if who.pile == Pile.SAMPLED:
        if is_lawyer:
            yield _to_look_at, who.user
    elif who.pile == Pile.WAITING:
        yield from ((each, who.user) for each in (_asked_for, _answered_for, _decided_first))
    elif who.pile != Pile.NEEDS_YOU:
        yield _undecided, who.user
    else:
        yield _asked, who.user
        if who.licence is None:
            return
        for each in (who.user, *who.covers):
            yield _first, each
        yield _taken, who.user
        if is_lawyer:
            yield _as_second, who.user


def _undecided(tasks: TaskQuerySet) -> TaskQuerySet:
    return tasks.undecided()


# Whose next step somebody is meant to take, less what they set aside. Licence scope is checked when they do.


def _awake(tasks: TaskQuerySet, user: UUID, today: date) -> TaskQuerySet:
    aside = Snooze.objects.filter(task=OuterRef("pk"), user=user, until__gt=today)
    return tasks.undecided().exclude(Exists(aside))


def _asked(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    return _awake(tasks, user, today).filter(assigned=user)


def _first(tasks: TaskQuerySet, user: UUID, who: UUID, today: date) -> Tasks:
    """What that person answers for. Where any licensee may take the first step, it is nobody else's once it was handed
    to one."""
    handed_on = Q(kind__in=_kinds_for_anyone(), assigned__isnull=False) & ~Q(assigned=user)
    return _awake(tasks, user, today).filter(state=TaskState.OPEN, responsible=who).exclude(handed_on)


def _taken(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    awake = _awake(tasks, user, today)
    return awake.filter(state=TaskState.OPEN, kind__in=_kinds_for_anyone(), reserved_by=user)


def _as_second(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    wrote = Version.objects.filter(draft=OuterRef("draft"), made_by=user).exclude(maker=Maker.CLAUDE)
    decided = _approvals(user).filter(task=OuterRef("pk"))
    confirmed = Draft.objects.filter(pk=OuterRef("draft"), request__confirmed_by=user)
    return _awake(tasks, user, today).filter(
        ~Q(requested_by=user),
        ~Exists(confirmed),
        ~Exists(wrote),
        ~Exists(decided),
        _no_earlier_part(user),
        state=TaskState.SECOND,
    )


def _no_earlier_part(user: UUID) -> NegatedExpression:
    """Whether somebody had no part in an earlier round. Asked of the row itself, and in words of which PostgreSQL knows
    that nearly every row fits, so a walk in order stays one."""
    had = Func(
        models.Value(user, models.UUIDField()),
        F("earlier_people"),
        arg_joiner=" = ANY(",
        template="%(expressions)s)",
        output_field=models.BooleanField(),
    )
    return NegatedExpression(had)


# What somebody asked for, answers for or decided first, and somebody else has to move on.


def _others_step(tasks: TaskQuerySet, user: UUID, today: date) -> TaskQuerySet:
    mine = Q(responsible=user) | Q(responsible__in=_covers(user, today).values("away"))
    taken = Q(reserved_by=user, kind__in=_kinds_for_anyone())
    return tasks.undecided().exclude(Q(state=TaskState.OPEN) & (mine | taken) | Q(assigned=user))


def _asked_for(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    return _others_step(tasks, user, today).filter(requested_by=user)


def _answered_for(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    return _others_step(tasks, user, today).filter(state=TaskState.SECOND, responsible=user)


def _decided_first(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    decided = _approvals(user).values("task")
    return _others_step(tasks, user, today).filter(state=TaskState.SECOND, pk__in=decided)


def _to_look_at(tasks: TaskQuerySet, user: UUID) -> Tasks:
    """Drawn for a second look, of which this lawyer had no part. One whose approval was taken back is not there."""
    wrote = Version.objects.filter(draft=OuterRef("draft"), made_by=user).exclude(maker=Maker.CLAUDE)
    decided = Decision.objects.filter(task=OuterRef("pk"), by=user)
    confirmed = Draft.objects.filter(pk=OuterRef("draft"), request__confirmed_by=user)
    drawn = SecondLook.objects.filter(outcome=LookOutcome.WAITING).values("task")
    return tasks.filter(
        ~Q(requested_by=user),
        ~Exists(confirmed),
        ~Exists(wrote),
        ~Exists(decided),
        _no_earlier_part(user),
        state=TaskState.APPROVED,
        pk__in=drawn,
    )


_WALKED = frozenset({_undecided, _as_second, _to_look_at})
"""What is anybody's: how many matters its reader sees decides on the best way to it. An index of a person's own leads
to the rest, whatever they see, and planning each of those anew took longer than answering it."""


def _kinds_for_anyone() -> QuerySet[ItemRule, str]:
    return ItemRule.objects.filter(decider=Decider.LICENSEE).values_list("kind", flat=True)


def _approvals(user: UUID) -> QuerySet[Decision]:
    return Decision.objects.filter(by=user, verdict=Verdict.APPROVED, voided_at=None)


def _covers(user: UUID, today: date) -> QuerySet[Cover]:
    return Cover.objects.current(today).filter(by_whom=user)


def covered(user: User) -> list[UUID]:
    """The people for whom this one does today what falls to them."""
    return _COVERED(user=user.pk, today=timezone.localdate())


_COVERED = Prepared(
    lambda user, today: _covers(user, today).order_by("away").values_list("away", flat=True).distinct()
)


def place_of(user: User, task: UUID | None) -> Place | None:
    """Where a review stands in the order, for whoever may see it."""
    return next(iter(_PLACE(user, task=task)), None) if task is not None else None


_PLACE: Within[Place] = Within(
    lambda matters, _user, task: ReviewTask.objects.of(matters).filter(pk=task).values_list("act_by", "pk")
)


def listed(
    user: User, pile: Pile = Pile.NEEDS_YOU, *, after: Place | None = None, limit: int = 50
) -> list[ReviewTask]:
    """Reviews of a pile in order. ``after`` is the last row's place."""
    found = [pk for _day, pk in places(reader(user, pile), after=after, limit=limit)]
    return list(ReviewTask.objects.filter(pk__in=found).order_by("act_by", "pk"))


def _waits_for(matters: MatterQuerySet, user: UUID, today: date) -> QuerySet[ReviewTask, int]:
    covered = Among("responsible", _covers(user, today).values("away"))
    mine = Q(Q(responsible=user) | Q(covered), state=TaskState.OPEN) | Q(assigned=user)
    return (
        ReviewTask.objects.of(matters).filter(mine).undecided().values_list(models.Value(1), flat=True)[:MOST]
    )


_WAITING = Within(_waits_for)


def waiting(user: User) -> Asked[int]:
    """Something for each review that this person answers for, covers or was asked to look at, up to ``MOST``: for the
    rail of every page of somebody who works on matters."""
    return _WAITING.of(user, today=timezone.localdate())


def matters_named(user: User, words: str) -> QuerySet[Matter]:
    """Visible matters whose number or title has every word; the one of exactly that number alone where there is one."""
    seen = Matter.objects.visible_to(user)
    if (exact := seen.filter(number__iexact=words.strip())).exists():
        return exact
    found = seen.order_by("number")
    for word in words.split():
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return found
