"""The history of a review: versions that were made, what was decided, and the requests that carried it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared
from apps.drafting.models import Request, Version
from apps.review.models import Decision, ReviewTask, TaskState
from apps.review.reading.shown import note_of
from apps.review.rulebook import reasons


@dataclass(frozen=True)
class Step:
    """A line of the history: a version that was made, a decision, or a request that carried the item on."""

    at: datetime
    by: str
    version: Version | None
    decision: Decision | None = None
    reasons: str = ""
    note: str = field(repr=False, default="")
    request: Request | None = None

    @property
    def struck(self) -> str:
        """By whom a decision was struck, and why it was taken back, where that is kept."""
        if self.decision is None or self.decision.voided_by is None:
            return ""
        who, why = self.decision.voided_by.full_name, self.decision.get_taken_back_display()
        return _("%(name)s: %(value)s") % {"name": who, "value": why} if why else who


def history(task: ReviewTask) -> list[Step]:
    """Versions, decisions and further requests in the order of time."""
    made = _VERSIONS(draft=task.draft_id)
    steps = [Step(row.made_at, row.made_by.full_name, row) for row in made]
    steps += [
        Step(row.at, row.by.full_name, row.version, row, reasons.said(row.reasons), note_of(row))
        for row in _DECISIONS(task=task.pk)
    ]
    if task.state not in (TaskState.OPEN, TaskState.SECOND):
        steps += [
            Step(row.made_at, row.requested_by.full_name, None, request=row) for row in _carried_on(task)
        ]
    return sorted(steps, key=lambda step: step.at)


def _carried_on(task: ReviewTask) -> QuerySet[Request]:
    """Every request that was to carry it on, those that were withdrawn included."""
    return task.draft.revisions.select_related("requested_by").defer("assignment", "remarks")


_DECISIONS = Prepared(
    lambda task: (
        Decision.objects.filter(task=task)
        .select_related("by", "voided_by", "version")
        .defer("version__text", "version__anchors")
        .order_by("at")
    )
)
_VERSIONS = Prepared(
    lambda draft: (
        Version.objects.filter(draft=draft)
        .select_related("made_by")
        .defer("text", "anchors")
        .order_by("number")
    )
)
