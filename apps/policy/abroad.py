"""Deliveries that left Canada, in the register of crossings: as rows of its table and lines of its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.matters.models import Residency
from apps.policy import said
from apps.policy.models import Departure, Place

COLUMNS = ("kind", "delivery", "system", "what", "place", "permitted_by", "bytes")
"""What the table has of a delivery beside what it has of an attempt. Codes, as everywhere in it."""
ATTEMPT, DELIVERY = "claude", "delivery"


def line(each: Departure, *, named: bool) -> dict[str, Any]:
    """Its cells, by the names of the table's columns. Those that only an attempt has stay empty."""
    return {
        "crossing": each.pk,
        "started": _utc(each.started_at),
        "ended": _utc(each.arrived_at) if each.arrived_at else "",
        "matter": each.matter_id,
        "number": each.matter.number if named else "",
        "title": each.matter.title if named else "",
        "client": each.matter.client.name if named else each.matter.client_id,
        "asked_by": each.asked_by.full_name,
        "responsible": each.responsible.full_name,
        "state": "arrived" if each.arrived_at else "unknown",
        "reply_fingerprint": "",
        "prompt_fingerprint": each.content_hmac,
        "kind": DELIVERY,
        "delivery": each.delivery_id,
        "system": each.system,
        "what": each.what,
        "place": each.place,
        "permitted_by": each.permitted_by,
        "bytes": each.size,
    }


def section(rows: Sequence[Departure], *, named: bool) -> dict[str, Any]:
    """The paper's part about them."""
    return {
        "departures_title": _("Approved work delivered outside Canada, newest first"),
        "departures_heads": [
            _("When"), _("Matter"), _("Asked by, for"), _("What"), _("To, where it keeps data"), _("Permitted by"),
            _("Outcome"), _("Bytes"), _("Delivery, fingerprint"),
        ],
        "departures": [_cells(each, named=named) for each in rows],
    }  # fmt: skip


def _cells(each: Departure, *, named: bool) -> list[str]:
    asked, answerable = each.asked_by.full_name, each.responsible.full_name
    return [
        _local(each.started_at),
        f"{each.matter.number} {each.matter.title}" if named else str(each.matter_id),
        asked if asked == answerable else f"{asked}, {answerable}",
        said.delivered(each.what),
        f"{said.system(each.system)}: {Place(each.place).label}",
        str(Residency(each.permitted_by).label),
        each.outcome,
        str(each.size),
        f"{each.delivery_id} {each.content_hmac[:12]}",
    ]


def _local(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at, ZoneInfo(settings.FIRM_TIME_ZONE)), "Y-m-d H:i")


def _utc(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
