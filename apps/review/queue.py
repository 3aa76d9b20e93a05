"""The queue as its page prints it: one row of two lines for each review, and the one reason it needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.drafting.models import Version
from apps.matters.models import TeamMember
from apps.people.models import User
from apps.review import queries, rules
from apps.review.models import Authority, AuthorityFinding, Outcome, ReviewTask, TaskState
from apps.review.queries import Pile

PAGE = 50
TEAM = "team"
RELATED = (
    "matter__client", "responsible", "reserved_by", "draft__request__workflow_version__workflow",
    "draft__request__requested_by",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A review in the queue. ``tone`` is the colour class of its reason, empty where colour would say nothing."""

    task: ReviewTask
    title: str
    reason: str
    tone: str
    is_mine: bool
    may_reserve: bool


def pile(user: User, show: str) -> QuerySet[ReviewTask]:
    """The reviews of a tab, unordered. The team's are those of matters whose team this person is on now."""
    if show != TEAM:
        return queries.in_pile(user, Pile(show))
    mine = TeamMember.objects.current().filter(matter=OuterRef("matter"), user=user)
    return queries.in_pile(user, Pile.ALL).filter(Exists(mine))


def page(user: User, tasks: QuerySet[ReviewTask], after: ReviewTask | None) -> tuple[list[Row], UUID | None]:
    """A page of rows by the day they are needed, and the last row's id where there are more."""
    if after is not None:
        tasks = tasks.filter(Q(needed_by__gt=after.needed_by) | Q(needed_by=after.needed_by, pk__gt=after.pk))
    found = list(_counted(tasks).select_related(*RELATED).order_by("needed_by", "pk")[: PAGE + 1])
    now = timezone.now()
    rows = [_row(task, user, now) for task in found[:PAGE]]
    return rows, found[PAGE - 1].pk if len(found) > PAGE else None


def _counted(tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    """With what a row says of its draft, from columns that hold no content."""
    newest = Version.objects.filter(draft=OuterRef("draft")).order_by("-number")
    later = AuthorityFinding.objects.filter(
        authority=OuterRef("authority"), check_code=OuterRef("check_code"), at__gt=OuterRef("at")
    )
    failed = AuthorityFinding.objects.filter(authority=OuterRef("pk")).exclude(outcome=Outcome.CONFIRMED)
    cited = Authority.objects.filter(task=OuterRef("pk"), present=True).order_by().values("task")
    return tasks.annotate(
        words=Subquery(newest.values("words")[:1]),
        unresolved=Subquery(newest.values("unresolved")[:1]),
        cited=Subquery(cited.annotate(n=Count("pk")).values("n")),
        failed=Subquery(
            cited.filter(Exists(failed.exclude(Exists(later)))).annotate(n=Count("pk")).values("n")
        ),
    )


def _row(task: Any, user: User, now: datetime) -> Row:
    holder = rules.holder(task, now)
    reason, tone = _reason(task, user, holder)
    return Row(
        task=task,
        title=task.draft.request.workflow_version.workflow.local_name,
        reason=reason,
        tone=tone,
        is_mine=holder is not None and holder.pk == user.pk,
        may_reserve=holder is None,
    )


def _reason(task: Any, user: User, holder: User | None) -> tuple[str, str]:
    """The one thing that most asks for attention, and its colour."""
    if task.failed:
        failed = ngettext("%(n)d authority not confirmed", "%(n)d authorities not confirmed", task.failed)
        return failed % {"n": task.failed}, "stop"
    if task.unresolved:
        left = ngettext("%(n)d placeholder left", "%(n)d placeholders left", task.unresolved)
        return left % {"n": task.unresolved}, "stop"
    if holder is not None and holder.pk != user.pk:
        until = timezone.localtime(task.reserved_until)
        return _("%(name)s has it until %(time)s") % {"name": holder.short_name, "time": f"{until:%H:%M}"}, ""
    if task.state == TaskState.SECOND:
        return _("second person"), "attention"
    if holder is not None:
        until = timezone.localtime(task.reserved_until)
        return _("yours until %(time)s") % {"time": f"{until:%H:%M}"}, ""
    return _("in review"), ""
