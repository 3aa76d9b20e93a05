"""Who may look after people, and which roles go together."""

from __future__ import annotations

import enum
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import BadInput, NotAllowed, holds
from apps.people.models import (
    DECIDING_ROLES,
    GrantQuerySet,
    Robot,
    RoleCode,
    RoleException,
    RoleGrant,
    User,
)


class Attempt(enum.StrEnum):
    """What was tried, for the record of what was refused."""

    ADD = "add"
    CHANGE = "change"
    CHOOSE_LANGUAGE = "choose_language"
    END = "end"
    BRING_BACK = "bring_back"
    END_SESSIONS = "end_sessions"
    RESET_SECOND_FACTOR = "reset_second_factor"
    ASK_RECOVERY = "ask_recovery"
    AGREE_RECOVERY = "agree_recovery"
    REFUSE_RECOVERY = "refuse_recovery"
    STOP_RECOVERY = "stop_recovery"
    LET_BACK_IN = "let_back_in"
    INVITE = "invite"
    WITHDRAW_LINK = "withdraw_link"
    USE_LINK = "use_link"
    GRANT = "grant"
    END_ROLE = "end_role"
    AGREE_ROLE = "agree_role"
    REFUSE_ROLE = "refuse_role"
    MAKE_EXCEPTION = "make_exception"
    MAKE_ADMINISTRATOR = "make_administrator"
    REPLACE_ADMINISTRATOR = "replace_administrator"
    RECORD_LICENCE = "record_licence"
    CHANGE_LICENCE = "change_licence"
    WITHDRAW_LICENCE = "withdraw_licence"
    RECORD_TRAINING = "record_training"
    WITHDRAW_TRAINING = "withdraw_training"


class Refusal(enum.StrEnum):
    """Why something about people was not allowed."""

    NOT_ADMINISTRATOR = "not_administrator"
    NOT_OWN = "not_own"
    OWN_ACCOUNT = "own_account"
    OWN_ROLES = "own_roles"
    OWN_EXCEPTION = "own_exception"
    ROBOT = "robot"
    CLOSED_ACCOUNT = "closed_account"
    LAST_ADMINISTRATOR = "last_administrator"
    ADMINISTRATOR_AND_DECIDING = "administrator_and_deciding"
    NOT_OPERATOR = "not_operator"
    OTHER_ADMINISTRATOR = "other_administrator"
    NEEDS_PARTNER = "needs_partner"
    MAY_NOT_MAKE_EXCEPTIONS = "may_not_make_exceptions"
    MAY_NOT_RECORD_TRAINING = "may_not_record_training"
    OWN_TRAINING = "own_training"
    OWN_LICENCE = "own_licence"
    NOT_AGREED = "not_agreed"
    OWN_AGREEMENT = "own_agreement"
    MAY_NOT_AGREE = "may_not_agree"
    MAY_NOT_STOP = "may_not_stop"
    CONFLICT = "conflict"
    WRONG_STATE = "wrong_state"


class Field(enum.StrEnum):
    """What of an account was changed."""

    NAME = "full_name"
    EMAIL = "email"


class LicenceField(enum.StrEnum):
    """What of a licence was changed."""

    SCOPE = "scope"
    SINCE = "since"
    UNTIL = "until"


class RoleEnd(enum.StrEnum):
    NOT_BEGUN = "not_begun"
    ACCOUNT_CLOSED = "account_closed"


class LinkEnd(enum.StrEnum):
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    ACCOUNT_CLOSED = "account_closed"
    RESTORED = "restored"


def administrators() -> GrantQuerySet:
    """Grants of the administrator's role in force now, to people who can still sign in."""
    return RoleGrant.objects.current().filter(role=RoleCode.ADMINISTRATOR, user__is_active=True)


def there_is_an_administrator() -> bool:
    """Whether an administrator who can still sign in holds the role now."""
    return administrators().exists()


