"""Looking at the vendor's account from outside, by hand and by a timer. Never in the web process or a worker: the key
for it has full reach, and only the commands that call this are given it (a contract on imports holds that)."""

from __future__ import annotations

import enum
import logging
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.integrations.claude import account
from apps.integrations.claude.account import Account
from apps.integrations.claude.types import OPAQUE_ID, Usage
from apps.integrations.errors import RemoteError
from apps.people.models import Robot, User
from apps.policy import breaker, observing, prices, reconciled, released
from apps.policy.models import (
    Crossing,
    Difference,
    Incident,
    Reconciliation,
    WorkspaceCheck,
)
from apps.policy.observed import (
    INNOCENT,
    DifferenceKind,
    Happening,
    Outcome,
    Retention,
    Trigger,
    WorkspaceFault,
)

logger = logging.getLogger("apps.policy.watching")

FEED_LATE = timedelta(minutes=10)
"""Entries are in the feed within a minute (vendor's Compliance page)."""
MOST_DAYS = 31
"""How far back the timer makes good what it missed: one page of the usage report by the day."""
STOPS_ALL = frozenset({DifferenceKind.OTHER_GEO, DifferenceKind.SERVER_TOOL})
"""Differences that mean that something ran as this house never asks: nothing more is sent until a person looked."""

FOR_A_PERSON = frozenset(
    {
        DifferenceKind.MORE_THERE,
        DifferenceKind.OTHER_MODEL,
        DifferenceKind.SEVERAL_KEYS,
        DifferenceKind.OTHER_TIER,
    }
)
"""Differences that somebody has to explain: the key or the workspace was used by something that is not on record."""


def check_workspace(*, trigger: Trigger, by: User, now: datetime | None = None) -> WorkspaceCheck:
    """Look at the workspace in use and put on record what was seen, whatever it was."""
    now = now or timezone.now()
    organization, workspace = settings.CLAUDE_ORGANIZATION, settings.CLAUDE_WORKSPACE
    row = WorkspaceCheck(organization=organization, workspace=workspace, at=now, trigger=trigger)
    try:
        with account.opened() as held:
            seen = _look(held, workspace)
    except RemoteError as error:
        row.outcome, row.trouble = Outcome.NOT_SEEN, error.code
        return _store_check(row, by=by)
    watch = observing.watch(
        seen,
        workspace,
        first_watched=_first_watched(organization, workspace),
        last_on=_last_on(organization, workspace),
        now=now,
    )
    faults = observing.workspace_faults(seen, organization=organization, workspace=workspace, watch=watch)
    row.outcome = Outcome.DIFFERS if faults else Outcome.HELD
    row.faults = list(faults)
    if seen.workspace is not None:
        row.workspace_geo, row.default_geo = seen.workspace.geo, seen.workspace.default
        row.allowed_geos = list(seen.workspace.allowed)
    row.older_opt_out = observing.older_opt_out(seen)
    row.retention, row.watched_since = watch.retention, watch.since
    row.retention_changed_at, row.retention_activity = watch.changed_at, watch.activity
    row.destinations = seen.destinations
    news = _news(seen, organization, workspace)
    row.activities = [each.id for _kind, each in news]
    return _store_check(row, by=by, happened=[kind for kind, _each in news])


def _look(held: Account, workspace: str) -> observing.Looked:
    return observing.Looked(
        organization=held.organization(),
        workspace=held.workspace(workspace),
        others=held.workspaces(),
        feed=held.activities(),
        destinations=held.destinations(),
    )


def _looks(organization: str, workspace: str) -> QuerySet[WorkspaceCheck]:
    """Every look that saw something, newest first."""
    looks = WorkspaceCheck.objects.filter(organization=organization, workspace=workspace)
    return looks.exclude(outcome=Outcome.NOT_SEEN).order_by("-at")


def _first_watched(organization: str, workspace: str) -> datetime | None:
    """Since when the feed has been found on at each look."""
    looks = _looks(organization, workspace)
    blind = looks.filter(watched_since=None).values_list("at", flat=True).first()
    watched = looks.exclude(watched_since=None)
    if blind is not None:
        watched = watched.filter(at__gt=blind)
    return watched.values_list("at", flat=True).last()


