"""The house as real processes on a database, a queue and stand-ins of their own, for crash tests and benchmarks.

Everything started here is a child of the thread that starts it, is ended when the rig is closed, and is ended by the
kernel if this process dies first. Use it from one thread.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sandbox.claude.app import API_KEY
from sandbox.clio.base import CLIENTS
from scripts import binaries, ports, processes
from scripts.house import CLEAN_MEMORY
from tests import database

CHECKOUT = Path(__file__).resolve().parent.parent
ROLES = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "log": "DATABASE_LOG_URL"}
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "FIRMAI_VALKEY_SERVER")
START_SECONDS = 60
GLANCE = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


class DidNotHappen(AssertionError):
    """Something that was waited for did not come."""


def wait_until(look: Callable[[], Any], what: str, *, seconds: float = 60, glance: float = GLANCE) -> Any:
    """What `look` gives once it gives anything. Raises DidNotHappen after that long."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise DidNotHappen(f"{what} did not come within {seconds:.0f} seconds")
        time.sleep(glance)


@contextlib.contextmanager
def database_of_its_own(
    name: str, make: Callable[[str], tuple[str, str]] = database.create
) -> Iterator[None]:
    """A fresh database beside the configured one; every alias points at it meanwhile."""
    home, made = make(name)
    try:
        yield
    finally:
        database.drop(home, made)


