"""The pages about how long content is kept: rules, holds, what waits to be destroyed, backups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.keeping import forms, queries, rules, services
from apps.keeping.models import Backup, Destruction, Hold, RetentionRule
from apps.matters.models import Matter
from apps.people.visit import Visit


def overview(request: Visit) -> HttpResponse:
    _check_sees(request)
    user = request.user
    context = {
        "waiting": queries.waiting(user),
        "holds": queries.standing(user),
        "rules": queries.shown_rules(user),
        "destroyed": queries.destroyed(user),
        "backups": queries.backups(),
        "may_say_gone": rules.can_say_gone(user),
        "may_set": rules.can_set_rules(user),
    }
    return render(request, "keeping/overview.html", context)


def new_rule(request: Visit) -> HttpResponse:
    if not rules.can_set_rules(request.user):
        raise Http404
    form = forms.NewRule(request.POST or None)
    return _form(
        request,
        form,
        lambda: services.propose_rule(by=request.user, **form.cleaned_data),
        title=_("Propose a rule"),
        intro=_("It is in force once another person has approved it. You answer for it."),
    )


@require_POST
def approve_rule(request: Visit, pk: Any) -> HttpResponse:
    return _settle_rule(request, pk, services.approve_rule)


@require_POST
def end_rule(request: Visit, pk: Any) -> HttpResponse:
    return _settle_rule(request, pk, services.end_rule)


@require_POST
def approve_end(request: Visit, pk: Any) -> HttpResponse:
    return _settle_rule(request, pk, services.approve_end)


@require_POST
def keep_rule(request: Visit, pk: Any) -> HttpResponse:
    return _settle_rule(request, pk, services.keep_rule)


def hold(request: Visit, pk: Any) -> HttpResponse:
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    form = forms.PlaceHold(request.POST or None)
    return _form(
        request,
        form,
        lambda: services.place_hold(matter=matter, by=request.user, **form.cleaned_data),
        title=_("Place a hold"),
        intro=_("Nothing of this matter is destroyed while a hold stands. A partner lifts it."),
        back=("desk:matter", matter.pk),
        of=str(matter),
    )


def lift(request: Visit, pk: Any) -> HttpResponse:
    held = get_object_or_404(
        Hold.objects.standing()
        .filter(matter__in=Matter.objects.visible_to(request.user))
        .select_related("matter"),
        pk=pk,
    )
    if not rules.can_lift(request.user, held):
        raise Http404
    form = forms.LiftHold(request.POST or None)
    return _form(
        request,
        form,
        lambda: services.lift_hold(hold=held, by=request.user, **form.cleaned_data),
        title=_("Lift the hold"),
        intro=_("If the matter's content is due by then, its destruction is proposed again."),
        back=("desk:matter", held.matter_id),
        of=str(held.matter),
    )


def gone(request: Visit, pk: Any) -> HttpResponse:
    """A person's word that a backup's file is gone."""
    if not rules.can_say_gone(request.user):
        raise Http404
    backup = get_object_or_404(Backup.objects.there(), pk=pk)
    return _form(
        request,
        forms.Gone(request.POST or None, expected=backup.name),
        lambda: services.say_gone(backup=backup, by=request.user),
        title=_("Say that a backup is gone"),
        intro=_(
            "Its file and every copy of it are destroyed, as far as you know. From then on certificates no longer say "
            "that it holds keys. The log keeps that you said so."
        ),
        of=backup.name,
    )


def destruction(request: Visit, pk: Any) -> HttpResponse:
    """One destruction with what may be done about it; carrying it out takes the matter's number, typed again."""
    found = _shown(request, pk)
    seen = Matter.objects.visible_to(request.user).filter(pk=found.matter_id).first()
    expected = {str(found.matter_id), *([seen.number] if seen else [])}
    form = forms.Destroy(request.POST or None, expected=expected)
    if request.method == "POST" and form.is_valid():
        try:
            services.destroy(destruction=found, by=request.user)
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The content is destroyed. The certificate says what and when."))
            return redirect("keeping:destruction", pk=found.pk)
    context = {
        "destruction": found,
        "matter": seen,
        "form": form,
        "held": rules.is_held(found.matter),
        "may_approve": rules.can_approve(request.user, found),
        "may_decline": rules.can_decline(request.user, found),
        "may_destroy": rules.can_destroy(request.user, found),
        "backup": queries.last_with_keys(found) if found.settled_at else None,
    }
    return render(request, "keeping/destruction.html", context, status=400 if form.errors else 200)


@require_POST
def approve(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.approve)


@require_POST
def decline(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.decline)


def _settle(request: Visit, pk: Any, act: Callable[..., object]) -> HttpResponse:
    found = _shown(request, pk)
    try:
        act(destruction=found, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("keeping:destruction", pk=found.pk)


def _settle_rule(request: Visit, pk: Any, act: Callable[..., object]) -> HttpResponse:
    _check_sees(request)
    rule = get_object_or_404(RetentionRule, pk=pk)
    try:
        act(rule=rule, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("keeping:overview")


def _form(
    request: Visit,
    form: Any,
    act: Callable[[], object],
    *,
    title: str,
    intro: str,
    back: tuple[Any, ...] = ("keeping:overview",),
    of: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            return redirect(back[0], *back[1:])
    context = {
        "form": form,
        "title": title,
        "intro": intro,
        "of": of,
        "back": redirect(back[0], *back[1:]).url,
    }
    return render(request, "keeping/form.html", context, status=400 if form.errors else 200)


def _check_sees(request: Visit) -> None:
    if not rules.sees_keeping(request.user):
        raise Http404


def _shown(request: Visit, pk: Any) -> Destruction:
    rows = Destruction.objects.shown_to(request.user)
    return get_object_or_404(
        rows.select_related("rule", "matter__key", "proposed_by", "approved_by", "settled_by"), pk=pk
    )
