"""The queue as its page prints it: one row of two lines for each review, and the one reason it needs attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, Exists, Func, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from apps.core import nearness
from apps.core.frames import Frame, joined
from apps.core.prepared import Value
from apps.drafting.models import ItemKind, Version, said_locally
from apps.matters import calendar
from apps.people.models import shortened
from apps.people.visit import Visit
from apps.review.attendance.colleagues import everyone
from apps.review.models import (
    Authority,
    AuthorityFinding,
    Dismissal,
    Outcome,
    ReviewTask,
    TaskQuerySet,
    TaskState,
)
from apps.review.queue import piles
from apps.review.queue.piles import Pile, Place

PAGE = 25
IN_A_ROW = (
    "matter", "responsible", "reserved_by", "assigned", "requested_by", "draft", "draft__request",
    "draft__request__workflow_version", "draft__request__workflow_version__workflow",
)  # fmt: skip
"""What is shown of a review wherever several are listed."""


class Listed(NamedTuple):
    """All that a row says comes from these columns, of which none holds content."""

    pk: UUID
    state: str
    kind: str
    act_by: date
    due_on: date
    reserved_until: datetime | None
    reserved_by: UUID | None
    assigned: UUID | None
    responsible: UUID
    holder_name: str | None
    assigned_name: str | None
    responsible_name: str
    requested_name: str
    matter_number: str
    matter_title: str
    province: str
    falls_due: date | None
    work: str
    work_fr: str
    newest: tuple[int, int, int]
    """Of its versions: number, words, placeholders that are left."""
    checked: tuple[int, int] | None
    """How many authorities it cites, and how many of those failed a check; None where it cites none."""

    def __repr__(self) -> str:
        return f"<Listed {self.pk}>"  # a matter's title names its client


OF_THE_TASK = (
    "pk", "state", "kind", "act_by", "due_on", "reserved_until", "reserved_by", "assigned", "responsible",
    "reserved_by__full_name", "assigned__full_name", "responsible__full_name", "requested_by__full_name",
    "matter__number", "matter__title", "matter__province", "matter__falls_due",
    "draft__request__workflow_version__workflow__name", "draft__request__workflow_version__workflow__name_fr",
)  # fmt: skip
OF_ITS_DRAFT = ("newest", "checked")


PLACES = (
    "pk", "number", "title", "matter", "matter_number", "kind", "asked", "contents", "due", "begins", "deadline",
    "reason",
)  # fmt: skip
"""What a row says: who asked for it and for which lawyer, how long it is, the number of its newest version, when it is
due, and the one reason it needs attention."""


@lru_cache(maxsize=100)
def _markup(_language: str | None, may_act: bool, is_mine: bool, may_hold: bool, tone: str) -> Frame:
    """A row's template, drawn once for each kind of row and language with places for what a row says: nothing of any
    review is in it. A page has many rows, and drawing each took longer than reading them.

    ``tone`` is the colour class of its reason, empty where colour would say nothing.
    """
    said = {name: f"{{{name}}}" for name in PLACES} | {"tone": tone}
    given = {"row": said, "may_act": may_act, "is_mine": is_mine, "may_hold": may_hold}
    return Frame(render_to_string("review/_row.html", given | _addresses()))


def _addresses() -> dict[str, str]:
    """Where a row leads, with places for the review and the number of its newest version."""
    task, number = UUID(int=0), 2**31
    known = {
        "detail": reverse("review:detail", args=[task]),
        "send_back": reverse("review:return", args=[task, number]),
        "reserve": reverse("review:reserve", args=[task]),
        "release": reverse("review:release", args=[task]),
    }
    return {
        name: address.replace(str(task), "{pk}").replace(str(number), "{number}")
        for name, address in known.items()
    }


class Page(NamedTuple):
    """Rows by the day their review has to begin, drawn."""

    rows: str
    last: Place | None = None
    """The last row's, where there are more."""
    colleagues: Sequence[tuple[UUID, str]] = ()
    """Whom a review of these can be handed to, by id and name."""


