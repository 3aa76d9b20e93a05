"""Reads about matters that are more than a filter."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.matters.models import Matter, Screen, TeamMember
from apps.people.models import WORKING_ROLES, RoleCode, RoleGrant, User


def people_who_see(matter: Matter) -> QuerySet[User]:
    """Every person to whom the matter is visible now: the other side of ``Matter.objects.visible_to``."""
    grants = RoleGrant.objects.current().filter(user=OuterRef("pk"))
    works = Exists(grants.filter(role__in=WORKING_ROLES))
    partner = Exists(grants.filter(role=RoleCode.PARTNER))
    on_team = Exists(TeamMember.objects.current().filter(matter=matter, user=OuterRef("pk")))
    screened = Exists(Screen.objects.standing().filter(matter=matter, user=OuterRef("pk")))
    return User.objects.people().filter(Q(partner) | Q(on_team), works, ~screened, is_active=True)


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
