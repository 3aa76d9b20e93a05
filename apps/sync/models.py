"""Deliveries of approved work to the practice system, and copies of checkpoints kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.integrations.models import Connection
from apps.matters.models import Matter
from apps.review.models import Manifest

if TYPE_CHECKING:
    from apps.people.models import User


class DeliveryKind(models.TextChoices):
    NOTE = "note", _("Note")
    DOCUMENT = "document", _("Document")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    WAITING = "waiting", _("Waiting to be tried again")
    SENT = "sent", _("Sent, not read back yet")
    VERIFIED = "verified", _("Delivered and read back")
    STOPPED = "stopped", _("Needs a person")
    CANCELLED = "cancelled", _("Cancelled")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))

    def unclaimed(self) -> DeliveryQuerySet:
        """Due to be sent or read back, or whose worker's lease ran out."""
        now = timezone.now()
        due = Q(state__in=["queued", "waiting", "sent"], try_after__lte=now) & (
            Q(leased_until=None) | Q(leased_until__lt=now)
        )
        late = Q(state="sending", leased_until__lt=now)
        return self.filter(due | late).order_by("queued_at")


class Delivery(Identified):
    """One approved item to one place, once. The marker is what it is found again by at the vendor's."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="deliveries")
    manifest_digest = models.CharField(max_length=64)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="deliveries")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=DeliveryKind.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    trouble = models.CharField(max_length=40, blank=True, default="")
    marker = models.CharField(max_length=60, unique=True)
    remote_id = models.CharField(max_length=80, blank=True, default="")
    remote_version = models.CharField(max_length=80, blank=True, default="")
    read_back_sha256 = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    unsure_since = models.DateTimeField(null=True, blank=True)
    """When an answer to a create was lost: look before creating again, after the settle period."""
    try_after = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["manifest", "connection", "kind"], name="an_item_is_delivered_once_to_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "verified"]) | ~Q(remote_id=""),
                name="a_sent_delivery_has_a_remote_id",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | (Q(verified_at__isnull=False) & ~Q(read_back_sha256="")),
                name="a_verified_delivery_was_read_back",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "stopped"]) | ~Q(trouble=""),
                name="a_waiting_delivery_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(state__in=["queued", "sending", "waiting", "sent"]),
                name="deliveries_unclaimed",
            ),
        ]


class WitnessReceipt(Identified):
    """A witness was given a checkpoint, or was not reached."""

    witness = models.CharField(max_length=30)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    kept = models.BooleanField()
    trouble = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["witness", "size"], condition=Q(kept=True), name="a_witness_keeps_a_size_once"
            ),
        ]
