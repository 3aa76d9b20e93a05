"""What comes after a decision: saying that an item is wrong, and what is owed for it. And every item somebody had a
part in.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import Conflict, FirmaiError
from apps.drafting.models import Draft
from apps.matters.models import Matter
from apps.people.models import Licence
from apps.people.visit import Visit
from apps.review import rules
from apps.review.aftermath import items, pages, services, taking_over
from apps.review.aftermath import under_licence as under
from apps.review.aftermath.forms import EveryItem
from apps.review.attendance import presence
from apps.review.models import ReviewTask
from apps.review.models.aftermath import Correction, CorrectiveTask, EarlierFilings, Fault
from apps.review.standing import coming_back
from apps.review.standing.queries import approved_manifest
from apps.review.visiting import done, note_of, shown_of, task_of

AT_ONCE = 100


def found_wrong(request: Visit, pk: Any) -> HttpResponse:
    """Say what is wrong with an approved item. It withdraws what was signed and lists what is owed. What was written
    stays on the page where it is refused; where another approval took the place of the one that it showed, it shows
    that one from then on."""
    task = task_of(request, pk)
    faults, note = request.POST.getlist("faults"), note_of(request)
    shown: UUID | None = None
    if request.method == "POST":
        shown = shown_of(request)
        try:
            services.report_wrong(task=task, faults=faults, note=note, shown=shown, by=request.user)
        except Conflict as error:
            messages.error(request, str(error))
            shown = None
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            return redirect("review:detail", pk=pk)
    manifest = approved_manifest(task)
    context = {
        "faults": Fault.choices,
        "chosen": faults,
        "note": note.reveal() if note else "",
        "shown": shown or (manifest.pk if manifest else ""),
        "back": coming_back.back(task, request.user),
        "approvals": rules.standing(task).select_related("by", "version").order_by("at"),
    }
    return render(request, "review/wrong.html", presence.top(task, request.user) | context)


@require_POST
def supersede(request: Visit, pk: Any) -> HttpResponse:
    task = task_of(request, pk)

    def act() -> object:
        return services.supersede(task=task, by=request.user)

    made = _("A new request waits in preview: nothing has been sent.")
    return done(request, act, reverse("review:detail", args=[task.pk]), made)


@require_POST
def discharge(request: Visit, pk: Any) -> HttpResponse:
    """Something that was owed was done."""
    seen = CorrectiveTask.objects.filter(correction__task__in=ReviewTask.objects.visible_to(request.user))
    duty = get_object_or_404(seen.select_related("correction__task"), pk=pk)

    def act() -> object:
        return services.discharge(duty=duty, note=note_of(request), by=request.user)

    return done(request, act, reverse("review:detail", args=[duty.correction.task_id]))


def earlier_filings(request: Visit, pk: Any) -> HttpResponse:
    """What was filed in a matter before somebody took it over, and what they found when they looked through it."""
    seen = EarlierFilings.objects.filter(matter__in=Matter.objects.visible_to(request.user))
    related = ("matter", "assigned_to", "done_by", "handover__before")
    duty = get_object_or_404(seen.select_related(*related), pk=pk)
    note = note_of(request)
    if request.method == "POST":
        try:
            taking_over.look_through(duty=duty, note=note, by=request.user)
        except FirmaiError as error:
            messages.error(request, str(error))
        else:
            return redirect("review:earlier", pk=pk)
    context = pages.earlier_filings(duty, request.user) | {"written": note.reveal() if note else ""}
    return render(request, "review/earlier.html", context)


def every_item(request: Visit) -> HttpResponse:
    """Every item by one person, kind of work, model or period, of the matters this person sees."""
    if not request.user.works_on_matters:
        return redirect("desk:home")
    form = EveryItem(request.GET or None)
    rows = items.found(request.user, form.asked()) if form.is_valid() else ReviewTask.objects.none()
    last = request.GET.get("after", "")
    rows = items.older_than(rows, last)
    listed = rows.select_related(
        "matter", "responsible", "draft__request__workflow_version__workflow", "draft__crossing"
    ).annotate(found_wrong=Exists(Correction.objects.filter(task=OuterRef("pk"))))[: AT_ONCE + 1]
    shown = list(listed)[:AT_ONCE]
    asked = request.GET.copy()
    if shown:
        asked["after"] = items.place(shown[-1])
    context = {
        "form": form,
        "rows": shown,
        "more": f"?{asked.urlencode()}" if len(listed) > AT_ONCE else "",
        "asked": form.is_bound,
        "is_later": bool(last),
        "unopened": _in_no_review(request, form.asked()) if form.is_valid() and not last else [],
        "duties": pages.open_duties(request.user),
    }
    return render(request, "review/items.html", context)


def _in_no_review(request: Visit, asked: items.Asked) -> list[Draft]:
    related = ("matter", "request__responsible", "request__workflow_version__workflow", "crossing")
    return list(items.in_no_review(request.user, asked).select_related(*related)[:AT_ONCE])


def under_licence(request: Visit, pk: Any) -> HttpResponse:
    """What was given under a licence, which may have ended, be a mistake or cover less by now: for partners, of the
    matters they see."""
    if not request.user.is_partner:
        raise Http404
    licence = get_object_or_404(Licence.objects.select_related("user"), pk=pk)
    context = {"licence": licence, "given": under.given(licence, request.user, at_once=AT_ONCE)}
    return render(request, "review/under_licence.html", context)
