"""What every call to Clio goes through: region, token, version, permission, rate limit, and Clio's own errors."""

import base64
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import ceil
from typing import Any, cast

from sandbox.http import Request, Response, Routes
from sandbox.lost import connection_lost
from sandbox.s3.app import CANADA, S3
from sandbox.vendor import Vendor

from . import fields, render
from .kinds import BY_PATH, Kind
from .listing import BadList
from .store import Row, Store

API = "/api/v4/"
REGIONS = {"clio": "ca", "clio-us": "us"}
WINDOW = 60  # seconds of the rate limit
FIRST_IDS = {"ca": 1000, "us": 500_000}
routes = Routes()

CLIENTS = {
    "ca": ("sandbox-clio-client", "sandbox-clio-secret"),
    "us": ("sandbox-clio-us-client", "sandbox-clio-us-secret"),
}
WORDS = {400: "BadRequest", 401: "invalid_token", 403: "Forbidden", 404: "RecordNotFound", 409: "Conflict",
         410: "Gone", 412: "PreconditionFailed", 422: "UnprocessableEntity",
         429: "RateLimited"}  # fmt: skip


@dataclass
class Token:
    region: str
    user: int | None
    expires: datetime
    refresh: str
    revoked: bool = False


class Refused(Exception):
    """An answer that ends the handling of a request."""

    def __init__(self, status: int, told: str, code: str | None = None) -> None:
        super().__init__(told)
        self.status, self.told, self.code = status, told, code


