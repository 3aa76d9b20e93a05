"""A person's own second factor: what allauth's pages change of it, and the lines about that, are one act.

allauth says what it did after it was committed, or between two commits, so that its word comes too late. Here its view
runs inside a transaction that holds the person, and what the person has afterwards is compared with what they had.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from apps.audit import services as audit
from apps.audit.events import Event
from apps.people.models import User

View = Callable[..., HttpResponse]


class Factor(enum.StrEnum):
    """A second factor, as allauth calls its kinds."""

    CODE = "totp"
    KEY = "webauthn"
    RECOVERY_CODES = "recovery_codes"


def as_one_act(view: View) -> View:
    """The view as one act with its lines in the log: where one of them cannot be written, nothing has changed."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated or request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=request.user.pk)
            before = _held(user)
            response = view(request, *args, **kwargs)
            _record(user, before, _held(user))
        return response

    return wrapped


def _held(user: User) -> dict[int, Factor]:
    rows = Authenticator.objects.filter(user=user).order_by("pk")
    return {pk: Factor(kind) for pk, kind in rows.values_list("pk", "type")}


def _record(user: User, before: dict[int, Factor], after: dict[int, Factor]) -> None:
    """In the order in which they came. Recovery codes that are others now were renewed: of those there is one set."""
    gone = [factor for pk, factor in before.items() if pk not in after]
    new = [factor for pk, factor in after.items() if pk not in before]
    if Factor.RECOVERY_CODES in gone and Factor.RECOVERY_CODES in new:
        gone.remove(Factor.RECOVERY_CODES)
        new.remove(Factor.RECOVERY_CODES)
        audit.record(event=Event.PEOPLE_RECOVERY_CODES_RENEWED, by=user, on=user)
    for factor in gone:
        audit.record(event=Event.PEOPLE_SECOND_FACTOR_REMOVED, by=user, on=user, factor=factor)
    for factor in new:
        audit.record(event=Event.PEOPLE_SECOND_FACTOR_ADDED, by=user, on=user, factor=factor)
