"""Who has a review in hand and who answers for it: reserved, taken over, handed on, set aside, somebody else named, and
the time of whoever sits at it.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.people.models import Robot, User
from apps.review import rules
from apps.review.acts import changed, locked, locked_with_matter
from apps.review.attendance import in_charge
from apps.review.filing import queries as filings
from apps.review.models import ReviewTask, Sitting, Snooze
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal, Voided

_aside: Aside[UUID] = Aside("handing_back_of_review", logging.getLogger(__name__))
PRESENT = timedelta(seconds=75)
"""How long after a page was last heard from its person counts as there. A page speaks every 30 seconds."""
LONGEST_STEP = 45
"""Seconds that one word from a page can add to a person's time: a laptop that slept adds no more."""


@on_record(Attempt.TAKE_OVER)
def take_over(*, task: ReviewTask, by: User) -> ReviewTask:
    """Take a review that somebody else has. Their page says so, and the log says whether they were there.

    Raises Conflict where nobody has it: then it is simply reserved.
    """
    now = timezone.now()
    task = locked(task)
    rules.check_can_prepare(by, task)
    before = rules.holder(task, now)
    if before is None or before.pk == by.pk:
        raise Conflict(_("Nobody else has this review any more. Reserve it."))
    there = present(task, now).filter(user=before).exists()
    task.reserved_by, task.reserved_until = by, now + rules.RESERVED_FOR
    task.save(update_fields=["reserved_by", "reserved_until"])
    audit.record(
        event=Event.REVIEW_RESERVATION_TAKEN,
        by=by,
        on=task,
        reviewer=before.pk,
        until=task.reserved_until,
        there=there,
    )
    return task


@on_record(Attempt.ASSIGN)
def assign(*, task: ReviewTask, to: User | None, by: User) -> ReviewTask:
    """Ask somebody who works on the matter to look at it, or nobody any more. Who answers for it stays the same.

    Raises NotAllowed where they may not see the matter.
    """
    task = locked(task)
    rules.check_can_prepare(by, task)
    if to is not None and not rules.can_prepare(to, task):
        raise NotAllowed(
            _("This person does not work on the matter, so cannot be asked."), codes=(Refusal.NOT_ON_MATTER,)
        )
    if (to.pk if to else None) == task.assigned_id:
        return task
    task.assigned = to
    task.save(update_fields=["assigned"])
    Snooze.objects.filter(task=task, user=to).delete()
    audit.record(event=Event.REVIEW_ASSIGNED, by=by, on=task, reviewer=to.pk if to else None)
    return task


def hand_back(limit: int) -> int:
    """Ask nobody any more where who was asked does not work on the matter now: they left it or the firm, or a screen
    keeps them from it. It needs whoever answers for it again. One by one; returns how many."""
    asked = _asked_in_vain().exclude(pk__in=_aside.out()).order_by("pk").values_list("pk", flat=True)
    return sum(_aside.each(list(asked[:limit]), _handed_back))


def _asked_in_vain() -> QuerySet[ReviewTask]:
    return ReviewTask.objects.undecided().filter(in_charge.is_gone("assigned"), assigned__isnull=False)


@transaction.atomic
def _handed_back(pk: UUID) -> bool:
    task = _asked_in_vain().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if task is None:
        return False
    task.assigned = None
    task.save(update_fields=["assigned"])
    audit.record(event=Event.REVIEW_ASSIGNED, by=User.for_robot(Robot.REVIEW), on=task)
    return True


@on_record(Attempt.SET_ASIDE)
def set_aside(*, task: ReviewTask, until: date, by: User) -> Snooze:
    """Set a review aside for oneself until a day. Nobody else's queue changes, and no day after it has to begin.

    Raises BadInput for a day that has come, or that is too late.
    """
    task = locked(task)
    rules.check_can_prepare(by, task)
    if until <= timezone.localdate():
        raise BadInput(_("Choose a day after today."))
    if until > task.act_by:
        raise BadInput(_("That is too late: its review has to begin before then."))
    row, _made = Snooze.objects.update_or_create(task=task, user=by, defaults={"until": until})
    audit.record(
        event=Event.REVIEW_SET_ASIDE,
        by=by,
        on=task,
        until=timezone.make_aware(datetime.combine(until, datetime.min.time())),
    )
    return row


