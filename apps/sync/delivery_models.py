"""A delivery of approved work to a practice system: its row, its states, and why it waits, stopped or was given up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.integrations.models import Connection, Region
from apps.matters.models import Matter
from apps.review.models import Manifest

if TYPE_CHECKING:
    from apps.people.models import User


class DeliveryKind(models.TextChoices):
    NOTE = "note", _("Note")
    DOCUMENT = "document", _("Word document")
    PDF = "pdf", _("PDF")
    TIME = "time_entry", _("Time entry")
    """Only once the person whose time it is has confirmed it (``sync.timekeeping``)."""


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    WAITING = "waiting", _("Waiting to be tried again")
    SENT = "sent", _("Sent, not read back yet")
    VERIFIED = "verified", _("Delivered and read back")
    STOPPED = "stopped", _("Needs a person")
    CANCELLED = "cancelled", _("Given up")


class Trouble(models.TextChoices):
    """Why a delivery waits or stopped. Sentences are in ``sync.sentences``."""

    # A person has to look
    APPROVAL_GONE = "approval_gone", _("The approval no longer stands")
    MANIFEST_CHANGED = "manifest_changed", _("Not what was approved")
    NOT_FINAL = "not_final", _("Found wrong, or not signed any more")
    SOURCE_WITHDRAWN = "source_withdrawn", _("A source it rests on was withdrawn")
    OVERTURNED = "overturned", _("A second look found the approval wrong")
    CONTRADICTED = "contradicted", _("CanLII says otherwise of an authority")
    APPROVER_MAY_NOT = "approver_may_not", _("The approver may no longer decide this")
    SIGNER_MAY_NOT = "signer_may_not", _("Whoever signed it may no longer do so")
    COURT_CHANGED = "court_changed", _("Approved for another court, or another rule of it")
    MATTER_CLOSED = "matter_closed", _("The matter is closed")
    MATTER_MOVED = "matter_moved", _("The matter is no longer known there")
    ANOTHER_CLIENTS = "another_clients", _("The matter is another client's there")
    NOT_SHOWN_IN_CANADA = "not_shown_in_canada", _("Not shown to be in Canada")
    UPLOAD_NOT_IN_CANADA = "upload_not_in_canada", _("The file would be kept outside Canada")
    OUTCOME_UNKNOWN = "outcome_unknown", _("It is not known whether it arrived")
    READ_BACK_DIFFERS = "read_back_differs", _("What was read back is different")
    NOT_THERE = "not_there", _("No longer there")
    CONNECTION_ENDED = "connection_ended", _("The connection was ended")
    NOTHING_TO_SEND = "nothing_to_send", _("No rendering of this kind")
    CONTENT_DESTROYED = "content_destroyed", _("The matter's content was destroyed")
    CANNOT_BE_READ = "cannot_be_read", _("What is stored cannot be read")
    CONFIRMER_MAY_NOT = "confirmer_may_not", _("Whose time it is does not work on the matter")
    PERSON_UNKNOWN = "person_unknown", _("Whose time it is is not known there")
    NO_RATE = "no_rate", _("No rate is on file there")
    TRIED_TOO_OFTEN = "tried_too_often", _("Tried too often")
    # Passes by itself, or when the connection is mended
    SETTLING = "settling", _("An answer was lost; looking again soon")
    NOT_SEEN_YET = "not_seen_yet", _("Not shown there yet")
    CONNECTION_BROKEN = "connection_broken", _("The connection needs attention")
    CANNOT_REACH = "cannot_reach", _("Cannot be reached")
    NO_ANSWER = "no_answer", _("No answer in time")
    GARBLED = "garbled", _("An answer that makes no sense")
    RATE_LIMITED = "rate_limited", _("Asked to slow down")
    VENDOR_TROUBLE = "vendor_trouble", _("Trouble of its own")
    BUSY = "busy", _("Busy with this record")
    ADDRESS_EXPIRED = "address_expired", _("The upload address expired")
    # The vendor said no
    NOT_CONNECTED = "not_connected", _("The connection is no longer accepted")
    NOT_PERMITTED = "not_permitted", _("Not permitted there")
    NOT_FOUND = "not_found", _("Not found there")
    OUT_OF_DATE = "out_of_date", _("Version no longer accepted")
    CHANGED_THERE = "changed_there", _("Changed there in the meantime")
    NOT_ACCEPTED = "not_accepted", _("A value was not accepted")
    REFUSED = "refused", _("Refused")
    WRONG_HOST = "wrong_host", _("An address that is not on the list")
    TOO_LARGE = "too_large", _("Too large")
    NOT_CONFIGURED = "not_configured", _("Not set up on this server")


GONE = frozenset({Trouble.NOT_THERE, Trouble.NOT_FOUND})
"""What was there is there no longer, or what it would be in."""


class GivenUp(models.TextChoices):
    """Why a delivery was given up."""

    BY_HAND = "by_hand", _("It was put there by hand")
    NOT_WANTED = "not_wanted", _("It is not wanted there")
    WRONG = "wrong", _("It is wrong")
    CANNOT_ARRIVE = "cannot_arrive", _("It cannot arrive there")
    # Said by the house
    TAKEN_BACK = "taken_back", _("The approval was taken back")
    APPROVED_ANEW = "approved_anew", _("The item was approved anew")
    NOT_SAID = "not_said", _("Nobody was asked why")

    @classmethod
    def of_a_person(cls) -> list[GivenUp]:
        """Those that a person gives. The last two of the house's are of rows from before what was taken back was given
        up at once, and from before anybody was asked."""
        return [cls.BY_HAND, cls.NOT_WANTED, cls.WRONG, cls.CANNOT_ARRIVE]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))

    def unsent(self, now: datetime) -> DeliveryQuerySet:
        """Due to be sent, or whose worker's lease ran out."""
        due = Q(state__in=["queued", "waiting"], try_after__lte=now) & _free(now)
        late = Q(state="sending", leased_until__lt=now)
        return self.filter(due | late).order_by("queued_at")

    def unread(self, now: datetime) -> DeliveryQuerySet:
        """Sent and due to be read back, or whose worker's lease ran out."""
        return self.filter(_free(now), state="sent", try_after__lte=now).order_by("queued_at")

    def not_given_up(self) -> DeliveryQuerySet:
        """All but those that were given up with nothing of them there."""
        return self.exclude(state="cancelled", sent_at=None, unsure_since=None, remote_id="")


