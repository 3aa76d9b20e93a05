"""A partner says whether two clients of one name are one, and takes it back: from the list of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.matters import services, sharing
from apps.matters.models import Client, NamesakeAnswer
from apps.people.visit import Visit


@require_POST
def say(request: Visit, client: Any, other: Any) -> HttpResponse:
    """``same`` in the form is yes or no; without it nothing is said."""
    one, two = (get_object_or_404(Client, pk=pk) for pk in (client, other))
    _check_seen(request, one, two)
    if one == two or request.POST.get("same") not in {"yes", "no"}:
        raise Http404
    same = request.POST["same"] == "yes"
    return _do(request, lambda: services.say_namesakes(client=one, other=two, same=same, by=request.user))


@require_POST
def take_back(request: Visit, pk: Any) -> HttpResponse:
    answer = get_object_or_404(NamesakeAnswer.objects.select_related("one", "other"), pk=pk)
    _check_seen(request, answer.one, answer.other)
    return _do(request, lambda: services.take_back_namesakes(answer=answer, by=request.user))


def _check_seen(request: Visit, one: Client, other: Client) -> None:
    """Whoever may not say it is not told that there are two."""
    if not sharing.can_say_namesakes(request.user, one, other):
        raise Http404


def _do(request: Visit, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:supervision")
