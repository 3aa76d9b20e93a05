"""What the pages print on which somebody decides, waits for the second person or looks once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.core.prepared import Prepared
from apps.drafting.models import Version
from apps.matters import keys
from apps.people.models import User
from apps.review import rules, seconds
from apps.review.attendance.presence import top
from apps.review.decisions import alone, forms
from apps.review.models import Decision, LookOutcome, ReviewTask, SecondLook, Step, TaskState
from apps.review.models.firm import AloneReason
from apps.review.reading import dock, queries, shown
from apps.review.reading.obstacles import standing_between
from apps.review.standing.coming_back import Back, back, last_struck
from apps.review.written import printed


@dataclass(frozen=True)
class Awaited:
    """The approval after which a second person is waited for, and what this reader may do about it."""

    first: Decision
    is_mine: bool
    back: Back | None


def awaited(task: ReviewTask, user: User) -> Awaited | None:
    """None where no second person is waited for."""
    if task.state != TaskState.SECOND:
        return None
    first = rules.standing(task).select_related("by", "version").first()
    return None if first is None else Awaited(first, first.by_id == user.pk, back(task, user))


def lonely(task: ReviewTask, user: User) -> dict[str, Any]:
    """Whether this person may approve without a second one, and who stands in the way of that."""
    waits = awaited(task, user)
    mine = waits is not None and waits.is_mine
    return {
        "is_mine": mine,
        "others": alone.could_be_second(task) if mine else [],
        "reasons": AloneReason.choices,
    }


def second_look(task: ReviewTask, user: User) -> dict[str, Any] | None:
    """The second look of the approval that stands, where it was drawn; what was found is for those who may see the
    matter."""
    row = next(iter(_LOOK(task=task.pk)), None)
    if row is None:
        return None
    waits = row.outcome == LookOutcome.WAITING
    return {
        "row": row,
        "waits": waits,
        "note": keys.reveal(row, "note").reveal() if row.note is not None else "",
        "may_look": waits and rules.can_look_again(user, task),
        "form": forms.SecondLook(),
    }


_LOOK = Prepared(
    lambda task: SecondLook.objects.filter(task=task, decision__voided_at=None).select_related(
        "looked_by", "decision__by"
    )
)


def confirmation(task: ReviewTask, version: Version, user: User) -> dict[str, Any]:
    """The context of the page that asks once more before a version is approved."""
    reading = queries.read(task, version)
    obstacles = standing_between(task, version, user, reading)
    return top(task, user) | {
        "version": version,
        "between": dock.between(obstacles),
        "obstacles": obstacles,
        "dismissed": shown.dismissed(reading),
        "struck": last_struck(version),
        "language": shown.language(task, reading),
        "withdrawals": shown.withdrawals(reading),
        "covered": reading.covered,
        "unprintable": None if obstacles else printed.lacking(reading.text, version),
        "step": rules.step_due(task),
        "is_last": rules.step_due(task) == Step.SECOND or not seconds.needs_second_now(task, reading.rule),
    }
