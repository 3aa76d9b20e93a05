"""How near a day is: as people say it, and as a bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Due:
    """How near a date is: words, a tone, and the width of its bar out of 72."""

    words: str
    tone: str
    width: int


@lru_cache(maxsize=1000)
def drawn(day: date, today: date, _language: str | None) -> SafeString:
    """Drawn once for each day and language: a list says the same few days in every row."""
    return render_to_string("components/due.html", {"date": day, "due": due_in(day, today)})


def due_in(day: date, today: date) -> Due:
    """How near a date is. Working days are counted without weekends."""
    left = working_days(today, day)
    if day < today:
        words, shade = _("overdue"), "stop"
    elif day == today:
        words, shade = _("today"), "stop"
    elif day == today + timedelta(days=1):
        words, shade = _("tomorrow"), "attention"
    elif day < today + timedelta(days=7):
        words, shade = formats.date_format(day, "l"), "attention" if left <= 2 else ""
    else:
        words, shade = formats.date_format(day, "j F"), ""
    return Due(words=words, tone=shade, width=max(8, 72 - 9 * max(left, 0)))


def working_days(start: date, end: date) -> int:
    """Days from ``start`` to ``end`` that are not Saturdays or Sundays; negative when ``end`` is earlier."""
    if end < start:
        return -working_days(end, start)
    days = (end - start).days
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, days + 1))
