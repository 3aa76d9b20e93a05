"""The pipeline at 16 slots against a vendor that takes 200 ms, beside the same worker making the plain SDK call."""

from __future__ import annotations

from bench import firm as people
from bench import load
from bench.figure import Figure
from bench.rig import Rig, database_of_its_own

BATCH = load.SLOTS * 12
ROUNDS = 5
LIMIT = 0.90


def run() -> list[Figure]:
    """Drafts a second over plain calls a second, in turns: preview digest, clearance, minimisation, encryption on."""
    with database_of_its_own("bench_pipeline"), Rig() as rig:
        rig.open_queue()
        load.open_vendor(rig)
        firm = people.found(letter=load.letter())
        rig.start_worker(app="bench.raw", extra={"BENCH_BODY": load.write_body(rig, firm), **load.NO_BUDGET})
        with load.Line(rig) as line:
            line.run(load.RAW, load.nobodys(load.SLOTS * 2))
            line.run(load.DRAFT, load.confirmed(firm, load.SLOTS * 2))
            ours, plain = [], []
            for _ in range(ROUNDS):
                ids = load.confirmed(firm, BATCH)
                plain.append(line.run(load.RAW, load.nobodys(BATCH)))
                ours.append(line.run(load.DRAFT, ids))
                assert load.drafts_of(ids) == BATCH, load.states_of(ids)
    return [
        Figure(
            "drafts through the pipeline",
            "drafts/s",
            ours,
            limit=LIMIT,
            peer=plain,
            peer_name="the plain SDK call in the same worker",
            at_least=True,
        )
    ]