class ClioBase(Vendor):
    """Settings and the way in. The operations are in the classes that build on this one."""

    name = "clio"
    routes = routes
    SETTINGS = (
        "limit", "versions", "default_version", "search_lag", "permissions", "redirect_uris", "token_seconds",
        "rotate_refresh_tokens", "put_url_seconds", "upload_site", "approving_user",
    )  # fmt: skip
    limit: int  # calls per token and minute
    versions: list[str]  # X-API-VERSION values that are not retired
    default_version: str
    search_lag: float  # seconds until lists and searches show what was made
    permissions: dict[str, str]  # path of a resource to "none" or "read"; the others may be written
    redirect_uris: list[str]  # registered beside any address on loopback
    token_seconds: int
    rotate_refresh_tokens: bool
    put_url_seconds: int
    upload_site: str
    approving_user: int | None  # who presses "allow"; None is the account's owner

    def reset(self) -> None:
        self.limit, self.search_lag, self.permissions = 50, 0, {}
        self.versions, self.default_version = ["4.0.10", "4.0.11", "4.0.12", "4.0.13"], "4.0.13"
        self.redirect_uris, self.token_seconds, self.rotate_refresh_tokens = [], 2_592_000, False
        self.put_url_seconds, self.upload_site, self.approving_user = 600, CANADA, None
        self.stores = {region: Store(self.clock, first) for region, first in FIRST_IDS.items()}
        self.tokens: dict[str, Token] = {}
        self.refreshes: dict[str, tuple[str, int | None]] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self._windows: dict[str, list[datetime]] = defaultdict(list)

    @property
    def storage(self) -> S3:
        return cast(S3, self.sandbox.vendors["s3"])

    def region(self, request: Request) -> str:
        return REGIONS[request.site]

    def store(self, request: Request) -> Store:
        return self.stores[self.region(request)]

    def token(self, user: int | None = None, region: str = "ca") -> str:
        """A working access token without going through the consent page."""
        return self.grant(region, user)[0]

    def grant(self, region: str, user: int | None, refresh: str | None = None) -> tuple[str, str]:
        number = self.serial("token")
        access = self.identifier(region, "access", number, length=40)
        refresh = refresh or self.identifier(region, "refresh", number, length=40)
        expires = self.clock.now() + timedelta(seconds=self.token_seconds)
        self.tokens[access] = Token(region, user, expires, refresh)
        self.refreshes[refresh] = (region, user)
        return access, refresh

    def user_of(self, request: Request) -> Row | None:
        """Who the token speaks for: the person who allowed it, or the account's owner."""
        token = self.known(request)
        users = self.store(request).found("user")
        if token and token.user is not None:
            return self.store(request).get("user", token.user)
        return next((row for row in users if row.data.get("account_owner")), users[0] if users else None)

    def known(self, request: Request) -> Token | None:
        token = self.tokens.get(request.bearer or "")
        if token is None or token.revoked or token.region != self.region(request):
            return None
        return token if token.expires > self.clock.now() else None

    # The way in

    def answer(self, request: Request) -> Response:
        with self.lock:
            try:
                if request.path.startswith(API):
                    self._let_in(request)
                if request.fault and request.fault.kind == "limited_200":
                    return _limited_in_disguise()
                return super().answer(request)
            except Refused as refused:
                return self.error(refused.status, request, refused.told, refused.code)
            except fields.InvalidFields as error:
                return self.error(400, request, str(error), "InvalidFields")
            except BadList as error:
                return self.error(error.status, request, str(error))
            except _TooMany as error:
                return self.limited(request, {"retry-after": error.args[0]})

    def _let_in(self, request: Request) -> None:
        if self.known(request) is None:
            raise Refused(401, "The access token is invalid, expired, revoked or of another region.")
        if self.version(request) not in self.versions:
            raise Refused(410, "This API version is not available.")
        if request.fault and request.fault.kind == "limited_date":
            at = self.clock.now() + timedelta(seconds=float(request.fault.get("seconds", 30)))
            raise _TooMany(format_datetime(at.astimezone(UTC), usegmt=True))
        self._count(request)
        name = request.operation.partition(".")[0]
        allowed = self.permissions.get(name, "write")
        reading = request.method == "GET"
        if allowed == "none" or (allowed == "read" and not reading):
            raise Refused(403, "The application may not do this.")

    def version(self, request: Request) -> str:
        return request.headers.get("x-api-version") or self.default_version

    def _window(self, token: str) -> list[datetime]:
        now = self.clock.now()
        calls = self._windows[token]
        if calls and now >= calls[0] + timedelta(seconds=WINDOW):
            calls.clear()
        return calls

    def _count(self, request: Request) -> None:
        calls = self._window(request.bearer or "")
        if len(calls) >= self.limit:
            raise _TooMany(str(max(1, ceil(self._reset(calls) - self.clock.timestamp()))))
        calls.append(self.clock.now())

    def _reset(self, calls: list[datetime]) -> float:
        return (calls[0] if calls else self.clock.now()).timestamp() + WINDOW

    # Answers

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        kind = code or WORDS.get(status, "InternalServerError")
        value = {"error": {"type": kind, "message": told or kind}}
        return Response.json(value, status, {"content-type": "application/json; charset=utf-8"})

    def not_allowed(self, request: Request, allowed: Any) -> Response:
        return self.not_found(request)  # Clio has no 405; OPTIONS is 404 as well

    def limited(self, request: Request, headers: dict[str, str]) -> Response:
        answer = self.error(429, request, "Too many requests.")
        wait = ceil(self._reset(self._window(request.bearer or "")) - self.clock.timestamp())
        named = {"retry-after": str(max(1, wait)), "x-ratelimit-remaining": "0", **headers}
        answer.headers += list(named.items())
        return answer

    def finish(self, request: Request, response: Response) -> Response:
        if not request.path.startswith(API):
            return response
        names = {name.lower() for name, _ in response.headers}
        calls = self._window(request.bearer or "")
        response.headers.append(("x-ratelimit-limit", str(self.limit)))
        response.headers.append(("x-ratelimit-reset", str(ceil(self._reset(calls)))))
        if "x-ratelimit-remaining" not in names:
            response.headers.append(("x-ratelimit-remaining", str(max(0, self.limit - len(calls)))))
        if response.status < 400:
            response.headers.append(("x-api-version", self.version(request)))
        return response

    # What the operations share

    def kind(self, request: Request) -> Kind:
        return BY_PATH[request.operation.partition(".")[0]]

    def row(self, request: Request, kind: str | None = None) -> Row:
        number = request.params["id"].removesuffix(".json")
        row = self.store(request).get(kind or self.kind(request).name, number)
        if row is None:
            raise Refused(404, "The record was not found.")
        return row

    def data(self, request: Request) -> dict[str, Any]:
        """What is inside ``{"data": {...}}``. Raises Refused for anything else."""
        value = request.json
        if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
            raise Refused(400, "The body has to be wrapped in data.")
        return value["data"]

    def single(self, request: Request, row: Row, status: int = 200) -> Response:
        selection = fields.parse(request.one("fields"), row.kind)
        value = {"data": render.shown(self.store(request), row, selection)}
        answer = Response.json(value, status, {"content-type": "application/json; charset=utf-8"})
        answer.headers.append(("etag", row.etag))
        changed = format_datetime(row.updated_at.astimezone(UTC), usegmt=True)
        answer.headers.append(("last-modified", changed))
        return answer

    def check_fields(self, request: Request, kind: Kind) -> None:
        """Refuse unknown fields before anything is written."""
        fields.parse(request.one("fields"), kind)

    def check_match(self, request: Request, row: Row) -> None:
        given = request.headers.get("if-match")
        if given is not None and row.etag not in [part.strip() for part in given.split(",")]:
            raise Refused(412, "The record has changed since it was read.")

    def late(self, request: Request) -> float:
        """Seconds until the record that this request makes is really there."""
        fault = request.fault
        return float(fault.get("seconds", 5)) if fault and fault.kind == "late_commit" else 0

    def lose_if_late(self, request: Request) -> None:
        """The answer to a late commit never comes: the line drops, or a gateway gives up with ``status``."""
        if self.late(request):
            if status := request.fault.get("status"):
                raise Refused(int(status), "The gateway gave up waiting.", "GatewayTimeout")
            raise connection_lost()


class _TooMany(Exception):
    """Over the limit; the argument is the value of Retry-After."""


def _limited_in_disguise() -> Response:
    inner = json.dumps({"error": {"type": "RateLimited", "message": "Rate limit exceeded"}}).encode()
    value = {"metadata": {"encodingDecoded": "text/plain"}, "data": base64.b64encode(inner).decode()}
    return Response.json(value, 200, {"content-type": "application/json; charset=utf-8"})
