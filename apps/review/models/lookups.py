"""What CanLII's metadata said of the authorities of a draft, who went to their pages, and what was said to be none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class LookupResult(models.TextChoices):
    FOUND = "found", _("CanLII has it")
    ABSENT = "absent", _("CanLII has no such decision")
    UNKNOWN = "unknown", _("CanLII could not be asked")


class AuthorityLookup(Identified):
    """What CanLII's metadata said of a decision: a hint for a person, and never a check by itself."""

    authority = models.ForeignKey("review.Authority", on_delete=models.PROTECT, related_name="lookups")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=LookupResult.choices)
    style_matches = models.BooleanField(null=True)
    """Whether CanLII's style of cause is the draft's; None where there is nothing to compare."""
    answer = models.BinaryField(null=True)
    """Sealed JSON: ``title``, ``citation`` and ``url`` as CanLII gave them."""
    again_at = models.DateTimeField(null=True, blank=True)
    """From when it is asked again by itself; None where CanLII said something, cannot be asked about this, or was asked
    often enough."""
    fault = models.CharField(max_length=20, blank=True, default="")
    """What went wrong where CanLII was asked and said nothing (``integrations.errors.Fault``)."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="found") | Q(answer__isnull=False), name="what_canlii_found_is_kept"
            ),
            models.CheckConstraint(
                condition=Q(again_at=None) | Q(result="unknown"), name="only_what_is_unknown_is_asked_again"
            ),
            models.CheckConstraint(
                condition=Q(fault="") | Q(result="unknown"),
                name="nothing_went_wrong_where_canlii_said_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["again_at"], condition=Q(again_at__isnull=False), name="lookups_asked_again"
            ),
            models.Index(fields=["at"], name="lookups_of_a_day"),
        ]


class AuthorityOpening(Identified):
    """A person went from a version's ledger to an authority's page. That they read it there, they say themselves."""

    authority = models.ForeignKey("review.Authority", on_delete=models.PROTECT, related_name="openings")
    version = models.ForeignKey("drafting.Version", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "version", "by"], name="opened_once_by_a_person_for_a_text"
            ),
        ]


class Dismissal(Identified):
    """A person who may decide said that what was found in a version names no authority."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="dismissals")
    authority = models.ForeignKey("review.Authority", on_delete=models.PROTECT, related_name="dismissals")
    version = models.ForeignKey("drafting.Version", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    note = models.BinaryField(null=True)
    """Sealed: what it is instead. Required where it looks like one."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
