"""Everything in the log held against everything else, in one pass and one snapshot, with memory that stays flat.

Each leaf's hash must be that of its entry's bytes, each column must say what the bytes say, indexes must follow one
another, and the tree so rebuilt must have the root of every checkpoint, the log's own and those that witnesses keep.
The first thing that does not hold is named. Leaves are read and held in parts; a part in which anything at all does
not hold is read once more, one entry after another, to say what.
"""

import datetime as dt
import hashlib
import heapq
import operator
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, transaction

from . import guard as guards
from . import notes, stamps, tree
from .facts import microseconds
from .faults import Fault, Flaw, Found, Report
from .snapshot import WIDTH, Part, Snapshot
from .stamped import SUFFIX, Stamps

__all__ = ["PATIENCE", "Fault", "Flaw", "Report", "guard", "verify"]

PATIENCE = dt.timedelta(seconds=60)
SLACK = dt.timedelta(minutes=5) // dt.timedelta(microseconds=1)  # an act may take that until it has its place
Progress = Callable[[int, int], None]

guard = guards.look


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
    authorities: stamps.Authorities = (),
    patience: dt.timedelta = PATIENCE,
    using: str = DEFAULT_DB_ALIAS,
    progress: Progress = lambda done, of: None,
) -> Report:
    """Check the whole log in one snapshot and report what was seen and the first fault.

    `known` are the log's verifiers' keys, `witnesses` a directory of checkpoints and timestamps kept as files
    elsewhere, `authorities` the certificates that timestamps have to come from, `patience` how long an entry may wait
    for its place, and for a checkpoint over it; `progress` is told how many entries of how many are done. Must not be
    called inside a transaction.
    """
    report, seen = Report(), _seen(witnesses)
    with transaction.atomic(using=using, durable=True), Snapshot(using) as snapshot:
        try:
            guards.check(snapshot)
            kept, files = _files(witnesses, seen, snapshot)
            stamped = Stamps(snapshot, files, authorities, report)
            claims = heapq.merge(
                _checkpoints(snapshot, known, stamped, report), _witnessed(kept, known, report)
            )
            _Pass(snapshot, claims, report, progress).run()
            stamped.check_no_more()
            _check_pending(snapshot, microseconds(now - patience), report)
            _check_signed(snapshot, microseconds(now - patience))
        except Found as found:
            report.fault = found.fault
    return report


def _checkpoints(
    snapshot: Snapshot, known: list[notes.Verifier], stamped: Stamps, report: Report
) -> Iterator[_Claim]:
    query = "SELECT id, size, root, note, key, at FROM public.audit_checkpoint ORDER BY size, id"
    timed = False
    for number, size, root, note, key, at in snapshot.rows(query):
        where = f"checkpoint {number}"
        try:
            statement, signer = notes.read(note, known)
            said = notes.signed_at(note, known)
        except notes.BadNote:
            raise Found(Flaw.CHECKPOINT_FORGED, where) from None
        if (statement.size, statement.root, signer.key_id.hex()) != (size, bytes(root), key):
            raise Found(Flaw.CHECKPOINT_CHANGED, where)
        if said != (at if timed or said else None):
            raise Found(Flaw.CHECKPOINT_CHANGED, where)
        stamped.pass_by(note, size, said)
        timed = timed or said is not None
        report.checkpoints += 1
        yield _Claim(size, where, statement.root, by_witness=False)


def _witnessed(paths: list[Path], known: list[notes.Verifier], report: Report) -> list[_Claim]:
    claims = []
    for path in paths:
        try:
            statement, _signer = notes.read(path.read_text("utf-8"), known)
        except (notes.BadNote, UnicodeDecodeError, OSError):
            raise Found(Flaw.WITNESS_UNREADABLE, path.name) from None
        report.witnesses += 1
        claims.append(_Claim(statement.size, path.name, statement.root, by_witness=True))
    return sorted(claims)


# By its event and the fact that says which witness: the log's own lines about having left a copy in the folder.
_GIVEN = """
    SELECT EXISTS (SELECT FROM public.audit_entry
        WHERE event = 'sync.witness_kept' AND pg_catalog.strpos(body, '"witness":"file"') > 0)"""


def _seen(directory: Path | None) -> list[Path]:
    """The files of a witness, looked at before the snapshot: the log goes on meanwhile, and a copy that is left after
    it is over more than the snapshot shows. None where they cannot be read, which is asked again."""
    try:
        return sorted(_listed(directory))
    except OSError:
        return []


