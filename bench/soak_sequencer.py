"""The sequencer killed fifty times at random places of its work: no gap, no duplicate, no fork."""

from __future__ import annotations

import os
import random
import sys
import time

from django.db import connection
from django.utils import timezone

from apps.audit import notes, verify
from apps.audit.models import Checkpoint, Entry, Leaf
from bench import ledger
from bench.figure import Figure
from bench.rig import DidNotHappen, Part, Rig, database_of_its_own, wait_until

KILLS, EACH = 50, 1500
PATIENCE = 120  # seconds for some hundred places, on a machine that does other things too
SEED = int(os.environ.get("SOAK_SEED", "8"))


def run() -> list[Figure]:
    """How often it died, and how much was wrong afterwards (a promise: nothing)."""
    chance, firm = random.Random(SEED), ledger.Firm(SEED)
    with database_of_its_own("soak_sequencer"), Rig() as rig:
        sequencer, deaths, written = rig.start("sequence", "manage.py", "sequence"), 0, 0
        notes_before: list[str] = []
        for number in range(KILLS):
            written += _write(firm, EACH)
            _die(sequencer, chance.randint(1, EACH), chance)
            deaths += 1
            notes_before += Checkpoint.objects.order_by("-id").values_list("note", flat=True)[:1]
            rig.again(sequencer)
            sys.stdout.write(f"  {number + 1:3} {Leaf.objects.count()} of {written} placed\n")
            sys.stdout.flush()
        wait_until(
            lambda: Checkpoint.objects.filter(size=written).exists(), "The last signature", seconds=300
        )
        wrong = _wrong(written, notes_before)
    return [
        Figure("deaths of the sequencer", "deaths", [float(deaths)], limit=KILLS, at_least=True),
        Figure("gaps, duplicates and forks", "", [float(wrong)], limit=0),
    ]


def _write(firm: ledger.Firm, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_entry (body) VALUES (%s)", [(body,) for body in firm.bodies(count)]
        )
    return count


def _die(sequencer: Part, after: int, chance: random.Random) -> None:
    """Killed once it has placed that many more, or all there are, and a moment of its next batch has gone by.

    Where the places do not come, what it wrote says why.
    """
    due = min(Leaf.objects.count() + after, Entry.objects.count())
    try:
        wait_until(lambda: Leaf.objects.count() >= due, "Places", seconds=PATIENCE, glance=0.005)
    except DidNotHappen:
        sys.stdout.write("\n".join(sequencer.log.read_text("utf-8", "replace").splitlines()[-30:]) + "\n")
        raise
    time.sleep(chance.random() / 50)
    sequencer.kill()


def _wrong(written: int, notes_before: list[str]) -> int:
    report = verify.verify(known=notes.verifiers(), now=timezone.now())
    held = set(Checkpoint.objects.values_list("note", flat=True))
    return sum(
        (
            not report.sound,
            report.size != written,
            Leaf.objects.values("entry").distinct().count() != written,
            any(note not in held for note in notes_before),
        )
    )
