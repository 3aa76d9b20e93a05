"""A cover whose last day has passed is ended by the house, so that both hear of it as of one that ended early."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.people.models import Robot, User
from apps.review.firm_models import Cover, CoverEnd

_aside: Aside[UUID] = Aside("end_of_cover", logging.getLogger(__name__))


def follow_covers(limit: int) -> int:
    """Put down as ended those whose last day is over. One by one; returns how many."""
    rows = _over().exclude(pk__in=_aside.out()).order_by("-last_day").values_list("pk", flat=True)
    return sum(_aside.each(list(rows[:limit]), _end))


def _over() -> QuerySet[Cover]:
    return Cover.objects.filter(ended_at=None, last_day__lt=timezone.localdate())


@transaction.atomic
def _end(pk: UUID) -> bool:
    cover = _over().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if cover is None:
        return False
    cover.ended_at = timezone.now()
    cover.save(update_fields=["ended_at"])
    audit.record(
        event=Event.REVIEW_COVER_ENDED,
        by=User.for_robot(Robot.REVIEW),
        on=cover,
        away=cover.away_id,
        covered_by=cover.by_whom_id,
        reason=CoverEnd.OVER,
    )
    return True
