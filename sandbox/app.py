"""The sandbox: one WSGI application over all the vendors."""

from collections.abc import Callable, Iterable

from . import control, sites
from .http import Request, Response, from_environ
from .misbehave import answer_with_faults
from .record import Record
from .registry import vendors
from .vendor import Frame, Vendor


class Sandbox(Frame):
    """All vendors in one frame, at the addresses where each is called.

    Vendors are attributes: ``sandbox.claude``, ``sandbox.clio``. ``keep_bodies=False`` remembers that a
    request was made but nothing of what it carried.
    """

    def __init__(self, seed: int = 7, keep_bodies: bool = True, keep: int = 20_000) -> None:
        super().__init__(seed, Record(limit=keep, bodies=keep_bodies))
        for kind in vendors():
            self.vendors[kind.name] = kind(self)

    def __getattr__(self, name: str) -> Vendor:
        try:
            return self.__dict__["vendors"][name]
        except KeyError:
            raise AttributeError(name) from None

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
