"""Crossings of their own kind: approved work that was sent to a practice system which is not shown to keep it in
Canada.

Nothing goes to Claude by them. They stand in the register beside the attempts, because the client asked where their
information went, and not by which door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from apps.core.identity import Identified
from apps.matters.models import Matter, Residency

if TYPE_CHECKING:
    from apps.people.models import User


class Place(models.TextChoices):
    """Where a practice system keeps what it is sent, as far as that is shown. Canada is no place of a departure."""

    UNITED_STATES = "us", _("United States")
    UNKNOWN = "unknown", _("not shown")


class DepartureQuerySet(models.QuerySet["Departure"]):
    def visible_to(self, user: User) -> DepartureQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))


class Departure(Identified):
    """One delivery to such a place: metadata only, written before the first byte leaves.

    `delivery_id` is the id of the delivery; `sync` stands above and is not known here. What never arrived, or whose
    arrival was never seen, keeps an empty `arrived_at`: it may have left all the same."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="departures")
    delivery_id = models.UUIDField(unique=True)
    system = models.CharField(max_length=20)
    """Code of the practice system: `clio`, `mycase`."""
    what = models.CharField(max_length=20)
    """Code of what was sent: a note, a document, a time entry."""
    place = models.CharField(max_length=10, choices=Place.choices)
    permitted_by = models.CharField(max_length=25, choices=Residency.choices)
    """The client's rule that permitted it, as it stood then."""
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    """Bytes."""
    content_hmac = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=timezone.now)
    arrived_at = models.DateTimeField(null=True, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=["us", "unknown"]), name="a_departure_leaves_canada"
            ),
        ]
        indexes = [models.Index(fields=["matter", "started_at"], name="departures_by_matter_and_day")]

    @property
    def outcome(self) -> str:
        return str(pgettext("delivery", "Arrived") if self.arrived_at else _("Sent, arrival not seen"))
