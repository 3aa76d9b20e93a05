"""The terms under which anything may go to Claude, each answer the gate gave, and each crossing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Client, Matter
from apps.policy.departed import Departure, Place
from apps.policy.observed import Difference, Reconciliation, WorkspaceCheck
from apps.policy.registers import Confirmation, Dated, Hop, Surface
from apps.policy.replaced import Ground, Placeholder, PlaceholderKind, Replacement, Way

if TYPE_CHECKING:
    from apps.people.models import User

__all__ = [
    "Acknowledgement", "AiPolicy", "Arrangement", "Assessment", "AssessmentKind", "Breaker", "Clearance",
    "Confirmation", "Crossing", "CrossingState", "Departure", "Difference", "Ground", "Hop", "Incident", "ModelTerm",
    "Place", "Placeholder", "PlaceholderKind", "Price", "Reconciliation", "Replacement", "Spending", "Surface", "Way",
    "WorkspaceCheck",
]  # fmt: skip


def _plain_messages() -> list[str]:
    return ["messages"]


class Arrangement(Identified):
    """The firm's zero-data-retention arrangement with the vendor, as a person confirmed it."""

    organization = models.CharField(max_length=80)
    workspace = models.CharField(max_length=80)
    agreement = models.CharField(max_length=80)
    """Reference of the contract, not its text."""
    covers = ArrayField(models.CharField(max_length=30), default=_plain_messages)
    """Codes of the surfaces that the agreement names."""
    training_off = models.BooleanField()
    """Training opt-out: its own control, confirmed on its own."""
    confirmed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)
    review_by = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(ended_at=None), name="one_arrangement_in_force"
            ),
        ]


class ModelTerm(Dated):
    """A model of the vendor's and whether the firm may use it. Dated, with a source and an owner."""

    model = models.CharField(max_length=60, primary_key=True)
    allowed = models.BooleanField(default=False)
    accepts_geo = models.BooleanField(default=False)
    covered = models.BooleanField(default=False)
    """A Covered Model needs retention: never used, whatever ``allowed`` says."""

    def __str__(self) -> str:
        return self.model


class Price(Identified, Dated):
    """USD per million tokens, standard tier, before the multiplier for US inference. Never derived from one
    another; costs already booked are never recomputed."""

    model = models.ForeignKey(ModelTerm, on_delete=models.PROTECT, related_name="prices")
    effective_from = models.DateField()
    up_to_tokens = models.PositiveIntegerField(null=True, blank=True)
    """The band of prompt sizes this row is for; empty means any."""
    input = models.DecimalField(max_digits=10, decimal_places=4)
    output = models.DecimalField(max_digits=10, decimal_places=4)
    cache_write_5m = models.DecimalField(max_digits=10, decimal_places=4)
    cache_write_1h = models.DecimalField(max_digits=10, decimal_places=4)
    cache_read = models.DecimalField(max_digits=10, decimal_places=4)
    us_multiplier = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "effective_from", "up_to_tokens"],
                nulls_distinct=False,
                name="one_price_per_model_day_and_band",
            ),
        ]


class AiPolicy(Identified):
    """A version of the firm's own policy on AI. The newest published one is the one to acknowledge."""

    version = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField()
    text_fr = models.TextField()
    published_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)


class Acknowledgement(Identified):
    """A person read and accepted a version of the firm's AI policy."""

    policy = models.ForeignKey(AiPolicy, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "user"], name="acknowledged_once")]


class AssessmentKind(models.TextChoices):
    QUEBEC_ASSESSMENT = "quebec_assessment", _("Privacy assessment before information leaves Quebec (s. 17)")
    QUEBEC_AGREEMENT = "quebec_agreement", _("Written agreement that reflects the assessment (s. 17)")
    CLASSIFIER_DECISION = "classifier_decision", _("A person's decision on content that may be flagged")
    TRANSFER_RECORD = "transfer_record", _("Record of the transfer")
    CONSENT_RULE = "consent_rule", _("A rule of the client or of the firm asks for consent")


class Assessment(Identified):
    """A document or decision on file that a rule asks for, for a client (inherited by matters) or one matter."""

    kind = models.CharField(max_length=30, choices=AssessmentKind.choices)
    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments"
    )
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="assessments"
    )
    reference = models.CharField(max_length=80)
    recorded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, matter__isnull=True)
                | Q(client__isnull=True, matter__isnull=False),
                name="an_assessment_is_for_a_client_or_a_matter",
            ),
        ]


