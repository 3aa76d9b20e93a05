"""The processes of the running application, and which of the database's roles each of them is given."""

from __future__ import annotations

import signal
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from scripts import prepared
from scripts.places import CHECKOUT, directory
from scripts.problem import Problem
from scripts.supervise import Child, Environment, Supervisor

READY_SECONDS = 60
# Freed memory is overwritten, so that a prompt does not outlive the call or the page it was made for. Without the
# second part glibc keeps small pieces aside as they are (its cache for each thread) and overwrites nothing of them.
CLEAN_MEMORY = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
# Django's checks load every page. They run once for the whole house, before its processes are started.
CHECKED = "--skip-checks"

SEEDS = "FIRMAI_LOG_KEY_FILE"  # whoever has it can sign the log; all others are told its public keys
CLAUDES = "CLAUDE_KEY_FILE"  # whoever has it could send past the gate
APPLICATION = ("DATABASE_URL",)
AS_LOG = ("DATABASE_URL", "DATABASE_LOG_URL")
AS_OWNER = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LOG_URL")


@dataclass(frozen=True)
class Process:
    """A background process: what it is called with, what it may reach, how it is told to stop."""

    name: str
    command: Tuple[str, ...]
    roles: Tuple[str, ...] = APPLICATION
    extra: Tuple[Tuple[str, str], ...] = ()
    private: Tuple[str, ...] = ()  # variables given to this process alone
    is_optional: bool = False  # not started where what it alone is given is not there
    is_replaced: bool = False  # it ends itself where it cannot go on, for another to take its place
    dies_by: int = (
        signal.SIGKILL
    )  # when the supervisor is killed; gunicorn needs a word to take its workers along


PROCESSES = (
    Process(
        "web",
        (
            "-m", "gunicorn", "firmai.wsgi:application", "--bind", "{bind}", "--worker-tmp-dir", "{tmp}",
            "--workers", "{web_workers}", "--threads", "8", "--graceful-timeout", "5", "--no-control-socket",
        ),
        extra=(("DATABASE_POOL", "8"), *CLEAN_MEMORY.items()),
        dies_by=signal.SIGTERM,
    ),
    Process(
        "worker",
        (
            "-m", "celery", "-A", "firmai", "worker", "-P", "threads", "-c", "{slots}", "-Q", "house,claude",
            "-l", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat",
        ),
        # Celery closes a thread's connection after each task; with a pool it is given back and not opened again.
        extra=(("DATABASE_POOL", "{pool}"), ("CELERY_SKIP_CHECKS", "1"), *CLEAN_MEMORY.items()),
        private=(CLAUDES,),
        is_replaced=True,
    ),
    Process("scheduler", ("manage.py", "schedule", CHECKED), extra=tuple(CLEAN_MEMORY.items())),
    Process("sequencer", ("manage.py", "sequence", CHECKED), roles=AS_LOG, private=(SEEDS,)),
    Process("watch", ("manage.py", "watch", CHECKED), private=("CLAUDE_ADMIN_KEY_FILE",), is_optional=True),
)  # fmt: skip
PRIVATE = frozenset(name for process in PROCESSES for name in process.private)


def without_private(shared: Environment) -> Environment:
    return {name: value for name, value in shared.items() if name not in PRIVATE}


def only(shared: Environment, names: Tuple[str, ...]) -> Environment:
    """Those of the variables that are set."""
    return {name: shared[name] for name in names if shared.get(name)}


def of_process(
    shared: Environment, addresses: Environment, roles: Tuple[str, ...], extra: Dict[str, str]
) -> Environment:
    """What one process is given: what all have, the queue, its own roles of the database, and what is its alone."""
    reach = {name: addresses[name] for name in roles}
    return {**without_private(shared), "REDIS_URL": addresses["REDIS_URL"], **reach, **extra}


@dataclass
class House:
    """What the processes have in common in one command."""

    supervisor: Supervisor
    python: Path
    shared: Environment  # of every child
    addresses: Environment  # of the database, by role; each child gets those it is named
    host: str = "127.0.0.1"
    port: int = 8000
    listener: Optional[socket.socket] = None  # already on that port, and handed to the web process
    show: bool = False  # output to the terminal instead of log files
    stop_seconds: float = 8  # how long a child may take to finish what it has in hand

    def environment(self, roles: Tuple[str, ...], extra: Dict[str, str]) -> Environment:
        return of_process(self.shared, self.addresses, roles, extra)

    def command(self, arguments: Tuple[str, ...]) -> List[str]:
        return [str(self.python), *(argument.format(**self._values()) for argument in arguments)]

    def _filled(self, extra: Tuple[Tuple[str, str], ...]) -> Dict[str, str]:
        return {name: value.format(**self._values()) for name, value in extra}

    def _values(self) -> Dict[str, str]:
        slots = self._count("WORKER_SLOTS", "16")
        return {
            "bind": f"fd://{self.listener.fileno()}" if self.listener else f"{self.host}:{self.port}",
            "tmp": str(directory(self.supervisor.state / "tmp", 0o700)),
            "slots": slots,
            "pool": str(int(slots) + 2),
            "web_workers": self._count("WEB_WORKERS", "2"),
        }

    def _count(self, name: str, otherwise: str) -> str:
        given = self.shared.get(name) or otherwise
        if not given.isdecimal() or int(given) < 1:
            raise Problem(f"{name}={given} is not how many there can be: give a whole number from 1.")
        return given

    def start(self, process: Process) -> None:
        own = only(self.shared, process.private)
        self.supervisor.start(
            process.name,
            self.command(process.command),
            environment=self.environment(process.roles, {**self._filled(process.extra), **own}),
            cwd=CHECKOUT,
            dies_by=process.dies_by,
            show=self.show,
            stop_seconds=self.stop_seconds,
            again=partial(self.start, process) if process.is_replaced else None,
            pass_fds=(self.listener.fileno(),) if self.listener and process.name == "web" else (),
        )

    def start_all(self, *, but: Tuple[str, ...] = ()) -> None:
        """Every process that is not running yet and has what it needs, without those named."""
        running = {child.name for child in self.supervisor.children}
        for process in PROCESSES:
            wanted = process.name not in running and process.name not in but
            has_its_own = all(self.shared.get(name) for name in process.private)
            if wanted and (has_its_own or not process.is_optional):
                self.start(process)

    def begin(self, name: str, *arguments: str, roles: Tuple[str, ...] = APPLICATION) -> Child:
        """A job in the background; `finish` of the supervisor waits for it."""
        return self.supervisor.start(
            name,
            self.command(arguments),
            environment=self.environment(roles, {}),
            cwd=CHECKOUT,
            dies_by=signal.SIGKILL,
            ends=True,
        )

    def manage(self, *arguments: str, roles: Tuple[str, ...] = APPLICATION, **extra: str) -> int:
        """A management command in the foreground; its exit status."""
        return self.supervisor.run(
            self.command(("manage.py", *arguments)),
            environment=self.environment(roles, extra),
            cwd=CHECKOUT,
        )

    def prepare(self) -> None:
        """Checks, migrations, rights and static files, as the owner."""
        said = prepared.said_of(self.supervisor.state)
        said.unlink(missing_ok=True)  # or what was said of another database would pass for this one's
        self.supervisor.finish(self.begin("prepare", "-m", "scripts.prepare", str(said), roles=AS_OWNER))

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/"

    def wait_until_ready(self) -> None:
        self.supervisor.wait_until(
            lambda: _answers(self.address + "readyz"),
            seconds=READY_SECONDS,
            what=f"A yes from {self.address}readyz",
        )


def _answers(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
