"""Request, response and routes: just enough HTTP for stand-ins, on the standard library alone."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, parse_qsl

PHRASES = {529: "Overloaded"}


class NotJson(ValueError):
    """The body is not a JSON document."""


@dataclass
class Request:
    """One request as a vendor sees it: ``path`` is the vendor's own, whichever way it came in."""

    method: str
    path: str
    query_string: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    site: str
    host: str  # the vendor's host name, even on loopback
    base: str | None = None  # "http://127.0.0.1:port" on loopback, None in-process
    operation: str = ""
    params: dict[str, str] = field(default_factory=dict)  # from the route's {names}
    spoilt: bool = False  # a fault of any kind was switched on for this request
    fault: Any = None  # the vendor's own fault switched on for this request, if any
    number: int = 0  # counts every request of this vendor, from 1

    @cached_property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self.query_string, keep_blank_values=True)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query_string, keep_blank_values=True)

    def one(self, name: str, default: str | None = None) -> str | None:
        """The last value of a query parameter."""
        return self.query.get(name, [default])[-1]

    @cached_property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise NotJson(str(error)) from None

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of an ``application/x-www-form-urlencoded`` body; the last value wins."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def bearer(self) -> str | None:
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else None

    @cached_property
    def parsed(self) -> Any:
        """The body as its media type says: JSON value, form dictionary, or bytes."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.endswith("json") and self.body:
            try:
                return self.json
            except NotJson:
                return self.body
        return self.form if kind == "application/x-www-form-urlencoded" else self.body


class Response:
    """An answer. ``body`` is bytes, or an iterable of bytes that is sent piece by piece."""

    def __init__(
        self, status: int = 200, body: bytes | Iterable[bytes] = b"", headers: dict | None = None
    ) -> None:
        self.status = status
        self.body = body
        self.headers: list[tuple[str, str]] = [(k, str(v)) for k, v in (headers or {}).items()]

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: dict | None = None) -> "Response":
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        body = text.encode(errors="backslashreplace")  # half a character, as JSON writes it
        return cls(status, body, {"content-type": "application/json", **(headers or {})})

    @classmethod
    def text(cls, value: str, status: int = 200, kind: str = "text/plain; charset=utf-8") -> "Response":
        return cls(status, value.encode(), {"content-type": kind})

    @classmethod
    def redirect(cls, location: str, status: int = 302) -> "Response":
        return cls(status, b"", {"location": location})

    @property
    def streamed(self) -> bool:
        return not isinstance(self.body, bytes)

    def with_headers(self, **headers: str) -> "Response":
        """Add headers; underscores in the names become hyphens. Returns the same response."""
        self.headers += [(name.replace("_", "-"), str(value)) for name, value in headers.items()]
        return self

    @property
    def status_line(self) -> str:
        try:
            phrase = PHRASES.get(self.status) or HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Unknown"
        return f"{self.status} {phrase}"

    def start(self, start_response: Callable) -> Iterable[bytes]:
        """Answer a WSGI server. A streamed body carries no length, so a server sends it in chunks."""
        headers = list(self.headers)
        if isinstance(self.body, bytes):
            headers.append(("content-length", str(len(self.body))))
            start_response(self.status_line, headers)
            return [self.body]
        start_response(self.status_line, headers)
        return self.body


Handler = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    operation: str
    handler: str  # the name of a method of the vendor


class Routes:
    """Routes of one vendor, filled by decorating its methods.

    ``{name}`` is a segment, ``{name:path}`` the rest.
    """

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __call__(self, method: str, template: str, operation: str) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self.add(method, template, operation, handler.__name__)
            return handler

        return keep

    def add(self, method: str, template: str, operation: str, handler: str) -> None:
        """A route to a method that is defined elsewhere, by its name."""
        self._routes.append(Route(method, _pattern(template), operation, handler))

    def match(self, method: str, path: str) -> tuple[Route | None, dict[str, str], set[str]]:
        """The route and its parameters; when none fits, the methods that this path would take."""
        allowed: set[str] = set()
        for route in self._routes:
            if found := route.pattern.fullmatch(path):
                if route.method == method:
                    return route, found.groupdict(), allowed
                allowed.add(route.method)
        return None, {}, allowed

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    @property
    def operations(self) -> set[str]:
        return {route.operation for route in self._routes}


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:path)?\}", template)
    out = [re.escape(parts[0])]
    for name, rest, literal in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        out += [f"(?P<{name}>{'.+' if rest else '[^/]+'})", re.escape(literal)]
    return re.compile("".join(out))


def from_environ(environ: dict) -> tuple[str, str, str, dict[str, str], bytes]:
    """Method, path, query, headers and body of a WSGI request."""
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    return (
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", "/"),
        environ.get("QUERY_STRING", ""),
        headers,
        body,
    )
