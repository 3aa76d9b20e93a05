"""Working days of a province, for the order of a queue and the words on a page. Pure.

Ontario's are those of r. 1.03 (1) of the Rules of Civil Procedure ("holiday"), Quebec's those of art. 82 of the Code of
Civil Procedure; the others are the days on which a province or territory closes its offices. Of Newfoundland and
Labrador, New Brunswick and Nova Scotia no court's own list was read: theirs rest on what their governments announce.
Where courts of a province differ, the day counts as closed: a review is then asked for earlier, never later. No
limitation period is counted with this.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache

from apps.core.days import EARLIEST, LATEST

DAY = timedelta(days=1)
FARTHEST = 370
"""Days beyond which nothing is counted one by one."""

FEBRUARY = frozenset({"AB", "BC", "MB", "NB", "NS", "ON", "PE", "SK"})
AUGUST = frozenset({"AB", "BC", "MB", "NB", "NS", "NT", "NU", "ON", "PE", "SK"})
SEPTEMBER = frozenset({"BC", "MB", "NB", "NL", "NS", "NT", "NU", "PE", "YT"})
NOVEMBER = frozenset({"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "SK", "YT"})
OWN = {
    "NT": ((6, 21),),
    "NU": ((7, 9),),
    "QC": ((1, 2), (6, 24), (12, 24), (12, 31)),
    "YT": ((6, 21),),
}
"""Fixed days that a province or territory keeps besides: National Indigenous Peoples Day, Nunavut Day, Quebec's."""
ON_MONDAYS = {"NL": ((3, 17), (4, 23), (6, 24), (7, 12))}
"""Newfoundland and Labrador keeps St. Patrick's, St. George's, June and Orangemen's Day on the nearest Monday."""


def nearest(day: date) -> date:
    """The day itself where something can be due on it, else the nearest on which it can."""
    return min(max(day, EARLIEST), LATEST)


def is_working(day: date, province: str) -> bool:
    """Whether offices are open."""
    return day.weekday() < 5 and day not in _holidays(day.year, province)


@lru_cache(maxsize=2_000)
def working_days(start: date, end: date, province: str) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days(end, start, province)
    days = min((end - start).days, FARTHEST)
    return sum(is_working(start + DAY * n, province) for n in range(1, days + 1))


def before(day: date, days: int, province: str) -> date:
    """The day that lies ``days`` working days earlier; the first day that there is where that would be before it."""
    while days > 0 and day > date.min:
        day -= DAY
        days -= is_working(day, province)
    return day


def on_or_after(day: date, province: str) -> date:
    """The day itself where offices are open, else the next on which they are."""
    while day < LATEST and not is_working(day, province):
        day += DAY
    return day


@cache
def _holidays(year: int, province: str) -> frozenset[date]:
    easter = _easter(year)
    days = {easter - 2 * DAY, easter + DAY, _monday(date(year, 5, 24)), _monday(date(year, 9, 7))}
    days.add(_monday(date(year, 10, 14)))
    if province in FEBRUARY:
        days.add(_monday(date(year, 2, 21)))
    if province in AUGUST:
        days.add(_monday(date(year, 8, 7)))
    fixed = [(1, 1), (7, 1), (12, 25), (12, 26)]
    fixed += [(9, 30)] if province in SEPTEMBER else []
    fixed += [(11, 11)] if province in NOVEMBER else []
    fixed += OWN.get(province, ())
    if province == "YT":
        days.add(_monday(date(year, 8, 21)))  # Discovery Day
    days |= {_monday(date(year, month, day) + 3 * DAY) for month, day in ON_MONDAYS.get(province, ())}
    for month, day in sorted(fixed):
        days.add(_kept(date(year, month, day), days))
    return frozenset(days)


def _kept(day: date, taken: set[date]) -> date:
    """A fixed day on a weekend is kept on the next day that is free."""
    while day.weekday() > 4 or day in taken:
        day += DAY
    return day


def _monday(latest: date) -> date:
    """The last Monday up to a date."""
    return latest - DAY * latest.weekday()


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
