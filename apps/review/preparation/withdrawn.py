"""When the sources that a text may rest on were withdrawn, or words of them turned out to be covered: those of an
earlier round as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from apps.drafting.models import RequestSource
from apps.intake.models import EarlierReading, Source
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


def covered_before(task: ReviewTask) -> list[datetime]:
    """When words of the readings that an earlier round was made from turned out to be covered, or seen by nobody."""
    before = [each.request_id for each in hands.rounds_before(task.draft)]
    return _covered(before) if before else []


def came_up(task: ReviewTask) -> list[datetime | None]:
    """When each source that a task's text may rest on was withdrawn, if it was, or words of it turned out so."""
    rows = RequestSource.objects.filter(request=task.draft.request_id)
    own = list(rows.values_list("source__withdrawn_at", flat=True))
    gone = [each.withdrawn_at for each in left_out(task)]
    return [*own, *gone, *_covered([task.draft.request_id]), *covered_before(task)]


def _covered(requests: Sequence[UUID]) -> list[datetime]:
    """Of the earlier readings that these name, when each had another in its place that leaves words out."""
    names = RequestSource.objects.filter(
        request__in=requests, source=OuterRef("source"), reading_hmac=OuterRef("reading_hmac")
    )
    rows = EarlierReading.objects.filter(Exists(names), source__unseen__gt=0)
    rows = rows.exclude(reading_hmac=F("source__reading_hmac"))
    return list(rows.values_list("replaced_at", flat=True))
