"""What supervision has to be able to show, by person, kind of work and period: for a conversation, not a score.

Only matters that the reader may see are counted, so a screen holds here as everywhere. The training matter is apart:
known-bad items belong there, and its figures would say nothing of anybody's work.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from django.utils.formats import date_format

from apps.audit.events import Event
from apps.audit.facts import microseconds
from apps.audit.models import Entry
from apps.desk import namesakes, plots
from apps.drafting.models import Maker, Version
from apps.matters.models import Matter
from apps.people.models import RoleException, Training, User
from apps.policy.models import Acknowledgement, AiPolicy
from apps.review.models import (
    Decision,
    LookOutcome,
    ReviewTask,
    SecondLook,
    SecondPersonException,
    Sitting,
    Step,
    Verdict,
)
from apps.review.rulebook import reasons

WEEKS = 12
"""Weeks drawn."""
MOST_ALONE = 20
"""Approvals without a second person that are listed."""
MICROSECONDS = "EXTRACT(EPOCH FROM %(expressions)s) * 1000000"
"""A moment as the log writes it."""
OF_AN_ITEM = ("by", "matter", "task__draft__request__workflow_version__workflow")


@dataclass(frozen=True)
class Scope:
    """What is looked at: the reader's matters, a period of days (both included), perhaps one person or kind of work."""

    reader: User
    since: date
    until: date
    person: User | None = None
    workflow: UUID | None = None
    training: bool = False

    @property
    def matters(self) -> QuerySet[Matter]:
        return Matter.objects.visible_to(self.reader).filter(is_training=self.training)

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.since, datetime.min.time()))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.until + timedelta(days=1), datetime.min.time()))

    def within(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.start, f"{column}__lt": self.end})


@dataclass
class Figures:
    """One person's figures."""

    user: User
    asked: int = 0
    decided: int = 0
    returned: int = 0
    unchanged: int = 0
    """Approved exactly as Claude wrote it."""
    late: int = 0
    """Approved or returned after the day it was due."""
    drafts_opened: int = 0
    sources: int = 0
    """Of what they approved, each as often as it was a source of that."""
    sources_opened: int = 0
    """Of those, how many they opened on their own page before they approved: in review all stand beside the draft."""
    looks: int = 0
    overturned: int = 0
    minutes: int = 0
    """Offered by the person; nobody's other time is read."""
    words: int = 0
    """Length of what those minutes were spent on."""
    exceptions: int = 0
    policy: int | None = None
    """The newest version of the firm's AI policy that they accepted."""
    trained_on: date | None = None
    """When they last completed the firm's training on AI."""

    @property
    def share_unchanged(self) -> int | None:
        """Percent of approvals."""
        return round(100 * self.unchanged / self.decided) if self.decided else None


@dataclass(frozen=True)
class Page:
    """Everything the page draws."""

    people: list[Figures]
    weeks: list[plots.Bar]
    reasons: list[tuple[str, int, int]]
    """Reason, returns that gave it, and the width of its bar out of 200."""
    past_due: int
    drawn: int
    looked: int
    overturned: int
    policy_version: int | None
    alone: list[SecondPersonException]
    """The newest approvals without the second person that the text needed."""
    more_alone: bool
    namesakes: list[namesakes.Namesakes]
    """Clients that were typed by hand and are called as others; of no one person or kind of work."""


def look(scope: Scope) -> Page:
    """The figures of a scope, from a fixed number of queries."""
    decisions = _decisions(scope)
    looks = _looks(scope)
    counts = Counter(looks.values_list("outcome", flat=True))
    alone = list(_alone(scope).select_related(*OF_AN_ITEM).order_by("-at")[: MOST_ALONE + 1])
    newest = AiPolicy.objects.order_by("-version").values_list("version", flat=True).first()
    return Page(
        people=_people(scope, decisions),
        weeks=_weeks(scope, decisions),
        reasons=_reasons(decisions),
        past_due=_tasks(scope)
        .undecided()
        .filter(due_on__lt=timezone.localdate(), matter__key__destroyed_at=None)
        .count(),
        drawn=sum(counts.values()),
        looked=counts[LookOutcome.UPHELD] + counts[LookOutcome.OVERTURNED],
        overturned=counts[LookOutcome.OVERTURNED],
        policy_version=newest,
        alone=alone[:MOST_ALONE],
        more_alone=len(alone) > MOST_ALONE,
        namesakes=_namesakes(scope),
    )


