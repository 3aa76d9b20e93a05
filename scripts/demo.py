"""`make demo`: the whole house on this machine, one matter led through all of it, then open for a look.

The address is printed when every step of the journey held and the web process says that all of it is ready, on every
start. The journey needs the worker, the scheduler and the sequencer, so it does not wait for the pages to be loaded.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import time
from pathlib import Path
from typing import Callable, List, Tuple

from scripts import environment, locks, places, ports, prepared, services, terminal
from scripts.house import APPLICATION, CHECKED, CLAUDES, House, only, without_private
from scripts.places import CHECKOUT
from scripts.problem import Problem
from scripts.supervise import Child, Environment, Stopped, Supervisor

SANDBOX_SECONDS = 20
FIRM = "Arsenault Fortin LLP"  # as in demo/people.py, which needs a newer Python than this
LISTENING = re.compile(r"http://127\.0\.0\.1:\d+")

Step = Tuple[str, Callable[[House], None]]


def open_servers(house: House) -> None:
    """PostgreSQL, Valkey and, while they start, the stand-ins for the vendors. Every later child is told of them."""
    vendors = places.directory(house.supervisor.state / "vendors", 0o700)
    child = house.supervisor.start(
        "sandbox",
        house.command(("-m", "sandbox", "--port", "0", "--credentials", str(vendors))),
        environment=without_private(house.shared),
        cwd=CHECKOUT,
        dies_by=signal.SIGKILL,
    )
    house.addresses.update(services.bring_up(house.supervisor))
    house.supervisor.wait_until(
        lambda: bool(_address_in(child)), seconds=SANDBOX_SECONDS, what="The start of the sandbox"
    )
    house.shared["SANDBOX_URL"] = _address_in(child)
    house.shared["FIRM_NAME"] = FIRM
    house.shared.update(_credentials(vendors))


def _credentials(folder: Path) -> Environment:
    """The files by which the firm's applications are known at the stand-ins: each is named as its setting."""
    return {path.name.upper(): str(path) for path in sorted(folder.iterdir())}


def _address_in(child: Child) -> str:
    assert child.log is not None
    found = LISTENING.search(child.log.read_text("utf-8", "replace"))
    return found.group() if found else ""


def prepare(house: House) -> None:
    """Checks, migrations, rights and static files, unless all of that was done by this very code for this database."""
    notes, state = house.supervisor.notes, house.supervisor.state
    stamp = prepared.stamp()
    if prepared.is_ours() and notes.get("prepared") == [prepared.database(state), stamp]:
        return
    notes.set("prepared", None)
    house.prepare()
    notes.set("prepared", [prepared.database(state), stamp])
    if prepared.is_named():  # copies of another's log bear witness against this one's
        kept = state / f"witness-{prepared.database(state)[:16]}"
        house.shared["LOG_WITNESS_DIR"] = str(places.directory(kept, 0o700))


def seed(house: House) -> None:
    """The sample firm. What it says is shown; on later starts there is nothing to say."""
    terminal.say()
    # Its drafts are made here, through the gate, before there is a worker.
    status = house.manage("seed_demo", CHECKED, roles=APPLICATION, **only(house.shared, (CLAUDES,)))
    if status:
        raise Problem(f"manage.py seed_demo failed with exit status {status}.")
    house.supervisor.notes.set("seeded", prepared.database(house.supervisor.state))


def start(house: House) -> None:
    """What the journey and the pages need. The look at the vendor's account on a timer can wait for them."""
    house.start_all(but=("watch",))


BEFORE: Tuple[Step, ...] = (
    ("Starting PostgreSQL, Valkey and the vendors' stand-ins", open_servers),
    ("Bringing the database up to date", prepare),
)


def run(arguments: List[str]) -> int:
    """Exit status: with ONCE, that of the journey; without, the same after Ctrl-C once the house was open."""
    begun = time.monotonic()
    once = os.environ.get("ONCE", "") not in ("", "0")
    state = places.state("demo")
    with locks.held(state / "lock", "make demo") as lock:
        python = environment.ready("base", "services")
        notes = services.notes_of(state)
        listener = ports.take(notes, "web_port", preferred=8000, wanted=os.environ.get("PORT", ""))
        with Supervisor(state, notes).in_charge() as supervisor:
            try:
                house = _house(supervisor, python, listener)
                for says, does in BEFORE:
                    _take(house, says, does)
                seeded = notes.get("seeded") == prepared.database(state)
                if not seeded:
                    _take(house, "Seeding the sample firm", seed)
                _take(house, "Starting web, worker, scheduler and sequencer", start)
                status = _journey(house, "--reopen") if seeded else _journey(house)
                _take(house, "\nWaiting until all of it is ready", House.wait_until_ready)
                if once:
                    return status
                lock.says(f"{house.address} (process {os.getpid()}); Ctrl-C there stops it")
                terminal.say(
                    f"\nfirmai is at {house.address} ({time.monotonic() - begun:.0f} s). Ctrl-C stops it."
                )
                house.start_all()
                return _serve(supervisor, status)
            except Stopped as stopped:
                terminal.say("\nStopping.")
                return 128 + stopped.signum


def _house(supervisor: Supervisor, python: Path, listener: socket.socket) -> House:
    shared = {
        "WEB_WORKERS": "1",
        **services.clean_environment(supervisor.state),
        **services.keys(supervisor.state),
        "DJANGO_SETTINGS_MODULE": "firmai.settings.development",
        "LOG_WITNESS_DIR": str(_witness(supervisor.state)),
        "LOG_WITNESS_AUTHORITY": "http://timestamps.example/",
    }
    return House(supervisor, python, shared, {}, port=listener.getsockname()[1], listener=listener)


def _witness(state: Path) -> Path:
    """Where checkpoints are kept. Those of a database that is gone bear witness against the one that is made anew."""
    kept = state / "witness"
    if not prepared.is_made(state):
        shutil.rmtree(kept, ignore_errors=True)
    return places.directory(kept, 0o700)


def _take(house: House, says: str, does: Callable[[House], None]) -> None:
    terminal.say(says, end=" ")
    begun = time.monotonic()
    does(house)
    terminal.say(f"({time.monotonic() - begun:.1f} s)")


def _journey(house: House, *options: str) -> int:
    """One matter, step by step on the screen, and then who may sign in."""
    terminal.say("\nOne matter through the whole journey")
    status = house.manage("journey", CHECKED, *options, SITE_URL=house.address)
    if status:
        terminal.say(f"The journey did not hold (exit status {status}).")
    return status


def _serve(supervisor: Supervisor, status: int) -> int:
    """Until somebody stops it; being stopped is how this ends well."""
    try:
        supervisor.watch()
    except Stopped:
        terminal.say("\nStopping.")
    return status
