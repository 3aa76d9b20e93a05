"""What each page needs to know of the person who asked for it."""

import enum
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.people.sessions import SessionStore

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
    """Leads whoever is not signed in to the door, and from there back to the page that they were on.

    A page that asked for a part of itself is told instead, so that the door is not shown inside it: it keeps what was
    typed into it (`left.js`).
    """

    def handle_no_permission(  # type: ignore[override]  # the base names the narrower class that it happens to give
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if "HX-Request" in request.headers:
            return HttpResponse(status=401, headers={"HX-Trigger": "signed-out"})
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            messages.warning(request, _("You are signed out, so what you sent last was not taken."))
        return redirect_to_login(self._came_from(request), self.get_login_url(view_func))

    def _came_from(self, request: HttpRequest) -> str:
        """The page of this house that something was sent from: what was sent itself cannot be looked at."""
        with suppress(ValueError):  # no address at all
            came_from = urlsplit(request.headers.get("Referer", ""))
            path = came_from._replace(scheme="", netloc="").geturl()
            if came_from.netloc == request.get_host() and url_has_allowed_host_and_scheme(path, None):
                return path
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class InUse:
    """What a person asks for puts off the end of their session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_given: object
    ) -> None:
        if not getattr(view, "by_itself", False):
            cast(SessionStore, request.session).used()


class SecondFactor:
    """Where a second factor is required, a person without one reaches only the pages that set one up, and what those
    ask by themselves."""

    OPEN = ("/account/", "/static/", "/people/me/awake/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_one(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or request.path.startswith(self.OPEN):
            return False
        return not request.user.has_second_factor


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
