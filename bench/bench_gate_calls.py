"""What the gate adds to a call: the guard beside the plain SDK at a vendor that takes no time, the clearance of a
letter with names and numbers in it, and sixteen callers at a vendor that takes 200 ms. What a proxy would add instead
is in `bench_gate_proxy`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anthropic
import httpx2
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from apps.core import memory
from apps.core.sensitive import Sensitive
from apps.drafting import prompts
from apps.integrations.claude import connect
from apps.integrations.claude.types import Call, SourceText
from apps.matters import keys
from apps.people.models import Robot, User
from apps.policy import clearances, minimise
from apps.policy.exchange import CallRequest, Readings, prompt_digest
from bench import firm as people
from bench import load
from bench.figure import Figure
from bench.firm import Firm
from bench.rig import Rig, database_of_its_own

ROUNDS, CALLS, CLEARANCES = 7, 40, 40
CALLERS, BATCH = 16, 16 * 6
PEER = "the plain SDK call"


def run() -> list[Figure]:
    with database_of_its_own("bench_gate_calls"), Rig() as rig:
        load.open_vendor(rig, seconds=0)
        firm = people.found(letter=load.letter())
        sandbox = rig.shared["SANDBOX_URL"]
        there = override_settings(
            SANDBOX_URL=sandbox, VENDOR_WSGI="", CLAUDE_ORIGIN=sandbox + "/claude",
            CLAUDE_KEY_FILE=rig.shared["CLAUDE_KEY_FILE"], CLAUDE_MATTER_CENTS=10**8, CLAUDE_FIRM_CENTS=10**8,
        )  # fmt: skip
        with there:
            call = prompts.assembled(people.ask(firm)).call
            memory.keep_collecting()  # as in the worker: what is loaded is put aside, and rounds are seldom
            figures = [*_guard(call), _clearance(firm, call)]
            rig.control("settings/claude", {"delay": load.VENDOR_SECONDS})
            return [*figures, _throughput(call)]


def plain() -> anthropic.Anthropic:
    """The SDK as its own page shows it, with the same connections and nothing of ours."""
    key = Path(settings.CLAUDE_KEY_FILE).read_text("ascii").strip()
    limits = httpx2.Limits(max_connections=32, max_keepalive_connections=16)
    http = httpx2.Client(transport=httpx2.HTTPTransport(trust_env=False, limits=limits), trust_env=False)
    return anthropic.Anthropic(api_key=key, base_url=settings.CLAUDE_ORIGIN, max_retries=0, http_client=http)


def plain_call(sdk: anthropic.Anthropic, body: dict[str, Any]) -> None:
    received = 0
    with sdk.messages.create(**body, stream=True) as stream:
        for event in stream:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                received += len(event.delta.text)
    assert received


def _guard(call: Call) -> list[Figure]:
    """Medians of a call's time and of the CPU this thread spends on it, by round, in turns."""
    client, sdk, body = connect.client(), plain(), call.body()
    ours, theirs = (lambda: client.complete(call)), (lambda: plain_call(sdk, body))
    _round(ours), _round(theirs)
    pairs = [(_round(ours), _round(theirs)) for _ in range(ROUNDS)]
    return [
        Figure(
            f"a guarded call, {what}", "ms", [pair[0][at] for pair in pairs], limit=1.25,
            peer=[pair[1][at] for pair in pairs], peer_name=PEER,
        )
        for at, what in enumerate(("p50", "CPU"))
    ]  # fmt: skip


def _round(once: Callable[[], Any]) -> tuple[float, float]:
    times, spent = [], time.thread_time()
    for _ in range(CALLS):
        begun = time.perf_counter()
        once()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), (time.thread_time() - spent) * 1000 / CALLS


def _clearance(firm: Firm, call: Call) -> Figure:
    """Replacing names and numbers, the digests, the comparison with what was shown, the answer on record."""
    given = pieces()
    samples = []
    for _ in range(ROUNDS):
        times = [cleared(firm, call, given) for _ in range(CLEARANCES)]
        samples.append(statistics.quantiles(times, n=20, method="inclusive")[-1])
    return Figure("clearance, replacing and digests of 8 kB, p95", "ms", samples, limit=15)


def pieces() -> list[str]:
    """8 kB of a letter with names and numbers in it, cut into passages."""
    letter = people.LETTER
    given = [letter[at : at + 400] for at in range(0, len(letter), 400)]
    while sum(map(len, given)) < 8_000:
        given += given
    return given[: -(-8_000 // 400)]


def cleared(firm: Firm, call: Call, given: list[str]) -> float:
    begun = time.perf_counter()
    # As the worker does: what the matter knows of names is read once for the call and for the gate's look at it.
    with keys.read_once(firm.matter.pk), minimise.opened(firm.matter, firm.matter.pk) as minimiser:
        replaced = [each.text for each in minimiser.minimise_all(given)]
        source = SourceText(Sensitive("Letter"), tuple(map(Sensitive, replaced)))
        made = Call(call.model, call.max_tokens, call.effort, call.system, (source,), call.instruction)
        shown = prompt_digest(firm.matter.pk, made).hmac
        request = _request(firm, made, shown)
        with transaction.atomic():
            weighed = clearances.weigh(request, now=timezone.now())
            clearances.store(weighed, by=User.for_robot(Robot.DRAFTING))
    taken = (time.perf_counter() - begun) * 1000
    assert not weighed.refusals, weighed.refusals
    return taken


def _request(firm: Firm, call: Call, shown: str) -> CallRequest:
    return CallRequest(
        request_id=firm.matter.pk,
        matter=firm.matter,
        asked_by=firm.partner,
        confirmed_by=firm.partner,
        responsible=firm.partner,
        workflow="client_letter",
        purpose="drafting",
        information=("documents",),
        shown_hmac=shown,
        confirmed_at=timezone.now(),
        call=call,
        readings=Readings.AS_SEEN,
    )


def _throughput(call: Call) -> Figure:
    """Calls a second of sixteen threads that share one client."""
    client, sdk, body = connect.client(), plain(), call.body()

    def batch(once: Callable[[], Any]) -> float:
        with ThreadPoolExecutor(CALLERS) as callers:
            begun = time.perf_counter()
            for done in [callers.submit(once) for _ in range(BATCH)]:
                done.result()
            return BATCH / (time.perf_counter() - begun)

    ours, theirs = (lambda: client.complete(call)), (lambda: plain_call(sdk, body))
    batch(ours), batch(theirs)
    pairs = [(batch(ours), batch(theirs)) for _ in range(ROUNDS)]
    return Figure(
        "guarded calls, 16 callers at 200 ms", "calls/s", [pair[0] for pair in pairs], limit=0.95,
        peer=[pair[1] for pair in pairs], peer_name=PEER, at_least=True,
    )  # fmt: skip
