"""Small things that templates print: a date as people say it, a fingerprint, a state with its colour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

TONES = {
    "good": {"ready", "approved", "verified", "answered", "drafted", "working", "matched", "allowed", "ok"},
    "attention": {
        "waiting", "second", "preview", "returned", "received", "reading", "queued", "sending", "sent", "drafting",
        "confirmed", "started", "unknown", "pending", "stored", "announced", "warn",
        "doubtful", "held",
    },
    "stop": {"stopped", "unreadable", "refused", "failed", "broken", "fail", "missing", "owed"},
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """How near a date is: words, a tone, and the width of its bar out of 72."""

    words: str
    tone: str
    width: int


@register.filter
def tone(state: str) -> str:
    """The colour class of a state's code; nothing where colour would say nothing."""
    return next((name for name, states in TONES.items() if state in states), "")


@register.simple_tag
def due(day: date) -> str:
    """A needed-by date as a person says it, with its bar."""
    return _drawn(day, timezone.localdate(), get_language())


@lru_cache(maxsize=1000)
def _drawn(day: date, today: date, _language: str | None) -> str:
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


@register.filter
def said(moment: datetime | None) -> str:
    """A moment as people say it: the hour today, the weekday this week, the date before."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    hour = formats.date_format(local, "TIME_FORMAT")
    if days == 0:
        return hour
    if days == 1:
        return _("yesterday %(hour)s") % {"hour": hour}
    if 1 < days < 7:
        return f"{formats.date_format(local, 'l')} {hour}"
    return formats.date_format(local, "j F Y")


@register.filter
def dollars(amount: Decimal | None, places: int = 2) -> str:
    """An amount of US dollars in the order and with the marks of the person's language."""
    return _("US$ %(amount)s") % {"amount": floatformat(amount or 0, places)}


@register.filter
def fingerprint(digest: str) -> str:
    """The first twelve characters of a digest, in fours: enough to compare by eye."""
    return " ".join(digest[i : i + 4] for i in range(0, 12, 4))


@register.filter
def length_of(seconds: int | None) -> str:
    """A recording's length in minutes."""
    minutes = round((seconds or 0) / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
