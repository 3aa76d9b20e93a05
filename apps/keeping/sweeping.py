"""What is looked at now and then: what has become due is proposed, what is no longer due ends, and under a rule that
acts by itself what was proposed long enough ago is destroyed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.aside import Aside
from apps.core.errors import FirmaiError
from apps.keeping import destroying, rules
from apps.keeping.models import Destruction, Hold, RetentionRule, State
from apps.matters.models import Matter, Status
from apps.people.models import Robot, User

_aside: Aside[UUID] = Aside("destruction", logging.getLogger(__name__))
ASKED_AGAIN = timedelta(days=365)
"""How long after a partner's no the same matter is proposed again."""


def sweep(limit: int) -> int:
    """Propose, end and destroy as the rules say, at most ``limit`` of each. Returns how many matters were touched.

    One by one: a matter at which something fails is left out for a while, and the others go on.
    """
    by, today = User.for_robot(Robot.SWEEPER), timezone.localdate()
    open_ones = Destruction.objects.open().exclude(pk__in=_aside.out())
    over = _over().exclude(pk__in=_aside.out())
    touched = [
        *_aside.each(
            _keys(open_ones, 10 * limit), lambda pk: destroying.let_lapse(destruction=_found(pk), by=by)
        ),
        *_aside.each(
            _keys(over, limit), lambda pk: destroying.destroy_by_rule(destruction=_found(pk), by=by)
        ),
        *_aside.each(_keys(due(today).exclude(pk__in=_aside.out()), limit), lambda pk: _proposed(pk, by)),
    ]
    return sum(bool(each) for each in touched)


def _keys(rows: QuerySet[Any], limit: int) -> list[UUID]:
    return list(rows.values_list("pk", flat=True)[:limit])


def _found(pk: UUID) -> Destruction:
    return Destruction.objects.select_related("matter", "rule").get(pk=pk)


def _proposed(pk: UUID, by: User) -> bool:
    """A hold may have been placed since the matter was found: then it is not proposed, which is on record."""
    try:
        destroying.propose(matter=Matter.objects.get(pk=pk), by=by)
    except FirmaiError:
        return False
    return True


def due(today: date) -> QuerySet[Matter]:
    """Closed matters whose content is to be destroyed by now, that nobody holds or has proposed or lately declined."""
    wanted = Q(pk__in=[])
    for within in _areas(today):
        wanted |= within
    lately = Q(state=State.DECLINED, settled_at__gt=timezone.now() - ASKED_AGAIN)
    stands = Q(state__in=[State.PROPOSED, State.APPROVED, State.DESTROYED])
    theirs = Destruction.objects.filter(matter=OuterRef("pk"))
    return (
        Matter.objects.filter(wanted, status=Status.CLOSED, key__destroyed_at=None)
        .exclude(Exists(Hold.objects.standing().filter(matter=OuterRef("pk"))))
        .exclude(Exists(theirs.filter(stands | lately)))
        .order_by("closed_on", "number")
    )


def _areas(today: date) -> Iterator[Q]:
    """For each practice area with a rule, and for all the others, which matters are due."""
    longest: dict[str, int] = {}
    for rule in RetentionRule.objects.in_force(today):
        longest[rule.practice_area] = max(rule.years, longest.get(rule.practice_area, 0))
    own = [area for area in longest if area]
    for area, years in longest.items():
        of_area = Q(practice_area=area) if area else ~Q(practice_area__in=own)
        yield of_area & Q(closed_on__lte=_before(today, years))


def _before(today: date, years: int) -> date:
    """The last day of closing from which that many years are over today."""
    day = today.replace(day=28) if (today.month, today.day) == (2, 29) else today
    candidate = day.replace(year=day.year - years)
    while rules.years_after(candidate + timedelta(days=1), years) <= today:
        candidate += timedelta(days=1)
    return candidate


def _over() -> QuerySet[Destruction]:
    found = Destruction.objects.filter(
        state=State.PROPOSED, by_itself=True, proposed_at__lte=timezone.now() - rules.NOTICE
    )
    return found.order_by("proposed_at")  # the others may wait for days on which the house is at work
