"""What people are told in the application. Rows name things by kind and id; sentences are templates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.core import ciphers
from apps.core.identity import Identified
from apps.matters.models import Matter, MatterQuerySet
from apps.notices.letter_models import AT_IT, Letter, NotTaken

if TYPE_CHECKING:
    from apps.people.models import User


__all__ = [
    "Choice",
    "Cursor",
    "Letter",
    "NotTaken",
    "NoticeKind",
    "Notification",
    "NotificationQuerySet",
    "Page",
    "SavedFilter",
    "SavedFilterQuerySet",
    "Subject",
    "Way",
]


class NoticeKind(models.TextChoices):
    DRAFT_READY = "draft_ready", _("A draft is ready for your review")
    SECOND_NEEDED = "second_needed", _("A draft waits for a second person")
    ASKED_TO_LOOK = "asked_to_look", _("Somebody asked you to look at a draft")
    RETURNED = "returned", _("A draft was returned or withdrawn")
    APPROVED = "approved", _("A draft you asked for was approved")
    SIGNATURE_AWAITED = "signature_awaited", _("An approved draft waits for your signature")
    APPROVED_ALONE = "approved_alone", _("A draft was approved without the second person it needs")
    APPROVAL_CANCELLED = "approval_cancelled", _("An approval was cancelled")
    SIGNATURE_WITHDRAWN = "signature_withdrawn", _("A signature over an approved draft was withdrawn")
    FOUND_WRONG = "found_wrong", _("An approved draft was found wrong: something is owed for it")
    OVERTURNED = "overturned", _("A second look found that an approval was wrong")
    TAKEN_OVER = "taken_over", _("You took over a matter: look through what was filed in it before")
    DELIVERED = "delivered", _("An approved draft was delivered")
    DELIVERY_STOPPED = "delivery_stopped", _("A delivery needs a person")
    REQUEST_STOPPED = "request_stopped", _("A request needs a person")
    CONNECTION_BROKEN = "connection_broken", _("A connection to another system needs attention")
    BREAKER_OPENED = "breaker_opened", _("Sending to Claude was stopped")
    INCIDENT_RAISED = (
        "incident_raised",
        _("Something was seen at Claude's vendor that somebody has to look at"),
    )
    REVIEW_UNOPENED = "review_unopened", _("The review of a draft could not be opened")
    DESTRUCTION_DUE = "destruction_due", _("A matter's content is due to be destroyed")
    RECOVERY_ASKED = "recovery_asked", _("A way back into somebody's account was asked for")
    RECOVERY_SETTLED = "recovery_settled", _("A way back into somebody's account was agreed to, or ended")
    RECOVERY_DONE = "recovery_done", _("A way back into somebody's account was opened")
    ADDRESS_CHANGED = "address_changed", _("The address somebody signs in with was changed")
    ROLE_ASKED = "role_asked", _("A role that decides was asked for: a partner agrees to it or refuses")
    ROLE_SETTLED = "role_settled", _("A role you asked for was agreed to or refused")
    PARTNER_MADE = "partner_made", _("Somebody was made a partner")
    PARTNER_ENDED = "partner_ended", _("Somebody is a partner no more")
    NEW_ADMINISTRATOR = (
        "new_administrator",
        _("The firm's administrator was replaced by whoever holds the server"),
    )
    COVERED = "covered", _("Somebody was put down as away, with who covers for them")
    COVER_ENDED = (
        "cover_ended",
        _("A cover ended: what falls to whoever was away is theirs again, unless another cover runs"),
    )
    LICENCE_RECORDED = "licence_recorded", _("A licence was recorded for somebody")
    LICENCE_WITHDRAWN = (
        "licence_withdrawn",
        _("A licence was recorded by mistake: look at what was given under it"),
    )
    REPLACED = "replaced", _("Somebody else answers now for a draft that was yours to decide")
    PARTIES_CHANGED = (
        "parties_changed",
        _(
            "A record of who is in a matter was changed there: nothing is sent before somebody looks at it again"
        ),
    )
    LICENCE_CHANGED = "licence_changed", _("A licence on record was changed: its scope or its days")


ALWAYS_MAILED = frozenset(
    {
        NoticeKind.RECOVERY_ASKED,
        NoticeKind.RECOVERY_SETTLED,
        NoticeKind.RECOVERY_DONE,
        NoticeKind.ADDRESS_CHANGED,
        NoticeKind.ROLE_ASKED,
        NoticeKind.PARTNER_MADE,
        NoticeKind.PARTNER_ENDED,
        NoticeKind.NEW_ADMINISTRATOR,
    }
)
"""What comes by e-mail at once, whatever somebody chose: each may be the first step of taking an account over."""

ABOUT_RECOVERY = frozenset({NoticeKind.RECOVERY_ASKED, NoticeKind.RECOVERY_SETTLED, NoticeKind.RECOVERY_DONE})

ABOUT_ROLES = frozenset(
    {
        NoticeKind.ROLE_ASKED,
        NoticeKind.ROLE_SETTLED,
        NoticeKind.PARTNER_MADE,
        NoticeKind.PARTNER_ENDED,
    }
)


class Subject(models.TextChoices):
    """What kinds of notice are about: how the page on which ways are chosen puts them in order."""

    LOOK = "look", _("What waits for you")
    ASKED = "asked", _("What you asked for")
    DOUBT = "doubt", _("Approvals in doubt")
    MATTERS = "matters", _("Matters and outside systems")
    PEOPLE = "people", _("People")


CHOSEN: dict[NoticeKind, Subject] = {
    NoticeKind.DRAFT_READY: Subject.LOOK,
    NoticeKind.SECOND_NEEDED: Subject.LOOK,
    NoticeKind.SIGNATURE_AWAITED: Subject.LOOK,
    NoticeKind.ASKED_TO_LOOK: Subject.LOOK,
    NoticeKind.REPLACED: Subject.LOOK,
    NoticeKind.TAKEN_OVER: Subject.LOOK,
    NoticeKind.APPROVED: Subject.ASKED,
    NoticeKind.RETURNED: Subject.ASKED,
    NoticeKind.REQUEST_STOPPED: Subject.ASKED,
    NoticeKind.REVIEW_UNOPENED: Subject.ASKED,
    NoticeKind.DELIVERED: Subject.ASKED,
    NoticeKind.DELIVERY_STOPPED: Subject.ASKED,
    NoticeKind.APPROVED_ALONE: Subject.DOUBT,
    NoticeKind.APPROVAL_CANCELLED: Subject.DOUBT,
    NoticeKind.SIGNATURE_WITHDRAWN: Subject.DOUBT,
    NoticeKind.OVERTURNED: Subject.DOUBT,
    NoticeKind.FOUND_WRONG: Subject.DOUBT,
    NoticeKind.LICENCE_WITHDRAWN: Subject.DOUBT,
    NoticeKind.PARTIES_CHANGED: Subject.MATTERS,
    NoticeKind.CONNECTION_BROKEN: Subject.MATTERS,
    NoticeKind.BREAKER_OPENED: Subject.MATTERS,
    NoticeKind.INCIDENT_RAISED: Subject.MATTERS,
    NoticeKind.DESTRUCTION_DUE: Subject.MATTERS,
    NoticeKind.COVERED: Subject.PEOPLE,
    NoticeKind.COVER_ENDED: Subject.PEOPLE,
    NoticeKind.ROLE_SETTLED: Subject.PEOPLE,
    NoticeKind.LICENCE_RECORDED: Subject.PEOPLE,
    NoticeKind.LICENCE_CHANGED: Subject.PEOPLE,
}
"""The kinds whose way somebody chooses, in the order of the page, each with what it is about."""


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


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """A person's own, as long as they may still see the matter: a screen raised later hides it."""
        return self.of(user.pk, Matter.objects.visible_to(user))

    def of(self, user: UUID, matters: MatterQuerySet) -> NotificationQuerySet:
        """A person's own, of those matters or of none."""
        return self.filter(user=user).filter(Q(matter=None) | Q(matter__in=matters))

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def not_mailed(self) -> NotificationQuerySet:
        """About which no e-mail was begun, and none is held back."""
        return self.filter(mail_began_at=None, mailed_at=None, withheld_at=None)

    def mail_cut_off(self, now: datetime) -> NotificationQuerySet:
        """Whose e-mail may not have gone: a worker began to send it, and nothing says how that ended."""
        return self.filter(mail_began_at__lt=now - AT_IT, mailed_at=None)


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
    mail_began_at = models.DateTimeField(null=True, blank=True)
    """When a worker began to send an e-mail about it. It begins once, so that none goes twice: it is empty again only
    where the mail server said that it took nothing."""
    mailed_at = models.DateTimeField(null=True, blank=True)
    """When the mail server took it."""
    withheld_at = models.DateTimeField(null=True, blank=True)
    """When an e-mail was due and its person might not see the matter any more: none will say it."""

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-at"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(
                fields=["user"],
                condition=Q(mail_began_at__isnull=False, mailed_at=None),
                name="notices_mail_begun",
            ),
        ]

    @property
    def mail_may_be_lost(self) -> bool:
        """Whether the sending of its e-mail was cut off, and nobody knows whether it went."""
        began = self.mail_began_at
        return began is not None and self.mailed_at is None and began < timezone.now() - AT_IT


