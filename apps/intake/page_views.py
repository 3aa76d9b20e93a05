"""A person's word on what nobody uses yet: scanned pages beside their picture, and recordings that are held."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError, WrongState
from apps.core.sensitive import Sensitive
from apps.intake import queries, rules, services
from apps.intake.forms import ClearRecording
from apps.intake.models import Source, State
from apps.people.visit import Visit


def _source(request: Visit, pk: Any) -> Source:
    rows = Source.objects.visible_to(request.user).select_related("matter")
    return get_object_or_404(rows, pk=pk)


def picture(request: Visit, pk: Any, page: int) -> HttpResponse:
    """A recognised page as it was scanned. Opening it is on record."""
    try:
        drawn = services.open_picture(source=_source(request, pk), page=page, by=request.user)
    except WrongState:
        raise Http404 from None
    return HttpResponse(
        drawn.reveal(), content_type="image/png", headers={"Cache-Control": "no-store, private"}
    )


@require_POST
def confirm(request: Visit, pk: Any, page: int) -> HttpResponse:
    found = _source(request, pk)
    try:
        if "leave_out" in request.POST:
            found = services.leave_page_out(source=found, page=page, by=request.user)
        else:
            said = Sensitive(request.POST.get("text", ""))
            found = services.confirm_page(source=found, page=page, text=said, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    if found.state == State.UNREADABLE:
        return redirect("desk:matter", pk=found.matter_id)
    if found.state == State.READY:
        messages.success(request, _("Every page is settled. The source can be used."))
    return redirect("intake:source", pk=pk)


def clear(request: Visit, pk: Any) -> HttpResponse:
    """What has to be on record before anybody reads a recording."""
    found = _source(request, pk)
    if not rules.can_clear(request.user, found):
        raise Http404
    form = ClearRecording(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.clear(source=found, by=request.user, **form.cleaned_data)
        except FirmaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is being read now."))
            return redirect("desk:matter", pk=found.matter_id)
    context = {"form": form, "source": queries.shown(found), "matter": found.matter}
    return render(request, "intake/clear.html", context, status=400 if form.errors else 200)


@require_POST
def again(request: Visit, pk: Any) -> HttpResponse:
    found = _source(request, pk)
    try:
        services.read_again(source=found, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:matter", pk=found.matter_id)
