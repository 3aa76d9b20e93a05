"""Authorities on the bench: their checks, their pages outside, what CanLII says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.people.visit import Visit
from apps.review import rules
from apps.review.authorities import lookups, outside
from apps.review.authorities import services as authorities
from apps.review.models import Authority
from apps.review.models.lookups import LookupResult
from apps.review.reading import queries, shown
from apps.review.side_by_side import pages
from apps.review.side_by_side.acting import acted, page_of
from apps.review.visiting import note_of, task_of, version_of


@require_POST
def look_up(request: Visit, pk: Any) -> HttpResponse:
    """Ask CanLII about every decision that the draft cites, or again about one of them."""
    task = task_of(request, pk)
    named = request.POST.get("authority", "")
    one = get_object_or_404(task.authorities, pk=as_uuid(named)) if named else None
    try:
        asked = lookups.look_up(task=task, authority=one, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        answered = sum(each.result != LookupResult.UNKNOWN for each in asked)
        said = _("CanLII answered about %(n)d of %(all)d decisions.") % {"n": answered, "all": len(asked)}
        said = next(filter(None, map(outside.without_key, asked)), said)
        messages.add_message(request, messages.SUCCESS if answered else messages.WARNING, said)
    return redirect("review:detail", pk=pk)


@require_POST
def find(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """One check of one authority, as this person found it."""
    task = task_of(request, pk)
    version = version_of(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task), pk=authority_pk)

    def act() -> object:
        return authorities.find(
            authority=authority,
            version=version,
            check=request.POST.get("check", ""),
            outcome=request.POST.get("outcome", ""),
            source_class=request.POST.get("source_class", ""),
            by=request.user,
            note=note_of(request),
            link=_link(request),
        )

    return acted(request, task, version, act, f"authority-{authority.pk}", authority.pk)


@require_POST
def open_page(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """That this person went to the authority's page; then what they may say of it in one act."""
    task = task_of(request, pk)
    version = version_of(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task, present=True), pk=authority_pk)
    try:
        authorities.open_page(authority=authority, version=version, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return HttpResponseClientRefresh() if request.htmx else redirect(page_of(task, version))
    reading = queries.read(task, version)
    context = {
        "task": task,
        "version": version,
        "authority": shown.authority(reading, request.user, authority.pk),
        "may_dismiss": rules.can_decide(request.user, task),
    }
    return render(request, "review/_at_once.html", context)


def authority(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """One authority of the ledger with its checks, for whoever opens it on a page that has it folded."""
    task = task_of(request, pk)
    version = version_of(task, number)
    row = get_object_or_404(Authority.objects.filter(task=task, present=True), pk=authority_pk)
    if not request.htmx:
        return redirect(f"{page_of(task, version)}?authority={row.pk}#authority-{row.pk}")
    reading = queries.read(task, version)
    context = pages.ledger(task, reading, request.user, row.pk)
    found = next((each for each in context["authorities"] if each.line.authority.pk == row.pk), None)
    if found is None:  # the newest text cites it, this version does not
        raise Http404
    context["authority"] = found
    return render(request, "review/_authority.html", context | {"is_opening": True})


@require_POST
def confirm_rest(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """Every check of an authority that is open, confirmed by whoever went to its page."""
    task = task_of(request, pk)
    version = version_of(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task), pk=authority_pk)

    def act() -> object:
        return authorities.confirm_rest(
            authority=authority,
            version=version,
            source_class=request.POST.get("source_class", ""),
            link=_link(request),
            by=request.user,
        )

    return acted(request, task, version, act, f"authority-{authority.pk}", authority.pk)


@require_POST
def dismiss(request: Visit, pk: Any, number: int, authority_pk: Any) -> HttpResponse:
    """That what was found names no authority, by whoever looked for it."""
    task = task_of(request, pk)
    version = version_of(task, number)
    authority = get_object_or_404(Authority.objects.filter(task=task), pk=authority_pk)

    def act() -> object:
        return authorities.dismiss(
            authority=authority, version=version, by=request.user, note=note_of(request)
        )

    return acted(request, task, version, act, f"authority-{authority.pk}", authority.pk)


def _link(request: Visit) -> Sensitive[str] | None:
    link = request.POST.get("link", "").strip()
    return Sensitive(link) if link else None
