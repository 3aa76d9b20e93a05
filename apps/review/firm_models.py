"""What the firm set for its reviews and where it stepped aside: cover for absences, and reviews by one lawyer alone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class CoverReason(models.TextChoices):
    LEAVE = "leave", _("On leave")
    ILL = "ill", _("Ill")
    COURT = "court", _("In court")
    OTHER = "other", _("Otherwise away")


class CoverQuerySet(models.QuerySet["Cover"]):
    def current(self) -> CoverQuerySet:
        today = timezone.localdate()
        return self.filter(first_day__lte=today, last_day__gte=today, ended_at=None)


class Cover(Identified):
    """One person is away from a day to a day, and another does what falls to them: deciding first, keeping a rule."""

    away = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="absences")
    by_whom = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="covers")
    reason = models.CharField(max_length=20, choices=CoverReason.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    recorded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Ended early."""

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ("-first_day",)
        constraints = [
            models.CheckConstraint(condition=~Q(away=F("by_whom")), name="nobody_covers_for_themselves"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="cover_ends_after_it_begins"
            ),
        ]


class AloneReason(models.TextChoices):
    SOLE_LAWYER = "sole_lawyer", _("The firm has one lawyer")
    OTHERS_AWAY = "others_away", _("Every other lawyer is away")
    OTHERS_BARRED = "others_barred", _("Every other lawyer had a part in the text, or may not see the matter")


class SecondPersonException(Identified):
    """A text that needed a second person was approved without one, because there was nobody: on record, with why."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="exceptions")
    version = models.ForeignKey("drafting.Version", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=AloneReason.choices)
    note = models.BinaryField()
    """Sealed: what was done instead of a second reading."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], name="one_exception_for_a_text"),
        ]
