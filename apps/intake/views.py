"""Adding sources, reading one with its passages, and giving a transcript its matter."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.intake import forms, held, queries, rules, services
from apps.intake.models import Arrival, ArrivalState, Origin, Precedent, Source, Tag
from apps.intake.uploads import takes_files
from apps.matters.models import Matter
from apps.people.visit import Visit


@require_POST
@takes_files
def upload(request: Visit, pk: Any) -> HttpResponse:
    """Take each file on its own: one that is refused does not lose the others."""
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)
    tag = request.POST.get("tag", "")
    taken = left_out = 0
    for file in request.FILES.getlist("files"):
        try:
            services.receive(
                matter=matter,
                by=request.user,
                origin=Origin.UPLOAD,
                filename=file.name or "",
                data=file.read(),
                tag=tag if tag in Tag.values else "",
                size=file.size,
            )
            taken += 1
        except rules.LeftOut:
            left_out += 1
        except FirmaiError as error:
            messages.error(request, str(error))
    if left_out:
        messages.error(request, rules.left_out(left_out))
    if taken:
        said = ngettext(
            "%(n)d file was added. It is being read.", "%(n)d files were added. They are being read.", taken
        )
        messages.success(request, said % {"n": taken})
    return redirect("desk:matter", pk=pk)


def source(request: Visit, pk: Any) -> HttpResponse:
    """A source's passages. Opening one is on record."""
    found = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("matter", "added_by"), pk=pk
    )
    try:
        passages = services.open_source(source=found, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("desk:matter", pk=found.matter_id)
    context = {
        "source": queries.shown(found, request.user),
        "matter": found.matter,
        "row": found,
        "passages": passages,
        "precedent": Precedent.objects.in_force().filter(source=found).first(),
        "may_confirm": rules.can_confirm(request.user, found),
        "may_approve_precedent": rules.can_approve_precedent(request.user, found),
    }
    return render(request, "intake/source.html", context)


def arrivals(request: Visit) -> HttpResponse:
    """Transcripts that no rule could match, for those who may open a matter for them."""
    context = {
        "arrivals": queries.unmatched(request.user),
        "matters": Matter.objects.visible_to(request.user).open().order_by("-number")[:500],
    }
    return render(request, "intake/arrivals.html", context)


@require_POST
def match(request: Visit, pk: Any) -> HttpResponse:
    arrival = _arrival(request, pk)
    matter = get_object_or_404(
        Matter.objects.visible_to(request.user), pk=as_uuid(request.POST.get("matter", ""))
    )
    try:
        services.match(arrival=arrival, matter=matter, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("intake:arrivals")
    messages.success(request, _("The transcript is a source of %s now.") % matter.number)
    return redirect("desk:matter", pk=matter.pk)


def discard(request: Visit, pk: Any) -> HttpResponse:
    """Let a transcript go that is for no matter, on a page that says what goes."""
    arrival = _arrival(request, pk)
    form = forms.DiscardTranscript(request.POST if request.method == "POST" else None)
    try:
        if request.method != "POST":
            rules.check_can_discard(request.user, arrival)
        elif form.is_valid():
            services.discard(arrival=arrival, by=request.user, **form.cleaned_data)
            messages.success(request, _("The transcript was discarded, and what was said in it is wiped."))
            return redirect("intake:arrivals")
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("intake:arrivals")
    context = {"form": form, "arrival": queries.unmatched_one(arrival)}
    return render(request, "intake/discard.html", context, status=400 if form.errors else 200)


def _arrival(request: Visit, pk: Any) -> Arrival:
    arrival = get_object_or_404(Arrival.objects.visible_to(request.user).select_related("host"), pk=pk)
    if arrival.state == ArrivalState.STORED and not held.is_seen_by(request.user, arrival):
        raise Http404  # a screen is not announced
    return arrival
