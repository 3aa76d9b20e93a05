"""The licences of one person, on the page of that person: recorded, changed, withdrawn where they were a mistake."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.people import forms, rules, services, views
from apps.people.models import Licence, User
from apps.people.visit import Visit


def record(request: Visit, pk: Any) -> HttpResponse:
    return views.act(
        request,
        pk,
        lambda _user: forms.NewLicence(request.POST or None),
        lambda user, form: services.record_licence(user=user, by=request.user, **form.cleaned_data),
        _("Record a licence"),
        found=_in_care,
    )


def change(request: Visit, pk: Any, licence_pk: Any) -> HttpResponse:
    known = _known(request, pk, licence_pk)
    return views.act(
        request,
        pk,
        lambda _user: forms.ChangeLicence(request.POST or None, initial=forms.ChangeLicence.of(known)),
        lambda _user, form: services.change_licence(
            licence=known, by=request.user, seen=form.seen(), **form.cleaned_data
        ),
        _("Change the licence on record"),
        warning=_(
            "Every partner is told. What was given under it where it no longer covers that is held back."
        ),
        found=_in_care,
    )


@require_POST
def withdraw(request: Visit, pk: Any, licence_pk: Any) -> HttpResponse:
    known = _known(request, pk, licence_pk)
    return views.do(
        request,
        pk,
        lambda _user: services.withdraw_licence(licence=known, by=request.user),
        _("It does not count any more, and every partner is told. Its number can be recorded anew."),
        found=_in_care,
    )


def _known(request: Visit, pk: Any, licence_pk: Any) -> Licence:
    return get_object_or_404(_in_care(request, pk).licences.standing(), pk=licence_pk)


def _in_care(request: Visit, pk: Any) -> User:
    """For administrators, and for a partner where it is an administrator's own licence."""
    user = views.seen(request, pk)
    if not rules.can_look_after_people(request.user) and not rules.can_record_licence(request.user, user):
        raise Http404
    return user
