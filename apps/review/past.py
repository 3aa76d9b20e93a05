"""The history of a review: versions that were made, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from apps.core.prepared import Prepared
from apps.drafting.models import Version
from apps.review import queries, reasons
from apps.review.models import Decision, ReviewTask
from apps.review.shown import note_of


@dataclass(frozen=True)
class Step:
    """A line of the history: a version that was made, or a decision."""

    at: datetime
    by: str
    version: Version
    decision: Decision | None = None
    reasons: str = ""
    note: str = field(repr=False, default="")


def history(task: ReviewTask) -> list[Step]:
    """Versions and decisions in the order of time."""
    made = _VERSIONS(draft=task.draft_id)
    steps = [Step(row.made_at, row.made_by.full_name, row) for row in made]
    steps += [
        Step(row.at, row.by.full_name, row.version, row, reasons.said(row.reasons), note_of(row))
        for row in queries.history(task)
    ]
    return sorted(steps, key=lambda step: step.at)


_VERSIONS = Prepared(
    lambda draft: (
        Version.objects.filter(draft=draft)
        .select_related("made_by")
        .defer("text", "anchors")
        .order_by("number")
    )
)
