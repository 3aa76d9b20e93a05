"""Taking an approval back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.people.visit import Visit
from apps.review.standing import services
from apps.review.visiting import done, shown_of, task_of


@require_POST
def take_back(request: Visit, pk: Any) -> HttpResponse:
    """An approval that is taken back: the review is open again."""
    task = task_of(request, pk)

    def act() -> object:
        return services.cancel_approval(
            task=task,
            shown=shown_of(request),
            reason=request.POST.get("reason", ""),
            kept_back="kept_back" in request.POST,
            by=request.user,
        )

    return done(request, act, reverse("review:detail", args=[task.pk]), _("The review is open again."))
