"""The firm's first administrator, and another in the place of one who is lost: by whoever holds the server."""

from __future__ import annotations

from apps.audit import services as audit
from apps.audit.events import Event
from apps.people import accounts, roles, rules
from apps.people.models import EndReason, RoleCode, User
from apps.people.refusals import on_record
from apps.people.rules import Attempt


@on_record(Attempt.MAKE_ADMINISTRATOR)
def make_administrator(
    *, user: User | None, email: str, full_name: str, password: str | None, language: str, by: User
) -> User:
    """Make somebody the administrator of a firm that has none, and add them first where they are not known (None).

    Raises NotAllowed, BadInput for what an account needs, or Conflict.
    """
    rules.check_is_operator(by)
    made = user or accounts.add_person(
        email=email, full_name=full_name, by=None, password=password, language=language
    )
    roles.grant_role(user=made, role=RoleCode.ADMINISTRATOR, by=None)
    return made


@on_record(Attempt.REPLACE_ADMINISTRATOR)
def replace_administrator(
    *, user: User, successor: User, partner: User | None, reason: str, by: User
) -> User:
    """Close the account of the firm's only administrator and make somebody else the administrator.

    ``partner`` is the second person, named and told: a partner who is neither of the two, wherever the firm has one.
    Raises NotAllowed while another administrator can do it, without that partner, or for a successor who decides
    reviews without an exception.
    """
    why = EndReason(reason)
    roles.one_at_a_time()
    rules.check_can_replace_administrator(by, user, successor, partner)
    user = User.objects.select_for_update().get(pk=user.pk)
    accounts.close(user, why, by=by)
    roles.grant_role(user=successor, role=RoleCode.ADMINISTRATOR, by=None)
    audit.record(
        event=Event.PEOPLE_ADMINISTRATOR_REPLACED,
        by=by,
        on=successor,
        user=user.pk,
        agreed_by=partner.pk if partner else None,
        reason=why,
    )
    return successor
