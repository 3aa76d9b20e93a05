"""The sandbox: one WSGI application over all the vendors."""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable

from . import control, sites
from .clock import Clock
from .faults import Faults
from .http import Request, Response, from_environ
from .misbehave import answer_with_faults
from .record import Record
from .registry import vendors
from .vendor import Vendor

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Sandbox:
    """All vendors with one seed, clock, switchboard and record. State belongs to the instance.

    Vendors are attributes: ``sandbox.claude``, ``sandbox.clio``. ``keep_bodies=False`` remembers that a
    request was made but nothing of what it carried.
    """

    def __init__(self, seed: int = 7, keep_bodies: bool = True, keep: int = 20_000) -> None:
        self.lock = threading.RLock()
        self.seed = seed
        self.clock = Clock()
        self.faults = Faults()
        self.record = Record(limit=keep, bodies=keep_bodies)
        self._serials: Counter[str] = Counter()
        self.vendors: dict[str, Vendor] = {}
        for kind in vendors():
            self.vendors[kind.name] = kind(self)

    def __getattr__(self, name: str) -> Vendor:
        try:
            return self.__dict__["vendors"][name]
        except KeyError:
            raise AttributeError(name) from None

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

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        method, path, query, headers, body = from_environ(environ)
        host = headers.get("host", "").lower()
        name = host.partition(":")[0]
        if site := sites.BY_HOST.get(name):
            return self._serve(Request(method, path, query, headers, body, site.name, name), start_response)
        first, _, rest = path.lstrip("/").partition("/")
        if first == "_control":
            return control.answer(self, method, rest, body).start(start_response)
        if site := sites.BY_NAME.get(first):
            base = f"{environ.get('wsgi.url_scheme', 'http')}://{host}"
            request = Request(method, "/" + rest, query, headers, body, site.name, site.hosts[0], base)
            return self._serve(request, start_response)
        return Response.json({"error": "the sandbox has nothing at this address"}, 404).start(start_response)

    def _serve(self, request: Request, start_response: Callable) -> Iterable[bytes]:
        vendor = self.vendors.get(sites.BY_NAME[request.site].vendor)
        if vendor is None:
            return Response.json({"error": "this vendor has no stand-in"}, 404).start(start_response)
        route, _, _ = vendor.routes.match(request.method, request.path)
        request.operation = route.operation if route else ""
        request.number = vendor.serial("request")
        kept = self.record.keep(vendor.name, request, self.clock.now())
        response = answer_with_faults(vendor, request)
        self.record.answered(kept, request, response)
        return response.start(start_response)
