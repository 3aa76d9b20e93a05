"""Who sits at a review and for how long, who set it aside, and which approved ones are looked at once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Matter

if TYPE_CHECKING:
    from apps.people.models import User


class Sitting(Identified):
    """One person's time at one review. It is theirs: nobody else is shown it until they offer it for a time entry."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.CASCADE, related_name="sittings")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    """When their page was last heard from: presence is a hint made from this."""
    page = models.UUIDField(null=True)
    """Which of their pages was heard from then, as the page names itself: they may have the review open twice."""
    seconds = models.PositiveIntegerField(default=0)
    """Time with the page in front and the person at it."""
    offered_seconds = models.PositiveIntegerField(null=True)
    """What they offered as a suggested time entry, and with it to the supervising partner."""
    offered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "user"], name="one_sitting_for_a_person"),
            models.CheckConstraint(
                condition=Q(offered_seconds__isnull=True, offered_at__isnull=True)
                | Q(offered_seconds__isnull=False, offered_at__isnull=False),
                name="time_that_is_offered_says_when",
            ),
        ]


class Snooze(Identified):
    """A person set a review aside for themselves, until a day no later than the one on which it has to begin."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.CASCADE, related_name="snoozes")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="set_aside_once_by_a_person")]


class LookOutcome(models.TextChoices):
    WAITING = "waiting", _("Drawn, not looked at yet")
    UPHELD = "upheld", _("The approval was right")
    OVERTURNED = "overturned", _("The approval was wrong")


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    def visible_to(self, user: User) -> SecondLookQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))


class SecondLook(Identified):
    """An approval drawn for a second look, by a method anybody can repeat (``review.decisions.sampling``).

    A review whose approval was taken back may have several; one at most waits.
    """

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="second_looks")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField("review.Decision", on_delete=models.PROTECT, related_name="+")
    one_in = models.PositiveSmallIntegerField()
    """The rate that was in force when it was drawn."""
    drawn_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=LookOutcome.choices, default=LookOutcome.WAITING)
    note = models.BinaryField(null=True)
    """Sealed. Required where the approval was wrong."""
    looked_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", looked_by__isnull=True, looked_at__isnull=True)
                | (~Q(outcome="waiting") & Q(looked_by__isnull=False, looked_at__isnull=False)),
                name="a_second_look_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="overturned") | Q(note__isnull=False),
                name="an_overturned_approval_has_a_note",
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(outcome="waiting"), name="one_look_waits_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["matter"], condition=Q(outcome="waiting"), name="second_looks_waiting")
        ]