def page(visit: Visit, pile: Pile, narrowed: Mapping[str, Value], after: Place | None) -> Page:
    """Asked in two goes: who looks, with what every page asks, and then the rows.

    ``after`` is the last place of the page before, None for the first.
    """
    user = visit.user
    about, colleagues = visit.beside.together(piles.about(user, pile), everyone())
    who = piles.read(user, pile, about)
    rows = piles.read_of(who, _listed, narrowed=narrowed, after=after, limit=PAGE + 1)
    if not rows:
        return Page("")
    shown = [Listed(*row) for row in rows[:PAGE]]
    asked = _Asked(
        user=user.pk,
        now=timezone.now(),
        today=timezone.localdate(),
        covers=frozenset(who.covers),
        language=get_language(),
        may_act=may_act(pile),
    )
    drawn = joined(_drawn(each, asked) for each in shown)
    last = (shown[-1].act_by, shown[-1].pk) if len(rows) > PAGE else None
    return Page(drawn, last, colleagues)


def may_act(pile: Pile) -> bool:
    """Whether something can be done from the list to the reviews of a pile."""
    return pile != Pile.SAMPLED


class _Together(Func):
    """Several whole numbers as one value, which is looked for once."""

    template, output_field = "ARRAY[%(expressions)s]", ArrayField(BigIntegerField())


def _counted(tasks: QuerySet[ReviewTask]) -> QuerySet[Any]:
    """With what a row says of its draft, from columns that hold no content."""
    newest = Version.objects.filter(draft=OuterRef("draft")).order_by("-number")
    later = AuthorityFinding.objects.filter(
        authority=OuterRef("authority"), check_code=OuterRef("check_code"), at__gt=OuterRef("at")
    )
    failed = AuthorityFinding.objects.filter(authority=OuterRef("pk")).exclude(outcome=Outcome.CONFIRMED)
    since = AuthorityFinding.objects.filter(authority=OuterRef("authority"), at__gte=OuterRef("at"))
    said_none = Dismissal.objects.filter(authority=OuterRef("pk")).exclude(Exists(since))
    counts = ~Exists(said_none)
    is_failed = Exists(failed.exclude(Exists(later)))
    cited = Authority.objects.filter(task=OuterRef("pk"), present=True).order_by().values("task")
    return tasks.annotate(
        newest=Subquery(newest.values(said=_Together("number", "words", "unresolved"))[:1]),
        checked=Subquery(
            cited.values(
                said=_Together(Count("pk", filter=Q(counts)), Count("pk", filter=Q(counts, is_failed)))
            )
        ),
    )


def _listed(tasks: TaskQuerySet) -> QuerySet[Any, tuple[Any, ...]]:
    """What the rows of those reviews say, in order."""
    return _counted(tasks).values_list(*OF_THE_TASK, *OF_ITS_DRAFT).order_by("act_by", "pk")


@dataclass(frozen=True)
class _Asked:
    """Who looks at the queue, when, and what from."""

    user: UUID
    now: datetime
    today: date
    covers: frozenset[UUID]
    language: str | None
    may_act: bool


def _drawn(task: Listed, asked: _Asked) -> SafeString:
    """A row as it stands in the page."""
    is_held = task.reserved_until is not None and task.reserved_until > asked.now
    holder, spoken = (task.reserved_by if is_held else None), asked.language
    number, words, left = task.newest
    cited, failed = task.checked or (0, 0)
    reason, tone = _flaw(failed, left) or _reason(task, asked, holder)
    is_mine = holder == asked.user
    may_hold = is_mine or (holder is None and task.state in (TaskState.OPEN, TaskState.SECOND))
    return _markup(spoken, asked.may_act, is_mine, may_hold, tone).filled(
        pk=task.pk,
        number=number,
        title=_title(spoken, task.work, task.work_fr),
        matter=task.matter_title,
        matter_number=task.matter_number,
        kind=_kind(spoken, task.kind),
        asked=_asked_by(spoken, task.requested_name, task.responsible_name),
        contents=_contents(spoken, words, cited),
        due=nearness.drawn(task.due_on, asked.today, spoken),
        begins=_begins(spoken, calendar.working_days(asked.today, task.act_by, task.province)),
        deadline=_deadline(spoken, task.falls_due),
        reason=reason,
    )


