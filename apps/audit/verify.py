"""Everything in the log held against everything else, in one pass and one snapshot, with memory that stays flat.

Each leaf's hash must be that of its entry's bytes, each column must say what the bytes say, indexes must follow one
another, and the tree so rebuilt must have the root of every checkpoint, the log's own and those that witnesses keep.
The first thing that does not hold is named.
"""

import datetime as dt
import hashlib
import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.utils.translation import gettext_lazy as _

from . import notes, tree, triggers
from .facts import microseconds

PATIENCE = dt.timedelta(seconds=60)
ROWS_AT_A_TIME = 2000
COLUMNS = ("event", "actor", "asked_by", "subject", "matter", "at_us")


class Flaw(models.TextChoices):
    """What can be wrong with the log."""

    GUARD_OFF = "guard_off", _("The database no longer refuses changes to the log.")
    COLUMN_LOOSE = "column_loose", _("A column is no longer made from the entry's bytes by the database.")
    INDEX_GAP = "index_gap", _("The leaves do not follow one another.")
    ORDER = "order", _("The entries of a batch are out of order.")
    ENTRY_MISSING = "entry_missing", _("A leaf has no entry.")
    ENTRY_CHANGED = "entry_changed", _("An entry is not the one that was hashed.")
    COLUMN_CHANGED = "column_changed", _("A column says something else than the entry's bytes.")
    NODE_WRONG = "node_wrong", _("The stored hash of a subtree is not that of its leaves.")
    CHECKPOINT_FORGED = "checkpoint_forged", _("A checkpoint was not signed with a key of this log.")
    CHECKPOINT_CHANGED = "checkpoint_changed", _("A checkpoint's columns say something else than its note.")
    ROOT_DIFFERS = "root_differs", _("The log does not have the root that a checkpoint was signed for.")
    ROLLED_BACK = "rolled_back", _("The log is shorter than a checkpoint over it.")
    WITNESS_UNREADABLE = "witness_unreadable", _("A witness's copy was not signed with a key of this log.")
    WITNESS_DIFFERS = "witness_differs", _("A witness holds a checkpoint for another log than this.")
    WITNESS_AHEAD = "witness_ahead", _("A witness holds a checkpoint over more entries than the log has.")
    PENDING_TOO_LONG = "pending_too_long", _("An entry has waited too long for its place.")


@dataclass(frozen=True)
class Fault:
    """The first thing found wrong, and where: at a leaf's index, an entry's id, a table, a checkpoint or a file."""

    flaw: Flaw
    where: str

    def __str__(self) -> str:
        return f"{self.flaw.label} ({self.where})"


@dataclass
class Report:
    """What was held against what. `fault` is the first that did not hold, and None is the only sound log."""

    size: int = 0
    root: str = ""
    checkpoints: int = 0
    witnesses: int = 0
    pending: int = 0
    fault: Fault | None = None

    @property
    def sound(self) -> bool:
        return self.fault is None

    def as_json(self) -> dict[str, Any]:
        """The report in plain values."""
        fault = None
        if self.fault is not None:
            fault = {"code": self.fault.flaw.value, "where": self.fault.where, "sentence": str(self.fault)}
        numbers = {
            name: getattr(self, name) for name in ("size", "root", "checkpoints", "witnesses", "pending")
        }
        return {"sound": self.sound, **numbers, "fault": fault}


class _Found(Exception):
    def __init__(self, flaw: Flaw, where: object) -> None:
        self.fault = Fault(flaw, str(where))


@dataclass(frozen=True, order=True)
class _Claim:
    """A root that the log must have at a size, and who says so."""

    size: int
    source: str
    root: bytes
    by_witness: bool


