"""The firm's training on AI: who completed it and when (managers train whom they supervise: ABA Formal Opinion 512)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.people import rules
from apps.people.models import Training, User
from apps.people.refusals import on_record
from apps.people.rules import Attempt


@on_record(Attempt.RECORD_TRAINING)
def record_training(*, user: User, completed_on: date, by: User) -> Training:
    """That a person completed the training on a day. Raises NotAllowed, BadInput for a day that has not come, Conflict
    where that day is on record."""
    user = User.objects.select_for_update().get(pk=user.pk)
    rules.check_can_record_training(by, user)
    if completed_on > timezone.localdate():
        raise BadInput(_("A training was completed today or earlier."))
    if user.trainings.standing().filter(completed_on=completed_on).exists():
        raise Conflict(_("This training is on record already."))
    training = Training.objects.create(user=user, completed_on=completed_on, recorded_by=by)
    audit.record(
        event=Event.PEOPLE_TRAINING_RECORDED, by=by, on=training, user=user.pk, day=_begins(completed_on)
    )
    return training


@on_record(Attempt.WITHDRAW_TRAINING)
def withdraw_training(*, training: Training, by: User) -> Training:
    """It was recorded by mistake. Raises NotAllowed, or WrongState where it was withdrawn."""
    training = Training.objects.select_for_update(of=("self",)).select_related("user").get(pk=training.pk)
    rules.check_can_record_training(by, training.user)
    if training.withdrawn_at is not None:
        raise WrongState(_("This was withdrawn already."))
    training.withdrawn_by, training.withdrawn_at = by, timezone.now()
    training.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record(
        event=Event.PEOPLE_TRAINING_WITHDRAWN,
        by=by,
        on=training,
        user=training.user_id,
        day=_begins(training.completed_on),
    )
    return training


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
