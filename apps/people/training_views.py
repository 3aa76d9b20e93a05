"""The training of one person, on the page of that person: recorded, and withdrawn where it was a mistake."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.people import forms, services, views
from apps.people.visit import Visit


def record(request: Visit, pk: Any) -> HttpResponse:
    return views.act(
        request,
        pk,
        lambda _user: forms.NewTraining(request.POST or None),
        lambda user, form: services.record_training(user=user, by=request.user, **form.cleaned_data),
        _("Record training"),
        found=views.seen,
    )


@require_POST
def withdraw(request: Visit, pk: Any, training_pk: Any) -> HttpResponse:
    known = get_object_or_404(views.seen(request, pk).trainings.standing(), pk=training_pk)
    return views.do(
        request,
        pk,
        lambda _user: services.withdraw_training(training=known, by=request.user),
        _("It does not count any more."),
        found=views.seen,
    )
