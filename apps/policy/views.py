"""The register of crossings, the registers of surfaces and places, the firm's AI policy, and closing the breaker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.downloads import download
from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.people.visit import Visit
from apps.policy import forms, paths, register, rules, said, services
from apps.policy.breaker import ClosingReason
from apps.policy.models import AiPolicy, Confirmation, Crossing, Hop, ModelTerm, Price, Surface
from apps.policy.registers import Standing
from apps.policy.surfaces import WORDS, Words

PAGE = 50
TYPES = {services.Form.CSV: "text/csv; charset=utf-8", services.Form.PDF: "application/pdf"}


def crossings(request: Visit) -> HttpResponse:
    """Attempts of matters this person may see, by matter, client and period, newest first."""
    form, scope = _chosen(request)
    found = register.found(request.user, scope).select_related("matter__client", "clearance__asked_by")
    context = _register(request, form, scope) | {
        "totals": found.aggregate(count=Count("pk"), cost=Sum("cost"))
    }
    rows, context["page"] = _page(request, found)
    return render(request, "policy/crossings.html", context | {"crossings": rows})


def departures(request: Visit) -> HttpResponse:
    """Deliveries that left Canada, by the same filters: crossings of their own kind."""
    form, scope = _chosen(request)
    context = _register(request, form, scope)
    rows, context["page"] = _page(request, register.departed(request.user, scope))
    shown = [(each, said.delivered(each.what), said.system(each.system)) for each in rows]
    return render(request, "policy/departures.html", context | {"departures": shown})


def _register(request: Visit, form: forms.RegisterFilters, scope: register.Scope) -> dict[str, Any]:
    """What both lists of the register have."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return {
        "matter": scope.matter,
        "form": form,
        "asked": asked.urlencode(),
        "filtered": any(asked.values()),
        "ids_only": register.sees_ids_only(request.user),
        "may_export": rules.can_export(request.user),
        "attempts": register.found(request.user, scope).count(),
        "left": register.departed(request.user, scope).count(),
    }


def _page(request: Visit, found: QuerySet[register.Row]) -> tuple[list[register.Row], dict[str, str]]:
    """A page of rows that are newest first, from `before` on, and where the next one begins."""
    asked = request.GET.copy()
    if before := request.GET.get("before"):
        last = get_object_or_404(found, pk=as_uuid(before))
        found = found.filter(
            Q(started_at__lt=last.started_at) | Q(started_at=last.started_at, pk__lt=last.pk)
        )
    rows = list(found[: PAGE + 1])
    following = ""
    if len(rows) > PAGE:
        asked["before"] = str(rows[PAGE - 1].pk)
        following = asked.urlencode()
    return rows[:PAGE], {"next": following, "previous": ""}


def _chosen(request: Visit) -> tuple[forms.RegisterFilters, register.Scope]:
    """The filters in the address. A matter that this person may not see is one that is not there."""
    form = forms.RegisterFilters(request.GET or None, user=request.user)
    for name in ("matter", "client"):
        if asked := request.GET.get(name):
            choices = form.fields[name].queryset  # type: ignore[attr-defined]
            get_object_or_404(choices, pk=as_uuid(asked))
    return form, form.scope()


