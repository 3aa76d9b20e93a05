"""Who works on a matter, who may change it, and what a closed one still permits."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import FirmaiError, NotAllowed, WrongState
from apps.matters.models import Client, Matter, Province, Residency, Screen
from apps.people.models import DECIDING_ROLES, Robot, User

STRICTNESS = (Residency.DOCUMENTED_TRANSFER, Residency.NO_STORAGE_ABROAD, Residency.NEVER_LEAVES)
"""From the loosest rule on where information may go to the strictest."""
BRINGS_MATTERS = frozenset({Robot.SYNC, Robot.OPERATOR})
"""Robots that make and keep matters: from the practice system, and at an operator's command."""


class Field(enum.StrEnum):
    """What of a matter was changed, for the record."""

    STATUS = "status"
    RESIDENCY = "residency"
    RESPONSIBLE = "responsible"
    PARTIES = "parties"
    PRACTICE_AREA = "practice_area"
    PROVINCE = "province"
    FORUM = "forum"
    HEALTH_INFORMATION = "health_information"
    MAY_TRIP_CLASSIFIERS = "may_trip_classifiers"
    IS_TRAINING = "is_training"
    NEXT_DEADLINE = "next_deadline"


InProvince = enum.StrEnum("InProvince", {each.name: each.value.lower() for each in Province})  # type: ignore[misc]
"""Provinces as the log writes codes: in lower case."""


class TeamChange(enum.StrEnum):
    JOINED = "joined"
    LEFT = "left"


def check_works_on(user: User, matter: Matter) -> None:
    """The matter is this person's to see and work on, now. Says nothing of why not: a screen is not announced."""
    if user.is_robot:
        raise NotAllowed(_("Only a person may do this."), codes=("robot",))
    if not user.works_on_matters:
        raise NotAllowed(_("Your role does not work on matters."), codes=("role_does_not_work",))
    if not Matter.objects.visible_to(user).filter(pk=matter.pk).exists():
        raise NotAllowed(_("You do not work on this matter."), codes=("not_on_matter",))


def works_on(user: User, matter: Matter) -> bool:
    return _holds(check_works_on, user, matter)


def check_open(matter: Matter) -> None:
    """Raises WrongState for a closed matter."""
    if matter.is_closed:
        raise WrongState(_("This matter is closed. Open it again first."))


def check_can_open_matter(user: User) -> None:
    """Whoever works on matters; the robots that bring them."""
    if user.is_robot and user.robot in BRINGS_MATTERS:
        return
    if not user.is_active or not user.works_on_matters:
        raise NotAllowed(_("Your role does not open matters."), codes=("role_does_not_work",))


def can_open_matter(user: User) -> bool:
    return _holds(check_can_open_matter, user)


def check_can_add_office(user: User) -> None:
    """An administrator, a partner, or the operator's command."""
    if user.robot == Robot.OPERATOR:
        return
    if not user.is_active or not (user.is_administrator or user.is_partner):
        raise NotAllowed(_("Only a partner or an administrator adds an office."), codes=("not_partner",))


def check_can_change(user: User, matter: Matter) -> None:
    """Parties and team: whoever works on the matter while it is open, and the robots that bring matters."""
    if not (user.is_robot and user.robot in BRINGS_MATTERS):
        check_works_on(user, matter)
    check_open(matter)


def can_change(user: User, matter: Matter) -> bool:
    return _holds(check_can_change, user, matter)


def check_can_be_responsible(user: User) -> None:
    """A person with a deciding role."""
    if user.is_robot or not user.is_active or not user.has_role(*DECIDING_ROLES):
        raise NotAllowed(
            _(
                "%(name)s cannot be responsible for a matter: name a partner, a lawyer or a paralegal licensee."
            )
            % {"name": user.full_name},
            codes=("cannot_be_responsible",),
        )


def check_can_join(user: User, matter: Matter) -> None:
    """A person whose role works on matters and who is not screened from this one."""
    if user.is_robot or not user.is_active or not user.works_on_matters:
        raise NotAllowed(
            _("%(name)s has no role that works on matters.") % {"name": user.full_name},
            codes=("role_does_not_work",),
        )
    if Screen.objects.standing().filter(matter=matter, user=user).exists():
        raise NotAllowed(
            _("%(name)s is screened from this matter.") % {"name": user.full_name}, codes=("screened",)
        )


def check_can_raise_screen(user: User, matter: Matter) -> None:
    """A partner who sees the matter, open or closed (Model Code 3.4: the firm answers for its screens)."""
    check_works_on(user, matter)
    if not user.is_partner:
        raise NotAllowed(_("Only a partner raises or lifts a screen."), codes=("not_partner",))


def can_raise_screen(user: User, matter: Matter) -> bool:
    return _holds(check_can_raise_screen, user, matter)


def check_can_be_screened(user: User, matter: Matter) -> None:
    """Any person but the one responsible: name somebody else first, so that the matter is never nobody's."""
    if user.is_robot:
        raise NotAllowed(_("A screen is for a person."), codes=("robot",))
    if user.pk == matter.responsible_id:
        raise WrongState(_("Name another responsible lawyer before this screen is raised."))


def check_can_close(user: User, matter: Matter) -> None:
    """A partner, or the lawyer responsible."""
    check_works_on(user, matter)
    if not user.is_partner and user.pk != matter.responsible_id:
        raise NotAllowed(
            _("Only a partner or the responsible lawyer closes a matter or opens it again."),
            codes=("not_responsible",),
        )


def can_close(user: User, matter: Matter) -> bool:
    return _holds(check_can_close, user, matter)


def check_can_change_residency(user: User, matter: Matter, to: Residency) -> None:
    """Stricter: whoever may change the matter. Looser: a partner, because the client's information goes further."""
    check_can_change(user, matter)
    looser = STRICTNESS.index(to) < STRICTNESS.index(Residency(matter.residency))
    if looser and not user.is_partner:
        raise NotAllowed(
            _("Only a partner loosens the rule on where a client's information may go."),
            codes=("not_partner",),
        )


def check_can_record_notice(user: User, client: Client) -> None:
    """A licensee's role, and one of the client's matters in sight once the client has any."""
    if not user.is_active or not user.has_role(*DECIDING_ROLES):
        raise NotAllowed(
            _("A partner, a lawyer or a paralegal licensee records what a client was told."),
            codes=("role_does_not_work",),
        )
    matters = Matter.objects.filter(client=client)
    if matters.exists() and not Matter.objects.visible_to(user).filter(client=client).exists():
        raise NotAllowed(_("You work on no matter of this client."), codes=("not_on_matter",))


def _holds(check: Callable[..., Any], *given: Any) -> bool:
    try:
        check(*given)
    except FirmaiError:
        return False
    return True
