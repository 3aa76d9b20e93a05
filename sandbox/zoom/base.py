"""Zoom's tokens, errors and limits, and what the stand-in knows about meetings."""

import base64
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from sandbox.deliveries import Deliveries
from sandbox.http import Request, Response, Routes
from sandbox.s3.app import S3
from sandbox.vendor import Vendor

API_HOST, SIGN_IN_HOST, DOWNLOAD_HOST = "api.zoom.us", "zoom.us", "us02web.zoom.us"
ACCOUNT = "sandbox-zoom-account"
CLIENT = ("sandbox-zoom-client", "sandbox-zoom-secret")
SECRET_TOKEN = "sandbox-zoom-webhook-secret"  # noqa: S105 (the stand-in's own)
SCOPES = (
    "cloud_recording:read:list_recording_files:admin cloud_recording:read:list_user_recordings:admin "
    "cloud_recording:read:meeting_transcript:admin"
)
TOKEN_SECONDS = 3600
RETRY_MINUTES = (5, 20, 60)
CODES = {400: 300, 401: 124, 403: 200, 404: 3301, 429: 429}
routes = Routes()


@dataclass
class File:
    """One file of a recording. ``ready`` is when Zoom has finished making it."""

    data: dict[str, Any]
    content: bytes
    ready: datetime

    @property
    def is_transcript(self) -> bool:
        return self.data["file_type"] == "TRANSCRIPT"


@dataclass
class Meeting:
    """One instance of a meeting, with its recording."""

    data: dict[str, Any]
    files: list[File] = field(default_factory=list)

    @property
    def uuid(self) -> str:
        return self.data["uuid"]


class Refused(Exception):
    def __init__(self, status: int, told: str, code: int | None = None) -> None:
        super().__init__(told)
        self.status, self.told, self.code = status, told, code


class ZoomBase(Vendor):
    name = "zoom"
    routes = routes
    SETTINGS = (
        "scopes",
        "webhook_url",
        "retry_minutes",
        "patience",
        "type_as_number",
        "plain_429",
        "base",
        "api_url",
    )
    scopes: str  # what every token is given
    webhook_url: str
    retry_minutes: list[float]  # before the second, third and fourth try; scale them down for a demonstration
    patience: float  # seconds until an answer to a webhook counts as missing
    type_as_number: bool  # whether the API's ``type`` is a number as in webhooks; usually it is text
    base: (
        str | None
    )  # "http://127.0.0.1:port" in webhooks' addresses; learned from the first call on loopback
    plain_429: bool  # 429 without any of the optional headers
    api_url: (
        str | None
    )  # named with a token, and where the API is then; empty: the usual one; None: not named

    def reset(self) -> None:
        self.scopes, self.webhook_url = SCOPES, "https://firm.example/zoom"
        self.retry_minutes, self.patience = list(RETRY_MINUTES), 3.0
        self.type_as_number, self.plain_429, self.base = False, False, None
        self.api_url = ""
        self.account_id = ACCOUNT
        self.users: list[dict[str, Any]] = []
        self.meetings: list[Meeting] = []
        self.tokens: dict[str, tuple[datetime, str]] = {}
        self.download_tokens: dict[str, tuple[datetime, str]] = {}
        self.deliveries = Deliveries(self.clock, RETRY_MINUTES)

    @property
    def storage(self) -> S3:
        return cast(S3, self.sandbox.vendors["s3"])

    def configure(self, **settings: Any) -> None:
        super().configure(**settings)
        self.deliveries.pauses, self.deliveries.patience = tuple(self.retry_minutes), self.patience

    def answer(self, request: Request) -> Response:
        with self.lock:
            try:
                return super().answer(request)
            except Refused as refused:
                code = None if refused.code is None else str(refused.code)
                return self.error(refused.status, request, refused.told, code)

    @routes("POST", "/oauth/token", operation="oauth.token")
    def token(self, request: Request) -> Response:
        """Server-to-server: the application's own name and secret, and the account that it lives in."""
        self.only_at(request, SIGN_IN_HOST)
        if not _is_client(request.headers.get("authorization", "")):
            return _refused(401, "invalid_client")
        if request.form.get("grant_type") != "account_credentials":
            return _refused(400, "unsupported_grant_type")
        if request.form.get("account_id") != self.account_id:
            return _refused(400, "invalid_request")
        access = self.identifier("access", self.serial("token"), length=48)
        self.tokens[access] = (self.clock.now() + timedelta(seconds=TOKEN_SECONDS), self.scopes)
        told = {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": self.scopes,
        }
        if self.api_url is None:
            return Response.json(told)
        return Response.json(
            {**told, "api_url": self.api_url or self.address(request, "", site="zoom", host=API_HOST)}
        )

    def only_at(self, request: Request, *hosts: str) -> None:
        """Paths live on one host each. On loopback all of Zoom is one address."""
        if request.base is None and request.host not in hosts:
            raise Refused(404, "No such path.")

    def allow(self, request: Request, scope: str) -> None:
        """Raises Refused for a token that is unknown, expired, or lacks the scope."""
        self.only_at(request, urlsplit(self.api_url or "").hostname or API_HOST)
        expires, scopes = self.tokens.get(request.bearer or "", (None, ""))
        if expires is None:
            raise Refused(401, "Invalid access token.", 124)
        if expires <= self.clock.now():
            raise Refused(401, "Access token is expired.", 124)
        if scope not in [one.removesuffix(":admin") for one in scopes.split()]:
            raise Refused(400, "Invalid access token, does not contain the scope that is asked for.", 4711)

    def identifier_of(self, *parts: object) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, self.identifier(*parts)))

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        number = int(code) if code else CODES.get(status, status)
        return Response.json({"code": number, "message": told or f"Error {status}."}, status)

    def limited(self, request: Request, headers: dict[str, str]) -> Response:
        """429. ``headers`` given by a fault come as they are; ``plain_429`` leaves Zoom's own out."""
        answer = self.error(429, request, "You have reached the maximum per-second rate limit.")
        if not self.plain_429:
            own = {
                "x-ratelimit-category": "Light",
                "x-ratelimit-type": "QPS",
                "x-ratelimit-limit": "80",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": str(int(self.clock.timestamp()) + 1),
            }
            answer.headers += list(own.items())
        answer.headers += list(headers.items())
        return answer

    def limited_for_the_day(self, request: Request) -> Response:
        """The daily form of 429, whose Retry-After is an ISO instant."""
        midnight = (self.clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        answer = self.error(429, request, "You have reached the maximum daily rate limit.")
        own = {
            "x-ratelimit-category": "Heavy",
            "x-ratelimit-type": "Daily-limit",
            "x-ratelimit-limit": "60000",
            "x-ratelimit-remaining": "0",
            "retry-after": midnight.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        answer.headers += list(own.items())
        return answer


def _is_client(header: str) -> bool:
    kind, _, told = header.partition(" ")
    try:
        name, _, secret = base64.b64decode(told, validate=True).decode().partition(":")
    except ValueError:
        return False
    return kind.lower() == "basic" and (name, secret) == CLIENT


def _refused(status: int, error: str) -> Response:
    return Response.json({"reason": "The request was refused.", "error": error}, status)