def _listed(directory: Path | None) -> Iterator[Path]:
    for path in directory.iterdir() if directory is not None else ():
        if path.is_file() and not path.name.startswith("."):
            yield path


def _is_note(path: Path) -> bool:
    return path.suffix != SUFFIX


def _files(directory: Path | None, seen: list[Path], snapshot: Snapshot) -> tuple[list[Path], list[Path]]:
    """What a witness keeps: checkpoints, and timestamps over them. A folder that is named and cannot be read is a
    fault, and so is one without a checkpoint although the log says that it was given some: nothing was held to them."""
    if directory is None:
        return [], []
    kept = list(filter(_is_note, seen))
    try:
        there = bool(kept) or any(map(_is_note, _listed(directory)))  # the first may have come meanwhile
    except OSError:
        raise Found(Flaw.WITNESS_MISSING, directory.name) from None
    if not there and next(iter(snapshot.rows(_GIVEN)))[0]:
        raise Found(Flaw.WITNESS_MISSING, directory.name)
    return kept, [path for path in seen if not _is_note(path)]


class _Pass:
    """One pass over the leaves from the first to the last, growing the tree that claims are held to."""

    def __init__(
        self, snapshot: Snapshot, claims: Iterator[_Claim], report: Report, progress: Progress
    ) -> None:
        self._snapshot, self._claims, self._report, self._progress = snapshot, claims, report, progress
        self._frontier, self._nodes = tree.Frontier(), _Nodes(snapshot)
        self._claim = next(claims, None)
        self._batch = self._previous = self._latest = 0

    def run(self) -> None:
        ((first, last),) = self._snapshot.rows(
            "SELECT coalesce(min(index), 0), coalesce(max(index), -1) FROM public.audit_leaf"
        )
        if first:
            raise Found(Flaw.INDEX_GAP, "index 0")
        self._hold()
        for part in self._snapshot.parts(first, last):
            count = min(WIDTH, last + 1 - part.first)
            hashes = self._whole(part, count)
            if hashes is None:
                hashes = self._one_by_one(part.first, count)
            self._grow(hashes)
            self._report.size = self._frontier.size
            self._progress(self._frontier.size, last + 1)
        self._report.root = self._frontier.root().hex()
        self._nodes.check_no_more()
        if self._claim is not None:
            raise Found(
                Flaw.WITNESS_AHEAD if self._claim.by_witness else Flaw.ROLLED_BACK, self._claim.source
            )

    def _whole(self, part: Part, count: int) -> list[bytes] | None:
        """The hashes of the part's leaves when all of it holds, else None."""
        if not part.agrees or len(part.bodies) != count:
            return None
        if part.indexes != array("q", range(part.first, part.first + count)) or not self._in_order(part):
            return None
        hashes = [leaf.digest() for leaf in map(hashlib.sha256, part.bodies)]
        if b"".join(hashes) != part.hashes:
            return None
        self._batch, self._previous = part.batches[-1], part.entries[-1]
        self._order(part.first, part.times)
        return hashes

    def _order(self, first: int, times: Sequence[int]) -> None:
        """Count those that say an earlier time than one before them."""
        latest = list(accumulate(chain([self._latest], times), max))
        self._latest = latest[-1]
        behind = list(map(operator.sub, latest, times))
        if max(behind) <= SLACK:
            return
        back = [first + at for at, much in enumerate(behind) if much > SLACK]
        self._report.turned_back += len(back)
        if self._report.turned_back_at is None:
            self._report.turned_back_at = back[0]

    def _in_order(self, part: Part) -> bool:
        """Whether each leaf begins the batch that is named by its index, or belongs to the one of the leaf before it,
        of a later entry than that."""
        before = array("q", [self._batch]) + part.batches[:-1]
        earlier = array("q", [self._previous]) + part.entries[:-1]
        begins = map(operator.eq, part.batches, part.indexes)
        goes_on = map(
            operator.and_, map(operator.eq, part.batches, before), map(operator.gt, part.entries, earlier)
        )
        return all(map(operator.or_, begins, goes_on))

    def _one_by_one(self, first: int, count: int) -> list[bytes]:
        """The same, raising Found for the first thing that does not hold.

        A part may hold after all: the body of one of its entries has a line break in it, which no part is read with.
        """
        hashes: list[bytes] = []
        times: list[int] = []
        for index, entry, hash_, its_batch, body, agrees, at in self._snapshot.one_by_one(
            first, first + WIDTH
        ):
            due = first + len(hashes)
            where = f"index {due}, entry {entry}"
            if index != due:
                raise self._after(hashes, Flaw.INDEX_GAP, f"index {due}")
            if its_batch != index and (its_batch != self._batch or entry <= self._previous):
                raise self._after(hashes, Flaw.ORDER, f"index {due}")
            if body is None:
                raise self._after(hashes, Flaw.ENTRY_MISSING, where)
            leaf = tree.leaf_hash(body.encode())
            if leaf != hash_:
                raise self._after(hashes, Flaw.ENTRY_CHANGED, where)
            if not agrees:
                raise self._after(hashes, Flaw.COLUMN_CHANGED, where)
            self._batch, self._previous = its_batch, entry
            hashes.append(leaf)
            times.append(at)
        if len(hashes) < count:
            raise self._after(hashes, Flaw.INDEX_GAP, f"index {first + len(hashes)}")
        self._order(first, times)
        return hashes

    def _after(self, hashes: list[bytes], flaw: Flaw, where: str) -> Found:
        """The fault, unless what stands before it in the part does not have the roots that were signed."""
        self._grow(hashes)
        self._report.size = self._frontier.size
        return Found(flaw, where)

    def _grow(self, hashes: list[bytes]) -> None:
        done = 0
        while done < len(hashes):
            until = len(hashes)
            if self._claim is not None:
                until = min(until, done + self._claim.size - self._frontier.size)
            for whole in self._frontier.extend(hashes[done:until]):
                self._nodes.check(whole)
            done = until
            self._hold()

    def _hold(self) -> None:
        """Hold the tree to every claim about its present size."""
        while self._claim is not None and self._claim.size == self._frontier.size:
            if self._claim.root != self._frontier.root():
                flaw = Flaw.WITNESS_DIFFERS if self._claim.by_witness else Flaw.ROOT_DIFFERS
                raise Found(flaw, self._claim.source)
            self._claim = next(self._claims, None)


