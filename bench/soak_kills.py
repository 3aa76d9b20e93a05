"""Every point at which a process can die between two commits, each tried once before and once after the commit."""

from __future__ import annotations

import os
import sys
import time

from bench import firm as people
from bench.figure import Figure
from bench.rig import DidNotHappen, Rig, database_of_its_own
from tests.crash import plan
from tests.crash.crew import Crew, Ear, Order, bodies
from tests.crash.journey import check, check_log, travel

SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))


def run() -> list[Figure]:
    """How many points were tried, and how often something did not hold (a promise: never)."""
    with database_of_its_own("soak_kills"), Rig() as rig:
        witness = rig.folder / "witness"
        witness.mkdir(mode=0o700)
        rig.shared["LOG_WITNESS_DIR"] = str(witness)
        rig.open_queue()
        rig.open_sandbox("--seed", "8", "--forget-bodies")
        firm, crew = people.found(rig=rig), Crew(rig)
        crew.start()
        ear = Ear(rig.queue_port)
        try:
            return _rounds(crew, firm, ear, witness)
        finally:
            ear.close()


def _rounds(crew, firm, ear, witness) -> list[Figure]:
    until = time.monotonic() + SECONDS
    counts = plan.points(crew, firm)
    say(f"  points in one journey: {counts}")
    broken, tried, missed, left = 0, 0, 0, 0
    for number, orders in enumerate(plan.every(counts)):
        if time.monotonic() > until:
            left += len(orders)
            continue
        carried_out, flaw = _round(crew, firm, orders, number)
        tried, missed = tried + len(carried_out), missed + len(orders) - len(carried_out)
        broken += bool(flaw)
        say(f"  {number:3} {', '.join(map(str, orders)):60} {flaw or 'held'}")
    broken += _whole(crew, ear, witness)
    say(
        f"  {tried} deaths, {missed} points not reached, {left} left for want of time, {broken} broken promises"
    )
    return [
        Figure("deaths between two commits", "deaths", [float(tried)], limit=1, at_least=True),
        Figure("promises broken by deaths", "", [float(broken)], limit=0),
    ]


def _round(crew: Crew, firm, orders: list[Order], number: int) -> tuple[list[Order], str]:
    try:
        journey = travel(crew, firm, *orders, number=number)
        check(journey)
    except (AssertionError, DidNotHappen) as flaw:
        return [], f"BROKEN: {flaw}"
    return journey.carried_out, ""


def _whole(crew: Crew, ear: Ear, witness) -> int:
    """What must hold of all of it together."""
    broken = 0
    try:
        check_log(witness)
    except AssertionError as flaw:
        say(f"  BROKEN: the log: {flaw}")
        broken += 1
    heard = bodies(ear.text) + crew.rig.lines()
    for word in people.CANARIES:
        if word in heard:
            say(f"  BROKEN: {heard.count(word)} times a word of the client's in the queue or a log line")
            broken += 1
    return broken


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
