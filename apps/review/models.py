"""Review tasks, the acts of review on an exact version, manifests and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.drafting.models import Draft, ItemKind, Version
from apps.matters.models import Certificate, Forum, Matter, MatterQuerySet, PracticeArea
from apps.review.aftermath_models import Correction, CorrectiveTask, EarlierFilings
from apps.review.attendance import LookOutcome, SecondLook, Sitting, Snooze
from apps.review.authority_models import (
    Authority,
    AuthorityCheck,
    AuthorityFinding,
    AuthorityKind,
    Outcome,
    SourceClass,
)
from apps.review.filing_models import FilingAnswer, FilingRule, SignedStatement
from apps.review.firm_models import (
    Cover,
    Decider,
    GoesAs,
    ItemRule,
    ReturnReason,
    SecondPerson,
    SecondPersonException,
)
from apps.review.lookup_models import AuthorityLookup, AuthorityOpening, Dismissal
from apps.review.opening_models import Opening, Unopened, VersionOpening, WhyUnopened

if TYPE_CHECKING:
    from apps.people.models import User

__all__ = [
    "Answer", "Authority", "AuthorityCheck", "AuthorityFinding", "AuthorityKind", "AuthorityLookup", "AuthorityOpening",
    "ChecklistAnswer", "Comment", "Correction", "CorrectiveTask", "Cover", "Decider", "Decision", "Dismissal",
    "EarlierFilings", "FilingAnswer", "FilingRule", "Format", "GoesAs", "ItemRule", "LookOutcome", "Manifest",
    "Opening", "Outcome", "Rendering", "ReturnReason", "ReviewTask", "SecondLook", "SecondPerson",
    "SecondPersonException", "SignedStatement", "Sitting", "Snooze", "SourceClass", "Step", "TakenBack", "TaskState",
    "Unopened", "Verdict", "VersionOpening", "WhyUnopened",
]  # fmt: skip


class TaskState(models.TextChoices):
    OPEN = "open", _("In review")
    SECOND = "second", _("Waiting for the second person")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNDECIDED = Q(state__in=["open", "second"])


class TaskQuerySet(models.QuerySet["ReviewTask"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        return self.of(Matter.objects.visible_to(user))

    def of(self, matters: MatterQuerySet) -> TaskQuerySet:
        """Of those matters: where they are what one person may see, what `visible_to` gives."""
        return self.filter(matter__in=matters)

    def undecided(self) -> TaskQuerySet:
        return self.filter(state__in=[TaskState.OPEN, TaskState.SECOND])


class ReviewTask(Identified):
    """The review of one draft, from its arrival to a decision."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="task")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="review_tasks")
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    responsible = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="review_tasks")
    requested_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    """Who asked for the draft, as its request says; here so that a queue is one index away."""
    earlier_people = ArrayField(models.UUIDField(), default=list, db_default=[])
    """Ids of everybody who had a part in an earlier round of its text (``hands.earlier``): here for the same reason."""
    assigned = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who was asked to look at it; it stays the responsible person's."""
    needed_by = models.DateField()
    due_on = models.DateField()
    """The earlier of the day it is needed and the matter's deadline, where one is known."""
    act_by = models.DateField()
    """The day on which its review has to begin: ``due_on`` less the working days its kind's risk asks for. Queues are
    in this order."""
    needs_second = models.BooleanField()
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    reserved_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reserved_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    """Since when something of it may have left the house (``leaving``)."""

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "second"], decided_at__isnull=True)
                | (~Q(state__in=["open", "second"]) & Q(decided_at__isnull=False)),
                name="a_decided_task_says_when",
            ),
            models.CheckConstraint(
                condition=Q(reserved_by__isnull=True, reserved_until__isnull=True)
                | Q(reserved_by__isnull=False, reserved_until__isnull=False),
                name="a_reservation_has_holder_and_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["act_by", "id"], include=["matter"], condition=UNDECIDED, name="tasks_undecided"
            ),
            models.Index(
                fields=["act_by", "id"],
                include=["matter", "draft", "requested_by"],
                condition=Q(state="second"),
                name="tasks_second",
            ),
            models.Index(fields=["matter", "act_by", "id"], condition=UNDECIDED, name="tasks_of_a_matter"),
            models.Index(
                fields=["responsible", "state", "act_by", "id"],
                include=["matter", "kind", "assigned"],
                condition=UNDECIDED,
                name="tasks_of_a_person",
            ),
            models.Index(fields=["assigned", "act_by", "id"], condition=UNDECIDED, name="tasks_assigned"),
            models.Index(fields=["reserved_by", "act_by", "id"], condition=UNDECIDED, name="tasks_reserved"),
            models.Index(
                fields=["requested_by", "act_by", "id"], condition=UNDECIDED, name="tasks_asked_for"
            ),
        ]


class Answer(models.TextChoices):
    DONE = "done", _("Checked")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")
    TAKEN_BACK = "taken_back", _("Taken back")
    """Given in error: the question is open again for whoever gave it."""


class ChecklistAnswerQuerySet(models.QuerySet["ChecklistAnswer"]):
    def standing(self) -> ChecklistAnswerQuerySet:
        return self.exclude(answer=Answer.TAKEN_BACK)


class ChecklistAnswer(Identified):
    """A person did a check on an exact version."""

    task = models.ForeignKey(ReviewTask, on_delete=models.PROTECT, related_name="answers")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=20, choices=Answer.choices)
    note = models.BinaryField(null=True)
    """Sealed. Required where the answer is that it does not apply."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ChecklistAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "item", "by"], name="a_check_is_answered_once_by_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(answer="not_applicable") | Q(note__isnull=False),
                name="not_applicable_has_a_reason",
            ),
        ]


class Comment(Identified):
    """A remark on a version, on all of it or on a stretch of its text."""

    task = models.ForeignKey(ReviewTask, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    text = models.BinaryField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)


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
