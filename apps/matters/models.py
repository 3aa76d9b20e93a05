"""Clients, matters, parties, teams, screens and the keys that seal a matter's content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified

if TYPE_CHECKING:
    from apps.people.models import User


class Province(models.TextChoices):
    AB = "AB", _("Alberta")
    BC = "BC", _("British Columbia")
    MB = "MB", _("Manitoba")
    NB = "NB", _("New Brunswick")
    NL = "NL", _("Newfoundland and Labrador")
    NS = "NS", _("Nova Scotia")
    NT = "NT", _("Northwest Territories")
    NU = "NU", _("Nunavut")
    ON = "ON", _("Ontario")
    PE = "PE", _("Prince Edward Island")
    QC = "QC", _("Quebec")
    SK = "SK", _("Saskatchewan")
    YT = "YT", _("Yukon")


class Forum(models.TextChoices):
    """Where the matter is, or may be, decided. Filing rules hang on it (review)."""

    NONE = "none", _("No court or tribunal")
    ON_SUPERIOR = "on_superior", _("Ontario Superior Court of Justice")
    ON_FAMILY = "on_family", _("Ontario Superior Court of Justice, Family")
    ON_SMALL_CLAIMS = "on_small_claims", _("Ontario Small Claims Court")
    BC_SUPREME = "bc_supreme", _("Supreme Court of British Columbia")
    AB_KINGS_BENCH = "ab_kings_bench", _("Court of King's Bench of Alberta")
    MB_KINGS_BENCH = "mb_kings_bench", _("Court of King's Bench of Manitoba")
    NS_SUPREME = "ns_supreme", _("Supreme Court of Nova Scotia")
    NS_PROVINCIAL = "ns_provincial", _("Provincial Court of Nova Scotia")
    YT_SUPREME = "yt_supreme", _("Supreme Court of Yukon")
    QC_SUPERIOR = "qc_superior", _("Superior Court of Quebec")
    FEDERAL = "federal", _("Federal Court")
    OTHER = "other", _("Another court or tribunal")


class PracticeArea(models.TextChoices):
    FAMILY = "family", _("Family")
    ESTATES = "estates", _("Wills and estates")
    LEASING = "leasing", _("Commercial leasing")
    LITIGATION = "litigation", _("Civil litigation")
    SMALL_CLAIMS = "small_claims", _("Small claims")
    IMMIGRATION = "immigration", _("Immigration")
    HEALTH = "health", _("Health law")
    EMPLOYMENT = "employment", _("Employment")
    CORPORATE = "corporate", _("Corporate and commercial")
    CIVIL = "civil", _("Civil law")
    OTHER = "other", _("Other")


class Residency(models.TextChoices):
    """The client's rule on where information may go. The gate reads it; nothing overrides it."""

    NEVER_LEAVES = "never_leaves", _("May never leave Canada")
    NO_STORAGE_ABROAD = "no_storage_abroad", _("No storage outside Canada")
    DOCUMENTED_TRANSFER = "documented_transfer", _("Documented transfer")


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    PENDING = "pending", _("Pending")
    CLOSED = "closed", _("Closed")


class Office(Identified):
    """A place the firm works from."""

    name = models.CharField(max_length=80, unique=True)
    province = models.CharField(max_length=2, choices=Province.choices)
    time_zone = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Client(Identified):
    """Who the firm acts for. The name is a clear column: lists and sorting need it."""

    name = models.CharField(max_length=200)
    is_organization = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class NoticeKind(models.TextChoices):
    NOTICE = "notice", _("Told that drafting with Claude is processed in the United States")
    CONSENT = "consent", _("Consented to it")
    REFUSAL = "refusal", _("Refused it")