def check_looks_after_people(user: User | None) -> None:
    """An administrator, as things stand now. Nobody in particular (None) only while the firm has none at all."""
    if user is None:
        if there_is_an_administrator():
            raise NotAllowed(_("The firm has an administrator. Ask them."), codes=("not_administrator",))
        return
    if not administrators().filter(user=user).exists():
        raise NotAllowed(_("Only an administrator looks after people."), codes=("not_administrator",))


def can_look_after_people(user: User) -> bool:
    return holds(check_looks_after_people, user)


def can_see_people(user: User) -> bool:
    """Administrators look after people; partners answer for them. Everyone else sees their own account."""
    return user.is_active and user.has_role(RoleCode.PARTNER, RoleCode.ADMINISTRATOR)


def check_looks_after(by: User, user: User) -> None:
    """An administrator, for a person. A robot's row is nobody's to change."""
    check_looks_after_people(by)
    _check_is_a_person(user)


def check_is_own(user: User, by: User) -> None:
    """A person's own account, and nobody else's."""
    if user.pk != by.pk:
        raise NotAllowed(_("This is for the person themselves to choose."), codes=("not_own",))


def check_is_open(user: User) -> None:
    if not user.is_active:
        raise NotAllowed(_("This person's account is closed."), codes=("closed_account",))


def check_can_invite(by: User, user: User) -> None:
    """An administrator, for somebody else whose account is open; or the holder of the server, by command. For an
    account that somebody has come in with, a partner has agreed before."""
    _check_lets_in(by, user)
    check_is_open(user)


def can_invite(by: User, user: User) -> bool:
    return holds(check_can_invite, by, user)


def check_can_end(by: User, user: User) -> None:
    """An administrator, for somebody else; the firm keeps an administrator whose role does not end by itself."""
    check_looks_after(by, user)
    _check_is_another(by, user)
    _check_an_administrator_remains(user)


def can_end(by: User, user: User) -> bool:
    return user.is_active and holds(check_can_end, by, user)


def check_can_end_sessions(by: User, user: User) -> None:
    """One's own, or anybody's for an administrator."""
    if by.pk != user.pk:
        check_looks_after(by, user)


def can_end_sessions(by: User, user: User) -> bool:
    return holds(check_can_end_sessions, by, user)


def check_can_reset_second_factor(by: User, user: User) -> None:
    """An administrator, for somebody else, once a partner has agreed; or the holder of the server, by command. Whoever
    still has theirs changes it on the page of their own account."""
    _check_lets_in(by, user)


def can_reset_second_factor(by: User, user: User) -> bool:
    return holds(check_can_reset_second_factor, by, user)


def _check_lets_in(by: User, user: User) -> None:
    if by.robot == Robot.OPERATOR:
        _check_is_a_person(user)
        return
    check_looks_after(by, user)
    _check_is_another(by, user)


def _check_is_a_person(user: User) -> None:
    if user.is_robot:
        raise NotAllowed(_("This is not a person."), codes=("robot",))


