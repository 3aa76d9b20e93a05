"""Reads about matters that are more than a filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.matters import deadlines, rules
from apps.matters.mentions import names_number
from apps.matters.models import Client, Matter, MatterQuerySet, Screen, ScreenQuerySet, TeamMember
from apps.people.models import WORKING_ROLES, RoleCode, RoleGrant, User


def next_deadlines(matters: Iterable[UUID]) -> dict[UUID, deadlines.Next]:
    """The next day on which something falls due in each matter. A matter that is not in it: unknown, never none."""
    return deadlines.next_of(matters, today=timezone.localdate())


def deadlines_of(matter: Matter, user: User) -> list[deadlines.Shown]:
    """What the practice system says falls due in a matter from today on, for whoever sees it."""
    return deadlines.shown(matter, user, today=timezone.localdate())


def people_who_see(matter: Matter) -> QuerySet[User]:
    """Every person to whom the matter is visible now: the other side of ``Matter.objects.visible_to``."""
    return people_to_whom(matter.pk, matter.client_id, timezone.now())


def people_to_whom(matter: UUID | OuterRef, client: UUID | OuterRef, at: datetime) -> QuerySet[User]:
    """``people_who_see`` for a matter that is named with its client, at a moment: for prepared questions, and within
    another."""
    grants = RoleGrant.objects.current(at).filter(user=OuterRef("pk"))
    works = Exists(grants.filter(role__in=WORKING_ROLES))
    partner = Exists(grants.filter(role=RoleCode.PARTNER))
    on_team = Exists(TeamMember.objects.current(at).filter(matter=matter, user=OuterRef("pk")))
    around = Q(matter=matter) | Q(client=client)
    screened = Exists(Screen.objects.standing(at).filter(around, user=OuterRef("pk")))
    return User.objects.people().filter(Q(partner) | Q(on_team), works, ~screened, is_active=True)


@dataclass(frozen=True)
class Wall:
    """A screen as one reader is shown it: around what, and what they may do about it."""

    screen: Screen
    matter: Matter | None
    """The matter, where the reader sees it; else only its id is shown."""
    client: Client | None
    may_settle: bool
    may_ask: bool

    @property
    def may_approve(self) -> bool:
        return self.may_settle and self.screen.approved_at is None


def walls(screens: ScreenQuerySet, user: User) -> list[Wall]:
    """Screens that the reader is shown, with names only of what they may see."""
    rows = list(
        screens.select_related("user", "raised_by", "approved_by", "lift_asked_by", "matter", "client")
    )
    visible = Matter.objects.visible_to(user)
    matters = {
        matter.pk: matter
        for matter in visible.filter(pk__in=[each.matter_id for each in rows if each.matter_id])
    }
    clients = set(
        visible.filter(client__in=[each.client_id for each in rows if each.client_id]).values_list(
            "client", flat=True
        )
    )
    return [
        Wall(
            screen=each,
            matter=matters.get(each.matter_id) if each.matter_id else None,
            client=each.client if each.client_id in clients else None,
            may_settle=user.is_partner and (each.matter_id in matters or each.client_id in clients),
            may_ask=rules.can_ask_to_lift(user, each),
        )
        for each in rows
    ]


MOST = 100
"""What a count stops at."""


def waiting_screens(matters: MatterQuerySet, user: UUID, at: datetime) -> QuerySet[Screen, UUID]:
    """Screens that ask a partner for something, up to ``MOST``: for the rail of every page."""
    return Screen.objects.of_others(user, matters).waiting(at).values_list("pk", flat=True)[:MOST]


def named_in(text: str) -> list[Matter]:
    """Matters whose number stands in the text as a word of its own, whatever their state.

    Compared here and not in the database: the text may be privileged, and a statement can end up in a log.
    """
    found = [pk for pk, number in Matter.objects.values_list("pk", "number") if names_number(text, number)]
    return list(Matter.objects.filter(pk__in=found).order_by("number"))
