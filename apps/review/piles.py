"""The parts of the queue, and a page of one: in the order in which reviews have to begin, from any place in it.

A pile is one or more branches, each of which one index answers in order. A page takes a little of every branch and
merges, so that what it costs depends on neither the length of the queue nor the depth of the page.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.prepared import Prepared
from apps.drafting.models import Draft, Maker, Version
from apps.matters.models import Matter, MatterQuerySet, TeamMember
from apps.matters.within import Within
from apps.people.models import LicenceClass, User
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


def branches(user: User, pile: Pile) -> list[Tasks]:
    """The reviews of one part of the queue that this person may see, unordered and perhaps in several branches."""
    seen = _seen(user)
    if pile == Pile.SAMPLED:
        return [_to_look_at(user, seen)]
    undecided = seen.undecided()
    if pile == Pile.NEEDS_YOU:
        return _needs(user, undecided)
    if pile == Pile.WAITING:
        return _waiting(user, undecided)
    if pile == Pile.TEAM:
        mine = TeamMember.objects.current().filter(user=user).values_list("matter", flat=True)
        return [undecided.filter(matter__in=list(mine))]
    return [undecided]


def _seen(user: User) -> TaskQuerySet:
    """The reviews that this person may see. Who sees the matters of some teams is given those by id: knowing which they
    are, PostgreSQL walks the queue's order and stops after a page, instead of sorting all of theirs."""
    if not user.works_on_matters or user.is_partner:
        return ReviewTask.objects.visible_to(user)
    return ReviewTask.objects.filter(matter__in=_MATTERS(user))


_MATTERS = Within(lambda matters, _user: matters.values_list("pk", flat=True))


def _needs(user: User, undecided: Tasks) -> list[Tasks]:
    """Whose next step this person is meant to take, less what they set aside. Licence scope is checked when they do."""
    aside = Snooze.objects.filter(task=OuterRef("pk"), user=user, until__gt=timezone.localdate())
    awake = undecided.exclude(Exists(aside))
    asked = awake.filter(assigned=user)
    licence = user.current_licence
    if licence is None:
        return [asked]
    by_anyone = list(ItemRule.objects.filter(decider=Decider.LICENSEE).values_list("kind", flat=True))
    handed_on = Q(kind__in=by_anyone, assigned__isnull=False) & ~Q(assigned=user)
    first = awake.filter(state=TaskState.OPEN).exclude(handed_on)
    own = [first.filter(responsible=each) for each in (user.pk, *covered(user))]
    taken = awake.filter(state=TaskState.OPEN, kind__in=by_anyone, reserved_by=user)
    if licence.licence_class != LicenceClass.LAWYER:
        return [*own, asked, taken]
    return [*own, asked, taken, _as_second(user, awake)]


def covered(user: User) -> list[UUID]:
    """The people for whom this one does today what falls to them."""
    return _COVERED(user=user.pk, today=timezone.localdate())


_COVERED = Prepared(
    lambda user, today: (
        Cover.objects.current(today)
        .filter(by_whom=user)
        .order_by("away")
        .values_list("away", flat=True)
        .distinct()
    )
)


def _as_second(user: User, awake: Tasks) -> Tasks:
    wrote = Version.objects.filter(draft=OuterRef("draft"), made_by=user).exclude(maker=Maker.CLAUDE)
    decided = _approvals(user).filter(task=OuterRef("pk"))
    confirmed = Draft.objects.filter(pk=OuterRef("draft"), request__confirmed_by=user)
    return awake.filter(
        ~Q(requested_by=user), ~Exists(confirmed), ~Exists(wrote), ~Exists(decided), state=TaskState.SECOND
    )


def _waiting(user: User, undecided: Tasks) -> list[Tasks]:
    """What this person asked for, answers for or decided first, and somebody else has to move on."""
    own_step = Q(state=TaskState.OPEN, responsible__in=[user.pk, *covered(user)]) | Q(assigned=user)
    taken = Q(state=TaskState.OPEN, reserved_by=user, kind__in=_kinds_for_anyone())
    theirs = undecided.exclude(own_step | taken)
    second = theirs.filter(state=TaskState.SECOND)
    decided = _approvals(user).values("task")
    return [theirs.filter(requested_by=user), second.filter(responsible=user), second.filter(pk__in=decided)]


def _kinds_for_anyone() -> QuerySet[ItemRule, str]:
    return ItemRule.objects.filter(decider=Decider.LICENSEE).values_list("kind", flat=True)


def _to_look_at(user: User, seen: Tasks) -> Tasks:
    """Drawn for a second look that this person may take: a lawyer who had no part in it."""
    licence = user.current_licence
    if licence is None or licence.licence_class != LicenceClass.LAWYER:
        return seen.none()
    wrote = Version.objects.filter(draft=OuterRef("draft"), made_by=user).exclude(maker=Maker.CLAUDE)
    decided = Decision.objects.filter(task=OuterRef("pk"), by=user)
    drawn = SecondLook.objects.filter(outcome=LookOutcome.WAITING).values("task")
    return seen.filter(pk__in=drawn).filter(~Q(requested_by=user), ~Exists(wrote), ~Exists(decided))


def _approvals(user: User) -> QuerySet[Decision]:
    return Decision.objects.filter(by=user, verdict=Verdict.APPROVED, voided_at=None)


def places(found: list[Tasks], after: Place | None, limit: int) -> list[Place]:
    """The next places of a pile in order, each once: one query for each branch."""
    merged: set[Place] = set()
    for branch in found:
        if after is not None:
            branch = branch.filter(TupleGreaterThan((F("act_by"), F("pk")), after))
        merged |= set(branch.order_by("act_by", "pk").values_list("act_by", "pk")[:limit])
    return sorted(merged)[:limit]


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
    found = [pk for _day, pk in places(branches(user, pile), after, limit)]
    return list(ReviewTask.objects.filter(pk__in=found).order_by("act_by", "pk"))


def _waits_for(matters: MatterQuerySet, user: UUID) -> QuerySet[ReviewTask, UUID]:
    mine = Q(responsible=user, state=TaskState.OPEN) | Q(assigned=user)
    return ReviewTask.objects.of(matters).filter(mine).undecided().values_list("pk", flat=True)[:MOST]


_WAITING = Within(_waits_for)


def waiting_count(user: User) -> int:
    """How many reviews this person answers for, covers or was asked to look at, up to ``MOST``: for the rail."""
    others = covered(user)
    if not others:
        return len(_WAITING(user))
    mine = Q(responsible__in=[user.pk, *others], state=TaskState.OPEN) | Q(assigned=user)
    return ReviewTask.objects.visible_to(user).undecided().filter(mine)[:MOST].count()


def matters_named(user: User, words: str) -> QuerySet[Matter]:
    """Visible matters whose number or title has every word; the one of exactly that number alone where there is one."""
    seen = Matter.objects.visible_to(user)
    if (exact := seen.filter(number__iexact=words.strip())).exists():
        return exact
    found = seen.order_by("number")
    for word in words.split():
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return found
