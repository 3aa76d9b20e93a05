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


PRACTICE_SYSTEMS = (Vendor.CLIO, Vendor.MYCASE)
"""Where matters come from and approved work goes; each is connected through a page of its own."""


class Region(models.TextChoices):
    """Where the vendor keeps what we send it, as far as it is shown."""

    CANADA = "ca", _("Canada")
    UNITED_STATES = "us", _("United States")
    UNKNOWN = "unknown", _("not shown")


class ConnectionState(models.TextChoices):
    WORKING = "working", _("Working")
    BROKEN = "broken", _("Needs attention")
    ENDED = "ended", _("Ended")


class Trouble(models.TextChoices):
    """Why a connection needs a person. What each means, and how to mend it, is in ``integrations.rules``."""

    REVOKED = "revoked", _("No longer accepted")
    EXPIRED = "expired", _("Expired")
    UNKNOWN_APPLICATION = "unknown_application", _("Application not known there")
    OTHER_FIRM = "other_firm", _("Reaches another firm")
    NOT_CONFIGURED = "not_configured", _("Not set up on this server")
    TOKENS_UNREADABLE = "tokens_unreadable", _("Tokens cannot be read here")
    ANSWER_LOST = "answer_lost", _("A new token was lost on its way")


class Connection(Identified):
    """The firm's account at a vendor: who connected it, which firm it reaches, and sealed tokens.

    Tokens are sealed under the firm's key (purpose ``connection:<id>``), never under a matter's.
    """

    vendor = models.CharField(max_length=20, choices=Vendor.choices)
    region = models.CharField(max_length=10, choices=Region.choices)
    account_id = models.CharField(max_length=80)
    account_name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=ConnectionState.choices, default=ConnectionState.WORKING)
    trouble = models.CharField(max_length=60, choices=Trouble.choices, blank=True, default="")
    tokens = models.BinaryField()
    tokens_expire_at = models.DateTimeField(null=True, blank=True)
    renewal_asked_at = models.DateTimeField(null=True, blank=True)
    """Of MyCase: when a new token was asked for that has not come yet. The one that is held may be dead since."""
    connected_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    connected_at = models.DateTimeField(default=timezone.now)
    reads_as = models.CharField(max_length=80, blank=True, default="")
    """The vendor's id of whoever allowed it there: what that person may not see is not read. Empty: not known."""
    reads_as_since = models.DateTimeField(null=True, blank=True)
    """When it came to be read as another person, or as one who is not known. What was seen before and is not since may
    be there all the same."""
    cursor = models.JSONField(default=dict, blank=True)
    """Where a pull stands: since when, which list, and the vendor's own address of the next page."""
    pulled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    """When the vendor last did what it was asked."""
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True, default="")
    """The code (``errors.Fault``) of the last thing that went wrong, kept after it passed."""
    posts_to = models.CharField(max_length=200, blank=True, default="")
    """Where a practice system may post that something changed, as it reaches this house from outside. Empty: it is
    not told, and polling finds everything."""
    posts_looked_at = models.DateTimeField(null=True, blank=True)
    """When the subscriptions behind those posts were last looked after."""
    knows = models.PositiveIntegerField(null=True, blank=True)
    """Of Zoom: how many of the firm's people it knew by their addresses when all were last asked about."""
    unknown_there = models.JSONField(default=list, blank=True)
    """The ids of those whom it did not."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "region", "account_id"],
                condition=~Q(state="ended"),
                name="one_live_connection_per_account",
            ),
        ]

    def __str__(self) -> str:
        vendor = self.get_vendor_display()
        if self.region == Region.UNKNOWN:
            return str(_("%(vendor)s (place not shown)")) % {"vendor": vendor}
        return f"{vendor} ({self.get_region_display()})"


class PairingState(models.TextChoices):
    BEGUN = "begun", _("On the vendor's page")
    ANSWERED = "answered", _("Being looked at")
    REACHED = "reached", _("Waiting to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Not wanted")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Took too long")


class Pairing(Identified):
    """A connection that is being made: begun by an administrator, answered by the vendor, then confirmed or let go.

    The vendor's answer is taken once. Until a person has seen whom it reaches, the tokens rest here, sealed under the
    firm's key (purpose ``pairing:<id>``); however it ends, they are wiped.
    """

    vendor = models.CharField(max_length=20, choices=Vendor.choices)
    region = models.CharField(max_length=10, choices=Region.choices)
    redirect_uri = models.CharField(max_length=300, blank=True, default="")
    """Exactly as it was named to the vendor; the exchange has to name the same."""
    state = models.CharField(max_length=10, choices=PairingState.choices, default=PairingState.BEGUN)
    mends = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.PROTECT, related_name="pairings"
    )
    """The connection that is to be made again: it has to reach the same firm."""
    tokens = models.BinaryField(null=True)
    account_id = models.CharField(max_length=80, blank=True, default="")
    account_name = models.CharField(max_length=200, blank=True, default="")
    person = models.CharField(max_length=200, blank=True, default="")
    """Who allowed it on the vendor's page, in the vendor's words."""
    person_id = models.CharField(max_length=80, blank=True, default="")
    begun_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="reached") | (Q(tokens__isnull=False) & ~Q(account_id="")),
                name="a_reached_pairing_says_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="reached") | Q(tokens__isnull=True),
                name="only_a_reached_pairing_holds_tokens",
            ),
        ]


class RemoteRecord(Identified):
    """A vendor's record that has a row here: unique by connection, kind and remote id."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=80)
    local_id = models.UUIDField(db_index=True)
    etag = models.CharField(max_length=120, blank=True, default="")
    seen_at = models.DateTimeField(default=timezone.now)
    parts_read_at = models.DateTimeField(null=True, blank=True)
    """Of a matter that was opened again: when everybody's parts in it began to be read for that."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id"], name="a_remote_record_is_known_once"
            ),
        ]


class UnreadRecord(Identified):
    """A vendor's record of who is in a matter, of which no sense could be made: whom it names is not known here, so
    nothing is sent of the matter. It goes once the record is read, or is there no more.

    Somebody's word that everybody in it is listed holds for one ``version`` of it: a keyed digest of what came of the
    record, among it the vendor's own mark of its version. Empty where that is not known, which is like no other.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="unread")
    kind = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=80)
    matter_id = models.UUIDField(null=True, blank=True, db_index=True)
    """None where the record does not say of which: it may be any that came over the connection."""
    version = models.CharField(max_length=80, blank=True, default="")
    found_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    """When it was found to be another than the one that somebody had said this of."""
    settled_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who said that everybody whom it names is listed."""
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id", "matter_id"],
                nulls_distinct=False,
                name="a_record_is_unread_once",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="a_settled_record_says_by_whom",
            ),
        ]


class HintKind(models.TextChoices):
    """What a vendor tells of."""

    TRANSCRIPT = "transcript", _("A transcript is ready")
    MATTER = "matter", _("Matters")
    CONTACT = "contact", _("People")
    COMPANY = "company", _("Companies")
    DOCUMENT = "document", _("Documents")
    CALENDAR_ENTRY = "calendar_entry", _("Calendar entries")
    TASK = "task", _("Tasks")

    @classmethod
    def records(cls) -> list["HintKind"]:
        """What practice systems tell of."""
        return [each for each in cls if each != cls.TRANSCRIPT]


class SubscriptionState(models.TextChoices):
    ASKED = "asked", _("Asked for, not confirmed yet")
    STANDING = "standing", _("Posts are taken")
    ENDED = "ended", _("Ended")


class Subscription(Identified):
    """A practice system's promise to post when records of one kind change, to an address that nobody can guess.

    The address ends in a random part of which only the digest is kept. The secret that Clio signs with is sealed under
    the firm's key (purpose ``subscription:<id>``). MyCase does not say how it signs, so of its there is none.
    """

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="subscriptions")
    kind = models.CharField(max_length=20, choices=HintKind.choices)
    state = models.CharField(
        max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.ASKED
    )
    address_digest = models.CharField(max_length=64, unique=True)
    remote_id = models.CharField(max_length=80, blank=True, default="")
    secret = models.BinaryField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    shaken_at = models.DateTimeField(null=True, blank=True)
    """When the vendor last checked the address."""
    heard_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind"],
                condition=~Q(state="ended"),
                name="one_subscription_to_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="standing") | ~Q(remote_id=""),
                name="a_standing_subscription_is_known_there",
            ),
        ]


class Hint(Identified):
    """A vendor said that something is there. Nothing of it is believed but where to look: the record is read anew."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="hints")
    kind = models.CharField(max_length=20, choices=HintKind.choices)
    remote_id = models.CharField(max_length=80)
    part = models.CharField(max_length=80, blank=True, default="")
    host = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The person of the firm whose meeting it was, where the address that the vendor names is theirs."""
    heard_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["heard_at"], condition=Q(taken_at=None), name="hints_unclaimed"),
        ]


class SignedPost(Identified):
    """The digest of a signature that was taken, for as long as the signature would be good a second time."""

    digest = models.CharField(max_length=64, unique=True)
    heard_at = models.DateTimeField(default=timezone.now)
    subscription = models.ForeignKey(
        Subscription, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    """Set where the signature carries no time, and so is good for as long as the post it is over is not old."""


class Unheard(models.TextChoices):
    """Why a post from outside was refused."""

    UNSIGNED = "unsigned", _("No signature")
    STALE = "stale", _("Signed too long ago, or by another clock")
    FORGED = "forged", _("A signature that is not the vendor's")
    REPLAYED = "replayed", _("Taken once before")
    TOO_LARGE = "too_large", _("Too large")
    UNREADABLE = "unreadable", _("Not what the vendor describes")
    OTHER_ACCOUNT = "other_account", _("About an account that is not connected")
    UNKNOWN_ADDRESS = "unknown_address", _("To an address that was never given out")
    NOT_EXPECTED = "not_expected", _("A check of an address, or a post, that nothing here waits for")
    ENDED = "ended", _("To a subscription that was ended")


class Knock(Identified):
    """Posts from outside that were refused, counted by the minute.

    Anybody can knock, as often as they like. The log gets a line when a minute's first is refused for a reason, so
    that strangers cannot fill it; the count is here.
    """

    vendor = models.CharField(max_length=20, choices=Vendor.choices)
    reason = models.CharField(max_length=20, choices=Unheard.choices)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "reason", "minute"], name="knocks_are_counted_by_the_minute"
            ),
        ]
