"""Which days were put beside the vendor's usage report, and which were missed: a report may not be readable."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db.models import Max, QuerySet

from apps.policy import released
from apps.policy.models import Crossing, Reconciliation
from apps.policy.observed import Outcome

Period = tuple[datetime, datetime]
"""From a midnight in UTC up to another."""
LATE = timedelta(minutes=10)
"""The usage report is about five minutes late (vendor's Usage and Cost page)."""


def last_days(days: int, *, now: datetime) -> Period:
    """Whole days in UTC up to and with yesterday, or the day before while yesterday may not be counted whole."""
    ends = datetime.combine((now - LATE).astimezone(UTC).date(), time(), UTC)
    return ends - timedelta(days=days), ends


def earlier() -> dict[str, datetime]:
    """The workspaces of the organization that something was sent in before the one in use, each with the end of the
    last day of that. What was sent on the day of the change is in a report on the earlier one alone."""
    sent = Crossing.objects.filter(arrangement__organization=settings.CLAUDE_ORGANIZATION)
    others = sent.exclude(arrangement__workspace=settings.CLAUDE_WORKSPACE).order_by()
    last = others.values_list("arrangement__workspace").annotate(Max("started_at"))
    return {workspace: _end_of_day(at + released.RUNS_ON) for workspace, at in last}


def _end_of_day(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def missed(*, until: datetime) -> list[Period]:
    """Of the workspace in use and of earlier ones: what no report that was read covers, oldest first."""
    found = _missed(settings.CLAUDE_WORKSPACE, until)
    for workspace, over in earlier().items():
        found += _missed_of_earlier(workspace, min(over, until))
    return sorted(found)


def _missed_of_earlier(workspace: str, until: datetime) -> list[Period]:
    """Where none was ever read of it, the last day."""
    if _read(workspace).exists():
        return _missed(workspace, until)
    return [(until - timedelta(days=1), until)]


def _read(workspace: str) -> QuerySet[Reconciliation]:
    rows = Reconciliation.objects.filter(organization=settings.CLAUDE_ORGANIZATION, workspace=workspace)
    return rows.exclude(outcome=Outcome.NOT_SEEN)


def _missed(workspace: str, until: datetime) -> list[Period]:
    """Since the first report on it that was read."""
    found: list[Period] = []
    reached: datetime | None = None
    for starts, ends in _read(workspace).order_by("starts").values_list("starts", "ends"):
        if reached is not None and starts > reached:
            found.append((reached, starts))
        reached = ends if reached is None else max(reached, ends)
    if reached is not None and reached < until:
        found.append((reached, until))
    return [(starts, min(ends, until)) for starts, ends in found if starts < until]


def due(*, now: datetime, most_days: int) -> dict[str, Period]:
    """By workspace what is to be put beside a report next: of the one in use yesterday, and before it whatever was
    missed of so many days; of an earlier one what was missed of them, if anything."""
    starts, ends = last_days(1, now=now)
    oldest = ends - timedelta(days=most_days)
    within = _since(_missed(settings.CLAUDE_WORKSPACE, ends), oldest)
    found = {settings.CLAUDE_WORKSPACE: (min([starts, *within]), ends)}
    for workspace, over in earlier().items():
        until = min(over, ends)
        if begun := _since(_missed_of_earlier(workspace, until), oldest):
            found[workspace] = min(begun), until
    return found


def _since(gaps: list[Period], oldest: datetime) -> list[datetime]:
    """Where each begins that is not older."""
    return [max(starts, oldest) for starts, ends in gaps if ends > oldest]
