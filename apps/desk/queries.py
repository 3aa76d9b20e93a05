"""What needs a person now, what they wait for, and how old the queue is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.nearness import working_days
from apps.core.prepared import together
from apps.desk import asked
from apps.desk.asked import Desk
from apps.drafting.models import Request, RequestState
from apps.matters.models import Matter
from apps.people.models import User
from apps.policy.models import Breaker
from apps.review import rules
from apps.review.aftermath import taking_over
from apps.review.models import CorrectiveTask, EarlierFilings, ReviewTask, TaskState, Unopened
from apps.review.queue.piles import Pile
from apps.sync.models import Delivery


@dataclass(frozen=True)
class Item:
    """One line of the desk."""

    title: str
    about: str
    matter: Matter | None
    """None for what is about a person of the firm."""
    url: str
    code: str
    state: str
    needed_by: date | None = None
    """Of a review the day it is due, as the queue says: the matter's deadline where that comes first."""
    since: datetime | None = None


MOST = 50
"""Lines shown in a section; the pages behind have the rest. One more is given, where there is one, so that the page can
say so."""


def needs_you(user: User) -> list[Item]:
    """What this person can move on, the soonest needed first."""
    items = _lines(user, Pile.NEEDS_YOU, _NEEDS)
    return sorted(items, key=lambda item: (item.needed_by or date.max, item.title))[: MOST + 1]


def waiting_on_others(user: User) -> list[Item]:
    """What this person asked for, answers for or decided first that somebody, or Claude, has now, as the queue says."""
    return _lines(user, Pile.WAITING, _WAITS)[: MOST + 1]


Line = Callable[[Any, Desk], Item | None]


def _lines(user: User, pile: Pile, sections: dict[asked.Section, Line]) -> list[Item]:
    if not user.is_active or not user.works_on_matters:
        return []
    desk = asked.begun(user, pile, MOST + 1)
    rows = together(*(section(desk) for section in sections))
    lines = (line(row, desk) for line, found in zip(sections.values(), rows, strict=True) for row in found)
    return [item for item in lines if item is not None]


def queue_age(user: User) -> list[tuple[str, int, str]]:
    """Undecided reviews by age in working days: label, count, tone. The last bar is five and more."""
    today = timezone.localdate()
    ages = Counter(min(working_days(timezone.localdate(at), today), 5) for at in asked.ages(user))
    tones = {4: "attention", 5: "stop"}
    return [("5+" if age == 5 else str(age), ages[age], tones.get(age, "")) for age in range(6)]


def headline(items: list[Item], *, are_more: bool = False) -> str:
    """The sentence under the greeting. ``are_more``: than these, and none of those is due sooner."""
    today = timezone.localdate()
    due = sum(item.needed_by is not None and item.needed_by <= today for item in items)
    if are_more and due >= MOST:
        return _("more than %(count)s items need you today") % {"count": due}
    if are_more and not due:
        return _("more than %(count)s items need you") % {"count": len(items)}
    if due:
        return ngettext("%(count)s item needs you today", "%(count)s items need you today", due) % {
            "count": due
        }
    if items:
        return ngettext("%(count)s item needs you", "%(count)s items need you", len(items)) % {
            "count": len(items)
        }
    return _("nothing needs you now")


def sending_stopped() -> Breaker | None:
    """The breaker, when it is open."""
    return Breaker.objects.filter(is_open=True).first()


def _review(task: ReviewTask, desk: Desk) -> Item:
    return _task_item(task, _why(task, desk))


def _why(task: Any, desk: Desk) -> str:
    if task.assigned_id == desk.user.pk:
        return _("you were asked to look: requested by %(name)s")
    if task.assigned_id in desk.covers:
        return _("in your cover: requested by %(name)s")
    if task.state == TaskState.SECOND:
        return _asked_by(task, desk.user)
    if task.responsible_id in desk.covers and task.responsible_id != desk.user.pk:
        return _("in your cover: requested by %(name)s")
    if task.is_nobodys:
        return _("nobody answers for it who may decide it: requested by %(name)s")
    return _asked_by(task, desk.user)


def _asked_by(task: ReviewTask, user: User) -> str:
    return _("your request") if task.draft.request.requested_by_id == user.pk else _("requested by %(name)s")


def _signature(task: ReviewTask, _desk: Desk) -> Item:
    return replace(_task_item(task, _("approved: requested by %(name)s")), state=_unsigned(task))


