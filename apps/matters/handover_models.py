"""Who handed a matter on to whom, as rows: within the firm, or other counsel to the firm."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.identity import Identified


class Handover(Identified):
    """A matter came to be answered for by somebody else. Never changed: what new counsel owes hangs on it (review)."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="handovers")
    before = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    """None where other counsel acted in it before the firm did."""
    after = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(before=None), name="taken_over_from_other_counsel_once"
            ),
        ]
