"""What stands on a desk before any work: the policy on AI, and what the house lacks, for whoever puts it right."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.desk.queries import Item
from apps.integrations.models import Connection, ConnectionState
from apps.people import rules as people
from apps.people.models import User
from apps.policy.models import AiPolicy
from apps.policy.queries import arrangement_in_force
from apps.policy.rules import can_confirm


def waiting(user: User) -> list[Item]:
    """What a person has to do before they can work, or before others can."""
    return [*_partner(user), *_arrangement(user), *_policy(user), *_connections(user)]


def _arrangement(user: User) -> list[Item]:
    if not can_confirm(user) or arrangement_in_force() is not None:
        return []
    return [
        Item(
            title=_("The arrangement with Claude's vendor"),
            about=_("nothing is sent before somebody confirms it"),
            matter=None,
            url=reverse("policy:arrangement"),
            code="waiting",
            state=_("To be confirmed"),
        )
    ]


def _policy(user: User) -> list[Item]:
    """The newest published, where they have not accepted it: the gate refuses what they ask for until they have."""
    newest = AiPolicy.objects.order_by("-version").first() if user.works_on_matters else None
    if newest is None:
        return _no_policy() if user.is_partner else []
    if newest.acknowledgements.filter(user=user).exists():
        return []
    return [
        Item(
            title=_("The firm's AI policy"),
            about=_("version %(number)s: nothing can be sent to Claude for you before you accept it")
            % {"number": newest.version},
            matter=None,
            url=reverse("policy:ai_policy"),
            code="waiting",
            state=_("To be accepted"),
            since=newest.published_at,
        )
    ]


def _no_policy() -> list[Item]:
    return [
        Item(
            title=_("The firm's AI policy"),
            about=_("nothing is sent before a partner publishes one"),
            matter=None,
            url=reverse("policy:publish"),
            code="waiting",
            state=_("To be published"),
        )
    ]


def _partner(user: User) -> list[Item]:
    if not user.is_administrator or people.partners_besides().exists():
        return []
    return [
        Item(
            title=_("The first partner"),
            about=_(
                "a partner publishes the firm's policy, confirms the arrangement with Claude's vendor and decides"
            ),
            matter=None,
            url=reverse("people:list"),
            code="waiting",
            state=_("To be added"),
        )
    ]


def _connections(user: User) -> list[Item]:
    if not user.is_administrator:
        return []
    return [
        Item(
            title=broken.get_vendor_display(),
            about=broken.get_trouble_display(),
            matter=None,
            url=reverse("integrations:detail", args=[broken.pk]),
            code=broken.state,
            state=broken.get_state_display(),
        )
        for broken in Connection.objects.filter(state=ConnectionState.BROKEN).order_by("vendor", "pk")
    ]
