"""What came up against an approval that stands: a source that its text rests on was withdrawn since, a second look
found it wrong, CanLII, which could not be asked then, has said otherwise of an authority, or a licence under which it
was approved or signed turned out to be none. That cancels nothing by itself. Nobody signs on it, and nothing more of
the text leaves or is given out.
"""

from __future__ import annotations

from enum import Enum, auto
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared
from apps.drafting.models import RequestSource
from apps.matters import keys
from apps.review import freeing, ledger
from apps.review.lookup_models import AuthorityLookup, LookupResult
from apps.review.models import (
    Decision,
    LookOutcome,
    Manifest,
    ManifestQuerySet,
    SecondLook,
    SignedStatement,
    Step,
    Verdict,
)


class Doubt(Enum):
    SOURCE_WITHDRAWN = auto()
    OVERTURNED = auto()
    CONTRADICTED = auto()
    APPROVED_UNLICENSED = auto()
    SIGNED_UNLICENSED = auto()


def of(manifest_id: UUID) -> Doubt | None:
    """What speaks against the approval that names a manifest."""
    for withdrawn, overturned, answered in _OF(manifest=manifest_id):
        if withdrawn:
            return Doubt.SOURCE_WITHDRAWN
        if overturned:
            return Doubt.OVERTURNED
        if answered and _is_contradicted(manifest_id):
            return Doubt.CONTRADICTED
    return _unlicensed(manifest_id)


def undoubted(manifests: ManifestQuerySet) -> Manifest | None:
    """The one of them, where nothing speaks against its approval."""
    found = manifests.first()
    return found if found is not None and of(found.pk) is None else None


def left(manifests: ManifestQuerySet) -> ManifestQuerySet:
    """Less those whose source was withdrawn or approval overturned, for a list: what CanLII said takes the text, and
    what a licence covers its matter."""
    return manifests.filter(~Exists(_withdrawn()), ~Exists(_overturned()))


def _is_contradicted(manifest_id: UUID) -> bool:
    """Whether what CanLII said since speaks against a check that was confirmed."""
    manifest = Manifest.objects.select_related("task__matter", "version").get(pk=manifest_id)
    text = keys.reveal(manifest.version, "text").reveal()
    return any(line.contradicted for line in ledger.lines(manifest.task, manifest.version, text))


def _unlicensed(manifest_id: UUID) -> Doubt | None:
    """Who approved or signed it under a licence that turned out to be none, or not to cover it; a second person and
    whoever signs need a lawyer's. One that was recorded later mends nothing."""
    for each in _APPROVALS(manifest=manifest_id):
        day, is_second = timezone.localdate(each.at), each.step == Step.SECOND
        if not freeing.was_licensed(each.by, each.task, day, as_lawyer=is_second):
            return Doubt.APPROVED_UNLICENSED
    for signed in _SIGNED(manifest=manifest_id):
        if not freeing.was_licensed(
            signed.lawyer, signed.task, timezone.localdate(signed.at), as_lawyer=True
        ):
            return Doubt.SIGNED_UNLICENSED
    return None


def said(doubt: Doubt) -> str:
    """The same as a sentence."""
    return {
        Doubt.SOURCE_WITHDRAWN: _("A source of this text was withdrawn since it was approved."),
        Doubt.OVERTURNED: _("A second look found that this approval was wrong."),
        Doubt.CONTRADICTED: _("CanLII has said otherwise of an authority since this was approved."),
        Doubt.APPROVED_UNLICENSED: _("A licence under which this was approved does not stand."),
        Doubt.SIGNED_UNLICENSED: _("The licence under which this was signed does not stand."),
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


def _answered() -> QuerySet[AuthorityLookup]:
    """CanLII said something of an authority that the text cites."""
    later = AuthorityLookup.objects.filter(
        authority__task=OuterRef("task"), authority__present=True, at__gt=OuterRef("made_at")
    )
    return later.exclude(result=LookupResult.UNKNOWN)


_OF = Prepared(
    lambda manifest: (
        Manifest.objects.filter(pk=manifest)
        .annotate(
            withdrawn=Exists(_withdrawn()), overturned=Exists(_overturned()), answered=Exists(_answered())
        )
        .values_list("withdrawn", "overturned", "answered")
    )
)

_APPROVALS = Prepared(
    lambda manifest: Decision.objects.filter(
        task__in=Manifest.objects.filter(pk=manifest).values("task"), verdict=Verdict.APPROVED, voided_at=None
    ).select_related("by", "task__matter")
)
_SIGNED = Prepared(
    lambda manifest: SignedStatement.objects.filter(manifest=manifest, withdrawn_at=None).select_related(
        "lawyer", "task__matter"
    )
)
