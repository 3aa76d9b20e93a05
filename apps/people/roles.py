"""Roles: given and ended by an administrator, never one's own; one that decides, with a partner; two that do not go
together, under an exception."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.people import role_rules, rules
from apps.people.models import ExceptionReason, Robot, RoleCode, RoleException, RoleGrant, User
from apps.people.refusals import on_record
from apps.people.rules import Attempt, RoleEnd


@on_record(Attempt.GRANT)
def grant_role(*, user: User, role: str, by: User | None, until: datetime | None = None) -> RoleGrant:
    """Give a role from now on, until a moment if one is named. One that decides begins once a partner has agreed, or
    where none is able to, after ``recovery_rules.WAIT`` (`role_rules`).

    Administrator together with a deciding role rests on an exception in force, and ends with it at the latest.
    ``by`` is None only for the firm's first administrator. Raises NotAllowed, BadInput or Conflict.
    """
    code = RoleCode(role)
    held = User.objects.select_for_update().get(pk=user.pk)
    rules.check_can_grant(code, held, by=by)
    rules.check_can_hold(held, code, until=until)
    if held.grants.standing().filter(role=code).exists():
        raise Conflict(_("This person has the role already, or somebody asked for it."))
    exception = rules.standing_exception(held) if rules.needs_exception(held, code) else None
    if exception is not None:
        until = min(until, exception.until) if until else exception.until
    actor, now = by or User.for_robot(Robot.OPERATOR), timezone.now()
    since = role_rules.begins(code, held, actor, now)
    grant = RoleGrant.objects.create(
        user=held,
        role_id=code,
        since=since,
        until=until,
        granted_by=actor,
        exception=exception,
        asked_at=None if since == now else now,
    )
    _forget_roles(user)
    told: dict[str, Any] = {
        "role": code,
        "user": held.pk,
        "ends_at": until,
        "exception": exception is not None,
    }
    if since == now:
        audit.record(event=Event.PEOPLE_ROLE_GRANTED, by=actor, on=grant, **told)
    else:
        audit.record(event=Event.PEOPLE_ROLE_ASKED, by=actor, on=grant, waits_until=since, **told)
    return grant


@on_record(Attempt.AGREE_ROLE)
def agree_role(*, grant: RoleGrant, by: User) -> RoleGrant:
    """A partner's yes: the role begins. Raises NotAllowed, or WrongState for one that does not wait."""
    grant = _waiting(grant)
    role_rules.check_can_agree_role(by, grant)
    rules.check_is_open(grant.user)
    grant.since = grant.agreed_at = timezone.now()
    grant.agreed_by = by
    grant.save(update_fields=["since", "agreed_by", "agreed_at"])
    audit.record(
        event=Event.PEOPLE_ROLE_AGREED,
        by=by,
        on=grant,
        role=RoleCode(grant.role_id),
        user=grant.user_id,
        raised_by=grant.granted_by_id,
        ends_at=grant.until,
    )
    return grant


@on_record(Attempt.REFUSE_ROLE)
def refuse_role(*, grant: RoleGrant, by: User) -> RoleGrant:
    """A partner's no, before it begins. Raises NotAllowed, or WrongState for one that does not wait."""
    grant = _waiting(grant)
    role_rules.check_can_refuse_role(by, grant)
    grant.until = timezone.now()
    grant.save(update_fields=["until"])
    audit.record(
        event=Event.PEOPLE_ROLE_REFUSED,
        by=by,
        on=grant,
        role=RoleCode(grant.role_id),
        user=grant.user_id,
        raised_by=grant.granted_by_id,
    )
    return grant


def _waiting(grant: RoleGrant) -> RoleGrant:
    """Locked: the person first, as every act about them does."""
    User.objects.select_for_update().get(pk=grant.user_id)
    found = RoleGrant.objects.select_for_update(of=("self",)).select_related("user", "granted_by")
    grant = found.get(pk=grant.pk)
    if not grant.waits:
        raise WrongState(_("This does not wait any more."))
    return grant


@on_record(Attempt.END_ROLE)
def end_role(*, grant: RoleGrant, by: User) -> RoleGrant:
    """End a role now, or take it back before it begins. Raises NotAllowed, or WrongState where it ended or the firm
    could be left no administrator."""
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
    for grant in RoleGrant.objects.standing().select_for_update().filter(user=user):
        _end(grant, by=by, reason=reason)
    _forget_roles(user)


def _end(grant: RoleGrant, *, by: User, reason: RoleEnd | None = None) -> None:
    why = RoleEnd.NOT_BEGUN if grant.waits else reason
    grant.until = timezone.now()
    grant.save(update_fields=["until"])
    _forget_roles(grant.user)
    audit.record(
        event=Event.PEOPLE_ROLE_ENDED,
        by=by,
        on=grant,
        role=RoleCode(grant.role_id),
        user=grant.user_id,
        reason=why,
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