def verify(
    *,
    known: list[notes.Verifier],
    now: dt.datetime,
    witnesses: Path | None = None,
    patience: dt.timedelta = PATIENCE,
    using: str = DEFAULT_DB_ALIAS,
) -> Report:
    """Check the whole log in one snapshot and report what was seen and the first fault.

    `known` are the log's verifiers' keys, `witnesses` a directory of checkpoints kept as files elsewhere, `patience`
    how long an entry may wait for its place. Must not be called inside a transaction.
    """
    report = Report()
    with transaction.atomic(using=using, durable=True), _Snapshot(using) as snapshot:
        try:
            _check_guard(snapshot)
            claims = heapq.merge(_checkpoints(snapshot, known, report), _witnessed(witnesses, known, report))
            _check_tree(snapshot, claims, report)
            _check_pending(snapshot, microseconds(now - patience), report)
        except _Found as found:
            report.fault = found.fault
    return report


def guard(using: str = DEFAULT_DB_ALIAS) -> Fault | None:
    """What is wrong with the database's own guard of the log, for a quick look: triggers off, a column cut loose."""
    with transaction.atomic(using=using, durable=True), _Snapshot(using) as snapshot:
        try:
            _check_guard(snapshot)
        except _Found as found:
            return found.fault
    return None


class _Snapshot:
    """Rows from cursors that the server holds, so that a log of any length fits; all closed together."""

    def __init__(self, using: str) -> None:
        self._connection = connections[using]
        self._cursors = ExitStack()

    def __enter__(self) -> "_Snapshot":
        with self._connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return self

    def __exit__(self, *error: object) -> None:
        self._cursors.close()

    def rows(self, query: str, *parameters: int) -> Iterator[tuple]:
        cursor = self._cursors.enter_context(self._connection.chunked_cursor())
        cursor.execute(query, parameters)
        return chain.from_iterable(iter(partial(cursor.fetchmany, ROWS_AT_A_TIME), []))


_GUARDS = """
    SELECT c.relname, t.tgname, t.tgenabled::text, p.prosrc FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'audit\\_%%'"""
