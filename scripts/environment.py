"""The virtual environment in `.venv`: made once, filled from the locks with hashes, and skipped while they stand.

Installing is without resolving (the locks are complete): one uv call where uv is on the PATH, else several pips at
once, because most of what pip does is reading the index's long lists of files, on one processor. The pip that comes
with the interpreter is used where there is one, so that none has to be unpacked first. The person's own settings for
either are left as they are, so that a mirror named there is used.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from scripts import locks, terminal
from scripts.places import CHECKOUT, VENV, Notes, state_root
from scripts.problem import Problem

FIRST_PYTHON = (3, 11)
FIRST_PIP = (22, 3)  # the first that installs for another interpreter (`--python`)
MOST_PIPS = 4
SYSTEMS_OWN = "/usr/bin/python3"
"""The distribution's interpreter makes the environment where it can: it is built with profile-guided optimisation and
mended with the system. One compiled without (pyenv's way, unless asked) takes half as long again for all we do."""
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


def _maker() -> str:
    """The interpreter that the environment is made with. Raises Problem if neither has what that takes."""
    own = getattr(sys, "_base_executable", sys.executable)  # not that of the environment to be cleared
    # Debian ships venv without ensurepip.
    complete = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))"
    for candidate in (SYSTEMS_OWN, own):
        if os.access(candidate, os.X_OK) and _run([candidate, "-c", complete]).returncode == 0:
            return candidate
    raise Problem(NO_VENV)


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
    if VENV.is_symlink():
        raise Problem(
            f"{VENV} is a link, and what it leads to would be emptied: remove the link, and try again."
        )
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
        raise Problem(f"{VENV} is in the way: it is not a virtual environment. Move it, and try again.")
    maker = _maker()
    terminal.say(f"Making .venv with {maker}")
    done = _run([maker, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    if done.returncode:
        raise Problem(
            f"The virtual environment could not be made: {_last_lines(done, 1) or 'no reason given'}"
        )
    Notes(VENV / "installed.json").set("made_at", str(VENV))


def _install(groups: Sequence[str]) -> None:
    files = [CHECKOUT / GROUPS[group] for group in groups]
    terminal.say(f"Installing what {' and '.join(file.name for file in files)} name")
    if not _installed_by_uv(files):
        _install_by_pip(files)


def _installed_by_uv(files: Sequence[Path]) -> bool:
    """Whether uv did it. Where it cannot (its settings are its own), pip is asked."""
    uv = shutil.which("uv")
    if not uv or os.environ.get("FIRMAI_INSTALLER") == "pip":
        return False
    how = [uv, "pip", "install", "--quiet", "--python", str(python()), "--no-deps", "--require-hashes"]
    return _run([*how, *(argument for file in files for argument in ("-r", str(file)))]).returncode == 0


def _install_by_pip(files: Sequence[Path]) -> None:
    how = [
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
        "--require-hashes",
    ]
    pip = [*_pip(), "install", *how]
    with tempfile.TemporaryDirectory(prefix="parts-", dir=str(VENV)) as folder:
        parts = _parts(files, Path(folder))
        running = [
            subprocess.Popen(
                [*pip, "-r", str(part)],
                cwd=str(CHECKOUT),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for part in parts
        ]
        said = [process.communicate()[0] for process in running]
    failed = [text for text, process in zip(said, running) if process.returncode]
    if failed:
        lines = "\n".join(failed[0].strip().splitlines()[-15:])
        raise Problem(f"The packages could not be installed. The installer said:\n{lines}")


def _pip() -> List[str]:
    """The pip that came with this interpreter, told to install for the environment; else the environment's own."""
    if Path(sys.prefix) != VENV and _pip_version() >= FIRST_PIP:
        return [sys.executable, "-m", "pip", "--python", str(python())]
    own = [str(python()), "-m", "pip"]
    if _run([*own, "--version"]).returncode and _run([str(python()), "-m", "ensurepip"]).returncode:
        raise Problem(NO_VENV)
    return own


def _pip_version() -> Tuple[int, ...]:
    try:
        return tuple(int(number) for number in importlib.metadata.version("pip").split(".")[:2])
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return (0,)


def _parts(files: Sequence[Path], folder: Path) -> List[Path]:
    """The locks' entries dealt out, one file for each processor. A package that two locks name is in one part only."""
    entries = list(_entries(files).values())
    count = min(os.cpu_count() or 1, MOST_PIPS, len(entries))
    parts = [folder / f"part-{number}.txt" for number in range(count)]
    for number, part in enumerate(parts):
        part.write_text("".join(entries[number::count]), "utf-8")
    return parts


def _entries(files: Sequence[Path]) -> Dict[str, str]:
    """By name of package: the lines that name it, each with its hashes, as in the first lock that names it."""
    entries: Dict[str, str] = {}
    for file in files:
        here: Dict[str, str] = {}
        name = ""
        for line in file.read_text("utf-8").splitlines(keepends=True):
            if line[:1].isalnum():
                name = line.partition("==")[0]
            if name:
                here[name] = here.get(name, "") + line
        entries = {**here, **entries}
    return entries


def _run(command: List[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=str(CHECKOUT), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def _last_lines(done: "subprocess.CompletedProcess[str]", count: int) -> str:
    return "\n".join((done.stderr + done.stdout).strip().splitlines()[-count:])
