"""Reads about people that are more than a filter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.alphabet import alphabetical
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.people.models import (
    DECIDING_ROLES,
    ROLES_OF,
    Invitation,
    Licence,
    Recovery,
    RoleCode,
    RoleGrant,
    User,
)
from apps.people.recovery_models import RecoveryKind

PAGE = 50
STATES = ("open", "invited", "ended")
LICENSED = ("in_force", "ended", "none")


@dataclass(frozen=True)
class Person:
    """A line of the list of people."""

    user: User
    roles: list[RoleGrant]
    licence: Licence | None
    """The one in force, else the newest, else None."""
    state: str
    tone: str

    @property
    def state_word(self) -> str:
        return {"open": _("active"), "invited": _("invited"), "ended": _("closed")}[self.state]


def digest_of(key: Sensitive[str]) -> str:
    """What is kept of a one-time link's key. The key is 256 random bits: nothing is gained by a slow hash."""
    return hashlib.sha256(key.reveal().encode()).hexdigest()


def invitation_of(key: Sensitive[str]) -> Invitation | None:
    """The link with this key, open or not."""
    return Invitation.objects.select_related("user").filter(digest=digest_of(key)).first()


def found(*, role: str = "", licence: str = "", state: str = "", words: str = "") -> QuerySet[User]:
    """People by the role they hold now, the licence on record today, the state of the account, and name or address."""
    people = User.objects.people()
    if role in RoleCode.values:
        people = people.filter(Exists(RoleGrant.objects.current().filter(user=OuterRef("pk"), role=role)))
    if licence in LICENSED:
        people = people.filter(_licensed(licence))
    if state == "ended":
        people = people.filter(is_active=False)
    elif state in STATES:
        no_password = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        people = people.filter(no_password if state == "invited" else ~no_password, is_active=True)
    for word in words.split():
        people = people.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    return people.annotate(name=alphabetical("full_name")).order_by("name", "pk")


def _licensed(licence: str) -> Q:
    today = timezone.localdate()
    any_licence = Licence.objects.standing().filter(user=OuterRef("pk"))
    in_force = Q(Exists(any_licence.in_force(today)))
    if licence == "in_force":
        return in_force
    on_record = Q(Exists(any_licence))
    return on_record & ~in_force if licence == "ended" else ~on_record


def page(people: QuerySet[User], after: User | None = None) -> tuple[list[Person], User | None]:
    """A page of people in the order of their names, and the one to go on after if there are more."""
    if after is not None:
        place = alphabetical(Value(after.full_name, output_field=CharField()))
        later = Q(name__gt=place) | Q(name=place, pk__gt=after.pk)
        people = people.filter(later)
    rows = list(people.prefetch_related(*_held())[: PAGE + 1])
    return [_person(user) for user in rows[:PAGE]], rows[PAGE - 1] if len(rows) > PAGE else None


def _held() -> Iterable[Prefetch]:
    grants = RoleGrant.objects.current().select_related("role").order_by("role__order")
    yield Prefetch("grants", queryset=grants, to_attr="held_now")
    yield Prefetch("licences", queryset=Licence.objects.standing().order_by("-since"), to_attr="on_record")


def _person(user: User) -> Person:
    licences = user.on_record  # type: ignore[attr-defined]
    in_force = next((each for each in licences if each.standing == "in_force"), None)
    state = "ended" if not user.is_active else "invited" if user.is_invited else "open"
    return Person(
        user=user,
        roles=user.held_now,  # type: ignore[attr-defined]
        licence=in_force or next(iter(licences), None),
        state=state,
        tone={"open": "good", "invited": "attention", "ended": ""}[state],
    )


@dataclass(frozen=True)
class Account:
    """What the page of a person says of the account."""

    second_factors: int
    open_link: Invitation | None
    last_seen: datetime | None


def account(user: User) -> Account:
    return Account(
        second_factors=Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .count(),
        open_link=user.invitations.filter(
            used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).first(),
        last_seen=user.last_login,
    )


def held_still(user: User) -> None:
    """What lets somebody decide, as it is and as it stays until the end of the transaction: whoever ends a role or a
    licence, or closes the account, was before this or waits. The person first, as every act about them begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM people_user WHERE id = %s FOR KEY SHARE", [user.pk])
    _LICENCES_HELD(user=user.pk)
    _GRANTS_HELD(user=user.pk)
    user.holds(ROLES_OF(user=user.pk, now=timezone.now()))


_LICENCES_HELD = Prepared(
    lambda user: (
        Licence.objects.select_for_update(no_key=True)
        .filter(user=user)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
)
_GRANTS_HELD = Prepared(
    lambda user: (
        RoleGrant.objects.select_for_update(no_key=True)
        .filter(user=user, role__in=sorted(DECIDING_ROLES))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
)


def way_back(user: User, kind: RecoveryKind) -> Recovery | None:
    """What was asked for and neither ended nor was carried out."""
    return user.recoveries.standing().filter(kind=kind).first()
