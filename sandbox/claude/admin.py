"""What an operator reads with an admin key: organization, workspaces, usage, the compliance feed, destinations of
telemetry. Lists come in pages (vendor's Admin and Compliance pages, Nov 2026)."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from sandbox.http import Request, Response
from sandbox.vendor import Vendor

WIDTHS = {
    "1m": (60, 60, 1440),
    "1h": (3600, 24, 168),
    "1d": (86400, 7, 31),
}  # seconds, buckets asked for, most
GROUPS = ("inference_geo", "model", "workspace_id", "api_key_id", "service_tier", "context_window")
AMOUNTS = ("uncached", "5m", "1h", "read", "output")
FIRST_DAY = "2026-10-01T09:00:00Z"
TELEMETRY = "telemetry-destinations-2026-08-11"
"""What ``anthropic-beta`` has to name for the destinations of telemetry."""


def needs_admin(handler: Any) -> Any:
    """Only an admin key in ``x-api-key`` opens these; an ordinary key or a bearer token does not."""

    @wraps(handler)
    def guarded(self: Any, request: Request) -> Response:
        given = request.headers.get("x-api-key", "")
        if not given:
            return self.error(401, request, "x-api-key header is required")
        if given == self.key:
            return self.error(403, request, "This endpoint needs an admin key.")
        if given != self.admin_key:
            return self.error(401, request, "invalid x-api-key")
        if "anthropic-version" not in request.headers:
            return self.error(400, request, "anthropic-version: header is required")
        return handler(self, request)

    return guarded


class Admin(Vendor):
    """Between ``Vendor`` and ``Claude``. Keeps workspaces, what was served, and the feed of retention changes."""

    key: str
    admin_key: str
    organization: str
    workspace: str
    report_lag: float

    def reset_admin(self) -> None:
        self.workspaces: dict[str, dict] = {}
        self._usage: list[dict] = []
        self._feed: list[dict] = []
        self.feed_enabled, self.feed_shows_making, self.us_only_opt_out = True, True, False
        self.destinations: list[str] = []
        self.reset_admin_names()

    def reset_admin_names(self) -> None:
        if self.workspace not in self.workspaces:
            held = {"workspace_geo": "us", "allowed_inference_geos": ["us"], "default_inference_geo": "us"}
            self.workspaces[self.workspace] = _workspace(self.workspace, "Drafting", held, FIRST_DAY)

    # Switches for tests and the control path

    def set_residency(self, **data_residency: Any) -> None:
        """Change the drafting workspace's residency, as a person in the Console would."""
        self.workspaces[self.workspace]["data_residency"].update(data_residency)
        self._happened("platform_workspace_updated", self.workspace)

    def set_retention(self, enabled: bool) -> None:
        """Turn 30-day retention on or off for the drafting workspace: seen only in the compliance feed."""
        word = "enabled" if enabled else "disabled"
        self._happened(f"platform_workspace_inference_data_retention_{word}", self.workspace)

    def change_key(self, kind: str = "platform_api_key_updated") -> None:
        """Somebody made, renamed or switched an API key: seen only in the compliance feed, without a workspace."""
        self._happened(kind, None, api_key_id="apikey_01SandboxOther")

    def _happened(self, kind: str, workspace: str | None, **more: str) -> None:
        at = _told(self.clock.now())
        self._feed.append(self._activity(kind, at, workspace, len(self._feed) + 1) | more)

    def _activity(self, kind: str, at: str, workspace: str | None, number: int) -> dict:
        held = {"workspace_id": workspace} if workspace else {}
        return {
            "id": f"activity_{number:08d}",
            "type": kind,
            "created_at": at,
            "organization_id": self.organization,
            **held,
            "actor": {"type": "user", "id": "user_01SandboxAdministrator"},
        }

    def _told_of(self) -> list[dict]:
        """The feed, oldest first: workspaces being made, then what was switched."""
        made = [
            self._activity("platform_workspace_created", each["created_at"], each["id"], 90_000_000 + at)
            for at, each in enumerate(self.workspaces.values())
        ]
        return [*(made if self.feed_shows_making else []), *self._feed]

    def served(self, at: datetime, model: str, workspace: str, used: dict) -> None:
        """Book one answer, whether or not it reaches the caller."""
        self._usage.append(
            {
                "at": at,
                "model": model,
                "workspace_id": workspace,
                "api_key_id": "apikey_01SandboxDrafting",
                "inference_geo": used["inference_geo"],
                "service_tier": used["service_tier"],
                "context_window": "0-200k" if used["input_tokens"] <= 200_000 else "200k-1M",
                "uncached": used["input_tokens"],
                "5m": used["cache_creation"]["ephemeral_5m_input_tokens"],
                "1h": used["cache_creation"]["ephemeral_1h_input_tokens"],
                "read": used["cache_read_input_tokens"],
                "output": used["output_tokens"],
            }
        )

    # Organization and workspaces

    @needs_admin
    def organization_me(self, request: Request) -> Response:
        return Response.json({"id": self.organization, "type": "organization", "name": "Sandbox Law LLP"})

    @needs_admin
    def list_workspaces(self, request: Request) -> Response:
        archived = request.one("include_archived") == "true"
        held = [w for w in self.workspaces.values() if archived or w["archived_at"] is None]
        if self.us_only_opt_out:  # an organization that had opted out before workspaces had limits
            limits = {"workspace_geo": "us", "allowed_inference_geos": ["us"], "default_inference_geo": "us"}
            held.append({**_workspace("", "Default", limits, FIRST_DAY), "id": None})
        return self._paged(request, held, usual=20, most=1000)

    @needs_admin
    def read_workspace(self, request: Request) -> Response:
        held = self.workspaces.get(request.params["id"])
        return Response.json(held) if held else self.error(404, request, "Workspace not found.")

    @needs_admin
    def create_workspace(self, request: Request) -> Response:
        given = request.json
        if (
            not isinstance(given, dict)
            or not given.get("name")
            or given.keys() - {"name", "data_residency", "tags"}
        ):
            return self.error(400, request, "name: Field required, and nothing unknown")
        asked = given.get("data_residency") or {}
        held = {
            "workspace_geo": asked.get("workspace_geo", "us"),
            "allowed_inference_geos": asked.get("allowed_inference_geos", "unrestricted"),
            "default_inference_geo": asked.get("default_inference_geo", "global"),
        }
        if fault := _residency_fault(held):
            return self.error(400, request, fault)
        identifier = "wrkspc_" + self.sandbox.identifier("workspace", len(self.workspaces))
        made = _workspace(identifier, given["name"], held, _told(self.clock.now()))
        self.workspaces[identifier] = made
        return Response.json(made)

    @needs_admin
    def update_workspace(self, request: Request) -> Response:
        held = self.workspaces.get(request.params["id"])
        if not held:
            return self.error(404, request, "Workspace not found.")
        asked = request.json.get("data_residency", {})
        if "workspace_geo" in asked:
            return self.error(400, request, "data_residency.workspace_geo: cannot be changed")
        changed = {**held["data_residency"], **asked}
        if fault := _residency_fault(changed):
            return self.error(400, request, fault)
        held["data_residency"] = changed
        held["name"] = request.json.get("name", held["name"])
        self._happened("platform_workspace_updated", held["id"])
        return Response.json(held)

    @needs_admin
    def archive_workspace(self, request: Request) -> Response:
        held = self.workspaces.get(request.params["id"])
        if not held:
            return self.error(404, request, "Workspace not found.")
        held["archived_at"] = held["archived_at"] or _told(self.clock.now())
        return Response.json(held)

    # Reports

    @needs_admin
    def usage_report(self, request: Request) -> Response:
        try:
            asked = _Report(request)
        except ValueError as error:
            return self.error(400, request, str(error))
        until = self.clock.now() - timedelta(seconds=self.report_lag)
        rows = [row for row in self._usage if row["at"] <= until and asked.wants(row)]
        buckets, following = asked.buckets(rows)
        return Response.json({"data": buckets, "has_more": following is not None, "next_page": following})

    @needs_admin
    def activities(self, request: Request) -> Response:
        if not self.feed_enabled:
            return self.error(403, request, "The compliance feed is not enabled for this organization.")
        kinds = set(request.query.get("activity_types[]", []))
        since = request.one("created_at.gte")
        held = [
            entry
            for entry in reversed(self._told_of())
            if (not kinds or entry["type"] in kinds) and (not since or entry["created_at"] >= since)
        ]
        return self._paged(request, held, usual=100, most=1000)

    @needs_admin
    def list_destinations(self, request: Request) -> Response:
        """Newest first, behind a cursor that says nothing."""
        if TELEMETRY not in request.headers.get("anthropic-beta", "").split(","):
            return self.error(400, request, f"anthropic-beta: this endpoint needs {TELEMETRY}")
        if unknown := request.query.keys() - {"limit", "page", "workspace_ids[]"}:
            return self.error(400, request, f"{min(unknown)}: Extra inputs are not permitted")
        held = [_destination(number, url) for number, url in enumerate(self.destinations, 1)][::-1]
        starts = [f"page_{at}" for at in range(len(held))]
        try:
            limit = _limit(request, usual=20, most=1000)
            at = starts.index(request.one("page") or "") if request.one("page") else 0
        except ValueError:
            return self.error(400, request, "limit, page: not as they have to be")
        following = starts[at + limit] if at + limit < len(held) else None
        return Response.json({"data": held[at : at + limit], "next_page": following})

    def _paged(self, request: Request, held: list[dict], *, usual: int, most: int) -> Response:
        """What follows ``after_id``, as far as ``limit`` goes."""
        try:
            limit = _limit(request, usual=usual, most=most)
            after = request.one("after_id")
            start = [each["id"] for each in held].index(after) + 1 if after is not None else 0
        except ValueError:
            return self.error(400, request, f"limit: from 1 to {most}; after_id: the last_id of a page")
        page = held[start : start + limit]
        ends = (page[0]["id"], page[-1]["id"]) if page else (None, None)
        has_more = start + limit < len(held)
        return Response.json({"data": page, "has_more": has_more, "first_id": ends[0], "last_id": ends[1]})


