"""What is looked at now and then: what has become due is proposed, what is no longer due ends, and under a rule that
acts by itself what was proposed long enough ago is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.errors import FirmaiError
from apps.keeping import destroying, rules
from apps.keeping.models import Destruction, Hold, RetentionRule, State
from apps.matters.models import Matter, Status
from apps.people.models import Robot, User

ASKED_AGAIN = timedelta(days=365)
"""How long after a partner's no the same matter is proposed again."""


def sweep(limit: int) -> int:
    """Propose, end and destroy as the rules say, at most ``limit`` of each. Returns how many matters were touched."""
    by, today = User.for_robot(Robot.SWEEPER), timezone.localdate()
    touched = 0
    for destruction in list(Destruction.objects.open().select_related("matter")[: 10 * limit]):
        touched += destroying.let_lapse(destruction=destruction, by=by)
    for destruction in list(_over(limit)):
        touched += destroying.destroy_by_rule(destruction=destruction, by=by) is not None
    for matter in list(due(today)[:limit]):
        touched += _proposed(matter, by)
    return touched


def _proposed(matter: Matter, by: User) -> bool:
    """A hold may have been placed since the matter was found: then it is not proposed, which is on record."""
    try:
        destroying.propose(matter=matter, by=by)
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


def _over(limit: int) -> QuerySet[Destruction]:
    return Destruction.objects.select_related("matter", "rule").filter(
        state=State.PROPOSED, rule__by_itself=True, proposed_at__lte=timezone.now() - rules.NOTICE
    )[:limit]
