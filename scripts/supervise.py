"""Children that live and die together.

Each background child leads a process group of its own, is written down with its identity, and is told by the kernel
(on Linux) when this process dies. Whatever ends the command (Ctrl-C, SIGTERM, SIGHUP, a terminal that went away, the
crash of a child), `stop` ends them in the reverse of the order in which they were started. What a `kill -9` of
everything leaves behind is ended by the next start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence

from scripts import processes, terminal
from scripts.places import Notes, directory
from scripts.problem import Problem

Environment = Dict[str, str]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GLANCE = 0.05  # seconds between two looks at the children
ENDED_ITSELF = (70, 1)  # a worker that could not go on (apps/core/hung.py): by itself, and by its timer
WORN_SECONDS = 60  # one that ends sooner does so for another reason, and the next would as well


class Stopped(Exception):
    """Somebody asked for the end. Carries the number of the signal."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


@dataclass
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    known_as: str
    stop_signal: int
    stop_seconds: float
    log: Optional[Path]
    ends: bool  # a job that is done when it ends, and no crash if it ends well
    again: Optional[Callable[[], None]]  # starts another, where this one ended itself
    begun: float


@dataclass
class Supervisor:
    """Starts children, watches them and stops them. One for each command."""

    state: Path
    notes: Notes
    children: List[Child] = field(default_factory=list)
    asked_to_stop: int = 0

    def __post_init__(self) -> None:
        self.logs = directory(self.state / "logs", 0o700)
        self._parent = os.getppid() if os.environ.get("MAKELEVEL") else 0
        self._clear_leftovers()

    # Life and death ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def in_charge(self) -> Iterator["Supervisor"]:
        """Take the signals, and leave no child behind however the block ends."""
        before = {signum: signal.signal(signum, self._hear) for signum in STOP_SIGNALS}
        try:
            yield self
        finally:
            self.stop()
            for signum, handler in before.items():
                signal.signal(signum, handler)

    def _hear(self, signum: int, frame: Optional[FrameType]) -> None:
        self.asked_to_stop = self.asked_to_stop or signum

    def stop(self) -> None:
        while self.children:
            child = self.children[-1]
            if child.process.poll() is None:
                self._end(child)
            self.children.pop()
            with contextlib.suppress(OSError):  # on a full disk too the others have to be ended
                self._write_down()

    def _end(self, child: Child) -> None:
        processes.tell(child.process.pid, child.stop_signal)
        try:
            child.process.wait(child.stop_seconds)
        except subprocess.TimeoutExpired:
            processes.tell(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def _clear_leftovers(self) -> None:
        """End what a killed command left running: these very processes, never others of the same name."""
        for name, pid, known_as, gently in reversed(self.notes.get("children", [])):
            if processes.end(pid, known_as, gently=gently, seconds=10):
                terminal.say(f"Ended {name}, left running by a command that was killed.")
        self.notes.set("children", [])

    def _write_down(self) -> None:
        rows = [[c.name, c.process.pid, c.known_as, c.stop_signal] for c in self.children]
        self.notes.set("children", rows)

    # Starting ---------------------------------------------------------------------------------------------

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Environment,
        cwd: Path,
        stop_signal: int = signal.SIGTERM,
        stop_seconds: float = 8,
        dies_by: int = 0,
        show: bool = False,
        ends: bool = False,
        again: Optional[Callable[[], None]] = None,
        **options: Any,
    ) -> Child:
        """Start a background child. Its output goes to a log file of its own, or with `show` to the terminal.

        `dies_by` is the signal it gets when this process is killed; the stop signal unless given. `again` starts
        another in its place where it ends itself, as a worker does that hangs.
        """
        log = None if show else self.logs / f"{name}.log"
        output = os.open(str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if log else None
        try:
            process = subprocess.Popen(
                list(command),
                env=environment,
                cwd=str(cwd),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.follow_parent(dies_by or stop_signal),
                **options,
            )
        except OSError as error:
            raise Problem(f"{name} cannot be started: {error.strerror}: {command[0]}.") from None
        finally:
            if output is not None:
                os.close(output)
        known_as = processes.identity(process.pid) or ""
        begun = time.monotonic()
        child = Child(name, process, known_as, stop_signal, stop_seconds, log, ends, again, begun)
        self.children.append(child)
        self._write_down()
        return child

    def forget(self, child: Child) -> None:
        """A child that has ended and is expected to have."""
        self.children.remove(child)
        self._write_down()

    def finish(self, job: Child) -> None:
        """Wait for a background job. Raises Problem with the end of its log if it did not end well."""
        self.wait_until(lambda: job.process.poll() is not None)
        self.forget(job)

    def run(self, command: Sequence[str], *, environment: Environment, cwd: Path, **options: Any) -> int:
        """Run something in the foreground, in this process group, and give its exit status.

        Ctrl-C reaches it directly. Any other end of this command is passed on to it.
        """
        process = subprocess.Popen(
            list(command),
            env=environment,
            cwd=str(cwd),
            preexec_fn=processes.follow_parent(signal.SIGTERM),
            **options,
        )
        try:
            self.wait_until(lambda: process.poll() is not None)
        except BaseException:
            self._end_foreground(process)
            raise
        return process.returncode

    def _end_foreground(self, process: "subprocess.Popen[bytes]") -> None:
        if self.asked_to_stop != signal.SIGINT:
            process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # Watching ---------------------------------------------------------------------------------------------

    def look_for_stop(self) -> None:
        """Raises Stopped when the end was asked for, in whatever way."""
        if self._parent and os.getppid() != self._parent:
            self.asked_to_stop = self.asked_to_stop or signal.SIGTERM
        if terminal.is_gone():
            self.asked_to_stop = self.asked_to_stop or signal.SIGHUP
        if self.asked_to_stop:
            raise Stopped(self.asked_to_stop)

    def look(self) -> None:
        """Raises Stopped when the end was asked for, and Problem when a child is no longer there."""
        self.look_for_stop()
        for child in tuple(self.children):
            status = child.process.poll()
            if status is not None and not (child.ends and status == 0) and not self._replaced(child, status):
                raise Problem(f"{child.name} ended ({_said(status)}).{last_lines(child.log)}")

    def _replaced(self, child: Child, status: int) -> bool:
        """Whether another took its place: it had run for a while and ended itself, so a fresh one can go on."""
        if child.again is None or status not in ENDED_ITSELF or time.monotonic() - child.begun < WORN_SECONDS:
            return False
        terminal.say(f"{child.name} ended itself ({_said(status)}). Another takes its place.")
        self.forget(child)
        child.again()
        return True

    def wait_until(self, done: Callable[[], bool], *, seconds: float = 0, what: str = "") -> None:
        """Wait, watching the children. With `seconds`, raises Problem if `what` has not happened by then."""
        deadline = time.monotonic() + seconds
        while True:
            self.look()
            if done():
                return
            if seconds and time.monotonic() > deadline:
                raise Problem(f"{what} did not happen within {seconds:.0f} seconds.")
            time.sleep(GLANCE)

    def watch(self) -> None:
        """Until something ends it."""
        self.wait_until(lambda: False)


def _said(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"


def last_lines(log: Optional[Path], count: int = 15) -> str:
    """The end of a log, for the sentence about a crash."""
    if log is None or not log.exists():
        return ""
    lines = log.read_text("utf-8", "replace").splitlines()[-count:]
    return (
        "".join(f"\n    {line}" for line in lines) + f"\n    ({log})"
        if lines
        else f" Its log, {log}, is empty."
    )
