"""Who came in, who went out and who was turned away, for the log.

Acts are recorded by the service that does them, by name, never by a signal. What happens at the door is the one
exception: the act is allauth's and Django's, not ours, and a signal is the only place where they say that it happened.
It changes no row; what does (a password, a second factor) is one act with its line (`adapters`, `factors`).
A sign-in that cannot be recorded fails. What was typed is never recorded: people type passwords into the wrong field.
"""

from __future__ import annotations

import enum
from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from apps.audit import services as audit
from apps.audit.events import Event
from apps.people.models import Robot, User


class Method(enum.StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a way to sign in
    SECOND_FACTOR = "second_factor"


class Reason(enum.StrEnum):
    UNKNOWN = "unknown"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a reason
    WRONG_CODE = "wrong_code"
    CLOSED_ACCOUNT = "closed_account"
    SPENT_LINK = "spent_link"


class SignedOut(enum.StrEnum):
    """Why somebody was signed out who did not do it."""

    BY_TIME = "by_time"


def watch() -> None:
    """Listen to every way in and out. Called once, when the app is ready."""
    account.user_logged_in.connect(signed_in, dispatch_uid="people.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="people.signed_out")
    user_login_failed.connect(turned_away, dispatch_uid="people.turned_away")
    mfa.authentication_failed.connect(wrong_code, dispatch_uid="people.wrong_code")


def signed_in(sender: Any, request: HttpRequest, user: User, **rest: Any) -> None:
    used = {record["method"] for record in get_authentication_records(request, user)}
    method = Method.SECOND_FACTOR if "mfa" in used else Method.PASSWORD
    with transaction.atomic():
        audit.record(event=Event.PEOPLE_SIGNED_IN, by=user, on=user, method=method)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **rest: Any) -> None:
    if user is not None:
        with transaction.atomic():
            audit.record(event=Event.PEOPLE_SIGNED_OUT, by=user, on=user)


def turned_away(sender: Any, credentials: dict[str, Any], **rest: Any) -> None:
    """A password that does not fit. An address that nobody has leaves only the fact that somebody tried one."""
    typed = credentials.get("email") or credentials.get("username") or ""
    user = User.objects.people().filter(email=str(typed).lower()).first()
    if user is None:
        _failed(None, Reason.UNKNOWN)
    else:
        _failed(user, Reason.WRONG_PASSWORD if user.is_active else Reason.CLOSED_ACCOUNT)


def wrong_code(sender: Any, user: User, **rest: Any) -> None:
    _failed(user, Reason.WRONG_CODE)


def spent_link(user: User) -> None:
    """A one-time link that was used, withdrawn or has run out, tried again."""
    _failed(user, Reason.SPENT_LINK)


def _failed(user: User | None, reason: Reason) -> None:
    door = User.for_robot(Robot.DOOR)
    with transaction.atomic():
        audit.record(event=Event.PEOPLE_SIGN_IN_FAILED, by=door, on=user or door, reason=reason)
