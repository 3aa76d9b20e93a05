"""What was said of clients of one name, as rows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.core.identity import Identified


class NamesakeAnswer(Identified):
    """A partner's word on whether two clients of one name are one client. Rows are never merged: what is one client's
    is shared (``sharing``). Taken back, the question is open again."""

    one = models.ForeignKey("matters.Client", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("matters.Client", on_delete=models.PROTECT, related_name="+")
    """Of the two the one with the greater id, so that a pair is one pair."""
    same = models.BooleanField()
    said_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(taken_back_at=None),
                name="of_two_clients_one_answer_stands",
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="two_clients_are_named_in_one_order"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="who_took_an_answer_back_and_when",
            ),
        ]
