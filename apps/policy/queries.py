"""The facts behind an answer of the gate, read in as few statements as can be: sixteen workers ask at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from apps.core import statements
from apps.people.models import User
from apps.policy.models import Arrangement, Crossing, CrossingState
from apps.policy.reasons import Fault
from apps.policy.registers import STALE_DAYS


@dataclass(frozen=True)
class Known:
    """One row of what the database knows about a call that is about to be made."""

    matter_status: str
    residency: str
    province: str
    health_matter: bool
    may_trip_classifiers: bool
    budget_cents: int | None
    told: bool
    refused: bool
    on_file: frozenset[str]
    responsible_licensed: bool
    policy_version: int | None
    acknowledged: bool
    arrangement_id: UUID | None
    arrangement_organization: str | None
    arrangement_workspace: str | None
    training_off: bool | None
    review_by: date | None
    model_allowed: bool | None
    model_accepts_geo: bool | None
    model_covered: bool | None
    breaker_open: bool | None
    pause_until: datetime | None
    attempted: bool
    """Whether there is an attempt of this request on record."""
    matter_spent: Decimal
    firm_spent: Decimal
    consented: bool
    arrangement_covers: list[str] | None
    arrangement_confirmed_at: datetime | None
    surface_standing: str | None
    surface_confirmed: bool
    terms_checked_on: date | None
    seen_at: datetime | None
    workspace_faults: list[str] | None
    retention_seen: str | None
    path_unknown: list[str]
    path_abroad: list[str]
    parties_read: bool
    """Whether the practice system that the matter came from, if any, was read through since, and the matter's parties
    there since it was opened again."""
    parties_read_at: datetime | None
    """When the practice systems that it came from, and that are not ended, were last read through: the earliest."""
    parties_readable: bool
    """Whether sense could be made of each record there that says who is in the matter, or a partner said that everybody
    in it is listed."""


_KNOWN = """
SELECT m.status, m.residency, m.province, m.health_information, m.may_trip_classifiers, m.budget_cents,
       EXISTS (SELECT FROM matters_notice n WHERE n.client_id = m.client_id AND n.kind IN ('notice', 'consent')),
       coalesce((SELECT n.kind = 'refusal' FROM matters_notice n
                  WHERE n.client_id = m.client_id AND n.kind IN ('consent', 'refusal')
                  ORDER BY n.given_on DESC, n.recorded_at DESC LIMIT 1), false),
       ARRAY(SELECT DISTINCT a.kind FROM policy_assessment a
              WHERE (a.matter_id = m.id OR a.client_id = m.client_id)
                AND (a.until IS NULL OR a.until >= %(today)s)),
       EXISTS (SELECT FROM people_licence l JOIN people_user u ON u.id = l.user_id AND u.is_active
                WHERE l.user_id = %(responsible)s AND l.withdrawn_at IS NULL AND l.since <= %(today)s
                  AND (l.until IS NULL OR l.until >= %(today)s)),
       p.version,
       NOT EXISTS (SELECT FROM unnest(%(askers)s) a (id) WHERE NOT EXISTS (
                     SELECT FROM policy_acknowledgement k WHERE k.policy_id = p.id AND k.user_id = a.id)),
       r.id, r.organization, r.workspace, r.training_off, r.review_by,
       t.allowed, t.accepts_geo, t.covered,
       b.is_open, b.pause_until,
       EXISTS (SELECT FROM policy_crossing c WHERE c.request_id = %(request)s),
       s.matter, s.firm,
       coalesce((SELECT n.kind = 'consent' FROM matters_notice n
                  WHERE n.client_id = m.client_id AND n.kind IN ('consent', 'refusal')
                  ORDER BY n.given_on DESC, n.recorded_at DESC LIMIT 1), false),
       r.covers, r.confirmed_at, f.standing,
       EXISTS (SELECT FROM policy_confirmation c
                WHERE c.surface_id = f.code AND c.ended_at IS NULL AND c.until >= %(today)s),
       least(f.checked_on, t.checked_on), w.at, w.faults, w.retention, h.not_known, h.abroad,
       NOT EXISTS (SELECT FROM integrations_remoterecord x JOIN integrations_connection y ON y.id = x.connection_id
                    WHERE x.local_id = m.id AND x.kind = 'matter'
                      AND (y.pulled_at IS NULL
                           OR y.state <> 'ended' AND coalesce(x.parts_read_at, '-infinity') < m.reopened_at)),
       (SELECT min(y.pulled_at)
          FROM integrations_remoterecord x JOIN integrations_connection y ON y.id = x.connection_id
         WHERE x.local_id = m.id AND x.kind = 'matter' AND y.state <> 'ended'),
       NOT EXISTS (SELECT FROM integrations_unreadrecord u
                    WHERE u.settled_at IS NULL
                      AND (u.matter_id = m.id
                           OR u.matter_id IS NULL
                              AND u.connection_id IN (SELECT x.connection_id FROM integrations_remoterecord x
                                                       WHERE x.local_id = m.id AND x.kind = 'matter')))
  FROM matters_matter m
  LEFT JOIN LATERAL (SELECT id, version FROM policy_aipolicy ORDER BY version DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT * FROM policy_arrangement WHERE ended_at IS NULL
                      ORDER BY (organization = %(organization)s) DESC, confirmed_at DESC LIMIT 1) r ON true
  LEFT JOIN policy_modelterm t ON t.model = %(model)s
  LEFT JOIN policy_breaker b ON b.only
  LEFT JOIN policy_surface f ON f.code = %(surface)s
  LEFT JOIN LATERAL (SELECT at, faults, retention FROM policy_workspacecheck
                      WHERE organization = r.organization AND workspace = r.workspace AND outcome <> 'not_seen'
                      ORDER BY at DESC LIMIT 1) w ON true
 CROSS JOIN LATERAL (SELECT coalesce(array_agg(code) FILTER (WHERE p.region = 'unknown' OR p.in_use IS NULL
                                                             OR p.checked_on < %(stale)s), '{}') AS not_known,
                            coalesce(array_agg(code) FILTER (WHERE p.region IN ('united_states', 'elsewhere')), '{}')
                              AS abroad
                       FROM policy_hop p WHERE p.ours AND p.in_use IS NOT false) h
 CROSS JOIN LATERAL (SELECT coalesce(sum(amount) FILTER (WHERE matter_id = m.id), 0) AS matter,
                            coalesce(sum(amount) FILTER (WHERE matter_id IS NULL), 0) AS firm
                       FROM policy_spending
                      WHERE month = %(month)s AND (matter_id = m.id OR matter_id IS NULL)) s
 WHERE m.id = %(matter)s
