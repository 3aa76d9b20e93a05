"""The tree as it stands in the database: any whole subtree's hash from at most a few reads."""

from django.db import connections

from . import tree

CHUNK = 256  # siblings under one kept level: leaves under level 8, level 8 under level 16, and so on

_LEAVES = "SELECT hash FROM audit_leaf WHERE index >= %s AND index < %s ORDER BY index"
_NODES = "SELECT hash FROM audit_node WHERE index >= %s AND index < %s AND level = %s ORDER BY index"


class Stored:
    """Reads hashes by chunks of 256 and keeps those it has read; use one for one snapshot of the log."""

    def __init__(self, using: str) -> None:
        self._using = using
        self._chunks: dict[tuple[int, int], list[bytes]] = {}

    def size(self) -> int:
        """The number of leaves."""
        with connections[self._using].cursor() as cursor:
            cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM audit_leaf")
            return cursor.fetchone()[0]

    def subtree(self, level: int, index: int) -> bytes:
        """The hash of the whole subtree of 2^level leaves at that index. Raises LookupError when it is not whole."""
        if level == 0 or level in tree.KEPT_LEVELS:
            return self._kept(level, index)
        return tree.node_hash(self.subtree(level - 1, 2 * index), self.subtree(level - 1, 2 * index + 1))

    def frontier(self, size: int) -> tree.Frontier:
        """The right edge of the tree at that size."""
        return tree.Frontier(size, [tree.range_hash(peak, self.subtree) for peak in tree.peak_ranges(size)])

    def proof(self, ranges: list[tree.Range]) -> list[bytes]:
        """The hash of each range, as a proof needs them."""
        return [tree.range_hash(between, self.subtree) for between in ranges]

    def _kept(self, level: int, index: int) -> bytes:
        chunk, place = divmod(index, CHUNK)
        if (level, chunk) not in self._chunks:
            self._chunks[level, chunk] = self._read(level, chunk)
        try:
            return self._chunks[level, chunk][place]
        except IndexError:
            raise LookupError(f"The log holds no hash at level {level}, index {index}.") from None

    def _read(self, level: int, chunk: int) -> list[bytes]:
        between = [chunk * CHUNK, (chunk + 1) * CHUNK]
        with connections[self._using].cursor() as cursor:
            cursor.execute(*((_NODES, [*between, level]) if level else (_LEAVES, between)))
            return [bytes(hash_) for (hash_,) in cursor]