class Notice(Identified):
    """What a client was told, or agreed to, about drafting with Claude. Matters inherit their client's."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    given_on = models.DateField()
    wording = models.CharField(max_length=40)
    recorded_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: User) -> MatterQuerySet:
        """The one visibility rule. Partners: all not screened from them; others who work on matters: their
        teams'; administrators and auditors: none. A screen holds against every rank."""
        if not user.is_active or not user.works_on_matters:
            return self.none()
        visible = self.exclude(Exists(Screen.objects.standing().filter(matter=OuterRef("pk"), user=user)))
        if user.is_partner:
            return visible
        return visible.filter(Exists(TeamMember.objects.current().filter(matter=OuterRef("pk"), user=user)))

    def open(self) -> MatterQuerySet:
        return self.filter(status=Status.OPEN)


class Matter(Identified):
    """A client's matter. Number and title are clear columns; everything said in it is sealed."""

    number = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="matters")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="matters")
    responsible = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="responsible_for")
    practice_area = models.CharField(max_length=20, choices=PracticeArea.choices)
    province = models.CharField(max_length=2, choices=Province.choices)
    forum = models.CharField(max_length=20, choices=Forum.choices, default=Forum.NONE)
    residency = models.CharField(max_length=25, choices=Residency.choices, default=Residency.NEVER_LEAVES)
    health_information = models.BooleanField(default=False)
    may_trip_classifiers = models.BooleanField(default=False)
    is_training = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    next_deadline = models.DateField(null=True, blank=True)
    budget_cents = models.PositiveIntegerField(null=True, blank=True)
    """US cents this matter may spend on Claude in a calendar month; empty means the firm's own figure."""

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
                name="a_closed_matter_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED


class MatterKey(Identified):
    """A matter's data key and digest key, each wrapped by the firm's key. Destroying the wrapped bytes destroys
    the content (and the digests' meaning); the row stays and says when and by whom."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="key")
    data_key = models.BinaryField(null=True)
    digest_key = models.BinaryField(null=True)
    digest_version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    data_key__isnull=False,
                    digest_key__isnull=False,
                    destroyed_at__isnull=True,
                    destroyed_by__isnull=True,
                )
                | Q(
                    data_key__isnull=True,
                    digest_key__isnull=True,
                    destroyed_at__isnull=False,
                    destroyed_by__isnull=False,
                ),
                name="keys_are_whole_or_destroyed",
            ),
        ]


class PartyRole(models.TextChoices):
    CLIENT = "client", _("Client")
    OPPOSING = "opposing", _("Opposing party")
    OPPOSING_COUNSEL = "opposing_counsel", _("Opposing counsel")
    CHILD = "child", _("Child")
    WITNESS = "witness", _("Witness")
    EXPERT = "expert", _("Expert")
    OTHER = "other", _("Other")


class Party(Identified):
    """Somebody the matter knows. Aliases and identifiers are sealed JSON; minimisation reads both."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="parties")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=PartyRole.choices)
    is_organization = models.BooleanField(default=False)
    aliases = models.BinaryField(null=True)
    """Sealed JSON list of strings."""
    identifiers = models.BinaryField(null=True)
    """Sealed JSON object: any of ``sin``, ``health_number``, ``born`` (strings), ``phones``, ``emails``,
    ``addresses`` (lists of strings)."""

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "name", "role"], name="a_party_is_listed_once_in_a_role"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["TeamMember"]):
    def current(self) -> TeamQuerySet:
        now = timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))


class TeamMember(Identified):
    """A person on a matter's working team, from when until when."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="teams")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "user"], condition=Q(until=None), name="on_a_team_once_at_a_time"
            ),
        ]


class ScreenReason(models.TextChoices):
    FORMER_CLIENT = "former_client", _("Acted for another party")
    FORMER_FIRM = "former_firm", _("Came from a firm that acts for another party")
    PERSONAL = "personal", _("Personal interest")
    OTHER = "other", _("Other, on file")


class ScreenQuerySet(models.QuerySet["Screen"]):
    def standing(self) -> ScreenQuerySet:
        now = timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))


class Screen(Identified):
    """An ethical wall between one person and one matter (Model Code 3.4). Raising one needs a partner."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="screens")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="screens")
    reason = models.CharField(max_length=20, choices=ScreenReason.choices)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    raised_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    lifted_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScreenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "user"], condition=Q(until=None), name="screened_once_at_a_time"
            ),
        ]
