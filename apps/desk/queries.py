"""What needs a person now, what they wait for, and how old the queue is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.nearness import working_days
from apps.drafting.models import Request, RequestState
from apps.matters.models import Delegation, Matter
from apps.matters.queries import people_to_whom
from apps.people.models import User
from apps.policy.models import Breaker
from apps.review import branches, in_charge, piles, rules, taking_over
from apps.review.filing_models import FOUND_WRONG
from apps.review.models import (
    CorrectiveTask,
    EarlierFilings,
    Manifest,
    ReviewTask,
    SignedStatement,
    TaskState,
    Unopened,
)
from apps.review.piles import Pile
from apps.sync.models import Delivery, DeliveryState


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
    charge = _in_their_charge(user)
    items = [
        *_reviews(user, charge),
        *_signatures(user, charge),
        *_duties(user),
        *_taken_over(user),
        *_own_requests(user, charge),
        *_unopened(user),
        *_stopped_deliveries(user, charge),
    ]
    return sorted(items, key=lambda item: (item.needed_by or date.max, item.title))[: MOST + 1]


def waiting_on_others(user: User) -> list[Item]:
    """What this person asked for, answers for or decided first that somebody, or Claude, has now, as the queue says."""
    under_way = [RequestState.CONFIRMED, RequestState.DRAFTING, RequestState.WAITING]
    requests = _requests(user).filter(state__in=under_way).order_by("needed_by")[: MOST + 1]
    waiting = [pk for _day, pk in piles.places(piles.reader(user, Pile.WAITING), limit=MOST + 1)]
    others = _tasks(user).filter(pk__in=waiting).undecided().order_by("due_on")
    waits = [_request_item(request) for request in requests] + [
        Item(
            title=_named(task.draft.request),
            about=_whose_turn(task, user),
            matter=task.matter,
            url=reverse("review:detail", args=[task.pk]),
            code=task.state,
            state=_state(task),
            needed_by=task.due_on,
            since=task.opened_at,
        )
        for task in others
    ]
    return waits[: MOST + 1]


def _whose_turn(task: ReviewTask, user: User) -> str:
    """Who has it, as far as that is known: whose time is up has it no more, and a second person is nobody yet."""
    first = task.responsible if task.state == TaskState.OPEN else None
    for who in (rules.holder(task, timezone.now()), task.assigned, first):
        if who is not None and who.pk != user.pk:
            return _("with %(name)s") % {"name": who.short_name}
    return _asked_by(task, user) % {"name": task.draft.request.requested_by.short_name}


def _asked_by(task: ReviewTask, user: User) -> str:
    return _("your request") if task.draft.request.requested_by_id == user.pk else _("requested by %(name)s")


def queue_age(user: User) -> list[tuple[str, int, str]]:
    """Undecided reviews by age in working days: label, count, tone. The last bar is five and more."""
    today = timezone.localdate()
    opened = ReviewTask.objects.visible_to(user).undecided().values_list("opened_at", flat=True)[:5000]
    ages = Counter(min(working_days(timezone.localdate(at), today), 5) for at in opened)
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


def _tasks(user: User):
    return ReviewTask.objects.visible_to(user).select_related(
        "matter",
        "responsible",
        "reserved_by",
        "assigned",
        "draft__request__workflow_version__workflow",
        "draft__request__requested_by",
    )


def _seen_requests(user: User):
    return Request.objects.visible_to(user).select_related(
        "matter", "workflow_version__workflow", "requested_by"
    )


def _requests(user: User):
    return _seen_requests(user).filter(requested_by=user)


def _named(request: Request) -> str:
    workflow = request.workflow_version.workflow
    return workflow.local_name


def _reviews(user: User, charge: Q) -> list[Item]:
    """As the queue has them, and what this person answers for and handed to nobody, whatever they set aside. And in
    their matters what is nobody's, because whoever answers for it is there no more, or may not decide it."""
    others = piles.covered(user)
    mine = Q(state=TaskState.OPEN, responsible=user) & ~branches.handed_on_by(user.pk)
    nobodys = in_charge.may_no_more()
    mine |= charge & nobodys  # in this order: the cheap one first
    due = [pk for _day, pk in piles.places(piles.reader(user, Pile.NEEDS_YOU), limit=MOST + 1)]
    found = _tasks(user).annotate(is_nobodys=_flag(nobodys))
    tasks = found.filter(mine | Q(pk__in=due)).undecided().order_by("due_on")[: MOST + 1]
    return [_task_item(task, _why(task, user, others, is_nobodys=task.is_nobodys)) for task in tasks]


def _in_their_charge(user: User) -> Q:
    """Of rows of a matter: whether this person is the lawyer responsible for it. Where that one works on it no more,
    every partner is."""
    theirs = Q(matter__responsible=user)
    if not user.is_partner:
        return theirs
    matter, client = OuterRef(OuterRef("pk")), OuterRef(OuterRef("client"))
    lawyer = people_to_whom(matter, client, timezone.now()).filter(pk=OuterRef("responsible"))
    left = Matter.objects.visible_to(user).open().filter(~Exists(lawyer)).values_list("pk", flat=True)
    return theirs | Q(matter__in=list(left))


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _why(task: ReviewTask, user: User, others: Sequence[UUID], *, is_nobodys: bool) -> str:
    if task.assigned_id == user.pk:
        return _("you were asked to look: requested by %(name)s")
    if task.assigned_id in others:
        return _("in your cover: requested by %(name)s")
    if task.state == TaskState.SECOND:
        return _asked_by(task, user)
    if task.responsible_id in others and task.responsible_id != user.pk:
        return _("in your cover: requested by %(name)s")
    if is_nobodys:
        return _("nobody answers for it who may decide it: requested by %(name)s")
    return _asked_by(task, user)


