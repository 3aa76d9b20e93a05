"""The approval of a review as it stands: what it names, and whether that may leave."""

from __future__ import annotations

from apps.core.prepared import Prepared
from apps.review.models import Manifest, ReviewTask
from apps.review.standing import doubts


def approved_manifest(task: ReviewTask) -> Manifest | None:
    """The manifest whose files may leave once they are final, if the review is approved."""
    return next(iter(_APPROVED(task=task.pk)), None)


_APPROVED = Prepared(lambda task: Manifest.objects.approved().filter(task=task).order_by("pk")[:1])


def final_manifest(task: ReviewTask) -> Manifest | None:
    """The same where nobody's signature is awaited, and nothing was found wrong or speaks against it since."""
    return doubts.final(task.pk)
