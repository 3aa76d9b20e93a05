"""What falls due in a matter, as its practice system says: kept beside the day that a person may enter.

Nothing known is not the same as nothing due: a matter without a day is shown as unknown.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Least
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.days import is_sensible
from apps.core.sensitive import Sensitive
from apps.integrations.models import Connection
from apps.matters import keys, rules
from apps.matters.models import Deadline, DeadlineKind, Matter
from apps.people.models import User

_aside: Aside[UUID] = Aside("deadlines_gone_of_matter", logging.getLogger(__name__))
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Due:
    """One thing as the practice system has it now. Neither moment nor day: it falls due no more."""

    kind: DeadlineKind
    remote_id: str
    title: str = field(repr=False)
    at: datetime | None
    day: date | None


@dataclass(frozen=True)
class Next:
    """The next day of a matter on which something falls due. ``kind`` is empty where a person entered the day."""

    day: date
    kind: str


@transaction.atomic
def note_deadlines(*, matter: Matter, connection: Connection, found: Iterable[Due], by: User) -> None:
    """Keep what the practice system has, each once; what falls due no more goes. Raises NotAllowed.

    A day that nothing can be due on (a slip of the pen there) counts as none.

    A closed matter is kept up to date as well: a limitation date does not end with it.
    """
    rules.check_can_note_deadlines(by)
    matter = Matter.objects.select_for_update(of=("self",)).select_related("office").get(pk=matter.pk)
    changed = ended = 0
    with keys.opened(matter.pk) as seal:
        for due in found:
            day = _day(due, matter)
            if day is None:
                ended += _held(connection, due).delete()[0]
            else:
                changed += _keep(matter, connection, due, day, seal)
    if changed or ended:
        settle([matter.pk])
        audit.record(event=Event.MATTERS_DEADLINES_NOTED, by=by, on=matter, changed=changed, ended=ended)


def end_deadlines(*, connection: Connection, since: datetime, kept: Iterable[UUID], by: User) -> None:
    """Let go of what a reading of everything, begun at ``since``, did not come across: deleted there.

    What was last seen by another person than the connection reads as now may only be hidden from this one. It is kept,
    and said to be hidden: a limitation date does not end because somebody else connected.

    Of the matters ``kept`` nothing goes: the reading could not take in all that they have. One by one: where something
    fails, that matter's stay until the next reading, and the others' go.
    """
    rules.check_can_note_deadlines(by)
    missed = Deadline.objects.filter(connection=connection, seen_at__lt=since).exclude(matter__in=list(kept))
    other = Connection.objects.values_list("reads_as_since", flat=True).get(pk=connection.pk)
    hidden = missed.filter(seen_at__lt=other, hidden_at=None) if other is not None else missed.none()
    gone = missed.filter(seen_at__gte=other) if other is not None else missed
    matters = list((hidden | gone).order_by("matter").values_list("matter", flat=True).distinct())
    _aside.each(matters, lambda pk: _end(Matter.objects.get(pk=pk), hidden, gone, by))


@transaction.atomic
def _end(matter: Matter, hidden: QuerySet[Deadline], gone: QuerySet[Deadline], by: User) -> None:
    kept = hidden.filter(matter=matter).update(hidden_at=timezone.now())
    count, _rows = gone.filter(matter=matter).delete()
    settle([matter.pk])
    audit.record(
        event=Event.MATTERS_DEADLINES_NOTED, by=by, on=matter, changed=0, ended=count, hidden=kept or None
    )


@transaction.atomic
def let_deadline_go(*, matter: Matter, deadline: UUID, by: User) -> Deadline | None:
    """Somebody looked in the practice system: what is no longer shown to whoever connected is over. None where it is
    gone or shown again by now. Raises NotAllowed.
    """
    rules.check_can_tighten(by, matter)
    rows = Deadline.objects.select_for_update(of=("self",)).filter(matter=matter, pk=deadline)
    row = rows.exclude(hidden_at=None).first()
    if row is None:
        return None
    Deadline.objects.filter(pk=row.pk).delete()
    settle([matter.pk])
    audit.record(event=Event.MATTERS_DEADLINES_NOTED, by=by, on=matter, changed=0, ended=1)
    return row


def _held(connection: Connection, due: Due) -> QuerySet[Deadline]:
    return Deadline.objects.filter(connection=connection, kind=due.kind, remote_id=due.remote_id)


def _keep(matter: Matter, connection: Connection, due: Due, day: date, seal: keys.Seal) -> int:
    row = _held(connection, due).first()
    title = due.title[:LONGEST_TITLE]
    same = row is not None and row.matter_id == matter.pk and row.day == day
    if row is not None and same and seal.reveal(row, "title").reveal() == title:
        Deadline.objects.filter(pk=row.pk).update(seen_at=timezone.now(), hidden_at=None)
        return 0
    row = row or Deadline(connection=connection, kind=due.kind, remote_id=due.remote_id)
    row.matter, row.day, row.seen_at, row.hidden_at = matter, day, timezone.now(), None
    seal.seal(row, "title", Sensitive(title))
    row.save()
    return 1


def _day(due: Due, matter: Matter) -> date | None:
    """Where the matter's office is. None where it falls due no more, or on a day that nothing can be due on."""
    if due.at is not None and due.day is None:
        # A moment at the very end or beginning of time has no day in another zone.
        if not is_sensible(due.at.date()):
            return None
        day: date | None = due.at.astimezone(ZoneInfo(matter.office.time_zone)).date()
    else:
        day = due.day
    return day if day is not None and is_sensible(day) else None


