"""`make serve`: the application for real, on servers and vendors that the environment (or `.env`) names."""

from __future__ import annotations

import os
from typing import Dict, List

from scripts import dotenv, environment, locks, log_public, places, ports, services, terminal
from scripts.house import APPLICATION, AS_LOG, AS_OWNER, CLAUDES, SEEDS, House, of_process, only
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


AS_OF = {  # commands that the application's role does not do, and what they are given
    **dict.fromkeys(("backup", "restore", "migrate", "grants", "check"), AS_OWNER),
    "sequence": AS_LOG,
}
LOOKED_AT = (SEEDS, CLAUDES)  # before the house starts, whether they can be used
PRIVATE_OF = {  # commands that are given what otherwise one process alone has
    **dict.fromkeys(("workspace_check", "reconcile_usage", "watch"), ("CLAUDE_ADMIN_KEY_FILE",)),
    **dict.fromkeys(("sequence", "backup"), (SEEDS,)),  # the second keeps a copy of them
    "check": LOOKED_AT,
}
HOW = 'make serve ARGS="manage COMMAND ..." runs one command as the house does; make serve alone serves.'


def run(arguments: List[str]) -> int:
    """Serves until stopped, or runs one command of manage.py with `manage COMMAND ...`.

    Exit status 0 after an orderly stop; raises Problem when something is missing.
    """
    if arguments and (arguments[0] != "manage" or len(arguments) == 1):
        raise Problem(HOW)
    dotenv.load(places.CHECKOUT / ".env")
    missing = [name for name in NEEDED if not (os.environ.get(name) or os.environ.get(name + "_FILE"))]
    if missing:
        raise Problem(
            f"make serve needs {', '.join(missing)}: set them, or write them in .env (.env.example says how)."
        )
    return _manage(arguments[1:]) if arguments else _serve()


def _manage(arguments: List[str]) -> int:
    """One command of manage.py in the place of this process: with what `.env` says, production's settings and the
    roles that it needs. Whether the house runs is all the same to it."""
    python, state = environment.ready("base"), places.state("serve")
    shared = _shared(state)
    own = only(shared, PRIVATE_OF.get(arguments[0], ()))
    given = of_process(shared, _addresses(), AS_OF.get(arguments[0], APPLICATION), own)
    os.chdir(str(places.CHECKOUT))
    os.execve(str(python), [str(python), "manage.py", *arguments], given)


def _serve() -> int:
    state = places.state("serve")
    with locks.held(state / "lock", "make serve") as lock:
        python = environment.ready("base")
        with Supervisor(state, services.notes_of(state)).in_charge() as supervisor:
            house = _house(supervisor, python)
            own = only(house.shared, LOOKED_AT)
            try:
                terminal.say("Checking what must hold in production")
                if house.manage("check", "--deploy", "--fail-level", "ERROR", roles=AS_OWNER, **own):
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
    return House(
        supervisor,
        python,
        _shared(supervisor.state),
        _addresses(),
        host=os.environ.get("HOST") or "127.0.0.1",
        port=ports.number(os.environ.get("PORT") or "8000"),
        show=True,
        stop_seconds=30,
    )


def _addresses() -> Dict[str, str]:
    return {name: _value(name) for name in (*services.ROLES, "REDIS_URL") if _is_set(name)}


def _shared(state: places.Path) -> Dict[str, str]:
    shared: Dict[str, str] = services.clean_environment(state, firms_own=True)
    for name in (*services.ROLES, "REDIS_URL"):
        shared.pop(name + "_FILE", None)  # read apart, so that each process gets its own role and no other
    if os.environ.get("SECRET_KEY"):
        shared["SECRET_KEY"] = os.environ["SECRET_KEY"]
    shared["DJANGO_SETTINGS_MODULE"] = "firmai.settings.production"
    return {**shared, **_public_keys(state)}


def _public_keys(state: places.Path) -> Dict[str, str]:
    """The file of the log's public keys, for who is not given its seeds; nothing where the firm names one of its own.

    Seeds that cannot be used stop no command here: what looks at them before the house starts says so as well.
    """
    seeds = os.environ.get(SEEDS, "")
    if not seeds or os.environ.get("FIRMAI_LOG_PUBLIC_FILE"):
        return {}
    place = state / "firmai_log_public"
    origin = _value("LOG_ORIGIN") if _is_set("LOG_ORIGIN") else log_public.ORIGIN
    try:
        log_public.keep(places.Path(seeds), place, origin)
    except (Problem, OSError) as error:
        terminal.complain(f"The log's public keys were not brought up to date. {error}")
    return {"FIRMAI_LOG_PUBLIC_FILE": str(place)} if place.exists() else {}


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
