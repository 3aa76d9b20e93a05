"""Sources of a matter: what arrived, whether it could be read, and the passages it was read into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Matter

if TYPE_CHECKING:
    from datetime import datetime

    from apps.people.models import User


class Kind(models.TextChoices):
    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    TEXT = "text", _("Text")
    EMAIL = "email", _("E-mail")
    TRANSCRIPT = "transcript", _("Transcript")


class Origin(models.TextChoices):
    UPLOAD = "upload", _("Uploaded")
    CLIO_DOCUMENT = "clio_document", _("Clio document")
    CLIO_NOTE = "clio_note", _("Clio note")
    MYCASE_DOCUMENT = "mycase_document", _("MyCase document")
    MYCASE_NOTE = "mycase_note", _("MyCase note")
    ZOOM = "zoom", _("Zoom")
    ATTACHMENT = "attachment", _("Attachment")
    PRECEDENT = "precedent", _("Firm precedent")


class Tag(models.TextChoices):
    """What a source holds that a rule asks about."""

    HEALTH = "health", _("Health information (PHIPA)")
    CHILD = "child", _("Information about a child")


class State(models.TextChoices):
    HELD = "held", _("Held until it is cleared")
    """A recording that nobody may read yet: whether people were told of it, and conflicts, are to be recorded first."""
    RECEIVED = "received", _("Received")
    READING = "reading", _("Being read")
    DOUBTFUL = "doubtful", _("Pages to confirm")
    """Read, with recognised pages that a person has to compare with the picture before anything rests on them."""
    READY = "ready", _("Ready")
    UNREADABLE = "unreadable", _("Could not be read")
    ENDED = "ended", _("Working copy ended")
    """Its bytes and passages are gone from here; the practice system has them, and they can be fetched again."""
    WITHDRAWN = "withdrawn", _("Withdrawn")
    """It does not belong here: its bytes, passages and name are gone, and no pull brings it in again."""


class WithdrawalReason(models.TextChoices):
    """Why a source was withdrawn."""

    WRONG_MATTER = "wrong_matter", _("It belongs to another matter")
    NOT_OURS = "not_ours", _("It was sent to the firm in error, or is privileged for somebody else")
    MISTAKE = "mistake", _("It was added by mistake")


class Trouble(models.TextChoices):
    """Why a source could not be read. Sentences are in ``intake.rules``."""

    EMPTY = "empty", _("Empty file")
    TOO_LARGE = "too_large", _("Too large")
    UNPACKS_TOO_LARGE = "unpacks_too_large", _("Unpacks to far more than its size")
    SCANNED = "scanned", _("Scanned pages without text")
    NO_RECOGNITION = "no_recognition", _("Scanned, and no text recognition here")
    MANY_SCANNED = "many_scanned", _("Too many scanned pages")
    ENCRYPTED = "encrypted", _("Protected by a password")
    XFA_FORM = "xfa_form", _("A form without pages of its own (XFA)")
    DAMAGED = "damaged", _("Damaged, or not what its name says")
    RICH_TEXT = "rich_text", _("Rich text (RTF)")
    OLD_OFFICE = "old_office", _("An older Word or Outlook file")
    PICTURE = "picture", _("A picture")
    WEB_PAGE = "web_page", _("A web page")
    NOT_SUPPORTED = "not_supported", _("A kind of file that is not read")
    NOT_A_TRANSCRIPT = "not_a_transcript", _("Not a transcript")
    NO_TEXT = "no_text", _("No text in it")
    TOOK_TOO_LONG = "took_too_long", _("Reading took too long")


UNREAD = (State.RECEIVED, State.READING)
READ = (State.READY, State.DOUBTFUL)
GONE = (State.ENDED, State.WITHDRAWN)
FROM_PRACTICE_SYSTEMS = (
    Origin.CLIO_DOCUMENT,
    Origin.CLIO_NOTE,
    Origin.MYCASE_DOCUMENT,
    Origin.MYCASE_NOTE,
)
"""Origins of working copies: the record itself stays in the practice system."""


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: User) -> SourceQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))

    def unclaimed(self, now: datetime) -> SourceQuerySet:
        """Not read yet and in nobody's hands, or in those of a reader whose lease ran out."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state__in=UNREAD).order_by("arrived_at")

    def ready(self) -> SourceQuerySet:
        return self.filter(state=State.READY)


