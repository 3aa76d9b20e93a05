"""The register of crossings taken away: which rows a person may take, as a table for machines and as a paper that
somebody outside the house can read. Metadata only; nothing in it says what was sent or what came back."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.paper import pdf
from apps.matters.models import Client, Matter
from apps.people.models import User
from apps.policy import abroad, said
from apps.policy.models import Arrangement, Crossing, CrossingState, Departure, WorkspaceCheck
from apps.policy.observed import Outcome, Retention, WorkspaceFault

Row = TypeVar("Row", Crossing, Departure)
MOST_ROWS = 5_000
PAPER = Path(__file__).parent / "paper" / "crossings.typ"


@dataclass(frozen=True)
class Scope:
    """Which crossings: of one matter, one client, a period (whole days where the firm is), or any of them together."""

    matter: Matter | None = None
    client: Client | None = None
    first: date | None = None
    last: date | None = None

    @property
    def starts(self) -> datetime | None:
        return None if self.first is None else _midnight(self.first)

    @property
    def ends(self) -> datetime | None:
        return None if self.last is None else _midnight(self.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.FIRM_TIME_ZONE))


def found(user: User, scope: Scope) -> QuerySet[Crossing]:
    """Newest first. Whoever works on matters gets those of matters they may see; whoever sees the whole log without
    content gets all of them, by id."""
    rows = Crossing.objects.all() if sees_ids_only(user) else Crossing.objects.visible_to(user)
    return _within(rows, scope)


def departed(user: User, scope: Scope) -> QuerySet[Departure]:
    """Deliveries that left Canada, newest first: the same scope, and the same eyes."""
    rows = Departure.objects.all() if sees_ids_only(user) else Departure.objects.visible_to(user)
    return _within(rows, scope).select_related("matter__client", "asked_by", "responsible")


def _within(rows: QuerySet[Row], scope: Scope) -> QuerySet[Row]:
    if scope.matter is not None:
        rows = rows.filter(matter=scope.matter)
    if scope.client is not None:
        rows = rows.filter(matter__client=scope.client)
    if scope.starts is not None:
        rows = rows.filter(started_at__gte=scope.starts)
    if scope.ends is not None:
        rows = rows.filter(started_at__lt=scope.ends)
    return rows.order_by("-started_at", "-pk")


def sees_ids_only(user: User) -> bool:
    """Administrators and auditors: every row, no name of a matter or client."""
    return not user.works_on_matters and (user.is_administrator or user.is_auditor)


COLUMNS = (
    "crossing", "started", "ended", "matter", "number", "title", "client", "asked_by", "responsible", "workflow",
    "purpose", "information", "surface", "attempt", "repeats", "state", "reason", "model_asked", "model_returned",
    "geo_asked", "geo_returned", "vendor_request", "organization", "workspace", "agreement", "stop_reason",
    "input_tokens", "output_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens",
    "price_from", "us_multiplier", "cost_usd", "may_cost_more_usd", "prompt_fingerprint", "reply_fingerprint",
    *abroad.COLUMNS,
)  # fmt: skip


def with_all(rows: QuerySet[Crossing]) -> list[Crossing]:
    return list(
        rows.select_related(
            "matter__client", "clearance__asked_by", "clearance__responsible", "arrangement", "price"
        )
    )


def as_csv(rows: Sequence[Crossing], left: Sequence[Departure] = (), *, named: bool) -> bytes:
    """One line for each attempt and then for each delivery that left Canada (`left`), UTF-8 with a mark for
    spreadsheets.
    Instants are UTC; costs are exact. The fingerprint of a delivery is that of what was sent."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    lines = [
        *(_line(each, named=named) for each in rows),
        *(abroad.line(each, named=named) for each in left),
    ]
    for line in lines:
        writer.writerow([_inert(line.get(name)) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(value: Any) -> str:
    """A cell that a spreadsheet would run as a formula is text."""
    told = "" if value is None else str(value)
    return "'" + told if told[:1] in ("=", "+", "-", "@", "\t", "\r") else told


def _line(each: Crossing, *, named: bool) -> dict[str, Any]:
    copied = ("workflow", "purpose", "information")
    plain = {name: getattr(each, name) for name in COLUMNS if name not in copied and hasattr(each, name)}
    return plain | {
        "kind": abroad.ATTEMPT,
        "crossing": each.pk,
        "started": _utc(each.started_at),
        "ended": _utc(each.ended_at) if each.ended_at else "",
        "matter": each.matter_id,
        "number": each.matter.number if named else "",
        "title": each.matter.title if named else "",
        "client": each.matter.client.name if named else each.matter.client_id,
        "asked_by": each.clearance.asked_by.full_name,
        "responsible": each.clearance.responsible.full_name,
        "workflow": each.clearance.workflow,
        "purpose": each.clearance.purpose,
        "information": " ".join(each.information),
        "repeats": each.repeats_id,
        "agreement": each.arrangement.agreement,
        "price_from": each.price.effective_from if each.price else "",
        "us_multiplier": each.price.us_multiplier if each.price else "",
        "cost_usd": f"{each.cost:f}",
        "may_cost_more_usd": f"{each.reserved:f}",
        "prompt_fingerprint": each.prompt_hmac,
        "reply_fingerprint": each.reply_hmac,
    }


def _utc(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


# On paper ----------------------------------------------------------------------------------------------------


def as_pdf(
    rows: Sequence[Crossing],
    left: Sequence[Departure] = (),
    *,
    scope: Scope,
    by: User,
    named: bool,
    now: datetime,
) -> bytes:
    """The register as a paper, in the language in use."""
    sheet = _sheet(rows, scope=scope, by=by, named=named, now=now) | abroad.section(left, named=named)
    if left:
        sheet["totals"].append([_("Delivered outside Canada"), str(len(left))])
    return pdf(PAPER, sheet, at=now)


def _sheet(rows: Sequence[Crossing], *, scope: Scope, by: User, named: bool, now: datetime) -> dict[str, Any]:
    return {
        "lang": (get_language() or "en")[:2],
        "wide": True,
        "firm": settings.FIRM_NAME,
        "title": _("Register of information sent to Claude"),
        "about": _about(scope, named=named),
        "made": _("Made %(when)s by %(who)s") % {"when": _local(now), "who": by.full_name},
        "says": [str(each) for each in _says()],
        "totals_title": _("In short"),
        "totals": _totals(rows),
        "terms_title": _("Terms in force"),
        "terms": _terms(rows),
        "rows_title": _("Each time, newest first"),
        "heads": [
            _("When"), _("Matter"), _("Asked by, for"), _("Work, information"), _("Model"), _("Inference"),
            _("Outcome"), _("Tokens"), _("US$"), _("Vendor's request, fingerprint"),
        ],
        "rows": [_cells(each, named=named) for each in rows],
        "none": _("Nothing was sent."),
    }  # fmt: skip


def _about(scope: Scope, *, named: bool) -> str:
    parts = []
    if scope.matter is not None:
        parts.append(str(scope.matter) if named else str(scope.matter.pk))
    if scope.client is not None:
        parts.append(scope.client.name if named else str(scope.client.pk))
    if scope.first or scope.last:
        parts.append(
            _("from %(first)s to %(last)s")
            % {"first": scope.first or _("the beginning"), "last": scope.last or _("today")}
        )
    return ", ".join(parts) or _("Every matter that the person who made this may see")


def _says() -> list[str]:
    return [
        _("Each row is one attempt to have text processed by Claude, a service of Anthropic in the United States. It "
          "was written before anything left Canada. What was said is in no part of this register; names and numbers "
          "known to the matter were replaced before sending."),
        _("Every call asks for inference in the United States only. What Anthropic reports back is its class of "
          "routing, not a data centre. An answer that reports anything else is discarded unread."),
        _("Under the terms below Anthropic keeps nothing after the answer, except what its safety checks flag (up to "
          "two years) and the results of those checks. United States authorities may be able to reach data there."),
        _("A fingerprint is a keyed digest: it proves which text was meant to whoever holds the text and the key, and "
          "tells nothing to anybody else."),
    ]  # fmt: skip


def _totals(rows: Sequence[Crossing]) -> list[list[str]]:
    states = Counter(each.state for each in rows)
    kinds = Counter(kind for each in rows for kind in each.information)
    cost = sum((each.cost for each in rows), Decimal(0))
    more = sum((each.reserved for each in rows), Decimal(0))
    told = [[_("Attempts"), str(len(rows))]]
    told += [[str(state.label), str(states[state])] for state in CrossingState if states[state]]
    told.append([_("Matters"), str(len({each.matter_id for each in rows}))])
    told.append(
        [
            _("Classes of information"),
            ", ".join(f"{said.information([kind])} ({n})" for kind, n in sorted(kinds.items())) or "-",
        ]
    )
    told.append([_("Cost"), f"US$ {cost:f}"])
    if more:
        told.append([_("May have cost more, at most"), f"US$ {more:f}"])
    return told


def _terms(rows: Sequence[Crossing]) -> list[list[str]]:
    """Each arrangement that the rows name, with what it covers, who confirmed it, and whether that was observed."""
    held: dict[Any, Arrangement] = {each.arrangement_id: each.arrangement for each in rows}
    told = []
    for each in sorted(held.values(), key=lambda one: one.confirmed_at):
        ended = _local(each.ended_at) if each.ended_at else _("in force")
        confirmed = _("confirmed %(when)s by %(who)s, to be reviewed by %(day)s; %(ended)s") % {
            "when": _local(each.confirmed_at),
            "who": each.confirmed_by.full_name,
            "day": each.review_by,
            "ended": ended,
        }
        training = _("training off") if each.training_off else _("training not confirmed off")
        what = f"{each.organization} / {each.workspace}"
        told.append([each.agreement, f"{what}; {confirmed}; {training}; {_observed(each)}"])
    return told


def _observed(held: Arrangement) -> str:
    """What the last look that saw something found while it stood, whatever that was."""
    looks = WorkspaceCheck.objects.filter(organization=held.organization, workspace=held.workspace)
    if held.ended_at is not None:
        looks = looks.filter(at__lte=held.ended_at)
    newest = looks.exclude(outcome=Outcome.NOT_SEEN).order_by("-at").first()
    if newest is None:
        return _("retention off by agreement, not observed")
    told = _("retention: %(what)s, last seen %(when)s") % {
        "what": Retention(newest.retention).label,
        "when": _local(newest.at),
    }
    faults = [str(WorkspaceFault(each).label) for each in newest.faults]
    return " ".join([f"{told}:" if faults else told, *faults])


def _cells(each: Crossing, *, named: bool) -> list[str]:
    asked, answerable = each.clearance.asked_by.full_name, each.clearance.responsible.full_name
    return [
        _local(each.started_at) + (f" ({each.attempt})" if each.attempt > 1 else ""),
        f"{each.matter.number} {each.matter.title}" if named else str(each.matter_id),
        asked if asked == answerable else f"{asked}, {answerable}",
        f"{said.work(each.clearance.workflow)}: {said.information(each.information) or '-'}",
        each.model_returned or each.model_asked,
        f"{each.geo_asked} / {each.geo_returned or '-'}",
        str(CrossingState(each.state).label) + (f": {said.reason(each.reason)}" if each.reason else ""),
        f"{each.input_tokens + each.cache_read_tokens + each.cache_write_5m_tokens + each.cache_write_1h_tokens}"
        f" / {each.output_tokens}",
        f"{each.cost.normalize():f}" + (f" (+ {each.reserved.normalize():f}?)" if each.reserved else ""),
        f"{each.vendor_request or '-'} {each.prompt_hmac[:12]}",
    ]


def _local(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at, ZoneInfo(settings.FIRM_TIME_ZONE)), "Y-m-d H:i")
