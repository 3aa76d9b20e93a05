"""What the bench answers to an act: the fragments that it changed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from apps.core.errors import FirmaiError
from apps.drafting.models import Version
from apps.people.visit import Visit
from apps.review.models import ReviewTask
from apps.review.reading import queries
from apps.review.reading.opened import was_opened
from apps.review.reading.queries import Reading
from apps.review.reading.services import open_draft
from apps.review.side_by_side import forms, pages
from apps.review.visiting import task_of


def _read(request: Visit, task: ReviewTask, version: Version) -> Reading:
    """A version whose text is drawn anew. Who has its page opened it; for anybody else it is opened now, on record."""
    if was_opened(version, request.user):
        return queries.read(task, version)
    return open_draft(task=task, by=request.user, version=version)


def acted(
    request: Visit,
    task: ReviewTask,
    version: Version,
    act: Callable[[], object],
    target: str,
    authority: UUID | None = None,
) -> HttpResponse:
    """Do it; then the fragments that it changed, or without scripts the page again at the same place."""
    problem = ""
    try:
        act()
    except FirmaiError as error:
        problem = str(error)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(page_of(task, version) + f"#{target}")
    task = task_of(request, task.pk)
    reading = _read(request, task, version)
    context = pages.ledger(task, reading, request.user, authority)
    context |= {
        "problem": problem,
        "document": pages.draw(task, reading, context["comment_rows"]).html,
        "commented": target == "comments" and not problem,
        "comment_fields": forms.fields_of_a_comment(get_language()),
    }
    return render(request, "review/_acted.html", context)


def page_of(task: ReviewTask, version: Version) -> str:
    return reverse("review:version", args=[task.pk, version.number])
