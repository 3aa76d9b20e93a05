"""The firm's list of models, and what each costs."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.people.visit import Visit
from apps.policy import forms, prices, rules, services
from apps.policy.models import ModelTerm
from apps.policy.offers import PRICED

BACK = "policy:surfaces"


@require_POST
def allow(request: Visit, model: str) -> HttpResponse:
    """Put a model on the firm's list, or take it off it."""
    term = get_object_or_404(ModelTerm, model=model)
    try:
        services.allow_model(term=term, allowed=request.POST.get("allowed") == "yes", by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect(BACK)


def price(request: Visit, model: str) -> HttpResponse:
    """Enter what it costs from a day on."""
    if not rules.can_confirm(request.user):
        raise Http404
    term = get_object_or_404(ModelTerm, model=model)
    form = forms.PriceForm(request.POST or None, initial=_as_now(model))
    if request.method == "POST" and form.is_valid():
        try:
            services.record_price(term=term, **form.given(), by=request.user)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is on record."))
            return redirect(BACK)
    context = {
        "form": form,
        "title": _("Price of %(model)s") % {"model": model},
        "says": _(
            "In US dollars per million tokens, before the multiplier for US inference. What is booked already is "
            "never recomputed. Where the price depends on the size of the prompt, enter a row for each size, all "
            "from the same day."
        ),
        "back": BACK,
        "back_title": _("Ways to Claude"),
    }
    return render(request, "policy/record.html", context)


def _as_now(model: str) -> dict[str, object]:
    """The newest row, to be changed where the vendor's page says otherwise."""
    today = timezone.localdate()
    newest = next(iter(prices.rows(model)), None)
    if newest is None:
        return {"effective_from": today, "us_multiplier": Decimal("1.10")}
    shown = {name: f"{getattr(newest, name).normalize():f}" for name in PRICED}
    return {"effective_from": today, "us_multiplier": newest.us_multiplier, "source": newest.source} | shown
