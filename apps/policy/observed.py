"""What was seen of the vendor's account from outside: how the workspace is set, and what its usage report says."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified


class Trigger(models.TextChoices):
    HAND = "hand", _("by hand")
    TIMER = "timer", _("by the timer")


class Outcome(models.TextChoices):
    HELD = "held", _("as required")
    DIFFERS = "differs", _("not as required")
    NOT_SEEN = "not_seen", _("could not be looked at")


class Retention(models.TextChoices):
    """What the compliance feed says of the workspace's own 30-day retention."""

    OFF_SEEN = "off_seen", _("off since the workspace was made, as the feed shows")
    OFF_SINCE = "off_since", _("not switched on since the feed is watched")
    ON = "on", _("switched on")
    UNWATCHED = "unwatched", _("by agreement, not observed")


class WorkspaceFault(models.TextChoices):
    """What is not as it has to be at the vendor."""

    OTHER_ORGANIZATION = "other_organization", _("The key belongs to another organization than the firm's.")
    DEFAULT_WORKSPACE = "default_workspace", _("The workspace is the Default one, which cannot be limited.")
    WORKSPACE_MISSING = "workspace_missing", _("The organization has no such workspace.")
    ARCHIVED = "archived", _("The workspace is archived.")
    NO_LIMITS_SHOWN = (
        "no_limits_shown",
        _("The workspace shows no limits of its own. An older opt-out of the organization is not relied on."),
    )
    ALLOWED_GEOS = "allowed_geos", _("Inference is not limited to the United States in the workspace.")
    DEFAULT_GEO = "default_geo", _("The workspace's default for inference is not the United States.")
    WORKSPACE_GEO = (
        "workspace_geo",
        _("What the vendor stores for the workspace is not in the United States."),
    )
    RETENTION_ON = "retention_on", _("Somebody switched 30-day retention on for the workspace.")
    CONTENT_EXPORTED = (
        "content_exported",
        _(
            "The vendor can export content to a collector outside: its list of telemetry destinations is not empty."
        ),
    )


class Happening(models.TextChoices):
    """What somebody did at the vendor that is theirs to do, and that a person here has to know."""

    WORKSPACE_CHANGED = "workspace_changed", _("Somebody changed the workspace at the vendor.")
    KEY_CHANGED = "key_changed", _("Somebody made, changed or deleted an API key at the vendor.")


class WorkspaceCheck(Identified):
    """One look at the workspace through the Admin and Compliance APIs."""

    organization = models.CharField(max_length=80)
    workspace = models.CharField(max_length=80)
    """As the settings name them: the ones in use."""
    at = models.DateTimeField(default=timezone.now)
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    faults = ArrayField(models.CharField(max_length=30, choices=WorkspaceFault.choices), default=list)
    trouble = models.CharField(max_length=40, blank=True, default="")
    """Code of why it could not be looked at."""
    workspace_geo = models.CharField(max_length=20, blank=True, default="")
    allowed_geos = ArrayField(models.CharField(max_length=20), default=list)
    default_geo = models.CharField(max_length=20, blank=True, default="")
    older_opt_out = models.BooleanField(default=False)
    """The Default workspace is US only too, as in an organization that had opted out before workspaces had limits.
    New workspaces there are made open like anywhere else, so it changes nothing of what is required."""
    retention = models.CharField(max_length=20, choices=Retention.choices, default=Retention.UNWATCHED)
    watched_since = models.DateTimeField(null=True, blank=True)
    """From when on the feed is known to have been on."""
    retention_changed_at = models.DateTimeField(null=True, blank=True)
    retention_activity = models.CharField(max_length=80, blank=True, default="")
    destinations = models.PositiveSmallIntegerField(null=True, blank=True)
    """Collectors outside that the vendor can export content to; empty where it did not tell."""
    activities = ArrayField(models.CharField(max_length=80), default=list, db_default=[])
    """The vendor's ids of the entries of the feed that an incident was raised for at this look."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="held", faults=[], trouble="")
                | (Q(outcome="differs", trouble="") & ~Q(faults=[]))
                | (Q(outcome="not_seen", faults=[]) & ~Q(trouble="")),
                name="a_look_at_the_workspace_says_what_it_saw",
            ),
            models.CheckConstraint(
                condition=Q(retention__in=["unwatched", "on"]) | Q(watched_since__isnull=False),
                name="retention_is_off_only_where_watched",
            ),
        ]
        indexes = [models.Index(fields=["organization", "workspace", "-at"], name="newest_look_at_workspace")]


class Reconciliation(Identified):
    """Our crossings beside the vendor's usage report, over whole days in UTC."""

    organization = models.CharField(max_length=80)
    workspace = models.CharField(max_length=80)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    trouble = models.CharField(max_length=40, blank=True, default="")
    crossings = models.PositiveIntegerField(default=0)
    our_tokens = models.BigIntegerField(default=0)
    their_tokens = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=models.F("ends")), name="a_period_has_a_length"),
            models.CheckConstraint(
                condition=Q(outcome="not_seen") ^ Q(trouble=""), name="what_was_not_seen_says_why"
            ),
        ]


class DifferenceKind(models.TextChoices):
    MORE_THERE = "more_there", _("The vendor counts more than is booked here.")
    MORE_HERE = "more_here", _("More is booked here than the vendor counts.")
    AT_MIDNIGHT = "at_midnight", _("A call over midnight is counted on the other day.")
    LOST_SIGHT = "lost_sight", _("The vendor counts what was sent and lost sight of.")
    OTHER_GEO = "other_geo", _("The vendor ran something outside US-only routing.")
    OTHER_MODEL = "other_model", _("A model that nothing here was sent to.")
    SEVERAL_KEYS = "several_keys", _("More than one key was used in the workspace.")
    OTHER_TIER = "other_tier", _("Something ran in another service tier than the standard one.")
    SERVER_TOOL = "server_tool", _("A tool of the vendor's was used.")


INNOCENT = frozenset({DifferenceKind.AT_MIDNIGHT})
"""Differences that say nothing is wrong."""


class Difference(Identified):
    """One line in which the two do not say the same."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=20, choices=DifferenceKind.choices)
    day = models.DateField()
    model = models.CharField(max_length=60, blank=True, default="")
    category = models.CharField(max_length=20, blank=True, default="")
    ours = models.BigIntegerField(default=0)
    theirs = models.BigIntegerField(default=0)
    seen = models.CharField(max_length=80, blank=True, default="")
    """The vendor's own value where it is one: a geo, a tier, a key's id."""
