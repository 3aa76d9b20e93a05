"""Timestamps held against the log: each has to be a trusted authority's, and over a checkpoint that the log has."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from . import stamps
from .faults import Flaw, Found, Report
from .snapshot import Snapshot

SUFFIX = ".tsr"

_KEPT = "SELECT id, size, digest, answer, at FROM public.audit_stamp ORDER BY id"


@dataclass(frozen=True)
class _Stamp:
    where: str
    at: dt.datetime
    size: int | None
    """As the log's table has it; a file says it in no other way than by what it is over."""


class Stamps:
    """Every timestamp there is, in the database and in a witness's folder, until the checkpoint it is over comes by.

    Without anybody who is trusted for them they are counted and not read.
    """

    def __init__(
        self, snapshot: Snapshot, files: list[Path], authorities: stamps.Authorities, report: Report
    ) -> None:
        self._authorities, self._report = authorities, report
        self._by_digest: dict[bytes, list[_Stamp]] = {}
        for number, size, digest, answer, at in snapshot.rows(_KEPT):
            where = f"timestamp {number}"
            said = self._add(where, bytes(answer), size)
            if said is not None and (said.digest, said.at) != (bytes(digest), at):
                raise Found(Flaw.STAMP_CHANGED, where)
        for path in files:
            self._add(path.name, _bytes(path), None)

    def pass_by(self, note: str, size: int, signed_at: dt.datetime | None) -> None:
        """Hold those that are over this checkpoint to it."""
        if not self._by_digest:
            return
        for stamp in self._by_digest.pop(stamps.fingerprint(note), ()):
            if stamp.size not in (None, size):
                raise Found(Flaw.STAMP_CHANGED, stamp.where)
            if signed_at is not None and stamp.at < signed_at - stamps.SLACK:
                raise Found(Flaw.STAMP_EARLY, stamp.where)

    def check_no_more(self) -> None:
        """Raises Found where one is left over."""
        for left in self._by_digest.values():
            raise Found(Flaw.STAMP_DIFFERS, left[0].where)

    def _add(self, where: str, answer: bytes, size: int | None) -> stamps.Said | None:
        if not self._authorities:
            self._report.unread_stamps += 1
            return None
        try:
            said = stamps.read(answer, self._authorities)
        except stamps.BadStamp:
            raise Found(Flaw.STAMP_FORGED, where) from None
        self._report.stamps += 1
        self._by_digest.setdefault(said.digest, []).append(_Stamp(where, said.at, size))
        return said


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Found(Flaw.WITNESS_UNREADABLE, path.name) from None
