"""The sandbox's own clock. It follows real time until a test moves or stops it."""

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Instants in UTC. Moving it never sleeps; windows and expiries follow at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._shift = timedelta(0)
            self._stopped: datetime | None = None

    def now(self) -> datetime:
        with self._lock:
            return (self._stopped or datetime.now(UTC)) + self._shift

    def timestamp(self) -> float:
        """Seconds since 1970, as ``time.time()`` would say on this clock."""
        return self.now().timestamp()

    def move(self, **by: float) -> datetime:
        """Move by ``timedelta`` arguments (``seconds=``, ``minutes=``, ``days=``); negative moves go back."""
        with self._lock:
            self._shift += timedelta(**by)
        return self.now()

    def stop(self, at: datetime | None = None) -> datetime:
        """Hold the clock at ``at`` (aware) or at its present instant, until ``reset``;

        ``move`` still moves it.
        """
        instant = at or self.now()
        if instant.tzinfo is None:
            raise ValueError("the clock takes aware instants only")
        with self._lock:
            self._stopped, self._shift = instant.astimezone(UTC), timedelta(0)
        return self.now()


def sleep(seconds: float) -> None:
    """Really wait; the one place where the sandbox does so by the wall clock."""
    if seconds > 0:
        time.sleep(seconds)
