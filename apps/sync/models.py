"""Deliveries of approved work to the practice system, and copies of checkpoints kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.intake.models import Source
from apps.integrations.models import Connection
from apps.matters.models import Matter
from apps.sync.delivery_models import (
    Delivery,
    DeliveryKind,
    DeliveryQuerySet,
    DeliveryState,
    GivenUp,
    Trouble,
)
from apps.sync.party_models import PartyRecord
from apps.sync.time_models import ConfirmedTime
from apps.sync.witness_models import Witness, WitnessReceipt, WitnessReceiptQuerySet, WitnessTrouble

if TYPE_CHECKING:
    from apps.people.models import User

__all__ = [
    "ConfirmedTime",
    "Delivery",
    "DeliveryKind",
    "DeliveryQuerySet",
    "DeliveryState",
    "GivenUp",
    "PartyRecord",
    "Trouble",
    "Witness",
    "WitnessReceipt",
    "WitnessReceiptQuerySet",
    "WitnessTrouble",
]  # kept in a module of their own


class RecordKind(models.TextChoices):
    """What a vendor's record is here (``integrations.RemoteRecord.kind``)."""

    MATTER = "matter", _("Matter")
    CONTACT = "contact", _("Client")
    COMPANY = "company", _("Client, a company")
    RELATIONSHIP = "relationship", _("Party")
    DOCUMENT = "document", _("Document")
    NOTE = "note", _("Note")
    TASK = "task", _("Task")
    EVENT = "event", _("Calendar entry")


class Oddity(models.TextChoices):
    """What a record at the vendor's and the firm's own do not agree on. Nothing is guessed; a person looks."""

    RESPONSIBLE_UNKNOWN = "responsible_unknown", _("No person here has the responsible lawyer's e-mail")
    NO_CLIENT = "no_client", _("It has no client")
    NUMBER_TAKEN = "number_taken", _("Another matter has this number")
    NO_OFFICE = "no_office", _("The firm has no office on record")
    CLIENT_NAME_TWICE = "client_name_twice", _("Another client has the same name")
    AREA_UNKNOWN = "area_unknown", _("Its practice area is not one of ours")
    PROVINCE_UNKNOWN = "province_unknown", _("Its province is not stated")
    TITLE_DIFFERS = "title_differs", _("Its title is different there")
    RESPONSIBLE_DIFFERS = "responsible_differs", _("Its responsible lawyer is different there")
    CLIENT_DIFFERS = "client_differs", _("Its client is different there")
    CLIENT_NAME_DIFFERS = "client_name_differs", _("Its client's name is different there")
    PARTY_NAME_DIFFERS = "party_name_differs", _("The name of one of its parties is different there")
    BIRTH_DIFFERS = "birth_differs", _("A party's date of birth is different there")
    STATUS_DIFFERS = "status_differs", _("It is open in one place and closed in the other")
    GONE_THERE = "gone_there", _("It is no longer there")
    NEWER_THERE = "newer_there", _("A newer version of a source is there")
    SOURCE_REFUSED = "source_refused", _("The file cannot be taken in")
    DELIVERED_GONE = "delivered_gone", _("What was delivered is no longer in its matter there")
    NOT_SHOWN = "not_shown", _("What falls due is no longer shown to whoever connected; it is kept here")
    NOT_TAKEN_IN = "not_taken_in", _("It could not be taken in: something in it is not as firmai needs it")


OF_A_VERSION = frozenset({Oddity.SOURCE_REFUSED, Oddity.NOT_TAKEN_IN})
"""What is true of one version of a document or note, and no more once a newer one is there."""


class Difference(Identified):
    """A disagreement that a pull found, shown until a pull finds it gone. Holds no values, only where to look."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="differences")
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="differences"
    )
    kind = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=80)
    oddity = models.CharField(max_length=30, choices=Oddity.choices)
    label = models.CharField(max_length=60, blank=True, default="")
    """The vendor's own number for the matter, as lists there show it."""
    found_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id", "oddity"],
                condition=Q(gone_at=None),
                name="a_difference_is_listed_once",
            ),
        ]


class PullKind(models.TextChoices):
    CHANGES = "changes", _("What changed")
    WHOLE = "whole", _("Everything, compared")


class PullState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being read")
    STOPPED = "stopped", _("Stopped by a person")
    DONE = "done", _("Done")

    @classmethod
    def open(cls) -> list[PullState]:
        """The states of a pull that is not done: a connection has one at most."""
        return [cls.WAITING, cls.RUNNING, cls.STOPPED]


class Pull(Identified):
    """One reading of a practice system's lists. Where it stands is in its connection's ``cursor``.

    ``failure`` is the code of what the vendor last failed with, while it waits to be tried again.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="pulls")
    kind = models.CharField(max_length=10, choices=PullKind.choices)
    state = models.CharField(max_length=10, choices=PullState.choices, default=PullState.WAITING)
    seen = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True, default="")
    stop_asked = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    """In a row that brought nothing."""
    try_after = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], condition=~Q(state="done"), name="one_open_pull_of_a_connection"
            ),
            models.CheckConstraint(
                condition=Q(state="done", ended_at__isnull=False) | (~Q(state="done") & Q(ended_at=None)),
                name="a_done_pull_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_after"], condition=Q(state__in=["waiting", "running"]), name="pulls_unclaimed"
            ),
            models.Index(fields=["connection", "-opened_at"], name="pulls_of_a_connection"),
        ]


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> PaperQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))

    def wanting(self) -> PaperQuerySet:
        """Of which the newest version is not here, or was ended here."""
        return self.exclude(taken_version=F("version"))


class Paper(Identified):
    """A document or note that is in the practice system: listed here, and fetched when somebody needs it.

    The title is sealed under the matter's key. ``source`` is the working copy, where there is one.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="papers")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=20, choices=RecordKind.choices)
    remote_id = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    """What its newest version is known by there."""
    title = models.BinaryField()
    size = models.PositiveBigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="papers"
    )
    taken_version = models.CharField(max_length=40, blank=True, default="")
    """The version that ``source`` is a copy of; empty while there is no copy."""

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id"], name="a_paper_is_listed_once"
            ),
        ]
        indexes = [models.Index(fields=["matter", "-changed_at"], name="papers_of_a_matter")]


class CopyChoice(Identified):
    """That working copies of everything a matter has in its practice system are kept here, until a day."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="copy_choices")
    until = models.DateField()
    """The last day."""
    chosen_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True, blank=True)
    """When a worker last went to fetch what is wanting."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(ended_at=None), name="one_choice_of_copies_for_a_matter"
            ),
        ]


class WordField(models.TextChoices):
    """What a word of the practice system's is about."""

    AREA = "area", _("Practice area")
    PROVINCE = "province", _("Province")
    ROLE = "role", _("Part in a matter")


class Word(Identified):
    """A word of the practice system's and what this firm means by it; without a meaning, one that is not understood.

    Kept in lower case without accents. Of parts only what somebody entered is kept: they can say more than a part.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="words")
    field = models.CharField(max_length=10, choices=WordField.choices)
    word = models.CharField(max_length=120)
    meaning = models.CharField(max_length=20, blank=True, default="")
    set_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "field", "word"], name="a_word_means_one_thing"),
        ]
