"""Colleagues who are to come back into their accounts: what of it stands on a partner's desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.desk.queries import MOST, Item
from apps.people import recovery_rules
from apps.people.models import User


def waiting(user: User) -> list[Item]:
    """Colleagues who are to come back into their accounts, if this partner agrees."""
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
