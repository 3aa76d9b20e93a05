"""Authorities that a draft relies on, and what persons found of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.drafting.models import Version
from apps.matters.models import Matter


class AuthorityKind(models.TextChoices):
    CASE = "case", _("Case")
    STATUTE = "statute", _("Statute or regulation")
    COMMENTARY = "commentary", _("Book or article")


class Authority(Identified):
    """A case, law or commentary that a draft relies on. Found in the text; the citation is sealed like the text."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="authorities")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=AuthorityKind.choices)
    citation = models.BinaryField()
    """Sealed JSON: ``style`` (style of cause, may be empty), ``citation``, ``pinpoint``, ``parallel`` citations."""
    citation_hmac = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField()
    present = models.BooleanField(default=True)
    """Whether the newest version still cites it. One that is left out as the matter's own case is not."""

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["task", "citation_hmac"], name="an_authority_is_listed_once"),
        ]


class AuthorityCheck(models.TextChoices):
    """The six checks of an authority."""

    EXISTS = "exists", _("Exists in an authoritative source")
    DETAILS = "details", _("Style of cause, citation, court and year match")
    OPENED = "opened", _("Opened and read by a person at the firm")
    QUOTATION = "quotation", _("Quotation word for word, pinpoint right")
    PROPOSITION = "proposition", _("Stands for the proposition; contrary authority considered")
    GOOD_LAW = "good_law", _("Still good law at the date that matters")


class Outcome(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    WRONG = "wrong", _("Wrong")
    COULD_NOT = "could_not", _("Could not confirm")


class SourceClass(models.TextChoices):
    """Where it was looked up (Ontario r. 4.06.1(2.2) presumes the first four authentic)."""

    GOVERNMENT = "government", _("Government website or printer")
    CANLII = "canlii", _("CanLII")
    COURT = "court", _("Court's website")
    COMMERCIAL = "commercial", _("Commercial publisher")
    OTHER = "other", _("Other")


class AuthorityFinding(Identified):
    """A person's answer to one check of one authority. The newest one counts."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="findings")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    check_code = models.CharField(max_length=20, choices=AuthorityCheck.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    source_class = models.CharField(max_length=20, choices=SourceClass.choices, blank=True, default="")
    note = models.BinaryField(null=True)
    """Sealed. Required where the source is of another class than those presumed authentic."""
    link = models.BinaryField(null=True)
    """Sealed: the address of the page that the person opened."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(check_code="exists", outcome="confirmed") | ~Q(source_class=""),
                name="existence_names_its_source",
            ),
            models.CheckConstraint(
                condition=~Q(source_class="other") | Q(note__isnull=False), name="another_source_has_a_note"
            ),
        ]