@dataclass
class Part:
    """One process: how it is started again, and where its lines go."""

    name: str
    arguments: tuple[str, ...]
    extra: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes]
    starts: int = 1
    is_strange: bool = False
    """Not of the house: it is told neither of its database nor of its keys."""

    @property
    def pid(self) -> int:
        return self.process.pid

    def memory(self) -> float:
        """Proportional set size of the process and everything below it, in MiB."""
        return sum(_pss(pid) for pid in [self.pid, *_below(self.pid)]) / 1024

    def cpu(self) -> float:
        """CPU seconds that the process and everything below it have spent."""
        return sum(spent_by(pid) for pid in [self.pid, *_below(self.pid)])

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """End it and its group as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds: float = 5) -> None:
        """Ask it to end, then end it."""
        if self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()


@dataclass
class Rig:
    """A place for processes. Open it inside `database_of_its_own`."""

    python: str = sys.executable
    shared: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    queue_port: int = 0
    at_the_end: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    """What is done once every process has ended."""

    def __enter__(self) -> Rig:
        self._folder = tempfile.TemporaryDirectory(prefix="firmai-rig-")
        self.folder = Path(self._folder.name)
        self.queue_port = ports.any_free()
        self.shared = {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "firmai.settings.development",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(self.folder),
            "REDIS_URL": f"redis://127.0.0.1:{self.queue_port}/0",
            "FIRMAI_KEY_FILE": settings.FIRMAI_KEY_FILE,
            "FIRMAI_LOG_KEY_FILE": settings.FIRMAI_LOG_KEY_FILE,
            "CLAUDE_KEY_FILE": self._private("claude", API_KEY),
            "CLIO_CLIENT_FILE": self._private("clio", "\n".join(CLIENTS["ca"])),
            **addresses(),
        }
        return self

    def __exit__(self, *_: object) -> None:
        for part in reversed(self.parts.values()):
            part.kill()
        self.at_the_end.close()
        self._folder.cleanup()

    def _private(self, name: str, text: str) -> str:
        path = self.folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_text(text + "\n", encoding="utf-8")
        return str(path)

    # Processes ------------------------------------------------------------------------------------------------

    def start(self, name: str, *arguments: str, **extra: str) -> Part:
        """Run Python with these arguments in the checkout. Output goes to the part's own log."""
        return self._spawn(name, (self.python, *arguments), extra)

    def start_program(self, name: str, *command: str, **extra: str) -> Part:
        """Run a program that is not of the house and learns nothing of it."""
        return self._spawn(name, command, extra, is_strange=True)

    def again(self, part: Part) -> None:
        """Start an ended part once more, as it was started first."""
        part.process = self._run(part.arguments, part.extra, part.log, is_strange=part.is_strange)
        part.starts += 1

    def end(self, name: str) -> None:
        self.parts.pop(name).stop()

    def _spawn(
        self, name: str, command: tuple[str, ...], extra: dict[str, str], *, is_strange: bool = False
    ) -> Part:
        log = self.folder / f"{name}.log"
        process = self._run(command, extra, log, is_strange=is_strange)
        part = Part(name, command, extra, log, process, is_strange=is_strange)
        self.parts[name] = part
        return part

    def _run(
        self, command: tuple[str, ...], extra: dict[str, str], log: Path, *, is_strange: bool = False
    ) -> subprocess.Popen[bytes]:
        known = ("TMPDIR", *PASSED_ON)
        given = (
            {name: self.shared[name] for name in known if name in self.shared} if is_strange else self.shared
        )
        with log.open("ab") as lines:
            return subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env={**given, **extra},
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
                preexec_fn=processes.follow_parent(signal.SIGKILL),
            )

    def lines(self) -> str:
        """Everything that any part wrote."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    # The queue --------------------------------------------------------------------------------------------------

    def open_queue(self) -> Part:
        """Valkey with nothing on disk, on a port that stays its own when it is started again."""
        config = self.folder / "queue.conf"
        lines = (
            "bind 127.0.0.1",
            f"port {self.queue_port}",
            'save ""',
            "appendonly no",
            f"dir {self.folder}",
        )
        config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        part = self.parts.get("valkey")
        if part is None:
            part = self._spawn("valkey", (str(binaries.valkey()), str(config)), {})
        else:
            self.again(part)
        wait_until(lambda: _listens(self.queue_port), "Valkey", seconds=START_SECONDS)
        return part

    # The stand-ins ------------------------------------------------------------------------------------------------

    def open_sandbox(self, *arguments: str) -> str:
        """The vendors' stand-ins; parts started later are told where they listen."""
        part = self.start("sandbox", "-m", "sandbox", *arguments)
        address = wait_until(lambda: _first_line(part.log), "The sandbox", seconds=START_SECONDS)
        self.shared["SANDBOX_URL"] = address
        return address

    def control(self, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> Any:
        """One call of the stand-ins' switchboard."""
        request = urllib.request.Request(
            f"{self.shared['SANDBOX_URL']}/_control/{path}",
            data=json.dumps(body or {}).encode() if method == "POST" else None,
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def do(self, vendor: str, name: str, **given: Any) -> Any:
        """One of a vendor's controls."""
        return self.control(f"do/{vendor}/{name}", given)["result"]

    # The house ------------------------------------------------------------------------------------------------------

    def start_worker(
        self,
        *,
        slots: int = 16,
        pool: str = "threads",
        app: str = "firmai",
        extra: dict[str, str] | None = None,
    ) -> Part:
        """The worker as `scripts.house` starts it."""
        arguments = ("-m", "celery", *worker_arguments(slots, pool, app))
        usual = {"DATABASE_POOL": str(slots + 2), **CLEAN_MEMORY}
        return self.start("worker", *arguments, **{**usual, **(extra or {})})


def worker_arguments(slots: int, pool: str = "threads", app: str = "firmai") -> tuple[str, ...]:
    """Celery's command line for the worker, as in `scripts.house`."""
    return (
        "-A", app, "worker", "-P", pool, "-c", str(slots), "-Q", "house,claude", "-l", "warning",
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    )  # fmt: skip


def addresses() -> dict[str, str]:
    """What a process is told of the database that is in use now, by variable."""
    return {variable: _address(alias) for alias, variable in ROLES.items() if alias in settings.DATABASES}


def _address(alias: str) -> str:
    """The role's URL as the environment gives it, for that database."""
    given = os.environ.get(ROLES[alias]) or os.environ["DATABASE_URL"]
    return urlsplit(given)._replace(path="/" + settings.DATABASES[alias]["NAME"]).geturl()


def _below(pid: int) -> list[int]:
    """Children, and theirs."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_below(child)]
    return found


def spent_by(pid: int) -> float:
    """CPU seconds of one process so far, and of the children it has waited for; 0 where it is not on this machine."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return 0.0
    return sum(map(int, told.rpartition(")")[2].split()[11:15])) / TICKS


def _pss(pid: int) -> int:
    """KiB, each shared page counted by its share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _listens(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", port)) == 0


def _first_line(log: Path) -> str:
    text = log.read_text("utf-8", "replace")
    line, ended, _ = text.partition("\n")
    if ended and not line.startswith("http://"):
        raise DidNotHappen(f"The sandbox said: {text[-500:]}")
    return line if ended else ""
