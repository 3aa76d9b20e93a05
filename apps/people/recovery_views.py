"""Ways back into an account: asked for on the page of a person, answered by a partner, stopped by the person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.people import forms, recovery_rules, services, views
from apps.people.models import Recovery
from apps.people.recovery_models import REASONS, RecoveryKind
from apps.people.visit import Visit


def second_factor(request: Visit, pk: Any) -> HttpResponse:
    return _ask(request, pk, RecoveryKind.SECOND_FACTOR, _("Ask to remove the second factor"))


def ask_for_link(request: Visit, pk: Any) -> HttpResponse:
    return _ask(request, pk, RecoveryKind.PASSWORD, _("Ask for a link for a new password"))


def _ask(request: Visit, pk: Any, kind: RecoveryKind, title: str) -> HttpResponse:
    return views.act(
        request,
        pk,
        lambda _user: forms.Reasoned(request.POST or None, reasons=REASONS[kind]),
        lambda user, form: services.ask_recovery(user=user, kind=kind, by=request.user, **form.cleaned_data),
        title,
        warning=_(
            "Whoever has the new password and no second factor to show is taken for this person. So a partner agrees "
            "first, and the person and every partner are told, by e-mail too. Make sure, by voice or in person, that "
            "it is they who ask."
        ),
    )


@require_POST
def remove(request: Visit, pk: Any) -> HttpResponse:
    return views.do(
        request,
        pk,
        lambda user: services.reset_second_factor(user=user, by=request.user),
        _("The second factor is removed. At the next sign-in a new one is set up."),
    )


def recovery(request: Visit, pk: Any) -> HttpResponse:
    """For whose account it is, partners and administrators. Whether somebody comes back is nobody else's to know."""
    found, by = _shown(request, pk), request.user
    context = {
        "recovery": found,
        "own": found.user_id == by.pk,
        "may_agree": recovery_rules.can_agree_recovery(by, found) and found.is_standing,
        "may_refuse": recovery_rules.can_refuse_recovery(by, found) and found.is_standing,
        "may_stop": recovery_rules.can_stop_recovery(by, found),
    }
    return render(request, "people/recovery.html", context)


@require_POST
def agree(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.agree_recovery, _("You agreed. An administrator may do it now."))


@require_POST
def refuse(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.refuse_recovery, _("Refused. Nothing of the account has changed."))


@require_POST
def stop(request: Visit, pk: Any) -> HttpResponse:
    return _settle(request, pk, services.stop_recovery, _("Stopped. Nothing of the account has changed."))


def _settle(request: Visit, pk: Any, act: Callable[..., object], done: str) -> HttpResponse:
    found = _shown(request, pk)
    try:
        act(recovery=found, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("people:recovery", pk=found.pk)


def _shown(request: Visit, pk: Any) -> Recovery:
    related = ("user", "asked_by", "agreed_by", "settled_by")
    return get_object_or_404(Recovery.objects.shown_to(request.user).select_related(*related), pk=pk)
