"""Verifying the whole log, beside hashing the same tree in memory and beside a Django iterator doing the same checks.

A fifth of the promised size, unless BENCH_FULL=1: 200,000 entries, or 1,000,000; or as many as BENCH_SIZE says.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.audit import notes, tree, verify
from apps.audit.models import Checkpoint, Entry, Leaf, Node
from bench import ledger
from bench.figure import Figure
from bench.rig import database_of_its_own

SIZE = ledger.size(1_000_000, small=200_000)
ROUNDS = 3
HASHED, ITERATED = 0.35, 2.0
GROWN_MIB = 64
AT_ONCE = 20_000


def run() -> list[Figure]:
    """Rates in entries per second."""
    with database_of_its_own("bench_audit_verify"):
        ledger.fill(SIZE)
        grown = _memory()
        ours, memory, iterated = [_rate(_verified)], [_rate(_in_memory)], []
        for _ in range(ROUNDS):
            memory.append(_rate(_in_memory))
            ours.append(_rate(_verified))
        iterated.append(_rate(_iterated))
    return [
        Figure("verifying the log", "entries/s", ours, limit=HASHED, peer=memory,
               peer_name="hashing it in memory", at_least=True),
        Figure("verifying the log ", "entries/s", ours, limit=ITERATED, peer=iterated,
               peer_name="a Django iterator", at_least=True),
        Figure("memory that verifying takes", "MiB", [grown], limit=GROWN_MIB),
    ]  # fmt: skip


MEASURED = """
import resource, django
django.setup()
from django.conf import settings
from django.utils import timezone
for each in settings.DATABASES.values(): each["NAME"] = {name!r}
from apps.audit import notes, verify
known = notes.verifiers()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert verify.verify(known=known, now=timezone.now()).sound
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def _memory() -> float:
    """What a process of its own grows by while it verifies, in MiB; some of it is code that is loaded then."""
    code = MEASURED.format(name=settings.DATABASES["default"]["NAME"])
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return int(said.stdout) / 1024


def _rate(work: Callable[[], float]) -> float:
    return SIZE / work()


def _verified() -> float:
    begun = time.perf_counter()
    report = verify.verify(known=notes.verifiers(), now=timezone.now())
    took = time.perf_counter() - begun
    assert report.sound, report.fault
    assert report.size == SIZE
    return took


def _in_memory() -> float:
    """Seconds for hashing alone; the bodies are brought into memory a part at a time, and that is not counted."""
    frontier, took = tree.Frontier(), 0.0
    with connection.cursor() as cursor:
        for first in range(0, SIZE, AT_ONCE):
            cursor.execute(
                "SELECT body FROM audit_leaf JOIN audit_entry ON id = entry WHERE index >= %s AND index < %s"
                " ORDER BY index",
                [first, first + AT_ONCE],
            )
            bodies = [body.encode() for (body,) in cursor]
            begun = time.perf_counter()
            frontier.extend([tree.leaf_hash(body) for body in bodies])
            took += time.perf_counter() - begun
    assert frontier.root() == bytes(Checkpoint.objects.get(size=SIZE).root)
    return took


def _iterated() -> float:
    """The same checks as somebody would write them over querysets, one entry after another."""
    begun = time.perf_counter()
    frontier, previous, batch = tree.Frontier(), 0, 0
    claims = Checkpoint.objects.order_by("size").iterator()
    claim = next(claims, None)
    nodes = {(node.level, node.index): bytes(node.hash) for node in Node.objects.iterator()}
    entries = Entry.objects.order_by("id").iterator()
    for leaf in Leaf.objects.order_by("index").iterator():
        entry = next(entries)
        assert (leaf.index, leaf.entry) == (frontier.size, entry.pk)
        assert leaf.batch == leaf.index or (leaf.batch == batch and leaf.entry > previous)
        previous, batch = leaf.entry, leaf.batch
        hash_ = tree.leaf_hash(entry.body.encode())
        assert hash_ == bytes(leaf.hash)
        _check_columns(entry)
        for level, index, whole in frontier.append(hash_):
            assert nodes[level, index] == whole
        while claim is not None and claim.size == frontier.size:
            statement, _signer = notes.read(claim.note, notes.verifiers())
            assert (statement.size, statement.root) == (claim.size, frontier.root())
            claim = next(claims, None)
    assert claim is None
    assert not Entry.objects.filter(~Exists(Leaf.objects.filter(entry=OuterRef("pk")))).exists()
    return time.perf_counter() - begun


def _check_columns(entry: Entry) -> None:
    said = json.loads(entry.body)
    assert (entry.event, entry.actor, entry.subject, entry.at_us) == (
        said["event"],
        UUID(said["by"]),
        UUID(said["on"]["id"]),
        said["at"],
    )
    assert entry.matter == (UUID(said["matter"]) if said["matter"] else None)
    assert entry.asked_by == (UUID(said["asked_by"]) if "asked_by" in said else None)