class Cursor(models.Model):
    """How far into the log notices have been made: one row, the index of the last leaf read."""

    only = models.BooleanField(primary_key=True, default=True)
    leaf = models.BigIntegerField(default=-1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_cursor")]


class Untold(models.Model):
    """An entry of the log that nobody could be told of: tried again with growing pauses, and gone once they were."""

    entry = models.BigIntegerField(primary_key=True)
    error = models.CharField(max_length=60)
    """The class of what it failed with last, and none of its words."""
    tries = models.PositiveSmallIntegerField(default=1)
    try_after = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["try_after"], name="untold_when_due")]


class Page(models.TextChoices):
    """Which list is narrowed."""

    LOG = "log", _("Log")
    QUEUE = "queue", _("Queue")


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> SavedFilterQuerySet:
        """A person's own and those that are shared, as long as they may see the matter that is named, if any."""
        return self.of(user.pk, Matter.objects.visible_to(user))

    def of(self, user: UUID, matters: MatterQuerySet) -> SavedFilterQuerySet:
        """A person's own and those that colleagues who are here share, of those matters or of none."""
        theirs = self.filter(Q(owner=user) | Q(shared=True, owner__is_active=True))
        return theirs.filter(Q(matter=None) | Q(matter__in=matters))


class SavedFilter(Identified):
    """What somebody asks of the log or of the queue again and again: codes, ids and days.

    One of the log is called by what it asks for. One of the queue has a name, the only text of anybody's own in it,
    sealed under the firm's key. A name is read by its owner alone: to colleagues, of whom one may be kept from what is
    named in it, a shared one is called by what it asks for.
    """

    owner = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=10, choices=Page.choices)
    name = models.BinaryField(default=b"")
    """Sealed. That a person has one of a name is held by the service: nobody can tell from what is sealed. Emptied
    where the content of the matter that it asks for was destroyed."""
    show = models.CharField(max_length=20, blank=True, default="")
    """Which pile of the queue."""
    due = models.CharField(max_length=20, blank=True, default="")
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
                condition=Q(page="log"),
                nulls_distinct=False,
                name="saved_once",
            ),
            models.CheckConstraint(
                condition=Q(page="queue")
                | ~Q(event="", kind="", outcome="", actor=None, matter=None, since=None, until=None),
                name="a_saved_filter_asks_for_something",
            ),
            models.CheckConstraint(
                condition=Q(page="log", name=b"", show="", due="")
                | Q(
                    ~Q(name=b"") | Q(matter__isnull=False),
                    ~Q(show=""),
                    page="queue",
                    event="",
                    outcome="",
                    actor=None,
                    since=None,
                    until=None,
                ),
                name="a_filter_asks_what_its_page_knows",
            ),
        ]

    def call(self, name: str) -> None:
        """Give it that name (not saved)."""
        self.name = ciphers.firm_seal(self._purpose, name.encode())
        self.called = name

    @cached_property
    def called(self) -> str:
        """The name in clear, for its owner; empty for one of the log."""
        return ciphers.firm_open(self._purpose, bytes(self.name)).decode() if self.name else ""

    @property
    def is_legible(self) -> bool:
        """Whether its name can be opened: one whose cannot is left out of a list, and holds up no other."""
        try:
            return self.called is not None
        except ciphers.CannotOpen:
            return False

    @property
    def _purpose(self) -> str:
        return f"notices.savedfilter.name:{self.pk}"

    @property
    def query(self) -> str:
        """What stands in the page's address as this filter shows it."""
        names = ("show", "event", "kind", "outcome", "due", "actor_id", "matter_id", "since", "until")
        given = {name.removesuffix("_id"): getattr(self, name) for name in names}
        return urlencode({name: value for name, value in given.items() if value})
