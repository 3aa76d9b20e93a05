"""Deliveries come into being when a review is approved, and are tried again, given up and taken up by a person."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.aside import Aside
from apps.core.errors import BadInput, WrongState
from apps.core.prepared import Among, Prepared
from apps.integrations.models import PRACTICE_SYSTEMS, Connection, ConnectionState, RemoteRecord
from apps.matters.rules import Refusal
from apps.people.models import Robot, User
from apps.people.refusals import coded, recording
from apps.review import rules as review
from apps.review.models import Decision, Manifest, ReviewTask, TaskState, Verdict
from apps.review.standing import leaving
from apps.sync import contents, rules
from apps.sync.delivery_models import GONE
from apps.sync.links import link
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, GivenUp, RecordKind, Trouble
from apps.sync.rules import Steering
from apps.sync.states import move

P = ParamSpec("P")
R = TypeVar("R")
GIVEN_UP_FROM = (DeliveryState.QUEUED, DeliveryState.WAITING, DeliveryState.STOPPED)
LATELY = timedelta(hours=2)
logger = logging.getLogger(__name__)

_aside: Aside[UUID] = Aside("delivery_of_review", logger)
_not_given_up: Aside[UUID] = Aside("delivery_given_up", logger)


def _on_record(attempt: Steering) -> Callable[[Callable[P, R]], Callable[P, R]]:
    return recording(Event.REVIEW_REFUSED, attempt, coded(Refusal, review.Refusal), _about)


def _about(given: Mapping[str, Any]) -> ReviewTask:
    task: ReviewTask = given["delivery"].manifest.task
    return task


def collect(limit: int) -> list[UUID]:
    """A delivery for each kind of approved item that has none yet, to the system that its matter came from. One that
    was approved anew before anything of it left begins anew.

    It goes through all that the firm ever approved: what was approved a while ago may be final only now, by a
    signature, or its matter may have come from a practice system since."""
    return _queue_each(_to_queue(limit)(out=_aside.out()))


def collect_lately(limit: int) -> list[UUID]:
    """The same of what was approved a short while ago alone, which is nearly all: it can be looked for often, however
    much the firm approved before."""
    return _queue_each(_to_queue_lately(limit)(out=_aside.out(), since=timezone.now() - LATELY))


def _queue_each(rows: list[UUID]) -> list[UUID]:
    return [pk for made in _aside.each(rows, _queue) for pk in made]


@cache
def _to_queue(limit: int) -> Prepared[UUID]:
    return Prepared(lambda out: undelivered().exclude(Among("pk", out))[:limit])


@cache
def _to_queue_lately(limit: int) -> Prepared[UUID]:
    """Looked for by the scheduler four times a second, mostly in vain."""
    return Prepared(
        lambda out, since: undelivered().exclude(Among("pk", out)).filter(decided_at__gte=since)[:limit]
    )


def undelivered() -> QuerySet[ReviewTask, UUID]:
    """Approved items that nothing holds back, of matters in a practice system, and that are not queued yet."""
    linked = RemoteRecord.objects.filter(
        kind=RecordKind.MATTER, connection__vendor__in=PRACTICE_SYSTEMS
    ).exclude(connection__state=ConnectionState.ENDED)
    queued = Delivery.objects.filter(manifest=OuterRef("pk")).exclude(kind=DeliveryKind.TIME)
    final = Manifest.objects.final().filter(~Exists(queued), task=OuterRef("pk"))
    approved = ReviewTask.objects.filter(Exists(final), state=TaskState.APPROVED)
    return (
        approved.filter(matter__in=linked.values("local_id"), matter__key__destroyed_at=None)
        .order_by("decided_at")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def _queue(task_id: UUID) -> list[UUID]:
    task = ReviewTask.objects.select_for_update(skip_locked=True).filter(pk=task_id).first()
    if task is None:
        return []
    decision, linked = approval(task), link(task.matter_id)
    if decision is None or decision.manifest is None or linked is None:
        return []
    deliveries = Delivery.objects.filter(manifest__task=task).exclude(kind=DeliveryKind.TIME)
    if deliveries.filter(manifest=decision.manifest).exists():
        return []
    if not Manifest.objects.final().filter(pk=decision.manifest.pk).exists():
        return []
    return [
        queue(decision.manifest, decision, linked.connection, kind, asked_by=decision.by).pk
        for kind in contents.kinds(decision.manifest)
    ]


def give_up_taken_back(limit: int) -> int:
    """Give up what was to be delivered of an approval that was taken back since. Returns how many.

    What is in a worker's hands finds out for itself and stops; then it is given up as well. Of what may be there
    already no approval is taken back: where the rows say otherwise, it waits for a person.
    """
    found = _taken_back(limit)(out=_not_given_up.out())
    return sum(_not_given_up.each(found, _give_up))


@cache
def _taken_back(limit: int) -> Prepared[UUID]:
    stands = Decision.objects.filter(manifest=OuterRef("manifest"), voided_at=None)
    rows = Delivery.objects.filter(
        ~Exists(stands), state__in=GIVEN_UP_FROM, sent_at=None, unsure_since=None, remote_id=""
    ).order_by("queued_at")
    return Prepared(lambda out: rows.exclude(Among("pk", out)).values_list("pk", flat=True)[:limit])


@transaction.atomic
def _give_up(pk: UUID) -> bool:
    rows = Delivery.objects.select_for_update(skip_locked=True).filter(pk=pk, state__in=GIVEN_UP_FROM)
    delivery = rows.first()
    if delivery is None:
        return False
    _cancel(delivery, GivenUp.TAKEN_BACK, User.for_robot(Robot.SYNC))
    return True


def approval(task: ReviewTask) -> Decision | None:
    """The last approval that stands."""
    approvals = task.decisions.filter(verdict=Verdict.APPROVED, voided_at=None)
    return approvals.select_related("manifest", "by").order_by("-at").first()


def queue(
    manifest: Manifest, decision: Decision, connection: Connection, kind: DeliveryKind, *, asked_by: User
) -> Delivery:
    """A delivery of an approved item. Call inside a transaction."""
    delivery = Delivery(
        manifest=manifest,
        manifest_digest=decision.manifest_digest,
        matter_id=manifest.matter_id,
        connection=connection,
        kind=kind,
        asked_by=asked_by,
    )
    delivery.marker = f"firmai{delivery.pk.hex}"
    delivery.save(force_insert=True)
    audit.record(
        event=Event.SYNC_DELIVERY_QUEUED,
        by=User.for_robot(Robot.SYNC),
        asked_by=asked_by,
        on=delivery,
        manifest=manifest.pk,
        decision=decision.pk,
        connection=connection.pk,
        what=kind,
    )
    return delivery


@_on_record(Steering.RETRY)
def retry(*, delivery: Delivery, by: User, seen: str | None = None) -> Delivery:
    """A person looked and lets it be tried again. ``seen`` is the trouble that their page showed.

    What has arrived is read again and never sent again. What is gone from there is held to no longer: it is looked for
    by its marker, and made anew where that finds nothing. Raises NotAllowed or WrongState.
    """
    delivery = _locked(delivery)
    rules.check_can_retry(by, delivery)
    # An answer may have been lost since, and they were not asked to look for what it was about.
    if seen not in {None, delivery.trouble}:
        raise WrongState(_("It stopped for another reason meanwhile. Read it, and try again then."))
    trouble, held = Trouble(delivery.trouble), delivery.remote_id
    changes: dict[str, Any] = {}
    if trouble in GONE:
        changes |= {"remote_id": "", "sent_at": None}
    if trouble == Trouble.OUTCOME_UNKNOWN:
        changes |= {"unsure_since": None}  # who was asked says that it is not there
    _again(delivery, **changes)
    audit.record(
        event=Event.SYNC_DELIVERY_RETRIED,
        by=by,
        on=delivery,
        reason=trouble,
        remote=RemoteId.of(held) if held and trouble in GONE else None,
    )
    return delivery


@_on_record(Steering.CANCEL)
def cancel(*, delivery: Delivery, reason: str, by: User) -> Delivery:
    """Give a delivery up. What has reached the practice system stays there. What somebody put there by hand has left
    the house as well: its approval is not taken back any more."""
    task_id = delivery.manifest.task_id
    leaving.lock(task_id)
    delivery = _locked(delivery)
    rules.check_can_cancel(by, delivery)
    if reason not in GivenUp.of_a_person():
        raise BadInput(_("Say why it is given up."))
    _cancel(delivery, GivenUp(reason), by)
    if reason == GivenUp.BY_HAND and Manifest.objects.approved().filter(pk=delivery.manifest_id).exists():
        leaving.has_left(task_id)
    return delivery


@_on_record(Steering.TAKE_UP)
def take_up(*, delivery: Delivery, by: User) -> Delivery:
    """Let what was given up go after all. What may be there is looked for first; what has arrived is only read."""
    delivery = _locked(delivery)
    rules.check_can_take_up(by, delivery)
    reason = GivenUp(delivery.given_up)
    _again(delivery, given_up="")
    audit.record(event=Event.SYNC_DELIVERY_TAKEN_UP, by=by, on=delivery, reason=reason)
    return delivery


@_on_record(Steering.REDIRECT)
def redirect(*, delivery: Delivery, by: User) -> Delivery:
    """Send it over the connection that knows the matter now, in place of the one that was ended."""
    delivery = _locked(delivery)
    found = link(delivery.matter_id)
    other = found.connection if found else None
    rules.check_can_redirect(by, delivery, other)
    before = delivery.connection_id
    _again(delivery, given_up="", connection=other, place="")
    audit.record(
        event=Event.SYNC_DELIVERY_REDIRECTED,
        by=by,
        on=delivery,
        instead_of=before,
        connection=delivery.connection_id,
    )
    return delivery


def _locked(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=delivery.pk)


def _again(delivery: Delivery, **changes: Any) -> None:
    arrived = changes.get("sent_at", delivery.sent_at) is not None
    to = DeliveryState.SENT if arrived else DeliveryState.QUEUED
    move(delivery, to, trouble="", tries=0, try_after=timezone.now(), **changes)


def _cancel(delivery: Delivery, reason: GivenUp, by: User) -> None:
    trouble = Trouble(delivery.trouble) if delivery.trouble else None
    move(delivery, DeliveryState.CANCELLED, given_up=reason, lease=None, leased_until=None)
    audit.record(
        event=Event.SYNC_DELIVERY_CANCELLED,
        by=by,
        on=delivery,
        reason=reason,
        stop=trouble,
        what=DeliveryKind(delivery.kind),
    )
