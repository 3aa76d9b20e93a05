"""How a view comes to a review and what was written on its page, and how it goes on from an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from apps.core.errors import FirmaiError
from apps.core.identity import as_uuid
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.matters.within import Within
from apps.people.visit import Visit
from apps.review.models import ReviewTask

RELATED = (
    "matter", "responsible", "reserved_by", "draft__crossing__arrangement",
    "draft__request__workflow_version__workflow", "draft__request__requested_by", "draft__request__responsible",
)  # fmt: skip


def task_of(request: Visit, pk: Any) -> ReviewTask:
    """A review that this person may see, or 404."""
    for found in _TASK(request.user, task=pk):
        return found
    raise Http404


_TASK = Within(
    lambda matters, _user, task: ReviewTask.objects.of(matters).filter(pk=task).select_related(*RELATED)
)


def note_of(request: Visit) -> Sensitive[str] | None:
    note = request.POST.get("note", "").strip()
    return Sensitive(note) if note else None


def shown_of(request: Visit) -> UUID:
    """The approval that a page showed; of one that showed none, what no approval is."""
    return as_uuid(request.POST.get("shown", "")) or UUID(int=0)


def done(request: Visit, act: Callable[[], object], to: str, success: str = "") -> HttpResponse:
    """Do it, say why not where it was refused, and go on."""
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        if success:
            messages.success(request, success)
    return redirect(to)


def version_of(task: ReviewTask, number: int) -> Version:
    return get_object_or_404(task.draft.versions, number=number)
