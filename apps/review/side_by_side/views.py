"""The bench where a draft is read against its sources, and what is said of it there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.core.errors import BadInput, FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.matters import keys
from apps.matters.within import seen_once
from apps.people.visit import Visit
from apps.review import rules
from apps.review.attendance import presence
from apps.review.decisions import rounds
from apps.review.preparation import services as preparation
from apps.review.reading.services import open_draft
from apps.review.side_by_side import forms, pages
from apps.review.side_by_side.acting import acted
from apps.review.visiting import note_of, task_of, version_of
from apps.review.written import selected


def detail(request: Visit, pk: Any, number: int | None = None) -> HttpResponse:
    """A draft between its sources and its ledger. That it was opened is on record. One whose text was destroyed before
    anybody decided it is given up by whoever may: there is nothing else to do with it."""
    task = task_of(request, pk)
    version = None if number is None else version_of(task, number)
    try:
        with keys.read_once(task.matter_id), seen_once():
            reading = open_draft(task=task, by=request.user, version=version)
            asked = as_uuid(request.GET.get("authority", ""))
            context = pages.bench(task, reading, request.user, asked)
    except FirmaiError as error:
        messages.error(request, str(error))
        if isinstance(error, keys.KeysDestroyed) and rules.can_withdraw(request.user, task):
            return redirect("review:return", pk=pk, number=task.draft.latest.number)
        return redirect("review:queue")
    given = {"comment_fields": forms.fields_of_a_comment(get_language())}
    return render(request, "review/detail.html", context | given)


@require_POST
def answer(request: Visit, pk: Any, number: int, item: str) -> HttpResponse:
    """A question answered by this person for this version."""
    task = task_of(request, pk)
    version = version_of(task, number)

    def act() -> object:
        return preparation.answer(
            task=task,
            version=version,
            item=item,
            answer=request.POST.get("answer", ""),
            by=request.user,
            note=note_of(request),
        )

    return acted(request, task, version, act, f"check-{item}")


@require_POST
def comment(request: Visit, pk: Any, number: int) -> HttpResponse:
    """A remark on the version, or on words of it."""
    task = task_of(request, pk)
    version = version_of(task, number)
    form = forms.NewComment(request.POST)

    def act() -> object:
        given = form.cleaned_data if form.is_valid() else {"text": "", "words": ""}
        start, end = _stretch(version, given["words"])
        return preparation.comment(
            task=task, version=version, text=Sensitive(given["text"]), by=request.user, start=start, end=end
        )

    return acted(request, task, version, act, "comments")


def _stretch(version: Version, words: str) -> tuple[int | None, int | None]:
    """Where words stand in a version. Raises BadInput where they do not, and where they do in several places: a remark
    about one would be read as one about another."""
    if not words.strip():
        return None, None
    found = selected.places(words, keys.reveal(version, "text").reveal())
    if not found:
        raise BadInput(_("Those words do not stand in the text. Select them again, or leave them out."))
    if len(found) > 1:
        raise BadInput(
            _(
                "Those words stand in the text more than once. Select more of what is around the ones you mean."
            )
        )
    return found[0]


def changes(request: Visit, pk: Any, before: int = 1, after: int | None = None) -> HttpResponse:
    """The redline from one version to another: from Claude's text to the newest where none are named. Where nothing
    changed the page has no text on it, so that nobody has one before them."""
    task = task_of(request, pk)
    old, new = version_of(task, before), task.draft.latest if after is None else version_of(task, after)
    try:
        context = pages.changes(task, old, new)
        if context["changed"]:
            open_draft(task=task, by=request.user, version=new)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:queue")
    return render(request, "review/changes.html", presence.top(task, request.user) | context)


def round_of(request: Visit, pk: Any, number: int) -> HttpResponse:
    """What one round changed: from the text that was returned to the one that came back."""
    task = task_of(request, pk)
    found = {each.number: each for each in rounds.of(task)}
    if number not in found:
        raise Http404
    answered = found[number].answered
    try:
        open_draft(task=answered.draft.task, by=request.user, version=answered)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("review:queue")
    context = {"round": found[number], "rounds": list(found), "blocks": rounds.changes(found[number])}
    return render(request, "review/round.html", presence.top(task, request.user) | context)
