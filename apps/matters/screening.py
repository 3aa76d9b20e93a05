"""The pages about screens: what waits for a partner, what stands, and how an administrator sets one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.alphabet import alphabetical
from apps.core.errors import FirmaiError
from apps.matters import forms, queries, rules, services
from apps.matters.models import Screen
from apps.people.visit import Visit

MOST = 200


def screens(request: Visit) -> HttpResponse:
    """Administrators see people and ids; partners see screens around matters they see. Nobody sees their own."""
    if not rules.can_see_screens(request.user):
        raise Http404
    standing = Screen.objects.shown_to(request.user).standing()
    approved = standing.filter(approved_at__isnull=False, lift_asked_at=None).order_by(
        alphabetical("user__full_name"), "since"
    )
    context = {
        "waiting": queries.walls(standing.waiting().order_by("since")[:MOST], request.user),
        "standing": queries.walls(approved[:MOST], request.user),
        "may_set": rules.can_set_screens(request.user),
    }
    return render(request, "matters/screens.html", context)


def new(request: Visit) -> HttpResponse:
    if not rules.can_set_screens(request.user):
        raise Http404
    form = forms.SetScreen(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            screen = services.raise_screen(by=request.user, **form.details(form.cleaned_data["number"]))
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            approved = screen.approved_at is not None
            messages.success(
                request,
                _("The screen stands.") if approved else _("The screen holds now, and waits for a partner."),
            )
            return redirect("matters:screens")
    return render(request, "matters/new_screen.html", {"form": form})


def lift(request: Visit, pk: Any) -> HttpResponse:
    """A partner lifts; an administrator asks a partner to."""
    screen = _shown(request, pk)
    lifts = rules.can_settle_screen(request.user, screen)
    form = forms.LiftScreen(request.POST or None, initial={"reason": screen.lift_reason})
    if request.method == "POST" and form.is_valid():
        try:
            (services.lift_screen if lifts else services.ask_to_lift)(
                screen=screen, by=request.user, **form.cleaned_data
            )
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            return redirect("matters:screens")
    title = _("Lift the screen") if lifts else _("Ask a partner to lift it")
    wall = queries.walls(Screen.objects.filter(pk=screen.pk), request.user)[0]
    return render(request, "matters/lift_screen.html", {"form": form, "wall": wall, "title": title})


@require_POST
def approve(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.approve_screen)


@require_POST
def decline(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.decline_screen)


@require_POST
def keep(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.keep_screen)


def _settle(request: Visit, pk: Any, act: Callable[..., object]) -> HttpResponse:
    screen = _shown(request, pk)
    try:
        act(screen=screen, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("matters:screens")


def _shown(request: Visit, pk: Any) -> Screen:
    return get_object_or_404(Screen.objects.shown_to(request.user).standing().select_related("user"), pk=pk)
