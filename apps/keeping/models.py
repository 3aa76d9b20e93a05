"""How long a matter's content is kept, what stops its destruction, what was destroyed, and which backups hold what.

No row here says anything of what a matter is about. Rules and reasons are the firm's own words, or choices.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.choices import PracticeArea
from apps.matters.models import Matter

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from apps.people.models import User


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def in_force(self, day: date) -> RetentionRuleQuerySet:
        """Approved, begun and not past its last day."""
        begun = self.filter(approved_at__isnull=False, first_day__lte=day)
        return begun.filter(Q(last_day=None) | Q(last_day__gte=day))


class RetentionRule(Identified):
    """How many years after its closing a matter's content is destroyed, who answers for that rule, and from when.

    One person proposes it and another approves it, and so its end. There is no single number in law: limitation, trust
    and other records, minors and wills differ by province, so the firm says what its number rests on.
    """

    practice_area = models.CharField(max_length=20, choices=PracticeArea.choices, blank=True, default="")
    """Empty for every area that has no rule of its own."""
    years = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    basis = models.CharField(max_length=200)
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    by_itself = models.BooleanField(default=False)
    """Whether what is due is destroyed after its notice without a person's word for each matter."""
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    end_proposed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    """Who wants it to end: it goes on until another person has approved that, or somebody says that it goes on."""
    end_approved_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=1), name="a_rule_keeps_a_year_at_least"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))
                ),
                name="a_rule_is_approved_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="a_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(end_approved_by=None)
                | (Q(end_proposed_by__isnull=False) & ~Q(end_approved_by=F("end_proposed_by"))),
                name="an_ending_is_approved_by_another_person",
            ),
        ]

    @property
    def ended(self) -> bool:
        return self.last_day is not None and self.last_day < timezone.localdate()

    @property
    def is_to_end(self) -> bool:
        return self.end_proposed_by_id is not None and not self.ended


class HoldReason(models.TextChoices):
    LITIGATION = "litigation", _("Litigation, under way or expected")
    COMPLAINT = "complaint", _("Complaint to a regulator")
    INVESTIGATION = "investigation", _("Investigation or audit")
    CLAIM = "claim", _("Claim, or notice to the insurer")
    CLIENT = "client", _("The client asked for it")
    OTHER = "other", _("Other, on file")


class LiftReason(models.TextChoices):
    ENDED = "ended", _("What it was for has ended, on file")
    CLIENT = "client", _("The client agreed, on file")
    MISTAKE = "mistake", _("Placed by mistake")
    AGAIN = "again", _("Lifted before; an earlier backup was restored")


def _kept_from(user: User) -> Q:
    return Q(matter__in=Matter.objects.screened(user.pk))


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> HoldQuerySet:
        return self.filter(lifted_at=None)

    def shown_to(self, user: User) -> HoldQuerySet:
        """Administrators and auditors: all, by id, but for what a screen keeps from one who works on matters besides.
        Others: those on matters they see."""
        if user.is_active and (user.is_administrator or user.is_auditor):
            return self.exclude(_kept_from(user)) if user.works_on_matters else self.all()
        return self.filter(matter__in=Matter.objects.visible_to(user))


