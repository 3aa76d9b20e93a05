"""Holds: placed by a named person for a reason, and lifted by a partner for another."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, WrongState
from apps.keeping import rules, states
from apps.keeping.models import Destruction, Hold, HoldReason, LiftReason, State
from apps.keeping.refusals import on_record
from apps.keeping.rules import Attempt
from apps.matters.models import Matter
from apps.people.models import User


@on_record(Attempt.PLACE_HOLD)
def place_hold(*, matter: Matter, reason: str, by: User) -> Hold:
    """Stop every destruction of the matter's content, at once; one that was proposed or approved ends with it.

    Raises NotAllowed; WrongState where there is nothing left to hold; Conflict where it is held for that reason.
    """
    matter = _locked_matter(matter)
    rules.check_can_hold(by, matter)
    if matter.key.destroyed_at is not None:
        raise WrongState(_("The content of this matter was destroyed already."))
    if Hold.objects.standing().filter(matter=matter, reason=reason).exists():
        raise Conflict(_("The matter is held for this reason already."))
    hold = Hold.objects.create(matter=matter, reason=HoldReason(reason), placed_by=by)
    stopped = _stop(matter, by)
    audit.record(
        event=Event.KEEPING_HOLD_PLACED,
        by=by,
        on=hold,
        reason=HoldReason(reason),
        stopped=stopped.pk if stopped else None,
    )
    return hold


@on_record(Attempt.LIFT_HOLD)
def lift_hold(*, hold: Hold, reason: str, by: User) -> Hold:
    """End a hold. What is due is proposed anew. Raises NotAllowed, or WrongState if it was lifted."""
    matter = Matter.objects.select_for_update().get(pk=hold.matter_id)
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    hold.matter = matter
    rules.check_can_lift(by, hold)
    if hold.lifted_at is not None:
        raise WrongState(_("This hold was lifted already."))
    hold.lifted_by, hold.lifted_at, hold.lift_reason = by, timezone.now(), LiftReason(reason)
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    audit.record(
        event=Event.KEEPING_HOLD_LIFTED,
        by=by,
        on=hold,
        reason=LiftReason(reason),
        placed_by=hold.placed_by_id,
    )
    return hold


def _locked_matter(matter: Matter) -> Matter:
    """Locked, then read anew with its key: of what a statement waited for, only the row it locked is read again."""
    Matter.objects.select_for_update().get(pk=matter.pk)
    return Matter.objects.select_related("key").get(pk=matter.pk)


def _stop(matter: Matter, by: User) -> Destruction | None:
    found = Destruction.objects.open().select_for_update().filter(matter=matter).first()
    if found is not None:
        states.move(found, State.HELD, settled_by=by, settled_at=timezone.now())
    return found
