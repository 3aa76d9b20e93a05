"""Who is at a review, as the head of each of its pages prints it: its holder, who else has it open, and the reader's
own time.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.core.prepared import Prepared
from apps.matters.queries import people_to_whom
from apps.people.models import User
from apps.review import rules
from apps.review.attendance import in_charge, services
from apps.review.attendance.colleagues import colleagues
from apps.review.filing.queries import Filing
from apps.review.models import ReviewTask, Sitting, TaskState


def shown(task: ReviewTask, user: User) -> dict[str, Any]:
    """The holder, truthfully: nobody once the time is up. Whoever has the page open is named as a hint."""
    now = timezone.now()
    holder = rules.holder(task, now)
    sittings = _SITTINGS(task=task.pk)
    mine = next((row for row in sittings if row.user_id == user.pk), None)
    others = [row for row in sittings if row is not mine and row.seen_at > now - services.PRESENT]
    is_undecided = task.state in (TaskState.OPEN, TaskState.SECOND)
    return {
        "task": task,
        "holder": holder,
        "is_mine": holder is not None and holder.pk == user.pk,
        "is_undecided": is_undecided,
        "others": [row.user for row in others] if is_undecided else [],
        "sitting": mine,
        "this_page": uuid4(),
        "own_minutes": services.minutes(mine.seconds) if mine else 0,
        "offered_minutes": services.minutes(mine.offered_seconds or 0) if mine else 0,
    }


_SITTINGS = Prepared(
    lambda task: Sitting.objects.filter(task=task).select_related("user").order_by("began_at")
)


def handing_on(task: ReviewTask, filing: Filing | None, user: User, unsigned: str) -> dict[str, Any]:
    """What the fold for handing a review on needs: whom one may ask, and until when it may be set aside. And who is to
    answer for it where whoever does may not."""
    if not rules.can_prepare(user, task):
        return {"colleagues": []}
    matter = task.matter
    return {
        "colleagues": _ASKED(matter=matter.pk, client=matter.client_id, now=timezone.now(), user=user.pk),
        "in_charge": in_charge.shown(task, filing, user, unsigned),
        "may_set_aside": task.act_by > timezone.localdate(),
    }


_ASKED = Prepared(
    lambda matter, client, now, user: (
        colleagues(now).filter(pk__in=people_to_whom(matter, client, now)).exclude(pk=user)
    )
)


def top(task: ReviewTask, user: User) -> dict[str, Any]:
    """What the head of every page about a task says."""
    return shown(task, user) | {
        "request_row": task.draft.request,
        "title": task.draft.request.workflow_version.workflow.local_name,
        "crossing": task.draft.crossing,
    }
