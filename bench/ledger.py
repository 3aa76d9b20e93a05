"""A log of any length on a database of its own: entries as a firm of 200 matters makes them, placed and signed."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from apps.audit import body, notes, sequencer, tree
from apps.audit.events import Event
from apps.audit.facts import Digest, microseconds
from tests import database

MATTERS, PEOPLE = 200, 30
SPACING = 7_000_000  # microseconds between two entries
AT_ONCE = 50_000
SIGNED_EVERY = 997  # entries: as a checkpoint now and then, at no round size
FULL = os.environ.get("BENCH_FULL") == "1"
"""Whether the sizes are those that the figures are promised for, and not a part of them."""


def size(full: int, *, small: int) -> int:
    """How many entries: BENCH_SIZE where it is set, what was promised for with BENCH_FULL=1, else a small log."""
    return int(os.environ.get("BENCH_SIZE") or (full if FULL else small))


class Firm:
    """People, matters and a generator of bodies, the same for the same seed but for nonces."""

    def __init__(self, seed: int = 8) -> None:
        self.chance = random.Random(seed)
        self.people = [self._id() for _ in range(PEOPLE)]
        self.matters = [self._id() for _ in range(MATTERS)]

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def bodies(self, count: int) -> Iterator[str]:
        """Bodies of `count` entries, the last of them now."""
        begun = microseconds(timezone.now()) - count * SPACING
        for number in range(count):
            event, kind, facts = self._happening()
            asked = self.chance.choice(self.people) if event is Event.DRAFTING_DRAFT_STORED else None
            yield body.compose(
                event=event,
                at=begun + number * SPACING,
                by=self.chance.choice(self.people),
                asked_by=asked,
                kind=kind,
                subject=self._id(),
                matter=None if event is Event.PEOPLE_SIGNED_IN else self.chance.choice(self.matters),
                facts=facts,
            )

    def _happening(self) -> tuple[Event, str, dict[str, Any]]:
        digest = Digest(f"{self.chance.getrandbits(256):064x}", "m1")
        return self.chance.choice(
            (
                (Event.PEOPLE_SIGNED_IN, "people.user", {}),
                (Event.INTAKE_SOURCE_OPENED, "intake.source", {}),
                (
                    Event.INTAKE_SOURCE_READ,
                    "intake.source",
                    {"passages": 40, "characters": 9000, "digest": digest},
                ),
                (Event.DRAFTING_DRAFT_STORED, "drafting.draft", {"request": self._id(), "text": digest}),
                (Event.REVIEW_DRAFT_OPENED, "review.reviewtask", {"version": self._id()}),
                (Event.REVIEW_COMMENTED, "review.reviewtask", {"comment": self._id(), "text": digest}),
            )
        )


def fill(count: int, firm: Firm | None = None) -> None:
    """Add that many entries with their places, stored subtrees and checkpoints; then let the database settle.

    Written in bulk by the owner, with the triggers on, to what the house's own sequencer would have made of it.
    """
    signer = notes.Signer.load()
    with database.connect("owner") as owner:
        with owner.cursor() as cursor, cursor.copy("COPY audit_entry (body) FROM STDIN") as copy:
            for text in (firm or Firm()).bodies(count):
                copy.write_row((text,))
        _place(owner, signer)
    with database.connect("owner", autocommit=True) as owner:
        for table in ("audit_entry", "audit_leaf", "audit_node", "audit_checkpoint"):
            owner.execute(f"VACUUM (ANALYZE, FREEZE) {table}")


def _place(owner: Any, signer: notes.Signer) -> None:
    frontier = tree.Frontier()
    with owner.cursor("entries") as entries:
        entries.itersize = AT_ONCE
        entries.execute("SELECT id, body FROM audit_entry ORDER BY id")
        while rows := entries.fetchmany(AT_ONCE):
            leaves: list[tuple[int, int, bytes, int]] = []
            nodes: list[tuple[int, int, bytes]] = []
            signed: list[tuple[int, bytes, str, str]] = []
            for entry, text in rows:
                leaf = tree.leaf_hash(text.encode())
                batch = frontier.size - frontier.size % sequencer.BATCH
                leaves.append((frontier.size, entry, leaf, batch))
                nodes += frontier.append(leaf)
                if frontier.size % SIGNED_EVERY == 0:
                    signed.append(_signed(frontier, signer))
            _copy(owner, "audit_leaf (index, entry, hash, batch)", leaves)
            _copy(owner, "audit_node (level, index, hash)", nodes)
            _copy(owner, "audit_checkpoint (size, root, note, key)", signed)
    if frontier.size % SIGNED_EVERY:
        _copy(owner, "audit_checkpoint (size, root, note, key)", [_signed(frontier, signer)])


def _signed(frontier: tree.Frontier, signer: notes.Signer) -> tuple[int, bytes, str, str]:
    statement = notes.Statement(signer.verifier.name, frontier.size, frontier.root())
    return (
        statement.size,
        statement.root,
        signer.sign(statement.text),
        signer.verifier.key_id.hex(),
    )


def _copy(owner: Any, target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with owner.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
