"""The virtual environment in `.venv`: made once, filled from the locks with hashes, and skipped while they stand.

Installing is one pip call without resolving (the locks are complete) or, where uv is on the PATH, one uv call. The
person's own settings for either are left as they are, so that a mirror named there is used.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Sequence

from scripts import locks, terminal
from scripts.places import CHECKOUT, VENV, Notes, state_root
from scripts.problem import Problem

FIRST_PYTHON = (3, 11)
INTERPRETERS = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")
GROUPS = {
    "base": "requirements.lock",
    "services": "requirements-services.lock",
    "dev": "requirements-dev.lock",
    "e2e": "requirements-e2e.lock",
}
NO_PYTHON = (
    "Python 3.11 or later is needed and was not found: "
    "install it (Debian 12 or later: apt-get install python3 python3-venv)."
)
NO_VENV = "Python's venv module is incomplete here: install it (Debian: apt-get install python3-venv)."


def find_python() -> str:
    """The first interpreter on the PATH that is new enough; this one if it is. Raises Problem if there is none."""
    if sys.version_info >= FIRST_PYTHON:
        return sys.executable
    for name in INTERPRETERS:
        found = shutil.which(name)
        if found and _is_new_enough(found):
            return found
    raise Problem(NO_PYTHON)


def _is_new_enough(python: str) -> bool:
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    done = subprocess.run([python, "-c", test], stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode == 0


def python() -> Path:
    return VENV / "bin" / "python"


def ready(*groups: str) -> Path:
    """The environment's interpreter, with these groups of the lock installed in it."""
    with locks.held(state_root() / "environment.lock", "Setting up", wait=True):
        notes = Notes(VENV / "installed.json")
        wanted = _stamp(groups)
        if not _stands(notes):
            _make()
            notes = Notes(VENV / "installed.json")
        installed: Dict[str, str] = notes.get("groups", {})
        missing = [group for group in groups if installed.get(group) != wanted[group]]
        if missing:
            _install(missing)
            notes.set("groups", {**installed, **{group: wanted[group] for group in missing}})
    return python()


def _stamp(groups: Sequence[str]) -> Dict[str, str]:
    return {group: hashlib.sha256((CHECKOUT / GROUPS[group]).read_bytes()).hexdigest() for group in groups}


def _stands(notes: Notes) -> bool:
    """Whether the environment is ours, is where it was made, and its interpreter still runs."""
    if notes.get("made_at") != str(VENV):
        return False
    try:
        return _is_new_enough(str(python()))
    except OSError:
        return False


def _make() -> None:
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
        raise Problem(f"{VENV} is in the way: it is not a virtual environment. Move it, and try again.")
    terminal.say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]}")
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv  # noqa: F401
    except ImportError:
        raise Problem(NO_VENV) from None
    own = getattr(sys, "_base_executable", sys.executable)  # not that of the environment to be cleared
    done = subprocess.run(
        [own, "-m", "venv", "--clear", str(VENV)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines()
        if any("ensurepip" in line for line in lines):
            raise Problem(NO_VENV)
        raise Problem(
            f"The virtual environment could not be made: {lines[-1] if lines else 'no reason given'}"
        )
    Notes(VENV / "installed.json").set("made_at", str(VENV))


def _install(groups: Sequence[str]) -> None:
    terminal.say(f"Installing what {' and '.join(GROUPS[group] for group in groups)} name")
    files = [argument for group in groups for argument in ("-r", str(CHECKOUT / GROUPS[group]))]
    said = ""
    for command in _installers(files):
        done = subprocess.run(
            command, cwd=str(CHECKOUT), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode == 0:
            return
        said = "\n".join((done.stderr + done.stdout).strip().splitlines()[-15:])
    raise Problem(f"The packages could not be installed. The installer said:\n{said}")


def _installers(files: List[str]) -> List[List[str]]:
    """Ways to install, the fastest first. Where uv cannot (its settings are its own), pip is asked."""
    ways = []
    uv = shutil.which("uv")
    if uv and os.environ.get("FIRMAI_INSTALLER") != "pip":
        ways.append(
            [
                uv,
                "pip",
                "install",
                "--quiet",
                "--python",
                str(python()),
                "--no-deps",
                "--require-hashes",
                *files,
            ]
        )
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    ways.append([*pip, "--no-deps", "--no-compile", "--require-hashes", *files])
    return ways
