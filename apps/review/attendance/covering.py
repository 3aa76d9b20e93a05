"""Somebody is away and another does what falls to them: put down, ended early, and ended by the house once its last day
has passed, so that both hear of that as well.
"""

from __future__ import annotations

import logging
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import BadInput, WrongState
from apps.people.models import Robot, User
from apps.people.role_rules import decides
from apps.review import rules
from apps.review.models.firm import Cover, CoverEnd, CoverReason
from apps.review.refusals import on_record
from apps.review.rules import Attempt

_aside: Aside[UUID] = Aside("end_of_cover", logging.getLogger(__name__))


@on_record(Attempt.COVER)
def record_cover(
    *, away: User, by_whom: User, reason: str, first_day: date, last_day: date, by: User
) -> Cover:
    """Somebody is away and another does what falls to them, within the other's own licence and matters.

    Recorded by whoever is away, or by a partner.
    """
    rules.check_can_cover(by, away)
    if away.pk == by_whom.pk or not by_whom.is_active or not decides(by_whom):
        raise BadInput(_("Name another licensee who is here meanwhile."))
    if reason not in CoverReason.values or last_day < max(first_day, timezone.localdate()):
        raise BadInput(_("Say why, and from which day to which."))
    row = Cover.objects.create(
        away=away, by_whom=by_whom, reason=reason, first_day=first_day, last_day=last_day, recorded_by=by
    )
    audit.record(
        event=Event.REVIEW_COVER_RECORDED, by=by, on=row, away=away.pk, covered_by=by_whom.pk,
        reason=CoverReason(reason),
    )  # fmt: skip
    return row


@on_record(Attempt.END_COVER)
def end_cover(*, cover: Cover, by: User) -> Cover:
    """They are back early."""
    rules.check_can_cover(by, cover.away)
    cover = Cover.objects.select_for_update(of=("self",)).get(pk=cover.pk)
    if cover.ended_at is not None:
        raise WrongState(_("This ended already."))
    return _ended(cover, CoverEnd.EARLY, by)


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
    _ended(cover, CoverEnd.OVER, User.for_robot(Robot.REVIEW))
    return True


def _ended(cover: Cover, how: CoverEnd, by: User) -> Cover:
    cover.ended_at = timezone.now()
    cover.save(update_fields=["ended_at"])
    audit.record(
        event=Event.REVIEW_COVER_ENDED,
        by=by,
        on=cover,
        away=cover.away_id,
        covered_by=cover.by_whom_id,
        reason=how,
    )
    return cover
