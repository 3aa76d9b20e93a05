"""MyCase's way in, its errors, and its records."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sandbox.http import Request, Response, Routes
from sandbox.lost import connection_lost
from sandbox.s3.app import S3, UNITED_STATES
from sandbox.vendor import Vendor

from .kinds import BY_PATH, KINDS, Kind

API_HOST, SIGN_IN_HOST = "external-integrations.mycase.com", "auth.mycase.com"
CLIENT = ("sandbox-mycase-client", "sandbox-mycase-secret")
ACCESS_LIFE, REFRESH_LIFE = timedelta(hours=24), timedelta(days=14)
CODE_LIFE = timedelta(minutes=10)
WORDS = {400: "The request body is badly formed.", 401: "The access token is missing, invalid or expired.",
         403: "You do not have permission to do this.", 404: "There is nothing here.",
         429: "Too many requests.", 500: "Something went wrong.",
         503: "MyCase is down for planned maintenance."}  # fmt: skip
routes = Routes()


@dataclass
class Row:
    kind: Kind
    id: int
    data: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    exists_from: datetime
    made_by_api: bool = False
    gone: bool = False
    kept: dict[str, Any] = field(default_factory=dict)  # what the stand-in alone knows


class Refused(Exception):
    """An answer that ends the handling: ``faults`` are (sentence, pointer, parameter)."""

    def __init__(self, status: int, *faults: tuple[str, str, str]) -> None:
        super().__init__(status)
        self.status, self.faults = status, faults


def at(pointer: str, told: str) -> Refused:
    """422 about one field of the body."""
    return Refused(422, (told, f"/{pointer}", ""))


class MyCaseBase(Vendor):
    name = "mycase"
    routes = routes
    SETTINGS = ("limit", "maintenance", "denied", "redirect_uris", "put_url_seconds", "upload_site")
    limit: int  # calls a second, for the client as a whole
    maintenance: bool  # 503 to everything
    denied: list[str]  # paths that the person's permissions forbid, e.g. "notes"
    redirect_uris: list[str]  # registered beside any address on loopback
    put_url_seconds: int
    upload_site: str  # the United States one; no Canadian region is known

    def reset(self) -> None:
        self.limit, self.maintenance, self.denied, self.redirect_uris = 25, False, [], []
        self.put_url_seconds, self.upload_site = 600, UNITED_STATES
        self.firm = {"uuid": "6f1f3b8e-6e7a-4d0f-9d43-1f6a3a9a0001", "name": "", "url": ""}
        self.rows: dict[str, dict[int, Row]] = {name: {} for name in KINDS}
        self.subscriptions: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, datetime] = {}
        self.refreshes: dict[str, datetime] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self._calls: deque[datetime] = deque()
        self._next = 100

    @property
    def storage(self) -> S3:
        return cast(S3, self.sandbox.vendors["s3"])

    def token(self) -> str:
        """A working access token without going through the sign-in page."""
        return self.grant()[0]

    def grant(self) -> tuple[str, str]:
        number = self.serial("token")
        access = self.identifier("access", number, length=43)
        refresh = self.identifier("refresh", number, length=43)
        self.tokens[access] = self.clock.now() + ACCESS_LIFE
        self.refreshes[refresh] = self.clock.now() + REFRESH_LIFE
        return access, refresh

    # The way in

    def answer(self, request: Request) -> Response:
        with self.lock:
            try:
                if self.maintenance:
                    raise Refused(503)
                if request.path.startswith("/v1/"):
                    self._let_in(request)
                return super().answer(request)
            except Refused as refused:
                return _errors(refused.status, refused.faults)
            except TooMany:
                return self.limited(request, {})

    def _let_in(self, request: Request) -> None:
        if request.base is None and request.host != API_HOST:
            raise Refused(404)
        expires = self.tokens.get(request.bearer or "")
        if expires is None or expires <= self.clock.now():
            raise Refused(401)
        now = self.clock.now()
        while self._calls and self._calls[0] <= now - timedelta(seconds=1):
            self._calls.popleft()
        if len(self._calls) >= self.limit:
            raise TooMany
        self._calls.append(now)
        if request.operation.partition(".")[0] in self.denied:
            raise Refused(403)

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        return _errors(status, ((told, "", ""),))

    def not_allowed(self, request: Request, allowed: Any) -> Response:
        return self.not_found(request)

    def limited(self, request: Request, headers: dict[str, str]) -> Response:
        """429 says nothing about when to come back, unless a fault adds a header."""
        answer = self.error(429, request)
        answer.headers += list(headers.items())
        return answer

    # Records

    def kind(self, request: Request) -> Kind:
        return BY_PATH[request.operation.partition(".")[0]]

    def take_id(self) -> int:
        self._next += 1
        return self._next

    def add(self, kind: str, data: dict[str, Any], *, by_api: bool = True, late: float = 0) -> Row:
        data, now = dict(data), self.clock.now()
        number = int(data.pop("id", None) or self.take_id())
        if number in self.rows[kind]:
            raise ValueError(f"there is a {kind} {number} already")
        self._next = max(self._next, number)
        made = _instant(data.pop("created_at", None)) or now
        changed = _instant(data.pop("updated_at", None)) or made
        row = Row(KINDS[kind], number, data, made, changed, now + timedelta(seconds=late), by_api)
        self.rows[kind][number] = row
        return row

    def get(self, kind: str, number: object) -> Row | None:
        text = str(number)
        row = self.rows[kind].get(int(text)) if text.isdigit() else None
        return row if row and not row.gone and row.exists_from <= self.clock.now() else None

    def row(self, request: Request, kind: str) -> Row:
        row = self.get(kind, request.params["id"])
        if row is None:
            raise Refused(404)
        return row

    def found(self, kind: str) -> list[Row]:
        rows = self.rows[kind].values()
        return sorted(
            (r for r in rows if not r.gone and r.exists_from <= self.clock.now()), key=lambda r: r.id
        )

    def touch(self, row: Row) -> None:
        row.updated_at = self.clock.now()

    def shown(self, row: Row) -> dict[str, Any]:
        data = {name: row.data.get(name) for name in row.kind.fields}
        for name in row.kind.lists:
            data[name] = list(row.data.get(name) or [])
        for name in row.kind.unanswered:
            data.pop(name, None)
        for name in row.kind.as_text:
            data[name] = None if data.get(name) is None else str(data[name])
        times = {"created_at": stamp(row.created_at), "updated_at": stamp(row.updated_at)}
        return {"id": row.id, **data, **times}

    def late(self, request: Request) -> float:
        fault = request.fault
        return float(fault.get("seconds", 5)) if fault and fault.kind == "late_commit" else 0

    def lose_if_late(self, request: Request) -> None:
        """The answer to a late commit never comes: the line drops, or something in between gives up with ``status``."""
        if self.late(request):
            if status := request.fault.get("status"):
                raise Refused(int(status))
            raise connection_lost()

    def body(self, request: Request) -> dict[str, Any]:
        """A bare JSON object."""
        value = request.json
        if not isinstance(value, dict):
            raise Refused(400)
        return value


class TooMany(Exception):
    """Over the calls of this second."""


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: Any) -> datetime | None:
    """Timestamps without an offset are read as UTC."""
    value = datetime.fromisoformat(text) if isinstance(text, str) else text
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _errors(status: int, faults: tuple[tuple[str, str, str], ...]) -> Response:
    told = []
    for sentence, pointer, parameter in faults or (("", "", ""),):
        one: dict[str, Any] = {"description": sentence or WORDS.get(status, f"Status {status}.")}
        if pointer or parameter:
            one["source"] = {"pointer": pointer} if pointer else {"parameter": parameter}
        told.append(one)
    return Response.json({"errors": told}, status)
