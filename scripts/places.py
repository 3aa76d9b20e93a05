"""Where things are kept: everything in the checkout, and as root one folder under /var/lib.

Layout of the state directory, one folder for each purpose (demo, test, check, bench) so that none disturbs another:

    <purpose>/lock            held while a command runs; says which process holds it
    <purpose>/state.json      ports, passwords, children (0600)
    <purpose>/keys/           the firm's key, the log's key, the vendor key, the secret key (0700, files 0600)
    <purpose>/data/           PostgreSQL's files
    <purpose>/logs/           one file for each process
    <purpose>/tmp/            temporary files of the children
    cache/                    of ruff, mypy and import-linter
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
FOR_ROOT = Path("/var/lib/firmai-dev")


def is_root() -> bool:
    return os.geteuid() == 0


def state_root() -> Path:
    """The state directory of this checkout, made if missing.

    Root's is outside the checkout because PostgreSQL then runs as another account, which may not be able to enter the
    checkout at all; that account may pass through the folder (0711) and list nothing.
    """
    if not is_root():
        return directory(CHECKOUT / ".dev", 0o700)
    directory(FOR_ROOT, 0o711)
    root = directory(FOR_ROOT / hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:16], 0o711)
    owner = root / "checkout"
    if not owner.exists():
        write_private(owner, str(CHECKOUT) + "\n")
    return root


def state(purpose: str) -> Path:
    return directory(state_root() / purpose, 0o711 if is_root() else 0o700)


def directory(path: Path, mode: int) -> Path:
    path.mkdir(exist_ok=True)
    if path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)
    return path


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step; nobody but this account can read it, not even for a moment."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(
        os.open(str(fresh), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(str(fresh), str(path))


class Notes:
    """`state.json`: what has to be remembered from one command to the next."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._notes = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            self._notes = {}

    def get(self, name: str, default: Any = None) -> Any:
        return self._notes.get(name, default)

    def set(self, name: str, value: Any) -> Any:
        if self._notes.get(name) != value:
            self._notes[name] = value
            write_private(self.path, json.dumps(self._notes, indent=1, sort_keys=True) + "\n")
        return value
