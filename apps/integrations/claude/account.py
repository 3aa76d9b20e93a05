"""What an operator's command reads of the firm's account with the vendor: organization, workspaces, feed, usage.

An admin key has full reach and no scopes, so it is a file of its own that only those commands are given. Nothing here
sends content: every call is a GET of one of the addresses below, with ids and dates in it
(vendor's Admin, Usage and Cost, and Compliance pages, Aug to Nov 2026). The SDK is not used: it would send the key as
a bearer token, and nobody has confirmed that the vendor takes it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.integrations.errors import Fault, Permanent
from apps.integrations.http import Line, fault

from .connect import read_key
from .types import OPAQUE_ID

HOST = "api.anthropic.com"
BASE = f"https://{HOST}/v1"
VERSION = "2026-10-21"
MOST_PAGES = 200

RETENTION_ON = "platform_workspace_inference_data_retention_enabled"
RETENTION_OFF = "platform_workspace_inference_data_retention_disabled"
WORKSPACE_MADE = "platform_workspace_created"
WORKSPACE_CHANGED = "platform_workspace_updated"
KEY_CHANGED = frozenset(
    {
        "platform_api_key_created",
        "platform_api_key_updated",
        "admin_api_key_created",
        "admin_api_key_updated",
        "admin_api_key_deleted",
    }
)
WATCHED = (RETENTION_ON, RETENTION_OFF, WORKSPACE_MADE, WORKSPACE_CHANGED, *sorted(KEY_CHANGED))
TELEMETRY = "telemetry-destinations-2026-08-11"
"""The beta that the list of telemetry destinations is behind (vendor's page of it, Nov 2026)."""

NOT_TOLD = frozenset({Fault.NOT_PERMITTED, Fault.NOT_FOUND, Fault.OUT_OF_DATE, Fault.REFUSED})
"""How the vendor refuses to say: this account may not know, or the beta has ended."""

CATEGORIES = ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")


@dataclass(frozen=True)
class Workspace:
    """As the Admin API shows one. `allowed` is empty, and the geos are "", where it shows no limits.

    The Default workspace has no id in the vendor's reports: `id` is "" then."""

    id: str
    made_at: datetime | None
    archived: bool
    shows_limits: bool
    geo: str
    allowed: tuple[str, ...]
    default: str

    @property
    def us_only(self) -> bool:
        return (self.allowed, self.default) == (("us",), "us")


@dataclass(frozen=True)
class Activity:
    """One entry of the compliance feed."""

    id: str
    kind: str
    at: datetime
    workspace: str
    """Empty where the entry names none."""


@dataclass(frozen=True)
class Used:
    """Tokens of one day, model, place, key and tier, as the vendor counts them."""

    day: date
    model: str
    geo: str
    key: str
    tier: str
    tokens: tuple[int, ...]
    """By CATEGORIES."""
    server_tools: int


def opened() -> Account:
    """With the key that CLAUDE_ADMIN_KEY_FILE names. Raises Permanent ``not_configured`` where there is none."""
    try:
        return Account(read_key(settings.CLAUDE_ADMIN_KEY_FILE, "CLAUDE_ADMIN_KEY_FILE"))
    except ImproperlyConfigured:
        pass
    raise fault(Fault.NOT_CONFIGURED)


class Account:
    """The firm's account, to be read. Use it as a context manager. Every method raises RemoteError."""

    def __init__(self, key: str) -> None:
        self._headers = {"x-api-key": key, "anthropic-version": VERSION}
        self._line = Line(allows=lambda host: host == HOST)

    def __enter__(self) -> Account:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def __repr__(self) -> str:
        return "<Account at Claude's vendor>"

    def organization(self) -> str:
        """The id of the organization that the key belongs to."""
        return _id(self._get("/organizations/me"), "id")

    def workspaces(self) -> list[Workspace]:
        """All that are not archived; the Default one too where the vendor lists it."""
        return [_workspace(each) for each in self._listed("/organizations/workspaces", limit="100")]

    def workspace(self, identifier: str) -> Workspace | None:
        """One by its id, archived or not; None where the organization has no such workspace."""
        if not OPAQUE_ID.fullmatch(identifier):
            return None
        try:
            return _workspace(self._get(f"/organizations/workspaces/{identifier}"))
        except Permanent as error:
            if error.code != Fault.NOT_FOUND:
                raise
        return None

    def activities(self) -> list[Activity] | None:
        """What the feed says of retention, of workspaces made and changed and of keys, newest first; None where it is
        not on."""
        try:
            found = list(self._listed("/compliance/activities", **{"activity_types[]": list(WATCHED)}))
        except Permanent as error:
            if error.code != Fault.NOT_PERMITTED:
                raise
            return None
        return [_activity(each) for each in found]

    def destinations(self) -> int | None:
        """How many collectors outside content can be exported to, in use or not; None where that is not told."""
        found, page = 0, ""
        try:
            for _page in range(MOST_PAGES):
                more = {"page": page} if page else {}
                answer = self._get("/organizations/telemetry_destinations", beta=TELEMETRY, **more)
                found += len(_list(answer, "data"))
                if not answer.get("next_page"):
                    return found
                page = _text(answer, "next_page")
        except Permanent as error:
            if error.code not in NOT_TOLD:
                raise
            return None
        raise fault(Fault.TOO_LARGE)

    def usage(self, *, workspace: str, starts: datetime, ends: datetime) -> list[Used]:
        """What the usage report counts for a workspace, by day in UTC. It is about five minutes late."""
        params: dict[str, Any] = {
            "starting_at": _told(starts),
            "ending_at": _told(ends),
            "bucket_width": "1d",
            "limit": "31",
            "workspace_ids[]": [workspace],
            "group_by[]": ["inference_geo", "model", "api_key_id", "service_tier"],
        }
        found: list[Used] = []
        for _page in range(MOST_PAGES):
            answer = self._get("/organizations/usage_report/messages", **params)
            for bucket in _list(answer, "data"):
                day = _instant(bucket.get("starting_at")).date()
                found += [_used(day, row) for row in _list(bucket, "results")]
            if not answer.get("has_more"):
                return found
            params["page"] = _text(answer, "next_page")
        raise fault(Fault.TOO_LARGE)

    def _listed(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        for _page in range(MOST_PAGES):
            answer = self._get(path, **params)
            yield from _list(answer, "data")
            if not answer.get("has_more"):
                return
            params["after_id"] = _text(answer, "last_id")
        raise fault(Fault.TOO_LARGE)

    def _get(self, path: str, *, beta: str = "", **params: Any) -> dict[str, Any]:
        headers = {**self._headers, "anthropic-beta": beta} if beta else self._headers
        found = self._line.get(BASE + path, headers=headers, params=params or None).json()
        if not isinstance(found, dict):
            raise fault(Fault.GARBLED)
        return found


def _workspace(given: dict[str, Any]) -> Workspace:
    limits = given.get("data_residency")
    shown = isinstance(limits, dict)
    held: dict[str, Any] = limits if isinstance(limits, dict) else {}
    allowed = held.get("allowed_inference_geos")
    listed = tuple(map(str, allowed)) if isinstance(allowed, list) else ((str(allowed),) if allowed else ())
    made = given.get("created_at")
    return Workspace(
        id=str(given.get("id") or "")[:80],
        made_at=_instant(made) if made else None,
        archived=given.get("archived_at") is not None,
        shows_limits=shown,
        geo=str(held.get("workspace_geo") or "")[:20],
        allowed=tuple(each[:20] for each in listed),
        default=str(held.get("default_inference_geo") or "")[:20],
    )


def _activity(given: dict[str, Any]) -> Activity:
    return Activity(
        id=_id(given, "id"),
        kind=_text(given, "type"),
        at=_instant(given.get("created_at")),
        workspace=str(given.get("workspace_id") or ""),
    )


def _used(day: date, row: dict[str, Any]) -> Used:
    made = row.get("cache_creation")
    cache: dict[str, Any] = made if isinstance(made, dict) else {}
    tools = row.get("server_tool_use")
    return Used(
        day=day,
        model=str(row.get("model") or "")[:60],
        geo=str(row.get("inference_geo") or "")[:80],
        key=str(row.get("api_key_id") or "")[:80],
        tier=str(row.get("service_tier") or "")[:80],
        tokens=(
            _count(row, "uncached_input_tokens"),
            _count(row, "output_tokens"),
            _count(cache, "ephemeral_5m_input_tokens"),
            _count(cache, "ephemeral_1h_input_tokens"),
            _count(row, "cache_read_input_tokens"),
        ),
        server_tools=sum(_count(tools, name) for name in tools) if isinstance(tools, dict) else 0,
    )


def _list(given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = given.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise fault(Fault.GARBLED)
    return found


def _text(given: dict[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found:
        raise fault(Fault.GARBLED)
    return found


def _id(given: dict[str, Any], name: str) -> str:
    found = _text(given, name)
    if not OPAQUE_ID.fullmatch(found):
        raise fault(Fault.GARBLED)
    return found


def _count(given: dict[str, Any], name: str) -> int:
    """A number of tokens; what is missing counts as none, and what is no number makes the answer worthless."""
    found = given.get(name, 0)
    if found is None:
        return 0
    if type(found) is not int or found < 0:
        raise fault(Fault.GARBLED)
    return found


def _instant(given: Any) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        found = None
    if found is None or found.utcoffset() is None:
        raise fault(Fault.GARBLED)
    return found.astimezone(UTC)


def _told(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
