"""What people are told in the application. Rows name things by kind and id; sentences are templates."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Matter, MatterQuerySet

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


class Way(models.TextChoices):
    """How somebody wants to be told of a kind of thing, besides finding it in firmai."""

    HERE = "here", _("In firmai only")
    MAIL = "mail", _("Also by e-mail, at once")
    DIGEST = "digest", _("Also in the daily e-mail")


class Choice(Identified):
    """How one person wants to be told of one kind of thing. Without a row: in firmai only."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    way = models.CharField(max_length=10, choices=Way.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_way_for_a_kind")]


class ViewQuerySet(models.QuerySet["KeptView"]):
    def visible_to(self, user: User) -> ViewQuerySet:
        """A person's own, and those that colleagues share."""
        return self.filter(Q(user=user) | Q(shared=True))


class KeptView(Identified):
    """A view of the queue that somebody named. A shared one names no matter: its name is read by those as well who
    are kept from one."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    show = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, blank=True, default="")
    due = models.CharField(max_length=20, blank=True, default="")
    matter = models.CharField(max_length=80, blank=True, default="")
    """Words of a matter's number or title; only in a filter of one's own."""
    shared = models.BooleanField(default=False)

    objects = ViewQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="a_view_is_named_once_by_a_person"),
            models.CheckConstraint(
                condition=Q(shared=False) | Q(matter=""), name="a_shared_view_names_no_matter"
            ),
        ]

    @property
    def query(self) -> str:
        """The queue's address as this filter shows it."""
        given = {name: getattr(self, name) for name in ("show", "kind", "due", "matter")}
        return urlencode({name: value for name, value in given.items() if value})


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """A person's own, as long as they may still see the matter: a screen raised later hides it."""
        return self.of(user.pk, Matter.objects.visible_to(user))

    def of(self, user: UUID, matters: MatterQuerySet) -> NotificationQuerySet:
        """A person's own, of those matters or of none."""
        return self.filter(user=user).filter(Q(matter=None) | Q(matter__in=matters))

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
    mailed_at = models.DateTimeField(null=True, blank=True)
    """When an e-mail said that there is something of this kind."""

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
