"""Proofs that an entry is in the log, and that an earlier log is the beginning of a later one."""

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

from . import tree
from .models import Checkpoint, Entry, Leaf
from .stored import Stored


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

    Raises NotYet while the entry is not under the checkpoint.
    """
    leaf = Leaf.objects.using(using).filter(entry=entry.pk).first()
    checkpoint = at or Checkpoint.objects.using(using).order_by("-size", "-id").first()
    if leaf is None or checkpoint is None or leaf.index >= checkpoint.size:
        raise NotYet("The entry is not under a signed checkpoint yet.")
    hashes = Stored(using).proof(tree.inclusion_ranges(leaf.index, checkpoint.size))
    return Inclusion(entry.body, leaf.index, checkpoint.size, tuple(hashes), checkpoint.note)


def consistency(first: int, second: int, *, using: str = DEFAULT_DB_ALIAS) -> tuple[bytes, ...]:
    """The proof that the log of size `second` begins with the log of size `first`.

    Raises ValueError unless 0 < first <= second, and LookupError when the log is not that long.
    """
    return tuple(Stored(using).proof(tree.consistency_ranges(first, second)))
