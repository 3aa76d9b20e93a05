"""The readings that requests rest on: whether they may cross, whether they are what was shown, and which of the earlier
ones nobody needs any more (ADR 40)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.drafting.models import RequestSource, RequestState
from apps.intake import earlier, rereading
from apps.intake.models import EarlierReading, Source
from apps.intake.readers import versions
from apps.keeping.models import Hold
from apps.policy.exchange import Readings


def standing(sources: Iterable[Source]) -> Readings:
    """What the gate is told of the readings of a call's sources: the worst of them counts."""
    older = [each for each in sources if not versions.is_as_seen(each.kind, each.read_with)]
    if any(each.reread_trouble for each in older):
        return Readings.NOT_READ_AGAIN
    return Readings.BEING_READ if older else Readings.AS_SEEN


def hasten(sources: Iterable[Source]) -> None:
    """Somebody waits for those of them that may not cross as they were read."""
    older = [each.pk for each in sources if not versions.is_as_seen(each.kind, each.read_with)]
    if older:
        rereading.hasten(older)


def let_go_readings(limit: int) -> list[UUID]:
    """Wipe earlier readings on which no request rests, of matters that are not on hold. For the scheduler."""
    rests = RequestSource.objects.filter(source=OuterRef("source"), reading_hmac=OuterRef("reading_hmac"))
    rests = rests.exclude(request__state=RequestState.WITHDRAWN)
    held = Hold.objects.standing().filter(matter=OuterRef("matter"))
    rows = EarlierReading.objects.filter(~Exists(rests), ~Exists(held)).order_by("replaced_at")
    found = list(rows.values_list("pk", flat=True)[:limit])
    if found:
        earlier.let_go(found)
    return found
