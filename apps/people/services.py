"""People, their roles and their licences: every change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.people import rules
from apps.people.models import (
    ExceptionReason,
    Language,
    Licence,
    LicenceClass,
    Regulator,
    Robot,
    RoleCode,
    RoleException,
    RoleGrant,
    Scope,
    User,
)


@transaction.atomic
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
    email, full_name = email.strip().lower(), " ".join(full_name.split())
    _check_person(email, full_name, password)
    user = User.objects.create_user(
        email=email, full_name=full_name, password=password, language=Language(language)
    )
    # allauth asks for the password again before it changes a second factor, and looks the person up by this row.
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    audit.record(event=Event.PEOPLE_USER_ADDED, by=by or User.for_robot(Robot.OPERATOR), on=user)
    return user


def _check_person(email: str, full_name: str, password: str | None) -> None:
    if not full_name:
        raise BadInput(_("A person has a name."))
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(_("This is not an e-mail address.")) from None
    if User.objects.filter(email=email).exists():
        raise Conflict(_("Somebody at the firm has this e-mail address."))
    if password is not None:
        try:
            validate_password(password, User(email=email, full_name=full_name))
        except ValidationError as error:
            raise BadInput(" ".join(error.messages)) from None


@transaction.atomic
def choose_language(*, user: User, language: str, by: User) -> User:
    """The language a person reads firmai in: their own to choose. Raises NotAllowed for somebody else's."""
    rules.check_is_own(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.language = Language(language)
    user.save(update_fields=["language"])
    audit.record(event=Event.PEOPLE_LANGUAGE_CHOSEN, by=by, on=user, language=Language(language))
    return user


@transaction.atomic
def grant_role(*, user: User, role: str, by: User | None, until: datetime | None = None) -> RoleGrant:
    """Give a role from now on, until a moment if one is named.

    Administrator together with a deciding role rests on an exception in force, and ends with it at the latest.
    ``by`` is None only for the firm's first administrator. Raises NotAllowed, BadInput or Conflict.
    """
    code = RoleCode(role)
    rules.check_can_grant(code, by=by)
    held = User.objects.select_for_update().get(pk=user.pk)
    rules.check_can_hold(held, code, until=until)
    if held.grants.filter(role=code).exclude(until__lte=timezone.now()).exists():
        raise Conflict(_("This person has the role already."))
    exception = rules.standing_exception(held) if rules.needs_exception(held, code) else None
    if exception is not None:
        until = min(until, exception.until) if until else exception.until
    actor = by or User.for_robot(Robot.OPERATOR)
    grant = RoleGrant.objects.create(
        user=held, role_id=code, until=until, granted_by=actor, exception=exception
    )
    _forget_roles(user)
    audit.record(
        event=Event.PEOPLE_ROLE_GRANTED,
        by=actor,
        on=grant,
        role=code,
        user=held.pk,
        ends_at=until,
        exception=exception is not None,
    )
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User) -> RoleGrant:
    """End a role now. Raises NotAllowed, or WrongState where it ended or nobody would look after people."""
    rules.check_looks_after_people(by)
    # One at a time, or two administrators could end each other's role at once and leave the firm none.
    list(RoleGrant.objects.select_for_update().filter(role=RoleCode.ADMINISTRATOR).order_by("pk"))
    grant = RoleGrant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    now = timezone.now()
    if grant.until is not None and grant.until <= now:
        raise WrongState(_("This role has ended."))
    grant.until = now
    grant.save(update_fields=["until"])
    if grant.role_id == RoleCode.ADMINISTRATOR and not rules.there_is_an_administrator():
        raise WrongState(_("The firm would have no administrator. Give somebody else the role first."))
    _forget_roles(grant.user)
    audit.record(
        event=Event.PEOPLE_ROLE_ENDED, by=by, on=grant, role=RoleCode(grant.role_id), user=grant.user_id
    )
    return grant


@transaction.atomic
def record_exception(*, user: User, reason: str, until: datetime, by: User) -> RoleException:
    """Let one person be administrator and hold a deciding role, until a moment. Raises NotAllowed or BadInput."""
    rules.check_can_make_exception(by, user)
    if until <= timezone.now():
        raise BadInput(_("The last day of the exception has passed."))
    exception = RoleException.objects.create(
        user=user, reason=ExceptionReason(reason), until=until, recorded_by=by
    )
    audit.record(
        event=Event.PEOPLE_EXCEPTION_RECORDED,
        by=by,
        on=exception,
        user=user.pk,
        reason=ExceptionReason(reason),
        ends_at=until,
        own=by == user,
    )
    return exception


@transaction.atomic
def record_licence(
    *,
    user: User,
    licence_class: str,
    regulator: str,
    number: str,
    scope: Iterable[str],
    since: date,
    by: User,
    until: date | None = None,
) -> Licence:
    """A licence as the regulator's register shows it. Raises NotAllowed, BadInput or Conflict."""
    rules.check_looks_after_people(by)
    number = number.strip()
    if not number or len(number) > 20:
        raise BadInput(_("A licence has a number of at most 20 characters."))
    if until is not None and until < since:
        raise BadInput(_("A licence cannot end before it begins."))
    if Licence.objects.filter(regulator=regulator, number=number).exists():
        raise Conflict(_("This licence is on record already."))
    licence = Licence.objects.create(
        user=user,
        licence_class=LicenceClass(licence_class),
        regulator=Regulator(regulator),
        number=number,
        scope=[Scope(each) for each in scope],
        since=since,
        until=until,
    )
    audit.record(
        event=Event.PEOPLE_LICENCE_RECORDED,
        by=by,
        on=licence,
        user=user.pk,
        licence_class=LicenceClass(licence_class),
    )
    return licence


def _forget_roles(user: User) -> None:
    """The caller's copy of the person reads its roles again."""
    user.__dict__.pop("_role_codes", None)
