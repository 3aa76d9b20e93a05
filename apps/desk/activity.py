"""How much happened, by day and by event, for those who read the whole log. Counts of ids and codes, no content.

The log is counted as it grows (``audit.tallies``): a page reads days and events, however many entries there were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from apps.audit.events import Event
from apps.audit.models import Tally

DAYS = 30
MOST_EVENTS = 8


@dataclass(frozen=True)
class Day:
    """A bar of the plot: where it stands, and what it counts."""

    on: date
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Happening:
    """A row of the plot by event."""

    code: str
    what: str
    count: int
    y: int
    width: int

    @property
    def line(self) -> int:
        """Where its words stand."""
        return self.y + 11


def by_day() -> list[Day]:
    """The last thirty days in the firm's zone, the oldest first, days without anything among them."""
    days = _days()
    found = Tally.objects.filter(day__gte=days[0], day__lte=days[-1]).values_list("day")
    counts: dict[date, int] = dict(found.annotate(n=Sum("times")).order_by())
    most = max((counts.get(day, 0) for day in days), default=0) or 1
    heights = [round(80 * counts.get(day, 0) / most) for day in days]
    return [
        Day(on=day, count=counts.get(day, 0), x=20 * at + 2, y=90 - height, height=height)
        for at, (day, height) in enumerate(zip(days, heights, strict=True))
    ]


def by_event() -> list[Happening]:
    """What happened most in these days."""
    said = {event.value: str(event.description) for event in Event}
    counted = Tally.objects.filter(day__gte=_days()[0], event__in=said).values_list("event")
    found = list(counted.annotate(n=Sum("times")).order_by("-n", "event")[:MOST_EVENTS])
    most = max((count for _code, count in found), default=0) or 1
    return [
        Happening(code=code, what=said[code], count=count, y=24 * at, width=round(240 * count / most))
        for at, (code, count) in enumerate(found)
    ]


def _days() -> list[date]:
    today = timezone.localdate()
    return [today - timedelta(days=DAYS - 1 - at) for at in range(DAYS)]
