"""`make serve`: the application for real, on servers and vendors that the environment (or `.env`) names."""

from __future__ import annotations

import os
from typing import Dict, List

from scripts import dotenv, environment, locks, places, ports, services, terminal
from scripts.house import House
from scripts.problem import Problem
from scripts.supervise import Stopped, Supervisor

NEEDED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_LOG_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
)


def run(arguments: List[str]) -> int:
    """Serves until stopped. Exit status 0 after an orderly stop; raises Problem when something is missing."""
    dotenv.load(places.CHECKOUT / ".env")
    missing = [name for name in NEEDED if not (os.environ.get(name) or os.environ.get(name + "_FILE"))]
    if missing:
        raise Problem(
            f"make serve needs {', '.join(missing)}: set them, or write them in .env (.env.example says how)."
        )
    state = places.state("serve")
    with locks.held(state / "lock", "make serve") as lock:
        python = environment.ready("base")
        with Supervisor(state, services.notes_of(state)).in_charge() as supervisor:
            house = _house(supervisor, python)
            try:
                terminal.say("Checking what must hold in production")
                if house.manage("check", "--deploy", "--fail-level", "ERROR"):
                    return 1
                terminal.say("Bringing the database up to date")
                house.prepare()
                house.start_all()
                lock.says(f"{house.address} (process {os.getpid()})")
                terminal.say(f"firmai is at {house.address}")
                supervisor.watch()
            except Stopped:
                terminal.say("\nStopping.")
    return 0


def _house(supervisor: Supervisor, python: places.Path) -> House:
    addresses = {name: _value(name) for name in (*services.ROLES, "REDIS_URL") if _is_set(name)}
    shared: Dict[str, str] = services.clean_environment(supervisor.state)
    for name in (*services.ROLES, "REDIS_URL"):
        shared.pop(name + "_FILE", None)  # read above, so that each process gets its own role and no other
    if os.environ.get("SECRET_KEY"):
        shared["SECRET_KEY"] = os.environ["SECRET_KEY"]
    shared["DJANGO_SETTINGS_MODULE"] = "firmai.settings.production"
    return House(
        supervisor,
        python,
        shared,
        addresses,
        host=os.environ.get("HOST") or "127.0.0.1",
        port=ports.number(os.environ.get("PORT") or "8000"),
        show=True,
        stop_seconds=30,
    )


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(name + "_FILE"))


def _value(name: str) -> str:
    file = os.environ.get(name + "_FILE")
    if not file:
        return os.environ[name]
    try:
        if places.Path(file).stat().st_mode & 0o077:  # as the settings refuse it (apps/core/keyfile.py)
            raise Problem(
                f"{name}_FILE names {file}, which other accounts may open. Close it with: chmod 600 {file}"
            )
        return places.Path(file).read_text("utf-8").strip()
    except OSError as error:
        raise Problem(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from None
