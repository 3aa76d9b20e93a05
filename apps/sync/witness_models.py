"""Copies of checkpoints kept elsewhere, as rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class Witness(models.TextChoices):
    """Where copies of checkpoints are kept, beyond the reach of whoever owns the database."""

    FILE = "file", _("Another disk")
    MAIL = "mail", _("E-mail to partners")
    NOTE = "note", _("A note in the practice system")
    STAMP = "stamp", _("A timestamp authority")


class WitnessTrouble(models.TextChoices):
    CANNOT_WRITE = "cannot_write", _("Cannot be written to")
    ANOTHER_FOLDER = (
        "another_folder",
        _("Lacks the newest copy that it was given: not mounted, or another folder"),
    )
    DIFFERS = "differs", _("Holds another checkpoint for the same size")
    NOT_CONFIGURED = "not_configured", _("Not set up on this server")
    NOT_SENT = "not_sent", _("The mail server did not take it")
    NOT_THERE = "not_there", _("The firm's own matter is not known there")
    NOT_REACHED = "not_reached", _("Not reached")
    REFUSED = "refused", _("Refused")
    NOT_VALID = "not_valid", _("Its answer does not hold")


class WitnessReceiptQuerySet(models.QuerySet["WitnessReceipt"]):
    def newest(self) -> WitnessReceipt | None:
        """By its time; one of a clock that went ahead counts only where there is no other, or it would until then."""
        return self.past().order_by("-at").first() or self.order_by("-at").first()

    def past(self) -> WitnessReceiptQuerySet:
        return self.filter(at__lte=timezone.now())

    def kept_by(self, witness: Witness) -> WitnessReceipt | None:
        """The newest that a witness keeps."""
        return self.filter(witness=witness, kept=True).newest()

    def missed_by(self, witness: Witness) -> WitnessReceipt | None:
        """What a witness did not take since it last kept one, if that is how it stands."""
        newest = self.filter(witness=witness).exclude(kept=False, trouble="").newest()
        return newest if newest is not None and not newest.kept else None


class WitnessReceipt(Identified):
    """A witness was given a checkpoint, or was not reached; without a trouble, one is on its way."""

    witness = models.CharField(max_length=30, choices=Witness.choices)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    kept = models.BooleanField()
    trouble = models.CharField(max_length=40, choices=WitnessTrouble.choices, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    remote_id = models.CharField(max_length=80, blank=True, default="")
    tries = models.PositiveIntegerField(default=0)
    try_after = models.DateTimeField(default=timezone.now)

    objects = WitnessReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["witness", "size"], condition=Q(kept=True), name="a_witness_keeps_a_size_once"
            ),
            models.UniqueConstraint(
                fields=["witness"],
                condition=Q(kept=False) & ~Q(witness="file"),
                name="a_witness_is_sent_one_thing_at_a_time",
            ),
        ]
