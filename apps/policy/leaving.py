"""The last look, once a line to the vendor stands and before a byte is on it: what was cleared may not leave any more
where what it rests on has gone since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import Error
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from apps.core.prepared import Among, Prepared
from apps.core.provinces import Province
from apps.matters.models import Notice, NoticeKind, Residency, Status
from apps.matters.queries import people_to_whom
from apps.people.models import Licence, User
from apps.policy import queries
from apps.policy.exchange import CallRequest
from apps.policy.models import (
    Acknowledgement,
    AiPolicy,
    Assessment,
    AssessmentKind,
    Breaker,
    Crossing,
    CrossingState,
    ModelTerm,
)


def may_leave(request: CallRequest, crossing: UUID) -> bool:
    """Whether the attempt is still under way, sending not stopped, its arrangement in force and its model on the list,
    the matter open, its client's last word no refusal, what has to be on file for it on file, and everyone behind it
    may still have it sent. What cannot be asked is no.

    Why not is said when the request is taken up again: these are questions that the gate and drafting ask there.
    """
    now, people = timezone.now(), list({*request.askers, request.responsible.pk})
    try:
        standing = _STANDING(
            crossing=crossing,
            matter=request.matter.pk,
            client=request.matter.client_id,
            people=people,
            askers=request.askers,
            responsible=request.responsible.pk,
            now=now,
            today=queries.today(now),
        )
    except Error:
        return False
    return len(standing) == len(people)


def _standing(
    *,
    crossing: UUID,
    matter: UUID,
    client: UUID,
    people: list[UUID],
    askers: list[UUID],
    responsible: UUID,
    now: datetime,
    today: date,
) -> QuerySet[User, Any]:
    """Those of the people behind an attempt who may still have it sent; nobody, where it may not be sent at all."""
    words = Notice.objects.filter(client=client, kind__in=[NoticeKind.CONSENT, NoticeKind.REFUSAL])
    last = Subquery(words.order_by("-given_on", "-recorded_at").values("pk")[:1])
    under_way = Crossing.objects.filter(
        ~Exists(Notice.objects.filter(pk=last, kind=NoticeKind.REFUSAL)),
        *_on_file(today),
        Exists(Notice.objects.filter(pk=last, kind=NoticeKind.CONSENT))
        | ~_holds(AssessmentKind.CONSENT_RULE, today),
        Exists(Breaker.objects.filter(is_open=False)),
        Exists(ModelTerm.objects.filter(model=OuterRef("model_asked"), allowed=True)),
        pk=crossing,
        state=CrossingState.STARTED,
        arrangement__ended_at=None,
        matter__status=Status.OPEN,
        matter__client=client,
    ).exclude(matter__residency=Residency.NEVER_LEAVES)
    newest = Subquery(AiPolicy.objects.order_by("-version").values("pk")[:1])
    accepted = Exists(Acknowledgement.objects.filter(user=OuterRef("pk"), policy=newest))
    licensed = Exists(Licence.objects.in_force(today).filter(user=OuterRef("pk")))
    return (
        people_to_whom(matter, client, now)
        .filter(Among("pk", people), Exists(under_way))
        .filter(Q(accepted) | ~Q(Among("pk", askers)), Q(licensed) | ~Q(pk=responsible))
        .order_by()
        .values_list("pk", flat=True)
    )


def _on_file(today: date) -> Iterator[Q]:
    """What the gate wants on file for some matters: for Quebec and a province that nobody knows, for a transfer on
    record, and where the vendor may flag what is in it."""
    elsewhere = [each for each in Province.values if each != Province.QC]
    for not_asked, kinds in (
        (
            Q(matter__province__in=elsewhere),
            (AssessmentKind.QUEBEC_ASSESSMENT, AssessmentKind.QUEBEC_AGREEMENT),
        ),
        (~Q(matter__residency=Residency.DOCUMENTED_TRANSFER), (AssessmentKind.TRANSFER_RECORD,)),
        (Q(matter__may_trip_classifiers=False), (AssessmentKind.CLASSIFIER_DECISION,)),
    ):
        yield from (not_asked | _holds(kind, today) for kind in kinds)


def _holds(kind: AssessmentKind, today: date) -> Q:
    """Whether an assessment of a kind is in force for the matter of an attempt, or for its client."""
    in_force = Assessment.objects.filter(Q(until=None) | Q(until__gte=today), kind=kind)
    of_matter, of_client = Q(matter=OuterRef("matter")), Q(client=OuterRef("matter__client"))
    return Q(Exists(in_force.filter(of_matter))) | Q(Exists(in_force.filter(of_client)))


_STANDING = Prepared(_standing)
