"""Other people's programs, run over content without trusting them: pipes in and out, limits, no network, no files.

What goes in lies in memory that belongs to this process and has no name in any folder (memfd); what comes out is read
from a pipe. ``launch`` makes the program give up the rest. Its environment is empty but for what is named here.
"""

from __future__ import annotations

import os
import subprocess  # nosec: two programs of the distribution, by their full path, without a shell
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from apps.core import processors

LAUNCH = Path(__file__).with_name("launch.py")
MEMORY = 1024 * 1024 * 1024
"""Bytes of addresses that a program may have: a page of 300 dots to the inch and two languages take a third of it."""
ENVIRONMENT = {"LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


class Failed(Exception):
    """The program ended otherwise than well, took too long, or said more than it may. Carries nothing it said."""


def run(*steps: Sequence[str], given: bytes, seconds: float, most: int) -> bytes:
    """What the last program says when each is given what the one before it says. Raises Failed.

    ``steps`` are programs by their full path with their arguments; ``most`` is how many bytes the last may say.
    """
    try:
        with _in_memory(given) as source:
            return _run(steps, source, seconds, most)
    except OSError:  # no room for the bytes or for another process: that says nothing of the document
        raise Failed from None


def _run(steps: Sequence[Sequence[str]], source: int, seconds: float, most: int) -> bytes:
    running: list[subprocess.Popen[bytes]] = []
    try:
        for step in steps:
            running.append(_start(step, running[-1].stdout if running else source, seconds))
        return _said(running, seconds, most)
    finally:
        _end(running)


def _start(step: Sequence[str], source: IO[bytes] | int | None, seconds: float) -> subprocess.Popen[bytes]:
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(MEMORY), str(max(1, round(seconds))), *step]
    started = subprocess.Popen(  # noqa: S603  # nosec: see above
        launch, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT, cwd="/"
    )
    processors.give_all(started.pid)
    return started


def _said(running: list[subprocess.Popen[bytes]], seconds: float, most: int) -> bytes:
    for before in running[:-1]:
        assert before.stdout is not None
        before.stdout.close()  # the program that reads it holds it alone, and is told when the other ends
    last = running[-1].stdout
    assert last is not None
    # A pipe is read to its end; whoever is still writing when the time is over is ended, which is an end too.
    late = threading.Timer(seconds, _kill, [running])
    late.daemon = True
    late.start()
    try:
        said = last.read(most + 1)
        if len(said) > most:
            raise Failed
        ended = [each.wait() for each in running]
    finally:
        late.cancel()
    if any(ended):
        raise Failed
    return said


def _kill(running: list[subprocess.Popen[bytes]]) -> None:
    for each in running:
        each.kill()


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    _kill(running)
    for each in running:
        if each.stdout is not None:
            each.stdout.close()
        each.wait()


@contextmanager
def _in_memory(data: bytes) -> Iterator[int]:
    kept = os.memfd_create("page")
    try:
        os.truncate(kept, len(data))
        view = memoryview(data)
        while view:
            view = view[os.write(kept, view) :]
        os.lseek(kept, 0, os.SEEK_SET)
        yield kept
    finally:
        os.close(kept)