def upcoming(day: date | None) -> date | None:
    """A day, unless it has passed."""
    return day if day is not None and day >= timezone.localdate() else None


def settle(matters: Iterable[UUID]) -> None:
    """Keep with each matter what falls due next in it, in the transaction of what changed it."""
    Matter.objects.filter(pk__in=list(matters)).update(falls_due=_next_day(timezone.localdate()))


def follow_days(limit: int) -> int:
    """Let days pass: keep the next one with matters of which another stands. Returns how many."""
    today = timezone.localdate()
    wrong = Q(right=None, falls_due__isnull=False) | Q(right__isnull=False, falls_due=None)
    wrong |= Q(right__isnull=False, falls_due__isnull=False) & ~Q(falls_due=F("right"))
    with transaction.atomic():
        found = Matter.objects.annotate(right=_next_day(today)).filter(wrong)
        pks = list(
            found.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:limit]
        )
        settle(pks)
    return len(pks)


def _next_day(today: date) -> Least:
    """Of what a person entered and what the practice system has, the first day from today on; NULL where there is none
    (PostgreSQL's LEAST passes over NULL)."""
    entered = Case(When(next_deadline__gte=today, then=F("next_deadline")))
    there = Deadline.objects.filter(matter=OuterRef("pk"), day__gte=today).order_by("day").values("day")[:1]
    return Least(entered, Subquery(there))


def next_of(matters: Iterable[UUID], *, today: date) -> dict[UUID, Next]:
    """The next day of each matter, from both what a person entered and the practice system. Without one: unknown.

    For lists and queues: two statements, and no title is opened.
    """
    ids = list(matters)
    rows = Deadline.objects.filter(matter__in=ids, day__gte=today).order_by("matter", "day", "kind")
    found = {row.matter_id: Next(row.day, row.kind) for row in rows.distinct("matter").defer("title")}
    entered = Matter.objects.filter(pk__in=ids, next_deadline__gte=today)
    for pk, day in entered.values_list("pk", "next_deadline"):
        if day is not None and (pk not in found or day < found[pk].day):
            found[pk] = Next(day, "")
    return found


@dataclass(frozen=True)
class Shown:
    """A deadline as the matter's own page shows it."""

    pk: UUID
    day: date
    kind: str
    title: str = field(repr=False)
    vendor: str
    is_hidden: bool
    """Whoever connected is not shown it any more."""


def shown(matter: Matter, user: User, *, today: date, most: int = 8) -> list[Shown]:
    """What falls due from today on, soonest first, opened for whoever sees the matter. Empty for others."""
    if not Matter.objects.visible_to(user).filter(pk=matter.pk).exists():
        return []
    rows = list(
        Deadline.objects.filter(matter=matter, day__gte=today)
        .select_related("connection")
        .order_by("day", "kind", "remote_id")[:most]
    )
    if not rows:
        return []
    try:
        with keys.opened(matter.pk) as seal:
            return [_shown(row, seal) for row in rows]
    except keys.KeysDestroyed:
        return []


def _shown(row: Deadline, seal: keys.Seal) -> Shown:
    return Shown(
        pk=row.pk,
        day=row.day,
        kind=row.get_kind_display(),
        title=seal.reveal(row, "title").reveal(),
        vendor=row.connection.get_vendor_display(),
        is_hidden=row.hidden_at is not None,
    )
