"""The one process that gives entries their places in the tree and signs checkpoints over it.

It takes entries that have no leaf yet, in batches: the order of the log is (batch, entry id). A transaction that
commits late is found because what bounds the search is a transaction's id and not an entry's: below the oldest
transaction still running when a snapshot was taken (its xmin), nothing can appear after it. Once everything in that
snapshot has its leaf, the horizon moves up to there; a new process starts from nothing and looks through all of it.

One process sequences at a time, by an advisory lock of its session. The keys of the tables make a second one
harmless even where the lock cannot: each index and each entry is there once, and the loser reads the tree again.
"""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Any

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from . import notes, tree
from .models import Checkpoint
from .stored import Stored

log = logging.getLogger(__name__)

BATCH = 256
POLL_SECONDS = 0.2
QUIET_SECONDS = 1.0  # a checkpoint follows when nothing has arrived for this long
NEWS_SECONDS = 30.0  # and no later than this after the first entry that is not under one
LONGEST_BACKOFF_SECONDS = 5.0
LOCK = 0x6669726D6C6F67  # "firmlog"

_ALL_PENDING = """
    SELECT e.id, e.body FROM audit_entry e
    WHERE e.id > %s AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id)
    ORDER BY e.id LIMIT %s"""
# Entries of a database restored from elsewhere may carry ids of transactions yet to come here: hence the upper bound.
_NEW_PENDING = """
    WITH recent AS MATERIALIZED (
        SELECT e.id FROM audit_entry e
        WHERE e.xact >= %s::text::xid8 AND e.xact < %s::text::xid8
          AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id))
    SELECT e.id, e.body FROM audit_entry e JOIN (SELECT id FROM recent ORDER BY id LIMIT %s) r USING (id)
    ORDER BY e.id"""
_SNAPSHOT = "SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text FROM pg_current_snapshot() s"
_ADD_LEAF = "INSERT INTO audit_leaf (index, entry, hash, batch) VALUES (%s, %s, %s, %s)"
_ADD_NODE = "INSERT INTO audit_node (level, index, hash) VALUES (%s, %s, %s)"


class Forked(Exception):
    """The tree in the database is not the one the last checkpoint was signed for; nothing may be added to it."""


@dataclass
class _Position:
    """How far the search for entries without a leaf has come."""

    horizon: str | None = (
        None  # no entry of an older transaction is missing; None while looking through everything
    )
    first_seen: str | None = None  # the xmin of the first snapshot of that look
    after: int = 0  # the last entry id of that look


