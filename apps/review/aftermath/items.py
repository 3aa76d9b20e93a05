"""Every item by one person, instruction, model or period, in one step, for after an incident.

Zhang v. Chen, 2024 BCSC 285: counsel had to look through her other files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from apps.core.identity import as_uuid
from apps.drafting.models import Draft
from apps.matters.models import Matter
from apps.review import hands
from apps.review.models import Comment, ReviewTask, SecondLook, SignedStatement

if TYPE_CHECKING:
    from apps.people.models import User


@dataclass(frozen=True)
class Asked:
    """What is looked for. What is left out narrows nothing; an item is of each day, both included, from the
    one on which its draft arrived to the last on which it was decided, signed for or sent: what a person did on a day
    is among what is found of it, however long before that it arrived."""

    person: UUID | None = None
    workflow: UUID | None = None
    model: str = ""
    since: date | None = None
    until: date | None = None


def found(user: User, asked: Asked) -> QuerySet[ReviewTask]:
    """The items that this person may see, newest first, decided ones included. Screens hold."""
    rows = ReviewTask.objects.visible_to(user)
    if asked.person is not None:
        rows = rows.filter(_had_a_part(asked.person))
    if asked.workflow is not None:
        rows = rows.filter(draft__request__workflow_version__workflow=asked.workflow)
    if asked.model:
        rows = rows.filter(draft__in=RawSQL(_WRITTEN_BY, [asked.model]))  # noqa: S611  # nosec: no words but these
    if asked.since is not None:
        rows = rows.filter(_went_on(_midnight(asked.since)))
    if asked.until is not None:
        rows = rows.filter(draft__stored_at__lt=_midnight(asked.until + timedelta(days=1)))
    return rows.order_by("-opened_at", "-id")


_WRITTEN_BY = """
WITH RECURSIVE rounds (draft) AS (
    SELECT d.id FROM drafting_draft d JOIN policy_crossing c ON c.id = d.crossing_id WHERE c.model_returned = %s
    UNION
    SELECT d.id FROM rounds r JOIN drafting_request q ON q.revises_id = r.draft
    JOIN drafting_draft d ON d.request_id = q.id
)
SELECT draft FROM rounds
"""
"""Drafts of a model, and those that carry one of them on, whichever model wrote these: its words may stand in them."""


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _went_on(at: datetime) -> Q:
    """Whether something of it was still to be done at a moment, or was done after it."""
    signed = SignedStatement.objects.filter(task=OuterRef("pk"), at__gte=at)
    return Q(decided_at=None) | Q(decided_at__gte=at) | Q(left_at__gte=at) | Q(Exists(signed))


def _had_a_part(person: UUID) -> Q:
    """Asked for it, answers for it or did, wrote in it or in an earlier round that it carries on, checked an authority,
    answered a question about it or for its court, remarked on it, decided about it, signed for it, or looked at it
    again."""
    parts = hands.acted_on(person) | Q(Exists(Comment.objects.filter(task=OuterRef("pk"), by=person)))
    parts |= Q(Exists(SecondLook.objects.filter(task=OuterRef("pk"), looked_by=person)))
    signed_for = SignedStatement.objects.filter(task=OuterRef("pk"), lawyer=person)
    asked = Q(draft__request__requested_by=person) | Q(draft__request__confirmed_by=person)
    earlier = Q(earlier_people__contains=[person])
    answers = Q(responsible=person) | Q(draft__request__responsible=person)
    return answers | asked | parts | earlier | Q(Exists(signed_for))


def older_than(rows: QuerySet[ReviewTask], last: str) -> QuerySet[ReviewTask]:
    """Those that come after a place in the list, as ``place`` names it, whatever stands there by now; all of them where
    it names none."""
    at, _dash, task = last.partition("_")
    key = as_uuid(task)
    try:
        opened = datetime.fromisoformat(at) if key else None
    except ValueError:
        opened = None
    if opened is None or timezone.is_naive(opened):
        return rows
    return rows.filter(Q(opened_at__lt=opened) | Q(opened_at=opened, id__lt=key))


def place(task: ReviewTask) -> str:
    """Where a review stands in the list, as an address names it."""
    return f"{task.opened_at.isoformat()}_{task.pk}"


def in_no_review(user: User, asked: Asked) -> QuerySet[Draft]:
    """Drafts that are stored and whose review could not be opened, or not yet, by the same. Nobody has read one: a part
    in it is who asked for it, let it cross or answers for it, or had one in the round before. It waits on each day
    since it arrived."""
    rows = Draft.objects.filter(
        task=None, matter__in=Matter.objects.visible_to(user), matter__key__destroyed_at=None
    )
    if asked.person is not None:
        names = ("request__requested_by", "request__confirmed_by", "request__responsible")
        before = Q(request__revises__task__in=ReviewTask.objects.filter(_had_a_part(asked.person)))
        rows = rows.filter(before | Q(*((name, asked.person) for name in names), _connector=Q.OR))
    if asked.workflow is not None:
        rows = rows.filter(request__workflow_version__workflow=asked.workflow)
    if asked.model:
        rows = rows.filter(pk__in=RawSQL(_WRITTEN_BY, [asked.model]))  # noqa: S611  # nosec: no words but these
    if asked.until is not None:
        rows = rows.filter(stored_at__lt=_midnight(asked.until + timedelta(days=1)))
    return rows.order_by("-stored_at", "-pk")
