"""Who a role that decides takes besides the administrator who gives it: a partner, once the firm is set up. And who
decides under which.

Whoever approves drafts does so under a role. So after the first days of a firm none is had from one person alone, as
a way back into an account is not (`recovery_rules`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, holds
from apps.people.models import DECIDING_ROLES, LicenceClass, RoleCode, RoleGrant, User
from apps.people.recovery_rules import WAIT, partners_able_to_agree

DECIDES_UNDER = {
    LicenceClass.LAWYER: frozenset({RoleCode.PARTNER, RoleCode.LAWYER}),
    LicenceClass.NOTARY: frozenset({RoleCode.PARTNER, RoleCode.LAWYER}),
    LicenceClass.PARALEGAL: DECIDING_ROLES,
}
"""The roles in which a licence of a class decides. One person records a licence, and a role that decides takes two: so
nobody decides on a licence alone, nor as more than their role is."""


def decides(user: User, kind: str = "") -> bool:
    """Whether this person decides anything at all, by licence and by role; ``kind`` is their licence's, if at hand."""
    kind = kind or getattr(user.current_licence, "licence_class", "")
    return bool(kind) and user.has_role(*DECIDES_UNDER[LicenceClass(kind)])


def decides_as_lawyer(user: User) -> bool:
    licence = user.current_licence
    is_lawyers = licence is not None and licence.licence_class == LicenceClass.LAWYER
    return is_lawyers and decides(user, LicenceClass.LAWYER)


def is_set_up(at: datetime) -> bool:
    """Whether the firm's first partner came by the role ``WAIT`` ago or earlier, whether or not it has ended since.
    Until then there is nobody who could agree to what an administrator enters: that partner is one of it."""
    return RoleGrant.objects.filter(role=RoleCode.PARTNER, since__lte=at - WAIT).exists()


def takes_two(role: str, at: datetime) -> bool:
    return role in DECIDING_ROLES and is_set_up(at)


def begins(role: str, user: User, by: User, at: datetime) -> datetime | None:
    """When a role begins that ``by`` gives at that moment: at once where nobody else is needed, None until a partner
    has agreed, and after ``WAIT`` where none is able to."""
    if not takes_two(role, at):
        return at
    return None if partners_able_to_agree(user, by, at).exists() else at + WAIT


def check_can_agree_role(by: User, grant: RoleGrant) -> None:
    """A partner who neither gave it nor gets it."""
    if not partners_able_to_agree(grant.user, grant.granted_by, timezone.now()).filter(pk=by.pk).exists():
        raise NotAllowed(
            _(
                "A partner agrees who neither gives the role nor gets it, and whom the giver did not make a partner "
                "within the last days."
            ),
            codes=("may_not_agree",),
        )


def can_agree_role(by: User, grant: RoleGrant) -> bool:
    return grant.waits and holds(check_can_agree_role, by, grant)


def check_can_refuse_role(by: User, grant: RoleGrant) -> None:
    """Any partner: a no is the safe side."""
    if not by.is_active or not by.is_partner:
        raise NotAllowed(_("A partner agrees to this or refuses it."), codes=("may_not_agree",))


def can_refuse_role(by: User, grant: RoleGrant) -> bool:
    return grant.waits and holds(check_can_refuse_role, by, grant)


@dataclass(frozen=True)
class Waiting:
    """A role that waits, as one person sees it on the page of another."""

    grant: RoleGrant
    may_agree: bool
    may_refuse: bool


def shown(user: User, by: User) -> list[Waiting]:
    rows = user.grants.waiting().select_related("role", "granted_by", "exception").order_by("asked_at")
    return [Waiting(each, can_agree_role(by, each), can_refuse_role(by, each)) for each in rows]


def waiting_for(user: User) -> list[RoleGrant]:
    """Roles that this partner may agree to, the oldest first."""
    if not user.is_partner:
        return []
    asked = RoleGrant.objects.waiting().select_related("user", "granted_by", "role").order_by("asked_at")
    return [each for each in asked if can_agree_role(user, each)]
