"""`make demo`: the whole house on this machine, one matter led through all of it, then open for a look."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import dataclass
from typing import Callable, List, Tuple

from scripts import environment, locks, places, ports, services, terminal
from scripts.house import APPLICATION, AS_LOG, AS_OWNER, House
from scripts.places import CHECKOUT
from scripts.problem import Problem
from scripts.supervise import Stopped, Supervisor, last_lines

SANDBOX_SECONDS = 20
LISTENING = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True)
class Step:
    """One line on the screen. A step either manages (a command of manage.py) or does something of its own."""

    says: str
    does: Callable[[House], None]


def manages(
    *arguments: str, roles: Tuple[str, ...] = APPLICATION, owner: bool = False
) -> Callable[[House], None]:
    """A step that runs `manage.py` with these arguments; with `owner`, the owner's role is the default one."""

    def run(house: House) -> None:
        extra = {"DATABASE_URL": house.addresses["DATABASE_OWNER_URL"]} if owner else {}
        status = house.manage(*arguments, roles=roles, **extra)
        if status:
            raise Problem(f"manage.py {arguments[0]} failed with exit status {status}.")

    return run


def start_sandbox(house: House) -> None:
    """The stand-ins for the vendors; every later child is told where they listen."""
    child = house.supervisor.start(
        "sandbox",
        house.command(("-m", "sandbox", "--port", "0")),
        environment=house.shared,
        cwd=CHECKOUT,
        dies_by=signal.SIGKILL,
    )
    assert child.log is not None
    log = child.log
    house.supervisor.wait_until(
        lambda: bool(LISTENING.search(log.read_text("utf-8", "replace"))),
        seconds=SANDBOX_SECONDS,
        what="The sandbox's address",
    )
    found = LISTENING.search(log.read_text("utf-8", "replace"))
    assert found is not None, last_lines(log)
    house.shared["SANDBOX_URL"] = found.group()


STEPS = (
    Step(
        "Bringing the database up to date",
        manages("migrate", "--no-input", "-v", "0", roles=AS_OWNER, owner=True),
    ),
    Step("Giving each role its rights", manages("grants", roles=AS_OWNER)),
    Step("Collecting style and script", manages("collectstatic", "--no-input", "-v", "0")),
    Step("Opening the vendors' stand-ins", start_sandbox),
    Step("Seeding the sample firm", manages("seed_demo")),
    Step("Starting web, worker, scheduler and sequencer", House.start_all),
    Step("Waiting until all of it is ready", House.wait_until_ready),
)


def run(arguments: List[str]) -> int:
    """Exit status: with ONCE, that of the journey; without, 0 after Ctrl-C and the journey's if it failed."""
    begun = time.monotonic()
    once = os.environ.get("ONCE", "") not in ("", "0")
    state = places.state("demo")
    with locks.held(state / "lock", "make demo") as lock:
        python = environment.ready("base", "services")
        notes = services.notes_of(state)
        port = ports.choose(notes, "web_port", preferred=8000, wanted=os.environ.get("PORT", ""))
        with Supervisor(state, notes).in_charge() as supervisor:
            try:
                house = _open(supervisor, python, port)
                journey = _journey(house)
                if once:
                    return journey
                _welcome(house, time.monotonic() - begun)
                lock.says(f"{house.address} (process {os.getpid()}); stop that one with Ctrl-C")
                _serve(supervisor)
                return journey
            except Stopped as stopped:
                terminal.say("\nStopping.")
                return 128 + stopped.signum


def _open(supervisor: Supervisor, python: places.Path, port: int) -> House:
    terminal.say("Starting PostgreSQL and Valkey")
    addresses = services.bring_up(supervisor)
    shared = {
        **services.clean_environment(supervisor.state),
        **services.keys(supervisor.state),
        "DJANGO_SETTINGS_MODULE": "firmai.settings.development",
        "LOG_WITNESS_DIR": str(places.directory(supervisor.state / "witness", 0o700)),
    }
    house = House(supervisor, python, shared, addresses, port=port)
    for step in STEPS:
        terminal.say(f"{step.says} ", end="")
        begun = time.monotonic()
        step.does(house)
        terminal.say(f"({time.monotonic() - begun:.1f} s)")
    return house


def _journey(house: House) -> int:
    terminal.say("\nOne matter through the whole journey")
    return house.manage("journey", roles=AS_LOG, SITE_URL=house.address)


def _welcome(house: House, seconds: float) -> None:
    terminal.say("\nWho may sign in")
    manages("seed_demo", "--list")(house)
    terminal.say(f"\nfirmai is at {house.address} ({seconds:.0f} s). Ctrl-C stops all of it.")


def _serve(supervisor: Supervisor) -> None:
    """Until somebody stops it; being stopped is how this ends well."""
    try:
        supervisor.watch()
    except Stopped:
        terminal.say("\nStopping.")
