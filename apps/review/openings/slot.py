"""A slot of the worker that only opens reviews: calls that take every other one for minutes hold none of them up.

It opens what this worker drafted, at once. What a killed worker left, and what is put off, comes by the queue.
"""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from uuid import UUID

from django.db import connection, connections

from apps.core import memory
from apps.review.openings import services

WAIT = 1.0
"""Seconds after which it looks whether the worker stops."""
_drafted: SimpleQueue[UUID] = SimpleQueue()
_running = threading.Event()


def begin(stopping: threading.Event) -> threading.Thread:
    """Open reviews in a thread until the worker stops."""
    _running.set()
    thread = threading.Thread(target=_run, args=(stopping,), name="openings", daemon=True)
    thread.start()
    return thread


def drafted(request_id: UUID) -> None:
    """A worker's call for this request ended; what it brought, if anything, is opened next."""
    if _running.is_set():
        _drafted.put(request_id)


def _run(stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            request_id = _drafted.get(timeout=WAIT)
        except Empty:
            continue
        services.open_drafted(request_id)
        if _drafted.empty() or connection.errors_occurred:  # else the next one needs it at once
            connections.close_all()
        memory.collect_soon()
    connections.close_all()
    _running.clear()