def _unsigned(task: Any) -> str:
    if task.is_wrong:
        return _("Say what is wrong with it") if task.left_at else _("Take its approval back")
    return _("Nobody may sign it") if task.is_nobodys else _("Waits for your signature")


def _duty(duty: CorrectiveTask, _desk: Desk) -> Item:
    task = duty.correction.task
    about = _("%(item)s was found wrong: owed by %(name)s")
    return Item(
        title=duty.get_duty_display(),
        about=about % {"item": _named(task.draft.request), "name": duty.assigned_to.short_name},
        matter=duty.matter,
        url=f"{reverse('review:detail', args=[task.pk])}#duty-{duty.pk}",
        code="owed",
        state=_("Owed"),
        needed_by=duty.needed_by,
    )


def _taken_over(row: EarlierFilings, desk: Desk) -> Item | None:
    if not taking_over.falls_to(desk.user, desk.covers, row):
        return None
    return Item(
        title=_("Look through what was filed for content that AI wrote"),
        about=_taken_over_from(row),
        matter=row.matter,
        url=reverse("review:earlier", args=[row.pk]),
        code="owed",
        state=_("Owed"),
        needed_by=row.needed_by,
    )


def _taken_over_from(row: EarlierFilings) -> str:
    before = row.handover.before
    if before is None:
        return _("taken over from other counsel")
    return _("taken over from %(name)s") % {"name": before.short_name}


def _task_item(task: ReviewTask, about: str) -> Item:
    request = task.draft.request
    return Item(
        title=_named(request),
        about=about % {"name": request.requested_by.short_name},
        matter=task.matter,
        url=reverse("review:detail", args=[task.pk]),
        code=task.state,
        state=_state(task),
        needed_by=task.due_on,
    )


def _named(request: Request) -> str:
    workflow = request.workflow_version.workflow
    return workflow.local_name


def _state(task: ReviewTask) -> str:
    return _("Second person") if task.state == TaskState.SECOND else task.get_state_display()


def _own_request(request: Request, _desk: Desk) -> Item:
    return Item(
        title=_named(request),
        about=_("your request"),
        matter=request.matter,
        url=reverse("drafting:detail", args=[request.pk]),
        code=request.state,
        state=request.get_state_display(),
        needed_by=request.needed_by,
        since=request.confirmed_at or request.made_at,
    )


def _left_request(request: Request, desk: Desk) -> Item:
    about = _("requested by %(name)s") % {"name": request.requested_by.short_name}
    return replace(_own_request(request, desk), about=about)


def _unopened(row: Unopened, _desk: Desk) -> Item:
    return Item(
        title=_named(row.draft.request),
        about=row.get_reason_display(),
        matter=row.draft.matter,
        url=reverse("drafting:detail", args=[row.draft.request_id]),
        code=RequestState.STOPPED,
        state=_("Waits for its review"),
        needed_by=row.draft.request.needed_by,
        since=row.since,
    )


def _stopped_delivery(delivery: Delivery, _desk: Desk) -> Item:
    return Item(
        title=_("Delivery to %(place)s") % {"place": delivery.connection.get_vendor_display()},
        about=delivery.get_kind_display(),
        matter=delivery.matter,
        url=reverse("sync:detail", args=[delivery.pk]),
        code=delivery.state,
        state=delivery.get_state_display(),
    )


def _with_another(task: ReviewTask, desk: Desk) -> Item:
    return replace(_task_item(task, ""), about=_whose_turn(task, desk.user), since=task.opened_at)


def _whose_turn(task: ReviewTask, user: User) -> str:
    """Who has it, as far as that is known: whose time is up has it no more, and a second person is nobody yet."""
    first = task.responsible if task.state == TaskState.OPEN else None
    for who in (rules.holder(task, timezone.now()), task.assigned, first):
        if who is not None and who.pk != user.pk:
            return _("with %(name)s") % {"name": who.short_name}
    return _asked_by(task, user) % {"name": task.draft.request.requested_by.short_name}


_NEEDS: dict[asked.Section, Line] = {
    asked.reviews: _review,
    asked.signatures: _signature,
    asked.duties: _duty,
    asked.taken_over: _taken_over,
    asked.own_requests: _own_request,
    asked.left_requests: _left_request,
    asked.unopened: _unopened,
    asked.stopped_deliveries: _stopped_delivery,
}
_WAITS: dict[asked.Section, Line] = {asked.under_way: _own_request, asked.with_others: _with_another}
