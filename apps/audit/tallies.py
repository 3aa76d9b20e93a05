"""Counting the log by day and event as it grows, so that no page has to count what it held before."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from .models import Leaf, TallyCursor

AT_ONCE = 50_000
"""Entries counted in one transaction."""

# Each leaf is read once: whoever counts holds the cursor, and moves it in the transaction that adds what it read.
_COUNT = """
    WITH placed AS MATERIALIZED (
        SELECT l.index, e.event, (to_timestamp(e.at_us / 1000000) AT TIME ZONE %(zone)s)::date AS day
        FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry
        WHERE l.index > %(after)s ORDER BY l.index LIMIT %(most)s
    ), added AS (
        INSERT INTO audit_tally (day, event, times) SELECT day, event, count(*) FROM placed GROUP BY day, event
        ON CONFLICT (day, event) DO UPDATE SET times = audit_tally.times + excluded.times
    )
    SELECT count(*), max(index) FROM placed"""


@transaction.atomic
def count(*, most: int = AT_ONCE) -> int:
    """Add up to ``most`` entries that have a place in the tree and were not counted. Returns how many.

    An entry that is late comes later in the tree, and is counted on its own day all the same.
    """
    TallyCursor.objects.get_or_create(only=True)
    cursor = TallyCursor.objects.select_for_update().get(only=True)
    with connection.cursor() as database:
        database.execute(_COUNT, {"zone": settings.FIRM_TIME_ZONE, "after": cursor.leaf, "most": most})
        counted, last = database.fetchone()
    if counted:
        cursor.leaf = last
        cursor.save(update_fields=["leaf"])
    return int(counted)


def uncounted() -> int:
    """How many entries with a place in the tree are not in the counts yet."""
    newest = Leaf.objects.aggregate(newest=Max("index"))["newest"]
    cursor = TallyCursor.objects.filter(only=True).first()
    return 0 if newest is None else newest - (cursor.leaf if cursor else -1)
