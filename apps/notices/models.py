"""What people are told in the application. Rows name things by kind and id; sentences are templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Matter

if TYPE_CHECKING:
    from apps.people.models import User


class NoticeKind(models.TextChoices):
    DRAFT_READY = "draft_ready", _("A draft is ready for your review")
    SECOND_NEEDED = "second_needed", _("A draft waits for a second person")
    RETURNED = "returned", _("A draft was returned to you")
    APPROVED = "approved", _("A draft you asked for was approved")
    DELIVERED = "delivered", _("An approved draft was delivered")
    DELIVERY_STOPPED = "delivery_stopped", _("A delivery needs a person")
    REQUEST_STOPPED = "request_stopped", _("A request needs a person")
    CONNECTION_BROKEN = "connection_broken", _("A connection to another system needs attention")
    BREAKER_OPENED = "breaker_opened", _("Sending to Claude was stopped")
    DESTRUCTION_DUE = "destruction_due", _("A matter's content is due to be destroyed")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """A person's own, as long as they may still see the matter: a screen raised later hides it."""
        mine = self.filter(user=user)
        return mine.filter(Q(matter=None) | Q(matter__in=Matter.objects.visible_to(user)))

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(Identified):
    """One person is told of one thing. Nothing said in a matter is in it."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    subject = models.UUIDField()
    entry = models.BigIntegerField()
    """The log entry it comes from: the same entry tells a person once."""
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="told_once")]
        indexes = [models.Index(fields=["user", "-at"], condition=Q(read_at=None), name="notices_unread")]


class Cursor(models.Model):
    """How far into the log notices have been made: one row, the index of the last leaf read."""

    only = models.BooleanField(primary_key=True, default=True)
    leaf = models.BigIntegerField(default=-1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_cursor")]


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> SavedFilterQuerySet:
        """A person's own and those that are shared, as long as they may see the matter that is named, if any."""
        theirs = self.filter(Q(owner=user) | Q(shared=True))
        return theirs.filter(Q(matter=None) | Q(matter__in=Matter.objects.visible_to(user)))


class SavedFilter(Identified):
    """What somebody asks the log again and again. It is called by what it asks for: there is no text of one's own in
    it, where a client's name could come to stand."""

    owner = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="saved_filters")
    event = models.CharField(max_length=64, blank=True, default="")
    kind = models.CharField(max_length=20, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True, default="")
    actor = models.ForeignKey("people.User", null=True, on_delete=models.CASCADE, related_name="+")
    matter = models.ForeignKey(Matter, null=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "event", "kind", "outcome", "actor", "matter", "since", "until"],
                nulls_distinct=False,
                name="saved_once",
            ),
            models.CheckConstraint(
                condition=~Q(event="", kind="", outcome="", actor=None, matter=None, since=None, until=None),
                name="a_saved_filter_asks_for_something",
            ),
        ]