@require_POST
def export(request: Visit, form: str) -> HttpResponseBase:
    """The register as it is filtered, as a file. Who took it is on record."""
    if form not in services.Form._value2member_map_:
        raise Http404
    filters, scope = _chosen(request)
    if filters.errors:
        messages.error(request, _("That is not one of the choices."))
        return redirect(f"{reverse('policy:crossings')}?{request.GET.urlencode()}")
    try:
        made = services.export_crossings(scope=scope, form=services.Form(form), by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("policy:crossings")
    return download(made, kind=TYPES[services.Form(form)], name=f"crossings-{timezone.localdate()}.{form}")


def surfaces(request: Visit) -> HttpResponse:
    """Every way of reaching Claude, how it stands, and why: the vendor's chat products too."""
    rows = Surface.objects.select_related("owner").order_by("place")
    held = {
        each.surface_id: each
        for each in Confirmation.objects.filter(ended_at=None).select_related("confirmed_by")
    }
    shown = [Shown(row, WORDS.get(row.code), held.get(row.code)) for row in rows]
    context = {
        "groups": [
            (label, [each for each in shown if each.row.standing == code and not each.is_chat])
            for code, label in Standing.choices
        ],
        "chats": [each for each in shown if each.is_chat],
        "old": sum(each.row.is_old for each in shown),
        "prices": Price.objects.select_related("model__owner", "owner").order_by(
            "model", "-effective_from", "up_to_tokens"
        ),
        "without_price": ModelTerm.objects.filter(prices=None).order_by("model"),
        "may_confirm": rules.can_confirm(request.user),
    }
    return render(request, "policy/surfaces.html", context)


def confirm_surface(request: Visit, code: str) -> HttpResponse:
    surface = get_object_or_404(Surface, code=code)
    form = forms.SurfaceConfirmation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_surface(surface=surface, **form.cleaned_data, by=request.user)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The confirmation is on record."))
            return redirect("policy:surfaces")
    words = WORDS.get(code)
    context = {"form": form, "name": words.name if words else code, "says": words.says if words else ""}
    return render(request, "policy/confirm.html", context)


@require_POST
def withdraw_surface(request: Visit, code: str) -> HttpResponse:
    return _said(
        request,
        lambda: services.withdraw_confirmation(
            surface=get_object_or_404(Surface, code=code), by=request.user
        ),
        "policy:surfaces",
    )


@require_POST
def recheck_model(request: Visit, model: str) -> HttpResponse:
    term = get_object_or_404(ModelTerm, model=model)
    return _said(request, lambda: services.recheck(row=term, by=request.user), "policy:surfaces")


@require_POST
def recheck_surface(request: Visit, code: str) -> HttpResponse:
    surface = get_object_or_404(Surface, code=code)
    return _said(request, lambda: services.recheck(row=surface, by=request.user), "policy:surfaces")


def hop(request: Visit, code: str) -> HttpResponse:
    """Say where one place on the data path is."""
    held = get_object_or_404(Hop, code=code)
    form = forms.Place(
        request.POST or None,
        initial={name: getattr(held, name) for name in ("region", "in_use", "kept", "terms", "disputed")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_hop(code=code, **form.cleaned_data, by=request.user)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The place is on record."))
            return redirect("desk:path")
    return render(request, "policy/hop.html", {"form": form, "name": paths.NAMES.get(code, code)})


def _said(request: Visit, act: Callable[[], None], back: str) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect(back)


@dataclass(frozen=True)
class Shown:
    """A surface for the page."""

    row: Surface
    words: Words | None
    confirmation: Confirmation | None

    @property
    def is_chat(self) -> bool:
        return self.words is not None and self.words.chat


def crossing(request: Visit, pk: Any) -> HttpResponse:
    related = ("matter", "clearance__asked_by", "clearance__responsible", "arrangement", "price")
    found = get_object_or_404(Crossing.objects.visible_to(request.user).select_related(*related), pk=pk)
    context = {
        "crossing": found,
        "work": said.work(found.clearance.workflow),
        "purpose": said.purpose(found.clearance.purpose),
        "information": said.information(found.information),
        "surface": said.surface(found.surface),
        "stop": said.stop(found.stop_reason),
        "reason": said.reason(found.reason),
    }
    return render(request, "policy/crossing.html", context)


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
    """The version that the page showed: of one that was published meanwhile, nobody has read a word."""
    shown = get_object_or_404(AiPolicy, pk=as_uuid(request.POST.get("policy", "")))
    services.acknowledge(policy=shown, by=request.user)
    if AiPolicy.objects.filter(version__gt=shown.version).exists():
        messages.info(request, _("A newer version was published in the meantime. Read that one as well."))
    return redirect("policy:ai_policy")


@require_POST
def close_breaker(request: Visit) -> HttpResponse:
    try:
        services.close_breaker(reason=ClosingReason(request.POST.get("reason", "")), by=request.user)
    except (FirmaiError, ValueError) as error:
        known = isinstance(error, FirmaiError)
        messages.error(request, str(error) if known else _("Choose why it is safe to send again."))
    else:
        messages.success(request, _("Sending is allowed again. Waiting requests go on."))
    return redirect("desk:posture")