class _Nodes:
    """The stored hashes of whole subtrees, read beside the leaves."""

    def __init__(self, snapshot: Snapshot) -> None:
        query = "SELECT level, index, hash FROM public.audit_node WHERE level = %s ORDER BY index"
        self._levels = {level: snapshot.rows(query, level) for level in tree.KEPT_LEVELS}

    def check(self, whole: tuple[int, int, bytes]) -> None:
        level, index, _hash = whole
        if next(self._levels[level], None) != whole:
            raise Found(Flaw.NODE_WRONG, f"level {level}, index {index}")

    def check_no_more(self) -> None:
        for level, rows in self._levels.items():
            for _level, index, _hash in rows:
                raise Found(Flaw.NODE_WRONG, f"level {level}, index {index}")


# From the indexes alone; only what waits is looked at itself.
PENDING = """
    SELECT count(*), min(at_us), (array_agg(id ORDER BY at_us))[1]
    FROM (SELECT n.id, (SELECT e.at_us FROM public.audit_entry e WHERE e.id = n.id) AS at_us
          FROM (SELECT n.id FROM public.audit_entry n
                WHERE NOT EXISTS (SELECT FROM public.audit_leaf l WHERE l.entry = n.id) OFFSET 0) n) waiting"""
_TWICE = "SELECT entry FROM public.audit_leaf GROUP BY entry HAVING count(*) > 1 ORDER BY min(index) LIMIT 1"


# Of entries that have a place and are under no checkpoint, the first that is older than it may be.
_UNSIGNED = """
    SELECT l.index FROM public.audit_leaf l JOIN public.audit_entry e ON e.id = l.entry
    WHERE l.index >= (SELECT coalesce(max(size), 0) FROM public.audit_checkpoint) AND e.at_us < %s
    ORDER BY l.index LIMIT 1"""


def _check_signed(snapshot: Snapshot, since: int) -> None:
    """Without a signature over it anybody who can write the tables could have made it so."""
    for (index,) in snapshot.rows(_UNSIGNED, since):
        raise Found(Flaw.UNSIGNED, f"index {index}")


def _check_pending(snapshot: Snapshot, since: int, report: Report) -> None:
    ((report.pending, oldest, entry),) = snapshot.compared(PENDING)
    ((total,),) = snapshot.rows("SELECT count(*) FROM public.audit_entry")
    if total - report.pending != report.size:
        ((twice,),) = snapshot.rows(_TWICE)
        raise Found(Flaw.PLACED_TWICE, f"entry {twice}")
    if report.pending and oldest < since:
        raise Found(Flaw.PENDING_TOO_LONG, f"entry {entry}")
