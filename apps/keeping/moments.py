"""A backup's snapshot is before a destruction or after it, never in between: so the times in both rows say which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 0x6669726D6B6565  # "firmkee"


def begin_destruction() -> None:
    """Until the end of the transaction no backup begins. Waits for one that is taking its snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@contextmanager
def no_destruction() -> Iterator[None]:
    """While the block runs no destruction begins or ends. For the moment of a snapshot, not for the whole of a dump."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [LOCK])
