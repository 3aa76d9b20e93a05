"""What happens when something that left the house turns out to be wrong, a correction and what has to be done; and what
whoever takes over a matter has to look through."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class Fault(models.TextChoices):
    """What was found wrong after approval. The first eight are the error types of the cases (2024 to 2026)."""

    INVENTED_AUTHORITY = "invented_authority", _("An authority does not exist")
    WRONG_DETAILS = "wrong_details", _("An authority's name, citation, court or year is wrong")
    WRONG_LINK = "wrong_link", _("A link leads elsewhere")
    MISQUOTED = "misquoted", _("A quotation or pinpoint is wrong")
    AUTHORITY_MISUSED = "authority_misused", _("An authority does not support the proposition")
    NOT_GOOD_LAW = "not_good_law", _("An authority is no longer good law")
    WRONG_FACTS = "wrong_facts", _("A fact is not in the client's documents")
    UNDECLARED_AI = "undeclared_ai", _("A declaration or certificate was missing")
    CONFIDENTIALITY = "confidentiality", _("It says what it should not")
    OTHER = "other", _("Something else, with a note")


class Correction(Identified):
    """A person said that an approved item is wrong. The item stays as it was; nothing of it is delivered any more.

    What else is found wrong with it afterwards is a correction of its own, and so is what is owed for that."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="corrections")
    manifest = models.ForeignKey("review.Manifest", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="corrections")
    faults = ArrayField(models.CharField(max_length=30, choices=Fault.choices))
    note = models.BinaryField(null=True)
    """Sealed."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(faults=[]), name="a_correction_says_what_is_wrong")
        ]


class Duty(models.TextChoices):
    """What has to be done about it (Model Code 5.1 on correcting, 3.2 and 7.8 on telling client and insurer)."""

    COURT = "court", _("Correct the record with the court or tribunal")
    OTHER_SIDE = "other_side", _("Tell the other side")
    CLIENT = "client", _("Tell the client")
    INSURER = "insurer", _("Tell the insurer")
    SUPERSEDE = "supersede", _("Put a corrected text in its place")


class CorrectiveTask(Identified):
    """One thing to be done about a correction, by the lawyer who answers for the item, until a person says it was."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="duties")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=20, choices=Duty.choices)
    assigned_to = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="corrective_tasks")
    needed_by = models.DateField()
    done_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.BinaryField(null=True)
    """Sealed: what was done, or why it does not apply."""

    class Meta:
        ordering = ("needed_by", "duty")
        constraints = [
            models.UniqueConstraint(fields=["correction", "duty"], name="a_duty_is_listed_once"),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False, note__isnull=False),
                name="who_did_a_duty_when_and_what",
            ),
        ]


class EarlierFilings(Identified):
    """Whoever took over a matter looks through what was filed in it for content that AI wrote (notice of the Federal
    Court, 7 May 2024: new counsel make best efforts to find it)."""

    handover = models.OneToOneField(
        "matters.Handover", on_delete=models.PROTECT, related_name="earlier_filings"
    )
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    needed_by = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.BinaryField(null=True)
    """Sealed: what was found, and what was done about it."""

    class Meta:
        ordering = ("needed_by", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False, note__isnull=False),
                name="who_looked_through_when_and_what_was_found",
            ),
        ]
