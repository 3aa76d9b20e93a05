"""Reads about matters that are more than a filter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.core.prepared import Prepared
from apps.matters import deadlines, rules
from apps.matters.models import Client, Matter, MatterQuerySet, Screen, ScreenQuerySet, TeamMember
from apps.people.models import WORKING_ROLES, RoleCode, RoleGrant, User

R = TypeVar("R")


def next_deadlines(matters: Iterable[UUID]) -> dict[UUID, deadlines.Next]:
    """The next day on which something falls due in each matter. A matter that is not in it: unknown, never none."""
    return deadlines.next_of(matters, today=timezone.localdate())


def deadlines_of(matter: Matter, user: User) -> list[deadlines.Shown]:
    """What the practice system says falls due in a matter from today on, for whoever sees it."""
    return deadlines.shown(matter, user, today=timezone.localdate())


def people_who_see(matter: Matter) -> QuerySet[User]:
    """Every person to whom the matter is visible now: the other side of ``Matter.objects.visible_to``."""
    grants = RoleGrant.objects.current().filter(user=OuterRef("pk"))
    works = Exists(grants.filter(role__in=WORKING_ROLES))
    partner = Exists(grants.filter(role=RoleCode.PARTNER))
    on_team = Exists(TeamMember.objects.current().filter(matter=matter, user=OuterRef("pk")))
    screened = Exists(Screen.objects.standing().around(matter).filter(user=OuterRef("pk")))
    return User.objects.people().filter(Q(partner) | Q(on_team), works, ~screened, is_active=True)


class Within(Generic[R]):
    """A prepared question within what one person may see: ``Matter.objects.visible_to`` where it is asked for every
    draft or page. ``make`` is given the matters and the person's id, then what is asked by keyword."""

    def __init__(self, make: Callable[..., QuerySet[Any, R]]) -> None:
        def within(matters: Callable[[UUID, Any], MatterQuerySet]) -> Prepared[R]:
            return Prepared(lambda user, now, **asked: make(matters(user, now), user, **asked))

        self._unscreened = within(lambda user, now: Matter.objects.unscreened(user, now))
        self._of_a_team = within(lambda user, now: Matter.objects.of_a_team(user, now))

    def __call__(self, user: User, **asked: UUID | int | str) -> list[R]:
        """The rows; none for whoever works on no matters."""
        if not user.is_active or not user.works_on_matters:
            return []
        look = self._unscreened if user.is_partner else self._of_a_team
        return look(user=user.pk, now=timezone.now(), **asked)


_SEEN = Within(lambda matters, _user, matter: matters.filter(pk=matter).values_list("pk"))


def sees(user: User, matter_id: UUID) -> bool:
    """Whether the one matter is visible to this person now."""
    return bool(_SEEN(user, matter=matter_id))


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


def waiting_screens(user: User) -> int:
    """How many screens ask this partner for something."""
    return Screen.objects.answered_for_by(user).waiting().count()


def named_in(text: str) -> list[Matter]:
    """Open matters whose number stands in the text as a word of its own.

    Compared here and not in the database: the text may be privileged, and a statement can end up in a log.
    """
    found = [
        pk
        for pk, number in Matter.objects.open().values_list("pk", "number")
        if number in text and re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", text)
    ]
    return list(Matter.objects.filter(pk__in=found).order_by("number"))
