"""Worker, scheduler and sequencer as real processes: ordered to die, and started again when they have."""

import contextlib
import os
import re
import socket
import threading
from dataclasses import dataclass, field

import redis

from bench.rig import Part, Rig, wait_until, worker_arguments
from scripts.house import CHECKED
from tests.starter import Starter

BRISK = {
    "CLAUDE_SECONDS": "3",
    "VENDOR_SECONDS": "3",
    "READ_SECONDS": "1",
    "HANDED_OUT_SECONDS": "1",
    "LEASE_GRACE_SECONDS": "1",
    "DELIVERY_SETTLE_SECONDS": "2",
    "CELERY_SKIP_CHECKS": "1",  # as in `scripts.house`
}
"""Leases that run out within seconds, so that what a dead process held is soon taken up by the next."""
HANDS = {
    "worker": ("celery", *worker_arguments(2)),
    "scheduler": ("manage", "schedule", CHECKED),
    "sequencer": ("manage", "sequence", CHECKED),
}


@dataclass(frozen=True)
class Order:
    """Die at the n-th point from now, before or after its commit, or never get past it. A number of 0 only counts."""

    hand: str
    number: int = 0
    side: str = "after"

    def __str__(self) -> str:
        return f"{self.hand} {self.side} {self.number}" if self.number else f"{self.hand} counted"


@dataclass
class Crew:
    """The house on a rig. Use it from one thread; whoever waits through `wait` also tends it."""

    rig: Rig
    hands: dict[str, Part] = field(default_factory=dict)
    tokens: int = 0
    current: dict[str, str] = field(default_factory=dict)
    starter: Starter | None = None
    may_end_with: int = -9

    def start(self) -> None:
        for hand in HANDS:
            self.start_hand(hand)
        self.wait(lambda: all(self.has_begun(hand) for hand in HANDS), "The first sign of every process")

    def start_hand(self, hand: str) -> None:
        arguments = ("tests.crash.launcher", str(self._orders(hand)), *HANDS[hand])
        log = self.rig.folder / f"{hand}.log"
        self.hands[hand] = self.rig.parts[hand] = Part(hand, arguments, {}, log, self._begin(log, arguments))

    def _begin(self, log, arguments):
        if self.starter is None:
            self.starter = Starter({**self.rig.shared, **BRISK}, self.rig.folder / "starter.log")
            self.rig.at_the_end.callback(self.starter.close)
        return self.starter.start(log, *arguments)

    def has_begun(self, hand: str) -> bool:
        """Whether it got as far as doing its work."""
        if hand == "sequencer":
            return "sequencing from index" in self.hands[hand].log.read_text("utf-8", "replace")
        with (
            contextlib.suppress(redis.RedisError),
            redis.Redis.from_url(self.rig.shared["REDIS_URL"]) as queue,
        ):
            return bool(list(queue.scan_iter(f"firmai:alive:{hand}:{self.hands[hand].pid}")))
        return False

    def order(self, order: Order) -> None:
        """Have a process count from here on, and die where the order says so."""
        self.tokens += 1
        token = self.current[order.hand] = f"t{self.tokens}"
        fresh = self._orders(order.hand).with_suffix(".fresh")
        fresh.write_text(f"{token} {order.number} {order.side}\n", encoding="ascii")
        os.replace(fresh, self._orders(order.hand))

    def points(self, hand: str) -> list[str]:
        """The tables of each commit since the last order, in order."""
        return [rest for token, number, rest in self._tally(hand) if number and not rest.startswith("killed")]

    def died(self, hand: str) -> bool:
        """Whether the last order was carried out."""
        return any(rest.startswith("killed") for _, _, rest in self._tally(hand))

    def stand_down(self) -> None:
        """Take back orders whose point was not reached."""
        for hand in HANDS:
            self._orders(hand).unlink(missing_ok=True)

    def _tally(self, hand: str) -> list[tuple[str, int, str]]:
        path = self._orders(hand).with_suffix(".points")
        lines = path.read_text("ascii").splitlines() if path.exists() else []
        rows = [line.split(" ", 2) for line in lines]
        return [(t, int(n), rest) for t, n, rest in rows if t == self.current.get(hand)]

    def _orders(self, hand: str):
        return self.rig.folder / f"{hand}.orders"

    def tend(self) -> None:
        """Start again whoever died on order. Anybody else who ended is a failure of its own."""
        for hand, part in self.hands.items():
            if not part.is_running:
                status = part.process.returncode
                assert status in (-9, self.may_end_with), f"{hand} ended: {part.log.read_text()[-2000:]}"
                part.process = self._begin(part.log, part.arguments)
                part.starts += 1

    def wait(self, look, what: str, *, seconds: float = 60):
        def tended():
            self.tend()
            return look()

        return wait_until(tended, what, seconds=seconds, glance=0.05)


class Ear:
    """Listens to every command that passes through the queue, from the server's own MONITOR."""

    def __init__(self, port: int) -> None:
        self.heard = bytearray()
        self._line = socket.create_connection(("127.0.0.1", port))
        self._line.sendall(b"MONITOR\r\n")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while piece := self._line.recv(65536):
                self.heard += piece

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
        self._thread.join(5)

    @property
    def listens(self) -> bool:
        """Whether nothing has ended it, as the server does for one that is too slow."""
        return self._thread.is_alive()

    @property
    def text(self) -> str:
        return self.heard.decode("utf-8", "replace")


def bodies(heard: str) -> str:
    """What was heard, with the bodies of messages opened: Celery sends them in base64."""
    import base64

    found = [heard]
    for piece in re.findall(r'body\\*":\s*\\*"([A-Za-z0-9+/=]{8,})', heard):
        with contextlib.suppress(ValueError):
            found.append(base64.b64decode(piece).decode("utf-8", "replace"))
    return "\n".join(found)
