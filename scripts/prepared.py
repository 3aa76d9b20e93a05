"""Whether a database and the static files were made ready by the code that is here now."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from scripts.places import CHECKOUT

SOURCES = ("apps", "firmai", "demo", "proof", "templates")
FILES = ("requirements.lock", "manage.py", "scripts/prepare.py")
STATIC = CHECKOUT / "staticfiles" / "staticfiles.json"


def is_ours() -> bool:
    """Whether nobody but this checkout changes what was made ready: not so with a server that the environment names."""
    return not is_named() and STATIC.exists()


def is_named() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def is_made(state: Path) -> bool:
    """Whether there is a database of our own already."""
    return _mark(state).exists()


def _mark(state: Path) -> Path:
    return state / "data" / "PG_VERSION"  # written once, when the data directory is made


def database(state: Path) -> str:
    """What tells our own database since its data was made, or one that is named, from any other; no password.

    One that is named has another behind the same address once it was removed and made again. Which it is, preparing
    says, and that is done on each start of such a one.
    """
    if is_named():
        told = f"{os.environ['DATABASE_URL']} {said_of(state).read_text('utf-8')}"
    else:
        told = str(_mark(state).stat().st_mtime_ns if _mark(state).exists() else 0)
    return hashlib.sha256(told.encode()).hexdigest()


def said_of(state: Path) -> Path:
    """Where preparing writes when the tables were begun."""
    return state / "begun"


def stamp() -> str:
    """A digest of all that preparing reads."""
    digest = hashlib.sha256()
    for path in _read():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(CHECKOUT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _read() -> "list[Path]":
    files = [CHECKOUT / name for name in FILES]
    for name in SOURCES:
        files += [path for path in (CHECKOUT / name).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return sorted(path for path in files if path.exists())
