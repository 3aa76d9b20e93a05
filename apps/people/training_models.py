"""That a person completed the firm's training on AI, and when: what supervision has to be able to show."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.core.identity import Identified


class TrainingQuerySet(models.QuerySet["Training"]):
    def standing(self) -> "TrainingQuerySet":
        """Without those that were recorded by mistake."""
        return self.filter(withdrawn_at=None)


class Training(Identified):
    """The day on which a person completed it, as somebody else recorded it. A mistake is withdrawn, and stays."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="trainings")
    completed_on = models.DateField()
    recorded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("-completed_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "completed_on"],
                condition=Q(withdrawn_at=None),
                name="a_training_is_on_record_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="whoever_withdrew_a_training_is_named",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("recorded_at")),
                name="a_training_is_withdrawn_after_it_was_recorded",
            ),
        ]
