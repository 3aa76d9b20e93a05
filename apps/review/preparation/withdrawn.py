"""When the sources that a text may rest on were withdrawn, those of an earlier round included."""

from __future__ import annotations

from datetime import datetime

from apps.drafting.models import RequestSource
from apps.intake.models import Source
from apps.review import hands
from apps.review.models import ReviewTask


def left_out(task: ReviewTask) -> list[Source]:
    before = [each.request_id for each in hands.rounds_before(task.draft)]
    if not before:
        return []
    own = RequestSource.objects.filter(request=task.draft.request_id).values("source")
    earlier = RequestSource.objects.filter(request__in=before).exclude(source__in=own).values("source")
    gone = Source.objects.filter(pk__in=earlier, withdrawn_at__isnull=False)
    return list(gone.defer("original", "reading").order_by("withdrawn_at"))


def withdrawals(task: ReviewTask) -> list[datetime | None]:
    """When each source that a task's text may rest on was withdrawn, if it was."""
    rows = RequestSource.objects.filter(request=task.draft.request_id)
    own = list(rows.values_list("source__withdrawn_at", flat=True))
    return own + [each.withdrawn_at for each in left_out(task)]
