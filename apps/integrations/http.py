"""What every vendor's client shares: how a request leaves this house, and what may come back.

Only the vendors' folders import this. There is no verb here for deleting. A client names the hosts it may speak to;
a redirect is an answer, never followed; proxies and certificates named in the environment are not obeyed; an answer
has a size and a time after which it is given up; and whatever goes wrong becomes ``Transient`` or ``Permanent``.
"""

import json as json_module
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from apps.integrations import waits, wire
from apps.integrations.errors import Fault, Permanent, RemoteError, Transient

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes of an answer that is read as JSON. Files have limits of their own."""
LARGEST_FILE = 64 * 1024 * 1024
_ENCRYPTED = {("https", None), ("https", 443)}
_OPEN_AIR = {*_ENCRYPTED, ("http", None), ("http", 80)}

# On loopback all sites of a vendor share one address; what differs is the first segment of the path. The browser
# needs it (the OAuth page); our own requests keep the vendor's host name and only the connection is turned aside.
SEGMENTS = {"ca.app.clio.com": "clio", "app.clio.com": "clio-us", "auth.mycase.com": "mycase"}


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower-case names) and body of an answer that was read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, read by ``parsed``. Raises Transient ``garbled`` for anything else, such as a page with
        status 200."""
        found: Any = None
        try:
            found = parsed(self.body)
        except ValueError:
            garbled = True
        else:
            garbled = False
        if garbled:
            raise fault(Fault.GARBLED, sent="unknown", status=self.status)
        return found


def parsed(body: bytes) -> Any:
    """JSON, a mark in the place of what is no character: half of one, as a vendor leaves it that cuts a text short, or
    NUL. Raises ValueError."""
    try:
        found = json_module.loads(body)
        return _legible(found) if _NO_CHARACTER.search(body) else found
    except RecursionError:
        pass
    raise ValueError("nested without end")


# As JSON writes them, or as they are in what is not quite UTF-8. Of a whole pair the first half is one of these too.
_NO_CHARACTER = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\xed[\xa0-\xbf]")


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\x00", "\ufffd")
    if isinstance(value, list):
        return [_legible(each) for each in value]
    if isinstance(value, dict):
        return {_legible(name): _legible(each) for name, each in value.items()}
    return value


class Line:
    """An open line to one vendor. Close it, or use it as a context manager.

    ``open_air`` takes addresses without encryption as well, for what is no secret and proves itself.
    """

    def __init__(self, *, allows: Callable[[str], bool], open_air: bool = False) -> None:
        self._allows = allows
        self._ways = _OPEN_AIR if open_air else _ENCRYPTED
        self._http = httpx.Client(
            transport=_transport(), trust_env=False, follow_redirects=False, timeout=_timeout()
        )

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def get(self, url: str, *, ok: Iterable[int] = (200,), most: int = LARGEST_ANSWER, **more: Any) -> Answer:
        return self._ask("GET", url, ok=ok, most=most, changes=False, **more)

    def post(self, url: str, *, ok: Iterable[int] = (200, 201), changes: bool = True, **more: Any) -> Answer:
        """``changes=False`` where repeating does no harm (a token request that can be made again)."""
        return self._ask("POST", url, ok=ok, changes=changes, **more)

    def put(self, url: str, *, ok: Iterable[int] = (200,), **more: Any) -> Answer:
        return self._ask("PUT", url, ok=ok, changes=True, **more)

    def patch(self, url: str, *, ok: Iterable[int] = (200,), **more: Any) -> Answer:
        return self._ask("PATCH", url, ok=ok, changes=True, **more)

    def _ask(
        self,
        method: Literal["GET", "POST", "PUT", "PATCH"],
        url: str,
        *,
        ok: Iterable[int],
        changes: bool,
        headers: Mapping[str, str] | None = None,
        params: Any = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        most: int = LARGEST_ANSWER,
    ) -> Answer:
        """Send once and read the answer. Raises RemoteError for a status that is not in ``ok``."""
        self._check(url)
        request = self._http.build_request(
            method, url, headers=headers, params=params, json=json, data=form, content=content
        )
        outcome = _send(self._http, request, most=most, changes=changes)
        if isinstance(outcome, RemoteError):
            raise outcome
        if outcome.status not in ok:
            raise from_status(outcome, changes=changes)
        return outcome

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        try:
            port = parts.port
        except ValueError:
            port = -1
        if (parts.scheme, port) not in self._ways or parts.username or not self._allows(host):
            raise fault(Fault.WRONG_HOST)


def _send(client: httpx.Client, request: httpx.Request, *, most: int, changes: bool) -> Answer | RemoteError:
    """The whole answer, or what went wrong, as a value: it is raised where no library's error is being handled."""
    deadline = time.monotonic() + settings.VENDOR_SECONDS
    with wire.until(deadline):
        return _within(deadline, client, request, most=most, changes=changes)


def _within(
    deadline: float, client: httpx.Client, request: httpx.Request, *, most: int, changes: bool
) -> Answer | RemoteError:
    unsure: Literal["no", "unknown"] = "unknown" if changes else "no"
    try:
        response = client.send(request, stream=True)
        try:
            said = response.headers.get("content-length", "")
            if said.isdecimal() and len(said) < 20 and int(said) > most:
                return fault(Fault.TOO_LARGE, status=response.status_code, sent=unsure, size=int(said))
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > most:
                    size = len(body)
                    return fault(Fault.TOO_LARGE, status=response.status_code, sent=unsure, size=size)
                if time.monotonic() > deadline:
                    return fault(Fault.NO_ANSWER, sent=unsure)
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(body))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        return fault(Fault.CANNOT_REACH)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError):
        return fault(Fault.REFUSED)
    except httpx.DecodingError:
        return fault(Fault.GARBLED, sent=unsure)
    except httpx.RequestError:
        return fault(Fault.NO_ANSWER, sent=unsure)


