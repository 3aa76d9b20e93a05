"""What a pile of the queue is made of: each branch is some reviews by who has their next step, in one index's order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, When

from apps.drafting.models import Draft, Maker, Version
from apps.review import hands
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
Branch = Callable[..., Tasks]


def in_passing(condition: Func[Any] | Q) -> Case:
    """A condition that PostgreSQL takes for one that half of all rows meet, and for which it seeks no index."""
    return Case(When(condition, then=True), default=False, output_field=models.BooleanField())


def undecided(tasks: TaskQuerySet) -> TaskQuerySet:
    return tasks.undecided()


# Whose next step somebody is meant to take, less what they set aside. Licence scope is checked when they do.


def _awake(tasks: TaskQuerySet, user: UUID, today: date) -> TaskQuerySet:
    aside = Snooze.objects.filter(task=OuterRef("pk"), user=user, until__gt=today)
    return tasks.undecided().exclude(Exists(aside))


def asked(tasks: TaskQuerySet, user: UUID, who: UUID, today: date) -> Tasks:
    """What that person was asked to look at."""
    return _awake(tasks, user, today).filter(assigned=who)


def first(tasks: TaskQuerySet, user: UUID, who: UUID, today: date) -> Tasks:
    """What that person answers for. Where any licensee may take the first step, it is nobody else's once it was handed
    to one."""
    return (
        _awake(tasks, user, today).filter(state=TaskState.OPEN, responsible=who).exclude(handed_on_by(user))
    )


def handed_on_by(user: UUID) -> Q:
    """What was handed to a colleague who may take the first step as well as whoever answers for it."""
    return Q(kind__in=_kinds_for_anyone(), assigned__isnull=False) & ~Q(assigned=user)


def taken(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    awake = _awake(tasks, user, today)
    return awake.filter(state=TaskState.OPEN, kind__in=_kinds_for_anyone(), reserved_by=user)


def as_second(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    wrote = Version.objects.filter(draft=OuterRef("draft"), made_by=user).exclude(maker=Maker.CLAUDE)
    decided = _approvals(user).filter(task=OuterRef("pk"))
    confirmed = Draft.objects.filter(pk=OuterRef("draft"), request__confirmed_by=user)
    # Asked of the row, and not of the index that has the rest: of the few that are this person's to see.
    had_part = ReviewTask.objects.filter(_had_earlier_part(user), pk=OuterRef("pk"))
    return _awake(tasks, user, today).filter(
        ~Q(in_passing(Q(requested_by=user))),
        ~Exists(had_part),
        ~Exists(confirmed),
        ~Exists(wrote),
        ~Exists(decided),
        state=TaskState.SECOND,
    )


def _had_earlier_part(user: UUID) -> Q:
    """Whether somebody had a part in an earlier round, asked of the row itself."""
    had = Func(
        models.Value(user, models.UUIDField()),
        F("earlier_people"),
        arg_joiner=" = ANY(",
        template="%(expressions)s)",
        output_field=models.BooleanField(),
    )
    return Q(in_passing(had))


# What somebody asked for, answers for or decided first, and somebody else has to move on.


def _others_step(tasks: TaskQuerySet, user: UUID, today: date) -> TaskQuerySet:
    mine = Q(responsible=user) | Q(responsible__in=covers(user, today).values("away"))
    taken = Q(reserved_by=user, kind__in=_kinds_for_anyone())
    return tasks.undecided().exclude(Q(state=TaskState.OPEN) & (mine | taken) | Q(assigned=user))


def asked_for(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    return _others_step(tasks, user, today).filter(requested_by=user)


def asked_for_by_staff(tasks: TaskQuerySet, user: UUID) -> Tasks:
    """The same of somebody without a licence: what they took in hand is still for a licensee to decide."""
    theirs = Q(state=TaskState.OPEN, responsible=user) | Q(assigned=user)
    return tasks.undecided().filter(requested_by=user).exclude(theirs)


def handed_on(tasks: TaskQuerySet, user: UUID) -> Tasks:
    """What somebody answers for and handed to a colleague who may take the first step as well as they."""
    return tasks.filter(handed_on_by(user), state=TaskState.OPEN, responsible=user)


def answered_for(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    return _others_step(tasks, user, today).filter(state=TaskState.SECOND, responsible=user)


def decided_first(tasks: TaskQuerySet, user: UUID, today: date) -> Tasks:
    decided = _approvals(user).values("task")
    return _others_step(tasks, user, today).filter(state=TaskState.SECOND, pk__in=decided)


def to_look_at(tasks: TaskQuerySet, user: UUID) -> Tasks:
    """Drawn for a second look, of which this lawyer had no part. One whose approval was taken back is not there, nor
    one whose text was destroyed since: there is nothing left to look at."""
    confirmed = Draft.objects.filter(pk=OuterRef("draft"), request__confirmed_by=user)
    waiting = SecondLook.objects.filter(outcome=LookOutcome.WAITING)
    drawn = waiting.filter(matter__key__destroyed_at=None).values("task")
    return tasks.filter(
        ~Q(in_passing(Q(requested_by=user) | Q(responsible=user))),
        ~Exists(confirmed),
        ~hands.acted_on(user),
        ~_had_earlier_part(user),
        state=TaskState.APPROVED,
        pk__in=drawn,
    )


ANYBODYS = frozenset({undecided, as_second, to_look_at})
"""What has no index of a person's own, which leads to few reviews whatever they see."""


def _kinds_for_anyone() -> QuerySet[ItemRule, str]:
    return ItemRule.objects.filter(decider=Decider.LICENSEE).values_list("kind", flat=True)


def _approvals(user: UUID) -> QuerySet[Decision]:
    return Decision.objects.filter(by=user, verdict=Verdict.APPROVED, voided_at=None)


def covers(user: UUID, today: date) -> QuerySet[Cover]:
    return Cover.objects.current(today).filter(by_whom=user)
