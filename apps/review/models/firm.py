"""What the firm set for its reviews: minimum review by kind, cover for absences, and reviews by one lawyer alone."""

from __future__ import annotations

import enum
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.drafting.models import ItemKind
from apps.review.models.checklist import FLOOR


class SecondPerson(models.TextChoices):
    NEVER = "never", _("Never")
    IF_PREPARED_BY_NON_LAWYER = "if_prepared_by_non_lawyer", _("When the preparer is not a lawyer")
    IF_NON_LAWYER_OR_FIRST_USE = (
        "if_non_lawyer_or_first_use",
        _("When the preparer is not a lawyer, or the instructions are used for the first time"),
    )
    ALWAYS = "always", _("Always")


class Decider(models.TextChoices):
    LICENSEE = "licensee", _("A licensee of the matter's team, within scope")
    RESPONSIBLE = "responsible", _("The responsible lawyer")


class GoesAs(models.TextChoices):
    """As which files an approved item is sent to the practice system, beside the note that says how it was made."""

    WORD = "word", _("Word document")
    PDF = "pdf", _("PDF")
    BOTH = "both", _("Word document and PDF")
    NONE = "none", _("No file")


INSIDE = frozenset({ItemKind.INTERNAL_NOTE, ItemKind.CHRONOLOGY, ItemKind.TIME_ENTRY})
"""Kinds that nobody outside relies on. Every other leaves the house and is the responsible lawyer's to decide first: a
letter, advice, an agreement; a filing, sworn material, an undertaking, an opinion (professional rules, section 8)."""


class ItemRule(Identified):
    """Minimum review for a kind of item. The floor, a licensee's own recorded check, no rule lowers
    (``FLOOR``)."""

    kind = models.CharField(max_length=20, choices=ItemKind.choices, unique=True)
    decider = models.CharField(max_length=20, choices=Decider.choices)
    second_person = models.CharField(max_length=30, choices=SecondPerson.choices)
    checklist = ArrayField(models.CharField(max_length=40))
    """Codes of ``models.checklist``."""
    goes_as = models.CharField(max_length=10, choices=GoesAs.choices)
    """What of it is delivered. A narrative of time is no document of the file, whatever else is set."""
    lead_days = models.PositiveSmallIntegerField(default=0)
    """How many working days before it is due its review has to begin: the risk of the kind, in days."""
    sample_one_in = models.PositiveSmallIntegerField(default=0)
    """One approved item in so many is drawn for a second look; 0 draws none."""
    version = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=200)
    checked_on = models.DateField()
    owner = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who sets it; partners do while nobody is named."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="time_entry", goes_as="none") | ~Q(kind="time_entry") & ~Q(goes_as="none"),
                name="all_but_time_goes_as_a_file",
            ),
            models.CheckConstraint(
                condition=Q(decider="responsible")
                | Q(kind__in=["internal_note", "chronology", "time_entry"]),
                name="what_leaves_is_the_responsible_lawyers",
            ),
            models.CheckConstraint(
                condition=Q(checklist__contains=[item.value for item in sorted(FLOOR)]),
                name="no_rule_asks_less_than_the_floor",
            ),
        ]

    @property
    def choices_of_deciders(self) -> list[tuple[str, str]]:
        """Who may be set to decide it first, with the words."""
        return [
            (each.value, str(each.label))
            for each in Decider
            if each == Decider.RESPONSIBLE or self.kind in INSIDE
        ]

    @property
    def choices_of_files(self) -> list[tuple[str, str]]:
        """What may be set for it, with its words; nothing where there is no choice."""
        if self.kind == ItemKind.TIME_ENTRY:
            return []
        return [(each.value, str(each.label)) for each in GoesAs if each != GoesAs.NONE]


class ReturnReasonQuerySet(models.QuerySet["ReturnReason"]):
    def in_force(self) -> ReturnReasonQuerySet:
        return self.filter(retired_at=None)


class ReturnReason(Identified):
    """Why drafts go back, in the firm's words. A decision keeps the code, which never changes and says nothing itself:
    of a reason that the firm added it is a number."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    name_fr = models.CharField(max_length=60)
    needs_note = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    """Since when nobody gives it any more; decisions that gave it keep it."""
    owner = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who sets it; partners do while nobody is named."""

    objects = ReturnReasonQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code")
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="other") | Q(needs_note=True, retired_at=None),
                name="there_is_always_a_reason_with_a_note",
            ),
        ]

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name


class CoverReason(models.TextChoices):
    LEAVE = "leave", _("On leave")
    ILL = "ill", _("Ill")
    COURT = "court", _("In court")
    OTHER = "other", _("Otherwise away")


class CoverEnd(enum.StrEnum):
    """How a cover ended."""

    EARLY = "early"
    OVER = "over"


class CoverQuerySet(models.QuerySet["Cover"]):
    def current(self, on: date | None = None) -> CoverQuerySet:
        today = on or timezone.localdate()
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
    """By somebody before its last day was over, or by the house after that."""

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
    decision = models.OneToOneField("review.Decision", on_delete=models.PROTECT, related_name="exception")
    """The approval that it completes, and goes with."""
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=AloneReason.choices)
    note = models.BinaryField()
    """Sealed: what was done instead of a second reading."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
