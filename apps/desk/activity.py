"""How much happened, by day and by event, for those who read the whole log. Counts of ids and codes, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from apps.audit.events import Event

DAYS = 30
MOST_EVENTS = 8

_BY_DAY = """
    SELECT d.day, (SELECT count(*) FROM audit_entry WHERE at_us >= d.begins AND at_us < d.ends)
    FROM unnest(%s::date[], %s::bigint[], %s::bigint[]) d(day, begins, ends)"""
# From the index of events alone, never the entries: those since the first of the period, in the order of the log.
_BY_EVENT = """
    SELECT code, times FROM unnest(%s::text[]) code, LATERAL (
        SELECT count(*) AS times FROM audit_entry WHERE event = code AND id >= (
            SELECT id FROM audit_entry WHERE at_us >= %s ORDER BY at_us, id LIMIT 1)) counted
    WHERE times > 0 ORDER BY times DESC, code LIMIT %s"""


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
    begins = [_midnight(day) for day in days]
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, [days, begins, [*begins[1:], _midnight(days[-1] + timedelta(days=1))]])
        counts: dict[date, int] = dict(cursor.fetchall())
    most = max((counts.get(day, 0) for day in days), default=0) or 1
    heights = [round(80 * counts.get(day, 0) / most) for day in days]
    return [
        Day(on=day, count=counts.get(day, 0), x=20 * at + 2, y=90 - height, height=height)
        for at, (day, height) in enumerate(zip(days, heights, strict=True))
    ]


def by_event() -> list[Happening]:
    """What happened most in these days."""
    said = {event.value: str(event.description) for event in Event}
    with connection.cursor() as cursor:
        cursor.execute(_BY_EVENT, [list(said), _midnight(_days()[0]), MOST_EVENTS])
        found = cursor.fetchall()
    most = max((count for _code, count in found), default=0) or 1
    return [
        Happening(code=code, what=said[code], count=count, y=24 * at, width=round(240 * count / most))
        for at, (code, count) in enumerate(found)
    ]


def _days() -> list[date]:
    today = timezone.localdate()
    return [today - timedelta(days=DAYS - 1 - at) for at in range(DAYS)]


def _midnight(day: date) -> int:
    begun = datetime.combine(day, time.min, timezone.get_current_timezone())
    return int(begun.timestamp()) * 1_000_000
