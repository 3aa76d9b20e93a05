"""Time that a person confirmed as their own, beside the delivery that carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.identity import Identified

if TYPE_CHECKING:
    from apps.people.models import User

UNIT = 6
"""Minutes. Time is kept in tenths of an hour, as accounts are: every practice system has it exactly so."""


class ConfirmedTime(Identified):
    """How long and on which day, confirmed by the person whose time it is. The words are the approved narrative."""

    delivery = models.OneToOneField("sync.Delivery", on_delete=models.CASCADE, related_name="time")
    day = models.DateField()
    units = models.PositiveSmallIntegerField()
    """Tenths of an hour."""
    billable = models.BooleanField()
    confirmed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    whose_there = models.CharField(max_length=40, blank=True, default="", db_default="")
    """As whom the practice system knows that person, from when it may have left: e-mail addresses change."""
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gte=1, units__lte=240), name="confirmed_time_is_within_a_day"
            )
        ]

    @property
    def minutes(self) -> int:
        return self.units * UNIT

    @property
    def hours(self) -> str:
        """As accounts write it: ``1.2``."""
        return f"{self.units // 10}.{self.units % 10}"

    @property
    def whose(self) -> User:
        return self.confirmed_by
