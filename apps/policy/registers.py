"""Two registers of dated rows: the vendor's surfaces, and every hop that a client's information may rest at."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified

OLD_DAYS = 90
"""A row whose source was last read longer ago than this says so: the vendor's facts change monthly."""
STALE_DAYS = 365
"""A hop of our own that nobody looked at for this long counts as unknown."""

MAY_BE_ALLOWED = ("messages", "structured_outputs")
MAY_BE_CONFIRMED = ("prompt_caching", "token_counting")


class Standing(models.TextChoices):
    ALLOWED = "allowed", _("allowed")
    UNLESS_CONFIRMED = "unless_confirmed", _("blocked unless confirmed")
    BLOCKED = "blocked", _("blocked")


class Dated(models.Model):
    """A fact of the world outside: where it was read, when, and who at the firm answers for it."""

    source = models.CharField(max_length=200)
    checked_on = models.DateField()
    owner = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def days(self) -> int:
        """Since somebody last read the source."""
        return (timezone.localdate() - self.checked_on).days

    @property
    def is_old(self) -> bool:
        return self.days > OLD_DAYS


class Surface(Dated):
    """A way of reaching Claude, and whether zero retention covers it. What is not in the register refuses.

    The codes that may stand open are named in a constraint: no page, shell or statement of the application's opens
    another, only a migration that somebody reviewed."""

    code = models.CharField(max_length=30, primary_key=True)
    standing = models.CharField(max_length=20, choices=Standing.choices)
    disputed = models.CharField(max_length=200, blank=True, default="")
    """Where the vendor, or somebody else, says otherwise."""
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(standing=Standing.BLOCKED)
                | Q(standing=Standing.ALLOWED, code__in=MAY_BE_ALLOWED)
                | Q(standing=Standing.UNLESS_CONFIRMED, code__in=MAY_BE_CONFIRMED),
                name="nobody_opens_a_blocked_surface",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Confirmation(Identified):
    """The firm's contract says in so many words that a surface is covered: by which clause, who read it, until when."""

    surface = models.ForeignKey(Surface, on_delete=models.PROTECT, related_name="confirmations")
    reference = models.CharField(max_length=80)
    confirmed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(surface__in=MAY_BE_CONFIRMED), name="only_what_waits_for_it_is_confirmed"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="a_confirmation_names_the_contract"),
            models.UniqueConstraint(
                fields=["surface"], condition=Q(ended_at=None), name="one_confirmation_in_force"
            ),
        ]


class Where(models.TextChoices):
    CANADA = "canada", _("Canada")
    UNITED_STATES = "united_states", _("United States")
    ELSEWHERE = "elsewhere", _("Elsewhere")
    NOWHERE = "nowhere", _("nothing rests there")
    UNKNOWN = "unknown", _("unknown")


class Rests(models.TextChoices):
    FILE = "file", _("the client's file")
    RECORDINGS = "recordings", _("recordings and transcripts")
    CONTENT_SEALED = "content_sealed", _("content, sealed, and names in the clear")
    PROMPT_IN_MEMORY = "prompt_in_memory", _("the prompt, in memory for the call")
    FLAGGED = "flagged", _("what its safety checks flag, up to two years")
    CITATIONS = "citations", _("citations that were looked up")
    ADDRESSES = "addresses", _("names and e-mail addresses")
    LETTERS = "letters", _("letters and their attachments")
    DIGESTS = "digests", _("digests, no content")
    ACCESS = "access", _("nothing of its own; may look at all of it")


class Hop(Dated):
    """A vendor, or a machine of ours, that information passes or rests at."""

    code = models.CharField(max_length=30, primary_key=True)
    region = models.CharField(max_length=20, choices=Where.choices, default=Where.UNKNOWN)
    in_use = models.BooleanField(null=True, default=None)
    """None: nobody has said, which counts as in use."""
    ours = models.BooleanField(default=False)
    """The firm chose the place itself and can change it: while it is unknown, nothing is sent."""
    rests = ArrayField(models.CharField(max_length=20, choices=Rests.choices), default=list)
    kept = models.CharField(max_length=80, blank=True, default="")
    """For how long: the firm's or the contract's own words."""
    terms = models.CharField(max_length=80, blank=True, default="")
    """Reference of the contract."""
    disputed = models.CharField(max_length=200, blank=True, default="")
    """Where the vendor, or somebody else, says otherwise."""
    place = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.code
