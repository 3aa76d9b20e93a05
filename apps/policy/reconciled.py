"""Which days were put beside the vendor's usage report, and which were missed: a report may not be readable."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings

from apps.policy.models import Reconciliation
from apps.policy.observed import Outcome

Period = tuple[datetime, datetime]
"""From a midnight in UTC up to another."""
LATE = timedelta(minutes=10)
"""The usage report is about five minutes late (vendor's Usage and Cost page)."""


def last_days(days: int, *, now: datetime) -> Period:
    """Whole days in UTC up to and with yesterday, or the day before while yesterday may not be counted whole."""
    ends = datetime.combine((now - LATE).astimezone(UTC).date(), time(), UTC)
    return ends - timedelta(days=days), ends


def missed(*, until: datetime) -> list[Period]:
    """Since the first report on the workspace in use that was read: what none that was read covers, oldest first."""
    read = Reconciliation.objects.filter(
        organization=settings.CLAUDE_ORGANIZATION, workspace=settings.CLAUDE_WORKSPACE
    ).exclude(outcome=Outcome.NOT_SEEN)
    found: list[Period] = []
    reached: datetime | None = None
    for starts, ends in read.order_by("starts").values_list("starts", "ends"):
        if reached is not None and starts > reached:
            found.append((reached, starts))
        reached = ends if reached is None else max(reached, ends)
    if reached is not None and reached < until:
        found.append((reached, until))
    return [(starts, min(ends, until)) for starts, ends in found if starts < until]


def due(*, now: datetime, most_days: int) -> Period:
    """What is to be put beside the report next: yesterday, and before it whatever was missed of so many days."""
    starts, ends = last_days(1, now=now)
    oldest = ends - timedelta(days=most_days)
    within = [max(gap_starts, oldest) for gap_starts, gap_ends in missed(until=ends) if gap_ends > oldest]
    return min([starts, *within]), ends
