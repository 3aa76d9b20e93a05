"""Where which canary may be found: the table of docs/custody.md, as the search reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from proof.canaries import CLEAR, KEY, NUMBER, SEALED
from proof.patterns import Hits


class Place(StrEnum):
    """Everywhere that is looked, in the order in which it is printed."""

    QUEUE_DURING = "queue, every command while it ran"
    QUEUE_AFTER = "queue, every key afterwards"
    RESULTS = "results of tasks"
    QUERIES = "PostgreSQL, texts of statements"
    STATEMENTS = "PostgreSQL, pg_stat_statements"
    ROWS = "PostgreSQL, every row of every table"
    DATA = "PostgreSQL, data files"
    WAL = "PostgreSQL, write-ahead log"
    SERVER_LOG = "PostgreSQL, server log"
    LOGS = "lines of every process"
    TEMPORARY = "temporary files, while it ran and afterwards"
    SHARED = "shared and system-wide temporary folders"
    CORES = "core dumps"
    WORKER = "worker memory, after its jobs"
    WEB = "web memory, after its pages"
    SCHEDULER = "scheduler memory, after its rounds"
    SWAP = "memory swapped to a disk"
    SENT = "what the vendor was sent"


ALLOWED: dict[Place, dict[str, str]] = {
    Place.QUERIES: {CLEAR: "names of parties are clear columns"},
    Place.STATEMENTS: {CLEAR: "names of parties are clear columns"},
    Place.ROWS: {CLEAR: "names of parties are clear columns"},
    Place.DATA: {CLEAR: "names of parties are clear columns"},
    Place.WAL: {CLEAR: "names of parties are clear columns"},
    # The driver's buffer of what the database sent last. The key is what calls are made with.
    Place.WORKER: {
        CLEAR: "a row of a clear column in the connection's buffer",
        KEY: "calls are made with it",
    },
    Place.WEB: {
        CLEAR: "a row of a clear column in the connection's buffer",
        KEY: "read at a check of the settings",
    },
    Place.SENT: {SEALED: "that is what it was sent for", KEY: "calls are made with it"},
}
MEANING = {
    SEALED: "words of the assignment, sources, titles, aliases, replies, errors and edits",
    CLEAR: "the name of a party",
    NUMBER: "a telephone number",
    KEY: "the vendor's key",
}


@dataclass
class Finding:
    """One place: how much was searched, for how many forms, and what was found. `unsearched` says why it was not."""

    place: Place
    searched: int = 0
    forms: int = 0
    hits: Hits = field(default_factory=Hits)
    where: list[str] = field(default_factory=list)
    """Names of files, tables or mappings with hits that may not be there: never what they say."""
    unsearched: str = ""
    withheld: bool = False
    """There is something, and it may not be read: finding nothing then means nothing."""

    @property
    def allowed(self) -> int:
        return sum(number for (kind, _), number in self._held() if kind in ALLOWED.get(self.place, {}))

    @property
    def leaks(self) -> int:
        return sum(number for _, number in self._held()) - self.allowed

    def _held(self) -> list[tuple[tuple[str, str], int]]:
        """As it stands: whoever watches adds to it meanwhile."""
        return list(self.hits.copy().items())

    def add(self, name: str, size: int, hits: Hits) -> None:
        """One more file, table or piece of this place."""
        self.searched += size
        self.hits += hits
        if any(kind not in ALLOWED.get(self.place, {}) for kind, _ in hits) and name not in self.where:
            self.where.append(name)

    def as_json(self) -> dict[str, object]:
        return {
            "place": self.place.name.lower(),
            "name": self.place.value,
            "searched_bytes": self.searched,
            "forms": self.forms,
            "allowed": self.allowed,
            "hits": self.leaks,
            "found": [
                {"what": kind, "form": form, "times": n} for (kind, form), n in sorted(self.hits.items())
            ],
            "where": self.where,
            "unsearched": self.unsearched,
            "withheld": self.withheld,
        }
