"""What each page needs to know of the person who asked for it."""

import enum
from collections.abc import Callable
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django_htmx.http import HttpResponseClientRefresh

from apps.audit import services as audit
from apps.audit.events import Event

Handler = Callable[[HttpRequest], HttpResponse]


class Language:
    """The person's own language. A visitor who has not signed in gets the browser's language."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The person, who is known from here on, and not Django's stand-in, through which each look at them would go.
        user = request.user = get_user(request)
        language = (
            f"{user.language}-ca" if user.is_authenticated else translation.get_language_from_request(request)
        )
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class SignedIn(LoginRequiredMiddleware):
    """Leads whoever is not signed in to the door.

    A page that asked for a part of itself is loaded again instead, so that the door is not shown inside it.
    """

    def handle_no_permission(  # type: ignore[override]  # the base names the narrower class that it happens to give
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if "HX-Request" in request.headers:
            return HttpResponseClientRefresh()
        return super().handle_no_permission(request, view_func)


class SecondFactor:
    """Where a second factor is required, a person without one reaches only the pages that set one up."""

    OPEN = ("/account/", "/static/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_one(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or request.path.startswith(self.OPEN):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(request.user)


class NoSuchPage:
    """Puts on record that somebody tried an act for which there is no page for them.

    A page that a role or a screen keeps from a person is not there for them, and a view that says so refuses before any
    service is asked. Looking for a page is no act. What is posted to one is: an act of another role, or one on what is
    another's or gone.
    """

    NOT_HERE = 404
    LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        by_itself = "HX-Refresh" in response.headers  # a page that was left open, and is told to load again
        if response.status_code == self.NOT_HERE and request.method not in self.LOOKS and not by_itself:
            self._record(request)
        return response

    @transaction.atomic
    def _record(self, request: HttpRequest) -> None:
        page = request.resolver_match
        if page is None or not request.user.is_authenticated:
            return
        named = (each for each in page.kwargs.values() if isinstance(each, UUID))
        audit.record(
            event=Event.PEOPLE_ACT_REFUSED,
            by=request.user,
            on=request.user,
            where=_code(page.view_name),
            row=next(named, None),
        )


@cache
def _code(view: str) -> enum.Enum:
    """The name of a page, which is one of those that the addresses have."""
    code = view.replace(":", ".")
    kind: Any = enum.Enum
    return cast(enum.Enum, kind("Where", {code: code})[code])
