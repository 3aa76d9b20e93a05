"""The Merkle tree of RFC 6962 and its proofs, over SHA-256, without any database.

A leaf is hashed after a zero byte and a node after a one byte, so that neither can be taken for the other. Proofs
are made and checked as RFC 9162 (sections 2.1.3 and 2.1.4) describes them. Indexes count from zero.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
KEPT_LEVELS = (8, 16, 24)  # whole subtrees whose hashes are stored, so that a proof needs few reads

Range = tuple[int, int]  # from one leaf up to, but not including, another


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's bytes as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node over two others."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one hash for each whole subtree, largest first.

    It is all that is needed to add leaves and to know the root at every size.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(peaks):
            raise ValueError("A tree has one whole subtree for each bit of its size.")
        self.size = size
        self.peaks = list(peaks)

    def copy(self) -> "Frontier":
        """One that grows apart from this."""
        return Frontier(self.size, self.peaks)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf's hash. Returns the subtrees of a kept level that are now whole: level, index, hash."""
        return self.extend([leaf])

    def extend(self, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
        """Add the hashes of any number of leaves, a level at a time. Returns what `append` does, by level."""
        whole: list[tuple[int, int, bytes]] = []
        edge: list[bytes] = []
        row, start, level = list(leaves), self.size, 0
        self.size += len(row)
        while row:
            if level in KEPT_LEVELS:
                whole += [(level, start + at, hash_) for at, hash_ in enumerate(row)]
            if start & 1:
                row.insert(0, self.peaks.pop())
            if len(row) & 1:
                edge.append(row.pop())
            row = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(row[::2], row[1::2], strict=True)
            ]
            start, level = start >> 1, level + 1
        self.peaks += edge[::-1]
        return whole

    def root(self) -> bytes:
        """The root of the tree at this size."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root


def peak_ranges(size: int) -> list[Range]:
    """The whole subtrees that make up a tree of this size, largest first."""
    ranges, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            ranges.append((start, start + (1 << level)))
            start += 1 << level
    return ranges


def whole_parts(between: Range) -> list[tuple[int, int]]:
    """The whole subtrees (level, index) that make up a range which is a subtree of some tree, from left to right."""
    start, end = between
    parts = []
    for level in reversed(range((end - start).bit_length())):
        if (end - start) >> level & 1:
            parts.append((level, start >> level))
            start += 1 << level
    return parts


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash of the whole subtree over a power of two of siblings."""
    row = list(hashes)
    while len(row) > 1:
        row = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)
        ]
    return row[0]


def range_hash(between: Range, subtree: Callable[[int, int], bytes]) -> bytes:
    """The hash over a range that is a subtree of some tree; `subtree` gives that of a whole one by level, index."""
    start, end = between
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return subtree(level, start >> level)
    middle = start + _split(count)
    return node_hash(range_hash((start, middle), subtree), range_hash((middle, end), subtree))


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose hashes prove that the leaf at `index` is in the tree of `size`, nearest first."""
    if not 0 <= index < size:
        raise ValueError("The leaf is not in a tree of that size.")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """The subtrees whose hashes prove that the tree of size `second` begins with the one of size `first`."""
    if not 0 < first <= second:
        raise ValueError(
            "Only a tree that is not empty, and not the larger of the two, can be proved a beginning."
        )
    start, end, path = 0, second, []
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start > 0:
        path.append((start, end))
    return path[::-1]


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf's hash is at `index` in the tree with that size and root."""
    if not 0 <= index < size:
        return False
    place, last, top = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            top = node_hash(hash_, top)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            top = node_hash(top, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and top == root


def proves_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of size `second` begins with the tree of size `first`."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    hashes = list(proof) if first & (first - 1) else [first_root, *proof]
    if not hashes:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
