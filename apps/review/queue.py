"""The queue as its page prints it: one row of two lines for each review, and the one reason it needs attention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, wraps
from string import Formatter
from typing import Any, ClassVar, NamedTuple, TypeVarTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared, Value
from apps.drafting.models import ItemKind, Version, said_locally
from apps.matters import calendar
from apps.people.models import User, shortened
from apps.review import piles
from apps.review.models import Authority, AuthorityFinding, Outcome, ReviewTask, TaskState
from apps.review.piles import Pile, Place

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
    next_deadline: date | None
    work: str
    work_fr: str
    number: int
    words: int
    unresolved: int
    cited: int | None
    failed: int | None

    def __repr__(self) -> str:
        return f"<Listed {self.pk}>"  # a matter's title names its client


OF_THE_TASK = (
    "pk", "state", "kind", "act_by", "due_on", "reserved_until", "reserved_by", "assigned", "responsible",
    "reserved_by__full_name", "assigned__full_name", "responsible__full_name", "requested_by__full_name",
    "matter__number", "matter__title", "matter__province", "matter__next_deadline",
    "draft__request__workflow_version__workflow__name", "draft__request__workflow_version__workflow__name_fr",
)  # fmt: skip
OF_ITS_DRAFT = ("number", "words", "unresolved", "cited", "failed")


@dataclass(frozen=True)
class Row:
    """A review in the queue, in words.

    ``tone`` is the colour class of its reason, empty where colour would say nothing.
    """

    pk: UUID
    title: str
    matter: str = field(repr=False)
    matter_number: str
    kind: str
    asked: str
    """Who asked for it, and for which lawyer."""
    contents: str
    due_on: date
    begins: str
    deadline: str
    reason: str
    tone: str
    is_mine: bool
    address: str
    return_address: str
    holding_address: str
    """Where it is reserved, or given back; empty where neither is this reader's to do."""

    def drawn(self, *, may_act: bool, here: str, token: str) -> tuple[SafeString, SafeString]:
        """The row as it stands in the page, up to where its day is drawn and after that. ``here`` is the queue's own
        address, ``token`` what its forms are sent with."""
        start, end = _pieces(may_act, self.is_mine, bool(self.holding_address), get_language())
        given = {"here": here, "token": token}
        return self._filled(start, given), self._filled(end, given)

    def _filled(self, piece: _Piece, given: dict[str, str]) -> SafeString:
        said = {name: given[name] if name in given else getattr(self, name) for name in piece.names}
        return format_html(piece.markup, **said)


PLACES = (
    "pk", "title", "matter", "matter_number", "kind", "asked", "contents", "begins", "deadline", "reason", "tone",
    "address", "return_address", "holding_address",
)  # fmt: skip


class _Piece(NamedTuple):
    """Part of a row as its template writes it, with places for what a row says, and the names of those."""

    markup: str
    names: frozenset[str]


@lru_cache(maxsize=50)
def _pieces(may_act: bool, is_mine: bool, may_hold: bool, _language: str | None) -> tuple[_Piece, _Piece]:
    """A row's template, drawn once for each kind of row and language with places for what a row says: nothing of any
    review is in it. A page has many rows, and drawing each took longer than reading them."""
    said = {name: f"{{{name}}}" for name in PLACES}
    given = {"row": said, "may_act": may_act, "is_mine": is_mine, "may_hold": may_hold}
    places = {"due": "{due}", "here": "{here}", "csrf_token": "{token}"}
    start, end = (
        _Piece(part, frozenset(name for _before, name, *_rest in Formatter().parse(part) if name))
        for part in render_to_string("review/_row.html", given | places).split("{due}")
    )
    return start, end


def page(
    user: User, pile: Pile, narrowed: Mapping[str, Value], after: Place | None
) -> tuple[list[Row], UUID | None]:
    """A page of rows by the day their review has to begin, and the last row's id where there are more."""
    places = piles.places(user, pile, narrowed=narrowed, after=after, limit=PAGE + 1)
    shown = [pk for _day, pk in places[:PAGE]]
    now, today = timezone.now(), timezone.localdate()
    covers = frozenset(piles.covered(user))
    asked = _Asked(user, now, today, covers, _Addresses.known())
    rows = [_row(task, asked) for task in _listed(shown)]
    return rows, shown[-1] if len(places) > PAGE else None


def _listed(shown: list[UUID]) -> list[Listed]:
    """Reviews by id, in order, with what their rows say. The question is for a whole page: a shorter one names its
    first review again and again."""
    if not shown:
        return []
    filled = shown + shown[:1] * (len(_NAMES) - len(shown))
    return [Listed(*row) for row in _ROWS(**dict(zip(_NAMES, filled, strict=True)))]


def _counted(tasks: QuerySet[ReviewTask]) -> QuerySet[Any]:
    """With what a row says of its draft, from columns that hold no content."""
    newest = Version.objects.filter(draft=OuterRef("draft")).order_by("-number")
    later = AuthorityFinding.objects.filter(
        authority=OuterRef("authority"), check_code=OuterRef("check_code"), at__gt=OuterRef("at")
    )
    failed = AuthorityFinding.objects.filter(authority=OuterRef("pk")).exclude(outcome=Outcome.CONFIRMED)
    cited = Authority.objects.filter(task=OuterRef("pk"), present=True).order_by().values("task")
    return tasks.annotate(
        number=Subquery(newest.values("number")[:1]),
        words=Subquery(newest.values("words")[:1]),
        unresolved=Subquery(newest.values("unresolved")[:1]),
        cited=Subquery(cited.annotate(n=Count("pk")).values("n")),
        failed=Subquery(
            cited.filter(Exists(failed.exclude(Exists(later)))).annotate(n=Count("pk")).values("n")
        ),
    )