def _namesakes(scope: Scope) -> list[namesakes.Namesakes]:
    if scope.person is not None or scope.workflow is not None or scope.training:
        return []
    return namesakes.found(scope.reader, scope.start, scope.end)


def _decisions(scope: Scope) -> QuerySet[Decision]:
    found = Decision.objects.filter(scope.within("at"), matter__in=scope.matters, voided_at=None)
    if scope.person is not None:
        found = found.filter(by=scope.person)
    if scope.workflow is not None:
        found = found.filter(task__draft__request__workflow_version__workflow=scope.workflow)
    return found


def _tasks(scope: Scope) -> Any:
    found = ReviewTask.objects.filter(matter__in=scope.matters)
    if scope.person is not None:
        found = found.filter(Q(responsible=scope.person) | Q(requested_by=scope.person))
    if scope.workflow is not None:
        found = found.filter(draft__request__workflow_version__workflow=scope.workflow)
    return found


def _looks(scope: Scope) -> QuerySet[SecondLook]:
    found = SecondLook.objects.filter(scope.within("drawn_at"), matter__in=scope.matters)
    if scope.person is not None:
        found = found.filter(decision__by=scope.person)
    if scope.workflow is not None:
        found = found.filter(task__draft__request__workflow_version__workflow=scope.workflow)
    return found


def _people(scope: Scope, decisions: QuerySet[Decision]) -> list[Figures]:
    """Everybody with anything to show, by name."""
    rows: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for name, found in _counts(scope, decisions).items():
        for key, count in found:
            rows[key][name] = count or 0
    users = User.objects.people().filter(pk__in=rows)
    accepted, trained = _accepted(users), _trained(users)
    return [
        Figures(user, policy=accepted.get(user.pk), trained_on=trained.get(user.pk), **rows[user.pk])
        for user in users
    ]


def _counts(scope: Scope, decisions: QuerySet[Decision]) -> dict[str, Any]:
    """Pairs of a person and a count, for each figure."""
    approved = decisions.filter(verdict=Verdict.APPROVED)
    persons_own = Version.objects.filter(draft=OuterRef("task__draft")).exclude(maker=Maker.CLAUDE)
    by_day = decisions.exclude(verdict=Verdict.WITHDRAWN).annotate(day=TruncDate("at"))
    sources = approved.annotate(source=F("task__draft__request__chosen__source")).exclude(source=None)
    tasks = _tasks(scope).filter(scope.within("opened_at"))
    if scope.person is not None:
        tasks = tasks.filter(requested_by=scope.person)
    counts: dict[str, Any] = {
        "asked": _by(tasks, "requested_by"),
        "decided": _by(approved, "by"),
        "returned": _by(decisions.filter(verdict=Verdict.RETURNED), "by"),
        "unchanged": _by(approved.filter(~Exists(persons_own)), "by"),
        "late": _by(by_day.filter(day__gt=F("task__due_on")), "by"),
        "looks": _by(_looks(scope), "decision__by"),
        "overturned": _by(_looks(scope).filter(outcome=LookOutcome.OVERTURNED), "decision__by"),
        "drafts_opened": _drafts_opened(scope),
        "sources": _by(sources, "by"),
        "sources_opened": _by(sources.filter(_opened_before()), "by"),
        "exceptions": _exceptions(scope),
    }
    return counts | _time(scope)


def _by(found: QuerySet[Any], person: str) -> list[tuple[UUID, int]]:
    return list(found.order_by().values_list(person).annotate(n=Count("pk")))


def _opened_before() -> Exists:
    """Of an approval and a source of what it is of: whether who gave it opened that before, as the log has it."""
    at_us = Cast(Func(OuterRef("at"), template=MICROSECONDS), BigIntegerField())
    opened = Entry.objects.filter(
        event=Event.INTAKE_SOURCE_OPENED.value,
        subject=OuterRef("source"),
        actor=OuterRef("by"),
        at_us__lt=at_us,
    )
    return Exists(opened)


def _drafts_opened(scope: Scope) -> list[tuple[UUID, int]]:
    """How many, of which each may have been opened often: from the log, as it was put on record then. It knows no kinds
    of work: of one, its reviews."""
    found = Entry.objects.filter(
        event=Event.REVIEW_DRAFT_OPENED.value,
        at_us__gte=microseconds(scope.start),
        at_us__lt=microseconds(scope.end),
        matter__in=scope.matters.values("pk"),
    )
    if scope.person is not None:
        found = found.filter(actor=scope.person.pk)
    if scope.workflow is not None:
        of_that_work = ReviewTask.objects.filter(draft__request__workflow_version__workflow=scope.workflow)
        found = found.filter(subject__in=of_that_work.values("pk"))
    return list(found.order_by().values_list("actor").annotate(n=Count("subject", distinct=True)))