# What many rows say is put together, and escaped, once for each language and what it is about.


@lru_cache(maxsize=2_000)
def _said(_language: str | None, sentence: str, who: str = "") -> SafeString:
    """Why a review needs attention: never a client's or a matter's name, for it is kept in the process."""
    return conditional_escape(_(sentence) % {"name": shortened(who)})


@lru_cache(maxsize=500)
def _title(_language: str | None, english: str, french: str) -> SafeString:
    return conditional_escape(said_locally(english, french))


@lru_cache(maxsize=100)
def _kind(_language: str | None, kind: str) -> SafeString:
    return conditional_escape(ItemKind(kind).label)


@lru_cache(maxsize=2_000)
def _asked_by(_language: str | None, who: str, lawyer: str) -> SafeString:
    if who == lawyer:
        return conditional_escape(shortened(who))
    return conditional_escape(
        _("%(who)s for %(lawyer)s") % {"who": shortened(who), "lawyer": shortened(lawyer)}
    )


@lru_cache(maxsize=2_000)
def _contents(_language: str | None, words: int, cited: int) -> SafeString:
    said = ngettext("%(n)s word", "%(n)s words", words) % {"n": words}
    if cited:
        said += " · " + ngettext("%(n)s authority", "%(n)s authorities", cited) % {"n": cited}
    return conditional_escape(said)


@lru_cache(maxsize=500)
def _begins(_language: str | None, left: int) -> SafeString:
    """``left`` is in working days of the matter's province; negative when the day has passed."""
    if left < 0:
        return conditional_escape(_("should have begun"))
    if left == 0:
        return conditional_escape(_("begin today"))
    said = ngettext("begin in %(n)s working day", "begin in %(n)s working days", left) % {"n": left}
    return conditional_escape(said)


@lru_cache(maxsize=2_000)
def _deadline(_language: str | None, day: date | None) -> SafeString:
    if day is None:
        return conditional_escape(_("deadline unknown"))
    return conditional_escape(_("deadline %(day)s") % {"day": date_format(day, "SHORT_DAY_FORMAT")})


def _flaw(failed: int, left: int) -> tuple[str, str] | None:
    """What is wrong with a draft, which most asks for attention, and its colour. Of authorities and placeholders."""
    if failed:
        said = ngettext("%(n)d authority not confirmed", "%(n)d authorities not confirmed", failed)
        return said % {"n": failed}, "stop"
    if left:
        return ngettext("%(n)d placeholder left", "%(n)d placeholders left", left) % {"n": left}, "stop"
    return None


def _reason(task: Listed, asked: _Asked, holder: UUID | None) -> tuple[str, str]:
    """The one thing that most asks for attention where nothing is wrong, and its colour."""
    user, spoken = asked.user, asked.language
    if holder is not None and holder != user:
        until = timezone.localtime(task.reserved_until)
        return _("%(name)s has it until %(time)s") % {
            "name": shortened(task.holder_name or ""),
            "time": time_format(until, "TIME_FORMAT"),
        }, ""
    if task.state == TaskState.APPROVED:
        return _said(spoken, gettext_noop("second look")), "attention"
    if task.assigned == user:
        return _said(spoken, gettext_noop("you were asked to look")), "attention"
    if task.assigned in asked.covers:
        return _said(spoken, gettext_noop("you cover for %(name)s"), task.assigned_name or ""), "attention"
    if task.state == TaskState.SECOND:
        return _said(spoken, gettext_noop("second person")), "attention"
    if task.responsible in asked.covers:
        return _said(spoken, gettext_noop("you cover for %(name)s"), task.responsible_name), "attention"
    if holder is not None:
        until = timezone.localtime(task.reserved_until)
        return _("yours until %(time)s") % {"time": time_format(until, "TIME_FORMAT")}, ""
    if task.assigned_name:
        return _said(spoken, gettext_noop("%(name)s was asked to look"), task.assigned_name), ""
    return _said(spoken, gettext_noop("in review")), ""
