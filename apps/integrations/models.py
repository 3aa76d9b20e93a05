"""Connections to outside systems, and which of their records is which of ours."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class Vendor(models.TextChoices):
    CLIO = "clio", "Clio"
    MYCASE = "mycase", "MyCase"
    ZOOM = "zoom", "Zoom"
    CANLII = "canlii", "CanLII"


class Region(models.TextChoices):
    """Where the vendor keeps what we send it, as far as it is shown."""

    CANADA = "ca", _("Canada")
    UNITED_STATES = "us", _("United States")
    UNKNOWN = "unknown", _("not shown")


class ConnectionState(models.TextChoices):
    WORKING = "working", _("Working")
    BROKEN = "broken", _("Needs attention")
    ENDED = "ended", _("Ended")


class Connection(Identified):
    """The firm's account at a vendor: who connected it, which firm it reaches, and sealed tokens.

    Tokens are sealed under the firm's key (purpose ``connection:<id>``), never under a matter's.
    """

    vendor = models.CharField(max_length=20, choices=Vendor.choices)
    region = models.CharField(max_length=10, choices=Region.choices)
    account_id = models.CharField(max_length=80)
    account_name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=ConnectionState.choices, default=ConnectionState.WORKING)
    trouble = models.CharField(max_length=60, blank=True, default="")
    tokens = models.BinaryField()
    tokens_expire_at = models.DateTimeField(null=True, blank=True)
    connected_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    connected_at = models.DateTimeField(default=timezone.now)
    cursor = models.JSONField(default=dict, blank=True)
    """Where a pull stands: since when, which list, and the vendor's own address of the next page."""
    pulled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "account_id"],
                condition=~Q(state="ended"),
                name="one_live_connection_per_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_vendor_display()} ({self.get_region_display()})"


class RemoteRecord(Identified):
    """A vendor's record that has a row here: unique by connection, kind and remote id."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=80)
    local_id = models.UUIDField(db_index=True)
    etag = models.CharField(max_length=120, blank=True, default="")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id"], name="a_remote_record_is_known_once"
            ),
        ]
