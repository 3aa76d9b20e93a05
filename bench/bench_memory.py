"""Memory of the worker at 16 slots, beside the same worker with a process for each slot, after the same work."""

from __future__ import annotations

from bench import firm as people
from bench import load
from bench.figure import Figure
from bench.rig import Rig, database_of_its_own

WORK = load.SLOTS * 6
ROUNDS = 3
LIMIT = 1 / 8
PREFORK = (
    "processes"  # Celery takes "prefork" on the command line for the default, and the settings' pool instead
)


def run() -> list[Figure]:
    """Proportional set size (every shared page counted by its share) of all processes of the worker."""
    with database_of_its_own("bench_memory"), Rig() as rig:
        rig.open_queue()
        load.open_vendor(rig)
        firm = people.found(letter=load.letter())
        found: dict[str, list[float]] = {"threads": [], PREFORK: []}
        with load.Line(rig) as line:
            for _ in range(ROUNDS):
                for pool, samples in found.items():
                    ids = load.confirmed(firm, WORK)
                    worker = rig.start_worker(slots=load.SLOTS, pool=pool, extra=load.NO_BUDGET)
                    line.run(load.DRAFT, ids)
                    assert load.drafts_of(ids) == WORK, load.states_of(ids)
                    samples.append(worker.memory())
                    rig.parts.pop("worker").kill()
    return [
        Figure(
            "memory of the worker",
            "MiB",
            found["threads"],
            limit=LIMIT,
            peer=found[PREFORK],
            peer_name="a process for each slot",
        )
    ]
