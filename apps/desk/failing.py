"""Which looks of the scheduler fail, or go round rows that failed, as it says itself: a key in Redis that runs out
unless it is said again.

Of an error there is its class and how often in a row, never its text: that may hold what a row says.
"""

from dataclasses import dataclass

from apps.desk import alive

SECONDS = 60
"""How long a failure counts that is neither repeated nor made good."""


@dataclass(frozen=True)
class Failing:
    look: str
    error: str
    times: int
    """In a row that all of it failed; 0 where it works."""
    rows: int = 0
    """That it leaves out for now because each of them failed."""


def note(look: str, error: str, *, times: int = 0, rows: int = 0, lasts: float = SECONDS) -> None:
    """Say that a look failed, or which rows of it. It counts for that many seconds. Raises redis.RedisError."""
    with alive.connect() as client:
        client.set(_key(look), f"{error}:{times}:{rows}", ex=int(lasts))


def made_good(look: str) -> None:
    """Say that it works again. Raises redis.RedisError."""
    with alive.connect() as client:
        client.delete(_key(look))


def everyone() -> list[Failing]:
    """All that fail now. Raises redis.RedisError when Redis cannot be asked."""
    with alive.connect() as client:
        names = sorted(client.scan_iter(match=_key("*"), count=500))
        values = client.mget(names) if names else []
    return [_failing(name, value) for name, value in zip(names, values, strict=True) if value]


def _key(look: str) -> str:
    return f"firmai:failing:{look}"


def _failing(name: str, value: str) -> Failing:
    error, times, rows = [*value.split(":"), "0"][:3]  # a version before this one said no rows
    return Failing(look=name.removeprefix(_key("")), error=error, times=int(times), rows=int(rows))
