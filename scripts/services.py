"""PostgreSQL and the queue for a command: the servers that the environment names, else our own."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Dict, Set

from scripts import dotenv, log_public
from scripts.places import CHECKOUT, Notes, directory, write_private
from scripts.postgres import APPLICATION, LOG, OWNER, SUPERUSER, Postgres
from scripts.supervise import Environment, Supervisor
from scripts.valkey import Valkey

LONGEST_TMP = 70  # a socket's path ends at about 107 bytes, and programs add names of their own
THE_MACHINES = ("POSTGRES_BIN", "RECOGNITION_PATH", "WEB_WORKERS", "WORKER_SLOTS")
ROLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LOG_URL", "DATABASE_ADMIN_URL")


def bring_up(supervisor: Supervisor, *, throwaway: bool = False) -> Environment:
    """Start what is not named in the environment; give the addresses of all of it, by variable."""
    addresses = _named_database() or _own_database(supervisor, throwaway)
    addresses["REDIS_URL"] = os.environ.get("REDIS_URL") or _own_queue(supervisor)
    return addresses


def _named_database() -> Environment:
    """DATABASE_URL and its companions as given. Who names only one is taken to have one role for everything."""
    application = os.environ.get("DATABASE_URL", "")
    if not application:
        return {}
    return {name: os.environ.get(name) or application for name in ROLES}


def _own_database(supervisor: Supervisor, throwaway: bool) -> Environment:
    server = Postgres(supervisor.state, supervisor.notes, throwaway=throwaway)
    server.start(supervisor)
    addresses = {name: server.url(role) for name, role in zip(ROLES, (APPLICATION, OWNER, LOG, SUPERUSER))}
    return {**addresses, "POSTGRES_BIN": str(server.folder)}


def _own_queue(supervisor: Supervisor) -> str:
    server = Valkey(supervisor.state, supervisor.notes)
    server.start(supervisor)
    return server.url()


def keys(state: Path) -> Environment:
    """The files of keys that a firm keeps, made once with random values; the vendor's key is made up.

    Each is `version:base64(32 bytes)`, except the vendor's key and the secret key, which are the text itself, and the
    log's public keys, which are made from its seeds.
    """
    folder = directory(state / "keys", 0o700)
    lines: Dict[str, str] = {
        "FIRMAI_KEY_FILE": "1:" + base64.b64encode(secrets.token_bytes(32)).decode() + "\n",
        "FIRMAI_LOG_KEY_FILE": "1:" + base64.b64encode(secrets.token_bytes(32)).decode() + "\n",
        "CLAUDE_KEY_FILE": "sk-ant-api03-made-up-" + secrets.token_hex(16) + "\n",
        "SECRET_KEY_FILE": secrets.token_urlsafe(48),  # read as it stands, so without an end of line
    }
    files = {name: _once(folder / name.lower(), line) for name, line in lines.items()}
    files["FIRMAI_LOG_PUBLIC_FILE"] = folder / "firmai_log_public_file"
    log_public.keep(files["FIRMAI_LOG_KEY_FILE"], files["FIRMAI_LOG_PUBLIC_FILE"], log_public.ORIGIN)
    return {name: str(path) for name, path in files.items()}


def _once(path: Path, line: str) -> Path:
    if not path.exists():
        write_private(path, line)
    return path


def clean_environment(state: Path, *, firms_own: bool = False) -> Environment:
    """This process's environment without what would steer a child elsewhere than the command says.

    What a firm sets for its house is for that house alone (``firms_own``): a demonstration that was started in the same
    shell would write into the firm's list of destructions, and ask for its organization.
    """
    firms = set() if firms_own else _of_a_firm()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(
            ("ANTHROPIC_", "PG", "MAKE", "DJANGO_SETTINGS_MODULE", "PYTHONHOME", "PYTHONPATH")
        )
        and name not in (*ROLES, "REDIS_URL", "SECRET_KEY", "MFLAGS", "__PYVENV_LAUNCHER__")
        and name not in firms
    }
    tmp = directory(state / "tmp", 0o700)
    if len(str(tmp)) <= LONGEST_TMP:
        kept["TMPDIR"] = str(tmp)
    kept["PYTHONUNBUFFERED"] = "1"
    # Without compiled files on the disk each of half a dozen processes would compile everything again at each start.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def _of_a_firm() -> Set[str]:
    """Every setting of a firm's house, as a value or as the file of one, but for what is the machine's: where its
    programs are, how much it runs at once, and how long it is given."""
    names = dotenv.names(CHECKOUT / ".env.example")
    firms = {name for name in names if name not in THE_MACHINES and not name.endswith("_SECONDS")}
    return firms | {f"{name}_FILE" for name in names}


def notes_of(state: Path) -> Notes:
    return Notes(state / "state.json")
