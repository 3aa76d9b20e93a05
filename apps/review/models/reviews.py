"""The review of one draft, and what people said of each version before anybody decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.drafting.models import Draft, ItemKind, Version
from apps.matters.models import Matter, MatterQuerySet

if TYPE_CHECKING:
    from apps.people.models import User


class TaskState(models.TextChoices):
    OPEN = "open", _("In review")
    SECOND = "second", _("Waiting for the second person")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNDECIDED = Q(state__in=["open", "second"])


class TaskQuerySet(models.QuerySet["ReviewTask"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        return self.of(Matter.objects.visible_to(user))

    def of(self, matters: MatterQuerySet) -> TaskQuerySet:
        """Of those matters: where they are what one person may see, what `visible_to` gives."""
        return self.filter(matter__in=matters)

    def undecided(self) -> TaskQuerySet:
        return self.filter(state__in=[TaskState.OPEN, TaskState.SECOND])


class ReviewTask(Identified):
    """The review of one draft, from its arrival to a decision."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="task")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="review_tasks")
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    responsible = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="review_tasks")
    requested_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    """Who asked for the draft, as its request says; here so that a queue is one index away."""
    earlier_people = ArrayField(models.UUIDField(), default=list, db_default=[])
    """Ids of everybody who had a part in an earlier round of its text (``hands.earlier``): here for the same reason."""
    assigned = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who was asked to look at it; it stays the responsible person's."""
    needed_by = models.DateField()
    due_on = models.DateField()
    """The earlier of the day it is needed and the matter's deadline, where one is known."""
    act_by = models.DateField()
    """The day on which its review has to begin: ``due_on`` less the working days its kind's risk asks for. Queues are
    in this order."""
    needs_second = models.BooleanField()
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    reserved_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reserved_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    """Since when something of it may have left the house (``standing.leaving``)."""

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "second"], decided_at__isnull=True)
                | (~Q(state__in=["open", "second"]) & Q(decided_at__isnull=False)),
                name="a_decided_task_says_when",
            ),
            models.CheckConstraint(
                condition=Q(reserved_by__isnull=True, reserved_until__isnull=True)
                | Q(reserved_by__isnull=False, reserved_until__isnull=False),
                name="a_reservation_has_holder_and_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["act_by", "id"], include=["matter"], condition=UNDECIDED, name="tasks_undecided"
            ),
            models.Index(
                fields=["act_by", "id"],
                include=["matter", "draft", "requested_by"],
                condition=Q(state="second"),
                name="tasks_second",
            ),
            models.Index(fields=["matter", "act_by", "id"], condition=UNDECIDED, name="tasks_of_a_matter"),
            models.Index(fields=["decided_at"], condition=Q(state="approved"), name="tasks_approved"),
            models.Index(
                fields=["responsible", "state", "act_by", "id"],
                include=["matter", "kind", "assigned"],
                condition=UNDECIDED,
                name="tasks_of_a_person",
            ),
            models.Index(fields=["assigned", "act_by", "id"], condition=UNDECIDED, name="tasks_assigned"),
            models.Index(fields=["reserved_by", "act_by", "id"], condition=UNDECIDED, name="tasks_reserved"),
            models.Index(
                fields=["requested_by", "act_by", "id"], condition=UNDECIDED, name="tasks_asked_for"
            ),
        ]


class Answer(models.TextChoices):
    DONE = "done", _("Checked")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")
    TAKEN_BACK = "taken_back", _("Taken back")
    """Given in error: the question is open again for whoever gave it."""


class ChecklistAnswerQuerySet(models.QuerySet["ChecklistAnswer"]):
    def standing(self) -> ChecklistAnswerQuerySet:
        return self.exclude(answer=Answer.TAKEN_BACK)


class ChecklistAnswer(Identified):
    """A person did a check on an exact version."""

    task = models.ForeignKey(ReviewTask, on_delete=models.PROTECT, related_name="answers")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=20, choices=Answer.choices)
    note = models.BinaryField(null=True)
    """Sealed. Required where the answer is that it does not apply."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ChecklistAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "item", "by"], name="a_check_is_answered_once_by_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(answer="not_applicable") | Q(note__isnull=False),
                name="not_applicable_has_a_reason",
            ),
        ]


class Comment(Identified):
    """A remark on a version, on all of it or on a stretch of its text."""

    task = models.ForeignKey(ReviewTask, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    text = models.BinaryField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