def _free(now: datetime) -> Q:
    return Q(leased_until=None) | Q(leased_until__lt=now)


class Delivery(Identified):
    """One approved item to one place, once. The marker is what it is found again by at the vendor's."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="deliveries")
    manifest_digest = models.CharField(max_length=64)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="deliveries")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=DeliveryKind.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    trouble = models.CharField(max_length=40, choices=Trouble.choices, blank=True, default="")
    given_up = models.CharField(max_length=20, choices=GivenUp.choices, blank=True, default="")
    marker = models.CharField(max_length=60, unique=True)
    remote_id = models.CharField(max_length=80, blank=True, default="")
    """Set as soon as the vendor has a record for it: a document begun and not finished has one while sending."""
    place = models.CharField(max_length=10, choices=Region.choices, blank=True, default="")
    """Where the bytes were sent to be kept, as far as that is shown; empty before they were."""
    remote_version = models.CharField(max_length=80, blank=True, default="")
    read_back_sha256 = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    unsure_since = models.DateTimeField(null=True, blank=True)
    """When an answer to a create was lost: look before creating again, after the settle period. It stands until the
    item is found, the vendor clearly refused, or a person who was asked says that it is not there."""
    try_after = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    """Since when all of it is known to be there. From then on it is only read, unless it is gone from there."""
    verified_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When a reading of the practice system's lists last came across it in its matter."""

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
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(given_up="")) | (~Q(state="cancelled") & Q(given_up="")),
                name="a_delivery_is_given_up_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "sending", "waiting"]) | Q(sent_at=None),
                name="what_has_arrived_is_not_sent_again",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(state__in=["queued", "sending", "waiting", "sent"]),
                name="deliveries_unclaimed",
            ),
            models.Index(
                fields=["queued_at"],
                condition=Q(state__in=["queued", "waiting", "stopped"]),
                name="deliveries_to_give_up",
            ),
            models.Index(fields=["connection", "remote_id"], name="deliveries_there"),
        ]

    @property
    def is_only_read(self) -> bool:
        """All of it arrived, and it is not said to be gone: whatever is done with it from here, nothing more leaves."""
        return self.sent_at is not None and not (self.state == DeliveryState.STOPPED and self.trouble in GONE)

    @property
    def may_be_there(self) -> bool:
        """It arrived, or was begun, or nobody knows."""
        return bool(self.sent_at or self.unsure_since or self.remote_id)
