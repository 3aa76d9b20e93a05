"""Deciding: approving, alone where there is nobody else, sending back, giving up, asking again, and the second look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import BadInput, Conflict, FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.drafting.models import Request, Version
from apps.people.visit import Visit
from apps.review import rules
from apps.review.attendance import presence
from apps.review.decisions import alone, carrying, forms, pages, sampling, services
from apps.review.models import Decision, ReviewTask
from apps.review.visiting import done, note_of, task_of, version_of


def approve_alone(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Without the second person that the item needs, because there is nobody: asked with a reason. What was written
    stays on the page where it is refused."""
    task = task_of(request, pk)
    version, note, reason = version_of(task, number), note_of(request), request.POST.get("reason", "")
    if request.method == "POST":
        try:
            alone.approve_alone(
                task=task,
                version=version,
                text_hmac=request.POST.get("shown", ""),
                reason=reason,
                note=note,
                by=request.user,
            )
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            return redirect("review:detail", pk=pk)
    context = {"version": version, "chosen": reason, "note": note.reveal() if note else ""}
    context |= pages.lonely(task, request.user)
    return render(request, "review/alone.html", presence.top(task, request.user) | context)


@require_POST
def look_again(request: Visit, pk: Any) -> HttpResponse:
    task = task_of(request, pk)
    given = Decision.objects.filter(task=task)
    decision = get_object_or_404(given, pk=as_uuid(request.POST.get("decision", "")))
    form = forms.SecondLook(request.POST)
    try:
        if form.is_valid():
            note = form.cleaned_data["note"].strip()
            sampling.look_again(
                task=task,
                decision=decision,
                outcome=form.cleaned_data["outcome"],
                note=Sensitive(note) if note else None,
                by=request.user,
            )
            messages.success(request, _("On record."))
        else:
            messages.error(request, _("Say whether the approval was right or wrong."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)


@require_POST
def ask_again(request: Visit, pk: Any) -> HttpResponse:
    """Another request for what was returned and nothing carries on; then to its preview."""
    task = task_of(request, pk)
    try:
        made = carrying.ask_again(task=task, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:detail", pk=pk)
    messages.success(request, _("A new request waits in preview: nothing has been sent."))
    return redirect("drafting:detail", pk=made.pk)


@require_POST
def give_up(request: Visit, pk: Any) -> HttpResponse:
    """Say in words that what was returned is not wanted any more."""
    task = task_of(request, pk)

    def act() -> object:
        return carrying.give_up(task=task, note=note_of(request), by=request.user)

    return done(request, act, reverse("review:detail", args=[task.pk]))


def approve(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Asked once more, naming the version and its fingerprint. Only the form on this page approves."""
    task = task_of(request, pk)
    version = version_of(task, number)
    if request.method == "POST":
        try:
            services.approve(
                task=task,
                version=version,
                text_hmac=request.POST.get("shown", ""),
                struck=as_uuid(request.POST.get("struck", "")),
                by=request.user,
            )
        except FirmaiError as error:
            messages.error(request, str(error))
            return redirect("review:approve", pk=pk, number=number)
        return redirect("review:detail", pk=pk)
    return render(request, "review/approve.html", pages.confirmation(task, version, request.user))


def return_with_reasons(request: Visit, pk: Any, number: int) -> HttpResponse:
    task = task_of(request, pk)
    version = version_of(task, number)
    form = forms.Return(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revision = services.return_with_reasons(
                task=task,
                version=version,
                reasons=form.cleaned_data["reasons"],
                note=form.note_given(),
                by=request.user,
            )
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _returned(task, revision))
            return redirect("drafting:detail", pk=revision.pk)
    return _asked_why(request, task, version, form)


def _asked_why(request: Visit, task: ReviewTask, version: Version, form: forms.Return) -> HttpResponse:
    context = {"form": form, "version": version, "may_withdraw": rules.can_withdraw(request.user, task)}
    return render(request, "review/return.html", presence.top(task, request.user) | context)


def _returned(task: ReviewTask, revision: Request) -> str:
    told = _("Returned. The new request waits in preview: nothing has been sent.")
    if revision.responsible_id == task.responsible_id:
        return told
    answers = _("%(name)s answers for it now.") % {"name": revision.responsible.full_name}
    return f"{told} {answers}"


@require_POST
def withdraw(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Given up, for reasons as a return has them; without one they are asked for again, and nobody's words go."""
    task = task_of(request, pk)
    version = version_of(task, number)
    form = forms.Return(request.POST)
    try:
        services.withdraw(
            task=task,
            version=version,
            reasons=request.POST.getlist("reasons"),
            note=note_of(request),
            by=request.user,
        )
    except BadInput as error:
        if form.is_valid():
            form.add_error(None, str(error))
        return _asked_why(request, task, version, form)
    except Conflict as error:
        messages.error(request, str(error))
        return _asked_why(request, task, version, form)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)
