"""Naming who answers for an item, where whoever did may not any more, or is away and it is to be signed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import WrongState
from apps.people.models import User
from apps.review import filings, in_charge
from apps.review.cancelling import changed
from apps.review.models import ReviewTask, Snooze
from apps.review.openings import locked_with_matter
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Voided


@on_record(Attempt.NAME_WHO_ANSWERS)
def name_who_answers(*, task: ReviewTask, to: User, by: User) -> ReviewTask:
    """Somebody else answers for an item from now on: its first check is theirs, and what is signed for it counts as
    theirs. An approval that was given first does not stand any more, whoever gave it in whose place.

    Raises NotAllowed with a code, or WrongState while whoever answers for it may and is here.
    """
    task = locked_with_matter(task)
    in_charge.check_can_name(by, task)
    filing = filings.of(task)
    stays = to.pk == task.responsible_id or not in_charge.is_away(task, filing)
    if stays and in_charge.may_answer(task.responsible, task, filing):
        raise WrongState(
            _("%(name)s answers for this, and may decide it.") % {"name": task.responsible.full_name}
        )
    in_charge.check_can_be_named(to, task, filing)
    changed(task, by, Voided.HANDED_ON)
    before, task.responsible = task.responsible, to
    task.save(update_fields=["responsible"])
    Snooze.objects.filter(task=task, user=to).delete()
    audit.record(
        event=Event.REVIEW_RESPONSIBLE_NAMED, by=by, on=task, responsible=to.pk, instead_of=before.pk
    )
    return task
