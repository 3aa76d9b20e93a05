"""A log of any length on a database of its own: entries as a firm of 200 matters makes them, placed and signed."""

from __future__ import annotations

import json
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
        return self.chance.choice(happenings(digest, self._id()))


def happenings(digest: Digest, fact: uuid.UUID) -> tuple[tuple[Event, str, dict[str, Any]], ...]:
    """The kinds of things that happen: an event, what it is about, its facts."""
    return (
        (Event.PEOPLE_SIGNED_IN, "people.user", {}),
        (Event.INTAKE_SOURCE_OPENED, "intake.source", {}),
        (Event.INTAKE_SOURCE_READ, "intake.source", {"passages": 40, "characters": 9000, "digest": digest}),
        (Event.DRAFTING_DRAFT_STORED, "drafting.draft", {"request": fact, "text": digest}),
        (Event.REVIEW_DRAFT_OPENED, "review.reviewtask", {"version": fact}),
        (Event.REVIEW_COMMENTED, "review.reviewtask", {"comment": fact, "text": digest}),
    )


def fill(count: int, firm: Firm | None = None) -> None:
    """Fill an empty log with that many entries, their places, stored subtrees and checkpoints; let the database settle.

    Written by the owner, inside the database, with the triggers on: to what the house's own sequencer would have made
    of entries that the house composed. Indexes are made once, at the end.
    """
    signer = notes.Signer.load()
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET maintenance_work_mem TO '256MB'")
        indexes = owner.execute(INDEXES).fetchall()
        for name, _definition in indexes:
            owner.execute(f"DROP INDEX {name}")
        _happen(owner, firm or Firm(), count)
        owner.execute(LEAVES.format(batch=sequencer.BATCH))
        for _name, definition in indexes:
            owner.execute(definition)
    with database.connect("owner") as owner:
        _sign(owner, signer)
    with database.connect("owner", autocommit=True) as owner:
        for table in ("audit_entry", "audit_leaf", "audit_node", "audit_checkpoint"):
            owner.execute(f"VACUUM (ANALYZE, FREEZE) {table}")


INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = 'audit_entry'::regclass AND NOT i.indisunique"""
LEAVES = """
    INSERT INTO audit_leaf (index, entry, hash, batch)
    SELECT n, id, sha256('\\x00'::bytea || convert_to(body, 'UTF8')), n - n % {batch}
    FROM (SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, body FROM audit_entry) e ORDER BY n"""

# What stands for what differs from one entry to the next, in bodies that the house composed; and what is put there.
AT = 1_111_111_111_111_111
BY, ASKED, SUBJECT, MATTER, FACT = (uuid.UUID(f"{digit}" * 32) for digit in "abcde")
DIGEST = "d1" * 32
RANDOM_ID, RANDOM_HEX = "gen_random_uuid()::text", "replace(gen_random_uuid()::text, '-', '')"
ONE_OF = "(%({0})s::text[])[1 + floor(random() * cardinality(%({0})s::text[]))::int]"
VALUES = {
    str(AT): "(%(begun)s + n * %(spacing)s)::text",
    str(BY): ONE_OF.format("people"),
    str(ASKED): ONE_OF.format("people"),
    str(SUBJECT): RANDOM_ID,
    str(MATTER): ONE_OF.format("matters"),
    str(FACT): RANDOM_ID,
    DIGEST: f"{RANDOM_HEX} || {RANDOM_HEX}",
    "nonce?": RANDOM_HEX,
}


def _happen(owner: Any, firm: Firm, count: int) -> None:
    made = ONE_OF.format("kinds")
    for mark, value in VALUES.items():
        made = f"replace({made}, '{mark}', {value})"
    owner.execute("SELECT setseed(0.8)")
    owner.execute(
        f"INSERT INTO audit_entry (body) SELECT {made} FROM generate_series(0, %(count)s::bigint - 1) n",
        {
            "kinds": _kinds(),
            "people": [str(each) for each in firm.people],
            "matters": [str(each) for each in firm.matters],
            "begun": microseconds(timezone.now()) - count * SPACING,
            "spacing": SPACING,
            "count": count,
        },
    )


def _kinds() -> list[str]:
    """One composed body of each kind of happening, with marks in it."""
    found = []
    for event, kind, facts in happenings(Digest(DIGEST, "m1"), FACT):
        text = body.compose(
            event=event,
            at=AT,
            by=BY,
            asked_by=ASKED if event is Event.DRAFTING_DRAFT_STORED else None,
            kind=kind,
            subject=SUBJECT,
            matter=None if event is Event.PEOPLE_SIGNED_IN else MATTER,
            facts=facts,
        )
        found.append(text.replace(json.loads(text)["nonce"], "nonce?"))
    return found


def _sign(owner: Any, signer: notes.Signer) -> None:
    """Stored subtrees, and a checkpoint now and then."""
    frontier = tree.Frontier()
    with owner.cursor("leaves") as leaves:
        leaves.itersize = AT_ONCE
        leaves.execute("SELECT hash FROM audit_leaf ORDER BY index")
        while hashes := [bytes(hash_) for (hash_,) in leaves.fetchmany(AT_ONCE)]:
            nodes: list[tuple[int, int, bytes]] = []
            signed: list[tuple[int, bytes, str, str]] = []
            while hashes:
                until = SIGNED_EVERY - frontier.size % SIGNED_EVERY
                nodes += frontier.extend(hashes[:until])
                hashes = hashes[until:]
                if frontier.size % SIGNED_EVERY == 0:
                    signed.append(_signed(frontier, signer))
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