_NAMES = tuple(f"task{n}" for n in range(PAGE))
_ROWS = Prepared(
    lambda **tasks: (
        _counted(ReviewTask.objects.filter(pk__in=list(tasks.values())))
        .values_list(*OF_THE_TASK, *OF_ITS_DRAFT)
        .order_by("act_by", "pk")
    )
)


@dataclass(frozen=True)
class _Addresses:
    """Where a row leads, with marks for the review and the number of its newest version: looked up once for a page."""

    detail: str
    send_back: str
    reserve: str
    release: str

    TASK: ClassVar = UUID(int=0)
    NUMBER: ClassVar = 2**31

    @classmethod
    def known(cls) -> _Addresses:
        return cls(
            detail=reverse("review:detail", args=[cls.TASK]),
            send_back=reverse("review:return", args=[cls.TASK, cls.NUMBER]),
            reserve=reverse("review:reserve", args=[cls.TASK]),
            release=reverse("review:release", args=[cls.TASK]),
        )

    def of(self, address: str, task: Listed) -> str:
        return address.replace(str(self.TASK), str(task.pk)).replace(str(self.NUMBER), str(task.number))


@dataclass(frozen=True)
class _Asked:
    """Who looks at the queue, and when."""

    user: User
    now: datetime
    today: date
    covers: frozenset[UUID]
    addresses: _Addresses


def _row(task: Listed, asked: _Asked) -> Row:
    is_held = task.reserved_until is not None and task.reserved_until > asked.now
    holder = task.reserved_by if is_held else None
    reason, tone = _reason(task, asked.user.pk, holder, asked.covers)
    places, is_mine = asked.addresses, holder == asked.user.pk
    may_reserve = holder is None and task.state in (TaskState.OPEN, TaskState.SECOND)
    holding = places.release if is_mine else places.reserve if may_reserve else ""
    return Row(
        pk=task.pk,
        title=said_locally(task.work, task.work_fr),
        matter=task.matter_title,
        matter_number=task.matter_number,
        kind=_kind(task.kind),
        asked=_asked_by(task.requested_name, task.responsible_name),
        contents=_contents(task.words, task.cited or 0),
        due_on=task.due_on,
        begins=_begins(calendar.working_days(asked.today, task.act_by, task.province)),
        deadline=_deadline(task.next_deadline),
        reason=reason,
        tone=tone,
        is_mine=is_mine,
        address=places.of(places.detail, task),
        return_address=places.of(places.send_back, task),
        holding_address=places.of(holding, task),
    )


About = TypeVarTuple("About")


def _said_once(phrase: Callable[[*About], str]) -> Callable[[*About], str]:
    """A phrase that many rows have: put together once for each language and what it is about."""

    @lru_cache(maxsize=2_000)
    def kept(_language: str | None, about: tuple[*About]) -> str:
        return phrase(*about)

    @wraps(phrase)
    def said(*about: *About) -> str:
        return kept(get_language(), about)

    return said


@_said_once
def _kind(kind: str) -> str:
    return str(ItemKind(kind).label)


@_said_once
def _asked_by(who: str, lawyer: str) -> str:
    return _("%(who)s for %(lawyer)s") % {"who": shortened(who), "lawyer": shortened(lawyer)}


@_said_once
def _contents(words: int, cited: int) -> str:
    said = ngettext("%(n)s word", "%(n)s words", words) % {"n": words}
    if not cited:
        return said
    return f"{said} · {ngettext('%(n)s authority', '%(n)s authorities', cited) % {'n': cited}}"


@_said_once
def _begins(left: int) -> str:
    """``left`` is in working days of the matter's province; negative when the day has passed."""
    if left < 0:
        return _("should have begun")
    if left == 0:
        return _("begin today")
    return ngettext("begin in %(n)s working day", "begin in %(n)s working days", left) % {"n": left}


@_said_once
def _deadline(day: date | None) -> str:
    if day is None:
        return _("deadline unknown")
    return _("deadline %(day)s") % {"day": date_format(day, "SHORT_DAY_FORMAT")}


def _reason(task: Listed, user: UUID, holder: UUID | None, covers: frozenset[UUID]) -> tuple[str, str]:
    """The one thing that most asks for attention, and its colour."""
    if task.failed:
        failed = ngettext("%(n)d authority not confirmed", "%(n)d authorities not confirmed", task.failed)
        return failed % {"n": task.failed}, "stop"
    if task.unresolved:
        left = ngettext("%(n)d placeholder left", "%(n)d placeholders left", task.unresolved)
        return left % {"n": task.unresolved}, "stop"
    if holder is not None and holder != user:
        until = timezone.localtime(task.reserved_until)
        return _("%(name)s has it until %(time)s") % {
            "name": shortened(task.holder_name or ""),
            "time": time_format(until, "TIME_FORMAT"),
        }, ""
    if task.state == TaskState.APPROVED:
        return _("second look"), "attention"
    if task.assigned == user:
        return _("you were asked to look"), "attention"
    if task.state == TaskState.SECOND:
        return _("second person"), "attention"
    if task.responsible in covers:
        return _("you cover for %(name)s") % {"name": shortened(task.responsible_name)}, "attention"
    if holder is not None:
        until = timezone.localtime(task.reserved_until)
        return _("yours until %(time)s") % {"time": time_format(until, "TIME_FORMAT")}, ""
    if task.assigned_name:
        return _("%(name)s was asked to look") % {"name": shortened(task.assigned_name)}, ""
    return _("in review"), ""
