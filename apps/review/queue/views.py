"""The queue, and what can be done to several reviews of it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.drafting.models import Version
from apps.people.visit import Visit
from apps.review.attendance import services as attendance
from apps.review.decisions import forms as decision_forms
from apps.review.decisions import services as decisions
from apps.review.models import ReviewTask
from apps.review.queue import bulk, forms, pages, piles
from apps.review.queue.piles import Pile

MOST_MEANT = 30
"""Matters that are offered where the words typed fit several."""


@lru_cache(maxsize=100)
def _tabs(show: Pile, _language: str | None) -> SafeString:
    """Drawn once for each part of the queue and language."""
    given = {"which": _("Which reviews"), "tabs": list(piles.NAMES.items()), "show": show.value}
    return render_to_string("components/tabs.html", given)


def queue(request: Visit) -> HttpResponse:
    """Reviews this person may see, in the order in which they have to begin."""
    show = Pile(asked_for) if (asked_for := request.GET.get("show")) in piles.NAMES else Pile.NEEDS_YOU
    form = forms.QueueFilters(request.GET) if forms.QueueFilters.asks(request.GET) else None
    asked = request.GET.copy()
    after = piles.place(asked.pop("after", [""])[0])
    shown = pages.page(request, show, form.narrowed() if form else {}, after)
    first, here = asked.urlencode(), request.GET.urlencode()
    if shown.last is not None:
        asked["after"] = piles.named(shown.last)
    context = {
        "rows": shown.rows,
        "show": show.value,
        "tabs": _tabs(show, get_language()),
        "fields": forms.fields_of_the_queue(request.GET.get("kind"), request.GET.get("due")),
        "asked_matter": request.GET.get("matter", ""),
        "matter": form.matter_named(request.user) if form else None,
        "without_matter": "&".join(_without_matter(asked)),
        "is_narrowed": form is not None,
        "later": asked.urlencode() if shown.last is not None else "",
        "first": first if after else "",
        "is_first": not after,
        "here": here,
        "may_act": pages.may_act(show),
        "works_on_matters": request.user.works_on_matters,
        "colleagues": shown.colleagues,
    }
    return render(request, "review/queue.html", context)


def _without_matter(asked: QueryDict) -> list[str]:
    return [urlencode([(name, value)]) for name, value in asked.items() if name not in ("matter", "after")]


@require_POST
def narrow(request: Visit) -> HttpResponse:
    """What was typed of a matter becomes the id of one; where several are meant, this person says which."""
    form = forms.NarrowQueue(request.POST)
    if not form.is_valid():
        return redirect("review:queue")
    words, matter = form.cleaned_data["words"], form.cleaned_data["matter"]
    if not words.split():
        return _narrowed(form, matter)
    meant = list(piles.matters_named(request.user, words)[: MOST_MEANT + 1])
    if len(meant) == 1:
        return _narrowed(form, meant[0].pk)
    if not meant:
        messages.error(request, _("No matter that you see has those words in its number or title."))
        return _narrowed(form, matter)
    context = {
        "choices": [(each, urlencode(form.asked(each.pk))) for each in meant[:MOST_MEANT]],
        "are_more": len(meant) > MOST_MEANT,
        "back": urlencode(form.asked(matter)),
    }
    return render(request, "review/which_matter.html", context)


def _narrowed(form: forms.NarrowQueue, matter: UUID | None) -> HttpResponse:
    return redirect(f"{reverse('review:queue')}?{urlencode(form.asked(matter))}")


@require_POST
def several(request: Visit) -> HttpResponse:
    """One act on the reviews that were chosen, each by itself; returning asks for the reasons first."""
    tasks = _chosen(request)
    form = forms.Bulk(request.POST)
    if not tasks or not form.is_valid():
        first = next(iter(form.errors.values()), [_("Choose reviews first.")])[0] if tasks else ""
        messages.error(request, str(first) or _("Choose reviews first."))
        return _back(request)
    act = bulk.Act(form.cleaned_data["act"])
    if act == bulk.Act.RETURN:
        return _returned(request, tasks)
    _say(request, bulk.each(tasks, _doing(act, request, form.cleaned_data)))
    return _back(request)


def _doing(act: bulk.Act, request: Visit, given: dict[str, Any]) -> Callable[[ReviewTask], object]:
    by = request.user
    if act == bulk.Act.ASSIGN:
        return lambda task: attendance.assign(task=task, to=given["to"], by=by)
    if act == bulk.Act.SET_ASIDE:
        return lambda task: attendance.set_aside(task=task, until=given["until"], by=by)
    return lambda task: attendance.reserve(task=task, by=by)


def _returned(request: Visit, tasks: Sequence[ReviewTask]) -> HttpResponse:
    """Sent back, each at the version that the list showed; the page that asks for reasons names those versions."""
    form = decision_forms.Return(
        request.POST if "reasons" in request.POST or "asked" in request.POST else None
    )
    if form.is_bound and form.is_valid():
        # All of them before any is sent back: where one was never on the page, nothing is done.
        shown = {task.pk: _version_shown(request, task) for task in tasks}

        def send_back(task: ReviewTask) -> object:
            return decisions.return_with_reasons(
                task=task,
                version=shown[task.pk],
                reasons=form.cleaned_data["reasons"],
                note=form.note_given(),
                by=request.user,
            )

        _say(request, bulk.each(tasks, send_back))
        return _back(request)
    context = {"form": form, "tasks": tasks, "here": request.POST.get("queue", "")}
    return render(request, "review/return_several.html", context)


def _version_shown(request: Visit, task: ReviewTask) -> Version:
    return get_object_or_404(task.draft.versions, pk=as_uuid(request.POST.get(f"version-{task.pk}", "")))


def _chosen(request: Visit) -> list[ReviewTask]:
    """The reviews that are named. One that is not there for this person ends it for all of them, as any page does that
    is not there: nothing is done, and that it was tried is on record."""
    keys = {key for each in request.POST.getlist("task")[: bulk.MOST] if (key := as_uuid(each))}
    found = ReviewTask.objects.visible_to(request.user).filter(pk__in=keys)
    rows = list(found.select_related("matter__client", *pages.IN_A_ROW).order_by("act_by", "pk"))
    if len(rows) < len(keys):
        raise Http404
    return rows


def _say(request: Visit, done: bulk.Done) -> None:
    if done.count:
        messages.success(
            request, ngettext("%(n)d review done.", "%(n)d reviews done.", done.count) % {"n": done.count}
        )
    for task, sentence in done.refused:
        said = _("%(name)s: %(value)s") % {"name": task.matter.number, "value": sentence}
        messages.error(request, said)


def _back(request: Visit) -> HttpResponse:
    where = QueryDict(request.POST.get("queue", "")).urlencode()
    return redirect(f"{reverse('review:queue')}?{where}" if where else "review:queue")


@require_POST
def set_aside(request: Visit, pk: Any) -> HttpResponse:
    """One review set aside until a day."""
    task = get_object_or_404(ReviewTask.objects.visible_to(request.user), pk=pk)
    form = forms.Bulk({"act": bulk.Act.SET_ASIDE, "until": request.POST.get("until", "")})
    try:
        if form.is_valid():
            attendance.set_aside(task=task, until=form.cleaned_data["until"], by=request.user)
            messages.success(request, _("Set aside. It comes back into your queue on that day."))
            return redirect("review:queue")
        messages.error(request, _("Choose the day until when."))
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("review:detail", pk=pk)
