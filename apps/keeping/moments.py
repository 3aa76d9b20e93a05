"""A backup's snapshot is before a destruction or after it, never in between, and destructions come one after the other.

So each has a number, and the last that a snapshot knows says which its backup still holds the keys of. No clock does:
that of the database's server and that of the house may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 0x6669726D6B6565  # "firmkee"
_NEXT = """
    SELECT 1 + greatest((SELECT coalesce(max(ordinal), 0) FROM keeping_destruction),
                        (SELECT coalesce(max(last_destruction), 0) FROM keeping_backup))"""


def begin_destruction() -> int:
    """The number of a destruction. Until the end of the transaction no other begins, and no backup: waits for one that
    is taking its snapshot.

    A database that was brought back may lack destructions that later backups know of, so theirs count as well.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_NEXT)
        return int(cursor.fetchone()[0])


@contextmanager
def no_destruction() -> Iterator[None]:
    """While the block runs no destruction begins or ends. For the moment of a snapshot, not for the whole of a dump."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [LOCK])
