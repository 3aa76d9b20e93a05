"""On which of the machine's processors a process runs."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

TASKS = Path("/proc/self/task")
_all: frozenset[int] = frozenset()
"""What this process was given, before it kept to one of them; empty while it has not."""


def keep_to_one() -> None:
    """Run every thread of this process on one of its processors: one interpreter lock lets no two of them go on at the
    same time, and to hand it to a thread on another processor costs more than what is done between (ADR 2).

    Which one is left to chance, so that two workers on one machine do not always meet: in containers both are the
    first process there is. Where the system has no such thing, or says no, nothing changes.
    """
    global _all
    with suppress(AttributeError, OSError):
        given = frozenset(os.sched_getaffinity(0))
        one = secrets.choice(sorted(given))
        os.sched_setaffinity(0, {one})
        _all = given
        for task in TASKS.iterdir():  # a thread that begins later has those of the one that began it
            with suppress(ProcessLookupError):  # it has ended, and the others have not
                os.sched_setaffinity(int(task.name), {one})


def give_all(pid: int) -> None:
    """Let a process that this one has started run on every processor that this one was given: it has a lock of its own,
    or none."""
    if _all:
        with suppress(OSError):  # it may have ended
            os.sched_setaffinity(pid, _all)
