"""What of colleagues' accounts stands on a partner's desk: ways back in, and roles that decide."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.desk.queries import MOST, Item
from apps.people import recovery_rules, role_rules
from apps.people.models import User


def waiting(user: User) -> list[Item]:
    """Colleagues who are to come back into their accounts, or to get a role, if this partner agrees."""
    return [*_ways_back(user), *_roles(user)]


def _ways_back(user: User) -> list[Item]:
    return [
        Item(
            title=_("A way back in for %(name)s") % {"name": recovery.user.full_name},
            about=recovery.get_kind_display(),
            matter=None,
            url=reverse("people:recovery", args=[recovery.pk]),
            code="waiting",
            state=_("Waits for a partner"),
            since=recovery.asked_at,
        )
        for recovery in recovery_rules.waiting_for(user)[:MOST]
    ]


def _roles(user: User) -> list[Item]:
    return [
        Item(
            title=_("A role for %(name)s") % {"name": grant.user.full_name},
            about=str(grant.role),
            matter=None,
            url=reverse("people:person", args=[grant.user_id]),
            code="waiting",
            state=_("Waits for a partner"),
            since=grant.asked_at,
        )
        for grant in role_rules.waiting_for(user)[:MOST]
    ]
