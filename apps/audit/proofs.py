"""Proofs that an entry is in the log, and that an earlier log is the beginning of a later one."""

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

from . import tree
from .models import Checkpoint, Entry
from .stored import Stored

_PLACE = """
    SELECT l.index, c.size, c.note FROM audit_leaf l,
        (SELECT size, note FROM audit_checkpoint ORDER BY size DESC, id DESC LIMIT 1) c
    WHERE l.entry = %s"""
_PLACE_UNDER = "SELECT index, %s::bigint, %s::text FROM audit_leaf WHERE entry = %s"


class NotYet(LookupError):
    """The entry has no place in a signed tree yet; it will have within a moment."""


@dataclass(frozen=True)
class Inclusion:
    """An entry's place, and the hashes that lead from it to the root of a signed checkpoint."""

    body: str
    index: int
    size: int
    hashes: tuple[bytes, ...]
    note: str

    def leaf(self) -> bytes:
        """The entry's hash in the tree."""
        return tree.leaf_hash(self.body.encode())

    def holds(self, root: bytes) -> bool:
        """Whether it leads to that root."""
        return tree.proves_inclusion(self.leaf(), self.index, self.size, self.hashes, root)


def inclusion(entry: Entry, *, at: Checkpoint | None = None, using: str = DEFAULT_DB_ALIAS) -> Inclusion:
    """The proof that the entry is in the log, against a checkpoint (the latest, unless one is given).

    Two statements, however long the log is: one for the entry's place and the checkpoint, one for all hashes.
    Raises NotYet while the entry is not under the checkpoint.
    """
    with connections[using].cursor() as cursor:
        if at is None:
            cursor.execute(_PLACE, [entry.pk])
        else:
            cursor.execute(_PLACE_UNDER, [at.size, at.note, entry.pk])
        index, size, note = cursor.fetchone() or (0, 0, "")
    if index >= size:
        raise NotYet("The entry is not under a signed checkpoint yet.")
    hashes = Stored(using).proof(tree.inclusion_ranges(index, size))
    return Inclusion(entry.body, index, size, tuple(hashes), note)


def consistency(first: int, second: int, *, using: str = DEFAULT_DB_ALIAS) -> tuple[bytes, ...]:
    """The proof that the log of size `second` begins with the log of size `first`.

    Raises ValueError unless 0 < first <= second, and LookupError when the log is not that long.
    """
    return tuple(Stored(using).proof(tree.consistency_ranges(first, second)))
