"""One-time links: an administrator makes one and hands it over; the person chooses a password with it, once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import WrongState
from apps.core.sensitive import Sensitive
from apps.people import queries, recoveries, recovery_rules, rules
from apps.people.models import Invitation, User
from apps.people.passwords import check_password
from apps.people.recovery_models import RecoveryKind
from apps.people.refusals import on_record
from apps.people.rules import Attempt, LinkEnd

LASTS = timedelta(days=3)


@on_record(Attempt.INVITE)
def invite(*, user: User, by: User) -> tuple[Invitation, Sensitive[str]]:
    """A link for a person who has no password yet, or lost it. The one before it, if any, no longer opens.

    For an account that somebody has come in with, a partner has agreed to it, once for each link. Returns the row and
    the link's key, which is kept nowhere: show it once. Raises NotAllowed.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    rules.check_can_invite(by, user)
    if recovery_rules.is_established(user):
        recoveries.carry_out(user=user, kind=RecoveryKind.PASSWORD, by=by)
    withdraw_open(user=user, by=by, reason=LinkEnd.REPLACED)
    key = Sensitive(secrets.token_urlsafe(32))
    invitation = Invitation.objects.create(
        user=user, digest=queries.digest_of(key), made_by=by, expires_at=timezone.now() + LASTS
    )
    audit.record(
        event=Event.PEOPLE_INVITED,
        by=by,
        on=invitation,
        user=user.pk,
        ends_at=invitation.expires_at,
        again=user.has_usable_password(),
    )
    return invitation, key


@on_record(Attempt.WITHDRAW_LINK)
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """A link that nobody may use any more. Raises NotAllowed, or WrongState for one that was used or withdrawn."""
    rules.check_looks_after(by, invitation.user)
    if not withdraw_open(user=invitation.user, by=by, reason=LinkEnd.WITHDRAWN, only=invitation):
        raise WrongState(_("This link does not open any more."))
    invitation.refresh_from_db()
    return invitation


def withdraw_open(
    *, user: User, by: User, reason: LinkEnd = LinkEnd.ACCOUNT_CLOSED, only: Invitation | None = None
) -> bool:
    """Withdraw the person's open link, once the rules were asked. Whether there was one."""
    waiting = Invitation.objects.select_for_update().filter(user=user, used_at=None, withdrawn_at=None)
    found = (waiting.filter(pk=only.pk) if only else waiting).first()
    if found is None:
        return False
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    audit.record(event=Event.PEOPLE_INVITATION_WITHDRAWN, by=by, on=found, user=user.pk, reason=reason)
    return True


@on_record(Attempt.USE_LINK)
def use_invitation(*, invitation: Invitation, password: str, by: User) -> User:
    """Choose a password with a link: its own person, while it is open. Every session begun before ends.

    Raises NotAllowed, WrongState for a link that does not open any more, or BadInput for the password.
    """
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    rules.check_is_own(user, by)
    rules.check_is_open(user)
    if not invitation.is_open:
        raise WrongState(_("This link does not open any more. Ask the administrator for another."))
    check_password(password, user)
    user.set_password(password)
    user.session_round += 1
    user.save(update_fields=["password", "session_round"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    audit.record(event=Event.PEOPLE_INVITATION_USED, by=by, on=invitation, user=user.pk)
    return user
