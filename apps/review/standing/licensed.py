"""Under which licence a person decided, as it turned out since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.core.errors import holds
from apps.core.prepared import Prepared
from apps.matters.loosening import scope_of
from apps.people.models import Licence, LicenceClass
from apps.review.models import Decision, ReviewTask
from apps.review.rules import check_covers


def was_lawyer(person: UUID, at: datetime, known: Sequence[Licence]) -> bool:
    """Whether the licence that a person had at a moment, as it stands on record now, was a lawyer's, which covers every
    item. ``known`` are the licences among which theirs are, as ``newest_first`` has them."""
    licence = _licence_of(person, at, known)
    return licence is not None and licence.licence_class == LicenceClass.LAWYER


def was_given_under(
    approval: Decision, at: datetime, known: Sequence[Licence], *, as_lawyer: bool = False
) -> bool:
    """Whether the licence that whoever approved had at a moment, as it stands on record now, covered that approval, and
    was a lawyer's where it took that. ``known`` as above."""
    if as_lawyer:
        return was_lawyer(approval.by_id, at, known)
    return covers(_licence_of(approval.by_id, at, known), approval, approval.task)


def covers(licence: Licence | None, given: Decision, task: ReviewTask, *, is_past: bool = False) -> bool:
    """Whether a licence covers an approval of an item: by the court that it was given for, and by that of today as well
    while nothing of it has left, or where nobody knows the other. ``is_past`` where it was taken back since."""
    matter, scopes = task.matter, set()
    if given.forum:
        scopes.add(scope_of(given.forum, given.practice_area))
    if not given.forum or (task.left_at is None and not is_past):
        scopes.add(scope_of(matter.forum, matter.practice_area))
    return all(holds(check_covers, licence, each, task.kind) for each in scopes)


def _licence_of(person: UUID, at: datetime, known: Sequence[Licence]) -> Licence | None:
    day = timezone.localdate(at)
    return next((each for each in known if each.user_id == person and each.is_within(day)), None)


def newest_first(whose: Q) -> QuerySet[Licence]:
    """Of these people, the licences that stand: of a day, the first of a person's counts."""
    return Licence.objects.standing().filter(whose).order_by("-since", "pk")


LICENCES_OF = Prepared(lambda user: newest_first(Q(user=user)))
