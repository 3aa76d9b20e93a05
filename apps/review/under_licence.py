"""What was approved and signed under a licence that turned out to be recorded by mistake, for whoever answers for it.

An approval names no licence: what a person gave while a licence was on record for them counts as given under it, even
where they had another. Its days may have been set back before it was withdrawn, so they take nothing out of the list.
Nothing is taken back by itself; a partner looks at each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from apps.matters.models import Matter
from apps.review.models import Decision, SignedStatement, Verdict

if TYPE_CHECKING:
    from apps.people.models import Licence, User


@dataclass(frozen=True)
class Given:
    """Of the matters that one partner sees. Newest first, those that were taken back since included."""

    approvals: list[Decision]
    statements: list[SignedStatement]
    more: bool


def given(licence: Licence, reader: User, *, at_once: int) -> Given:
    """At most so many of each, and whether there are more."""
    matters = Matter.objects.visible_to(reader)
    meanwhile = _meanwhile(licence)
    approvals = (
        Decision.objects.filter(meanwhile, by=licence.user_id, verdict=Verdict.APPROVED, matter__in=matters)
        .select_related("task__draft__request__workflow_version__workflow", "matter")
        .order_by("-at", "pk")[: at_once + 1]
    )
    whose = Q(by=licence.user_id) | Q(lawyer=licence.user_id)
    statements = (
        SignedStatement.objects.filter(meanwhile, whose, matter__in=matters)
        .select_related("task", "matter", "by")
        .order_by("-at", "pk")[: at_once + 1]
    )
    return Given(
        approvals=list(approvals)[:at_once],
        statements=list(statements)[:at_once],
        more=len(approvals) > at_once or len(statements) > at_once,
    )


def _meanwhile(licence: Licence) -> Q:
    """While it was on record; from its first day on where nobody knows since when that was."""
    since = licence.recorded_at or timezone.make_aware(datetime.combine(licence.since, time.min))
    found = Q(at__gte=since)
    return found if licence.withdrawn_at is None else found & Q(at__lte=licence.withdrawn_at)
