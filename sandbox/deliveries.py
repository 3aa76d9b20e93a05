"""Webhooks on their way out: what is due, what came back, and when it is tried again.

A delivery is a plain dictionary, ``{"url", "headers", "body"}`` with the body as text (UTF-8 on the wire), so
that it can be handed to a test client or over the control path. Whoever posts it is a function from a delivery
to a status; the one here speaks to loopback and to nothing else.
"""

import http.client
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict
from urllib.parse import urlsplit

from .clock import Clock

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Delivery(TypedDict):
    url: str
    headers: dict[str, str]
    body: str


Post = Callable[[Delivery], int]


@dataclass
class Due:
    """One delivery and its tries. ``make`` builds it afresh each time, because signatures carry the time."""

    make: Callable[[], Delivery]
    at: datetime
    statuses: list[int] = field(default_factory=list)
    done: bool = False


class Deliveries:
    """A queue on the sandbox's clock. ``pauses`` are the minutes before each further try.

    An answer has to come within ``patience`` seconds of that clock; 0 stands for one that came too late
    or not at all.
    """

    def __init__(self, clock: Clock, pauses: Sequence[float], patience: float = 3.0) -> None:
        self.clock = clock
        self.pauses = tuple(pauses)
        self.patience = patience
        self.queue: list[Due] = []

    def add(self, make: Callable[[], Delivery], after: float = 0, times: int = 1) -> list[Due]:
        """Due ``after`` seconds from now; ``times`` over one for a vendor that sends the same thing again."""
        at = self.clock.now() + timedelta(seconds=after)
        added = [Due(make, at) for _ in range(times)]
        self.queue += added
        return added

    def send(self, post: Post, accepted: Callable[[int], bool]) -> list[int]:
        """Try everything that is due now, oldest first, and return the statuses."""
        statuses = []
        due = [item for item in self.queue if not item.done and item.at <= self.clock.now()]
        for item in sorted(due, key=lambda item: item.at):
            status = self._try(item, post)
            item.statuses.append(status)
            statuses.append(status)
            tries = len(item.statuses)
            if accepted(status) or tries > len(self.pauses):
                item.done = True
            else:
                item.at = self.clock.now() + timedelta(minutes=self.pauses[tries - 1])
        return statuses

    def _try(self, item: Due, post: Post) -> int:
        begun = self.clock.now()
        try:
            status = post(item.make())
        except OSError:
            return 0
        return status if (self.clock.now() - begun).total_seconds() <= self.patience else 0


def post_to_loopback(delivery: Delivery, patience: float = 3.0) -> int:
    """Post for real. Raises ValueError for any address but loopback, OSError when nobody answers in time."""
    return exchange_with_loopback(delivery, patience)[0]


def exchange_with_loopback(delivery: Delivery, patience: float = 3.0) -> tuple[int, dict[str, str], bytes]:
    """As ``post_to_loopback``, with the answer's headers (names in lower case) and body."""
    url = urlsplit(delivery["url"])
    if url.hostname not in LOOPBACK or url.scheme != "http":
        raise ValueError("the sandbox posts to loopback only")
    line = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=patience)
    try:
        path = url.path + (f"?{url.query}" if url.query else "")
        line.request("POST", path or "/", delivery["body"].encode(), delivery["headers"])
        answer = line.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()
    except http.client.HTTPException as error:
        raise OSError("not an HTTP answer") from error
    finally:
        line.close()
