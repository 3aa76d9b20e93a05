"""Workflows, requests, drafts and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.core.prepared import Prepared
from apps.intake.models import Source
from apps.matters.models import Matter
from apps.policy.models import Crossing

if TYPE_CHECKING:
    from datetime import datetime

    from apps.people.models import User


class Language(models.TextChoices):
    """The language a draft is written in: the request's own, not the reader's."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")


class ItemKind(models.TextChoices):
    """What a draft is for. Review rules hang on it."""

    INTERNAL_NOTE = "internal_note", _("Internal note")
    CHRONOLOGY = "chronology", _("Chronology")
    CLIENT_LETTER = "client_letter", _("Client letter")
    DEMAND_LETTER = "demand_letter", _("Letter to the other side")
    AGREEMENT = "agreement", _("Agreement")
    COURT_FILING = "court_filing", _("Court filing")
    SWORN = "sworn", _("Sworn material")
    UNDERTAKING = "undertaking", _("Undertaking")
    OPINION = "opinion", _("Opinion")
    TIME_ENTRY = "time_entry", _("Time entry")


def said_locally(english: str, french: str) -> str:
    """What the firm called something in both languages, in the reader's."""
    return french if (get_language() or "").startswith("fr") else english


class Workflow(Identified):
    """A kind of work that can be asked for. What Claude is told stands in its versions."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    item_kind = models.CharField(max_length=20, choices=ItemKind.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return said_locally(self.name, self.name_fr)

    @property
    def stands(self) -> WorkflowVersion | None:
        """What a change is proposed to: the newest that is in force, or waits for a partner."""
        undone = (WorkflowState.DECLINED, WorkflowState.RETIRED)
        return self.versions.exclude(state__in=undone).order_by("-number").first()


class WorkflowState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    RETIRED = "retired", _("Retired")
    DECLINED = "declined", _("Declined")


class WorkflowVersion(Identified):
    """The firm's instructions for a kind of work. They are the firm's own words and hold nothing of a client's."""

    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=WorkflowState.choices, default=WorkflowState.PROPOSED)
    instructions = models.TextField()
    instructions_fr = models.TextField()
    model = models.CharField(max_length=60)
    effort = models.CharField(max_length=10, default="medium")
    max_tokens = models.PositiveIntegerField(default=16000)
    proposed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    # Who put it in force, or declined it, and when.
    approved_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "number"], name="workflow_versions_are_numbered"),
            models.UniqueConstraint(
                fields=["workflow"], condition=Q(state="approved"), name="one_approved_workflow_version"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", approved_by__isnull=True, approved_at__isnull=True)
                | (~Q(state="proposed") & Q(approved_by__isnull=False, approved_at__isnull=False)),
                name="an_approved_workflow_version_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow.code} {self.number}"


class RequestState(models.TextChoices):
    PREVIEW = "preview", _("In preview")
    CONFIRMED = "confirmed", _("Confirmed")
    DRAFTING = "drafting", _("Being drafted")
    WAITING = "waiting", _("Waiting to be sent again")
    STOPPED = "stopped", _("Needs a person")
    DRAFTED = "drafted", _("Drafted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, user: User) -> RequestQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))

    def unclaimed(self, now: datetime) -> RequestQuerySet:
        """Confirmed and due and not handed out just now, or whose worker's lease ran out."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        due = free & Q(state__in=[RequestState.CONFIRMED, RequestState.WAITING], try_after__lte=now)
        late = Q(state=RequestState.DRAFTING, leased_until__lt=now)
        return self.filter(due | late).order_by("confirmed_at")


class Request(Identified):
    """What was asked, for which lawyer, for what purpose, from which sources. Part of the matter's file."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="requests")
    workflow_version = models.ForeignKey(WorkflowVersion, on_delete=models.PROTECT, related_name="requests")
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    needed_by = models.DateField()
    responsible = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="answers_for")
    requested_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="requests")
    assignment = models.BinaryField()
    """Sealed: what is asked and for what purpose, in the person's own words."""
    revises = models.ForeignKey(
        "Draft", null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    remarks = models.BinaryField(null=True)
    """Sealed: the reviewer's comments that a revision answers."""
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.PREVIEW)
    trouble = models.CharField(max_length=40, blank=True, default="")
    """Code of why it waits or stopped; sentences are in ``drafting.rules``."""
    made_at = models.DateTimeField(default=timezone.now)
    preview_hmac = models.CharField(max_length=64, blank=True, default="")
    """Digest of the exact prompt that was shown; the worker sends that and nothing else."""
    assembly_version = models.PositiveSmallIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    try_after = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True)
    """Token of the worker that holds it: only that worker may settle it."""
    leased_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    chosen_in_hand: list[RequestSource] | None = None
    """The chosen sources once they were read for this instance; see ``prompts``."""

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["preview", "withdrawn"])
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(preview_hmac="")),
                name="what_is_confirmed_was_shown",
            ),
            models.CheckConstraint(
                condition=Q(state="drafting", lease__isnull=False, leased_until__isnull=False)
                | ~Q(state="drafting"),
                name="drafting_holds_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "stopped"]) | ~Q(trouble=""),
                name="a_request_that_waits_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirmed_at"],
                condition=Q(state__in=["confirmed", "waiting", "drafting"]),
                name="requests_unclaimed",
            ),
        ]


class RequestSource(Identified):
    """A source chosen for a request, in its order, with the digest of the reading that was shown."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="chosen")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    reading_hmac = models.CharField(max_length=64)

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["request", "source"], name="a_source_is_chosen_once"),
            models.UniqueConstraint(fields=["request", "order"], name="chosen_sources_are_ordered"),
        ]


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))


class Draft(Identified):
    """What came of a request: exactly one, whatever crashed on the way."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="draft")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="drafts")
    crossing = models.OneToOneField(Crossing, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    @property
    def latest(self) -> Version:
        newest = _LATEST(draft=self.pk)[0]
        newest.draft = self
        return newest


class Maker(models.TextChoices):
    CLAUDE = "claude", _("Claude")
    PERSON = "person", _("A person, in the page")
    WORD = "word", _("A person, in Word")


class Version(Identified):
    """An exact text of a draft. Never changed: an edit makes the next one."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    maker = models.CharField(max_length=10, choices=Maker.choices)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    text = models.BinaryField()
    """Sealed canonical Markdown."""
    text_hmac = models.CharField(max_length=64)
    anchors = models.BinaryField()
    """Sealed JSON: which passage supports which stretch of text (``drafting.anchors``)."""
    words = models.PositiveIntegerField()
    unresolved = models.PositiveSmallIntegerField(default=0)
    """Placeholders that could not be restored and are still visible in the text."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="versions_are_numbered"),
            models.UniqueConstraint(fields=["id", "text_hmac"], name="a_version_is_one_text"),
        ]
        indexes = [
            models.Index(
                fields=["made_by", "draft"], condition=~Q(maker="claude"), name="versions_written_by"
            )
        ]


_LATEST = Prepared(lambda draft: Version.objects.filter(draft=draft).order_by("-number")[:1])