class _Report:
    """One question to the usage report. Raises ValueError with the vendor's complaint."""

    def __init__(self, request: Request) -> None:
        if not request.one("starting_at"):
            raise ValueError("starting_at: Field required")
        self.width, usual, most = self._width(request.one("bucket_width", "1d") or "1d")
        self.limit = int(request.one("limit") or usual)
        if not 1 <= self.limit <= most:
            raise ValueError(f"limit: from 1 to {most} for this bucket_width")
        self.start = _floor(_instant(request.one("page") or request.one("starting_at")), self.width)
        ending = request.one("ending_at")
        self.end = _instant(ending) if ending else self.start + timedelta(seconds=self.width * self.limit)
        if self.end <= self.start:
            raise ValueError("ending_at: has to be after starting_at")
        self.groups = request.query.get("group_by[]", [])
        if unknown := set(self.groups) - set(GROUPS):
            raise ValueError(f"group_by: unknown {sorted(unknown)[0]}")
        self.only = {
            "inference_geo": request.query.get("inference_geos[]"),
            "model": request.query.get("models[]"),
            "workspace_id": request.query.get("workspace_ids[]"),
            "api_key_id": request.query.get("api_key_ids[]"),
        }

    @staticmethod
    def _width(name: str) -> tuple[int, int, int]:
        if name not in WIDTHS:
            raise ValueError("bucket_width: one of 1m, 1h, 1d")
        return WIDTHS[name]

    def wants(self, row: dict) -> bool:
        inside = self.start <= row["at"] < self.end
        return inside and all(not chosen or row[name] in chosen for name, chosen in self.only.items())

    def buckets(self, rows: list[dict]) -> tuple[list[dict], str | None]:
        step, at = timedelta(seconds=self.width), self.start
        told: list[dict] = []
        while at < self.end and len(told) < self.limit:
            inside = [row for row in rows if at <= row["at"] < at + step]
            told.append(
                {"starting_at": _told(at), "ending_at": _told(at + step), "results": self._results(inside)}
            )
            at += step
        return told, _told(at) if at < self.end else None

    def _results(self, rows: list[dict]) -> list[dict]:
        sums: dict[tuple, Counter[str]] = {}
        for row in rows:
            key = tuple(row[name] if name in self.groups else None for name in GROUPS)
            sums.setdefault(key, Counter()).update({name: row[name] for name in AMOUNTS})
        return [
            {
                **dict(zip(GROUPS, key, strict=True)),
                "uncached_input_tokens": amounts["uncached"],
                "cache_creation": {
                    "ephemeral_5m_input_tokens": amounts["5m"],
                    "ephemeral_1h_input_tokens": amounts["1h"],
                },
                "cache_read_input_tokens": amounts["read"],
                "output_tokens": amounts["output"],
                "server_tool_use": {"web_search_requests": 0},
            }
            for key, amounts in sums.items()
        ]


