"""The switchboard: which vendor, on which operation, goes wrong how, how often.

A fault is an HTTP status (``529``) or a name. The names below work for every vendor; a vendor adds its own in
``Vendor.own_faults`` and finds the fault in ``request.fault``. Faults of an operation are used up in the
order they were set; ``"*"`` stands for every operation of the vendor.
"""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

EVERY = "*"

COMMON = {
    "garbage": "200 with a body that is not what its media type says",
    "html": "200 with an HTML page, as a proxy in between would send",
    "empty": "200 with no body",
    "truncated": "the answer without its second half, and the connection closed",
    "never": "no answer at all until released, or for at most `cap` seconds; the work is not done",
    "dropped": "the connection closes after the work was done",
    "dropped_before": "the connection closes before anything was done",
    "slow": "the right answer after `seconds`",
    "redirect": "`status` (307) to `location`",
    "headers": "the right answer with `headers` set or (null) removed",
    "retry_after": "429 with `value` as its Retry-After header, whatever form that has",
}


@dataclass(frozen=True)
class Fault:
    """``kind`` is a name; a status set as a number has kind ``status`` and its number in ``options``."""

    kind: str
    options: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.options.get(name, default)


class Faults:
    """Set by tests or over ``/_control/faults``; read by the frame once per request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own: dict[str, set[str]] = {}
        self._operations: dict[str, set[str]] = {}
        self._released = threading.Event()
        self._waiting: dict[tuple[str, str], deque[tuple[Fault, int | None]]] = {}

    def allow(self, vendor: str, operations: set[str], own: set[str]) -> None:
        """A vendor's operations and own fault names, so that a misspelt switch is refused and not ignored."""
        self._operations[vendor], self._own[vendor] = operations, own

    def set(
        self, vendor: str, operation: str, fault: int | str, times: int | None = 1, **options: Any
    ) -> None:
        """Switch a fault on for the next ``times`` requests (None:

        until cleared). Raises ValueError if unknown.
        """
        if vendor not in self._operations:
            raise ValueError(f"no vendor {vendor!r}")
        if operation != EVERY and operation not in self._operations[vendor]:
            known = ", ".join(sorted(self._operations[vendor]))
            raise ValueError(f"{vendor} has no operation {operation!r}; it has {known}")
        if isinstance(fault, int):
            made = Fault("status", {"status": fault, **options})
        elif fault in COMMON or fault in self._own[vendor]:
            made = Fault(fault, options)
        else:
            raise ValueError(f"{vendor} has no fault {fault!r}")
        with self._lock:
            self._waiting.setdefault((vendor, operation), deque()).append((made, times))

    def take(self, vendor: str, operation: str) -> Fault | None:
        """The next fault for this request, used up once."""
        with self._lock:
            for key in ((vendor, operation), (vendor, EVERY)):
                if queue := self._waiting.get(key):
                    fault, left = queue[0]
                    if left is not None and left <= 1:
                        queue.popleft()
                    elif left is not None:
                        queue[0] = (fault, left - 1)
                    return fault
        return None

    def clear(self, vendor: str | None = None) -> None:
        with self._lock:
            for key in [key for key in self._waiting if vendor in (None, key[0])]:
                del self._waiting[key]

    def waiting(self) -> Iterator[dict]:
        with self._lock:
            held = [(key, list(queue)) for key, queue in self._waiting.items()]
        for (vendor, operation), queue in held:
            for fault, times in queue:
                yield {
                    "vendor": vendor,
                    "operation": operation,
                    "fault": fault.kind,
                    "times": times,
                    "options": fault.options,
                }

    def release(self) -> None:
        """Let go of every request that is being held back now."""
        with self._lock:
            held, self._released = self._released, threading.Event()
        held.set()

    def hold(self, cap: float) -> None:
        """Wait until released, at most ``cap`` seconds."""
        with self._lock:
            event = self._released
        event.wait(cap)
