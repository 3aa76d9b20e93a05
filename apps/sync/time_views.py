"""A person confirms their own time for an approved narrative; only then it goes out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core.errors import FirmaiError
from apps.people.visit import Visit
from apps.review import queries as reviews
from apps.review import services as review
from apps.review.models import ReviewTask
from apps.sync import queries, rules, services
from apps.sync.forms import ConfirmTime


def confirm(request: Visit, pk: Any) -> HttpResponse:
    """The narrative, what was offered at reviews, and the form. Opening it is on record."""
    rows = ReviewTask.objects.visible_to(request.user).select_related("matter")
    task = get_object_or_404(rows, pk=pk)
    manifest = reviews.approved_manifest(task)
    if manifest is None or not rules.can_confirm_time(request.user, task):
        raise Http404
    form = ConfirmTime(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.confirm_time(
                task=task,
                day=form.cleaned_data["day"],
                units=form.units(),
                billable=form.cleaned_data["billable"],
                by=request.user,
            )
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your time is confirmed and on its way."))
            return redirect("sync:detail", pk=made.pk)
    context = {
        "form": form,
        "task": task,
        "text": review.open_draft(task=task, by=request.user, version=manifest.version).text,
        "offered": queries.offered_time(task.matter, request.user),
    }
    return render(request, "sync/time.html", context, status=400 if form.errors else 200)
