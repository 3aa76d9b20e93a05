"""What came up against an approval that stands: a source that its text rests on was withdrawn since, a second look
found it wrong, CanLII, which could not be asked then, has said otherwise of an authority, a licence under which it was
approved or signed turned out to be none, or nothing of a filing has left and its court is another. That cancels nothing
by itself. Nobody signs on it, and nothing more of the text leaves or is given out.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared, together
from apps.drafting.models import RequestSource
from apps.matters import keys
from apps.people.models import Licence
from apps.review import hands
from apps.review.authorities import ledger
from apps.review.filing import queries as filings
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
from apps.review.models.lookups import AuthorityLookup, LookupResult
from apps.review.standing import licensed


class Doubt(Enum):
    SOURCE_WITHDRAWN = auto()
    OVERTURNED = auto()
    CONTRADICTED = auto()
    APPROVED_UNLICENSED = auto()
    SIGNED_UNLICENSED = auto()
    COURT_CHANGED = auto()


def of(manifest_id: UUID) -> Doubt | None:
    """What speaks against the approval that names a manifest."""
    asked = (_OF, _APPROVALS, _SIGNED, _LICENCES)
    since, approvals, signed, licences = together(*(each.of(manifest=manifest_id) for each in asked))
    for withdrawn, overturned, answered, revises, _filed, _left in since:
        if withdrawn or (revises and _is_withdrawn_of_before(manifest_id)):
            return Doubt.SOURCE_WITHDRAWN
        if overturned:
            return Doubt.OVERTURNED
        if answered and _is_contradicted(manifest_id):
            return Doubt.CONTRADICTED
    if not all(_was_given_under(each, licences) for each in approvals):
        return Doubt.APPROVED_UNLICENSED
    if not all(licensed.was_lawyer(each.lawyer_id, each.at, licences) for each in signed):
        return Doubt.SIGNED_UNLICENSED
    if any(filed and left is None and is_for_another_court(manifest_id) for *_, filed, left in since):
        return Doubt.COURT_CHANGED
    return None


def is_for_another_court(manifest_id: UUID) -> bool:
    """Whether what the court of the matter asks, as it is now, is not what a filing was approved for: it is another
    court, or its rule was replaced. Of what has left that says nothing: it went where it was to go then."""
    (manifest,) = _WITH_ITS_COURT(manifest=manifest_id)
    return not filings.is_named(manifest.filing_hmac, manifest.task, filings.of(manifest.task))


_WITH_ITS_COURT = Prepared(
    lambda manifest: Manifest.objects.filter(pk=manifest).select_related(
        "task__matter", "task__draft__request__workflow_version__workflow"
    )
)


def final(task_id: UUID) -> Manifest | None:
    """The manifest of a review that waits for nobody's signature, was not found wrong, and against whose approval
    nothing speaks."""
    found = next(iter(_FINAL(task=task_id)), None)
    return found if found is not None and of(found.pk) is None else None


_FINAL = Prepared(lambda task: Manifest.objects.final().filter(task=task).order_by("pk")[:1])


def left(manifests: ManifestQuerySet) -> ManifestQuerySet:
    """Less those whose source was withdrawn or approval overturned, for a list: what CanLII said takes the text, what a
    licence covers its matter, and an earlier round another look."""
    return manifests.filter(~Exists(_withdrawn()), ~Exists(_overturned()))


def _is_withdrawn_of_before(manifest_id: UUID) -> bool:
    """The same of a source that an earlier round was made from and this one's request left out."""
    manifest = Manifest.objects.select_related("task__draft__request").get(pk=manifest_id)
    before = [each.request_id for each in hands.rounds_before(manifest.task.draft)]
    since = RequestSource.objects.filter(source__withdrawn_at__gt=manifest.made_at)
    return since.filter(request__in=before).exists()


def _is_contradicted(manifest_id: UUID) -> bool:
    """Whether what CanLII said since speaks against a check that was confirmed."""
    manifest = Manifest.objects.select_related("task__matter", "version").get(pk=manifest_id)
    text = keys.reveal(manifest.version, "text").reveal()
    return any(line.contradicted for line in ledger.lines(manifest.task, manifest.version, text))


def _was_given_under(approval: Decision, licences: Sequence[Licence]) -> bool:
    """Whether a licence covered an approval that day, as it stands on record now; a second person's is a lawyer's.
    Where one person said later that there is nobody else, that day as well."""
    is_second = approval.step == Step.SECOND
    days = filter(None, (approval.at, approval.alone_at))  # type: ignore[attr-defined]
    return all(licensed.was_given_under(approval, each, licences, as_lawyer=is_second) for each in days)


def said(doubt: Doubt) -> str:
    """The same as a sentence."""
    return {
        Doubt.SOURCE_WITHDRAWN: _("A source of this text was withdrawn since it was approved."),
        Doubt.OVERTURNED: _("A second look found that this approval was wrong."),
        Doubt.CONTRADICTED: _("CanLII has said otherwise of an authority since this was approved."),
        Doubt.APPROVED_UNLICENSED: _(
            "A licence under which this was approved does not stand, or does not cover it any more."
        ),
        Doubt.SIGNED_UNLICENSED: _("The licence under which this was signed does not stand."),
        Doubt.COURT_CHANGED: _("What the court asks for has changed since this was approved."),
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
    """CanLII said something of an authority: whether the text cites it, the text says."""
    later = AuthorityLookup.objects.filter(authority__task=OuterRef("task"), at__gt=OuterRef("made_at"))
    return later.exclude(result=LookupResult.UNKNOWN)


_OF = Prepared(
    lambda manifest: (
        Manifest.objects.filter(pk=manifest)
        .annotate(
            withdrawn=Exists(_withdrawn()), overturned=Exists(_overturned()), answered=Exists(_answered())
        )
        .values_list(
            "withdrawn",
            "overturned",
            "answered",
            "task__draft__request__revises",
            "filing_hmac",
            "task__left_at",
        )
    )
)


def _approvals(manifest: UUID) -> QuerySet[Decision]:
    of_its_review = Manifest.objects.filter(pk=manifest).values("task")
    return Decision.objects.filter(task__in=of_its_review, verdict=Verdict.APPROVED, voided_at=None)


def _signed(manifest: UUID) -> QuerySet[SignedStatement]:
    return SignedStatement.objects.filter(manifest=manifest, withdrawn_at=None)


_APPROVALS = Prepared(
    lambda manifest: _approvals(manifest).select_related("task__matter").annotate(alone_at=F("exception__at"))
)
_SIGNED = Prepared(_signed)


_LICENCES = Prepared(
    lambda manifest: licensed.newest_first(
        Q(user__in=_approvals(manifest).values("by")) | Q(user__in=_signed(manifest).values("lawyer"))
    )
)
