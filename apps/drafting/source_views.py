"""Taking a source out of a matter, on a page that says what goes and what stays."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apps.core.errors import FirmaiError
from apps.drafting import services, withdrawing
from apps.drafting.forms import WithdrawSource
from apps.intake import queries as intake
from apps.intake import rules
from apps.intake.models import Source
from apps.people.visit import Visit


def withdraw(request: Visit, pk: Any) -> HttpResponse:
    """A colleague who may not is told why; whoever does not see the matter finds nothing."""
    rows = Source.objects.visible_to(request.user).select_related("matter__key", "withdrawn_by")
    found = get_object_or_404(rows.defer("original", "reading"), pk=pk)
    form = WithdrawSource(request.POST or None)
    try:
        if request.method != "POST":
            rules.check_can_withdraw(request.user, found)
        elif form.is_valid():
            services.withdraw_source(source=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("The source was withdrawn, and what it held is wiped."))
            return redirect("desk:matter", pk=found.matter_id)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("desk:matter", pk=found.matter_id)
    in_use = withdrawing.rests_on(withdrawing.naming(found))
    context = {
        "form": form,
        "source": intake.shown(found),
        "matter": found.matter,
        "in_use": in_use,
        "may_withdraw": not in_use or request.user.is_partner,
        "has_inside": found.attachments.exists(),
    }
    return render(request, "drafting/withdraw_source.html", context, status=400 if form.errors else 200)
