"""Accounts: a person is added, changed, closed and opened again; their sessions and second factor are ended."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.core.sensitive import Sensitive
from apps.core.shown import Seen, check_as_seen, meant
from apps.core.text import canonical
from apps.people import invitations, recoveries, recovery_rules, roles, rules
from apps.people.models import EarlierAddress, EndReason, Language, Robot, SessionReason, User
from apps.people.passwords import check_password
from apps.people.recovery_models import RecoveryKind, ResetReason
from apps.people.refusals import on_record
from apps.people.rules import Attempt, Field


@on_record(Attempt.ADD)
def add_person(
    *,
    email: str,
    full_name: str,
    by: User | None,
    password: str | None = None,
    language: str = Language.ENGLISH,
) -> User:
    """A person who can be given roles. ``by`` is None only while the firm has no administrator.

    Raises NotAllowed; BadInput for an address or password that does not do; Conflict for a known address.
    """
    rules.check_looks_after_people(by)
    email, full_name = _address(email), _name(full_name)
    if User.objects.filter(email=email).exists():
        raise Conflict(_("Somebody at the firm has this e-mail address."))
    if password is not None:
        check_password(password, User(email=email, full_name=full_name))
    user = User.objects.create_user(
        email=email, full_name=full_name, password=password, language=Language(language)
    )
    # allauth asks for the password again before it changes a second factor, and looks the person up by this row.
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    audit.record(event=Event.PEOPLE_USER_ADDED, by=by or User.for_robot(Robot.OPERATOR), on=user)
    return user


def _name(full_name: str) -> str:
    name = canonical(" ".join(full_name.split()))
    if not name or len(name) > 120:
        raise BadInput(_("A person has a name of at most 120 characters."))
    return name


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(_("This is not an e-mail address.")) from None
    return email


@on_record(Attempt.CHOOSE_LANGUAGE)
def choose_language(*, user: User, language: str, by: User) -> User:
    """The language a person reads firmai in: their own to choose. Raises NotAllowed for somebody else's."""
    rules.check_is_own(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.language = Language(language)
    user.save(update_fields=["language"])
    audit.record(event=Event.PEOPLE_LANGUAGE_CHOSEN, by=by, on=user, language=Language(language))
    return user


@on_record(Attempt.CHANGE)
def change_person(*, user: User, full_name: str, email: str, by: User, seen: Seen = None) -> User:
    """Another name, or another address to sign in with; ``seen`` is what their page showed of both.

    Raises NotAllowed, BadInput, or Conflict, also where somebody else changed the same meanwhile.
    """
    user = _locked(user)
    rules.check_looks_after(by, user)
    to = meant({"full_name": _name(full_name), "email": _address(email)}, seen)
    check_as_seen(user, to, seen)
    changed = [name for name, value in to.items() if getattr(user, name) != value]
    if not changed:
        return user
    if "email" in changed:
        if User.objects.filter(email=to["email"]).exclude(pk=user.pk).exists():
            raise Conflict(_("Somebody at the firm has this e-mail address."))
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=to["email"], primary=True, verified=True)
        _keep_address(user)
    for name in changed:
        setattr(user, name, to[name])
    user.save(update_fields=changed)
    audit.record(event=Event.PEOPLE_USER_CHANGED, by=by, on=user, fields=[Field(each) for each in changed])
    return user


def _keep_address(user: User) -> None:
    """The address that is about to be another's, where somebody has come in with the account."""
    now = timezone.now()
    EarlierAddress.objects.filter(until__lte=now).delete()  # whosever they were
    if recovery_rules.is_established(user):
        EarlierAddress.objects.create(user=user, email=user.email, until=now + recovery_rules.ADDRESS_KEPT)


@on_record(Attempt.END)
def end_person(*, user: User, reason: str, by: User) -> User:
    """Close an account: sessions, roles and an open link end with it, and nothing is deleted.

    Teams are left, and delegations end, by the stage that keeps them; a review in hand is free again when its half
    hour is over. Raises NotAllowed, or WrongState for a closed account.
    """
    roles.one_at_a_time()
    user = _locked(user)
    rules.check_can_end(by, user)
    if not user.is_active:
        raise WrongState(_("This person's account is closed."))
    close(user, EndReason(reason), by=by)
    return user


def close(user: User, reason: EndReason, *, by: User) -> None:
    """What closing an account is, once the rules were asked and the person is locked."""
    roles.end_all(user=user, reason=rules.RoleEnd.ACCOUNT_CLOSED, by=by)
    invitations.withdraw_open(user=user, by=by)
    recoveries.end_unsettled(user=user, by=by)
    user.is_active, user.ended_at, user.session_round = False, timezone.now(), user.session_round + 1
    user.save(update_fields=["is_active", "ended_at", "session_round"])
    audit.record(event=Event.PEOPLE_USER_DEACTIVATED, by=by, on=user, reason=reason)


@on_record(Attempt.BRING_BACK)
def bring_back(*, user: User, by: User) -> User:
    """Open a closed account again, with no role and no team: those are given anew. The password no longer works.

    Raises NotAllowed, or WrongState for an account that is open.
    """
    user = _locked(user)
    rules.check_looks_after(by, user)
    if user.is_active:
        raise WrongState(_("This person's account is open."))
    closed_at = user.ended_at
    user.is_active, user.ended_at, user.back_at = True, None, timezone.now()
    user.set_unusable_password()
    user.save(update_fields=["is_active", "ended_at", "back_at", "password"])
    audit.record(event=Event.PEOPLE_USER_REACTIVATED, by=by, on=user, closed_at=closed_at)
    return user


@on_record(Attempt.END_SESSIONS)
def end_sessions(*, user: User, reason: str, by: User) -> User:
    """End every session of a person at once, on every device: their own, or anybody's for an administrator."""
    user = _locked(user)
    rules.check_can_end_sessions(by, user)
    user.session_round += 1
    user.save(update_fields=["session_round"])
    audit.record(event=Event.PEOPLE_SESSIONS_ENDED, by=by, on=user, reason=SessionReason(reason))
    return user


@on_record(Attempt.RESET_SECOND_FACTOR)
def reset_second_factor(*, user: User, by: User) -> User:
    """Remove every second factor of a person, as a partner agreed to it; their sessions end with it.

    At the next sign-in the password alone leads to the page that sets up a new one, and nowhere else. Never one's
    own. Raises NotAllowed, or WrongState where there is none.
    """
    user = _locked(user)
    rules.check_can_reset_second_factor(by, user)
    agreed = recoveries.carry_out(user=user, kind=RecoveryKind.SECOND_FACTOR, by=by)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise WrongState(_("This person has no second factor."))
    user.session_round += 1
    user.save(update_fields=["session_round"])
    audit.record(
        event=Event.PEOPLE_SECOND_FACTOR_RESET,
        by=by,
        on=user,
        reason=ResetReason(agreed.reason),
        removed=removed,
    )
    return user


@on_record(Attempt.LET_BACK_IN)
def let_back_in(*, user: User, kind: str, reason: str, by: User) -> Sensitive[str] | None:
    """Ask for a way back and use it in one act: whoever holds the server, by command. The link's key, where it is one.

    Raises NotAllowed for anybody else, or WrongState where there is nothing to come back to.
    """
    rules.check_is_operator(by)
    what = RecoveryKind(kind)
    if recovery_rules.is_established(user):
        recoveries.ask_recovery(user=user, kind=what, reason=reason, by=by)
    if what == RecoveryKind.SECOND_FACTOR:
        reset_second_factor(user=user, by=by)
        return None
    _invitation, key = invitations.invite(user=user, by=by)
    return key


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
