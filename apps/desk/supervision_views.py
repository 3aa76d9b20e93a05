"""Supervision, drawn: for partners, about matters they may see."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.desk.forms import SupervisionFilters
from apps.desk.supervision import Scope, look
from apps.people.visit import Visit
from apps.review.models import ItemRule

PERIOD = timedelta(days=84)


def supervision(request: Visit) -> HttpResponse:
    if not request.user.is_partner:
        raise Http404
    today = timezone.localdate()
    form = SupervisionFilters(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    workflow = given.get("workflow")
    scope = Scope(
        reader=request.user,
        since=given.get("since") or today - PERIOD,
        until=given.get("until") or today,
        person=given.get("person"),
        workflow=workflow.pk if workflow else None,
        training=bool(given.get("training")),
    )
    rules = ItemRule.objects.exclude(sample_one_in=0).order_by("sample_one_in", "kind")
    context = {"form": form, "scope": scope, "page": look(scope), "rules": rules}
    return render(request, "desk/supervision.html", context)