"""


def known(
    *,
    matter_id: UUID,
    request_id: UUID,
    askers: list[UUID],
    responsible: User,
    model: str,
    now: datetime,
    surface: str = "messages",
) -> Known:
    """All of it in one statement."""
    given: dict[str, Any] = {
        "matter": matter_id,
        "request": request_id,
        "askers": askers,
        "responsible": responsible.pk,
        "model": model,
        "organization": settings.CLAUDE_ORGANIZATION,
        "today": today(now),
        "month": month(now),
        "surface": surface,
        "stale": today(now) - timedelta(days=STALE_DAYS),
    }
    values = list(statements.execute(_KNOWN, given).fetchall()[0])
    values[8] = frozenset(values[8])
    return Known(*values)


def today(now: datetime) -> date:
    """The day it is where the firm is."""
    return timezone.localdate(now, ZoneInfo(settings.FIRM_TIME_ZONE))


def month(now: datetime) -> date:
    """The day on which this month began where the firm is: budgets are for a calendar month."""
    return today(now).replace(day=1)


def attempts(request_id: UUID) -> list[Crossing]:
    """Every attempt of a request, in order."""
    return list(Crossing.objects.filter(request_id=request_id).order_by("attempt"))


def lost_since(earlier: list[Crossing], confirmed_at: datetime) -> list[Crossing]:
    """Attempts of which nothing came in time, since a person last confirmed the request."""
    lost = (CrossingState.UNKNOWN, CrossingState.STARTED)
    return [
        each
        for each in earlier
        if (each.state in lost or each.reason == Fault.CAME_LATE) and each.started_at >= confirmed_at
    ]


def arrangement_in_force() -> Arrangement | None:
    """The arrangement for the organization that the settings name, or None."""
    return Arrangement.objects.filter(ended_at=None, organization=settings.CLAUDE_ORGANIZATION).first()
