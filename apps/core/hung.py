"""A worker that cannot go on ends itself, so that another takes its place and the leases bring its jobs back.

What a thread does has deadlines inside, and nothing can end a thread that passes them all the same: a lookup of a name
that never returns, a wait for a lock. A job that is far past its deadline is taken for one of those. The worker then
takes nothing more and lets the others finish, because a call that is cut off was paid for. And where one thread lets no
other run at all, not even the one that looks, a timer ends the process that needs nothing of the interpreter.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import threading
import time
from collections.abc import Mapping
from typing import Any

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between looks."""
STDERR = 2
"""The file itself: Celery puts something else in place of Python's."""
STATUS = 70
"""With which a worker ends that has nothing left but what does not end (EX_SOFTWARE)."""


class Watch:
    """Over the jobs of a worker. ``began`` and ``ended`` are receivers of Celery's signals."""

    def __init__(self) -> None:
        self._deadlines: Mapping[str, float] = {}
        self._begun: dict[str, tuple[str, float]] = {}
        self._at_it = threading.Lock()
        """Held by whoever reads or changes what has begun: the pool's threads do, and the one that looks."""
        self._is_ending = False

    def began(self, task_id: str, task: Any, **_kwargs: Any) -> None:
        with self._at_it:
            self._begun[task_id] = (task.name, time.monotonic())

    def ended(self, task_id: str, **_kwargs: Any) -> None:
        with self._at_it:
            self._begun.pop(task_id, None)

    def keep_looking(self, deadlines: Mapping[str, float], *, every: float = EVERY) -> threading.Thread:
        """From a thread of its own, also while the worker stops. ``deadlines`` says of a task, by name, after how many
        seconds its jobs should have ended; at twice that one is taken for hung. A task that is not named may take as
        long as it likes, as long as it lets others run."""
        self._deadlines = deadlines
        self._set_timer()
        thread = threading.Thread(target=self._run, args=(every,), name="hung", daemon=True)
        thread.start()
        return thread

    def _run(self, every: float) -> None:
        pause = threading.Event()
        while True:
            pause.wait(every)
            self.look()

    def look(self) -> None:
        hung = self.hung()
        if not hung:
            if not self._is_ending:
                self._set_timer()
            return
        if not self._is_ending:
            self._is_ending = True
            logger.critical(
                "A job runs for %s seconds and does not end. This worker ends as soon as its other jobs have.",
                round(max(hung.values())),
            )
            self._set_timer()
            # To Celery: take nothing more, and wait for what runs.
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        if len(hung) == len(self._begun):
            os._exit(STATUS)

    def hung(self) -> dict[str, float]:
        """The jobs past twice their deadline, and for how many seconds each has run."""
        with self._at_it:
            begun = [*self._begun.items()]
        now = time.monotonic()
        return {
            job: now - since
            for job, (name, since) in begun
            if now - since > 2 * self._deadlines.get(name, float("inf"))
        }

    def _set_timer(self) -> None:
        """Anew at each look. So it runs out where nobody can look any more, and where the others do not end either. It
        writes places in the code, and no values."""
        seconds = 2 * max(self._deadlines.values())
        faulthandler.dump_traceback_later(seconds, file=STDERR, exit=True)
