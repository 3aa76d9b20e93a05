"""A way back into an account: an administrator asks, a partner agrees, and only then is it carried out.

A link for a new password together with a removed second factor makes whoever holds them the person. So for an account
that somebody has come in with neither is had from one person alone (`recovery_rules.is_established`).
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.people import recovery_rules, states
from apps.people.models import Recovery, User
from apps.people.recovery_models import REASONS, RecoveryKind, RecoveryQuerySet, RecoveryState
from apps.people.refusals import on_record
from apps.people.rules import Attempt


@on_record(Attempt.ASK_RECOVERY)
def ask_recovery(*, user: User, kind: str, reason: str, by: User) -> Recovery:
    """Ask that a person's second factor be removed, or that they get a link for a new password.

    A partner who is neither of the two agrees. Where none is able to, it may be carried out after
    ``recovery_rules.WAIT`` unless its person stops it. The holder of the server waits for nobody, and is on record.
    Raises NotAllowed, Conflict where one stands, or WrongState where there is nothing to come back to.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    what = RecoveryKind(kind)
    why = REASONS[what](reason)
    recovery_rules.check_can_ask_recovery(by, user)
    _check_is_needed(user, what)
    earlier = Recovery.objects.filter(user=user, kind=what)
    _lapse(earlier if by.is_robot else earlier.filter(ends_at__lte=timezone.now()), by=by)
    if user.recoveries.unsettled().filter(kind=what).exists():
        raise Conflict(_("This was asked for already."))
    now = timezone.now()
    waits_until = recovery_rules.waits_until(user, by, now)
    recovery = Recovery.objects.create(
        user=user,
        kind=what,
        reason=why,
        asked_by=by,
        asked_at=now,
        waits_until=waits_until,
        ends_at=waits_until + recovery_rules.TO_CARRY_OUT if waits_until else now + recovery_rules.TO_ANSWER,
    )
    audit.record(
        event=Event.PEOPLE_RECOVERY_ASKED,
        by=by,
        on=recovery,
        user=user.pk,
        what=what,
        reason=why,
        waits_until=waits_until,
        ends_at=recovery.ends_at,
    )
    return recovery


@on_record(Attempt.AGREE_RECOVERY)
def agree_recovery(*, recovery: Recovery, by: User) -> Recovery:
    """A partner's yes, after they spoke with the person. Raises NotAllowed, or WrongState where nothing waits."""
    recovery = _standing(recovery)
    recovery_rules.check_can_agree_recovery(by, recovery)
    now = timezone.now()
    states.move(
        recovery, RecoveryState.AGREED, agreed_by=by, agreed_at=now, ends_at=now + recovery_rules.TO_CARRY_OUT
    )
    audit.record(
        event=Event.PEOPLE_RECOVERY_AGREED,
        by=by,
        on=recovery,
        user=recovery.user_id,
        what=RecoveryKind(recovery.kind),
        raised_by=recovery.asked_by_id,
        ends_at=recovery.ends_at,
    )
    return recovery


@on_record(Attempt.REFUSE_RECOVERY)
def refuse_recovery(*, recovery: Recovery, by: User) -> Recovery:
    """A partner's no. Raises NotAllowed, or WrongState for one that does not wait."""
    recovery = _standing(recovery)
    recovery_rules.check_can_refuse_recovery(by, recovery)
    _settle(recovery, RecoveryState.REFUSED, Event.PEOPLE_RECOVERY_REFUSED, by=by)
    return recovery


@on_record(Attempt.STOP_RECOVERY)
def stop_recovery(*, recovery: Recovery, by: User) -> Recovery:
    """Its person did not ask for it, or an administrator takes it back; agreed to or not. Raises NotAllowed, or
    WrongState for one that ended."""
    recovery = _standing(recovery)
    recovery_rules.check_can_stop_recovery(by, recovery)
    _settle(recovery, RecoveryState.STOPPED, Event.PEOPLE_RECOVERY_STOPPED, by=by)
    return recovery


def carry_out(*, user: User, kind: RecoveryKind, by: User) -> Recovery:
    """Use up what was agreed to, in the act that it allows: the person is locked, and the rules about who acts were
    asked. Raises NotAllowed where nothing stands that may be carried out."""
    ready = user.recoveries.ready().select_for_update().filter(kind=kind).first()
    if ready is None:
        raise NotAllowed(
            _("A partner agrees to this first: ask for it on the person's page."), codes=("not_agreed",)
        )
    if ready.agreed_by_id == by.pk:
        raise NotAllowed(
            _("Whoever agreed does not carry it out. Another administrator does."), codes=("own_agreement",)
        )
    _settle(ready, RecoveryState.DONE, Event.PEOPLE_RECOVERY_DONE, by=by)
    return ready


def end_unsettled(*, user: User, by: User) -> None:
    """Nothing that was asked for outlives a closed account."""
    _lapse(Recovery.objects.filter(user=user), by=by)


def end_all_unsettled(*, by: User) -> None:
    """Nor a restore of the database from an earlier day."""
    _lapse(Recovery.objects.all(), by=by)


def _lapse(found: RecoveryQuerySet, *, by: User) -> None:
    for recovery in found.unsettled().select_for_update():
        _settle(recovery, RecoveryState.LAPSED, Event.PEOPLE_RECOVERY_LAPSED, by=by)


def _settle(recovery: Recovery, to: RecoveryState, event: Event, *, by: User) -> None:
    states.move(recovery, to, settled_by=by, settled_at=timezone.now())
    audit.record(event=event, by=by, on=recovery, user=recovery.user_id, what=RecoveryKind(recovery.kind))


def _standing(recovery: Recovery) -> Recovery:
    """Locked: the person first, as every act about them does."""
    User.objects.select_for_update().get(pk=recovery.user_id)
    found = Recovery.objects.select_for_update(of=("self",)).select_related("user", "asked_by")
    recovery = found.get(pk=recovery.pk)
    if not recovery.is_standing:
        raise WrongState(_("This does not wait any more."))
    return recovery


def _check_is_needed(user: User, kind: RecoveryKind) -> None:
    if kind == RecoveryKind.SECOND_FACTOR and not Authenticator.objects.filter(user=user).exists():
        raise WrongState(_("This person has no second factor."))
    if kind == RecoveryKind.PASSWORD and not recovery_rules.is_established(user):
        raise WrongState(_("Nobody has come in with this account yet. A link needs nobody's agreement."))
