"""The firm's precedents: the list, taking one into a matter, approving and retiring one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.intake import queries, services
from apps.intake.models import Precedent, Source
from apps.matters.models import Matter
from apps.people.visit import Visit


def precedents(request: Visit) -> HttpResponse:
    """What may be taken into a matter; with a matter in the address, into that one."""
    chosen = request.GET.get("matter")
    visible = Matter.objects.visible_to(request.user)
    context = {
        "precedents": queries.precedents(request.user),
        "matter": get_object_or_404(visible, pk=as_uuid(chosen)) if chosen else None,
        "may_retire": request.user.is_partner,
    }
    return render(request, "intake/precedents.html", context)


@require_POST
def use(request: Visit, pk: Any) -> HttpResponse:
    matter = get_object_or_404(
        Matter.objects.visible_to(request.user), pk=as_uuid(request.POST.get("matter", ""))
    )
    precedent = get_object_or_404(Precedent.objects.in_force(), pk=pk)
    try:
        services.use_precedent(precedent=precedent, matter=matter, by=request.user)
        messages.success(request, _("A copy is a source of this matter now. It is being read."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:matter", pk=matter.pk)


@require_POST
def approve(request: Visit, pk: Any) -> HttpResponse:
    source = get_object_or_404(Source.objects.visible_to(request.user).select_related("matter"), pk=pk)
    try:
        services.approve_precedent(source=source, by=request.user)
        messages.success(request, _("It is a precedent of the firm now."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("intake:source", pk=pk)


@require_POST
def retire(request: Visit, pk: Any) -> HttpResponse:
    visible = Source.objects.visible_to(request.user)
    precedent = get_object_or_404(Precedent.objects.in_force().filter(source__in=visible), pk=pk)
    try:
        services.retire_precedent(precedent=precedent, by=request.user)
        messages.success(request, _("Retired. Copies that matters took stay theirs."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("intake:precedents")
