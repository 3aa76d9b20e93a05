"""What is done about a document for its court: answering, and inserting its statement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.people.visit import Visit
from apps.review.filing import services
from apps.review.filing.services import Said
from apps.review.models import ReviewTask
from apps.review.visiting import done, note_of, task_of, version_of


def _at_filing(task: ReviewTask) -> str:
    return reverse("review:detail", args=[task.pk]) + "#filing"


@require_POST
def describe(request: Visit, pk: Any, number: int) -> HttpResponse:
    """What kind of document it is for its court, and what its rule asks about it."""
    task = task_of(request, pk)
    given = Said(
        document=request.POST.get("document", ""),
        ai_part=request.POST.get("ai_part", ""),
        forum_asks=request.POST.get("forum_asks", ""),
        witness_chosen="witness_chosen" in request.POST,
        expert_certified="expert_certified" in request.POST,
    )

    def act() -> object:
        return services.describe_filing(
            task=task, version=version_of(task, number), given=given, note=note_of(request), by=request.user
        )

    return done(request, act, _at_filing(task))


@require_POST
def insert(request: Visit, pk: Any, number: int) -> HttpResponse:
    """Put the court's statement into the text, as the next version."""
    task = task_of(request, pk)

    def act() -> object:
        return services.insert_statement(task=task, base_version=version_of(task, number), by=request.user)

    made = _("The statement is in the text. Read it, and change it where it says too much.")
    return done(request, act, _at_filing(task), made)