class Source(Identified):
    """A document, e-mail or transcript of a matter. Bytes, title and passages are sealed under its key."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    tag = models.CharField(max_length=20, choices=Tag.choices, blank=True, default="")
    title = models.BinaryField()
    filename = models.BinaryField()
    original = models.BinaryField()
    size = models.PositiveIntegerField()
    """Bytes of the original."""
    original_hmac = models.CharField(max_length=64)
    """Digest of the original under the matter's digest key, hexadecimal."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    trouble = models.CharField(max_length=20, choices=Trouble.choices, blank=True, default="")
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveSmallIntegerField(default=0)
    """How often reading was begun. A reader whose number is no longer the row's keeps nothing."""
    reading = models.BinaryField(null=True)
    """Sealed JSON with the passages (``intake.passages``)."""
    reading_hmac = models.CharField(max_length=64, blank=True, default="")
    read_with = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Version of the reader that the reading is by (``readers.versions``); 0 where nobody wrote it down."""
    tried_with = models.PositiveSmallIntegerField(default=0, db_default=0)
    """The newest version that was tried on it, whatever came of it: none is tried twice by itself."""
    reread_trouble = models.CharField(
        max_length=20, choices=Trouble.choices, blank=True, default="", db_default=""
    )
    """Why it could not be read again: the reading is an older reader's still."""
    reread_at = models.DateTimeField(null=True, blank=True)
    """When it was last read otherwise than before, by a newer reader."""
    passage_count = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(null=True, blank=True)
    blank_pages = models.PositiveIntegerField(default=0)
    """Pages without any text among pages that have some: pictures, or empty."""
    unseen = models.PositiveIntegerField(default=0)
    """Places in it with words that were not read, because they are covered or nobody sees them."""
    recognised_pages = models.PositiveIntegerField(default=0)
    """Pages whose text was recognised in a picture."""
    doubtful_pages = models.PositiveIntegerField(default=0)
    """Of those, how many wait for a person."""
    seconds = models.PositiveIntegerField(null=True, blank=True)
    """Length of a recording, from the last cue."""
    added_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who recorded, for what was held, that people were told of the recording and that no conflict was found."""
    cleared_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(
        max_length=20, choices=WithdrawalReason.choices, blank=True, default=""
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "original_hmac"], name="the_same_bytes_once_in_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "doubtful"], reading__isnull=False, read_at__isnull=False)
                | ~Q(state__in=["ready", "doubtful"]),
                name="a_ready_source_has_its_reading",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", doubtful_pages=0)
                | Q(state="doubtful", doubtful_pages__gt=0)
                | ~Q(state__in=["ready", "doubtful"]),
                name="a_ready_source_has_no_doubtful_page",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by=None, cleared_at=None)
                | (Q(cleared_by__isnull=False, cleared_at__isnull=False) & ~Q(state="held")),
                name="a_held_source_is_not_cleared",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(reading__isnull=True), name="a_held_source_was_not_read"
            ),
            models.CheckConstraint(
                condition=~Q(state="unreadable") | ~Q(trouble=""), name="an_unreadable_source_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(reading__isnull=True, original=b""),
                name="an_ended_copy_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="withdrawn",
                    reading__isnull=True,
                    original=b"",
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                )
                & ~Q(withdrawal_reason="")
                | Q(withdrawn_by=None, withdrawn_at=None, withdrawal_reason="") & ~Q(state="withdrawn"),
                name="a_withdrawn_source_holds_nothing_and_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["arrived_at"],
                condition=Q(state__in=["received", "reading"]),
                name="sources_unclaimed",
            ),
            models.Index(
                fields=["kind", "tried_with"],
                condition=Q(state__in=["ready", "doubtful"]),
                name="sources_by_reader",
            ),
        ]

    @property
    def is_ended(self) -> bool:
        """Whether the working copy of it here was ended."""
        return self.state == State.ENDED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN

    @property
    def is_gone(self) -> bool:
        """Whether nothing of what it said is here any more."""
        return self.state in GONE


class EarlierReading(Identified):
    """What a source was read into before a newer reader read it otherwise, for as long as a request rests on it."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="earlier")
    reading = models.BinaryField()
    """Sealed JSON with the passages, as they were."""
    reading_hmac = models.CharField(max_length=64)
    read_with = models.PositiveSmallIntegerField()
    unseen = models.PositiveIntegerField(default=0)
    """Places with words that were left out of it."""
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "reading_hmac"], name="an_earlier_reading_once")
        ]


