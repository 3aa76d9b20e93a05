"""What stands on a desk before any work: the policy on AI, and what the house lacks, for whoever puts it right."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.desk.queries import Item
from apps.integrations import queries as integrations
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
    title, about = _("The arrangement with Claude's vendor"), _("nothing is sent before somebody confirms it")
    return [_step(title, about, _("To be confirmed"), at="policy:arrangement")]


def _policy(user: User) -> list[Item]:
    """The newest published, where they have not accepted it: the gate refuses what they ask for until they have."""
    newest = AiPolicy.objects.order_by("-version").first() if user.works_on_matters else None
    if newest is None:
        return _no_policy() if user.is_partner else []
    if newest.acknowledgements.filter(user=user).exists():
        return []
    about = _("version %(number)s: nothing can be sent to Claude for you before you accept it")
    return [
        _step(
            _("The firm's AI policy"),
            about % {"number": newest.version},
            _("To be accepted"),
            at="policy:ai_policy",
            since=newest.published_at,
        )
    ]


def _no_policy() -> list[Item]:
    about = _("nothing is sent before a partner publishes one")
    return [_step(_("The firm's AI policy"), about, _("To be published"), at="policy:publish")]


def _partner(user: User) -> list[Item]:
    if not user.is_administrator or people.partners_besides().exists():
        return []
    about = _(
        "a partner publishes the firm's policy, confirms the arrangement with Claude's vendor and decides"
    )
    return [_step(_("The first partner"), about, _("To be added"), at="people:list")]


def _step(title: str, about: str, state: str, *, at: str, since: datetime | None = None) -> Item:
    return Item(
        title=title, about=about, matter=None, url=reverse(at), code="waiting", state=state, since=since
    )


def _connections(user: User) -> list[Item]:
    if not user.is_administrator:
        return []
    standing = Connection.objects.exclude(state=ConnectionState.ENDED).order_by("vendor", "pk")
    about = {each: _trouble(each) for each in standing}
    return [
        Item(
            title=each.get_vendor_display(),
            about=trouble,
            matter=None,
            url=reverse("integrations:detail", args=[each.pk]),
            code=ConnectionState.BROKEN,
            state=str(ConnectionState.BROKEN.label),
        )
        for each, trouble in about.items()
        if trouble
    ]


def _trouble(connection: Connection) -> str:
    if connection.state == ConnectionState.BROKEN:
        return connection.get_trouble_display()
    if integrations.knows_nobody(connection):
        return _("%(vendor)s knows none of the firm’s addresses") % {
            "vendor": connection.get_vendor_display()
        }
    if integrations.is_told_elsewhere(connection):
        return _("it posts what changed to an address that this house no longer has")
    return ""
