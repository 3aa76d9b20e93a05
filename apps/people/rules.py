"""Who may look after people, and which roles go together."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import BadInput, FirmaiError, NotAllowed
from apps.people.models import DECIDING_ROLES, RoleCode, RoleException, RoleGrant, User


def there_is_an_administrator() -> bool:
    """Whether an administrator who can still sign in holds the role now."""
    return RoleGrant.objects.current().filter(role=RoleCode.ADMINISTRATOR, user__is_active=True).exists()


def check_looks_after_people(user: User | None) -> None:
    """An administrator. Nobody in particular (None) only while the firm has no administrator at all."""
    if user is None:
        if there_is_an_administrator():
            raise NotAllowed(_("The firm has an administrator. Ask them."), codes=("not_administrator",))
        return
    if not user.is_active or not user.is_administrator:
        raise NotAllowed(_("Only an administrator looks after people."), codes=("not_administrator",))


def check_is_own(user: User, by: User) -> None:
    """A person's own account, and nobody else's."""
    if user.pk != by.pk:
        raise NotAllowed(_("This is for the person themselves to choose."), codes=("not_own",))


def can_look_after_people(user: User) -> bool:
    return _holds(check_looks_after_people, user)


def check_can_grant(role: RoleCode, *, by: User | None) -> None:
    """The first administrator comes from the operator's command; everything else from an administrator."""
    check_looks_after_people(by)
    if by is None and role != RoleCode.ADMINISTRATOR:
        raise NotAllowed(_("Only an administrator looks after people."), codes=("not_administrator",))


def check_can_hold(user: User, role: RoleCode, *, until: datetime | None) -> None:
    """A robot holds no role; an auditor's has an end. Raises NotAllowed or BadInput."""
    if user.is_robot:
        raise NotAllowed(_("A robot holds no role."), codes=("robot",))
    if not user.is_active:
        raise NotAllowed(_("This person's account is closed."), codes=("closed_account",))
    if until is not None and until <= timezone.now():
        raise BadInput(_("The last day of the role has passed."))
    if role == RoleCode.AUDITOR and until is None:
        raise BadInput(_("An auditor's role needs a last day."))


def needs_exception(user: User, role: RoleCode) -> bool:
    """Whether this role, with those held or still to come, joins keeping the keys with deciding reviews."""
    others = user.grants.exclude(until__lte=timezone.now()).values_list("role_id", flat=True)
    together = {role, *others}
    return RoleCode.ADMINISTRATOR in together and not together.isdisjoint(DECIDING_ROLES)


def standing_exception(user: User) -> RoleException:
    """The exception in force that lasts longest. Raises NotAllowed where there is none."""
    found = user.exceptions.filter(until__gt=timezone.now()).order_by("-until").first()
    if found is None:
        raise NotAllowed(
            _(
                "An administrator does not also decide reviews. If the firm cannot keep the two apart, record an "
                "exception first."
            ),
            codes=("administrator_and_deciding",),
        )
    return found


def check_can_make_exception(by: User, user: User) -> None:
    """A partner or an administrator, for somebody else. For oneself only where the firm has no other."""
    if not by.is_active or not by.has_role(RoleCode.PARTNER, RoleCode.ADMINISTRATOR):
        raise NotAllowed(
            _("Only a partner or an administrator records an exception."), codes=("may_not_make_exceptions",)
        )
    if by == user and _somebody_else(by):
        raise NotAllowed(
            _("Somebody else records an exception for you: another partner or administrator."),
            codes=("own_exception",),
        )


def _somebody_else(user: User) -> bool:
    others = RoleGrant.objects.current().filter(role__in=[RoleCode.PARTNER, RoleCode.ADMINISTRATOR])
    return others.filter(user__is_active=True).exclude(user=user).exists()


def _holds(check: object, *given: object) -> bool:
    try:
        check(*given)  # type: ignore[operator]
    except FirmaiError:
        return False
    return True
