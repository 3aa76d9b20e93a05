"""What falls due in a matter as the practice system has it, as rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class DeadlineKind(models.TextChoices):
    TASK = "task", _("Task")
    EVENT = "event", _("Calendar entry")
    LIMITATION = "limitation", _("Limitation date")


class Deadline(Identified):
    """Something of a matter that falls due, as the practice system has it: a mirror, never changed here.

    ``day`` is in the zone of the matter's office. The title is sealed under the matter's key.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="deadlines")
    connection = models.ForeignKey("integrations.Connection", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DeadlineKind.choices)
    remote_id = models.CharField(max_length=80)
    title = models.BinaryField()
    day = models.DateField()
    seen_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    """When a reading of everything did not come across it that was another person's than the one which last did: it may
    be there still, and no longer shown. It runs until it is seen again, or somebody looked and says that it is over."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id"], name="a_deadline_is_known_once"
            ),
        ]
        indexes = [models.Index(fields=["matter", "day"], name="deadlines_of_a_matter")]