@on_record(Attempt.ATTEND)
def attend(*, task: ReviewTask, active: bool, by: User, page: UUID | None = None) -> Sitting:
    """A page says that its person still has it open, and whether they are at it. Extends a reservation of theirs.

    Away from the page, the time stands still: not where ``page`` lies behind another of theirs that they are at. Heard
    from or not, nothing about the text depends on it.
    """
    now = timezone.now()
    task = locked(task)
    rules.check_can_prepare(by, task)
    sitting, made = Sitting.objects.get_or_create(task=task, user=by, defaults={"seen_at": now})
    since = int((now - sitting.seen_at).total_seconds())
    if not active and page != sitting.page and not made and since < LONGEST_STEP:
        return sitting
    if active and not made:
        sitting.seconds += min(since, LONGEST_STEP)
    sitting.seen_at, sitting.page = now, page
    sitting.save(update_fields=["seconds", "seen_at", "page"])
    holder = rules.holder(task, now)
    if active and holder is not None and holder.pk == by.pk:
        task.reserved_until = now + rules.RESERVED_FOR
        task.save(update_fields=["reserved_until"])
    return sitting


@on_record(Attempt.OFFER_TIME)
def offer_time(*, task: ReviewTask, by: User) -> Sitting:
    """Offer one's own time at a review for a time entry; until then nobody else is shown it. Raises BadInput."""
    task = locked(task)
    rules.check_can_read(by, task)
    sitting = Sitting.objects.select_for_update().filter(task=task, user=by).first()
    if sitting is None or not sitting.seconds:
        raise BadInput(_("There is no time of yours at this review."))
    sitting.offered_seconds, sitting.offered_at = sitting.seconds, timezone.now()
    sitting.save(update_fields=["offered_seconds", "offered_at"])
    audit.record(event=Event.REVIEW_TIME_OFFERED, by=by, on=task, minutes=minutes(sitting.seconds))
    return sitting


def minutes(seconds: int) -> int:
    """Whole minutes, a begun one counted."""
    return -(-seconds // 60)


def present(task: ReviewTask, now: datetime) -> QuerySet[Sitting]:
    """Sittings whose page was heard from a moment ago."""
    return Sitting.objects.filter(task=task, seen_at__gt=now - PRESENT)


@on_record(Attempt.NAME_WHO_ANSWERS)
def name_who_answers(*, task: ReviewTask, to: User, by: User) -> ReviewTask:
    """Somebody else answers for an item from now on: its first check is theirs, and what is signed for it counts as
    theirs. An approval that was given first does not stand any more, whoever gave it in whose place.

    Raises NotAllowed with a code, or WrongState while whoever answers for it may and is here.
    """
    task = locked_with_matter(task)
    in_charge.check_can_name(by, task)
    filing = filings.of(task)
    stays = to.pk == task.responsible_id or not in_charge.is_away(task, filing)
    if stays and in_charge.may_answer(task.responsible, task, filing):
        raise WrongState(
            _("%(name)s answers for this, and may decide it.") % {"name": task.responsible.full_name}
        )
    in_charge.check_can_be_named(to, task, filing)
    changed(task, by, Voided.HANDED_ON)
    before, task.responsible = task.responsible, to
    task.save(update_fields=["responsible"])
    Snooze.objects.filter(task=task, user=to).delete()
    audit.record(
        event=Event.REVIEW_RESPONSIBLE_NAMED, by=by, on=task, responsible=to.pk, instead_of=before.pk
    )
    return task


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