def _exceptions(scope: Scope) -> list[tuple[UUID, int]]:
    """Of both kinds: roles that are held together, which are of no kind of work and no training, and approvals without
    the second person that was needed."""
    alone = _by(_alone(scope), "by")
    if scope.workflow is not None or scope.training:
        return alone
    found = RoleException.objects.filter(recorded_at__lt=scope.end, until__gte=scope.start)
    if scope.person is not None:
        found = found.filter(user=scope.person)
    counts = Counter(dict(_by(found, "user")))
    counts.update(dict(alone))
    return list(counts.items())


def _alone(scope: Scope) -> QuerySet[SecondPersonException]:
    """Those whose approval stands, as with decisions."""
    found = SecondPersonException.objects.filter(
        scope.within("at"), matter__in=scope.matters, decision__voided_at=None
    )
    if scope.person is not None:
        found = found.filter(by=scope.person)
    if scope.workflow is not None:
        found = found.filter(task__draft__request__workflow_version__workflow=scope.workflow)
    return found


def _time(scope: Scope) -> dict[str, list[tuple[UUID, int]]]:
    """Time that its own person offered, and the length of the texts it was spent on."""
    # At anybody's item: they may have been asked to look, or be the second person.
    of_anybody = replace(scope, person=None)
    offered = Sitting.objects.filter(scope.within("offered_at"), task__in=_tasks(of_anybody))
    if scope.person is not None:
        offered = offered.filter(user=scope.person)
    seconds = offered.order_by().values_list("user").annotate(n=Sum("offered_seconds"))
    first = Q(task__draft__versions__number=1)
    words = (
        offered.filter(first).order_by().values_list("user").annotate(n=Sum("task__draft__versions__words"))
    )
    return {"minutes": [(key, -(-n // 60)) for key, n in seconds], "words": list(words)}


def _accepted(users: QuerySet[User]) -> dict[UUID, int]:
    found = Acknowledgement.objects.filter(user__in=users).order_by("policy__version")
    return dict(found.values_list("user", "policy__version"))


def _trained(users: QuerySet[User]) -> dict[UUID, date]:
    found = Training.objects.standing().filter(user__in=users).order_by("completed_on")
    return dict(found.values_list("user", "completed_on"))


def _weeks(scope: Scope, decisions: QuerySet[Decision]) -> list[plots.Bar]:
    """Items decided in each of the last weeks of the period: the day its week began, and how many. A week before the
    period is not drawn, and what was returned first and given up later is one item. An item is decided by its last
    approval, and by one person with the one that they gave."""
    begins = scope.until - timedelta(days=scope.until.weekday())
    weeks = [begins - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    weeks = [week for week in weeks if week + timedelta(days=6) >= scope.since]
    last = Q(task__needs_second=False) | Q(step=Step.SECOND) | Q(exception__isnull=False)
    approved = Q(verdict=Verdict.APPROVED) & (last if scope.person is None else Q())
    returned = Decision.objects.filter(task=OuterRef("task"), verdict=Verdict.RETURNED)
    ended = Q(verdict=Verdict.RETURNED) | Q(verdict=Verdict.WITHDRAWN) & ~Q(Exists(returned))
    days = decisions.filter(approved | ended).annotate(day=TruncDate("at"))
    counts: Counter[date] = Counter()
    for day, count in days.order_by().values_list("day").annotate(n=Count("pk")):
        counts[day - timedelta(days=day.weekday())] += count
    shown = [(date_format(week, "SHORT_DAY_FORMAT"), counts[week], "") for week in weeks]
    return plots.bars(shown, first=WEEKS - len(shown))


def _reasons(decisions: QuerySet[Decision]) -> list[tuple[str, int, int]]:
    counts: Counter[str] = Counter()
    for codes in decisions.filter(verdict=Verdict.RETURNED).values_list("reasons", flat=True):
        counts.update(codes)
    most, names = max(counts.values(), default=1), reasons.names()
    return [
        (names.get(code, code), count, max(2, round(200 * count / most)))
        for code, count in counts.most_common()
    ]