class Clearance(Identified):
    """One answer of the gate, granted or not, with its reason codes and the facts that gave them.

    ``request_id`` is the id of the drafting request; drafting stands above and is not known here."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="clearances")
    request_id = models.UUIDField(db_index=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    workflow = models.CharField(max_length=40)
    model = models.CharField(max_length=60)
    region = models.CharField(max_length=10)
    granted = models.BooleanField()
    refusals = ArrayField(models.CharField(max_length=40), default=list)
    facts = models.JSONField()
    rules_version = models.PositiveSmallIntegerField()
    prompt_hmac = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted=True, refusals=[]) | (Q(granted=False) & ~Q(refusals=[])),
                name="the_only_yes_is_an_empty_list",
            ),
        ]


def this_month() -> date:
    """The first day of the month that it is where the firm is."""
    return timezone.localdate(timezone=ZoneInfo(settings.FIRM_TIME_ZONE)).replace(day=1)


class CrossingState(models.TextChoices):
    STARTED = "started", _("Sent, not answered yet")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Answer refused")
    FAILED = "failed", _("Failed, without an answer")
    UNKNOWN = "unknown", _("Outcome unknown")


class CrossingQuerySet(models.QuerySet["Crossing"]):
    def visible_to(self, user: User) -> CrossingQuerySet:
        return self.filter(matter__in=Matter.objects.visible_to(user))


class Crossing(Identified):
    """One attempt to send one request to Claude: metadata only, written before anything leaves.

    The register of crossings is this table. An attempt whose outcome is unknown stays as it is, unless it turns out
    that it never left; the one that repeats it says so in ``repeats``."""

    clearance = models.ForeignKey(Clearance, on_delete=models.PROTECT, related_name="crossings")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="crossings")
    request_id = models.UUIDField(db_index=True)
    attempt = models.PositiveSmallIntegerField()
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=CrossingState.choices, default=CrossingState.STARTED)
    reason = models.CharField(max_length=40, blank=True, default="")
    """Code of what went wrong; empty when answered."""
    information = ArrayField(models.CharField(max_length=30), default=list)
    """Classes of information sent: codes such as ``contact``, ``health``, ``transcript``."""
    surface = models.CharField(max_length=30, default="messages")
    model_asked = models.CharField(max_length=60)
    model_returned = models.CharField(max_length=60, blank=True, default="")
    geo_asked = models.CharField(max_length=20)
    geo_returned = models.CharField(max_length=20, blank=True, default="")
    vendor_request = models.CharField(max_length=80, blank=True, default="")
    organization = models.CharField(max_length=80, blank=True, default="")
    workspace = models.CharField(max_length=80, blank=True, default="")
    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="+")
    stop_reason = models.CharField(max_length=40, blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cache_write_5m_tokens = models.PositiveIntegerField(default=0)
    cache_write_1h_tokens = models.PositiveIntegerField(default=0)
    cache_read_tokens = models.PositiveIntegerField(default=0)
    price = models.ForeignKey(Price, null=True, on_delete=models.PROTECT, related_name="+")
    cost = models.DecimalField(max_digits=20, decimal_places=12, default=0)
    """USD, US multiplier included, exact to the last digit; booked once."""
    reserved = models.DecimalField(max_digits=20, decimal_places=12, default=0)
    """USD that this attempt may have cost besides what is booked, as far as nobody knows: counts against budgets until
    it is known, also where that is never. The vendor's usage report may tell (``released``)."""
    prompt_hmac = models.CharField(max_length=64)
    reply_hmac = models.CharField(max_length=64, blank=True, default="")
    received = models.PositiveIntegerField(default=0)
    """Characters received so far: a count for progress, never the text."""
    started_at = models.DateTimeField(default=timezone.now)
    month = models.DateField(default=this_month)
    """The first day of the month, where the firm is, on whose budgets it counts."""
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request_id", "attempt"], name="attempts_are_numbered"),
            models.UniqueConstraint(
                fields=["request_id"], condition=Q(state="answered"), name="a_request_is_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(state="started", ended_at__isnull=True)
                | (~Q(state="started") & Q(ended_at__isnull=False)),
                name="an_ended_crossing_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(geo_returned="us") & ~Q(reply_hmac="")),
                name="only_a_us_answer_is_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(reserved=0), name="what_an_answer_cost_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["matter", "started_at"], name="crossings_by_matter_and_day"),
            models.Index(fields=["started_at"], condition=Q(state="started"), name="crossings_under_way"),
        ]


class Spending(Identified):
    """USD of a month, what is reserved included: of a matter, and of the firm (without one).

    The database keeps it from the crossings, at the commit of what changes them, and refuses the commit of a crossing
    that one of the budgets on its clearance has no room for (migration 0009). Nobody else writes it.
    """

    month = models.DateField()
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=20, decimal_places=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "matter"], nulls_distinct=False, name="one_sum_of_a_month"
            )
        ]


class Breaker(models.Model):
    """One row: whether calls may be made at all. It opens by itself and is closed by a person, with a reason.

    The database keeps it open while an incident that stops all sending is (migration 0011)."""

    only = models.BooleanField(primary_key=True, default=True)
    is_open = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True, default="")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    pause_until = models.DateTimeField(null=True, blank=True)
    """All workers wait until then: the vendor's rate limit, as it told one of them."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="there_is_one_breaker"),
            models.CheckConstraint(
                condition=Q(is_open=False) | ~Q(reason=""), name="an_open_breaker_says_why"
            ),
        ]


class Incident(Identified):
    """Something a person has to look at: a refused reply, a credential that stopped working."""

    code = models.CharField(max_length=40)
    stops = models.BooleanField(default=False, db_default=False)
    """Whether nothing is sent while it is open."""
    crossing = models.ForeignKey(
        Crossing, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    raised_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
