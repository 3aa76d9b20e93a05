"""Claude's endpoints: Messages, and the Admin and Compliance calls an operator makes."""

import hashlib
import json
import time
from random import Random
from typing import Any

from sandbox.authorities import INVENTED
from sandbox.http import Request, Response, Routes

from . import message, spoil, stream
from .admin import Admin
from .check import Refused, check
from .tokens import Cache, Limits, prompt_tokens

VERSION = "2026-10-21"
API_KEY = "sk-ant-api03-sandbox"
ADMIN_KEY = "sk-ant-admin01-sandbox"
ORGANIZATION = "6f1c2a52-0d3e-4b7a-9c58-2f60a1b3d4e5"
WORKSPACE = "wrkspc_01SandboxDrafting"
OTHER_ORGANIZATION = "00000000-dead-4bad-8bad-000000000000"
OTHER_WORKSPACE = "wrkspc_01SomebodyElses"
LARGEST = 32 * 1024 * 1024  # bytes of a request

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
INVENTIONS = ("auto", "always", "never")


class Claude(Admin):
    """Settings: ``delay`` (seconds before an answer), ``pause`` (seconds between streamed events), ``piece``
    (characters per text delta), ``invented`` ("auto": odd seeds put one invented authority into factum
    sections), ``says`` (a paragraph of its own that begins every answer), ``report_lag`` (seconds before the
    usage report shows a call), the keys and ids, and the limits of a minute (None: no limit).
    """

    name = "claude"
    routes = Routes()
    own_faults = spoil.OWN
    controls = frozenset({"set_retention", "set_residency", "change_key"})
    SETTINGS = (
        "delay", "pause", "piece", "invented", "says", "report_lag", "key", "admin_key", "organization", "workspace",
        "feed_enabled", "feed_shows_making", "us_only_opt_out", "destinations",
        "zero_retention", "requests_per_minute", "input_tokens_per_minute", "output_tokens_per_minute",
    )  # fmt: skip

    def reset(self) -> None:
        self.delay, self.pause, self.piece = 0.0, 0.0, 240
        self.invented, self.says, self.report_lag = "auto", "", 300
        self.key, self.admin_key = API_KEY, ADMIN_KEY
        self.organization, self.workspace = ORGANIZATION, WORKSPACE
        self.zero_retention = True
        self._limits, self._cache = Limits(), Cache()
        self.reset_admin()

    def configure(self, **settings: Any) -> None:
        if settings.get("invented", "auto") not in INVENTIONS:
            raise ValueError(f"invented is one of {', '.join(INVENTIONS)}")
        super().configure(**settings)
        self.reset_admin_names()

    @property
    def requests_per_minute(self) -> int | None:
        return self._limits.requests

    @requests_per_minute.setter
    def requests_per_minute(self, most: int | None) -> None:
        self._limits.requests = most

    @property
    def input_tokens_per_minute(self) -> int | None:
        return self._limits.input_tokens

    @input_tokens_per_minute.setter
    def input_tokens_per_minute(self, most: int | None) -> None:
        self._limits.input_tokens = most

    @property
    def output_tokens_per_minute(self) -> int | None:
        return self._limits.output_tokens

    @output_tokens_per_minute.setter
    def output_tokens_per_minute(self, most: int | None) -> None:
        self._limits.output_tokens = most

    # In the vendor's own words

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        kind = TYPES.get(status, "api_error")
        error: dict = {"type": kind, "message": told or kind.replace("_", " ").capitalize()}
        if code:
            error["details"] = {"error_code": code}
        body = {"type": "error", "error": error, "request_id": self.request_id(request)}
        return Response.json(body, status)

    def limited(self, request: Request, headers: dict[str, str]) -> Response:
        answer = self.error(429, request, "This request would exceed your organization's rate limit.")
        answer.headers += list(headers.items())
        return answer

    def request_id(self, request: Request) -> str:
        return "req_" + self.identifier("request", request.number)

    def finish(self, request: Request, response: Response) -> Response:
        """Ids and limits are on every answer to a caller that was recognized."""
        response.with_headers(request_id=self.request_id(request))
        if request.path != "/v1/messages" or not self._recognized(request):
            return response
        kind = request.fault.kind if request.fault else ""
        if kind != "no_identity":
            organization = OTHER_ORGANIZATION if kind == "wrong_organization" else self.organization
            workspace = OTHER_WORKSPACE if kind == "wrong_workspace" else self._workspace_of(request)
            response.with_headers(anthropic_organization_id=organization, anthropic_workspace_id=workspace)
        with self.lock:
            return response.with_headers(**self._limits.headers(self.clock.now()))

    def _recognized(self, request: Request) -> bool:
        return (request.bearer or request.headers.get("x-api-key")) == self.key

    def _workspace_of(self, request: Request) -> str:
        return request.headers.get("anthropic-workspace-id", self.workspace)

    for _method, _path, _operation, _handler in (
        ("GET", "/v1/organizations/me", "organizations.me", "organization_me"),
        ("GET", "/v1/organizations/workspaces", "workspaces.list", "list_workspaces"),
        ("POST", "/v1/organizations/workspaces", "workspaces.create", "create_workspace"),
        ("GET", "/v1/organizations/workspaces/{id}", "workspaces.read", "read_workspace"),
        ("POST", "/v1/organizations/workspaces/{id}", "workspaces.update", "update_workspace"),
        ("POST", "/v1/organizations/workspaces/{id}/archive", "workspaces.archive", "archive_workspace"),
        ("GET", "/v1/organizations/usage_report/messages", "usage.messages", "usage_report"),
        ("GET", "/v1/compliance/activities", "compliance.activities", "activities"),
        ("GET", "/v1/organizations/telemetry_destinations", "telemetry.list", "list_destinations"),
    ):
        routes.add(_method, _path, _operation, _handler)

    # Messages

    @routes("POST", "/v1/messages", operation="messages.create")
    def create_message(self, request: Request) -> Response:
        try:
            body = self._accepted(request)
        except Refused as refused:
            return self.error(refused.status, request, refused.told, refused.code)
        with self.lock:
            now = self.clock.now()
            if self._limits.exhausted(now):
                return self.limited(request, {"retry-after": str(self._limits.wait(now))})
            self._limits.take(now, requests=1)
        if self.delay:
            time.sleep(self.delay)
        made = spoil.spoil(self._write(request, body), request.fault)
        if not body.get("stream"):
            return self._plain(request, made)
        if "usage" not in made:
            return Response(200, stream.event("junk"), {"content-type": "text/event-stream; charset=utf-8"})
        pieces = stream.body(made, request.fault, self.piece, self.pause, self.sandbox.faults.hold)
        return Response(200, pieces, {"content-type": "text/event-stream; charset=utf-8"})

    def _plain(self, request: Request, made: Any) -> Response:
        """A fault that belongs to a stream breaks the body of a plain answer as near as it can."""
        kind = request.fault.kind if request.fault else ""
        answer = Response.json(made)
        if kind in ("cut_stream", "stall"):
            answer.body = stream.broken(answer.body, request.fault, self.sandbox.faults.hold)  # type: ignore[arg-type]
        elif kind == "empty_stream":
            answer.body = b""
        elif kind == "error_event":
            return self.error(529, request)
        return answer

    def _accepted(self, request: Request) -> dict:
        """The body of a request that nothing is wrong with. Raises ``Refused`` otherwise."""
        if len(request.body) > LARGEST:
            raise Refused("Request exceeds the maximum allowed number of bytes.", 413)
        if not self._recognized(request):
            raise Refused("invalid bearer token" if request.bearer else "x-api-key header is required", 401)
        if request.headers.get("anthropic-version") != VERSION:
            raise Refused(f"anthropic-version: has to be {VERSION}")
        if self._workspace_of(request) not in self.workspaces:
            raise Refused("This key may not be used in that workspace.", 403)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Refused("content-type: has to be application/json")
        fault = request.fault
        if fault and fault.kind in spoil.REFUSED:
            status, told, code = spoil.REFUSED[fault.kind]
            raise Refused(
                told.replace("{echo}", request.body.decode("utf-8", "replace")[:4000]), status, code
            )
        residency = self.workspaces[self._workspace_of(request)]["data_residency"]
        body = request.json
        check(body, zero_retention=self.zero_retention, allowed_geos=residency["allowed_inference_geos"])
        if prompt_tokens(body) > message.MODELS[body["model"]].window:
            raise Refused("prompt is too long")
        return body

    def _write(self, request: Request, body: dict) -> dict:
        """Answers depend on the seed and on what was asked, and not on whether it is streamed."""
        asked = json.dumps(
            {k: v for k, v in body.items() if k != "stream"}, sort_keys=True, ensure_ascii=False
        )
        digest = hashlib.blake2b(f"{self.sandbox.seed}\x1f{asked}".encode(), digest_size=16).digest()
        random = Random(int.from_bytes(digest))
        blocks = message.content(body, random, self._invention(request, random), says=self.says)
        blocks, reason, stopped = message.cut(blocks, body)
        workspace = self._workspace_of(request)
        with self.lock:
            now = self.clock.now()
            split = self._cache.split(body, workspace, now)
            default = self.workspaces[workspace]["data_residency"]["default_inference_geo"]
            used = message.usage(body, split, blocks, body.get("inference_geo") or default)
            self._limits.take(
                now, read=split["uncached"] + split["5m"] + split["1h"], written=used["output_tokens"]
            )
            self.served(now, body["model"], workspace, used)
        identifier = "msg_" + self.identifier("message", digest.hex(), request.number)
        return message.message(identifier, body, blocks, (reason, stopped), used)

    def _invention(self, request: Request, random: Random) -> str | None:
        """An authority that does not exist, if this answer is to have one; "?" leaves it to the kind of work."""
        chosen = random.choice(INVENTED)
        if request.fault and request.fault.kind == spoil.INVENTED:
            return "!" + request.fault.get("citation", chosen)
        if self.invented == "always":
            return "!" + chosen
        return "?" + chosen if self.invented == "auto" and self.sandbox.seed % 2 else None
