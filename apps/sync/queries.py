"""What comes in from outside, as the page of it shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from apps.drafting.models import ItemKind
from apps.intake import held
from apps.intake.models import Arrival, ArrivalState, Sweep
from apps.integrations import queries as integrations
from apps.integrations.models import (
    PRACTICE_SYSTEMS,
    Connection,
    ConnectionState,
    Hint,
    RemoteRecord,
    Vendor,
)
from apps.matters.mentions import Unfiled
from apps.matters.models import Client, Matter, MatterQuerySet, Screen, Status
from apps.people.models import User
from apps.review.models import Manifest, ReviewTask, Sitting, TaskState
from apps.review.standing import doubts
from apps.sync.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Difference,
    Oddity,
    Pull,
    PullKind,
    PullState,
    RecordKind,
    Word,
    WordField,
)
from apps.sync.words import MEANINGS

SHOWN = 50
"""Differences on a page."""
PAST = 12
"""Pulls that are done, on a page."""
MOST = 100
"""What a count stops at."""
LISTS = {
    "matters": _("Matters"),
    "parts": _("Parties"),
    "tasks": _("Tasks"),
    "calendar": _("Calendar entries"),
    "documents": _("Documents"),
    "notes": _("Notes"),
    "contacts": _("People"),
    "clients": _("People"),
    "companies": _("Companies"),
}
"""Lists of practice systems, as a pull goes through them (``incoming``)."""


def stopped_within(matters: MatterQuerySet) -> QuerySet[Delivery, int]:
    """Something for each delivery of those matters that waits for a person, up to ``MOST``: for the rail of every page
    of somebody who works on matters."""
    stopped = Delivery.objects.filter(matter__in=matters, state=DeliveryState.STOPPED)
    return stopped.values_list(Value(1), flat=True)[:MOST]


@dataclass(frozen=True)
class Way:
    """One practice system: the pull that is open, the last that was done, and how many differences stand."""

    connection: Connection
    open: Pull | None
    last: Pull | None
    known: int
    """Matters known to be from there: about how many a reading of everything comes across."""
    differ: int

    @property
    def works(self) -> bool:
        return self.connection.state == ConnectionState.WORKING

    @property
    def failure(self) -> str:
        """Why the open pull waits, in a sentence."""
        return integrations.failure(self.open.failure) if self.open else ""

    @property
    def is_moving(self) -> bool:
        return self.open is not None and self.works and self.open.state != PullState.STOPPED

    @property
    def at(self) -> str:
        """Which list it reads, or failed at: what the account there may have no permission for."""
        which = self.connection.cursor.get("list", "")
        return str(LISTS.get(which, "")) if self.open else ""

    @property
    def is_first(self) -> bool:
        """Whether nothing has been read through yet: the gate refuses until it is."""
        return self.connection.pulled_at is None

    @property
    def share(self) -> int | None:
        """Of a hundred, where that can be said."""
        if self.open is None or self.open.kind != PullKind.WHOLE or not self.known:
            return None
        return min(99, 100 * self.open.seen // self.known)


@dataclass(frozen=True)
class Heard:
    """One Zoom account: when it was last looked through, when Zoom last told of something, what is on its way."""

    connection: Connection
    swept_at: datetime | None
    told_at: datetime | None
    coming: int
    missing: int
    too_large: int


@dataclass(frozen=True)
class Odd:
    """A difference as this person may see it: administrators get ids, people who work on matters the number."""

    oddity: str
    vendor: str
    kind: str
    remote_id: str
    number: str
    matter_id: UUID | None
    found_at: datetime
    words: UUID | None
    """The connection whose words may mean nothing here yet, where that is what is odd."""


def ways() -> list[Way]:
    """Practice systems that are not ended."""
    rows = list(
        Connection.objects.filter(vendor__in=PRACTICE_SYSTEMS)
        .exclude(state=ConnectionState.ENDED)
        .annotate(
            known=Count("records", filter=Q(records__kind=RecordKind.MATTER), distinct=True),
            differ=Count("differences", filter=Q(differences__gone_at=None), distinct=True),
        )
        .order_by("vendor", "connected_at")
    )
    pulls = Pull.objects.filter(connection__in=rows).select_related("asked_by")
    open_now = {pull.connection_id: pull for pull in pulls.exclude(state=PullState.DONE)}
    done = pulls.filter(state=PullState.DONE).order_by("connection", "-ended_at").distinct("connection")
    last = {pull.connection_id: pull for pull in done}
    return [Way(row, open_now.get(row.pk), last.get(row.pk), row.known, row.differ) for row in rows]


def heard() -> list[Heard]:
    """Zoom accounts that are not ended."""
    rows = Connection.objects.filter(vendor=Vendor.ZOOM).exclude(state=ConnectionState.ENDED)
    swept = dict(Sweep.objects.values_list("connection", "swept_at"))
    told = dict(Hint.objects.values_list("connection").annotate(Max("heard_at")))
    counts = Arrival.objects.values_list("connection", "state").annotate(Count("pk"))
    states = {(connection, state): count for connection, state, count in counts}
    lost = (ArrivalState.MISSING, ArrivalState.REFUSED)
    return [
        Heard(
            row,
            swept.get(row.pk),
            told.get(row.pk),
            states.get((row.pk, ArrivalState.ANNOUNCED), 0),
            sum(states.get((row.pk, state), 0) for state in lost),
            states.get((row.pk, ArrivalState.TOO_LARGE), 0),
        )
        for row in rows.order_by("connected_at")
    ]


def past() -> Any:
    """Pulls that are done and brought something, or that somebody asked for, newest first."""
    done = Pull.objects.filter(state=PullState.DONE).select_related("connection", "asked_by")
    return done.exclude(kind=PullKind.CHANGES, seen=0, asked_by__robot__gt="").order_by("-ended_at")[:PAST]


def differences(user: User) -> list[Odd]:
    """Standing differences that this person may know of, newest first."""
    found = Difference.objects.filter(gone_at=None).select_related("connection")
    mine = Matter.objects.visible_to(user)
    if not user.is_administrator:
        # Until a matter is opened here its screens are not known: partners alone see those.
        found = found.filter(Q(matter__in=mine) | Q(matter=None))
    # Whoever is kept from somebody of that name is not told that there is one.
    screens = Screen.objects.standing().filter(user=user)
    kept_from = Client.objects.filter(Q(screens__in=screens) | Q(matters__screens__in=screens))
    found = found.exclude(
        oddity=Oddity.CLIENT_NAME_TWICE, matter__client__folded__in=kept_from.values("folded")
    )
    rows = list(found.order_by("-found_at", F("matter").asc(nulls_first=True))[:SHOWN])
    visible = set(mine.filter(pk__in=[row.matter_id for row in rows]).values_list("pk", flat=True))
    unfiled = Unfiled(user)
    return [_odd(row, user, visible, unfiled) for row in rows]


def _odd(row: Difference, user: User, visible: set[UUID], unfiled: Unfiled) -> Odd:
    """The number of a matter that is not here may name whom its reader is kept from."""
    of_none = row.matter_id is None and user.is_partner and unfiled.may_read(row.label)
    known = row.matter_id in visible or of_none
    return Odd(
        oddity=str(Oddity(row.oddity).label),
        vendor=row.connection.get_vendor_display(),
        kind=str(RecordKind(row.kind).label) if row.kind in RecordKind.values else row.kind,
        remote_id=row.remote_id,
        number=row.label if known else "",
        matter_id=row.matter_id if row.matter_id in visible else None,
        found_at=row.found_at,
        words=row.connection_id if row.oddity in (Oddity.AREA_UNKNOWN, Oddity.PROVINCE_UNKNOWN) else None,
    )


@dataclass(frozen=True)
class About:
    """The words about one thing, each with what it can mean."""

    field: WordField
    rows: list[Word]
    choices: list[tuple[str, str]]


def words(connection: Connection) -> dict[str, Any]:
    """Words of a practice system's, those that mean nothing yet first."""
    rows = list(connection.words.select_related("set_by").order_by("field", "meaning", "word"))
    about = [
        About(each, [row for row in rows if row.field == each], [(c.value, str(c.label)) for c in meanings])
        for each, meanings in MEANINGS.items()
    ]
    return {"connection": connection, "about": about}


