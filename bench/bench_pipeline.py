"""The pipeline at 16 slots against a vendor that takes 200 ms, beside the same worker making the plain SDK call."""

from __future__ import annotations

from bench import firm as people
from bench import load, plain
from bench.figure import Figure
from bench.rig import Rig, database_of_its_own

BATCH = load.SLOTS * 12
ROUNDS = 5
LIMIT = 0.90


def run() -> list[Figure]:
    """Drafts a second, in turns, with preview digest, clearance, minimisation and encryption on: beside the same job
    with the SDK called in its middle, and beside a task that does nothing but call."""
    with database_of_its_own("bench_pipeline"), Rig() as rig:
        rig.open_queue()
        load.open_vendor(rig)
        firm = people.found(letter=load.letter())
        body = load.body_of(firm)
        plain.make_tables()
        rig.start_worker(app="bench.raw", extra={"BENCH_BODY": load.write_body(rig, body), **load.NO_BUDGET})
        ours, same, call = [], [], []
        with load.Line(rig) as line:
            for task, ids in (
                (load.CALL, load.nobodys(load.SLOTS * 2)),
                (load.PLAIN, plain.confirmed(body, load.SLOTS * 2)),
                (load.DRAFT, load.confirmed(firm, load.SLOTS * 2)),
            ):
                line.run(task, ids)
            for _ in range(ROUNDS):
                ids, plain_ids = load.confirmed(firm, BATCH), plain.confirmed(body, BATCH)
                call.append(line.run(load.CALL, load.nobodys(BATCH)))
                same.append(line.run(load.PLAIN, plain_ids))
                ours.append(line.run(load.DRAFT, ids))
                assert load.drafts_of(ids) == BATCH, load.states_of(ids)
                assert plain.drafts_of(plain_ids) == BATCH
    name, unit = "drafts through the pipeline", "drafts/s"
    return [
        Figure(name, unit, ours, LIMIT, same, "the same job around the plain SDK call", at_least=True),
        Figure(name, unit, ours, LIMIT, call, "a task that is the plain SDK call alone", at_least=True),
    ]