@dataclass
class Sequencer:
    """Sequences over one database connection. Call `open`, then `step` and `checkpoint` as often as needed."""

    using: str
    signer: notes.Signer
    known: list[notes.Verifier]
    frontier: tree.Frontier = field(default_factory=tree.Frontier)
    signed_size: int = 0
    _signed_by_us: bool = True
    _position: _Position = field(default_factory=_Position)

    def open(self, stop: Flag) -> bool:
        """Wait to be the only sequencer, then read the tree. Returns False when asked to stop meanwhile.

        Raises Forked when the tree is not what the last checkpoint says.
        """
        connections[self.using].close()
        while not self._lock():
            if stop.wait(1.0):
                return False
        self._load()
        return True

    def step(self) -> int:
        """Sequence one batch in one transaction. Returns how many entries it had."""
        with transaction.atomic(using=self.using, durable=True), connections[self.using].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            pending, position = self._pending(cursor)
            frontier, first = self.frontier.copy(), self.frontier.size
            hashes = [tree.leaf_hash(body.encode()) for _entry, body in pending]
            leaves = [
                (first + at, entry, hash_, first)
                for at, ((entry, _body), hash_) in enumerate(zip(pending, hashes, strict=True))
            ]
            nodes = frontier.extend(hashes)
            if leaves:
                cursor.executemany(_ADD_LEAF, leaves)
            if nodes:
                cursor.executemany(_ADD_NODE, nodes)
        self.frontier, self._position = frontier, position
        return len(pending)

    @property
    def has_news(self) -> bool:
        """Whether there is something that no checkpoint of the present key covers."""
        return self.frontier.size > self.signed_size or (self.frontier.size > 0 and not self._signed_by_us)

    def checkpoint(self) -> None:
        """Sign the tree as it is, if there is news, and store the note."""
        if not self.has_news:
            return
        statement = notes.Statement(self.signer.verifier.name, self.frontier.size, self.frontier.root())
        at = timezone.now().replace(microsecond=0)  # as the note says it
        with transaction.atomic(using=self.using, durable=True):
            Checkpoint.objects.using(self.using).create(
                size=statement.size,
                root=statement.root,
                note=self.signer.sign_at(statement.text, at),
                key=self.signer.verifier.key_id.hex(),
                at=at,
            )
        self.signed_size, self._signed_by_us = statement.size, True

    def _lock(self) -> bool:
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            return cursor.fetchone()[0]

    def _load(self) -> None:
        stored = Stored(self.using)
        size, last = stored.size(), Checkpoint.objects.using(self.using).order_by("-size", "-id").first()
        self.signed_size, self._signed_by_us, self._position = 0, True, _Position()
        if last is not None:
            self._check(last, size, stored)
            self.signed_size = last.size
            key = self.signer.verifier.key_id.hex()
            self._signed_by_us = Checkpoint.objects.using(self.using).filter(size=last.size, key=key).exists()
        try:
            self.frontier = stored.frontier(size)
        except LookupError as gap:
            raise Forked(str(gap)) from None

    def _check(self, last: Checkpoint, size: int, stored: Stored) -> None:
        try:
            statement, _ = notes.read(last.note, self.known)
        except notes.BadNote as error:
            raise Forked(f"The last checkpoint cannot be trusted. {error}") from None
        if statement.size > size:
            raise Forked(f"The last checkpoint is over {statement.size} entries and the log has {size}.")
        try:
            root = stored.frontier(statement.size).root()
        except LookupError as gap:
            raise Forked(str(gap)) from None
        if root != statement.root:
            raise Forked(
                f"The log of {statement.size} entries does not have the root its checkpoint was signed for."
            )

    def _pending(self, cursor: Any) -> tuple[list[tuple[int, str]], _Position]:
        """Some entries without a leaf, as the transaction's snapshot shows them, and how far that brings the search."""
        position = self._position
        cursor.execute(_SNAPSHOT)
        xmin, xmax = cursor.fetchone()
        if position.horizon is None:
            cursor.execute(_ALL_PENDING, [position.after, BATCH])
            pending, first = cursor.fetchall(), position.first_seen or xmin
            if len(pending) < BATCH:
                return pending, _Position(horizon=first)
            return pending, _Position(first_seen=first, after=pending[-1][0])
        cursor.execute(_NEW_PENDING, [position.horizon, xmax, BATCH])
        pending = cursor.fetchall()
        return pending, _Position(horizon=xmin) if len(pending) < BATCH else position


def run(sequencer: Sequencer, stop: Flag) -> None:
    """Sequence until told to stop, through any loss of the database.

    Raises Forked when the tree cannot be trusted: somebody has to look before anything is added.
    """
    backoff = POLL_SECONDS
    while not stop.is_set():
        try:
            if sequencer.open(stop):
                log.info("sequencing from index %s", sequencer.frontier.size)
                backoff = POLL_SECONDS
                _work(sequencer, stop)
        except IntegrityError:
            log.warning("another sequencer was faster; reading the tree again")
            stop.wait(POLL_SECONDS)
        except (OperationalError, InterfaceError) as error:
            log.warning(
                "the database is out of reach (%s); trying again in %.1f s", type(error).__name__, backoff
            )
            stop.wait(backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF_SECONDS)
    with suppress(OperationalError, InterfaceError):
        connections[sequencer.using].close()


def _work(sequencer: Sequencer, stop: Flag) -> None:
    last_arrival, news_since = 0.0, None
    while not stop.is_set():
        count, now = sequencer.step(), time.monotonic()
        last_arrival = now if count else last_arrival
        if not sequencer.has_news:
            news_since = None
        else:
            news_since = now if news_since is None else news_since
            if now - last_arrival >= QUIET_SECONDS or now - news_since >= NEWS_SECONDS:
                sequencer.checkpoint()
                news_since = None
        if count < BATCH:
            stop.wait(POLL_SECONDS)
    sequencer.checkpoint()