def offered_time(matter: Matter, user: User) -> Any:
    """What this person offered of their own time at reviews of the matter, newest first. Nobody confirms another's,
    and it was offered to no other colleague."""
    offered = Sitting.objects.filter(task__matter=matter, user=user, offered_seconds__isnull=False)
    return offered.select_related("task").order_by("-offered_at")[:PAST]


def time_to_confirm(user: User) -> Any:
    """Approved narratives of time, in matters that this person works on, that wait for whose time it is.

    Not those whose time was given up: its own page leads to confirming other time.
    """
    if not user.works_on_matters:
        return ReviewTask.objects.none()
    time = Delivery.objects.filter(kind=DeliveryKind.TIME)
    confirmed = time.not_given_up().filter(manifest__task=OuterRef("pk"))
    linked = RemoteRecord.objects.filter(kind=RecordKind.MATTER, connection__vendor__in=PRACTICE_SYSTEMS)
    linked = linked.exclude(connection__state=ConnectionState.ENDED)
    final = doubts.left(Manifest.objects.final()).filter(
        ~Exists(time.filter(manifest=OuterRef("pk"))), task=OuterRef("pk")
    )
    waiting = ReviewTask.objects.visible_to(user).filter(
        ~Exists(confirmed),
        Exists(final),
        kind=ItemKind.TIME_ENTRY,
        state=TaskState.APPROVED,
        matter__in=linked.values("local_id"),
        matter__status__in=[Status.OPEN, Status.PENDING],
    )
    return waiting.select_related("matter", "draft__request__workflow_version__workflow").order_by(
        "decided_at"
    )


def unmatched(user: User) -> int:
    """How many transcripts wait for a matter: those this person may give one, or all for an administrator."""
    if user.is_administrator and not user.works_on_matters:
        return Arrival.objects.unmatched().count()
    return len(held.seen_by(user))
