"""A page that would have said what is no more says so, instead of breaking."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.matters.keys import KeysDestroyed

GONE = 410


class DestroyedContent:
    """Answers with a page of its own where a view came upon a matter whose keys were destroyed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, KeysDestroyed):
            return render(request, "matters/destroyed.html", status=GONE)
        return None
