"""What came up against an approval that stands: a source that its text rests on was withdrawn since, or a second look
found it wrong. That cancels nothing by itself. Nobody signs on it, and nothing more of the text leaves.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared
from apps.drafting.models import RequestSource
from apps.review.models import LookOutcome, Manifest, ManifestQuerySet, SecondLook


class Doubt(StrEnum):
    SOURCE_WITHDRAWN = "source_withdrawn"
    OVERTURNED = "overturned"


def of(manifest_id: UUID) -> Doubt | None:
    """What speaks against the approval that names a manifest."""
    for withdrawn, overturned in _OF(manifest=manifest_id):
        if withdrawn:
            return Doubt.SOURCE_WITHDRAWN
        if overturned:
            return Doubt.OVERTURNED
    return None


def undoubted(manifests: ManifestQuerySet) -> ManifestQuerySet:
    """Those against whose approval nothing speaks."""
    return manifests.filter(~Exists(_withdrawn()), ~Exists(_overturned()))


def said(doubt: Doubt) -> str:
    """The same as a sentence."""
    return {
        Doubt.SOURCE_WITHDRAWN: _("A source of this text was withdrawn since it was approved."),
        Doubt.OVERTURNED: _("A second look found that this approval was wrong."),
    }[doubt]


def _withdrawn() -> QuerySet[RequestSource]:
    """Its text took from what is another matter's, or privileged for somebody else."""
    return RequestSource.objects.filter(
        request__draft__task=OuterRef("task"), source__withdrawn_at__gt=OuterRef("made_at")
    )


def _overturned() -> QuerySet[SecondLook]:
    """Of an approval that still stands: given anew, it is another one."""
    return SecondLook.objects.filter(
        task=OuterRef("task"), decision__voided_at=None, outcome=LookOutcome.OVERTURNED
    )


_OF = Prepared(
    lambda manifest: (
        Manifest.objects.filter(pk=manifest)
        .annotate(withdrawn=Exists(_withdrawn()), overturned=Exists(_overturned()))
        .values_list("withdrawn", "overturned")
    )
)
