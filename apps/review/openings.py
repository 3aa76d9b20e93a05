"""Reviews as they begin and are taken up: from a stored draft to a person reading it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict
from apps.core.prepared import Prepared
from apps.drafting.models import Draft, Version
from apps.matters import keys
from apps.people.models import Robot, User
from apps.review import due, hands, ledger, queries, rules, seconds
from apps.review.models import ReviewTask
from apps.review.queries import Reading
from apps.review.refusals import on_record
from apps.review.rules import Attempt

_WAITING = Prepared(
    lambda draft: (
        Draft.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("request__workflow_version__workflow", "request__requested_by", "matter")
        .filter(pk=draft, task=None)
    )
)
_LOCKED = Prepared(
    lambda task: (
        ReviewTask.objects.select_for_update(of=("self",))
        .select_related("matter", "responsible", "reserved_by", "draft__request__workflow_version__workflow")
        .filter(pk=task)
    )
)


def collect(limit: int) -> list[UUID]:
    """Open a review for each stored draft that has none. Gives the ids of the reviews opened."""
    waiting = Draft.objects.filter(task=None).order_by("stored_at").values_list("pk", flat=True)[:limit]
    return [pk for draft_id in waiting if (pk := _open(draft_id)) is not None]


@transaction.atomic
def _open(draft_id: UUID) -> UUID | None:
    draft = next(iter(_WAITING(draft=draft_id)), None)
    if draft is None:
        return None
    request, version = draft.request, draft.latest
    kind = request.workflow_version.workflow.item_kind
    rule = rules.rule_for(kind)
    due_on, act_by = due.days(matter=draft.matter, needed_by=request.needed_by, rule=rule)
    task = ReviewTask.objects.create(
        draft=draft,
        matter_id=draft.matter_id,
        kind=kind,
        responsible_id=request.responsible_id,
        requested_by_id=request.requested_by_id,
        earlier_people=hands.earlier(draft),
        needed_by=request.needed_by,
        due_on=due_on,
        act_by=act_by,
        needs_second=seconds.needs_second(rule, draft),
    )
    ledger.refresh(task, keys.reveal(version, "text").reveal())
    audit.record(
        event=Event.REVIEW_TASK_OPENED,
        by=User.for_robot(Robot.REVIEW),
        asked_by=request.requested_by,
        on=task,
        draft=draft.pk,
        version=version.pk,
        request=request.pk,
        second_person=task.needs_second,
        responsible=task.responsible_id,
    )
    return task.pk


@on_record(Attempt.OPEN)
def open_draft(*, task: ReviewTask, by: User, version: Version | None = None) -> Reading:
    """Open the newest version, or an earlier one. That it was opened is on record."""
    rules.check_can_read(by, task)
    newest = task.draft.latest
    version = version or newest
    reading = queries.read(task, version, newest)
    audit.record(event=Event.REVIEW_DRAFT_OPENED, by=by, on=task, draft=task.draft_id, version=version.pk)
    return reading


@on_record(Attempt.RESERVE)
def reserve(*, task: ReviewTask, by: User) -> ReviewTask:
    """Say that one is at it, for half an hour; saying so again extends it. Raises Conflict while another is.

    A hint to others and no lock: what guards the text is that every act names the version it is about.
    """
    now = timezone.now()
    task = locked(task)
    rules.check_can_prepare(by, task)
    holder = rules.holder(task, now)
    if holder is not None and holder.pk != by.pk:
        raise Conflict(_holds(holder, task.reserved_until))
    already = holder is not None
    task.reserved_by, task.reserved_until = by, now + rules.RESERVED_FOR
    task.save(update_fields=["reserved_by", "reserved_until"])
    if not already:
        audit.record(
            event=Event.REVIEW_TASK_RESERVED, by=by, on=task, until=task.reserved_until, reviewer=by.pk
        )
    return task


def _holds(holder: User, until: datetime | None) -> str:
    return _("%(name)s has this review until %(time)s.") % {
        "name": holder.full_name,
        "time": time_format(timezone.localtime(until), "TIME_FORMAT"),
    }


@on_record(Attempt.RELEASE)
def release(*, task: ReviewTask, by: User) -> ReviewTask:
    """Give a review back. Raises Conflict where somebody else has it."""
    task = locked(task)
    rules.check_can_prepare(by, task)
    holder = rules.holder(task, timezone.now())
    if holder is not None and holder.pk != by.pk:
        raise Conflict(_holds(holder, task.reserved_until))
    if task.reserved_by_id is not None:
        task.reserved_by = task.reserved_until = None
        task.save(update_fields=["reserved_by", "reserved_until"])
        audit.record(event=Event.REVIEW_RESERVATION_RELEASED, by=by, on=task, reviewer=by.pk)
    return task


def locked(task: ReviewTask) -> ReviewTask:
    """The task as it stands, locked until the end of the transaction. Raises ReviewTask.DoesNotExist."""
    found = _LOCKED(task=task.pk)
    if not found:
        raise ReviewTask.DoesNotExist
    return found[0]
