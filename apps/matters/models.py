"""Clients, matters, parties, teams, screens and the keys that seal a matter's content."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.choices import Forum, PracticeArea, Province, Residency, Status
from apps.matters.deadline_models import Deadline, DeadlineKind
from apps.matters.handover_models import Handover
from apps.matters.names import FoldedName
from apps.matters.namesake_models import NamesakeAnswer

if TYPE_CHECKING:
    from apps.people.models import User

__all__ = ["Deadline", "DeadlineKind", "Handover", "NamesakeAnswer"]  # kept in modules of their own


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
    folded = FoldedName(max_length=200, editable=False)
    """What clients of one name are found by, kept from the name."""
    is_organization = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["folded"], name="clients_by_folded_name")]

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
        return self.unscreened(user.pk) if user.is_partner else self.of_a_team(user.pk)

    def unscreened(self, user: UUID, at: datetime | None = None) -> MatterQuerySet:
        """Those that no screen keeps this person from: what a partner sees."""
        return self.exclude(_kept_from(user, at))

    def screened(self, user: UUID, at: datetime | None = None) -> MatterQuerySet:
        """The others: those that a screen keeps this person from."""
        return self.filter(_kept_from(user, at))

    def of_a_team(self, user: UUID, at: datetime | None = None) -> MatterQuerySet:
        """Those of a team that this person is on, screens withheld: what everyone else at work sees."""
        on_team = TeamMember.objects.current(at).filter(matter=OuterRef("pk"), user=user)
        return self.unscreened(user, at).filter(Exists(on_team))

    def worked_on_by(self, user: User) -> MatterQuerySet:
        """Those that this person answers for, or is on the team of now. Narrows; who may see them is asked apart."""
        on_team = TeamMember.objects.current().filter(matter=OuterRef("pk"), user=user)
        return self.filter(Q(responsible=user) | Exists(on_team))

    def open(self) -> MatterQuerySet:
        return self.filter(status=Status.OPEN)


def _kept_from(user: UUID, at: datetime | None) -> Exists:
    around = Q(matter=OuterRef("pk")) | Q(client=OuterRef("client"))
    return Exists(Screen.objects.standing(at).filter(around, user=user))


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
    reopened_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When it was last opened again. While a matter is closed its parties are not followed in the practice system."""
    next_deadline = models.DateField(null=True, blank=True)
    """The day that a person entered, which may have passed."""
    falls_due = models.DateField(null=True, blank=True, editable=False)
    """The next day on which something falls due, of those that a person entered and those of the practice system; empty
    where none is known. Kept by ``deadlines``: a day that has passed stands here for a minute at most."""
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
        indexes = [
            models.Index(
                fields=["reopened_at"], condition=Q(reopened_at__isnull=False), name="matters_opened_again"
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
    def current(self, at: datetime | None = None) -> TeamQuerySet:
        now = at or timezone.now()
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


class LiftReason(models.TextChoices):
    CONFLICT_ENDED = "conflict_ended", _("The conflict has ended")
    CLIENT_CONSENTED = "client_consented", _("The client consented, on file")
    MISTAKE = "mistake", _("Raised by mistake")


class ScreenQuerySet(models.QuerySet["Screen"]):
    def standing(self, at: datetime | None = None) -> ScreenQuerySet:
        """In force now, whether or not a partner has approved it yet: until then the safe side holds."""
        now = at or timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))

    def around(self, matter: Matter) -> ScreenQuerySet:
        """Those that keep somebody from this matter: by itself, or with every matter of its client."""
        return self.filter(Q(matter=matter) | Q(client=matter.client_id))

    def answered_for_by(self, user: User) -> ScreenQuerySet:
        """Those that a partner may settle: around matters they see, and never their own."""
        if not user.is_active or not user.is_partner:
            return self.none()
        return self.of_others(user.pk, Matter.objects.visible_to(user))

    def of_others(self, user: UUID, matters: MatterQuerySet) -> ScreenQuerySet:
        """Around those matters or their clients, and not this person's own."""
        around = Q(matter__in=matters) | Q(client__in=matters.values("client"))
        return self.exclude(user=user).filter(around)

    def shown_to(self, user: User) -> ScreenQuerySet:
        """Administrators: all but their own. Partners: those they answer for. Nobody is shown their own screen, and
        nobody else any: a list, a count or a gap would say what the screen is there to keep."""
        if user.is_active and user.is_administrator:
            return self.exclude(user=user)
        return self.answered_for_by(user)

    def waiting(self, at: datetime | None = None) -> ScreenQuerySet:
        """Standing, and asking a partner for something: to be approved, or to be lifted."""
        return self.standing(at).filter(Q(approved_at=None) | Q(lift_asked_at__isnull=False))


class Screen(Identified):
    """An ethical wall between one person and one matter, or every matter of one client (Model Code 3.4).

    An administrator sets it and a partner approves it; it holds from the moment it is set. A partner's own needs
    nobody else. Lifting takes a partner.
    """

    matter = models.ForeignKey(Matter, null=True, on_delete=models.CASCADE, related_name="screens")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="screens")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="screens")
    reason = models.CharField(max_length=20, choices=ScreenReason.choices)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    raised_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    lift_asked_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=20, choices=LiftReason.choices, blank=True, default="")
    lifted_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScreenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "user"], condition=Q(until=None), name="screened_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["client", "user"],
                condition=Q(until=None),
                name="screened_from_a_client_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(matter=None, client__isnull=False) | Q(matter__isnull=False, client=None),
                name="a_screen_is_around_a_matter_or_a_client",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="who_approved_a_screen_and_when",
            ),
            models.CheckConstraint(
                condition=Q(lift_asked_by=None, lift_asked_at=None)
                | Q(lift_asked_by__isnull=False, lift_asked_at__isnull=False),
                name="who_asked_to_lift_a_screen_and_when",
            ),
        ]


class Certificate(models.TextChoices):
    """What a lawyer may authorise another to sign."""

    AUTHORITIES = "authorities", _("Certificate that authorities are authentic (Ontario r. 4.06.1(2.1))")
    DECLARATION = "declaration", _("Declaration or statement on the use of AI")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def current(self, on: date | None = None) -> DelegationQuerySet:
        """Neither revoked nor past its last day. Whether it counts now is a rule: see ``rules.check_may_sign_for``."""
        return self.filter(revoked_at=None, last_day__gte=on or timezone.localdate())


class Delegation(Identified):
    """One lawyer lets one person sign one kind of certificate in one matter, until a day; the lawyer may revoke it.

    Specific because the rule is: "someone that lawyer specifically authorised" (O. Reg. 384/24).
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="delegations")
    lawyer = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="delegations_held")
    what = models.CharField(max_length=20, choices=Certificate.choices)
    given_at = models.DateTimeField(default=timezone.now)
    last_day = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(lawyer=F("delegate")), name="nobody_delegates_to_themselves"),
            models.CheckConstraint(
                condition=Q(revoked_by=None, revoked_at=None)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
                name="who_revoked_a_delegation_and_when",
            ),
        ]
