"""A whole firm's matters and what hangs on them, read under Clio's limit of calls a minute, on a simulated clock.

A twentieth of the promised size, unless BENCH_FULL=1: 500 matters, or 10,000, each with six records that hang on it.
The small size is read under a tenth of the limit, so that it too meets the limit again and again.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import time_machine

from apps.matters.models import Deadline, Matter, Party
from apps.sync import services
from apps.sync.models import Paper, Pull, PullKind, PullState
from bench.figure import Figure
from bench.ledger import FULL
from bench.rig import database_of_its_own
from tests import factories
from tests.integrations import accounts

MATTERS = 10_000 if FULL else 500
RELATED = 6
"""Records that hang on each matter: two parties, a document, a note, a task, a calendar entry."""
LIMIT = 50 if FULL else 5
MOST_MEMORY = 1.15
ENOUGH = 4
"""Windows of a minute that have to be met for the figures to mean something."""
BEGAN = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
KILOBYTE = 1024


def run() -> list[Figure]:
    """The share of the allowed calls that were made while there was something to ask; refusals for the rate; memory."""
    with database_of_its_own("bench_import"), time_machine.travel(BEGAN, tick=False) as clock:
        box = accounts.fresh()
        box.clock.stop(BEGAN)
        box.record.limit, box.record.answers = 10**6, False
        box.clio.limit = LIMIT
        box.clio.load(firm(MATTERS))
        factories.office()
        factories.person("partner", name="Jane Okafor", email="jane@firm.example")
        connection = accounts.clio(box, seconds=10**8, load=False)
        pull = services.ask_pull(connection=connection, by=factories.administrator(), whole=True)

        def move(by: dt.timedelta) -> None:
            clock.shift(by)
            box.clock.move(seconds=by.total_seconds())

        used, memory = _read(pull, box, move)
        assert len(memory) >= ENOUGH, len(memory)
        _all_there()
        refused = sum(each.status == 429 for each in box.clio.requests)
    early, late = memory[len(memory) // 4], memory[-1]
    return [
        Figure("import, share of the allowed rate", "", [used], limit=0.98, at_least=True),
        Figure("import, refused for the rate", "calls", [float(refused)], limit=0),
        Figure("import, memory at the end beside a quarter in", "", [late / early], limit=MOST_MEMORY),
    ]


def _read(pull: Pull, box: Any, move: Callable[[dt.timedelta], None]) -> tuple[float, list[float]]:
    """Calls made in whole minutes as a share of those allowed, and the memory after each go."""
    began, calls, memory, share = box.clock.now(), len(box.clio.requests), [], 0.0
    while True:
        for pull_id in services.claim_pulls(10):
            services.pull(pull_id)
        memory.append(_resident())
        pull.refresh_from_db()
        if pull.state == PullState.DONE:
            return share or 1.0, memory
        assert pull.kind == PullKind.WHOLE, pull.kind
        made = len(box.clio.requests) - calls
        move(max(pull.try_after - box.clock.now(), dt.timedelta(seconds=1)))
        # The last minute is not whole: there was nothing more to ask for.
        share = made / ((box.clock.now() - began).total_seconds() / 60 * LIMIT)


def _all_there() -> None:
    counts = (Matter.objects.count(), Deadline.objects.count(), Paper.objects.count())
    assert counts == (MATTERS, 2 * MATTERS, 2 * MATTERS), counts
    assert Party.objects.count() == 3 * MATTERS, Party.objects.count()


def _resident() -> float:
    """Kilobytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / KILOBYTE


def firm(count: int) -> dict[str, list[dict[str, Any]]]:
    """A Clio account with that many open matters."""
    due = (BEGAN + dt.timedelta(days=30)).isoformat()
    numbers = range(count)
    return {
        "users": [{"id": 10, "name": "Jane Okafor", "email": "jane@firm.example", "enabled": True}],
        "calendars": [{"id": 5, "name": "Firm"}],
        "contacts": [
            {"id": 100_000 + n, "type": "Person", "first_name": f"Name{n}", "last_name": f"Family{n}"}
            for n in numbers
        ],
        "matters": [
            {"id": 200_000 + n, "number": n, "display_number": f"M{n:06}", "description": f"Matter {n}",
             "status": "Open", "location": "Ontario", "client": {"id": 100_000 + n},
             "responsible_attorney": {"id": 10}}
            for n in numbers
        ],
        "relationships": [
            {"id": 300_000 + 2 * n + part, "description": word, "matter": {"id": 200_000 + n},
             "contact": {"id": 100_000 + (n + part + 1) % count}}
            for n in numbers for part, word in enumerate(("Opposing party", "Witness"))
        ],
        "documents": [
            {"id": 400_000 + n, "name": f"Letter {n}.txt", "parent": {"id": 200_000 + n, "type": "Matter"},
             "content": b"x"}
            for n in numbers
        ],
        "notes": [
            {"id": 500_000 + n, "type": "Matter", "matter": {"id": 200_000 + n}, "subject": f"Call {n}", "detail": "x"}
            for n in numbers
        ],
        "tasks": [
            {"id": 600_000 + n, "name": f"Task {n}", "description": "x", "due_at": due, "matter": {"id": 200_000 + n},
             "assignee": {"id": 10, "type": "User"}}
            for n in numbers
        ],
        "calendar_entries": [
            {"id": 700_000 + n, "summary": f"Hearing {n}", "start_at": due, "end_at": due, "calendar_owner": {"id": 5},
             "matter": {"id": 200_000 + n}}
            for n in numbers
        ],
    }  # fmt: skip
