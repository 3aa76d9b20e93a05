"""What was asked of each vendor, in order, for tests and the demonstration to look at."""

import json
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .http import Request, Response


@dataclass
class Recorded:
    """One request as received. ``body`` is parsed by its media type; ``status`` is None until answered.

    ``answer`` is what was answered, parsed where it is JSON, once ``kept_answer`` is set. ``spoilt`` says that a fault
    was switched on for this request: then the answer is not what the vendor's usually is.
    """

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
    answer: Any = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    kept_answer: bool = False
    spoilt: bool = False

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
    """The newest ``limit`` requests per vendor. With ``bodies=False`` nothing that was sent or answered is kept, and
    with ``answers=False`` nothing that was answered."""

    def __init__(self, limit: int = 20_000, bodies: bool = True) -> None:
        self.limit, self.bodies, self.answers = limit, bodies, bodies
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

    def answered(self, kept: Recorded, request: Request, response: Response) -> None:
        """What was answered to a request that was kept."""
        kept.status, kept.spoilt = response.status, request.spoilt
        if not self.answers or not isinstance(response.body, bytes):
            return
        headers = {name.lower(): value for name, value in response.headers}
        kept.answer, kept.answer_headers = response.body, headers
        if not kept.spoilt and headers.get("content-type", "").partition(";")[0].endswith("json"):
            kept.answer = json.loads(response.body)
        kept.kept_answer = True

    def of(self, vendor: str) -> list[Recorded]:
        with self._lock:
            return list(self._kept[vendor])
