"""When a review has to begin: the day its text is due, less the working days that the risk of its kind asks for.

A queue in the order of these days puts a factum due on Friday before a note due on Wednesday, and yet lets no note
wait for ever: every day that passes moves it forward.
"""

from __future__ import annotations

import logging
from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.aside import Aside
from apps.matters import calendar
from apps.matters.models import Deadline, Matter
from apps.review.models import ItemRule, ReviewTask, Snooze

_aside: Aside[UUID] = Aside("order_of_review", logging.getLogger(__name__))


def days(*, matter: Matter, needed_by: date, rule: ItemRule, today: date) -> tuple[date, date]:
    """The day it is due and the day its review has to begin. A deadline that is unknown makes nothing earlier, nor does
    one that has passed."""
    standing = matter.falls_due if matter.falls_due is not None and matter.falls_due >= today else None
    due = min(filter(None, (needed_by, standing)))
    return due, calendar.before(due, rule.lead_days, matter.province)


def follow_deadlines(limit: int) -> int:
    """Put undecided reviews in order again whose matter's deadline was changed. Returns how many.

    One by one: a review that cannot be put in order stays where it is, and the others move.
    """
    today = timezone.localdate()
    rows = _out_of_order(today).exclude(pk__in=_aside.out()).values_list("pk", flat=True)
    return sum(_aside.each(list(rows[:limit]), partial(_follow, today=today)))


@transaction.atomic
def _follow(pk: UUID, *, today: date) -> bool:
    task = _out_of_order(today).select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if task is None:
        return False
    rule = ItemRule.objects.get(kind=task.kind)
    task.due_on, task.act_by = days(matter=task.matter, needed_by=task.needed_by, rule=rule, today=today)
    task.save(update_fields=["due_on", "act_by"])
    # Nobody has it set aside past the day on which it has to begin now.
    Snooze.objects.filter(task=task, until__gt=task.act_by).update(until=task.act_by)
    return True


def _out_of_order(today: date) -> QuerySet[ReviewTask]:
    deadline = F("matter__falls_due")
    earlier = Q(matter__falls_due__gte=today, matter__falls_due__lt=F("needed_by"))
    wrong = (earlier & ~Q(due_on=deadline)) | (~earlier & ~Q(due_on=F("needed_by")))
    undecided = ReviewTask.objects.undecided().filter(wrong).exclude(_is_missed(today))
    return undecided.select_related("matter")


def _is_missed(today: date) -> Q:
    """Undecided on a day that was its matter's, and still is what was entered or what the practice system has: it is
    late, whatever falls due next."""
    there = Deadline.objects.filter(matter=OuterRef("matter"), day=OuterRef("due_on"))
    was_the_matters = Q(due_on=F("matter__next_deadline")) | Q(Exists(there))
    return Q(due_on__lt=today, opened_at__date__lte=F("due_on")) & was_the_matters
