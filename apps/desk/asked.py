"""What the sections of a desk ask, each prepared: to write such questions as SQL, and to plan them, took
many times what their answers do. All of them go to the database at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.prepared import Among, Asked, Prepared
from apps.drafting.models import Request, RequestState
from apps.matters.models import Delegation, Matter, MatterQuerySet
from apps.matters.queries import people_to_whom
from apps.matters.within import Within
from apps.people.models import User
from apps.review.aftermath import taking_over
from apps.review.attendance import in_charge
from apps.review.models import (
    CorrectiveTask,
    EarlierFilings,
    Manifest,
    ReviewTask,
    SignedStatement,
    TaskState,
    Unopened,
)
from apps.review.models.filing import FOUND_WRONG
from apps.review.queue import branches, piles
from apps.review.queue.piles import Pile
from apps.sync.models import Delivery, DeliveryState


@dataclass(frozen=True)
class Desk:
    """Whose desk it is, with what its sections are asked with, as of one moment."""

    user: User
    most: int
    """Lines of a section."""
    at: datetime
    today: date
    covers: list[UUID]
    """The people for whom this one does today what falls to them."""
    due: list[UUID]
    """The first reviews of a pile, as the queue says."""
    left: list[UUID]
    """Of a partner: matters whose own lawyer works on them no more. Every partner is in charge of these."""


def begun(user: User, pile: Pile, most: int) -> Desk:
    """The desk of somebody who works on matters."""
    at, who = timezone.now(), piles.reader(user, pile)
    due = [pk for _day, pk in piles.places(who, limit=most)]
    left = _LEFT(user=user.pk, now=at) if user.is_partner and pile == Pile.NEEDS_YOU else []
    return Desk(user, most, at, timezone.localdate(at), who.covers, due, left)


def _left(user: UUID, now: datetime) -> QuerySet[Matter, UUID]:
    matter, client = OuterRef(OuterRef("pk")), OuterRef(OuterRef("client"))
    lawyer = people_to_whom(matter, client, now).filter(pk=OuterRef("responsible"))
    seen = Matter.objects.unscreened(user, now).open()
    return seen.filter(~Exists(lawyer)).values_list("pk", flat=True)


_LEFT = Prepared(_left)
Section = Callable[[Desk], Asked[Any]]


def _section(asks: Callable[..., QuerySet[Any]]) -> Section:
    """``asks`` is given what this person sees, their id and how many lines there are, and of the desk what it names."""
    taken = inspect.signature(asks).parameters.keys() - {"matters", "user", "most"}

    @cache
    def question(most: int) -> Within[Any]:
        return Within(lambda matters, user, **known: asks(matters, user, most, **known))

    return lambda desk: question(desk.most).of(desk.user, **{name: getattr(desk, name) for name in taken})


def _in_charge(user: UUID, left: list[UUID]) -> Q:
    """Of rows of a matter: whether this person is the lawyer responsible for it. Where that one works on it no more,
    every partner is."""
    return Q(matter__responsible=user) | Q(Among("matter", left))


def _told(tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    return tasks.select_related(
        "matter",
        "responsible",
        "reserved_by",
        "assigned",
        "draft__request__workflow_version__workflow",
        "draft__request__requested_by",
    )


def _requests(matters: MatterQuerySet) -> QuerySet[Request]:
    related = ("matter", "workflow_version__workflow", "requested_by")
    return Request.objects.filter(matter__in=matters).select_related(*related).order_by("needed_by")


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


@_section
def reviews(matters, user, most, at, today, due, left):
    """As the queue has them, and what this person answers for and handed to nobody, whatever they set aside. And in
    their matters what is nobody's, because whoever answers for it is there no more, or may not decide it."""
    nobodys = in_charge.may_no_more(at=at, today=today)
    mine = Q(state=TaskState.OPEN, responsible=user) & ~branches.handed_on_by(user)
    mine |= _in_charge(user, left) & nobodys  # in this order: the cheap one first
    found = ReviewTask.objects.of(matters).undecided().filter(mine | Q(Among("pk", due)))
    return _told(found).annotate(is_nobodys=_flag(nobodys)).order_by("due_on")[:most]


