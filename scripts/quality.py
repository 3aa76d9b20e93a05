"""`make test` and `make check`."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, List, Tuple

from scripts import environment, locks, places, services, terminal
from scripts.places import CHECKOUT
from scripts.supervise import Environment, Stopped, Supervisor

EVERYTHING = ("base", "services", "dev", "e2e")
# Twice the processors of a small machine: tests of whole processes or on the database wait for much of their time.
PYTEST = ("-m", "pytest", "-n", "4", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not live")
MADE_UP = {  # what a firm would set, for the deploy checks to look at
    "SECRET_KEY": "".join(f"{n:x}~" for n in range(40, 90)),
    "ALLOWED_HOSTS": "firmai.example.ca",
    "CLAUDE_ORGANIZATION": "org-made-up",
    "CLAUDE_WORKSPACE": "wrkspc-made-up",
    "DATABASE_URL": "postgres://firmai_app@localhost/firmai",
    "DATABASE_OWNER_URL": "postgres://firmai_owner@localhost/firmai",
    "DATABASE_LOG_URL": "postgres://firmai_log@localhost/firmai",
}


@dataclass
class Bench:
    """A place to run tools in: services up, an interpreter, and an environment to give them."""

    supervisor: Supervisor
    python: Path
    environment: Environment

    def run(self, *arguments: str, **extra: str) -> int:
        """Run Python with these arguments, or the installed program that the first one names."""
        program, *rest = arguments
        if program.startswith("-") or program.endswith(".py"):
            command = [str(self.python), *arguments]
        else:
            command = [str(self.python.with_name(program)), *rest]
        return self.supervisor.run(command, environment={**self.environment, **extra}, cwd=CHECKOUT)


@contextlib.contextmanager
def place(purpose: str, command: str, settings: str, *, throwaway: bool = True) -> Iterator[Bench]:
    """Raises Problem if the same command is running here already, and Stopped if somebody ends it."""
    state = places.state(purpose)
    with locks.held(state / "lock", command):
        python = environment.ready(*EVERYTHING)
        with Supervisor(state, services.notes_of(state)).in_charge() as supervisor:
            given = services.bring_up(supervisor, throwaway=throwaway)
            cache = places.directory(places.state_root() / "cache", 0o700)
            yield Bench(
                supervisor,
                python,
                {
                    **services.clean_environment(state),
                    **services.keys(state),
                    **given,
                    "DJANGO_SETTINGS_MODULE": settings,
                    "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
                    "RUFF_CACHE_DIR": str(cache / "ruff"),
                    "MYPY_CACHE_DIR": str(cache / "mypy"),
                },
            )


def test(arguments: List[str]) -> int:
    """pytest's exit status. Tests against real vendor accounts are left to be run by hand, and counted as such."""
    try:
        with place("test", "make test", "firmai.settings.testing") as bench:
            return bench.run(*PYTEST, *arguments)
    except Stopped as stopped:
        return 128 + stopped.signum


TEMPLATES = sorted(str(path.relative_to(CHECKOUT)) for path in CHECKOUT.glob("templates/**/*.html"))


@dataclass(frozen=True)
class Check:
    name: str
    command: Tuple[str, ...]
    settings: str = "firmai.settings.testing"


CHECKS = (
    Check("lint", ("ruff", "check", "--quiet", ".")),
    Check("format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("import contracts", ("lint-imports", "--no-logo", "--no-cache")),
    Check("types", ("-m", "mypy", "--no-error-summary")),
    Check("migrations in step", ("manage.py", "makemigrations", "--check", "--dry-run")),
    Check("templates", ("djade", "--check", *TEMPLATES)),
    Check("translations", ("-m", "scripts.translations")),
    Check("security of the code", ("-m", "bandit", "-q", "-r", "-c", "pyproject.toml", "apps", "firmai")),
    Check("deploy", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), "firmai.settings.production"),
)  # fmt: skip


def check(arguments: List[str]) -> int:
    """Every check, whatever the others say; 1 if any failed."""
    results: List[Tuple[str, int, float]] = []
    try:
        with place("check", "make check", "firmai.settings.testing") as bench:
            for one in CHECKS:
                terminal.say(f"── {one.name}")
                begun = time.monotonic()
                extra = MADE_UP if one.settings.endswith("production") else {}
                status = bench.run(*one.command, DJANGO_SETTINGS_MODULE=one.settings, **extra)
                results.append((one.name, status, time.monotonic() - begun))
    except Stopped as stopped:
        return 128 + stopped.signum
    terminal.say(
        "\n" + "\n".join(f"{'ok    ' if not s else 'FAILED'}  {n} ({t:.1f} s)" for n, s, t in results)
    )
    failed = sum(1 for _, status, _ in results if status)
    terminal.say(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0
