"""Which processes are alive, as they say themselves: a key in Redis that runs out unless it is renewed."""

import os
import threading
from dataclasses import dataclass

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

SECONDS = 15
"""How long a sign of life counts."""


@dataclass(frozen=True)
class Process:
    kind: str
    pid: int
    clean_memory: bool
    """Whether its allocator overwrites freed memory."""


def connect() -> redis.Redis:
    """A client with a short wait and no second try: a page does not hang because Redis does."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=1,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def clean_memory() -> bool:
    """Whether this process was started so that freed memory is overwritten.

    All three are needed, as `manage.py prove_retention` shows: with glibc's cache for each thread, dozens of pieces of
    a prompt are left as they were.
    """
    given = dict(each.partition("=")[::2] for each in os.environ.get("GLIBC_TUNABLES", "").split(":"))
    overwritten = given.get("glibc.malloc.perturb", "0") != "0"
    cached = given.get("glibc.malloc.tcache_count") != "0"
    return os.environ.get("PYTHONMALLOC") == "malloc" and overwritten and not cached


def say(kind: str) -> None:
    """Renew this process's sign of life."""
    name = f"firmai:alive:{kind}:{os.getpid()}"
    with connect() as client:
        client.set(name, "clean" if clean_memory() else "plain", ex=SECONDS)


def keep_saying(kind: str, stop: threading.Event) -> threading.Thread:
    """Renew it every few seconds from a thread of its own, until told to stop. Redis away: try again."""

    def loop() -> None:
        while not stop.is_set():
            try:
                say(kind)
            except redis.RedisError:
                stop.wait(2)
                continue
            stop.wait(SECONDS / 3)

    thread = threading.Thread(target=loop, name="alive", daemon=True)
    thread.start()
    return thread


def everyone() -> list[Process]:
    """All processes with a sign of life. Raises redis.RedisError when Redis cannot be asked."""
    with connect() as client:
        names = sorted(client.scan_iter(match="firmai:alive:*", count=500))
        values = client.mget(names) if names else []
    return [_process(name, value) for name, value in zip(names, values, strict=True) if value]


def _process(name: str, value: str) -> Process:
    _firmai, _alive, kind, pid = name.split(":")
    return Process(kind=kind, pid=int(pid), clean_memory=value == "clean")
