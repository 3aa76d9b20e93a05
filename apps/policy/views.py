"""The register of crossings, the firm's AI policy, and closing the breaker."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.matters.models import Matter
from apps.people.visit import Visit
from apps.policy import services
from apps.policy.breaker import ClosingReason
from apps.policy.models import AiPolicy, Crossing

PAGE = 50


def crossings(request: Visit) -> HttpResponse:
    """Attempts of matters this person may see, newest first."""
    found = Crossing.objects.visible_to(request.user).select_related("matter").order_by("-started_at", "-pk")
    matter = None
    if asked := request.GET.get("matter"):
        matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=asked)
        found = found.filter(matter=matter)
    if before := request.GET.get("before"):
        last = get_object_or_404(Crossing.objects.visible_to(request.user), pk=before)
        found = found.filter(started_at__lt=last.started_at)
    rows = list(found[: PAGE + 1])
    following = request.GET.copy()
    if len(rows) > PAGE:
        following["before"] = str(rows[PAGE - 1].pk)
    page = {"next": following.urlencode() if len(rows) > PAGE else "", "previous": ""}
    return render(
        request, "policy/crossings.html", {"crossings": rows[:PAGE], "page": page, "matter": matter}
    )


def crossing(request: Visit, pk: Any) -> HttpResponse:
    related = ("matter", "clearance__asked_by", "clearance__responsible", "arrangement", "price")
    found = get_object_or_404(Crossing.objects.visible_to(request.user).select_related(*related), pk=pk)
    return render(request, "policy/crossing.html", {"crossing": found})


def ai_policy(request: Visit) -> HttpResponse:
    newest = AiPolicy.objects.order_by("-version").first()
    if newest is None:
        messages.info(
            request, _("The firm has not published an AI policy yet. Until it has, nothing can be sent.")
        )
        return redirect("desk:home")
    french = (get_language() or "").startswith("fr")
    context = {
        "policy": newest,
        "text": newest.text_fr if french else newest.text,
        "acknowledged": newest.acknowledgements.filter(user=request.user).exists(),
    }
    return render(request, "policy/acknowledge.html", context)


@require_POST
def acknowledge(request: Visit) -> HttpResponse:
    newest = get_object_or_404(AiPolicy.objects.order_by("-version")[:1])
    services.acknowledge(policy=newest, by=request.user)
    return redirect("policy:ai_policy")


@require_POST
def close_breaker(request: Visit) -> HttpResponse:
    try:
        services.close_breaker(reason=ClosingReason(request.POST.get("reason", "")), by=request.user)
    except (FirmaiError, ValueError) as error:
        known = isinstance(error, FirmaiError)
        messages.error(request, str(error) if known else _("Choose why it is safe to send again."))
    else:
        messages.success(request, _("The breaker is closed. Waiting requests go on."))
    return redirect("desk:posture")