_GENERATED = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = 'public.audit_entry'::regclass AND attgenerated = 's' AND NOT attisdropped"""


def _check_guard(snapshot: _Snapshot) -> None:
    guards = {(table, name): (enabled, source) for table, name, enabled, source in snapshot.rows(_GUARDS)}
    for table in triggers.TABLES:
        for name in (triggers.ROW_TRIGGER, triggers.TRUNCATE_TRIGGER):
            if guards.get((table, name)) != ("A", triggers.SOURCE):
                raise _Found(Flaw.GUARD_OFF, f"{name} on {table}")
    generated = {name for (name,) in snapshot.rows(_GENERATED)}
    for column in COLUMNS:
        if column not in generated:
            raise _Found(Flaw.COLUMN_LOOSE, column)


def _checkpoints(snapshot: _Snapshot, known: list[notes.Verifier], report: Report) -> Iterator[_Claim]:
    query = "SELECT id, size, root, note, key FROM audit_checkpoint ORDER BY size, id"
    for number, size, root, note, key in snapshot.rows(query):
        where = f"checkpoint {number}"
        try:
            statement, signer = notes.read(note, known)
        except notes.BadNote:
            raise _Found(Flaw.CHECKPOINT_FORGED, where) from None
        if (statement.size, statement.root, signer.key_id.hex()) != (size, bytes(root), key):
            raise _Found(Flaw.CHECKPOINT_CHANGED, where)
        report.checkpoints += 1
        yield _Claim(size, where, statement.root, by_witness=False)


def _witnessed(directory: Path | None, known: list[notes.Verifier], report: Report) -> list[_Claim]:
    claims = []
    for path in _files(directory):
        try:
            statement, _signer = notes.read(path.read_text("utf-8"), known)
        except (notes.BadNote, UnicodeDecodeError):
            raise _Found(Flaw.WITNESS_UNREADABLE, path.name) from None
        report.witnesses += 1
        claims.append(_Claim(statement.size, path.name, statement.root, by_witness=True))
    return sorted(claims)


def _files(directory: Path | None) -> list[Path]:
    if directory is None or not directory.is_dir():
        return []
    return sorted(path for path in directory.iterdir() if path.is_file() and not path.name.startswith("."))


# The beginning of the body, what stands before its nonce, and what stands after, as the columns would have them.
_LEAVES = """
    SELECT l.index, l.entry, l.hash, l.batch, e.body,
        '{' || coalesce('"asked_by":"' || e.asked_by || '",', '') || '"at":' || e.at_us || ',"by":"' || e.actor
            || '","event":"' || e.event || '","facts":{',
        '},"matter":' || coalesce('"' || e.matter || '"', 'null') || ',"nonce":"',
        '","on":{"id":"' || e.subject || '","kind":"'
    FROM audit_leaf l LEFT JOIN audit_entry e ON e.id = l.entry ORDER BY l.index"""
_NONCE_DIGITS = 32


def _check_tree(snapshot: _Snapshot, claims: Iterator[_Claim], report: Report) -> None:
    frontier, nodes = tree.Frontier(), _Nodes(snapshot)
    claim, batch, previous = _held_to(next(claims, None), claims, frontier), 0, 0
    for index, entry, hash_, its_batch, body, *columns in snapshot.rows(_LEAVES):
        size = frontier.size
        if index != size:
            raise _Found(Flaw.INDEX_GAP, f"index {size}")
        if its_batch == index:
            batch = index
        elif its_batch != batch or entry <= previous:
            raise _Found(Flaw.ORDER, f"index {index}")
        if body is None:
            raise _Found(Flaw.ENTRY_MISSING, f"index {index}, entry {entry}")
        leaf = hashlib.sha256(b"\x00" + body.encode()).digest()
        if leaf != hash_:
            raise _Found(Flaw.ENTRY_CHANGED, f"index {index}, entry {entry}")
        if not _columns_agree(body, *columns):
            raise _Found(Flaw.COLUMN_CHANGED, f"index {index}, entry {entry}")
        previous = entry
        for whole in frontier.append(leaf):
            nodes.check(whole)
        claim = _held_to(claim, claims, frontier)
        report.size = frontier.size
    report.root = frontier.root().hex()
    nodes.check_no_more()
    if claim is not None:
        raise _Found(Flaw.WITNESS_AHEAD if claim.by_witness else Flaw.ROLLED_BACK, claim.source)


def _columns_agree(body: str, head: str | None, middle: str | None, tail: str | None) -> bool:
    if head is None or middle is None or tail is None:
        return False
    after = body.rfind(tail)
    nonce = after - _NONCE_DIGITS
    return body.startswith(head) and nonce >= len(head) + len(middle) and body.endswith(middle, 0, nonce)


def _held_to(claim: _Claim | None, later: Iterator[_Claim], frontier: tree.Frontier) -> _Claim | None:
    """Hold the tree to every claim about its present size. Returns the next claim, about a larger one."""
    while claim is not None and claim.size == frontier.size:
        if claim.root != frontier.root():
            raise _Found(Flaw.WITNESS_DIFFERS if claim.by_witness else Flaw.ROOT_DIFFERS, claim.source)
        claim = next(later, None)
    return claim


class _Nodes:
    """The stored hashes of whole subtrees, read beside the leaves."""

    def __init__(self, snapshot: _Snapshot) -> None:
        query = "SELECT level, index, hash FROM audit_node WHERE level = %s ORDER BY index"
        self._levels = {level: snapshot.rows(query, level) for level in tree.KEPT_LEVELS}

    def check(self, whole: tuple[int, int, bytes]) -> None:
        level, index, _hash = whole
        if next(self._levels[level], None) != whole:
            raise _Found(Flaw.NODE_WRONG, f"level {level}, index {index}")

    def check_no_more(self) -> None:
        for level, rows in self._levels.items():
            for _level, index, _hash in rows:
                raise _Found(Flaw.NODE_WRONG, f"level {level}, index {index}")


_PENDING = """
    SELECT count(*), min(e.at_us), (array_agg(e.id ORDER BY e.at_us))[1] FROM audit_entry e
    WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id)"""


def _check_pending(snapshot: _Snapshot, since: int, report: Report) -> None:
    ((report.pending, oldest, entry),) = snapshot.rows(_PENDING)
    if report.pending and oldest < since:
        raise _Found(Flaw.PENDING_TOO_LONG, f"entry {entry}")
