"""What comes before every page, and headers that hold for each."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve

Handler = Callable[[HttpRequest], HttpResponse]


class Probes:
    """Answers whoever watches this process, ahead of everything else.

    They ask the process and not the house: by a number and not by its name, without TLS, without a cookie. What is
    asked of a person's browser after this (a known name, https) would turn them away.
    """

    ADDRESSES = frozenset({"/healthz", "/readyz", "/metrics"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in self.ADDRESSES:
            return resolve(request.path_info).func(request)
        return self.get_response(request)


class ContentSecurityPolicy:
    """Sends ``SECURE_CSP`` (the name Django 6 reads), so that no inline script or foreign host can run."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.value = "; ".join(f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.value)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class NothingKept:
    """A signed-in person's page is not stored by a browser or a proxy: the next person may not be them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class NoSuchAddress:
    """There is nothing at an address with NUL in it: no text in the database holds one, and asking for it fails."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _given: object, named: dict[str, Any]
    ) -> None:
        asked = chain(named.values(), *(each for _name, each in request.GET.lists()))
        if any(isinstance(each, str) and "\0" in each for each in asked):
            raise Http404


class NothingToLookAt:
    """Says so where somebody opens, as a page, an address at which something is only done, which has no words of its
    own: after a link that was kept, or on the way back from signing in."""

    LOOKED, NOT_HERE = "GET", 405

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != self.NOT_HERE or request.method != self.LOOKED or response.content:
            return response
        page = render(request, "405.html", status=self.NOT_HERE)
        page.headers["Allow"] = response.headers["Allow"]
        return page
