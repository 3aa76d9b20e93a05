"""A way back into an account that somebody has come in with: asked for, agreed to by a partner, then carried out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified

if TYPE_CHECKING:
    from apps.people.models import User


class RecoveryKind(models.TextChoices):
    """What is asked for."""

    SECOND_FACTOR = "second_factor", _("Remove the second factor")
    PASSWORD = "password", _("A link for a new password")


class ResetReason(models.TextChoices):
    """Why a second factor is to be removed."""

    LOST = "lost", _("The device was lost or stolen")
    REPLACED = "replaced", _("The device was replaced")
    COMPROMISED = "compromised", _("Somebody else may have the account")


class LinkReason(models.TextChoices):
    """Why a password is to be chosen anew."""

    FORGOTTEN = "forgotten", _("The password was forgotten")
    BACK = "back", _("The person is back at the firm")
    COMPROMISED = "compromised", _("Somebody else may have the account")


REASONS: dict[RecoveryKind, type[ResetReason | LinkReason]] = {
    RecoveryKind.SECOND_FACTOR: ResetReason,
    RecoveryKind.PASSWORD: LinkReason,
}
"""Which reasons there are for what."""


class RecoveryState(models.TextChoices):
    ASKED = "asked", _("waits")
    AGREED = "agreed", _("agreed to")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("stopped")
    LAPSED = "lapsed", _("lapsed")


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def unsettled(self) -> RecoveryQuerySet:
        """Neither carried out nor ended, in time or not."""
        return self.filter(state__in=[RecoveryState.ASKED, RecoveryState.AGREED])

    def standing(self, at: datetime | None = None) -> RecoveryQuerySet:
        """Unsettled and in time."""
        return self.unsettled().filter(ends_at__gt=at or timezone.now())

    def ready(self, at: datetime | None = None) -> RecoveryQuerySet:
        """What may be carried out now: a partner agreed, or there was none to ask and the time to stop it is over."""
        now = at or timezone.now()
        return self.standing(now).filter(
            Q(state=RecoveryState.AGREED) | Q(state=RecoveryState.ASKED, waits_until__lte=now)
        )

    def shown_to(self, user: User) -> RecoveryQuerySet:
        """A person's own; everybody's to partners, who answer for people, and to administrators."""
        answers = user.is_active and (user.is_partner or user.is_administrator)
        return self if answers else self.filter(user=user)


class Recovery(Identified):
    """One asking. Who asked and who agreed are two persons, and neither is the one whose account it is."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="recoveries")
    kind = models.CharField(max_length=20, choices=RecoveryKind.choices)
    reason = models.CharField(
        max_length=20, choices=list(dict([*ResetReason.choices, *LinkReason.choices]).items())
    )
    state = models.CharField(max_length=10, choices=RecoveryState.choices, default=RecoveryState.ASKED)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    waits_until = models.DateTimeField(null=True)
    """Where no partner was able to agree when it was asked: the moment from which it may be carried out without one.
    Its person can stop it until then, and after."""
    ends_at = models.DateTimeField()
    """From then on it is nothing any more, unless it was carried out."""
    agreed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    """Who carried it out, or ended it."""
    settled_at = models.DateTimeField(null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_way_back_of_a_kind_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="who_agreed_to_a_way_back_and_when",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | (~Q(agreed_by=F("asked_by")) & ~Q(agreed_by=F("user"))),
                name="a_way_back_is_agreed_to_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="asked")
                | Q(state="agreed", agreed_by__isnull=False)
                | Q(state__in=["refused", "stopped", "lapsed"])
                | (Q(state="done") & (Q(agreed_by__isnull=False) | Q(waits_until__isnull=False))),
                name="a_way_back_is_agreed_to_or_has_waited",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed"], settled_by=None, settled_at=None)
                | Q(
                    state__in=["done", "refused", "stopped", "lapsed"],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                ),
                name="who_settled_a_way_back_and_when",
            ),
        ]

    @property
    def is_standing(self) -> bool:
        return self.state in {RecoveryState.ASKED, RecoveryState.AGREED} and self.ends_at > timezone.now()

    @property
    def stands(self) -> str:
        """What it is now, in words: one whose time is over is nothing any more, whether or not a row says so yet."""
        is_over = self.settled_at is None and not self.is_standing
        return str(RecoveryState.LAPSED.label if is_over else RecoveryState(self.state).label)

    @property
    def is_ready(self) -> bool:
        """Whether it may be carried out now, as ``RecoveryQuerySet.ready`` asks it."""
        waited = self.waits_until is not None and self.waits_until <= timezone.now()
        return self.is_standing and (self.state == RecoveryState.AGREED or waited)


class EarlierAddress(Identified):
    """Where a person read their mail before an administrator changed the address that they sign in with. What may be
    the first step of taking an account over is told there too for a while: who changed it chose where letters go."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="earlier_addresses")
    email = models.EmailField()
    until = models.DateTimeField()
