"""Whom one may ask to look at a review."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.core.prepared import Asked, Prepared
from apps.people.models import WORKING_ROLES, RoleGrant, User


def colleagues(now: datetime | None = None) -> QuerySet[User]:
    """People of the firm who may be asked to look at a review; whether they see the matter is a rule. Whose role has
    ended, or still waits for a partner, is not one of them."""
    held = RoleGrant.objects.current(now).filter(user=OuterRef("pk"), role__in=WORKING_ROLES)
    return User.objects.people().filter(Exists(held), is_active=True)


def everyone() -> Asked[tuple[UUID, str]]:
    """``colleagues`` by id and name, for the queue's own list of them."""
    return _COLLEAGUES.of(now=timezone.now())


_COLLEAGUES = Prepared(lambda now: colleagues(now).values_list("pk", "full_name"))
