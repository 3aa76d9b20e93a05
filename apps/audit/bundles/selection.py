"""Which entries a bundle holds, and the checkpoints that they are proved against."""

import datetime as dt
import uuid
from array import array
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from apps.audit.facts import microseconds
from apps.audit.models import Checkpoint, Entry, Leaf, Stamp
from apps.audit.stamps import fingerprint

ROWS_AT_A_TIME = 2000


class NothingToProve(LookupError):
    """No entry that was asked for is under a signed checkpoint."""


@dataclass(frozen=True)
class Scope:
    """What a bundle is about: a matter, a person, a period, or what all that are given have in common."""

    matter: uuid.UUID | None = None
    person: uuid.UUID | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """The first instant that is no longer in the period."""

    def of(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of the entries that it covers."""
        if self.matter is not None:
            entries = entries.filter(matter=self.matter)
        if self.person is not None:
            entries = entries.filter(Q(actor=self.person) | Q(asked_by=self.person))
        if self.since is not None:
            entries = entries.filter(at_us__gte=microseconds(self.since))
        if self.until is not None:
            entries = entries.filter(at_us__lt=microseconds(self.until))
        return entries

    def as_json(self) -> dict[str, str | int]:
        """In plain values, as the manifest has it."""
        ids = {"matter": self.matter, "person": self.person}
        times = {"since": self.since, "until": self.until}
        return {name: str(value) for name, value in ids.items() if value is not None} | {
            name: microseconds(value) for name, value in times.items() if value is not None
        }


@dataclass(frozen=True)
class Selection:
    """The entries of a scope that are under a signed checkpoint, in the order of the log: 16 bytes of memory each."""

    scope: Scope
    indexes: array
    ids: array
    checkpoint: Checkpoint
    """The first with an authority's timestamp that covers all of them; without one the first: it was signed soonest
    after the acts."""
    later: Checkpoint | None
    """The newest, where it is another."""
    waiting: int
    """Entries of the scope that no checkpoint covers yet, and that are left out."""
    stamp: Stamp | None = None
    """The authority's timestamp over `checkpoint`."""


def select(scope: Scope, readable: QuerySet[Entry], *, using: str = DEFAULT_DB_ALIAS) -> Selection:
    """The entries of the scope among those that whoever asks may read.

    Raises NothingToProve where there is none under a checkpoint.
    """
    newest = Checkpoint.objects.using(using).order_by("-size", "-id").first()
    entries = scope.of(readable.using(using)).order_by()
    indexes, ids = array("q"), array("q")
    if newest is not None:
        leaves = Leaf.objects.using(using).filter(entry__in=entries.values("pk"), index__lt=newest.size)
        for index, entry in leaves.order_by("index").values_list("index", "entry").iterator(ROWS_AT_A_TIME):
            indexes.append(index)
            ids.append(entry)
    if newest is None or not indexes:
        raise NothingToProve("No such entry is under a signed checkpoint.")
    covering, stamp = _covering(indexes[-1], using)
    return Selection(
        scope=scope,
        indexes=indexes,
        ids=ids,
        checkpoint=covering,
        later=newest if newest.size > covering.size else None,
        waiting=max(entries.count() - len(ids), 0),
        stamp=stamp,
    )


def _covering(index: int, using: str) -> tuple[Checkpoint, Stamp | None]:
    checkpoints = Checkpoint.objects.using(using).filter(size__gt=index).order_by("size", "id")
    stamp = Stamp.objects.using(using).filter(size__gt=index).order_by("size", "id").first()
    if stamp is not None:
        for each in checkpoints.filter(size=stamp.size):
            if fingerprint(each.note) == bytes(stamp.digest):
                return each, stamp
    return checkpoints[0], None
