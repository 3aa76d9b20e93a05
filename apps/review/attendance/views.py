"""Having a review in hand: presence, taking over, asking a colleague, naming who answers, one's own time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.people.visit import Visit, by_itself
from apps.review.attendance import presence, services
from apps.review.attendance.colleagues import colleagues
from apps.review.models import ReviewTask, TaskQuerySet, TaskState
from apps.review.visiting import task_of


def _tasks(request: Visit) -> TaskQuerySet:
    related = ("matter", "responsible", "reserved_by", "assigned")
    return ReviewTask.objects.visible_to(request.user).select_related(*related)


def _task(request: Visit, pk: Any) -> ReviewTask:
    return get_object_or_404(_tasks(request), pk=pk)


@by_itself
@require_POST
def attend(request: Visit, pk: Any) -> HttpResponse:
    """An open page says that its person is there; the answer is who else is, and who has the review.

    It says so by itself: where it was decided meanwhile, or is not theirs any more, nobody tried anything. A page that
    ``stays`` is one on which something may have been written: that the review was decided does not load it again, and
    it has nothing to press.
    """
    stays = "stays" in request.POST
    task = _tasks(request).filter(pk=pk).first()
    if task is None:
        return _out_of_date(404)
    if task.state not in (TaskState.OPEN, TaskState.SECOND):
        return HttpResponse(status=204) if stays else _out_of_date()
    try:
        services.attend(
            task=task,
            active=request.POST.get("active") == "1",
            page=as_uuid(request.POST.get("page", "")),
            by=request.user,
        )
    except FirmaiError:  # at this very moment
        return HttpResponse(status=204) if stays else _out_of_date()
    shown = presence.shown(_task(request, pk), request.user)
    return render(request, "review/_presence.html", shown | {"stays": stays})


def _out_of_date(status: int = 204) -> HttpResponse:
    """The page says what is the case as soon as it is loaded again."""
    response = HttpResponse(status=status)
    response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def take_over(request: Visit, pk: Any) -> HttpResponse:
    try:
        services.take_over(task=_task(request, pk), by=request.user)
        messages.success(request, _("You have this review now. That you took it over is on record."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)


@require_POST
def assign(request: Visit, pk: Any) -> HttpResponse:
    """Somebody is asked, or nobody any more where none is chosen. Who cannot be asked by now takes nobody's place."""
    task = _task(request, pk)
    asked = request.POST.get("to", "")
    key = as_uuid(asked)
    to = None if key is None else colleagues().filter(pk=key).first()
    if asked and to is None:
        messages.error(request, _("Choose whom to ask."))
        return redirect("review:detail", pk=pk)
    try:
        services.assign(task=task, to=to, by=request.user)
        messages.success(request, _("Saved."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)


@require_POST
def answers_for(request: Visit, pk: Any) -> HttpResponse:
    """Somebody is named in the place of whoever answered for it and may not any more."""
    task = _task(request, pk)
    key = as_uuid(request.POST.get("to", ""))
    to = None if key is None else colleagues().filter(pk=key).first()
    if to is None:
        messages.error(request, _("Choose who answers for it."))
        return redirect("review:detail", pk=pk)
    try:
        services.name_who_answers(task=task, to=to, by=request.user)
        messages.success(request, _("%(name)s answers for it now.") % {"name": to.full_name})
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)


@require_POST
def offer_time(request: Visit, pk: Any) -> HttpResponse:
    try:
        services.offer_time(task=_task(request, pk), by=request.user)
        messages.success(request, _("Offered. The supervising partner can see these minutes now."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)


@require_POST
def reserve(request: Visit, pk: Any) -> HttpResponse:
    return _take(request, pk, services.reserve)


@require_POST
def release(request: Visit, pk: Any) -> HttpResponse:
    return _take(request, pk, services.release)


def _take(request: Visit, pk: Any, service: Callable[..., object]) -> HttpResponse:
    task = task_of(request, pk)
    try:
        service(task=task, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    if "queue" in request.POST:
        return redirect(f"{reverse('review:queue')}?{QueryDict(request.POST['queue']).urlencode()}#task-{pk}")
    return redirect("review:detail", pk=pk)
