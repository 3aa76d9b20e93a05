"""What each page needs to know of the person who asked for it."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django_htmx.http import HttpResponseClientRefresh

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
