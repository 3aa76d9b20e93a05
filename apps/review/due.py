"""When a review has to begin: the day its text is due, less the working days that the risk of its kind asks for.

A queue in the order of these days puts a factum due on Friday before a note due on Wednesday, and yet lets no note
wait for ever: every day that passes moves it forward.
"""

from __future__ import annotations

import logging
from datetime import date
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from apps.matters import calendar
from apps.matters.models import Matter
from apps.review.models import ItemRule, ReviewTask

logger = logging.getLogger(__name__)


def days(*, matter: Matter, needed_by: date, rule: ItemRule) -> tuple[date, date]:
    """The day it is due and the day its review has to begin. A deadline that is unknown makes nothing earlier."""
    due = min(filter(None, (needed_by, matter.next_deadline)))
    return due, calendar.before(due, rule.lead_days, matter.province)


def follow_deadlines(limit: int) -> int:
    """Put undecided reviews in order again whose matter's deadline was changed. Returns how many.

    One by one: a review that cannot be put in order stays where it is, and the others move.
    """
    return sum(_follow(pk) for pk in _out_of_order().values_list("pk", flat=True)[:limit])


def _follow(pk: UUID) -> bool:
    try:
        with transaction.atomic():
            task = _out_of_order().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if task is None:
                return False
            rule = ItemRule.objects.get(kind=task.kind)
            task.due_on, task.act_by = days(matter=task.matter, needed_by=task.needed_by, rule=rule)
            task.save(update_fields=["due_on", "act_by"])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  # one review's dates are not another's
        logger.error("review %s could not be put in order: %s", pk, type(error).__name__)
        return False
    return True


def _out_of_order() -> QuerySet[ReviewTask]:
    deadline = F("matter__next_deadline")
    earlier = Q(matter__next_deadline__lt=F("needed_by")) & ~Q(due_on=deadline)
    unchanged = Q(matter__next_deadline=None) | Q(matter__next_deadline__gte=F("needed_by"))
    wrong = earlier | (unchanged & ~Q(due_on=F("needed_by")))
    return ReviewTask.objects.undecided().filter(wrong).select_related("matter")