def _check_is_another(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise NotAllowed(_("Another administrator does this for you."), codes=("own_account",))


def _check_an_administrator_remains(user: User) -> None:
    """Without this person. A role that ends by itself does not count, unless theirs does too."""
    lasting = administrators().filter(until=None)
    if lasting.filter(user=user).exists() and not lasting.exclude(user=user).exists():
        raise NotAllowed(
            _(
                "The firm would be left without an administrator whose role does not end by itself. Give somebody "
                "else the role first."
            ),
            codes=("last_administrator",),
        )


def check_is_operator(by: User) -> None:
    """Whoever holds the server, by command."""
    if by.robot != Robot.OPERATOR:
        raise NotAllowed(_("Only the holder of the server does this."), codes=("not_operator",))


def check_can_replace_administrator(by: User, user: User, successor: User, partner: User | None) -> None:
    """The holder of the server, by command, for the only administrator; with a partner who is neither of the two as
    second person, where the firm has one."""
    check_is_operator(by)
    if not administrators().filter(user=user).exists():
        raise NotAllowed(_("This person is not an administrator."), codes=("not_administrator",))
    if administrators().exclude(user=user).exists():
        raise NotAllowed(_("The firm has another administrator. Ask them."), codes=("other_administrator",))
    if user.pk == successor.pk:
        raise NotAllowed(_("Somebody else has to be the administrator."), codes=("own_roles",))
    able = partners_besides(user, successor)
    if partner is None and not able.exists():
        return
    if partner is None or not able.filter(user=partner).exists():
        raise NotAllowed(
            _("Name a partner as second person, who is neither of the two and knows of it."),
            codes=("needs_partner",),
        )


def partners_besides(*people: User) -> GrantQuerySet:
    """Grants of the partner's role in force now, to others who can still sign in."""
    grants = RoleGrant.objects.current().filter(role=RoleCode.PARTNER, user__is_active=True)
    return grants.exclude(user__in=people)


def check_can_change_roles(by: User, user: User) -> None:
    """An administrator, for somebody else: nobody changes their own roles."""
    check_looks_after(by, user)
    if by.pk == user.pk:
        raise NotAllowed(
            _("Nobody changes their own roles. Another administrator does."), codes=("own_roles",)
        )


def can_change_roles(by: User, user: User) -> bool:
    return user.is_active and holds(check_can_change_roles, by, user)


def check_can_end_role(by: User, grant: RoleGrant) -> None:
    check_can_change_roles(by, grant.user)
    if grant.role_id == RoleCode.ADMINISTRATOR:
        _check_an_administrator_remains(grant.user)


def check_can_grant(role: RoleCode, user: User, *, by: User | None) -> None:
    """The first administrator comes from the operator's command; everything else from an administrator."""
    if by is not None:
        check_can_change_roles(by, user)
        return
    check_looks_after_people(None)
    if role != RoleCode.ADMINISTRATOR:
        raise NotAllowed(_("Only an administrator looks after people."), codes=("not_administrator",))


def check_can_hold(user: User, role: RoleCode, *, until: datetime | None) -> None:
    """A robot holds no role; an auditor's has an end. Raises NotAllowed or BadInput."""
    if user.is_robot:
        raise NotAllowed(_("A robot holds no role."), codes=("robot",))
    check_is_open(user)
    if until is not None and until <= timezone.now():
        raise BadInput(_("The last day of the role has passed."))
    if role == RoleCode.AUDITOR and until is None:
        raise BadInput(_("An auditor's role needs a last day."))


def needs_exception(user: User, role: RoleCode) -> bool:
    """Whether this role, with those held or still to come, joins keeping the keys with deciding reviews."""
    others = user.grants.standing().values_list("role_id", flat=True)
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


def can_make_exception(by: User, user: User) -> bool:
    return user.is_active and holds(check_can_make_exception, by, user)


def check_can_record_licence(by: User, user: User) -> None:
    """An administrator, for somebody else; for an administrator, a partner too, because the firm may have no other.
    For oneself only where it has neither."""
    _check_is_a_person(user)
    if by != user and by.is_active and by.is_partner and user.is_administrator:
        return
    check_looks_after_people(by)
    if by == user and _somebody_else(by):
        raise NotAllowed(
            _("Somebody else records your licence: another administrator or a partner."),
            codes=("own_licence",),
        )


def can_record_licence(by: User, user: User) -> bool:
    return holds(check_can_record_licence, by, user)


def check_can_record_training(by: User, user: User) -> None:
    """A partner or an administrator, for somebody else. For oneself only where the firm has no other."""
    _check_is_a_person(user)
    if not can_see_people(by):
        raise NotAllowed(
            _("Only a partner or an administrator records training."), codes=("may_not_record_training",)
        )
    if by == user and _somebody_else(by):
        raise NotAllowed(
            _("Somebody else records your training: another partner or administrator."),
            codes=("own_training",),
        )


def can_record_training(by: User, user: User) -> bool:
    return holds(check_can_record_training, by, user)


def _somebody_else(user: User) -> bool:
    others = RoleGrant.objects.current().filter(role__in=[RoleCode.PARTNER, RoleCode.ADMINISTRATOR])
    return others.filter(user__is_active=True).exclude(user=user).exists()
