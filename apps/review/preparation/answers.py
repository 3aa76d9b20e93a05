"""What people answered to the questions about a version, by its name: as it is now, or as it was when approved."""

from __future__ import annotations

import json
from datetime import datetime

from apps.core.prepared import Prepared
from apps.drafting.models import Version
from apps.matters import keys
from apps.review.models import ChecklistAnswer, ReviewTask

_ANSWERS = Prepared(
    lambda task, version: (
        ChecklistAnswer.objects.standing()
        .filter(task=task, version=version)
        .order_by("item", "by_id")
        .values_list("item", "answer", "by", "at")
    )
)


def digest(task: ReviewTask, version: Version, until: datetime | None = None) -> str:
    """The name of the answers under the matter's key; of those that stood at a moment, where one is given."""
    rows = [
        [item, answer, str(by)]
        for item, answer, by, at in _ANSWERS(task=task.pk, version=version.pk)
        if until is None or at <= until
    ]
    return keys.digest(task.matter_id, b"checklist", json.dumps(rows, separators=(",", ":")).encode()).hmac