def _workspace(identifier: str, name: str, data_residency: dict, created: str) -> dict:
    return {
        "id": identifier,
        "type": "workspace",
        "name": name,
        "created_at": created,
        "archived_at": None,
        "compartment_id": None,
        "data_residency": data_residency,
        "display_color": "#6C5BB9",
        "external_key_id": None,
        "tags": {},
        "user_profile_id": None,
    }


def _residency_fault(held: dict) -> str | None:
    allowed, default = held["allowed_inference_geos"], held["default_inference_geo"]
    if held["workspace_geo"] != "us" or held.keys() - {
        "workspace_geo", "allowed_inference_geos", "default_inference_geo"
    }:  # fmt: skip
        return "data_residency.workspace_geo: Input should be 'us'"
    known = allowed == "unrestricted" or (
        isinstance(allowed, list) and set(allowed) <= {"us", "global"} and allowed
    )
    if not known or default not in ("us", "global"):
        return "data_residency: unknown geo"
    if allowed != "unrestricted" and default not in allowed:
        return "data_residency.default_inference_geo: has to be one of the allowed"
    return None


def _limit(request: Request, *, usual: int, most: int) -> int:
    """Raises ValueError where it is none."""
    limit = int(request.one("limit") or usual)
    if not 1 <= limit <= most:
        raise ValueError("limit")
    return limit


def _destination(number: int, url: str) -> dict:
    return {
        "id": f"tdst_{number:08d}",
        "type": "telemetry_destination",
        "endpoint_url": url,
        "state": "enabled",
        "workspaces": {"type": "all"},
        "created_at": FIRST_DAY,
    }


def _told(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str | None) -> datetime:
    if not text or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", text):
        raise ValueError("starting_at, ending_at: have to be RFC 3339 instants")
    return datetime.fromisoformat(text).astimezone(UTC)


def _floor(at: datetime, width: int) -> datetime:
    return datetime.fromtimestamp(int(at.timestamp()) // width * width, UTC)
