"""Small things that templates print: a date as people say it, a fingerprint, a state with its colour."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import floatformat
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.core import nearness

register = template.Library()

KILO = 1024  # bytes in a KB, as systems count them
TONES = {
    "good": {"ready", "approved", "verified", "answered", "drafted", "working", "matched", "allowed", "ok"},
    "attention": {
        "waiting", "second", "preview", "returned", "received", "reading", "queued", "sending", "sent", "drafting",
        "confirmed", "started", "unknown", "pending", "stored", "announced", "warn",
        "doubtful", "held",
    },
    "stop": {"stopped", "unreadable", "refused", "failed", "broken", "fail", "missing", "too_large", "owed"},
}  # fmt: skip


@register.filter
def tone(state: str) -> str:
    """The colour class of a state's code; nothing where colour would say nothing."""
    return next((name for name, states in TONES.items() if state in states), "")


@register.simple_tag
def due(day: date) -> str:
    """A needed-by date as a person says it, with its bar."""
    return nearness.drawn(day, timezone.localdate(), get_language())


@register.filter
def said(moment: datetime | None) -> str:
    """A moment as people say it, and exact where somebody points at it and on paper."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    exact = formats.date_format(local, "DATETIME_FORMAT")
    return format_html(
        '<time class="said" datetime="{}" title="{}">{}</time>', local.isoformat(), exact, _spoken(local)
    )


def _spoken(local: datetime) -> str:
    """The hour today, the weekday this week, the date before."""
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
def size_of(octets: int) -> str:
    """A file's size in the units of the person's language, which in French are counted in octets."""
    if octets < KILO:
        return ngettext("%(n)s byte", "%(n)s bytes", octets) % {"n": octets}
    if octets < KILO**2:
        return _("%(n)s KB") % {"n": floatformat(octets / KILO, -1)}
    return _("%(n)s MB") % {"n": floatformat(octets / KILO**2, "-1g")}


@register.filter
def length_of(seconds: int | None) -> str:
    """A recording's length in minutes."""
    minutes = round((seconds or 0) / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
