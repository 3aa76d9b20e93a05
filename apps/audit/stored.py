"""The tree as it stands in the database: all the hashes that a proof needs from one read.

Whole subtrees are stored at a few levels alone. Any other is made of at most 128 of the level below it that is stored;
which ones a proof needs is known before anything is read, so that all of them come with one query, each run of
siblings as one value.
"""

from collections.abc import Iterable

from django.db import connections

from . import tree

HASH_BYTES = 32
MOST_KEPT = 50_000  # hashes of subtrees that are remembered, some megabytes
Place = tuple[int, int]  # a whole subtree: level, index

_RUNS = """
    SELECT CASE w.level
        WHEN 0 THEN (SELECT string_agg(l.hash, ''::bytea ORDER BY l.index) FROM audit_leaf l
                     WHERE l.index >= w.first AND l.index < w.past)
        ELSE (SELECT string_agg(n.hash, ''::bytea ORDER BY n.index) FROM audit_node n
              WHERE n.level = w.level AND n.index >= w.first AND n.index < w.past) END
    FROM unnest(%s::smallint[], %s::bigint[], %s::bigint[]) WITH ORDINALITY w(level, first, past, n) ORDER BY w.n"""


class Stored:
    """Reads hashes and keeps those of subtrees that it has read; use one for one snapshot of the log."""

    def __init__(self, using: str) -> None:
        self._using = using
        self._hashes: dict[Place, bytes] = {}

    def size(self) -> int:
        """The number of leaves."""
        with connections[self._using].cursor() as cursor:
            cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM audit_leaf")
            return cursor.fetchone()[0]

    def frontier(self, size: int) -> tree.Frontier:
        """The right edge of the tree at that size. Raises LookupError when the log is not that long."""
        return tree.Frontier(size, self.proof(tree.peak_ranges(size)))

    def proof(self, ranges: list[tree.Range]) -> list[bytes]:
        """The hash of each range, as a proof needs them. Raises LookupError when the log does not hold all of one."""
        return self.proofs([ranges])[0]

    def proofs(self, paths: list[list[tree.Range]]) -> list[list[bytes]]:
        """The same for several proofs, from one read."""
        if len(self._hashes) > MOST_KEPT:
            self._hashes.clear()
        wanted = dict.fromkeys(
            part for ranges in paths for between in ranges for part in tree.whole_parts(between)
        )
        self._read([place for place in wanted if place not in self._hashes])
        return [[tree.range_hash(between, self._known) for between in ranges] for ranges in paths]

    def _known(self, level: int, index: int) -> bytes:
        return self._hashes[level, index]

    def _read(self, places: list[Place]) -> None:
        if not places:
            return
        runs = [_run(place) for place in places]
        with connections[self._using].cursor() as cursor:
            cursor.execute(_RUNS, list(map(list, zip(*runs, strict=True))))
            found = [bytes(run or b"") for (run,) in cursor]
        for place, (_level, first, past), hashes in zip(places, runs, found, strict=True):
            if len(hashes) != (past - first) * HASH_BYTES:
                level, index = place
                raise LookupError(f"The log holds no hash at level {level}, index {index}.")
            self._hashes[place] = tree.fold(list(_each(hashes)))


def _run(place: Place) -> tuple[int, int, int]:
    """Which stored siblings a subtree is made of: their level, the first, and the one past the last."""
    level, index = place
    kept = max(stored for stored in (0, *tree.KEPT_LEVELS) if stored <= level)
    return kept, index << level - kept, index + 1 << level - kept


def _each(hashes: bytes) -> Iterable[bytes]:
    return (hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES))
