"""What a call costs in CPU beside a direct one: through LiteLLM's proxy, and through the gate.

Each is counted for whole process trees: the direct call is this process alone; the proxied one this process and the
proxy's; the gate's is this process and the database's server process for its connection, with clearance, replacing,
digests and the comparison with what was shown. The vendor (the stand-in, on loopback) is not counted for anybody.

The proxy is installed at its pinned version into an environment of its own in the state folder of the checkout, never
among the project's packages. Where it cannot be installed or does not answer, the figure says so and does not hold.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import anthropic
import httpx2
from django.conf import settings
from django.db import connection
from django.test import override_settings

from apps.drafting import prompts
from apps.integrations.claude import connect, guard
from apps.integrations.claude.types import Call
from bench import bench_gate_calls as gate
from bench import firm as people
from bench import load
from bench.figure import Figure
from bench.firm import Firm
from bench.rig import DidNotHappen, Part, Rig, database_of_its_own, spent_by, wait_until
from scripts import places, ports

VERSION = "1.108.7"
PINS = Path(__file__).with_name("litellm.txt")
"""That version with all it needs, each at the version it was measured with."""
ROUNDS, CALLS = 7, 30
MOST = 1 / 3
ANSWERS = "LiteLLM's proxy was installed and answers"
START_SECONDS, INSTALL_SECONDS = 120, 900

Counted = Callable[[], float]
"""CPU seconds that something has spent so far."""


def run() -> list[Figure]:
    try:
        program = installed()
    except (OSError, subprocess.SubprocessError) as error:
        return [_missing(f"LiteLLM {VERSION} could not be installed ({type(error).__name__})")]
    with database_of_its_own("bench_gate_proxy"), Rig() as rig:
        load.open_vendor(rig, seconds=0)
        firm = people.found(letter=load.letter())
        sandbox = rig.shared["SANDBOX_URL"]
        there = override_settings(
            SANDBOX_URL=sandbox, VENDOR_WSGI="", CLAUDE_ORIGIN=sandbox + "/claude",
            CLAUDE_KEY_FILE=rig.shared["CLAUDE_KEY_FILE"], CLAUDE_MATTER_CENTS=10**8, CLAUDE_FIRM_CENTS=10**8,
        )  # fmt: skip
        with there:
            call = prompts.assembled(people.ask(firm)).call
            try:
                proxy, sdk = opened(rig, program, call)
            except (DidNotHappen, anthropic.AnthropicError) as error:
                return [_missing(f"LiteLLM {VERSION} does not answer ({str(error)[:2000]})")]
            return measured(firm, call, sdk, proxy)


def _missing(why: str) -> Figure:
    sys.stdout.write(f"What the proxy adds is not measured: {why}.\n")
    return Figure(ANSWERS, "", [0.0], limit=1, at_least=True)


# The proxy --------------------------------------------------------------------------------------------------------


def installed() -> Path:
    """The proxy's program, installed once. A half-made environment is made again."""
    home = places.state("bench") / f"litellm-{VERSION}"
    program, done = home / "bin" / "litellm", home / "installed.txt"
    if not done.exists() or done.read_bytes() != PINS.read_bytes():
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(home)], check=True, timeout=INSTALL_SECONDS
        )
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input", "--no-deps"]
        subprocess.run([*pip, "-r", str(PINS)], check=True, timeout=INSTALL_SECONDS, capture_output=True)
        done.write_bytes(PINS.read_bytes())
    return program


def opened(rig: Rig, program: Path, call: Call) -> tuple[Part, anthropic.Anthropic]:
    """The proxy on loopback, sending to the stand-in, and the plain SDK sending to the proxy."""
    key, port = "sk-" + secrets.token_hex(16), ports.any_free()
    config = rig.folder / "proxy.json"
    config.touch(mode=0o600)
    config.write_text(json.dumps(_config(call.model, key)), encoding="utf-8")
    part = rig.start_program(
        "proxy", str(program), "--config", str(config), "--host", "127.0.0.1", "--port", str(port),
        LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_LOG="ERROR", LITELLM_MODE="PRODUCTION",
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: _alive(address, part), "The proxy", seconds=START_SECONDS, glance=0.5)
    sdk = anthropic.Anthropic(
        api_key=key, base_url=address, max_retries=0,
        http_client=httpx2.Client(transport=httpx2.HTTPTransport(trust_env=False), trust_env=False),
    )  # fmt: skip
    gate.plain_call(sdk, call.body())
    return part, sdk


def _config(model: str, key: str) -> dict[str, object]:
    """JSON is YAML. One model, sent on as it came."""
    vendor = {
        "model": f"anthropic/{model}",
        "api_base": settings.CLAUDE_ORIGIN,
        "api_key": Path(settings.CLAUDE_KEY_FILE).read_text("ascii").strip(),
        "extra_headers": {"anthropic-version": guard.VERSION},
    }
    return {
        "model_list": [{"model_name": model, "litellm_params": vendor}],
        "litellm_settings": {"telemetry": False, "num_retries": 0},
        "general_settings": {"master_key": key},
    }


def _alive(address: str, part: Part) -> bool:
    if not part.is_running:
        raise DidNotHappen(f"The proxy ended: {part.log.read_text('utf-8', 'replace')[-800:]}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError), opener.open(f"{address}/health/liveliness", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


# The measure ------------------------------------------------------------------------------------------------------


def measured(firm: Firm, call: Call, through: anthropic.Anthropic, proxy: Part) -> list[Figure]:
    """Rounds of the three in turns; what each adds to the direct call of its own round."""
    client, sdk, body = connect.client(), gate.plain(), call.body()
    given = gate.pieces()

    def guarded() -> None:
        gate.cleared(firm, call, given)
        client.complete(call)

    ways: list[tuple[Callable[[], object], Counted]] = [
        (lambda: gate.plain_call(sdk, body), _nothing),
        (lambda: gate.plain_call(through, body), proxy.cpu),
        (guarded, _database()),
    ]
    for once, other in ways:
        _spent(once, other)
    rounds = [[_spent(once, other) for once, other in ways] for _ in range(ROUNDS)]
    proxied = [each[1] - each[0] for each in rounds]
    ours = [each[2] - each[0] for each in rounds]
    return [
        Figure(ANSWERS, "", [1.0], limit=1, at_least=True),
        Figure(
            "guard, clearance, replacing and digests of 8 kB: CPU added", "ms", ours, limit=MOST,
            peer=proxied, peer_name=f"what LiteLLM {VERSION} adds",
        ),
    ]  # fmt: skip


def _nothing() -> float:
    return 0.0


def _spent(once: Callable[[], object], other: Counted) -> float:
    """Milliseconds of CPU for each call: of this process, and of the other one that works for it."""
    begun = time.process_time() + other()
    for _ in range(CALLS):
        once()
    return (time.process_time() + other() - begun) * 1000 / CALLS


def _database() -> Counted:
    """The server process of this connection, where it is on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    return lambda: spent_by(pid)
