"""Many requests under way while both vendors misbehave and the worker is killed again and again.

What is held to: each request ends in one draft, a review, one note and one of each file in Clio, or says what it needs
from a person; the stand-ins' own counts say so, and the log verifies.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from apps.drafting.models import Draft, Request, RequestState
from apps.drafting.rules import need
from apps.policy.models import Crossing
from apps.review.models import ReviewTask, TaskState
from apps.sync import sentences
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from bench import firm as people
from bench.figure import Figure
from bench.firm import Firm
from bench.rig import DidNotHappen, Rig, database_of_its_own
from tests.crash.crew import Crew
from tests.crash.journey import check_log

SECONDS = float(os.environ.get("SOAK_SECONDS", "900"))
SEED, AT_ONCE, PATIENCE = 20261127, 10, 600
MISHAPS = 0.5
"""How often a call is one that goes wrong."""
CLAUDE: tuple[dict[str, Any], ...] = (
    {"fault": 429},
    {"fault": "retry_after", "value": "1"},
    {"fault": 500},
    {"fault": 529},
    {"fault": "dropped_before"},
    {"fault": "dropped"},
    {"fault": "cut_stream"},
    {"fault": "error_event"},
    {"fault": "never", "cap": 4},
)
CLIO: tuple[tuple[str, dict[str, Any]], ...] = (
    ("notes.create", {"fault": 500}),
    ("notes.create", {"fault": "dropped"}),
    ("notes.create", {"fault": "late_commit", "seconds": 1}),
    ("notes.list", {"fault": 429}),
    ("documents.create", {"fault": 500}),
    ("documents.create", {"fault": "dropped"}),
    ("documents.create", {"fault": "expired_put_url"}),
    ("documents.update", {"fault": 500}),
    ("documents.update", {"fault": "dropped"}),
)
LETTERS_GO_AS = (DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF)
ENDED = (DeliveryState.VERIFIED, DeliveryState.STOPPED)


def run() -> list[Figure]:
    """How many requests were led through, and how often something did not hold (a promise: never)."""
    with database_of_its_own("soak_faults"), Rig() as rig:
        witness = rig.folder / "witness"
        witness.mkdir(mode=0o700)
        rig.shared["LOG_WITNESS_DIR"] = str(witness)
        rig.open_queue()
        rig.open_sandbox("--seed", "8", "--forget-bodies")
        firm, crew = people.found(rig=rig), Crew(rig)
        crew.start()
        return _rounds(crew, firm, witness)


def _rounds(crew: Crew, firm: Firm, witness: Path) -> list[Figure]:
    until, chance = time.monotonic() + SECONDS, random.Random(SEED)
    led, flaws, number = 0, 0, 0
    while number == 0 or time.monotonic() < until:
        said = _round(crew, firm, chance)
        flaws, led, number = flaws + ("BROKEN" in said), led + AT_ONCE, number + 1
        _say(f"  {number:3} {said}")
    try:
        check_log(witness)
    except AssertionError as flaw:
        flaws += 1
        _say(f"  BROKEN: the log: {flaw}")
    return [
        Figure("requests led through faults", "requests", [float(led)], limit=1, at_least=True),
        Figure("promises broken by faults", "", [float(flaws)], limit=0),
    ]


def _round(crew: Crew, firm: Firm, chance: random.Random) -> str:
    try:
        mishaps = _misbehave(crew, chance)
        requests = [people.ask(firm) for _ in range(AT_ONCE)]
        _kill(crew, chance)
        _wait(crew, lambda: all(map(_settled, requests)), "The drafts")
        _approve(firm, requests)
        _kill(crew, chance)
        _wait(crew, lambda: not _open_deliveries(requests), "The deliveries")
        mishaps -= len(crew.rig.control("faults", method="GET")["faults"])
        crew.rig.control("faults", method="DELETE")
        return f"{mishaps} mishaps: {_told(crew, [_check(crew, each) for each in requests])}"
    except (AssertionError, DidNotHappen) as flaw:
        return f"BROKEN: {flaw}"


def _misbehave(crew: Crew, chance: random.Random) -> int:
    """How many faults are set. They are used up in their order, each by one call."""
    crew.rig.control("faults", method="DELETE")
    for _ in range(AT_ONCE):
        if chance.random() < MISHAPS:
            _fault(crew, "claude", "messages.create", chance.choice(CLAUDE))
        if chance.random() < MISHAPS:
            operation, fault = chance.choice(CLIO)
            _fault(crew, "clio", operation, fault)
    return len(crew.rig.control("faults", method="GET")["faults"])


def _fault(crew: Crew, vendor: str, operation: str, fault: dict[str, Any]) -> None:
    crew.rig.control("faults", {"vendor": vendor, "operation": operation, **fault})


def _kill(crew: Crew, chance: random.Random) -> None:
    """At some moment of the next second; whoever waits starts it again."""
    time.sleep(chance.random())
    crew.hands["worker"].kill()


def _wait(crew: Crew, look: Any, what: str) -> None:
    crew.wait(look, what, seconds=PATIENCE)


def _settled(request: Request) -> bool:
    if Request.objects.filter(pk=request.pk, state=RequestState.STOPPED).exists():
        return True
    return ReviewTask.objects.filter(draft__request=request).exists()


def _approve(firm: Firm, requests: list[Request]) -> None:
    for task in ReviewTask.objects.filter(draft__request__in=requests):
        people.approve(task, by=firm.partner)


def _open_deliveries(requests: list[Request]) -> int:
    """Approved items without their deliveries, and deliveries that have not ended."""
    made = Delivery.objects.filter(manifest__task__draft__request__in=requests)
    approved = ReviewTask.objects.filter(draft__request__in=requests, state=TaskState.APPROVED)
    missing = approved.count() * len(LETTERS_GO_AS) - made.count()
    return missing + made.exclude(state__in=ENDED).count()


def _check(crew: Crew, request: Request) -> str:
    """How one request ended. Raises AssertionError where something did not hold."""
    request.refresh_from_db()
    numbers = list(
        Crossing.objects.filter(request_id=request.pk).order_by("attempt").values_list("attempt", flat=True)
    )
    assert numbers == list(range(1, len(numbers) + 1)), "an attempt without its row"
    if request.state == RequestState.STOPPED:
        assert need(request).person
        assert need(request).sentence
        assert not Draft.objects.filter(request=request).exists()
        return f"stopped ({request.trouble})"
    assert request.state == RequestState.DRAFTED, request.state
    ReviewTask.objects.get(draft=Draft.objects.get(request=request), state=TaskState.APPROVED)
    ends = [_arrived(crew, each) for each in Delivery.objects.filter(manifest__task__draft__request=request)]
    assert len(ends) == len(LETTERS_GO_AS), "not one delivery of each kind"
    return "delivered" if set(ends) == {"verified"} else "delivery stopped"


def _arrived(crew: Crew, delivery: Delivery) -> str:
    """One of it at the vendor's by the vendor's own count; or it says what it needs, and there is at most one."""
    there = _notes(crew, delivery) if delivery.kind == DeliveryKind.NOTE else _documents(crew, delivery)
    assert there <= 1, f"{there} of one {delivery.kind}"
    if delivery.state == DeliveryState.VERIFIED:
        assert there == 1, f"no {delivery.kind} of one that is verified"
    else:
        assert sentences.of(Trouble(delivery.trouble))
    return str(delivery.state)


def _notes(crew: Crew, delivery: Delivery) -> int:
    return sum(delivery.marker in note["detail"] for note in crew.rig.do("clio", "created", kind="note"))


def _documents(crew: Crew, delivery: Delivery) -> int:
    """Those that can be seen: a document begun and never finished is hidden."""
    whole = {
        version["document_id"]
        for version in crew.rig.do("clio", "created", kind="document_version")
        if version["fully_uploaded"]
    }
    return sum(
        document["id"] in whole
        for document in crew.rig.do("clio", "created", kind="document")
        if delivery.marker in str(document["external_properties"])
    )


def _told(crew: Crew, ends: list[str]) -> str:
    counts = ", ".join(f"{count} {end}" for end, count in sorted(Counter(ends).items()))
    return f"{counts}; worker started {crew.hands['worker'].starts} times"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
