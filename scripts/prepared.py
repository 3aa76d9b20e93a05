"""Whether a database and the static files were made ready by the code that is here now, so that it need not be done again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from scripts.places import CHECKOUT

SOURCES = ("apps", "firmai", "demo", "proof", "templates")
FILES = ("requirements.lock", "manage.py", "scripts/prepare.py")
STATIC = CHECKOUT / "staticfiles" / "staticfiles.json"


def is_ours() -> bool:
    """Whether nobody but this checkout changes what was made ready. A server named in the environment is looked at anew."""
    return not os.environ.get("DATABASE_URL") and STATIC.exists()


def stamp(state: Path) -> str:
    """A digest of all that preparing reads, and of which data directory it was done to."""
    digest = hashlib.sha256()
    for path in _read():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(CHECKOUT)} {len(content)}\n".encode() + content)
    made = state / "data" / "PG_VERSION"  # written once, when the data directory is made
    digest.update(str(made.stat().st_mtime_ns if made.exists() else 0).encode())
    return digest.hexdigest()


def _read() -> "list[Path]":
    files = [CHECKOUT / name for name in FILES]
    for name in SOURCES:
        files += [path for path in (CHECKOUT / name).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return sorted(path for path in files if path.exists())
