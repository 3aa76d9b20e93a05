"""How long people wait for the house itself, at low load: before a call leaves, and after its reply came."""

from __future__ import annotations

import statistics
import time
from datetime import datetime

from django.utils import timezone

from apps.drafting.models import Request
from apps.review.models import ReviewTask
from bench import firm as people
from bench import load
from bench.figure import Figure
from bench.firm import Firm
from bench.rig import Rig, database_of_its_own, wait_until

ROUNDS, REQUESTS = 5, 20
TO_VENDOR, TO_QUEUE = 0.75, 1.0


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
    leaving, arriving = ([_p95([pair[at] for pair in each]) for each in rounds] for at in (0, 1))
    return [
        Figure("confirmed to the call leaving, p95", "s", leaving, limit=TO_VENDOR),
        Figure("reply to the review in the queue, p95", "s", arriving, limit=TO_QUEUE),
    ]


def _one(rig: Rig, firm: Firm) -> tuple[float, float]:
    """Seconds from the confirmation until the vendor has the call, and from its reply until the review is seen."""
    request = people.ask(firm)
    seen = wait_until(lambda: _seen(firm, request), "The review", glance=0.005)
    asked = datetime.fromisoformat(rig.control("requests/claude", method="GET")["requests"][-1]["at"])
    assert request.confirmed_at is not None
    time.sleep(0.1)  # so that the next one comes at another moment of the scheduler's round
    leaving = (asked - request.confirmed_at).total_seconds()
    return leaving, (seen - asked).total_seconds() - load.VENDOR_SECONDS


def _seen(firm: Firm, request: Request) -> datetime | None:
    """The moment at which the review is in the person's queue, if it is."""
    there = ReviewTask.objects.visible_to(firm.partner).undecided().filter(draft__request=request).exists()
    return timezone.now() if there else None


def _p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20, method="inclusive")[-1]