def _last_on(organization: str, workspace: str) -> observing.Watch | None:
    """Retention as it was last known, where that is on and nobody said since, on record, that it is off."""
    last = _looks(organization, workspace).exclude(retention=Retention.UNWATCHED).first()
    if last is None or last.retention != Retention.ON:
        return None
    if Incident.objects.filter(code=WorkspaceFault.RETENTION_ON, closed_at__gte=last.at).exists():
        return None
    return observing.Watch(
        Retention.ON, last.watched_since, last.retention_changed_at, last.retention_activity
    )


def _news(
    seen: observing.Looked, organization: str, workspace: str
) -> list[tuple[Happening, account.Activity]]:
    """What the feed shows that no look has told of. An entry may come into the feed a little after it happened."""
    watched = _looks(organization, workspace).exclude(watched_since=None)
    last = watched.values_list("at", flat=True).first()
    found = observing.happenings(seen, workspace, since=last - FEED_LATE if last else None)
    told = watched.filter(activities__overlap=[each.id for _kind, each in found]).values_list(
        "activities", flat=True
    )
    known = {activity for activities in told for activity in activities}
    return [(kind, each) for kind, each in found if each.id not in known]


@transaction.atomic
def _store_check(row: WorkspaceCheck, *, by: User, happened: Sequence[Happening] = ()) -> WorkspaceCheck:
    row.save(force_insert=True)
    for kind in dict.fromkeys(happened):
        breaker.raise_incident(code=kind, crossing=None, by=by)
    if WorkspaceFault.RETENTION_ON in row.faults:
        _raise_once(WorkspaceFault.RETENTION_ON, by=by)
    audit.record(
        event=Event.POLICY_WORKSPACE_CHECKED,
        by=by,
        on=row,
        outcome=Outcome(row.outcome),
        faults=[WorkspaceFault(each) for each in row.faults],
        retention=Retention(row.retention),
        trigger=Trigger(row.trigger),
        organization=_remote(row.organization),
        workspace=_remote(row.workspace),
    )
    return row


def _raise_once(code: enum.Enum, *, by: User) -> None:
    """Somebody has to look at it: said at the first look, and again where it is found after that was closed."""
    if not Incident.objects.filter(code=code.value, closed_at=None).exists():
        breaker.raise_incident(code=code, crossing=None, by=by)


def reconcile(
    *,
    starts: datetime,
    ends: datetime,
    trigger: Trigger,
    by: User,
    now: datetime | None = None,
    workspace: str = "",
) -> Reconciliation:
    """Put our crossings beside the vendor's usage report, of the workspace in use or an earlier one, and every
    difference on record."""
    row = Reconciliation(
        organization=settings.CLAUDE_ORGANIZATION,
        workspace=workspace or settings.CLAUDE_WORKSPACE,
        starts=starts,
        ends=ends,
        at=now or timezone.now(),
        trigger=trigger,
    )
    try:
        with account.opened() as held:
            theirs = held.usage(workspace=row.workspace, starts=starts, ends=ends)
    except RemoteError as error:
        row.outcome, row.trouble = Outcome.NOT_SEEN, error.code
        return _store_reconciliation(row, [], [], by=by)
    first, booked = starts.astimezone(UTC).date(), _booked(row)
    ours = [each for each in booked if each.day >= first]
    found = [each for each in observing.differences(booked, theirs, cost=_least_cost) if each.day >= first]
    agreed = [(day, model) for day, model in observing.agreed(booked, theirs) if day >= first]
    row.crossings = len(ours)
    row.our_tokens = sum(sum(each.tokens) for each in ours)
    row.their_tokens = sum(sum(each.tokens) for each in theirs)
    row.outcome = Outcome.DIFFERS if any(each.kind not in INNOCENT for each in found) else Outcome.HELD
    return _store_reconciliation(row, found, agreed, by=by)