class Hold(Identified):
    """Nothing of the matter is destroyed while one stands (Model Code 3.5; the duty to preserve)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=20, choices=HoldReason.choices)
    placed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=20, choices=LiftReason.choices, blank=True, default="")

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None, lift_reason="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="who_lifted_a_hold_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["matter", "reason"], condition=Q(lifted_at=None), name="held_once_for_a_reason"
            ),
        ]


CLOCKS_APART = timedelta(days=1)


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved, waits for another person")
    DESTROYED = "destroyed", _("Destroyed")
    DECLINED = "declined", _("Content kept")
    HELD = "held", _("Stopped by a hold")
    LAPSED = "lapsed", _("Lapsed")


OPEN = (State.PROPOSED, State.APPROVED)


class DestructionQuerySet(models.QuerySet["Destruction"]):
    def shown_to(self, user: User) -> DestructionQuerySet:
        """Administrators and auditors: all, by id, but for what a screen keeps from one who works on matters besides.
        Partners: those of matters they see. Nobody else any."""
        if user.is_active and (user.is_administrator or user.is_auditor):
            return self.exclude(_kept_from(user)) if user.works_on_matters else self.all()
        if not user.is_active or not user.is_partner:
            return self.none()
        return self.filter(matter__in=Matter.objects.visible_to(user))

    def open(self) -> DestructionQuerySet:
        return self.filter(state__in=OPEN)

    def to_carry_out(self, user: UUID) -> DestructionQuerySet:
        """Approved, and by another than this person."""
        return self.filter(state=State.APPROVED).exclude(approved_by=user)


class Destruction(Identified):
    """One matter's content, from being due to being gone. The row is what the certificate is made from."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="destructions")
    rule = models.ForeignKey(RetentionRule, null=True, on_delete=models.PROTECT, related_name="+")
    again = models.BooleanField(default=False)
    """Whether a restore destroyed it again. Its rule and who approved it are empty where they are of a later day than
    the backup."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.PROPOSED)
    due_on = models.DateField()
    by_itself = models.BooleanField(default=False)
    """Whether it is carried out after its notice without a person's word: the rule says so, and the matter did not come
    under it by the ending of another rule or a change of practice area."""
    proposed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    what = models.JSONField(default=dict)
    """Kinds of rows (``app.model``) with how many of them had sealed content that is gone now."""
    octets = models.BigIntegerField(default=0)
    """Bytes of sealed content that are gone now."""
    ordinal = models.PositiveIntegerField(null=True, blank=True)
    """Which of the firm's destructions it was, one after the other. Empty where that was not written down."""
    listed_at = models.DateTimeField(null=True, blank=True)
    """When it was written to the list beside the backups, which a restore reads."""
    line_version = models.PositiveSmallIntegerField(null=True, blank=True)
    """Version of the firm's key that its line there has its code under, as far as is known here."""

    objects = DestructionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=["proposed", "approved"]),
                name="proposed_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="destroyed"), name="a_matter_is_destroyed_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "approved"], settled_by=None, settled_at=None)
                | (
                    ~Q(state__in=["proposed", "approved"])
                    & Q(settled_by__isnull=False, settled_at__isnull=False)
                ),
                name="what_is_settled_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="who_approved_a_destruction_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "destroyed"])
                | Q(approved_by__isnull=False)
                | Q(again=True),
                name="what_is_destroyed_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="destroyed") | ~Q(approved_by=F("settled_by")),
                name="destroyed_by_another_than_approved",
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=False) | Q(again=True), name="what_is_destroyed_has_a_rule"
            ),
        ]
        indexes = [
            models.Index(
                fields=["settled_at"],
                condition=Q(state="destroyed", listed_at=None),
                name="destroyed_not_listed",
            )
        ]


class BackupQuerySet(models.QuerySet["Backup"]):
    def there(self) -> BackupQuerySet:
        """Not removed yet, whether or not they have expired."""
        return self.filter(removed_at=None)

    def holding(self, destruction: Destruction) -> BackupQuerySet:
        """Made while the matter's keys were there, and not removed.

        What was first is shown by the destructions that each backup knows of, and by no clock: the database may run by
        another than the house. Times are compared only where one of the two is from before that was written down. That
        one is older than the matter is said of none that may not be, though their clocks are a day apart.
        """
        knows_not = Q(made_at__lt=destruction.settled_at)
        if destruction.ordinal is not None:
            knows_not &= Q(last_destruction=None)
            knows_not |= Q(last_destruction__lt=destruction.ordinal)
        return self.there().filter(knows_not, made_at__gte=destruction.matter.key.made_at - CLOCKS_APART)


class Backup(Identified):
    """An encrypted dump of the database: what it holds, where it is called what, and until when it is kept."""

    name = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()
    """When the dump began, by the database's clock."""
    last_destruction = models.PositiveIntegerField(null=True, blank=True)
    """The last that is known in it (``Destruction.ordinal``), none being 0: what was destroyed later is in it whole.
    Empty where that was not written down."""
    octets = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    entries = models.BigIntegerField()
    """Leaves of the log in it."""
    matters = models.PositiveIntegerField()
    """Matters whose keys are in it."""
    expires_on = models.DateField()
    line_version = models.PositiveSmallIntegerField(null=True, blank=True)
    """Version of the firm's key that its line in the list beside the backups has its code under, as far as is known."""
    removing_since = models.DateTimeField(null=True, blank=True)
    """When a run began to remove its file: the next one finishes what that one did not."""
    removed_at = models.DateTimeField(null=True, blank=True)
    gone_said_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    """Who said that its file is gone, where no run removed it."""

    objects = BackupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_said_by=None) | Q(removed_at__isnull=False),
                name="what_is_said_to_be_gone_is",
            ),
        ]
