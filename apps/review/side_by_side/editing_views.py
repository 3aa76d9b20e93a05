"""Changing the text in the page. What somebody wrote is shown again where it could not be saved: nobody's words go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core.errors import BadInput, Conflict, FirmaiError, WrongState
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting.models import Version
from apps.people.visit import Visit
from apps.review import rules
from apps.review.attendance import presence
from apps.review.models import ReviewTask
from apps.review.preparation import services as preparation
from apps.review.reading.services import open_draft
from apps.review.side_by_side import forms
from apps.review.visiting import task_of
from apps.review.written import redline


def edit(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Change the text from a version that is named; what was written is kept when somebody else came first."""
    task = task_of(request, pk)
    base = get_object_or_404(task.draft.versions, number=number)
    form = forms.EditText(request.POST or None)
    if request.method == "POST":
        if form.is_valid() or not rules.can_prepare(request.user, task):
            written = Sensitive(request.POST.get("text", ""))
            try:
                made = preparation.edit(task=task, base_version=base, text=written, by=request.user)
            except BadInput as error:
                form.add_error("text", str(error))
            except FirmaiError as error:
                return not_saved(request, task, base, written, error)
            else:
                messages.success(request, _("Version %(number)d is saved.") % {"number": made.number})
                return redirect("review:changes_between", pk=pk, before=base.number, after=made.number)
    elif not rules.can_prepare(request.user, task):
        return _refused(request, task, base)
    else:
        reading = open_draft(task=task, by=request.user, version=base)
        form = forms.EditText(initial={"text": reading.text})
    context = {"form": form, "base": base, "asks_origin": "unmarked" in request.GET}
    return render(request, "review/edit.html", presence.top(task, request.user) | context)


def _refused(request: Visit, task: ReviewTask, base: Version) -> HttpResponse:
    """Nobody edits a decided text: the service says so, and that it was tried is on record."""
    try:
        preparation.edit(task=task, base_version=base, text=Sensitive(""), by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=task.pk)


def not_saved(
    request: Visit, task: ReviewTask, base: Version, written: Sensitive[str], error: FirmaiError
) -> HttpResponse:
    """What could not be saved beside the newest text, and the change that it would be. From there it is saved over that
    text, which is named and seen; where the review was decided, it can only be taken along."""
    if not isinstance(error, Conflict | WrongState):
        messages.error(request, str(error))
        return redirect("review:detail", pk=task.pk)
    task = task_of(request, task.pk)
    newest = open_draft(task=task, by=request.user)
    mine = canonical(written.reveal())
    if mine == newest.text:
        messages.success(request, _("Version %(number)d says the same.") % {"number": newest.version.number})
        return redirect("review:detail", pk=task.pk)
    context = {
        "why": str(error),
        "base": base,
        "newest": newest.version,
        "theirs": newest.text,
        "form": forms.EditText(initial={"text": mine}),
        "blocks": redline.blocks(redline.redline(newest.text, mine)),
        "may_save": isinstance(error, Conflict) and rules.can_prepare(request.user, task),
    }
    return render(request, "review/not_saved.html", presence.top(task, request.user) | context, status=409)
