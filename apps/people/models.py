"""Users, roles and licences. Being licensed is a fact apart from role; roles are rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.core.alphabet import alphabetical
from apps.core.identity import Identified
from apps.core.prepared import Prepared
from apps.people.end_reasons import EndReason, SessionReason
from apps.people.licence_models import LICENCE_OF, Licence, LicenceClass, LicenceQuerySet, Regulator, Scope
from apps.people.recovery_models import EarlierAddress, Recovery
from apps.people.training_models import Training, TrainingQuerySet

__all__ = [  # kept in modules of their own
    "EarlierAddress",
    "EndReason",
    "Licence",
    "LicenceClass",
    "LicenceQuerySet",
    "Recovery",
    "Regulator",
    "Scope",
    "SessionReason",
    "Training",
    "TrainingQuerySet",
]


def last_day(until: datetime | None) -> date | None:
    """The last day of what ends at a moment, where the reader is: what ends at midnight ends the day before."""
    return None if until is None else timezone.localdate(until - timedelta(microseconds=1))


class RoleCode(models.TextChoices):
    PARTNER = "partner", _("Partner")
    LAWYER = "lawyer", _("Lawyer")
    PARALEGAL = "paralegal", _("Paralegal licensee")
    STUDENT = "student", _("Articling student")
    CLERK = "clerk", _("Law clerk")
    STAFF = "staff", _("Staff")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


WORKING_ROLES = frozenset(
    {
        RoleCode.PARTNER,
        RoleCode.LAWYER,
        RoleCode.PARALEGAL,
        RoleCode.STUDENT,
        RoleCode.CLERK,
        RoleCode.STAFF,
    }
)
"""Roles that work on matters: they may see content of matters that are theirs."""

DECIDING_ROLES = frozenset({RoleCode.PARTNER, RoleCode.LAWYER, RoleCode.PARALEGAL})
"""Roles that may decide a review. Whoever looks after keys and people holds one only under an exception."""


class Robot(models.TextChoices):
    """One user row per kind of process. A robot has no credentials and is never counted as a person."""

    INTAKE = "intake", _("Intake")
    DRAFTING = "drafting", _("Drafting")
    REVIEW = "review", _("Review")
    SYNC = "sync", _("Sync")
    NOTICES = "notices", _("Notices")
    SWEEPER = "sweeper", _("Sweeper")
    DOOR = "door", _("Sign-in page")
    OPERATOR = "operator", _("Operator command")


class Language(models.TextChoices):
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")


def shortened(full_name: str) -> str:
    """A name as lists have it."""
    first, _space, rest = full_name.partition(" ")
    return f"{first[0]}. {rest}" if rest else first


def called(full_name: str, robot: str) -> str:
    """What a page calls a person, or a robot in the reader's language: its row has one name only."""
    return str(Robot(robot).label) if robot else full_name


class Users(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())

    def people(self) -> models.QuerySet[User]:
        """Everyone who is a person, in the order a list shows them."""
        return self.filter(robot="").order_by(alphabetical("full_name"), "pk")


class User(Identified, AbstractBaseUser):
    """A person of the firm, or a robot."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    robot = models.CharField(max_length=20, choices=Robot.choices, blank=True, default="")
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the account was closed; empty while it is open. A person is never deleted."""
    back_at = models.DateTimeField(null=True, editable=False)
    """When it was last opened again: what they were on before is over, whoever comes to end it and when."""
    session_round = models.PositiveIntegerField(default=0, db_default=0)
    """Part of what ties a session to its person: raising it ends every session that was begun before."""

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["robot"], condition=~Q(robot=""), name="one_user_per_robot"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(is_active=False), name="an_ended_account_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @classmethod
    def for_robot(cls, kind: Robot) -> User:
        """The user row of a kind of process. Rows are made by migration."""
        found: User
        (found,) = _ROBOTS(kind=kind.value)
        return found

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django asks this at each request: a session of an earlier password or an earlier round is over."""
        return salted_hmac(
            "apps.people.models.User.session",
            f"{self.password}:{self.session_round}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @property
    def is_robot(self) -> bool:
        return bool(self.robot)

    @property
    def is_invited(self) -> bool:
        """Has an account that nobody can sign in to yet, because no password was chosen."""
        return self.is_active and not self.has_usable_password()

    def addresses(self, at: datetime) -> list[str]:
        """Theirs, and those that were a while ago."""
        earlier = (
            self.earlier_addresses.filter(until__gt=at).order_by("until").values_list("email", flat=True)
        )
        return list(dict.fromkeys([self.email, *earlier]))

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.full_name.split()[:3]).upper()

    @property
    def short_name(self) -> str:
        """``J. Okafor``: how lists name a person."""
        return self.called if self.robot else shortened(self.full_name)

    @property
    def called(self) -> str:
        """The full name, for where a robot may stand as well as a person."""
        return called(self.full_name, self.robot)

    @property
    def role_codes(self) -> frozenset[str]:
        """Codes of the roles held now. Read once for each instance."""
        if not hasattr(self, "_role_codes"):
            self.holds(ROLES_OF(user=self.pk, now=timezone.now()))
        return self._role_codes

    def holds(self, codes: Iterable[str]) -> None:
        """What was read of the roles held now, so that this instance need not read it."""
        self._role_codes = frozenset(codes)

    def has_role(self, *codes: str) -> bool:
        return not self.role_codes.isdisjoint(codes)

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether one is set up. Read once for each instance; with the person where a page begins (``sessions``)."""
        return bool(_HAS_FACTOR(user=self.pk))

    @property
    def is_partner(self) -> bool:
        return self.has_role(RoleCode.PARTNER)

    @property
    def is_administrator(self) -> bool:
        return self.has_role(RoleCode.ADMINISTRATOR)

    @property
    def is_auditor(self) -> bool:
        return self.has_role(RoleCode.AUDITOR)

    @property
    def works_on_matters(self) -> bool:
        return self.has_role(*WORKING_ROLES)

    @property
    def current_licence(self) -> Licence | None:
        """The licence in force today, or None."""
        for found in LICENCE_OF(user=self.pk, today=timezone.localdate()):
            found.user = self
            return found
        return None


