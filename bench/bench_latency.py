"""How long people wait for the house itself, at low load: before a call leaves, and after its reply came; and how
long an entry of the log waits for its place in the tree."""

from __future__ import annotations

import statistics
import time
from datetime import datetime

from django.utils import timezone

from apps.audit.models import Entry, Leaf
from apps.drafting.models import Request
from apps.review.models import ReviewTask
from bench import firm as people
from bench import load
from bench.figure import Figure
from bench.firm import Firm
from bench.rig import Rig, database_of_its_own, wait_until

ROUNDS, REQUESTS = 5, 20
TO_VENDOR, TO_QUEUE, TO_PLACE = 0.75, 1.0, 1.0


def run() -> list[Figure]:
    """The 95th percentile of each round, by the vendor's own clock for its part: all clocks are this machine's."""
    with database_of_its_own("bench_latency"), Rig() as rig:
        rig.open_queue()
        load.open_vendor(rig)
        firm = people.found(letter=load.letter())
        rig.start_worker(extra=load.NO_BUDGET)
        for part in ("schedule", "sequence"):
            rig.start(part, "manage.py", part)
        _one(rig, firm)
        rounds = [[_one(rig, firm) for _ in range(REQUESTS)] for _ in range(ROUNDS)]
    leaving, arriving, placed = ([_p95([one[at] for one in each]) for each in rounds] for at in range(3))
    return [
        Figure("confirmed to the call leaving, p95", "s", leaving, limit=TO_VENDOR),
        Figure("reply to the review in the queue, p95", "s", arriving, limit=TO_QUEUE),
        Figure("entry made to its place in the log's tree, p95", "s", placed, limit=TO_PLACE),
    ]


def _one(rig: Rig, firm: Firm) -> tuple[float, float, float]:
    """Seconds from the confirmation until the vendor has the call, from its reply until the review is seen, and from
    when the newest entry was made, a little before its commit, until it is seen to have its place."""
    request = people.ask(firm)
    seen = wait_until(lambda: _seen(firm, request), "The review", glance=0.005)
    newest = Entry.objects.order_by("id").last()
    assert newest is not None
    placed = wait_until(lambda: _placed(newest), "Its place", glance=0.005)
    asked = datetime.fromisoformat(rig.control("requests/claude", method="GET")["requests"][-1]["at"])
    assert request.confirmed_at is not None
    time.sleep(0.1)  # so that the next one comes at another moment of the scheduler's round
    leaving = (asked - request.confirmed_at).total_seconds()
    arriving = (seen - asked).total_seconds() - load.VENDOR_SECONDS
    return leaving, arriving, placed - newest.at_us / 1_000_000


def _seen(firm: Firm, request: Request) -> datetime | None:
    """The moment at which the review is in the person's queue, if it is."""
    there = ReviewTask.objects.visible_to(firm.partner).undecided().filter(draft__request=request).exists()
    return timezone.now() if there else None


def _placed(entry: Entry) -> float | None:
    return time.time() if Leaf.objects.filter(entry=entry.pk).exists() else None


def _p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20, method="inclusive")[-1]