@_section
def signatures(matters, user, most, at, today, left):
    """What was approved, and does not leave before this person signs for it, or whoever else may. And in their matters
    what nobody may, because whoever answers for it is there no more, or is no lawyer now. What was signed and turned
    out to be wrong waits for a word on what is wrong instead."""
    given = Delegation.objects.current(today).filter(
        matter=OuterRef("matter"),
        lawyer=OuterRef("task__responsible"),
        what=OuterRef("signature_due"),
        delegate=user,
    )
    nobodys = _in_charge(user, left) & in_charge.may_no_more("task__", sign=True, at=at, today=today)
    due = Manifest.objects.unsigned().filter(
        Q(task__responsible=user) | Exists(given) | nobodys,
        task__in=ReviewTask.objects.of(matters),
        matter__key__destroyed_at=None,
    )
    wrong = SignedStatement.objects.filter(
        task=OuterRef("pk"), withdrawn_reason__in=FOUND_WRONG, manifest__decisions__voided_at=None
    )
    nobodys_now = _flag(in_charge.may_no_more(sign=True, at=at, today=today))
    found = ReviewTask.objects.of(matters).filter(pk__in=due.values("task"))
    told = _told(found).annotate(is_nobodys=nobodys_now, is_wrong=Exists(wrong))
    return told.order_by("due_on")[:most]


@_section
def duties(matters, user, most, covers):
    """What is owed for items found wrong: by this person, by whom they cover for, or in a matter of theirs."""
    mine = Q(assigned_to=user) | Q(Among("assigned_to", covers)) | Q(matter__responsible=user)
    seen = matters.filter(key__destroyed_at=None)  # what was done is told in words
    open_now = CorrectiveTask.objects.filter(mine, done_at=None, matter__in=seen)
    related = ("matter", "assigned_to", "correction__task__draft__request__workflow_version__workflow")
    return open_now.select_related(*related).order_by("needed_by", "duty")[:most]


@_section
def taken_over(matters, user, most, at, today, covers) -> QuerySet[EarlierFilings]:
    """What is to be looked through in matters that this person took over, or somebody they cover for, or perhaps in
    their place. All of it: which of the last they may is asked of each."""
    return taking_over.may_fall_to(user, covers, matters, at=at, today=today)


@_section
def own_requests(matters, user, most):
    states = [RequestState.PREVIEW, RequestState.STOPPED]
    return _requests(matters).filter(requested_by=user, state__in=states)[:most]


@_section
def left_requests(matters, user, most, at, left):
    """What stopped of those who work on its matter no more, where it was to be this person's to answer for, or the
    matter is."""
    theirs = Q(responsible=user) | _in_charge(user, left)
    gone = in_charge.is_gone("requested_by", at)
    return (
        _requests(matters).filter(theirs, gone, state=RequestState.STOPPED).exclude(requested_by=user)[:most]
    )


@_section
def unopened(matters, user, most):
    """Drafts this person asked for, or answers for, whose review could not be opened and that are still there."""
    theirs = Q(draft__request__requested_by=user) | Q(draft__request__responsible=user)
    rows = Unopened.objects.filter(
        theirs, draft__task=None, draft__matter__in=matters, draft__matter__key__destroyed_at=None
    )
    related = ("draft__matter", "draft__request__workflow_version__workflow")
    return rows.select_related(*related).order_by("since")[:most]


@_section
def stopped_deliveries(matters, user, most, at, left):
    """Those that this person let go; and in their matters those of whoever works on them no more."""
    theirs = Q(asked_by=user) | _in_charge(user, left) & in_charge.is_gone("asked_by", at)
    stopped = Delivery.objects.filter(theirs, matter__in=matters, state=DeliveryState.STOPPED)
    return stopped.select_related("matter", "connection")[:most]


@_section
def under_way(matters, user, most):
    states = [RequestState.CONFIRMED, RequestState.DRAFTING, RequestState.WAITING]
    return _requests(matters).filter(requested_by=user, state__in=states)[:most]


@_section
def with_others(matters, user, most, due):
    found = ReviewTask.objects.of(matters).undecided().filter(Among("pk", due))
    return _told(found).order_by("due_on")[:most]


ages = Within(
    lambda matters, _user: (
        ReviewTask.objects.of(matters).undecided().values_list("opened_at", flat=True)[:5000]
    )
)
"""Since when each undecided review of this person's matters is open."""
