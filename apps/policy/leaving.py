"""The last look, once a line to the vendor stands and before a byte is on it: what was cleared may not leave any more
where what it rests on has gone since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import Error
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from apps.core.prepared import Among, Prepared
from apps.matters.models import Notice, NoticeKind, Residency, Status
from apps.matters.queries import people_to_whom
from apps.people.models import Licence, User
from apps.policy import queries
from apps.policy.exchange import CallRequest
from apps.policy.models import Acknowledgement, AiPolicy, Breaker, Crossing, CrossingState, ModelTerm


def may_leave(request: CallRequest, crossing: UUID) -> bool:
    """Whether the attempt is still under way, sending not stopped, its arrangement in force and its model on the list,
    the matter open, its client's last word no refusal, and everyone behind it may still have it sent. What cannot be
    asked is no.

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


_STANDING = Prepared(_standing)
