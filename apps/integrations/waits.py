"""How long a vendor asks us to wait, in whichever form it says so."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 3600.0
"""Seconds. A longer wait is cut to this and asked about again: a wrong date must not stop work for days."""
SECONDS = re.compile(r"\d{1,12}(\.\d{1,6})?")


def asked(value: str | None, *, now: datetime) -> float | None:
    """Seconds in a ``Retry-After``: a number of seconds, an HTTP date, or (Zoom's daily limit) an ISO date.

    ``now`` is aware: the vendor's own ``Date`` where it sent one, so that a skewed clock does not matter. A moment
    that has passed gives 0; what cannot be read gives None. Never more than ``LONGEST``.
    """
    text = (value or "").strip()
    if SECONDS.fullmatch(text):
        return min(float(text), LONGEST)
    moment = _http_date(text) or _iso_date(text)
    if moment is None:
        return None
    return min(max((moment - now).total_seconds(), 0.0), LONGEST)


def said_now(date: str | None, *, otherwise: datetime) -> datetime:
    """The moment of an answer's ``Date`` header, or ``otherwise``."""
    return _http_date((date or "").strip()) or otherwise


def unix_time(text: str) -> datetime | None:
    """A moment in seconds since 1970, or None for what is none."""
    try:
        return datetime.fromtimestamp(int(text), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _http_date(text: str) -> datetime | None:
    try:
        return _aware(parsedate_to_datetime(text))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _iso_date(text: str) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _aware(moment: datetime) -> datetime:
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return aware.astimezone(UTC)
