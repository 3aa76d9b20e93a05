"""What every page asks of the database for what it shows around its own content."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from apps.desk import context
from apps.people.visit import Visit


class Around:
    """Lets a view send what the rail asks with what it asks itself, instead of after it (``Visit.beside``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        page = request.resolver_match
        is_queue = page is not None and page.view_name == context.QUEUE
        visit = cast(Visit, request)
        visit.beside = context.around(visit.user, is_queue=is_queue)
