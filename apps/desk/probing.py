"""Asking what the house rests on, for whoever has to be answered in a moment: none is waited for longer than that.

A database or a queue that is away may refuse, or say nothing for as long as the network lets it. Each of the two is
asked in a thread of its own, over a connection of its own with short waits, and no more once it has failed.
"""

from __future__ import annotations

import copy
import enum
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import redis
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections
from django.db.utils import load_backend

SECONDS = 1.0
"""How long an answer is waited for. What has not answered by then does not hold."""
AWAY = (OperationalError, InterfaceError, redis.RedisError, OSError)


class Server(enum.Enum):
    DATABASE = "database"
    REDIS = "redis"


@dataclass(frozen=True)
class Part:
    """Something that has to hold, and what is asked for it."""

    source: Server
    holds: Callable[[], bool]


def ask(parts: Mapping[str, Part]) -> dict[str, bool]:
    """Whether each holds, by its name. What cannot be asked, or not in time, does not."""
    found = dict.fromkeys(parts, False)
    until = time.monotonic() + SECONDS
    asking = [
        threading.Thread(target=_ask, args=(source, parts, found), name="probe", daemon=True)
        for source in Server
        if any(part.source is source for part in parts.values())
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(max(0.0, until - time.monotonic()))
    return dict(found)


def _ask(source: Server, parts: Mapping[str, Part], found: dict[str, bool]) -> None:
    with _own_connection():
        for name, part in parts.items():
            if part.source is source:
                try:
                    found[name] = part.holds()
                except AWAY:
                    return
                except DatabaseError:
                    continue


@contextmanager
def _own_connection() -> Iterator[None]:
    """The database over a connection of this thread's alone, outside any pool, that is not waited for."""
    given = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS])
    options = {name: value for name, value in given.get("OPTIONS", {}).items() if name != "pool"}
    within = f"{options.get('options', '')} -c statement_timeout={int(SECONDS * 1000)}".strip()
    short = {"connect_timeout": 1, "tcp_user_timeout": int(SECONDS * 1000), "options": within}
    given["OPTIONS"] = options | short
    own = load_backend(given["ENGINE"]).DatabaseWrapper(given, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield
    finally:
        own.close()
