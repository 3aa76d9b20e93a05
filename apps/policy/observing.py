"""What was seen of the vendor's account against what is required of it, and its usage report against our crossings.

Pure: what was seen goes in, faults and differences come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from apps.integrations.claude.account import (
    CATEGORIES,
    KEY_CHANGED,
    RETENTION_OFF,
    RETENTION_ON,
    WORKSPACE_CHANGED,
    WORKSPACE_MADE,
    Activity,
    Used,
    Workspace,
)
from apps.integrations.claude.types import GEO
from apps.policy.observed import Difference, DifferenceKind, Happening, Retention, WorkspaceFault

STANDARD = "standard"


@dataclass(frozen=True)
class Looked:
    """Everything that one look at the account found. `feed` is None where the compliance feed is not on, `destinations`
    where the vendor did not tell how many collectors outside content can be exported to."""

    organization: str
    workspace: Workspace | None
    others: Sequence[Workspace]
    feed: Sequence[Activity] | None
    destinations: int | None = 0


@dataclass(frozen=True)
class Watch:
    """What the feed shows of one workspace's retention, and from when on it can show anything: never, where it is off,
    and then what was seen before still holds."""

    retention: Retention
    since: datetime | None = None
    changed_at: datetime | None = None
    activity: str = ""


def workspace_faults(
    seen: Looked, *, organization: str, workspace: str, watch: Watch
) -> list[WorkspaceFault]:
    """Everything that is not as it has to be."""
    held = seen.workspace
    found = {
        WorkspaceFault.OTHER_ORGANIZATION: seen.organization != organization,
        WorkspaceFault.DEFAULT_WORKSPACE: workspace.strip().lower() in ("", "default", "null"),
        WorkspaceFault.WORKSPACE_MISSING: held is None or held.id != workspace,
        WorkspaceFault.ARCHIVED: held is not None and held.archived,
        WorkspaceFault.NO_LIMITS_SHOWN: held is not None and not held.shows_limits,
        WorkspaceFault.ALLOWED_GEOS: held is not None and held.shows_limits and held.allowed != (GEO,),
        WorkspaceFault.DEFAULT_GEO: held is not None and held.shows_limits and held.default != GEO,
        WorkspaceFault.WORKSPACE_GEO: held is not None and held.shows_limits and held.geo != GEO,
        WorkspaceFault.RETENTION_ON: watch.retention == Retention.ON,
        WorkspaceFault.CONTENT_EXPORTED: bool(seen.destinations),
    }
    return [fault for fault in WorkspaceFault if found[fault]]


def older_opt_out(seen: Looked) -> bool:
    """The Default workspace cannot be limited by anybody: where it is, the organization came with its opt-out."""
    return any(each.id == "" and each.us_only for each in seen.others)


def watch(
    seen: Looked,
    workspace: str,
    *,
    first_watched: datetime | None,
    now: datetime,
    last_on: Watch | None = None,
) -> Watch:
    """What is known of retention. The feed shows it since the workspace was made only if it shows the making;
    otherwise since the first look that found the feed on, and what came before is known by agreement alone.

    `last_on` is retention seen on and not known to have been switched off since: it stays on until the feed shows that
    it was, for a feed that is off or begins anew shows nothing of it.
    """
    found = _shown(seen, workspace, first_watched=first_watched, now=now)
    if last_on is None or _is_newer(found, last_on):
        return found
    return Watch(Retention.ON, found.since, last_on.changed_at, last_on.activity)


def _shown(seen: Looked, workspace: str, *, first_watched: datetime | None, now: datetime) -> Watch:
    if seen.feed is None:
        return Watch(Retention.UNWATCHED)
    ours = sorted((each for each in seen.feed if each.workspace == workspace), key=lambda each: each.at)
    made = next((each.at for each in ours if each.kind == WORKSPACE_MADE), None)
    changes = [each for each in ours if each.kind in (RETENTION_ON, RETENTION_OFF)]
    since = made or first_watched or now
    if not changes:
        return Watch(Retention.OFF_SEEN if made else Retention.OFF_SINCE, since)
    last = changes[-1]
    if last.kind == RETENTION_ON:
        return Watch(Retention.ON, since, last.at, last.id)
    return Watch(Retention.OFF_SEEN, made or last.at, last.at, last.id)


def _is_newer(found: Watch, last_on: Watch) -> bool:
    """Whether the feed shows a switch after the one that was seen to switch it on, or that one itself."""
    if found.changed_at is None:
        return False
    if last_on.changed_at is None:
        return True
    later = found.changed_at > last_on.changed_at
    return later or (found.retention == Retention.ON and found.changed_at == last_on.changed_at)


def happenings(seen: Looked, workspace: str, *, since: datetime | None) -> list[tuple[Happening, Activity]]:
    """What the feed shows to have been done since a moment that a person here has to know, oldest first. A key is this
    workspace's unless its entry names another. Nothing, where nobody watched before: what was done then is no news."""
    if since is None:
        return []
    new = sorted((each for each in seen.feed or () if each.at >= since), key=lambda each: each.at)
    found = [(_happening(each, workspace), each) for each in new]
    return [(kind, each) for kind, each in found if kind is not None]


def _happening(activity: Activity, workspace: str) -> Happening | None:
    if activity.kind == WORKSPACE_CHANGED and activity.workspace == workspace:
        return Happening.WORKSPACE_CHANGED
    if activity.kind in KEY_CHANGED and activity.workspace in ("", workspace):
        return Happening.KEY_CHANGED
    return None


