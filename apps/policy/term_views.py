"""The terms under which anything is sent: the arrangement with the vendor, documents on file, and open incidents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.matters.models import Matter
from apps.people.models import User
from apps.people.visit import Visit
from apps.policy import forms, rules, said, services
from apps.policy.breaker import ClosingReason
from apps.policy.models import AiPolicy, Arrangement, Assessment, Breaker, Incident
from apps.policy.queries import arrangement_in_force


def terms(request: Visit) -> HttpResponse:
    """What is agreed, what is on file, and what has to be looked at. Partners, administrators and auditors see it."""
    if not rules.can_export(request.user):
        raise Http404
    stopped = Breaker.objects.filter(is_open=True).values_list("reason", flat=True).first()
    incidents = Incident.objects.filter(closed_at=None).order_by("-raised_at")
    held = arrangement_in_force()
    context = {
        "arrangement": held,
        "covers": ", ".join(said.surface(code) for code in held.covers) if held else "",
        "earlier": Arrangement.objects.exclude(ended_at=None).order_by("-ended_at")[:10],
        "policy": AiPolicy.objects.annotate(accepted=Count("acknowledgements")).order_by("-version").first(),
        "assessments": _assessments(request.user),
        "sees_matters": request.user.works_on_matters,
        "today": timezone.localdate(),
        "incidents": [
            (
                each,
                said.reason(each.code),
                each.stops and each.code == stopped,
                rules.can_close(request.user, each.code),
            )
            for each in incidents
        ],
        "reasons": ClosingReason.choices,
        "may_confirm": rules.can_confirm(request.user),
        "may_record": request.user.is_partner,
    }
    return render(request, "policy/terms.html", context)


def _assessments(user: User) -> QuerySet[Assessment]:
    """On file for matters this person may see, or for their clients."""
    seen = Matter.objects.visible_to(user)
    return (
        Assessment.objects.filter(Q(matter__in=seen) | Q(client__matters__in=seen))
        .select_related("matter", "client", "recorded_by")
        .distinct()
        .order_by("-recorded_at")
    )


def arrangement(request: Visit) -> HttpResponse:
    """Confirm the zero-retention arrangement, or confirm it once more."""
    if not rules.can_confirm(request.user):
        raise Http404
    held = arrangement_in_force()
    initial = {
        "organization": held.organization if held else settings.CLAUDE_ORGANIZATION,
        "workspace": held.workspace if held else settings.CLAUDE_WORKSPACE,
        "agreement": held.agreement if held else "",
        "covers": held.covers if held else ["messages"],
    }
    form = forms.ArrangementForm(request.POST or None, initial=initial)
    return _recorded(
        request,
        form,
        lambda given: services.confirm_arrangement(**given, by=request.user),
        title=_("Zero-retention arrangement"),
        says=_(
            "What the agreement with the vendor says, and that you read it today. It takes the place of the one "
            "in force."
        ),
    )


def assessment(request: Visit) -> HttpResponse:
    """Put a transfer assessment, an agreement or a decision on file."""
    if not request.user.is_partner:
        raise Http404
    form = forms.AssessmentForm(request.POST or None, user=request.user)
    return _recorded(
        request,
        form,
        lambda given: services.record_assessment(**given, by=request.user),
        title=_("A document on file"),
        says=_("Sending waits for it where a rule asks for it. Its text stays where the firm keeps it."),
    )


@require_POST
def end_arrangement(request: Visit, pk: Any) -> HttpResponse:
    """It stands no longer: nothing is sent from now on."""
    if not rules.can_confirm(request.user):
        raise Http404
    return _ended(
        request,
        lambda: services.end_arrangement(arrangement=get_object_or_404(Arrangement, pk=pk), by=request.user),
    )


@require_POST
def end_assessment(request: Visit, pk: Any) -> HttpResponse:
    """What is on file holds no longer."""
    held = get_object_or_404(_assessments(request.user), pk=pk)
    return _ended(request, lambda: services.end_assessment(assessment=held, by=request.user))


def _ended(request: Visit, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is on record that it ended."))
    return redirect("policy:terms")


def publish(request: Visit) -> HttpResponse:
    """Publish the next version of the firm's policy on AI."""
    if not request.user.is_partner:
        raise Http404
    newest = AiPolicy.objects.order_by("-version").first()
    initial: dict[str, Any] = {"text": newest.text, "text_fr": newest.text_fr} if newest else {}
    initial["after"] = newest.version if newest else 0
    form = forms.PolicyText(request.POST or None, initial=initial)
    return _recorded(
        request,
        form,
        lambda given: services.publish_policy(**given, by=request.user),
        title=_("The firm's AI policy"),
        says=_(
            "Everyone who asks for drafts accepts the new version before anything more is sent for them. Both "
            "languages are the same policy."
        ),
    )


def _recorded(
    request: Visit, form: Any, act: Callable[[dict[str, Any]], object], *, title: str, says: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is on record."))
            return redirect("policy:terms")
    context = {
        "form": form,
        "title": title,
        "says": says,
        "back": "policy:terms",
        "back_title": _("Terms and incidents"),
    }
    return render(request, "policy/record.html", context)


@require_POST
def close_incident(request: Visit, pk: Any) -> HttpResponse:
    """Close one incident that is not the breaker's."""
    if not rules.can_confirm(request.user):
        raise Http404
    incident = get_object_or_404(Incident, pk=pk)
    reason = request.POST.get("reason", "")
    if reason not in ClosingReason.values:
        messages.error(request, _("Choose what came of looking into it."))
        return redirect("policy:terms")
    try:
        services.close_incident(incident=incident, reason=ClosingReason(reason), by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The incident is closed."))
    return redirect("policy:terms")
