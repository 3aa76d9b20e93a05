"""What the pages and the health check ask about the state of the log."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from .facts import EPOCH, microseconds

LOOK_BACK = (
    1000  # entries; further back only an old entry without a place could hide, and audit_verify finds that
)
SIGNED = dt.timedelta(seconds=90)
"""How long an entry with a place may be without a signature over it: the sequencer takes half a minute at most."""

_STATE = """
    SELECT (SELECT coalesce(max(index) + 1, 0) FROM audit_leaf), p.count, p.oldest, c.size, c.at, c.note,
        (SELECT e.at_us FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry WHERE l.index = coalesce(c.size, 0))
    FROM (SELECT count(*), min(e.at_us) AS oldest
          FROM (SELECT id, at_us FROM audit_entry ORDER BY id DESC LIMIT %s) e
          WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id)) p
    LEFT JOIN (SELECT size, at, note FROM audit_checkpoint ORDER BY id DESC LIMIT 1) c ON true"""

_DAYS = """
    SELECT count(*) FROM generate_series(%s::bigint, %s::bigint, %s::bigint) day(begins)
    WHERE EXISTS (SELECT FROM audit_entry WHERE at_us >= day.begins AND at_us < day.begins + %s::bigint)"""
_DAY = dt.timedelta(days=1) // dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class LogState:
    """How far the log has come: its size, what still waits for a place, and the latest checkpoint."""

    size: int
    pending: int
    oldest_pending: dt.datetime | None
    signed_size: int
    signed_at: dt.datetime | None
    note: str = ""
    unsigned_since: dt.datetime | None = None
    """When the first entry that has its place and is under no checkpoint began to wait for one."""

    def fresh(self, now: dt.datetime, *, within: dt.timedelta) -> bool:
        """Whether nothing has waited longer than that for its place, nor for a signature longer than it may take."""
        placed = self.oldest_pending is None or now - self.oldest_pending <= within
        return placed and self.is_signed(now)

    def is_signed(self, now: dt.datetime) -> bool:
        """Whether all that has its place is signed, or will be in a moment."""
        return self.unsigned_since is None or now - self.unsigned_since <= SIGNED


def days_at_work(since: dt.datetime, until: dt.datetime) -> int:
    """On how many days, counted from that moment, something is in the log: the others the house was not there for."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [microseconds(since), microseconds(until), _DAY, _DAY])
        return int(cursor.fetchone()[0])


def state() -> LogState:
    """The state of the log now."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [LOOK_BACK])
        size, pending, oldest, signed_size, signed_at, note, unsigned = cursor.fetchone()
    # What came since the last signature waits since then at most, however old the act says it is.
    since = max(filter(None, [_instant(unsigned), signed_at])) if unsigned is not None else None
    return LogState(size, pending, _instant(oldest), signed_size or 0, signed_at, note or "", since)


def _instant(at_us: int | None) -> dt.datetime | None:
    return None if at_us is None else EPOCH + dt.timedelta(microseconds=at_us)