# Usage -------------------------------------------------------------------------------------------------------


@dataclass
class Day:
    """What is booked here for a model on a day: tokens by category, calls that straddle midnight, and USD that calls
    may have cost besides of which nobody saw the end."""

    tokens: Counter[str] = field(default_factory=Counter)
    at_midnight: Counter[str] = field(default_factory=Counter)
    may_have_cost: Decimal = Decimal(0)


@dataclass(frozen=True)
class Booked:
    """One crossing of ours, as far as a report can know of it."""

    day: date
    ended_day: date | None
    model: str
    tokens: tuple[int, ...]
    may_have_cost: Decimal = Decimal(0)


Cost = Callable[[str, date, dict[str, int]], Decimal | None]
"""The least that tokens of a model can have cost on a day, in USD; None where nobody knows."""


def differences(ours: Sequence[Booked], theirs: Sequence[Used], *, cost: Cost) -> list[Difference]:
    """Line by line what the two do not agree on, not stored. Tokens are compared by day, model and category. What is
    more there is of calls that were lost sight of only up to what those may have cost."""
    here = _by_day(ours)
    there: dict[tuple[date, str], Counter[str]] = {}
    found: list[Difference] = []
    for row in theirs:
        there.setdefault((row.day, row.model), Counter()).update(_named(row.tokens))
        found += _oddities(row)
    models = {model for _day, model in here}
    for key in sorted({*here, *there}):
        day = here.get(key, Day())
        found += _compared(key, day, there.get(key, Counter()), known_model=key[1] in models, cost=cost)
    return found + _keys(theirs)


def agreed(ours: Sequence[Booked], theirs: Sequence[Used]) -> list[tuple[date, str]]:
    """Days and models of which both count the same in each category, with no call over a midnight among ours."""
    there: dict[tuple[date, str], Counter[str]] = {}
    for row in theirs:
        there.setdefault((row.day, row.model), Counter()).update(_named(row.tokens))
    return [
        key
        for key, day in sorted(_by_day(ours).items())
        if not any(day.at_midnight.values()) and +day.tokens == +there.get(key, Counter())
    ]


def _by_day(ours: Sequence[Booked]) -> dict[tuple[date, str], Day]:
    days: dict[tuple[date, str], Day] = {}
    for each in ours:
        here = days.setdefault((each.day, each.model), Day())
        here.tokens.update(_named(each.tokens))
        here.may_have_cost += each.may_have_cost
        if each.ended_day is not None and each.ended_day != each.day:
            here.at_midnight.update(_named(each.tokens))
            after = days.setdefault((each.ended_day, each.model), Day())
            after.at_midnight.update(_named(each.tokens))
            after.may_have_cost += each.may_have_cost
    return days


def _compared(
    key: tuple[date, str], here: Day, there: Counter[str], *, known_model: bool, cost: Cost
) -> list[Difference]:
    found = []
    lost = _is_of_lost_calls(key, here, there, cost)
    for category in CATEGORIES:
        ours, theirs = here.tokens[category], there[category]
        if ours != theirs:
            kind = _kind(theirs - ours, here.at_midnight[category], lost=lost, known=known_model)
            found.append(
                Difference(kind=kind, day=key[0], model=key[1], category=category, ours=ours, theirs=theirs)
            )
    return found


def _is_of_lost_calls(key: tuple[date, str], here: Day, there: Counter[str], cost: Cost) -> bool:
    if not here.may_have_cost:
        return False
    more = {name: max(0, there[name] - here.tokens[name]) for name in CATEGORIES}
    spent = cost(key[1], key[0], more)
    return spent is not None and spent <= here.may_have_cost


def _kind(more: int, at_midnight: int, *, lost: bool, known: bool) -> DifferenceKind:
    if not known:
        return DifferenceKind.OTHER_MODEL
    if abs(more) <= at_midnight:
        return DifferenceKind.AT_MIDNIGHT
    if more > 0:
        return DifferenceKind.LOST_SIGHT if lost else DifferenceKind.MORE_THERE
    return DifferenceKind.MORE_HERE


def _oddities(row: Used) -> list[Difference]:
    total = sum(row.tokens)
    odd = {
        DifferenceKind.OTHER_GEO: ("" if row.geo == GEO else row.geo or "not_reported"),
        DifferenceKind.OTHER_TIER: ("" if row.tier == STANDARD else row.tier or "not_reported"),
        DifferenceKind.SERVER_TOOL: (str(row.server_tools) if row.server_tools else ""),
    }
    return [
        Difference(kind=kind, day=row.day, model=row.model, theirs=total, seen=seen)
        for kind, seen in odd.items()
        if seen
    ]


def _keys(theirs: Sequence[Used]) -> list[Difference]:
    """One key for each environment: a second one in the workspace is somebody else's, or a change of keys."""
    used: dict[str, Used] = {}
    for row in theirs:
        used.setdefault(row.key, row)
    if len(used) < 2:
        return []
    return [
        Difference(
            kind=DifferenceKind.SEVERAL_KEYS,
            day=row.day,
            theirs=sum(sum(each.tokens) for each in theirs if each.key == key),
            seen=key,
        )
        for key, row in sorted(used.items())
    ]


def _named(tokens: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(CATEGORIES, tokens, strict=True))
