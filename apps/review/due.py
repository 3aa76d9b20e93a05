"""When a review has to begin: the day its text is due, less the working days that the risk of its kind asks for.

A queue in the order of these days puts a factum due on Friday before a note due on Wednesday, and yet lets no note
wait for ever: every day that passes moves it forward.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.matters import calendar
from apps.matters.models import Matter
from apps.review.models import ItemRule, ReviewTask


def days(*, matter: Matter, needed_by: date, rule: ItemRule) -> tuple[date, date]:
    """The day it is due and the day its review has to begin. A deadline that is unknown makes nothing earlier."""
    due = min(filter(None, (needed_by, matter.next_deadline)))
    return due, calendar.before(due, rule.lead_days, matter.province)


def follow_deadlines(limit: int) -> int:
    """Put undecided reviews in order again whose matter's deadline was changed. Returns how many."""
    with transaction.atomic():
        found = list(_out_of_order().select_for_update(skip_locked=True, of=("self",))[:limit])
        rules = {rule.kind: rule for rule in ItemRule.objects.all()}
        for task in found:
            task.due_on, task.act_by = days(
                matter=task.matter, needed_by=task.needed_by, rule=rules[task.kind]
            )
        ReviewTask.objects.bulk_update(found, ["due_on", "act_by"])
    return len(found)


def _out_of_order() -> QuerySet[ReviewTask]:
    deadline = F("matter__next_deadline")
    earlier = Q(matter__next_deadline__lt=F("needed_by")) & ~Q(due_on=deadline)
    unchanged = Q(matter__next_deadline=None) | Q(matter__next_deadline__gte=F("needed_by"))
    wrong = earlier | (unchanged & ~Q(due_on=F("needed_by")))
    return ReviewTask.objects.undecided().filter(wrong).select_related("matter")
