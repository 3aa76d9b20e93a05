"""Time entries: nothing of a person's time leaves before that person confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.integrations.models import ConnectionState
from apps.matters.rules import Refusal
from apps.people.models import User
from apps.people.refusals import coded, recording
from apps.review import rules as review
from apps.review.models import Manifest, ReviewTask
from apps.sync import deliveries, rules
from apps.sync.links import link
from apps.sync.models import Delivery, DeliveryKind
from apps.sync.rules import TimeAttempt, TimeRefusal
from apps.sync.time_models import UNIT, ConfirmedTime

P = ParamSpec("P")
R = TypeVar("R")
MOST_UNITS = 240


def _on_record(attempt: TimeAttempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    return recording(Event.REVIEW_REFUSED, attempt, coded(TimeRefusal, Refusal, review.Refusal), _about)


def _about(given: Mapping[str, Any]) -> ReviewTask:
    task: ReviewTask = given["task"]
    return task


@_on_record(TimeAttempt.CONFIRM_TIME)
def confirm_time(*, task: ReviewTask, day: date, units: int, billable: bool, by: User) -> Delivery:
    """A person confirms their own time, in tenths of an hour, with the approved narrative as its words.

    Raises NotAllowed; WrongState where the narrative is not approved, the matter is closed, or no practice system knows
    it; Conflict where time was confirmed for it and not given up; BadInput for a day that has not come or no time.
    """
    task = ReviewTask.objects.select_for_update(of=("self",)).select_related("matter").get(pk=task.pk)
    rules.check_can_confirm_time(by, task)
    if day > timezone.localdate():
        raise BadInput(_("That day has not come. Time is confirmed once it was spent."))
    if not 1 <= units <= MOST_UNITS:
        raise BadInput(_("Give the time in tenths of an hour, up to a day."))
    manifest = Manifest.objects.final().filter(task=task).first()
    approval, there = deliveries.approval(task), link(task.matter_id)
    if manifest is None or approval is None:
        raise WrongState(_("The narrative is not approved. Time goes out with words that somebody approved."))
    if there is None:
        raise WrongState(_("No practice system that is connected knows this matter."))
    time = Delivery.objects.filter(manifest__task=task, kind=DeliveryKind.TIME)
    if time.not_given_up().exists():
        raise Conflict(_("Time was confirmed for this narrative already."))
    earlier = time.filter(manifest=manifest).select_related("connection").first()
    if earlier is None:
        delivery = deliveries.queue(manifest, approval, there.connection, DeliveryKind.TIME, asked_by=by)
    else:
        delivery = _instead(earlier, by)
    ConfirmedTime.objects.create(delivery=delivery, day=day, units=units, billable=billable, confirmed_by=by)
    audit.record(
        event=Event.SYNC_TIME_CONFIRMED,
        by=by,
        on=delivery,
        minutes=units * UNIT,
        day=timezone.make_aware(datetime.combine(day, datetime.min.time())),
        billable=billable,
        decision=approval.pk,
    )
    return delivery


def _instead(earlier: Delivery, by: User) -> Delivery:
    """Time that was given up, with nothing of it there, makes way for what is confirmed now."""
    ended = earlier.connection.state == ConnectionState.ENDED
    delivery = (deliveries.redirect if ended else deliveries.take_up)(delivery=earlier, by=by)
    ConfirmedTime.objects.filter(delivery=delivery).delete()
    delivery.asked_by = by
    delivery.save(update_fields=["asked_by"])
    return delivery