def _signatures(user: User, charge: Q) -> list[Item]:
    """What was approved, and does not leave before this person signs for it, or whoever else may. And in their matters
    what nobody may, because whoever answers for it is there no more, or is no lawyer now. What was signed and turned
    out to be wrong waits for a word on what is wrong instead."""
    given = Delegation.objects.current().filter(
        matter=OuterRef("matter"),
        lawyer=OuterRef("task__responsible"),
        what=OuterRef("signature_due"),
        delegate=user,
    )
    nobodys = charge & in_charge.may_no_more("task__", sign=True)
    due = Manifest.objects.unsigned().filter(
        Q(task__responsible=user) | Exists(given) | nobodys,
        task__in=ReviewTask.objects.visible_to(user),
        matter__key__destroyed_at=None,
    )
    wrong = SignedStatement.objects.filter(task=OuterRef("pk"), withdrawn_reason__in=FOUND_WRONG)
    nobodys_now = _flag(in_charge.may_no_more(sign=True))
    found = _tasks(user).annotate(is_nobodys=nobodys_now, is_wrong=Exists(wrong))
    tasks = found.filter(pk__in=due.values("task")).order_by("due_on")[: MOST + 1]
    return [
        replace(_task_item(task, _("approved: requested by %(name)s")), state=_unsigned(task))
        for task in tasks
    ]


def _unsigned(task) -> str:
    if task.is_wrong:
        return _("Say what is wrong with it")
    return _("Nobody may sign it") if task.is_nobodys else _("Waits for your signature")


def _duties(user: User) -> list[Item]:
    """What is owed for items found wrong: by this person, by whom they cover for, or in a matter of theirs."""
    mine = Q(assigned_to__in=[user.pk, *piles.covered(user)]) | Q(matter__responsible=user)
    seen = Matter.objects.visible_to(user).filter(key__destroyed_at=None)  # what was done is told in words
    open_now = CorrectiveTask.objects.filter(mine, done_at=None, matter__in=seen)
    related = ("matter", "assigned_to", "correction__task__draft__request__workflow_version__workflow")
    return [
        _duty_item(duty)
        for duty in open_now.select_related(*related).order_by("needed_by", "duty")[: MOST + 1]
    ]


def _duty_item(duty: CorrectiveTask) -> Item:
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


def _taken_over(user: User) -> list[Item]:
    """What is to be looked through in matters that this person took over, or somebody they cover for."""
    rows = taking_over.falls_to(user, piles.covered(user), Matter.objects.visible_to(user))
    return [
        Item(
            title=_("Look through what was filed for content that AI wrote"),
            about=_taken_over_from(row),
            matter=row.matter,
            url=reverse("review:earlier", args=[row.pk]),
            code="owed",
            state=_("Owed"),
            needed_by=row.needed_by,
        )
        for row in rows[: MOST + 1]
    ]


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


def _state(task: ReviewTask) -> str:
    return _("Second person") if task.state == TaskState.SECOND else task.get_state_display()


def _own_requests(user: User, charge: Q) -> list[Item]:
    """What this person asked for; and what stopped of those who work on its matter no more, where it was to be theirs
    to answer for, or the matter is."""
    mine = [RequestState.PREVIEW, RequestState.STOPPED]
    theirs = Q(responsible=user) | charge
    left = _seen_requests(user).filter(theirs, branches.is_gone("requested_by"), state=RequestState.STOPPED)
    about = _("requested by %(name)s")
    return [
        *map(_request_item, _requests(user).filter(state__in=mine).order_by("needed_by")[: MOST + 1]),
        *(
            replace(_request_item(request), about=about % {"name": request.requested_by.short_name})
            for request in left.exclude(requested_by=user).order_by("needed_by")[: MOST + 1]
        ),
    ]


def _request_item(request: Request) -> Item:
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


def _unopened(user: User) -> list[Item]:
    """Drafts this person asked for, or answers for, whose review could not be opened and that are still there."""
    theirs = Q(draft__request__requested_by=user) | Q(draft__request__responsible=user)
    rows = Unopened.objects.filter(
        theirs,
        draft__task=None,
        draft__matter__in=Matter.objects.visible_to(user),
        draft__matter__key__destroyed_at=None,
    )
    related = ("draft__matter", "draft__request__workflow_version__workflow")
    return [
        Item(
            title=_named(row.draft.request),
            about=row.get_reason_display(),
            matter=row.draft.matter,
            url=reverse("drafting:detail", args=[row.draft.request_id]),
            code=RequestState.STOPPED,
            state=_("Waits for its review"),
            needed_by=row.draft.request.needed_by,
            since=row.since,
        )
        for row in rows.select_related(*related).order_by("since")[: MOST + 1]
    ]


def _stopped_deliveries(user: User, charge: Q) -> list[Item]:
    """Those that this person let go; and in their matters those of whoever works on them no more."""
    theirs = Q(asked_by=user) | charge & branches.is_gone("asked_by")
    stopped = Delivery.objects.visible_to(user).filter(theirs, state=DeliveryState.STOPPED)
    return [
        Item(
            title=_("Delivery to %(place)s") % {"place": delivery.connection.get_vendor_display()},
            about=delivery.get_kind_display(),
            matter=delivery.matter,
            url=reverse("sync:detail", args=[delivery.pk]),
            code=delivery.state,
            state=delivery.get_state_display(),
        )
        for delivery in stopped.select_related("matter", "connection")[: MOST + 1]
    ]