class Rereading(Identified):
    """A source that is in somebody's hands to be read again, or that somebody waits for. Gone once that is over."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="rereading")
    is_wanted = models.BooleanField(default=False)
    """A request waits for it: it is taken before all that nobody waits for."""
    is_begun = models.BooleanField(default=False)
    """The lease is a reader's, and not only its place in the queue."""
    fence = models.PositiveSmallIntegerField(default=0)
    """How often it was begun. A reader whose number is no longer the row's keeps nothing."""
    leased_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)


class ArrivalState(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    STORED = "stored", _("Stored, not matched")
    MATCHED = "matched", _("Matched to a matter")
    REFUSED = "refused", _("Not a transcript")
    MISSING = "missing", _("Never became available")
    TOO_LARGE = "too_large", _("Too large")
    DISCARDED = "discarded", _("Discarded")
    """A person said that it is for no matter: nothing of it is here, and being told of it again brings nothing."""


class DiscardReason(models.TextChoices):
    """Why a transcript is for no matter."""

    NO_CLIENT = "no_client", _("No matter came of it, and nothing of it has to be kept")
    NOT_WORK = "not_work", _("It is no consult of the firm's")
    ON_FILE = "on_file", _("It is on file in another way")


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, user: User) -> ArrivalQuerySet:
        """Until a matter is known its screens are not: partners, and whoever held the meeting."""
        if not user.is_active or not user.works_on_matters:
            return self.none()
        return self.all() if user.is_partner else self.filter(host=user)

    def unclaimed(self, now: datetime) -> ArrivalQuerySet:
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state=ArrivalState.ANNOUNCED, try_after__lte=now).order_by("announced_at")

    def unmatched(self) -> ArrivalQuerySet:
        return self.filter(state=ArrivalState.STORED).order_by("announced_at")


class Arrival(Identified):
    """A consult transcript that Zoom announced. Until a matter is known its topic and bytes are sealed under the
    firm's key (purposes ``arrival.topic:<id>`` and ``arrival.held:<id>``); the match moves them under the matter's.
    """

    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    meeting = models.CharField(max_length=80)
    file_id = models.CharField(max_length=80)
    state = models.CharField(max_length=20, choices=ArrivalState.choices, default=ArrivalState.ANNOUNCED)
    topic = models.BinaryField()
    host = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The person of the firm who held the meeting, where the e-mail Zoom names is theirs."""
    held = models.BinaryField(null=True)
    """The sealed VTT bytes, from being fetched to being matched."""
    started_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(default=timezone.now)
    try_after = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveSmallIntegerField(default=0)
    source = models.OneToOneField(
        Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrival"
    )

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "meeting", "file_id"], name="a_transcript_arrives_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(held__isnull=False), name="a_stored_transcript_is_held"
            ),
        ]


class Sweep(Identified):
    """When a Zoom account's recordings were last looked through for transcripts that Zoom never told of."""

    connection = models.OneToOneField(
        "integrations.Connection", on_delete=models.PROTECT, related_name="sweep"
    )
    swept_at = models.DateTimeField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    """When the last one began that nothing went wrong with: the next one looks back as far."""
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)


class PrecedentQuerySet(models.QuerySet["Precedent"]):
    def in_force(self) -> PrecedentQuerySet:
        """Not retired, and with its content still here: that of a destroyed matter is gone, as an ended copy's is."""
        here = self.exclude(source__state__in=GONE)
        return here.filter(retired_at=None, source__matter__key__destroyed_at=None)


class Precedent(Identified):
    """A document that a partner approved as the firm's precedent: whoever works on matters may take a copy into one.

    It stands in a training matter, which holds nothing of a client's; the copy is a source like any other.
    """

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="precedent")
    approved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)
    retired_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)

    objects = PrecedentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_by=None, retired_at=None)
                | Q(retired_by__isnull=False, retired_at__isnull=False),
                name="who_retired_a_precedent_and_when",
            )
        ]
