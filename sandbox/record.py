"""What was asked of each vendor, in order, for tests and the demonstration to look at."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .http import Request


@dataclass
class Recorded:
    """One request as received. ``body`` is parsed by its media type; ``status`` is None until answered."""

    vendor: str
    operation: str
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    raw: bytes
    at: datetime
    status: int | None = None

    def summary(self) -> dict:
        """For the control path: everything but bytes that JSON cannot carry."""
        body = self.body.decode("utf-8", "replace") if isinstance(self.body, bytes) else self.body
        return {
            "vendor": self.vendor,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": self.headers,
            "body": body,
            "at": self.at.isoformat(),
            "status": self.status,
        }


class Record:
    """The newest ``limit`` requests per vendor. With ``bodies=False`` nothing that was sent is kept."""

    def __init__(self, limit: int = 20_000, bodies: bool = True) -> None:
        self.limit, self.bodies = limit, bodies
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._kept: dict[str, deque[Recorded]] = defaultdict(lambda: deque(maxlen=self.limit))

    def keep(self, vendor: str, request: Request, at: datetime) -> Recorded:
        kept = Recorded(
            vendor=vendor,
            operation=request.operation,
            method=request.method,
            path=request.path,
            query=request.query,
            headers=dict(request.headers),
            body=request.parsed if self.bodies else None,
            raw=request.body if self.bodies else b"",
            at=at,
        )
        with self._lock:
            self._kept[vendor].append(kept)
        return kept

    def of(self, vendor: str) -> list[Recorded]:
        with self._lock:
            return list(self._kept[vendor])