class Role(models.Model):
    """A role, described so that the person who grants it knows what it opens. Rows come with migrations."""

    code = models.CharField(max_length=20, primary_key=True, choices=RoleCode.choices)
    description = models.TextField()
    description_fr = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return str(RoleCode(self.code).label)


class ExceptionReason(models.TextChoices):
    SMALL_FIRM = "small_firm", _("The firm is too small to keep the two apart")
    COVER = "cover", _("Standing in for somebody who is away")


class RoleException(Identified):
    """One person may be administrator and hold a deciding role, for a reason and until a day that are on record."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exceptions")
    reason = models.CharField(max_length=20, choices=ExceptionReason.choices)
    until = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    @property
    def last_day(self) -> date | None:
        return last_day(self.until)


class GrantQuerySet(models.QuerySet["RoleGrant"]):
    def current(self, at: datetime | None = None) -> GrantQuerySet:
        now = at or timezone.now()
        return self.filter(since__lte=now).filter(Q(until=None) | Q(until__gt=now))

    def ended(self) -> GrantQuerySet:
        """Those that were held once."""
        return self.filter(until__lte=timezone.now(), since__lt=F("until"))

    def standing(self) -> GrantQuerySet:
        """Held, or to be held if nobody ends it before."""
        return self.exclude(until__lte=timezone.now())

    def waiting(self) -> GrantQuerySet:
        """To be held once a partner has agreed, or their time to refuse is over."""
        return self.standing().filter(Q(since=None) | Q(since__gt=timezone.now()))


class RoleGrant(Identified):
    """A person holds a role from a moment, until another if one is set (an auditor's always is).

    Without that moment it is asked for and not held: a role that decides waits for a partner's agreement.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    since = models.DateTimeField(null=True, default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    exception = models.ForeignKey(
        RoleException, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    """What it rests on where the role would otherwise be refused; it ends no later than that."""
    asked_at = models.DateTimeField(null=True)
    """When it was asked for, where it takes a partner besides whoever gives it."""
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    @property
    def last_day(self) -> date | None:
        return last_day(self.until)

    @property
    def waits(self) -> bool:
        """As ``GrantQuerySet.waiting`` asks it."""
        now = timezone.now()
        return (self.until is None or self.until > now) and (self.since is None or self.since > now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(exception__isnull=True) | Q(until__isnull=False),
                name="an_exception_gives_no_role_for_good",
            ),
            models.CheckConstraint(
                condition=~Q(role="auditor") | Q(until__isnull=False), name="an_auditor_has_an_end_date"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_by=F("granted_by"))
                    & ~Q(agreed_by=F("user"))
                ),
                name="a_role_is_agreed_to_by_another",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, since__isnull=False)
                | Q(asked_at__isnull=False, since=None)
                | Q(asked_at__isnull=False, agreed_by__isnull=False)
                | Q(asked_at__isnull=False, since__gte=F("asked_at") + timedelta(days=3)),
                name="a_role_asked_for_is_agreed_to_or_waits",
            ),
        ]


_ROBOTS = Prepared(lambda kind: User.objects.filter(robot=kind))
_HAS_FACTOR = Prepared(lambda user: User.objects.filter(pk=user, authenticator__isnull=False)[:1])
ROLES_OF = Prepared(
    lambda user, now: RoleGrant.objects.current(now).filter(user=user).values_list("role_id", flat=True)
)


class Invitation(Identified):
    """A link that lets one person choose a password, once and for a few days. Only its digest is kept; whoever made
    it hands it over, and firmai never sees it again."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the link's key (256 random bits), in hex."""
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="a_link_is_used_or_withdrawn"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="one_open_link_for_a_person",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