def from_status(answer: Answer, *, changes: bool) -> RemoteError:
    """What a status means that the caller did not ask for. Decided on the status alone: vendors' words change."""
    status = answer.status
    now = waits.said_now(answer.headers.get("date"), otherwise=timezone.now())
    wait = waits.asked(answer.headers.get("retry-after"), now=now)
    # Otherwise the work may have been done: 408 and 503 too are said by what stands in between, of a server that went
    # on with it, and a redirect says nothing.
    refused = 400 <= status < 500 and status != 408
    sent: Literal["no", "unknown"] = "unknown" if changes and not refused else "no"
    if 200 <= status < 300:
        # A success, but not the one that this call has: a page from something in between, most likely.
        return fault(Fault.GARBLED, status=status, sent=sent)
    if status == 429:
        return fault(Fault.RATE_LIMITED, status=status, retry_after=wait)
    code = Fault.VENDOR_TROUBLE if status >= 500 else _MEANING.get(status, Fault.REFUSED)
    return fault(code, status=status, retry_after=wait, sent=sent)


def fault(code: Fault, **more: Any) -> RemoteError:
    """The error for a fault, with its sentence."""
    kind = Transient if code in _PASSES else Permanent
    return kind(code, _sentence(code), **more)


_MEANING = {
    401: Fault.NOT_CONNECTED,
    403: Fault.NOT_PERMITTED,
    404: Fault.NOT_FOUND,
    408: Fault.NO_ANSWER,
    409: Fault.BUSY,
    410: Fault.OUT_OF_DATE,
    412: Fault.CHANGED_THERE,
    413: Fault.TOO_LARGE,
    422: Fault.NOT_ACCEPTED,
    425: Fault.BUSY,
}
_PASSES = {
    Fault.CANNOT_REACH,
    Fault.NO_ANSWER,
    Fault.GARBLED,
    Fault.RATE_LIMITED,
    Fault.VENDOR_TROUBLE,
    Fault.BUSY,
    Fault.ADDRESS_EXPIRED,
}


def _sentence(code: Fault) -> str:
    return {
        Fault.CANNOT_REACH: _("The other system cannot be reached right now."),
        Fault.NO_ANSWER: _("The other system did not answer in time."),
        Fault.GARBLED: _("The other system sent an answer that makes no sense."),
        Fault.RATE_LIMITED: _("The other system asks us to slow down."),
        Fault.VENDOR_TROUBLE: _("The other system has trouble of its own right now."),
        Fault.BUSY: _("The other system is busy with this record."),
        Fault.NOT_CONNECTED: _(
            "The connection is no longer accepted. An administrator has to connect it again."
        ),
        Fault.NOT_PERMITTED: _("The connected account is not permitted to do this there."),
        Fault.NOT_FOUND: _("The other system does not have this record."),
        Fault.OUT_OF_DATE: _(
            "The other system no longer accepts the version of its interface that is used here."
        ),
        Fault.CHANGED_THERE: _("The record was changed in the other system in the meantime."),
        Fault.NOT_ACCEPTED: _("The other system does not accept a value that was sent."),
        Fault.REFUSED: _("The other system refused the request."),
        Fault.WRONG_HOST: _("The other system pointed to an address that is not on the list of its own."),
        Fault.TOO_LARGE: _("What the other system sent is larger than is taken here."),
        Fault.ADDRESS_EXPIRED: _("The address to send the file to is no longer valid."),
        Fault.NOT_CONFIGURED: _("This connection is not set up on this server."),
        Fault.FAILED_HERE: _("Something went wrong in firmai, not in the other system."),
    }[code]


# --- how a request leaves --------------------------------------------------------------------------------


def _timeout() -> httpx.Timeout:
    seconds = float(settings.VENDOR_SECONDS)
    return httpx.Timeout(min(seconds, 30.0), connect=min(seconds, 5.0), pool=min(seconds, 5.0))


def _transport() -> httpx.BaseTransport:
    if settings.VENDOR_WSGI:
        return httpx.WSGITransport(app=import_string(settings.VENDOR_WSGI))
    if settings.SANDBOX_URL:
        return _Aside(settings.SANDBOX_URL)
    return wire.transport(_certificates())


@lru_cache(maxsize=1)
def _certificates() -> Any:
    return httpx.create_ssl_context(trust_env=False)


class _Aside(httpx.BaseTransport):
    """Connects to the stand-ins on loopback instead of the vendor; the request keeps the vendor's host name.

    The stand-ins know by that name who is meant and answer with the vendor's own addresses, so that everything
    above this line is the same in the demonstration as in production.
    """

    def __init__(self, base: str) -> None:
        self._base = httpx.URL(base)
        self._http = wire.transport(_certificates())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.headers.get("host", request.url.host)
        request.url = request.url.copy_with(
            scheme=self._base.scheme, host=self._base.host, port=self._base.port
        )
        request.headers["host"] = host
        return self._http.handle_request(request)

    def close(self) -> None:
        self._http.close()


def for_browser(url: str) -> str:
    """A vendor's page as a browser reaches it: the stand-in's page where there is a stand-in."""
    if not settings.SANDBOX_URL:
        return url
    parts = urlsplit(url)
    return f"{settings.SANDBOX_URL}/{SEGMENTS[parts.hostname or '']}{parts.path}?{parts.query}"
