"""Roles: given and ended by an administrator, never one's own; two that do not go together, under an exception."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.people import rules
from apps.people.models import ExceptionReason, Robot, RoleCode, RoleException, RoleGrant, User
from apps.people.refusals import on_record
from apps.people.rules import Attempt, RoleEnd


@on_record(Attempt.GRANT)
def grant_role(*, user: User, role: str, by: User | None, until: datetime | None = None) -> RoleGrant:
    """Give a role from now on, until a moment if one is named.

    Administrator together with a deciding role rests on an exception in force, and ends with it at the latest.
    ``by`` is None only for the firm's first administrator. Raises NotAllowed, BadInput or Conflict.
    """
    code = RoleCode(role)
    held = User.objects.select_for_update().get(pk=user.pk)
    rules.check_can_grant(code, held, by=by)
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


@on_record(Attempt.END_ROLE)
def end_role(*, grant: RoleGrant, by: User) -> RoleGrant:
    """End a role now. Raises NotAllowed, or WrongState where it ended or the firm could be left no administrator."""
    one_at_a_time()
    grant = RoleGrant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    rules.check_can_end_role(by, grant)
    if grant.until is not None and grant.until <= timezone.now():
        raise WrongState(_("This role has ended."))
    _end(grant, by=by)
    return grant


def one_at_a_time() -> None:
    """Or two administrators could end each other at once, and leave the firm none."""
    list(RoleGrant.objects.select_for_update().filter(role=RoleCode.ADMINISTRATOR).order_by("pk"))


def end_all(*, user: User, reason: RoleEnd, by: User) -> None:
    """End every role a person holds or is yet to hold, once the rules were asked."""
    for grant in RoleGrant.objects.select_for_update().filter(user=user).exclude(until__lte=timezone.now()):
        _end(grant, by=by, reason=reason)
    _forget_roles(user)


def _end(grant: RoleGrant, *, by: User, reason: RoleEnd | None = None) -> None:
    grant.until = timezone.now()
    grant.save(update_fields=["until"])
    _forget_roles(grant.user)
    audit.record(
        event=Event.PEOPLE_ROLE_ENDED,
        by=by,
        on=grant,
        role=RoleCode(grant.role_id),
        user=grant.user_id,
        reason=reason,
    )


@on_record(Attempt.MAKE_EXCEPTION)
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


def _forget_roles(user: User) -> None:
    """The caller's copy of the person reads its roles again."""
    user.__dict__.pop("_role_codes", None)