def _booked(row: Reconciliation) -> list[observing.Booked]:
    """What was sent in the workspace that the report is of: a firm may have been in another until that day. With what
    began just before the period and ended in it: on which of the two days the vendor counts that is not said."""
    within = Crossing.objects.filter(
        Q(started_at__gte=row.starts) | Q(ended_at__gte=row.starts),
        arrangement__organization=row.organization,
        arrangement__workspace=row.workspace,
        started_at__gte=row.starts - released.RUNS_ON,
        started_at__lt=row.ends,
    )
    return [
        observing.Booked(
            day=each.started_at.astimezone(UTC).date(),
            ended_day=_gone_by(each.started_at, each.ended_at),
            model=each.model_returned or each.model_asked,
            tokens=(
                each.input_tokens,
                each.output_tokens,
                each.cache_write_5m_tokens,
                each.cache_write_1h_tokens,
                each.cache_read_tokens,
            ),
            may_have_cost=each.reserved,
        )
        for each in within
    ]


def _least_cost(model: str, day: date, tokens: dict[str, int]) -> Decimal | None:
    return prices.least(prices.rows(model), Usage(**tokens), on=day)


def _gone_by(started: datetime, ended: datetime | None) -> date | None:
    """The day on which it was over at the vendor's: one of a worker that is gone may be given up here much later."""
    return None if ended is None else min(ended, started + released.RUNS_ON).astimezone(UTC).date()


@transaction.atomic
def _store_reconciliation(
    row: Reconciliation, found: list[Difference], agreed: list[tuple[date, str]], *, by: User
) -> Reconciliation:
    row.save(force_insert=True)
    for each in found:
        each.reconciliation = row
    Difference.objects.bulk_create(found)
    released.release(agreed, row, by=by)
    kinds = [kind for kind in DifferenceKind if any(each.kind == kind for each in found)]
    for kind in kinds:
        if kind in STOPS_ALL:
            breaker.trip(code=kind, crossing=None, by=by)
        elif kind in FOR_A_PERSON:
            breaker.raise_incident(code=kind, crossing=None, by=by)
    audit.record(
        event=Event.POLICY_USAGE_RECONCILED,
        by=by,
        on=row,
        outcome=Outcome(row.outcome),
        kinds=kinds,
        differences=len(found),
        crossings=row.crossings,
        our_tokens=row.our_tokens,
        their_tokens=row.their_tokens,
        starts_at=row.starts,
        ends_at=row.ends,
        trigger=Trigger(row.trigger),
    )
    return row


def _remote(value: str) -> RemoteId | None:
    return RemoteId(value) if OPAQUE_ID.fullmatch(value) else None


# The timer ---------------------------------------------------------------------------------------------------


def watch(stop: threading.Event) -> None:
    """Look at the workspace every CLAUDE_CHECK_HOURS and reconcile each day, until told to stop."""
    while not stop.is_set():
        try:
            once(now=timezone.now())
        except DatabaseError as error:
            logger.warning("The account could not be looked at: %s", type(error).__name__)
            close_old_connections()
        stop.wait(60)


def once(*, now: datetime) -> list[str]:
    """What is due now, done: `workspace`, `usage`. A look that failed is due again after a quarter of the time."""
    by = User.for_robot(Robot.OPERATOR)
    every = timedelta(hours=settings.CLAUDE_CHECK_HOURS)
    done = []
    last = WorkspaceCheck.objects.order_by("-at").first()
    wait = every / 4 if last is not None and last.outcome == Outcome.NOT_SEEN else every
    if last is None or last.at + wait <= now:
        check_workspace(trigger=Trigger.TIMER, by=by, now=now)
        done.append("workspace")
    for workspace, (starts, ends) in reconciled.due(now=now, most_days=MOST_DAYS).items():
        if _is_to_be_read(workspace, ends, now=now, again_after=every / 4):
            reconcile(starts=starts, ends=ends, trigger=Trigger.TIMER, by=by, now=now, workspace=workspace)
            done.append("usage")
    return done


def _is_to_be_read(workspace: str, ends: datetime, *, now: datetime, again_after: timedelta) -> bool:
    tries = Reconciliation.objects.filter(trigger=Trigger.TIMER, workspace=workspace, ends=ends)
    last = tries.order_by("-at").first()
    return last is None or (last.outcome == Outcome.NOT_SEEN and last.at + again_after <= now)
