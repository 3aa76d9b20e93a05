"""Attempts that nobody ends: whoever made them is gone, and nobody took up what they were for."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core.aside import Aside
from apps.integrations.claude.types import Seen
from apps.people.models import Robot, User
from apps.policy import crossings
from apps.policy.crossings import Attempt, Loss
from apps.policy.models import Crossing, CrossingState

_aside: Aside[UUID] = Aside("crossing_nobody_ends", logging.getLogger(__name__))


def end_lost(limit: int) -> int:
    """End attempts of which no worker can know the outcome any more, as unknown: what they may have cost stays counted.

    A request that is still wanted ends its own when it is taken up again; these are of one that was withdrawn or
    stopped meanwhile. One by one. Returns how many.
    """
    rows = Crossing.objects.filter(state=CrossingState.STARTED, started_at__lt=timezone.now() - _longest())
    old = rows.exclude(pk__in=_aside.out()).order_by("started_at").values_list("pk", flat=True)
    return sum(_aside.each(list(old[:limit]), _end))


def _longest() -> timedelta:
    """Twice what a worker has for a call and to store what came of it: by then its deadline ended the call."""
    return 2 * timedelta(seconds=settings.CLAUDE_SECONDS + settings.LEASE_GRACE_SECONDS)


@transaction.atomic
def _end(pk: UUID) -> bool:
    rows = Crossing.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "clearance__asked_by"
    )
    crossing = rows.filter(pk=pk, state=CrossingState.STARTED).first()
    if crossing is None:
        return False
    attempt = Attempt(crossing, (), User.for_robot(Robot.SWEEPER), crossing.clearance.asked_by)
    crossings.lose(attempt, Loss.WORKER_LOST, Seen())
    return True
