"""What loosens a matter, and who may: whatever lets more of it cross the border, lets it cross on less, may have it
kept for a shorter time, or lets a limited licence decide in it.

Whoever may change a matter may tighten it. A robot loosens nothing: what a practice system says is taken in on the
strictest terms, and a person says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import NotAllowed
from apps.matters import namesakes
from apps.matters.models import Client, Forum, Matter, PracticeArea, Province, Residency
from apps.people.models import Robot, Scope, User
from apps.people.role_rules import decides, decides_as_lawyer

STRICTNESS = (Residency.DOCUMENTED_TRANSFER, Residency.NO_STORAGE_ABROAD, Residency.NEVER_LEAVES)
"""From the loosest rule on where information may go to the strictest."""
OPENS_DOORS = frozenset({"sin", "health_number", "born"})
"""What of a party opens somebody's accounts or file. The rest are names, and ways of reaching them."""

KEPT_STRICTER = gettext_lazy(
    "Another matter of this client is kept stricter. Choose its rule, or say that this one differs."
)


def may_loosen(user: User) -> bool:
    """A partner: the firm answers for it."""
    return user.is_active and not user.is_robot and user.is_partner


def may_let_names_cross(user: User) -> bool:
    """A licensee whose role decides, where it is a name or a way of reaching somebody."""
    return user.is_active and not user.is_robot and decides(user)


def is_looser(rule: str, than: str) -> bool:
    return STRICTNESS.index(Residency(rule)) < STRICTNESS.index(Residency(than))


def kept_stricter(name: str, than: str) -> bool:
    """Whether a matter of a client of this name, open or closed, has a stricter rule."""
    stricter = STRICTNESS[STRICTNESS.index(Residency(than)) + 1 :]
    return Matter.objects.filter(client__in=namesakes.called(name), residency__in=stricter).exists()


def scope_of(forum: str, practice_area: str) -> Scope | None:
    """The scope of a limited licence that a matter falls under, or None (Ontario By-Law 4, section 6)."""
    of_no_court = forum == Forum.NONE and practice_area == PracticeArea.SMALL_CLAIMS
    return Scope.SMALL_CLAIMS if forum == Forum.ON_SMALL_CLAIMS or of_no_court else None


def may_bring_in_scope(user: User) -> bool:
    """A lawyer with a licence in force, whose role decides."""
    return decides_as_lawyer(user)


def check_may_open_under(user: User, client: Client, residency: str, *, unlike_others: bool) -> None:
    """A new matter never leaves Canada unless a partner says so, who says besides that it is ``unlike_others`` where a
    matter of the client is kept stricter. What an operator's command opens is opened as it says."""
    if residency == STRICTNESS[-1] or user.robot == Robot.OPERATOR:
        return
    _check_partner(user, _("Only a partner opens a matter of which something may leave Canada."))
    if not unlike_others and kept_stricter(client.name, residency):
        raise NotAllowed(str(KEPT_STRICTER), codes=("kept_stricter",))


def is_nobodys(client: Client) -> bool:
    """Whether the firm has no file of this client, nor of whoever is the same, or of the same name and perhaps so."""
    ones = {client.pk, *namesakes.kin(client)}
    return not Matter.objects.filter(client__in=ones, is_training=False).exists()


def check_may_train(user: User, client: Client) -> None:
    """Instructions that nobody approved are tried on a training matter, so a partner opens it, and for nobody whose
    file the firm has. Where it has one later, nothing more is tried there (``is_nobodys``)."""
    if user.robot != Robot.OPERATOR:
        _check_partner(user, _("Only a partner opens a training matter."))
    if not is_nobodys(client):
        raise NotAllowed(
            _("A training matter is nobody's file: this client has one of their own."), codes=("conflict",)
        )


def check_is_no_training(client: Client) -> None:
    """What is invented for training is nobody's: a file beside it would make it a client's."""
    if Matter.objects.filter(client=client, is_training=True).exists():
        raise NotAllowed(
            _("This client was made up for a training matter. Open the matter for a client of its own."),
            codes=("conflict",),
        )


def check_may_change_residency(user: User, matter: Matter, to: Residency) -> None:
    if is_looser(to, matter.residency):
        _check_partner(user, _("Only a partner loosens the rule on where a client's information may go."))


def check_may_change_details(user: User, matter: Matter, to: Mapping[str, Any]) -> None:
    """The gate asks more of a matter in Quebec (Act respecting the protection of personal information in the private
    sector, s. 17), and a decision for one whose material the vendor may flag. The practice area says how long the
    content is kept, under the rules of today and of later. Court and practice area say whether a limited licence
    covers it, so whoever holds one, and whoever works for them, does not bring a matter within it."""
    if to.get("practice_area", matter.practice_area) != matter.practice_area:
        _check_partner(user, _("Only a partner moves a matter to another practice area."))
    if matter.may_trip_classifiers and not to.get("may_trip_classifiers", True):
        _check_partner(user, _("Only a partner says that the vendor has nothing to flag here any more."))
    if matter.province == Province.QC and to.get("province", Province.QC) != Province.QC:
        _check_partner(user, _("Only a partner moves a matter out of Quebec."))
    before = scope_of(matter.forum, matter.practice_area)
    after = scope_of(to.get("forum", matter.forum), to.get("practice_area", matter.practice_area))
    if after not in (None, before) and not may_bring_in_scope(user):
        raise NotAllowed(
            _("Only a lawyer moves a matter to where a paralegal's licence covers it."),
            codes=("not_a_lawyer",),
        )


def check_may_forget(user: User, kinds: Collection[str]) -> None:
    """Taking away what a party is known by lets it cross: the roles that let a value stand in a request decide."""
    if not OPENS_DOORS.isdisjoint(kinds):
        _check_partner(
            user, _("Only a partner takes away or changes a number or a date of birth that is listed.")
        )
    if set(kinds) - OPENS_DOORS and not may_let_names_cross(user):
        raise NotAllowed(
            _("Only a licensee takes away or changes a name, an address or a way of reaching somebody."),
            codes=("not_licensee",),
        )


def _check_partner(user: User, sentence: str) -> None:
    if not may_loosen(user):
        raise NotAllowed(sentence, codes=("not_partner",))
