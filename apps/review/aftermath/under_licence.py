"""What was approved and signed under a licence, for whoever answers for it: that it ended, was recorded by mistake or
covers less is learnt of late.

An approval names no licence: what a person gave while a licence was on record for them counts as given under it, even
where they had another. Its days may have been set back before it was withdrawn, so they take nothing out of the list.
Nothing is taken back by itself; a partner looks at each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from apps.matters.models import Matter
from apps.review.models import Decision, SignedStatement, Verdict
from apps.review.standing import licensed

if TYPE_CHECKING:
    from apps.people.models import Licence, User


@dataclass(frozen=True)
class Given:
    """Of the matters that one partner sees. Newest first, those that were taken back since included."""

    approvals: list[Decision]
    statements: list[SignedStatement]
    outside: frozenset[UUID]
    """Those of them that were given on no day of the licence, as its days stand now."""
    uncovered: frozenset[UUID]
    """Those of them that it does not cover, as its scope stands now (``licensed.covers``)."""
    more: bool


def given(licence: Licence, reader: User, *, at_once: int) -> Given:
    """At most so many of each, and whether there are more."""
    matters = Matter.objects.visible_to(reader)
    meanwhile = _meanwhile(licence)
    approved = Q(by=licence.user_id, verdict=Verdict.APPROVED, matter__in=matters)
    related = ("task__draft__request__workflow_version__workflow", "task__matter", "matter")
    decided = Decision.objects.filter(meanwhile, approved).annotate(alone_at=F("exception__at"))
    whose = Q(by=licence.user_id) | Q(lawyer=licence.user_id)
    signed = SignedStatement.objects.filter(meanwhile, whose, matter__in=matters)
    approvals: list[Decision] = list(decided.select_related(*related).order_by("-at", "pk")[: at_once + 1])
    signed = signed.select_related("task__matter", "matter", "by").prefetch_related("manifest__decisions")
    statements = list(signed.order_by("-at", "pk")[: at_once + 1])
    listed: list[Decision | SignedStatement] = [*approvals, *statements]
    return Given(
        approvals=approvals[:at_once],
        statements=statements[:at_once],
        outside=frozenset(
            each.pk
            for each in listed
            if not all(licence.is_within(timezone.localdate(at)) for at in _given_at(each))
        ),
        uncovered=frozenset(
            each.pk
            for each in listed
            if not licensed.covers(licence, _approval(each), each.task, is_past=_was_taken_back(each))
        ),
        more=len(approvals) > at_once or len(statements) > at_once,
    )


def _given_at(each: Decision | SignedStatement) -> Iterator[datetime]:
    """When it was given, and when the same person said that there is no second one to look."""
    return filter(None, (each.at, getattr(each, "alone_at", None)))


def _approval(each: Decision | SignedStatement) -> Decision:
    """An approval, or the last of those over which was signed."""
    return each if isinstance(each, Decision) else max(each.manifest.decisions.all(), key=lambda one: one.at)


def _was_taken_back(each: Decision | SignedStatement) -> bool:
    return (each.voided_at if isinstance(each, Decision) else each.withdrawn_at) is not None


def _meanwhile(licence: Licence) -> Q:
    """While it was on record; from its first day on where nobody knows since when that was."""
    since = licence.recorded_at or timezone.make_aware(datetime.combine(licence.since, time.min))
    found = Q(at__gte=since)
    return found if licence.withdrawn_at is None else found & Q(at__lte=licence.withdrawn_at)
