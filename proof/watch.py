"""What has to be seen while it happens: the queue's commands, statements' texts, files that come and go, swapping."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis

from proof import files, postgres
from proof.custody import Finding, Place
from proof.patterns import Pattern, search
from tests.crash.crew import Ear

GLANCE = 0.05
BETWEEN_LOOKS = 10
"""Glances at the statements for each look at files and memory maps."""


class Watch:
    """Looks again and again from a thread of its own until it is closed."""

    def __init__(
        self, sought: tuple[Pattern, ...], *, port: int, temporary: Path, pids: Callable[[], Iterable[int]]
    ) -> None:
        self._sought, self._port, self._temporary, self._pids = sought, port, temporary, pids
        self.queries = Finding(Place.QUERIES, forms=len(sought))
        self.temporary = Finding(Place.TEMPORARY, forms=len(sought))
        self.queue = Finding(Place.QUEUE_DURING, forms=len(sought))
        self.swapped = 0
        self.gave_up = ""
        """Once closed: what ended the watching before that. What came afterwards was seen by nobody."""
        self._texts: set[str] = set()
        self._seen: dict[tuple[str, int, int], bool] = {}
        self._ear = Ear(port)
        self._stop = threading.Event()
        self._looking = ThreadPoolExecutor(1, thread_name_prefix="watch").submit(self._look)

    def _look(self) -> None:
        with postgres.connect() as connection:
            glance = 0
            while not self._stop.wait(GLANCE):
                self._statements(connection)
                if glance % BETWEEN_LOOKS == 0:
                    self._files()
                    self.swapped = max(self.swapped, files.swapped(self._pids()))
                glance += 1

    def _statements(self, connection: psycopg.Connection) -> None:
        for (text,) in connection.execute(postgres.TEXTS).fetchall():
            if text not in self._texts:
                self._texts.add(text)
                self.queries.add("pg_stat_activity", len(text), search(text.encode(), self._sought))

    def _files(self) -> None:
        """Each file once, and again when it changed."""
        for path in [*files.below(self._temporary), *files.nameless(self._pids())]:
            try:
                about = path.stat()
            except OSError:
                continue
            state = (str(path), about.st_size, about.st_mtime_ns)
            if state not in self._seen:
                self._seen[state] = True
                found = files.look(Place.TEMPORARY, [path], self._sought)
                self.temporary.add(path.name, found.searched, found.hits)

    def listen_again(self) -> None:
        """To a queue that was started anew; what was heard before is searched now."""
        self._ear.close()
        heard = bytes(self._ear.heard)
        self.queue.add("MONITOR", len(heard), search(heard, self._sought))
        self._ear = Ear(self._port)

    def close(self) -> None:
        self._stop.set()
        broken, deaf = self._looking.exception(), not self._ear.listens
        self.gave_up = type(broken).__name__ if broken else "MONITOR" if deaf else ""
        self._files()
        self._ear.close()
        heard = bytes(self._ear.heard)
        self.queue.add("MONITOR", len(heard), search(heard, self._sought))


def keys(url: str, sought: tuple[Pattern, ...]) -> list[Finding]:
    """Every key of every numbered database of the queue's, its name and its value; and that there are no results."""
    everything = Finding(Place.QUEUE_AFTER, forms=len(sought))
    results = Finding(Place.RESULTS, forms=len(sought))
    with redis.Redis.from_url(url) as asked:
        numbers = [int(name.removeprefix("db")) for name in asked.info("keyspace")]
    for number in numbers:
        with redis.Redis.from_url(urlsplit(url)._replace(path=f"/{number}").geturl()) as queue:
            for name in queue.scan_iter(count=500):
                value = _value(queue, name)
                hits = search(name + b" " + value, sought)
                everything.add(
                    f"{number}:{name.decode('utf-8', 'replace')[:40]}", len(name) + len(value), hits
                )
                if name.startswith(b"celery-task-meta-"):
                    results.add(f"{number}:celery-task-meta", len(value), hits)
    return [everything, results]


def _value(queue: Any, name: bytes) -> bytes:
    """A key's value in one piece. Not DUMP, which packs what is long."""
    read: dict[bytes, Callable[[], Any]] = {
        b"string": lambda: [queue.get(name) or b""],
        b"list": lambda: queue.lrange(name, 0, -1),
        b"set": lambda: queue.smembers(name),
        b"zset": lambda: queue.zrange(name, 0, -1),
        b"hash": lambda: [each for pair in queue.hgetall(name).items() for each in pair],
        b"stream": lambda: [each for _, row in queue.xrange(name) for pair in row.items() for each in pair],
    }
    return b" ".join(read[queue.type(name)]())
