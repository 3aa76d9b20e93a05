"""Since when something that was approved may have left the house: it began to go somewhere, or a person took it away.

What may have left is never opened again: it is found wrong (``aftermath``). Who takes an approval back and what begins
to go meet at the review's row, so that the one which comes second sees the other.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from apps.core import statements
from apps.core.prepared import Prepared
from apps.drafting.models import Version
from apps.matters.models import Forum
from apps.review.models import ReviewTask
from apps.review.standing import doubts


def lock(task_id: UUID) -> None:
    """Hold the review until what is asked of it is done: whoever finds it wrong, or takes a signature or an approval
    back, comes before this or after it."""
    if not _LOCKED(pk=task_id):
        raise ReviewTask.DoesNotExist


_LOCKED = Prepared(
    lambda pk: ReviewTask.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk", flat=True)
)


def hold_court(matter_id: UUID) -> None:
    """Whoever puts another rule in force for the matter's court comes before what leaves now, or after it. The matter
    is held already, so that its court stays what it is."""
    statements.execute(_RULES_HELD, [Forum.OTHER.value, matter_id])


_RULES_HELD = (
    "SELECT FROM review_filingrule WHERE forum = %s"
    " OR forum = (SELECT forum FROM matters_matter WHERE id = %s) ORDER BY id FOR SHARE"
)


def has_left(task_id: UUID) -> None:
    """Something of it goes now, or is there: the first of it or another file."""
    statements.execute(_LEFT, [timezone.now(), task_id])


_LEFT = "UPDATE review_reviewtask SET left_at = %s WHERE id = %s AND left_at IS NULL"


def taken(task: ReviewTask, version: Version) -> None:
    """A person takes a version away as a file. Of one for which nothing more is asked, it may be filed by hand.

    In the transaction of whoever opens it. Whoever takes the approval back comes before this or after it."""
    ReviewTask.objects.select_for_update().get(pk=task.pk)
    if (final := doubts.final(task.pk)) is not None and final.version_id == version.pk:
        has_left(task.pk)
