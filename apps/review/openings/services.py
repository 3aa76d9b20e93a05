"""Reviews as they begin: from a stored draft to a review that waits for a person."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core import prepared
from apps.core.aside import NOT_OF_ONE_ROW, Aside
from apps.core.ciphers import CannotOpen
from apps.core.prepared import Prepared
from apps.drafting.models import Draft
from apps.matters import keys
from apps.people.models import Robot, User
from apps.review import hands, rules, seconds
from apps.review.authorities import ledger
from apps.review.models import Opening, ReviewTask, Unopened, WhyUnopened
from apps.review.openings import due

logger = logging.getLogger(__name__)

_aside: Aside[UUID] = Aside("opening_of_review", logger)
"""Drafts that could not even be put off."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between two tries at a draft whose review could not be opened, doubling."""

_WAITING = Prepared(
    lambda draft: (
        Draft.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("request__workflow_version__workflow", "request__requested_by", "matter")
        .filter(pk=draft, task=None)
    )
)
_DRAFTED = Prepared(
    lambda request: Draft.objects.filter(request=request, task=None, unopened=None).values_list(
        "pk", flat=True
    )
)
_PUT_OFF = Prepared(lambda draft: Unopened.objects.filter(draft=draft).values_list("pk", flat=True))


@transaction.atomic
def claim_unopened(limit: int) -> list[UUID]:
    """Stored drafts whose review is to be opened, each handed out once until its time in the queue is over.

    By their ids: a text is searched by the worker that opens the review, and nowhere else. What could not be opened is
    put off; a draft whose content was destroyed since is put off no more.
    """
    now = timezone.now()
    no_longer, over, found = prepared.together(_NO_LONGER.of(), _OVER.of(), _unopened(limit).of(now=now))
    if no_longer:
        Unopened.objects.filter(pk__in=no_longer).delete()
    if over:
        Opening.objects.filter(pk__in=over).delete()
    if not found:
        return []
    until = now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
    Opening.objects.bulk_create(
        [Opening(draft_id=draft_id, handed_out_until=until) for draft_id in found],
        update_conflicts=True,
        unique_fields=["draft"],
        update_fields=["handed_out_until"],
    )
    return found


_GONE = Q(draft__matter__key__destroyed_at__isnull=False)
_NO_LONGER = Prepared(lambda: Unopened.objects.filter(_GONE).values_list("pk", flat=True))
_OVER = Prepared(
    lambda: Opening.objects.filter(_GONE | Q(draft__task__isnull=False)).values_list("pk", flat=True)
)


@cache
def _unopened(limit: int) -> Prepared[UUID]:
    """Looked for by the scheduler four times a second, mostly in vain."""

    def asked(now: datetime) -> QuerySet[Draft, UUID]:
        due = Q(unopened=None) | Q(unopened__try_after__lte=now)
        free = Q(opening=None) | Q(opening__handed_out_until__lt=now)
        waiting = Draft.objects.filter(due, free, task=None, matter__key__destroyed_at=None)
        return waiting.order_by("stored_at").values_list("pk", flat=True)[:limit]

    return Prepared(asked)


def collect(limit: int) -> list[UUID]:
    """Open the reviews of what waits here and now, without a queue: for a process that holds content anyway.

    Gives the ids of the reviews opened.
    """
    return [pk for pk in _aside.each(claim_unopened(limit), open_review) if pk is not None]


def open_drafted(request_id: UUID) -> None:
    """Open the review of what a request brought, if it brought anything. Whatever is in the way, the draft is there,
    and the next look finds it."""
    try:
        for draft_id in _DRAFTED(request=request_id):
            open_review(draft_id)
    except Exception as error:  # noqa: BLE001  # its text may quote a row
        logger.warning(
            "the review of request %s is left to the next look: %s", request_id, type(error).__name__
        )


def open_review(draft_id: UUID) -> UUID | None:
    """Open the review of one stored draft. Gives its id, or None where there is nothing to open.

    A draft whose review cannot be opened is put off, on record, and holds up no other.
    """
    try:
        task_id = _open(draft_id)
    except NOT_OF_ONE_ROW:
        raise
    except keys.KeysDestroyed:
        return None  # the matter's content went a moment ago, and nothing of it is reviewed
    except CannotOpen:
        _put_off(draft_id, WhyUnopened.CANNOT_BE_READ)
        return None
    except Exception as error:  # noqa: BLE001  # a text holds anything, and what reads it may stumble over it
        logger.error("the review of draft %s could not be opened: %s", draft_id, type(error).__name__)
        _put_off(draft_id, WhyUnopened.ERROR)
        return None
    if task_id is not None and _PUT_OFF(draft=draft_id):
        Unopened.objects.filter(draft=draft_id).delete()
    return task_id


@transaction.atomic
def _put_off(draft_id: UUID, reason: WhyUnopened) -> None:
    """Try this draft again later, longer after each failure. On record where a person is told something new."""
    rows = Draft.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "request__requested_by"
    )
    draft = rows.filter(pk=draft_id, task=None).first()
    if draft is None:
        return
    now = timezone.now()
    row = Unopened.objects.filter(draft=draft).first() or Unopened(draft=draft, tries=0, since=now)
    news = row.reason != reason
    pause = min(FIRST_PAUSE * 2 ** min(row.tries, 12), LONGEST_PAUSE)
    row.reason, row.tries, row.try_after = reason, min(row.tries + 1, 1_000), now + pause
    row.save()
    if news:
        audit.record(
            event=Event.REVIEW_TASK_NOT_OPENED,
            by=User.for_robot(Robot.REVIEW),
            asked_by=draft.request.requested_by,
            on=draft,
            reason=reason,
            request=draft.request_id,
        )


@transaction.atomic
def _open(draft_id: UUID) -> UUID | None:
    draft = next(iter(_WAITING(draft=draft_id)), None)
    if draft is None:
        return None
    request, version = draft.request, draft.latest
    kind = request.workflow_version.workflow.item_kind
    rule = rules.rule_for(kind)
    due_on, act_by = due.days(
        matter=draft.matter, needed_by=request.needed_by, rule=rule, today=timezone.localdate()
    )
    task = ReviewTask(
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
    prepared.insert(task)
    # Whoever destroys the matter's keys waits for the row of its review from here on.
    with keys.read_once(draft.matter_id):
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
