"""Many deliveries while Clio misbehaves in every way it is known to and workers die: each there once, or with a person.

What counts is the stand-in's own count of what came in, not ours. A tenth of the promised size, unless BENCH_FULL=1:
100 deliveries, or 1,000.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from unittest import mock

import time_machine

from apps.sync.models import Delivery, DeliveryKind, DeliveryState
from bench.figure import Figure
from bench.ledger import FULL
from bench.rig import database_of_its_own
from tests.integrations import accounts
from tests.sync import factories as made
from tests.sync.deaths import Life, one_round, verdict

DELIVERIES = 1_000 if FULL else 100
SEED, EACH, KILLED_EVERY = 20261127, 0.05, 50
BEGAN = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
LAG = 90
"""Seconds by which a search lags behind what was made."""
CREATE = {
    DeliveryKind.NOTE: "notes.create",
    DeliveryKind.DOCUMENT: "documents.create",
    DeliveryKind.PDF: "documents.create",
}
FAULTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("status_429", {"fault": 429}),
    ("status_500", {"fault": 500}),
    ("dropped", {"fault": "dropped"}),
    ("late_commit", {"fault": "late_commit", "seconds": 20}),
    ("lagging_search", {}),
    ("expired_put_url", {"fault": "expired_put_url"}),
)


def run() -> list[Figure]:
    """How many did not end as promised, and how many a person was asked about: at most one in twenty. One person
    approves each of them."""
    chance = random.Random(SEED)
    with (
        database_of_its_own("bench_deliveries"),
        time_machine.travel(BEGAN, tick=False) as clock,
        mock.patch("apps.review.seconds.is_first_use", return_value=False),
    ):
        box = accounts.fresh()
        box.record.answers = False
        clio = accounts.clio(box, seconds=10**8)
        flaws = asked = 0
        for number in range(DELIVERIES):
            box.clio._windows.clear()  # the limit of calls is another figure's
            kind = tuple(CREATE)[number % len(CREATE)]
            delivery = made.only(clio, kind, remote_id=str(100_000 + number), box=box)
            _misbehave(box, kind, chance)
            if number % KILLED_EVERY == KILLED_EVERY - 1:
                one_round(Life(chance.randrange(1, 24)))
                clock.shift(dt.timedelta(minutes=10))
            made.carry(_Both(clock, box))
            box.faults.clear()
            box.clio.search_lag = 0
            state, _trouble, there = verdict(box, delivery)
            asked += state == DeliveryState.STOPPED
            flaws += there != 1 if state == DeliveryState.VERIFIED else there > 1
        open_still = Delivery.objects.filter(state__in=made.OPEN).count()
    return [
        Figure("deliveries led through faults", "deliveries", [float(DELIVERIES)], limit=1, at_least=True),
        Figure("deliveries not there exactly once", "", [float(flaws + open_still)], limit=0),
        Figure("deliveries that wait for a person", "", [float(asked)], limit=DELIVERIES * EACH),
    ]


def _misbehave(box: Any, kind: DeliveryKind, chance: random.Random) -> None:
    for name, fault in FAULTS:
        if chance.random() >= EACH:
            continue
        if name == "lagging_search":
            box.clio.search_lag = LAG
        elif name != "expired_put_url" or kind != DeliveryKind.NOTE:
            given = dict(fault)
            box.faults.set("clio", CREATE[kind], given.pop("fault"), **given)


class _Both:
    """Moves the house's clock and the stand-in's together."""

    def __init__(self, clock: Any, box: Any) -> None:
        self.clock, self.box = clock, box

    def shift(self, by: dt.timedelta) -> None:
        self.clock.shift(by)
        self.box.clock.move(seconds=by.total_seconds())
