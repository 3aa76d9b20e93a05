"""Manifests, the files that were approved, and decisions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.drafting.models import Version
from apps.matters.models import Certificate, Forum, Matter, PracticeArea
from apps.review.models.aftermath import Correction
from apps.review.models.filing import SignedStatement
from apps.review.models.reviews import ReviewTask, TaskState


class ManifestQuerySet(models.QuerySet["Manifest"]):
    def approved(self) -> ManifestQuerySet:
        """Those named by the last standing approval of an approved task."""
        last = (
            Q(task__needs_second=False, decisions__step="first")
            | Q(task__needs_second=True, decisions__step="second")
            | Q(task__needs_second=True, decisions__step="first", decisions__exception__isnull=False)
        )
        standing = Q(decisions__verdict="approved", decisions__voided_at=None)
        return self.filter(last & standing, task__state=TaskState.APPROVED).distinct()

    def final(self) -> ManifestQuerySet:
        """Of those, the ones that wait for nobody's signature and were not found wrong since."""
        return self._not_wrong().filter(Q(signature_due="") | Exists(self._signed()))

    def unsigned(self) -> ManifestQuerySet:
        """Of those, the ones that wait for a signature and were not found wrong since."""
        return self._not_wrong().filter(~Q(signature_due=""), ~Exists(self._signed()))

    def _not_wrong(self) -> ManifestQuerySet:
        return self.approved().exclude(Exists(Correction.objects.filter(task=OuterRef("task"))))

    @staticmethod
    def _signed() -> models.QuerySet[SignedStatement]:
        return SignedStatement.objects.filter(
            manifest=OuterRef("pk"), what=OuterRef("signature_due"), withdrawn_at=None
        )


class Manifest(Identified):
    """What a decision is about: the text, each rendered file, the rules and the ledger, by digest."""

    task = models.ForeignKey(ReviewTask, on_delete=models.PROTECT, related_name="manifests")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="manifests")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    text_hmac = models.CharField(max_length=64)
    checklist_hmac = models.CharField(max_length=64)
    ledger_hmac = models.CharField(max_length=64)
    filing_hmac = models.CharField(max_length=64, blank=True, default="")
    """The forum's rule and what was answered about the document; empty for what goes to no court."""
    signature_due = models.CharField(max_length=20, choices=Certificate.choices, blank=True, default="")
    """What has to be signed over this manifest before its files leave."""
    template_version = models.PositiveSmallIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    """HMAC under the matter's digest key over the canonical JSON of all of the above and every rendering."""
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ManifestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "digest"], name="a_manifest_is_one_digest")]


class Format(models.TextChoices):
    NOTE = "note", _("Note")
    DOCX = "docx", _("Word document")
    PDF = "pdf", _("PDF")
    FILE_NOTE = "file_note", _("AI file note")


class Rendering(Identified):
    """The bytes that were approved and are delivered. Never made again: renderings do not reproduce."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="renderings")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=20, choices=Format.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manifest", "format"], name="one_rendering_per_format")
        ]


class Verdict(models.TextChoices):
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TakenBack(models.TextChoices):
    """Why somebody took an approval back, of which nothing had left."""

    IN_ERROR = "in_error", _("Approved in error")
    APPROVER = "approver", _("Whoever approved it may not decide it")
    COURT = "court", _("The court, or what it asks for, has changed")
    CHANGED = "changed", _("Facts, instructions or sources have changed")
    TEXT_WRONG = "text_wrong", _("The text is wrong")
    NOT_WANTED = "not_wanted", _("Not wanted any more")


class Step(models.TextChoices):
    FIRST = "first", _("Responsible licensee")
    SECOND = "second", _("Second person")


class Decision(Identified):
    """A named person decided about an exact version. Approvals name the manifest; later edits void them."""

    task = models.ForeignKey(ReviewTask, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    text_hmac = models.CharField(max_length=64)
    manifest = models.ForeignKey(Manifest, null=True, on_delete=models.PROTECT, related_name="decisions")
    manifest_digest = models.CharField(max_length=64, blank=True, default="")
    step = models.CharField(max_length=10, choices=Step.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    """Codes of ``ReturnReason``."""
    note = models.BinaryField(null=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(default=timezone.now)
    forum = models.CharField(max_length=20, choices=Forum.choices, blank=True, default="", db_default="")
    """The court that its matter was before when it was taken, and by which it is judged; empty where nobody knows any
    more, of decisions of before that was kept."""
    practice_area = models.CharField(
        max_length=20, choices=PracticeArea.choices, blank=True, default="", db_default=""
    )
    """The same of its practice area, which says under what scope a matter before no court falls."""
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    """Whose act struck it; nobody of what was struck before that was kept."""
    taken_back = models.CharField(
        max_length=20, choices=TakenBack.choices, blank=True, default="", db_default=""
    )
    """Why, where a person took it back with nothing changed yet."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "step"],
                condition=Q(verdict="approved", voided_at=None),
                name="one_standing_approval_per_step",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="approved") | (Q(manifest__isnull=False) & ~Q(manifest_digest="")),
                name="an_approval_names_its_manifest",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(reasons=[]), name="a_return_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(taken_back="") | Q(voided_at__isnull=False, voided_by__isnull=False),
                name="who_took_an_approval_back",
            ),
        ]
