"""Who may open a way back into an account, and when one person alone may not."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, holds
from apps.people import rules
from apps.people.models import Recovery, Robot, RoleCode, RoleGrant, User
from apps.people.recovery_models import RecoveryState

WAIT = timedelta(days=3)
"""How long a way back waits for its person to stop it where no partner can agree to it; and how long a partner holds
the role before they can agree to what was asked by whoever gave it to them."""
ADDRESS_KEPT = timedelta(days=30)
"""How long a person is told of such things at the address that was theirs before an administrator changed it."""
TO_ANSWER = timedelta(days=7)
"""How long a partner may think about it."""
TO_CARRY_OUT = timedelta(days=2)
"""How long it may be carried out once it may be."""


def check_can_ask_recovery(by: User, user: User) -> None:
    """As for a link: what is asked for is one, or as much."""
    rules.check_can_invite(by, user)


def can_ask_recovery(by: User, user: User) -> bool:
    return holds(check_can_ask_recovery, by, user)


def is_established(user: User) -> bool:
    """Somebody has come in with this account, or can: what opens it anew opens what that person sees and signs."""
    return (
        user.has_usable_password()
        or user.last_login is not None
        or user.invitations.filter(used_at__isnull=False).exists()
        or Authenticator.objects.filter(user=user).exists()
    )


def partners_able_to_agree(user: User, asked_by: User, at: datetime) -> QuerySet[User]:
    """Partners who are neither of the two and can sign in. Whom the asker alone made a partner a moment ago does not
    count: an administrator could add one to agree with themselves."""
    grants = RoleGrant.objects.current(at).filter(role=RoleCode.PARTNER)
    not_by_asker = ~Q(granted_by=asked_by) | Q(agreed_by__isnull=False)
    seasoned = grants.filter(Q(since__lte=at - WAIT) | not_by_asker)
    able = User.objects.people().filter(is_active=True, pk__in=seasoned.values("user"))
    return able.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(pk__in=[user.pk, asked_by.pk])


def waits_until(user: User, asked_by: User, at: datetime) -> datetime | None:
    """From when a way back may be carried out without a partner's agreement; None where a partner can agree."""
    if asked_by.robot == Robot.OPERATOR:
        return at
    return None if partners_able_to_agree(user, asked_by, at).exists() else at + WAIT


def check_can_agree_recovery(by: User, recovery: Recovery) -> None:
    """A partner who neither asked nor comes back by it."""
    able = partners_able_to_agree(recovery.user, recovery.asked_by, timezone.now())
    if not able.filter(pk=by.pk).exists():
        raise NotAllowed(
            _(
                "A partner agrees who neither asked nor is the person, and whom the asker did not make a partner "
                "within the last days."
            ),
            codes=("may_not_agree",),
        )


def can_agree_recovery(by: User, recovery: Recovery) -> bool:
    return recovery.state == RecoveryState.ASKED and holds(check_can_agree_recovery, by, recovery)


def check_can_refuse_recovery(by: User, recovery: Recovery) -> None:
    """Any partner: a no is the safe side. Whose account it is stops it instead."""
    if not by.is_active or not by.is_partner:
        raise NotAllowed(_("A partner agrees to this or refuses it."), codes=("may_not_agree",))


def can_refuse_recovery(by: User, recovery: Recovery) -> bool:
    return recovery.state == RecoveryState.ASKED and holds(check_can_refuse_recovery, by, recovery)


def check_can_stop_recovery(by: User, recovery: Recovery) -> None:
    """Whose account it is, or an administrator who takes it back."""
    if by.pk != recovery.user_id and not rules.can_look_after_people(by):
        raise NotAllowed(
            _("The person whose account it is stops this, or an administrator."), codes=("may_not_stop",)
        )


def can_stop_recovery(by: User, recovery: Recovery) -> bool:
    return recovery.is_standing and holds(check_can_stop_recovery, by, recovery)


def waiting_for(user: User) -> list[Recovery]:
    """Ways back that this partner may agree to, the oldest first."""
    if not user.is_partner:
        return []
    asked = Recovery.objects.standing().filter(state=RecoveryState.ASKED).select_related("user", "asked_by")
    return [each for each in asked.order_by("asked_at") if can_agree_recovery(user, each)]
