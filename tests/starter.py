"""Processes that begin with everything imported: one process imports it once and forks the others when told.

What runs in them is the product, each in a process and a group of its own that can be killed like any other. Only the
imports, most of what a start costs, are not made again. What is proved of a worker's memory needs one that was started
as the house starts it (`proof.stage`).

`python -m tests.starter` takes orders on its standard input, one a line, and answers each with a line.
"""

import contextlib
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts import processes
from scripts.places import CHECKOUT

GLANCE = 0.01


class Starter:
    """The process that has imported everything, in that environment. Use it from one thread."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as lines:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.starter"],
                cwd=CHECKOUT,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=lines,
                start_new_session=True,
                preexec_fn=processes.follow_parent(signal.SIGKILL),
            )

    def start(self, log: Path, module: str, *arguments: str) -> "Started":
        """Run that module with these arguments, as `python -m` does; what it says is added to the log."""
        return Started(self, self.ask(start=[module, *arguments], log=str(log)))

    def ask(self, **order: Any) -> Any:
        """The answer to an order. Raises BrokenPipeError or ValueError where the starter is gone."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End it, and with it whatever it started."""
        self.process.kill()
        self.process.communicate()


class Started:
    """One of its processes, with as much of `subprocess.Popen` as is asked of one."""

    def __init__(self, starter: Starter, pid: int) -> None:
        self.starter, self.pid = starter, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self.starter.ask(poll=self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(GLANCE)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def main() -> None:
    _import_everything()
    orders, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    _lead_to(0, os.devnull, os.O_RDONLY)
    os.dup2(2, 1)
    follow = processes.follow_parent(signal.SIGKILL)
    for line in orders:
        order = json.loads(line)
        if "poll" in order:
            answer = _ended(order["poll"])
        else:
            answer = os.fork()
            if not answer:
                orders.close()
                answers.close()
                _run(*order["start"], log=order["log"], follow=follow)
                return
        print(json.dumps(answer), file=answers, flush=True)


def _import_everything() -> None:
    import celery.apps.worker  # noqa: F401
    import django
    import kombu.transport.redis  # noqa: F401

    django.setup()

    from apps.audit.management.commands import sequence  # noqa: F401
    from apps.desk.management.commands import schedule  # noqa: F401
    from apps.policy import warming
    from firmai.celery import app

    app.loader.import_default_modules()
    warming.warm()
    gc.collect()
    gc.freeze()  # so that a child need not have a copy of all this the first time it looks for garbage


def _run(module: str, *arguments: str, log: str, follow: Any) -> None:
    os.setsid()
    if follow:
        follow()
    for number in (1, 2):
        _lead_to(number, log, os.O_WRONLY | os.O_APPEND)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _lead_to(number: int, path: str, flags: int) -> None:
    opened = os.open(path, flags | os.O_CREAT, 0o600)
    os.dup2(opened, number)
    os.close(opened)


def _ended(pid: int) -> int | None:
    """The exit status of a child, negative for a signal; nothing while it runs."""
    with contextlib.suppress(ChildProcessError):
        found, status = os.waitpid(pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if found else None
    return None


if __name__ == "__main__":
    main()
