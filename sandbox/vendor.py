"""What every stand-in shares: the frame that all stand in, its routes, its own errors in its own words."""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from . import sites
from .clock import Clock
from .faults import Faults
from .http import NotJson, Request, Response, Routes
from .record import Record, Recorded

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Frame:
    """One seed, clock, switchboard and record for all vendors in it. State belongs to the instance."""

    def __init__(self, seed: int, record: Record) -> None:
        self.lock = threading.RLock()
        self.seed = seed
        self.clock = Clock()
        self.faults = Faults()
        self.record = record
        self._serials: Counter[str] = Counter()
        self.vendors: dict[str, Vendor] = {}

    def reset(self, seed: int | None = None) -> None:
        """No faults, no records, no vendor state, real time. Requests that were being held are let go."""
        self.faults.release()
        with self.lock:
            self.seed = self.seed if seed is None else seed
            self.faults.clear()
            self.record.reset()
            self.clock.reset()
            self._serials.clear()
            for vendor in self.vendors.values():
                vendor.reset()

    def identifier(self, *parts: object, length: int = 24) -> str:
        text = "\x1f".join(str(part) for part in (self.seed, *parts))
        number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=64).digest())
        out: list[str] = []
        while len(out) < length:
            number, at = divmod(number, len(LETTERS))
            out.append(LETTERS[at])
        return "".join(out)

    def serial(self, name: str) -> int:
        with self.lock:
            self._serials[name] += 1
            return self._serials[name]


class Vendor:
    """Base of a stand-in.

    A vendor sets ``name`` and ``routes``, and keeps its state in what ``reset`` makes.
    """

    name: ClassVar[str]
    routes: ClassVar[Routes]
    own_faults: ClassVar[frozenset[str] | set[str]] = frozenset()
    controls: ClassVar[frozenset[str] | set[str]] = frozenset()  # methods that the control path may call

    def __init__(self, sandbox: Frame) -> None:
        self.sandbox = sandbox
        self.lock = sandbox.lock
        self.clock = sandbox.clock
        sandbox.faults.allow(self.name, self.routes.operations, set(self.own_faults))
        self.reset()

    def reset(self) -> None:
        """Back to the first state. Called with the sandbox's lock held, and once at the start."""

    # What a vendor says in its own words

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        """An error in the vendor's own shape. ``code`` is the vendor's own error code where it has them."""
        return Response.json({"error": told or f"status {status}"}, status)

    def not_found(self, request: Request) -> Response:
        return self.error(404, request, "No such path.")

    def not_allowed(self, request: Request, allowed: Iterable[str]) -> Response:
        return self.error(405, request, "Method not allowed.").with_headers(allow=", ".join(sorted(allowed)))

    def limited(self, request: Request, headers: dict[str, str]) -> Response:
        """429 as a fault; the vendor decides what else such an answer carries."""
        answer = self.error(429, request, "Too many requests.")
        answer.headers += list(headers.items())
        return answer

    def finish(self, request: Request, response: Response) -> Response:
        """The last word on every answer of this vendor (headers that are on all of them)."""
        return response

    # What the frame does with a request

    def answer(self, request: Request) -> Response:
        route, params, allowed = self.routes.match(request.method, request.path)
        if route is None:
            return self.not_allowed(request, allowed) if allowed else self.not_found(request)
        request.params = params
        handler: Callable[[Request], Response] = getattr(self, route.handler)
        try:
            return handler(request)
        except NotJson:
            return self.error(400, request, "The request body is not valid JSON.")

    def address(self, request: Request, path: str, site: str | None = None, host: str | None = None) -> str:
        """An absolute URL the caller of ``request`` can follow:

        same way in, same vendor unless ``site`` says.
        """
        own = host is None and site is None and request.base is None
        return sites.address(
            site or request.site, path, base=request.base, host=request.host if own else host
        )

    def identifier(self, *parts: object, length: int = 24) -> str:
        """Letters and digits that depend on the seed, the vendor and ``parts`` alone."""
        return self.sandbox.identifier(self.name, *parts, length=length)

    def serial(self, name: str) -> int:
        """1, 2, 3 ... under a name, from the last reset on."""
        return self.sandbox.serial(f"{self.name}.{name}")

    @property
    def requests(self) -> list[Recorded]:
        """Every request since the last reset, oldest first."""
        return self.sandbox.record.of(self.name)

    def configure(self, **settings: Any) -> None:
        """Change settings by name; raises ValueError for one that this vendor does not have."""
        for name, value in settings.items():
            if name.startswith("_") or name not in self.settings():
                raise ValueError(f"{self.name} has no setting {name!r}")
            setattr(self, name, value)

    @classmethod
    def settings(cls) -> set[str]:
        """Names that ``configure`` takes: the class's annotated, plain attributes."""
        return {n for kind in cls.__mro__ for n in vars(kind).get("SETTINGS", ())}
