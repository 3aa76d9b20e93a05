"""Deliveries: where each approved item is, why one waits, and trying again. And what comes in by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.integrations.models import PRACTICE_SYSTEMS, Connection, Region
from apps.people.visit import Visit, by_itself
from apps.sync import queries, rules, sentences, services
from apps.sync.links import link
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, GivenUp, Pull

PAGE = 50
RELATED = (
    "matter",
    "connection",
    "asked_by",
    "manifest__task__draft__request__workflow_version__workflow",
    "manifest__version",
)
DONE = (DeliveryState.VERIFIED, DeliveryState.CANCELLED)


def deliveries(request: Visit) -> HttpResponse:
    """Deliveries of matters this person may see, newest first."""
    show = request.GET.get("show", "all")
    found = Delivery.objects.visible_to(request.user).select_related(*RELATED)
    if show == "open":
        found = found.exclude(state__in=DONE)
    elif show == "abroad":
        found = found.exclude(place__in=["", Region.CANADA])
    if before := request.GET.get("before"):
        last = get_object_or_404(Delivery.objects.visible_to(request.user), pk=as_uuid(before))
        found = found.filter(queued_at__lt=last.queued_at)
    rows = list(found.order_by("-queued_at", "pk")[: PAGE + 1])
    following = request.GET.copy()
    if len(rows) > PAGE:
        following["before"] = str(rows[PAGE - 1].pk)
    context = {
        "deliveries": rows[:PAGE],
        "show": show,
        "tabs": [
            ("all", _("All")),
            ("open", _("Not delivered yet")),
            ("abroad", _("Outside Canada")),
        ],
        "time": queries.time_to_confirm(request.user)[:PAGE],
        "page": {"next": following.urlencode() if len(rows) > PAGE else "", "previous": ""},
    }
    return render(request, "sync/list.html", context)


def delivery(request: Visit, pk: Any) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    there = link(found.matter_id)
    other = there.connection if there else None
    context = {
        "delivery": found,
        "sentence": sentences.said(found),
        "may_retry": rules.can_retry(request.user, found),
        "may_cancel": rules.can_cancel(request.user, found),
        "may_take_up": rules.can_take_up(request.user, found),
        "goes_over": other if rules.can_redirect(request.user, found, other) else None,
        "may_confirm": found.kind == DeliveryKind.TIME
        and rules.can_confirm_time(request.user, found.manifest.task),
        "reasons": [(each.value, each.label) for each in GivenUp.of_a_person()],
        "time": getattr(found, "time", None),
        "renderings": found.manifest.renderings.order_by("format"),
    }
    return render(request, "sync/detail.html", context)


@require_POST
def retry(request: Visit, pk: Any) -> HttpResponse:
    return _act(request, pk, services.retry, seen=request.POST.get("trouble", ""))


@require_POST
def cancel(request: Visit, pk: Any) -> HttpResponse:
    return _act(request, pk, services.cancel, reason=request.POST.get("reason", ""))


@require_POST
def take_up(request: Visit, pk: Any) -> HttpResponse:
    return _act(request, pk, services.take_up)


@require_POST
def go_over_another(request: Visit, pk: Any) -> HttpResponse:
    return _act(request, pk, services.redirect)


def _act(request: Visit, pk: Any, service: Any, **given: Any) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    try:
        service(delivery=found, by=request.user, **given)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("sync:detail", pk=pk)


# --- what comes in -----------------------------------------------------------------------------------------------


def incoming(request: Visit) -> HttpResponse:
    """What practice systems and Zoom bring in by themselves, for whoever may steer it."""
    _check_steers(request)
    ways = queries.ways()
    context = {
        "ways": ways,
        "moving": any(way.is_moving for way in ways),
        "heard": queries.heard(),
        "past": queries.past(),
        "differences": queries.differences(request.user),
        "unmatched": queries.unmatched(request.user),
        "works": request.user.works_on_matters,
    }
    return render(request, "sync/incoming.html", context)


@by_itself
def progress(request: Visit) -> HttpResponse:
    """The part of that page that changes while something is being read."""
    _check_steers(request)
    ways = queries.ways()
    moving = any(way.is_moving for way in ways)
    response = render(request, "sync/_ways.html", {"ways": ways, "moving": moving})
    if not moving:
        response.headers["HX-Refresh"] = "true"  # the lists beside it are of before
    return response


@require_POST
def ask(request: Visit, pk: Any) -> HttpResponse:
    _check_steers(request)
    connection = get_object_or_404(Connection, pk=pk)
    whole = request.POST.get("what") == "whole"
    return _steer(request, lambda: services.ask_pull(connection=connection, by=request.user, whole=whole))


def words(request: Visit, pk: Any) -> HttpResponse:
    """What the firm means by the practice system's words, those nobody explained yet first."""
    _check_steers(request)
    connection = get_object_or_404(Connection, pk=pk, vendor__in=PRACTICE_SYSTEMS)
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("field", "word", "meaning")}
        try:
            services.set_word(connection=connection, by=request.user, **given)
        except FirmaiError as error:
            messages.error(request, str(error))
        return redirect("sync:words", pk=pk)
    return render(request, "sync/words.html", queries.words(connection))


@require_POST
def stop(request: Visit, pk: Any) -> HttpResponse:
    _check_steers(request)
    pull = get_object_or_404(Pull, pk=pk)
    return _steer(request, lambda: services.stop_pull(pull=pull, by=request.user))


@require_POST
def resume(request: Visit, pk: Any) -> HttpResponse:
    _check_steers(request)
    pull = get_object_or_404(Pull, pk=pk)
    return _steer(request, lambda: services.resume_pull(pull=pull, by=request.user))


def _check_steers(request: Visit) -> None:
    if not rules.can_pull(request.user):
        raise Http404


def _steer(request: Visit, act: Any) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("sync:incoming")
