"""Who works on a matter, who may change it, and what a closed one still permits."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, WrongState, holds
from apps.matters import loosening
from apps.matters.models import Certificate, Client, Delegation, Matter, Province, Residency, Screen, Status
from apps.matters.within import sees
from apps.people.models import DECIDING_ROLES, Robot, User
from apps.people.role_rules import decides_as_lawyer

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
    NEXT_DEADLINE = "next_deadline"
    BUDGET = "budget"
    FROM_OTHERS = "from_others"


InProvince = enum.StrEnum("InProvince", {each.name: each.value.lower() for each in Province})  # type: ignore[misc]
"""Provinces as the log writes codes: in lower case."""


class KnownBy(enum.StrEnum):
    """What kind of thing a party is known by."""

    ALIASES = "aliases"
    SIN = "sin"
    HEALTH_NUMBER = "health_number"
    BORN = "born"
    PHONES = "phones"
    EMAILS = "emails"
    ADDRESSES = "addresses"


class TeamChange(enum.StrEnum):
    JOINED = "joined"
    LEFT = "left"


class Attempt(enum.StrEnum):
    """What was tried, for the record of what was refused."""

    JOIN = "join"
    LEAVE = "leave"
    CHANGE_RESPONSIBLE = "change_responsible"
    RAISE_SCREEN = "raise_screen"
    APPROVE_SCREEN = "approve_screen"
    DECLINE_SCREEN = "decline_screen"
    ASK_TO_LIFT = "ask_to_lift"
    KEEP_SCREEN = "keep_screen"
    LIFT_SCREEN = "lift_screen"
    DELEGATE = "delegate"
    REVOKE = "revoke"
    CHANGE_RESIDENCY = "change_residency"
    RECORD_NOTICE = "record_notice"
    SET_BUDGET = "set_budget"
    CHANGE_DETAILS = "change_details"
    OPEN_MATTER = "open_matter"
    CLOSE = "close"
    REOPEN = "reopen"
    ADD_OFFICE = "add_office"
    ADD_PARTY = "add_party"
    OPEN_PARTY = "open_party"
    DESCRIBE_PARTY = "describe_party"
    SAY_NAMESAKES = "say_namesakes"
    TAKE_BACK_NAMESAKES = "take_back_namesakes"


class Refusal(enum.StrEnum):
    """Why something about a matter's people was not allowed."""

    ROBOT = "robot"
    ROLE_DOES_NOT_WORK = "role_does_not_work"
    NOT_ON_MATTER = "not_on_matter"
    NOT_PARTNER = "not_partner"
    NOT_LICENSEE = "not_licensee"
    KEPT_STRICTER = "kept_stricter"
    NOT_ADMINISTRATOR = "not_administrator"
    NOT_RESPONSIBLE = "not_responsible"
    CANNOT_BE_RESPONSIBLE = "cannot_be_responsible"
    SCREENED = "screened"
    NOT_A_LAWYER = "not_a_lawyer"
    NOT_THEIRS = "not_theirs"
    CANNOT_BE_DELEGATE = "cannot_be_delegate"
    CONFLICT = "conflict"
    WRONG_STATE = "wrong_state"


class DelegationEnd(enum.StrEnum):
    REVOKED = "revoked"
    ACCOUNT_CLOSED = "account_closed"


def check_works_on(user: User, matter: Matter) -> None:
    """The matter is this person's to see and work on, now. Says nothing of why not: a screen is not announced."""
    if user.is_robot:
        raise NotAllowed(_("Only a person may do this."), codes=("robot",))
    if not user.works_on_matters:
        raise NotAllowed(_("Your role does not work on matters."), codes=("role_does_not_work",))
    if not sees(user, matter.pk):
        raise NotAllowed(_("You do not work on this matter."), codes=("not_on_matter",))


def works_on(user: User, matter: Matter) -> bool:
    return holds(check_works_on, user, matter)


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
    return holds(check_can_open_matter, user)


def check_can_add_office(user: User) -> None:
    """An administrator, a partner, or the operator's command."""
    if user.robot == Robot.OPERATOR:
        return
    if not user.is_active or not (user.is_administrator or user.is_partner):
        raise NotAllowed(_("Only a partner or an administrator adds an office."), codes=("not_partner",))


def check_can_change(user: User, matter: Matter) -> None:
    """Parties and team: whoever works on the matter while it is open, and the robots that bring matters."""
    check_can_tighten(user, matter)
    check_open(matter)


def check_can_tighten(user: User, matter: Matter) -> None:
    """The same, open or closed."""
    if not (user.is_robot and user.robot in BRINGS_MATTERS):
        check_works_on(user, matter)


def can_change(user: User, matter: Matter) -> bool:
    return holds(check_can_change, user, matter)


def check_can_note_deadlines(user: User) -> None:
    """Only the robots that bring matters: what falls due there is read there and changed there."""
    if not (user.is_robot and user.robot in BRINGS_MATTERS):
        raise NotAllowed(_("Deadlines of the practice system are changed there."), codes=("not_a_robot",))


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


def is_screened_from(user: User, client: Client) -> bool:
    """Kept from every matter of the client, those to come included."""
    return Screen.objects.standing().filter(client=client, user=user).exists()


def check_can_answer_for(user: User, client: Client, *, by: User) -> None:
    """For a new matter of the client: not somebody who is kept from all of them. That it is a screen is said to a
    partner who answers for it, and to nobody else: the name of a client is typed by anybody."""
    if not is_screened_from(user, client):
        return
    if answers_for(by, client=client):
        raise NotAllowed(
            _("%(name)s is screened from this client's matters.") % {"name": user.full_name},
            codes=("screened",),
        )
    raise NotAllowed(
        _("%(name)s cannot answer for a matter of this client. Name somebody else.")
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
    if Screen.objects.standing().around(matter).filter(user=user).exists():
        raise NotAllowed(
            _("%(name)s is screened from this matter.") % {"name": user.full_name}, codes=("screened",)
        )


def check_answers_for(user: User, *, matter: Matter | None = None, client: Client | None = None) -> None:
    """A partner who sees the matter, open or closed, or a matter of the client (Model Code 3.4: the firm answers for
    its screens)."""
    if matter is not None:
        check_works_on(user, matter)
    elif not _sees_client(user, client):
        raise NotAllowed(_("You work on no matter of this client."), codes=("not_on_matter",))
    if not user.is_partner:
        raise NotAllowed(_("Only a partner approves or lifts a screen."), codes=("not_partner",))


def answers_for(user: User, *, matter: Matter | None = None, client: Client | None = None) -> bool:
    return holds(check_answers_for, user, matter=matter, client=client)


def _sees_client(user: User, client: Client | None) -> bool:
    if user.is_robot or not user.works_on_matters:
        return False
    if client is None or is_screened_from(user, client):
        return False
    theirs = Matter.objects.filter(client=client)
    return not theirs.exists() or Matter.objects.visible_to(user).filter(client=client).exists()


def check_can_raise_screen(user: User, *, matter: Matter | None = None, client: Client | None = None) -> None:
    """An administrator, who needs a partner's approval after that; or the partner."""
    if not can_set_screens(user):
        check_answers_for(user, matter=matter, client=client)


def can_set_screens(user: User) -> bool:
    return user.is_active and not user.is_robot and user.is_administrator


def can_see_screens(user: User) -> bool:
    return user.is_active and (user.is_administrator or user.is_partner)


def check_can_settle_screen(user: User, screen: Screen) -> None:
    """Approve, decline, keep or lift: a partner on the open side of it."""
    check_answers_for(user, matter=screen.matter, client=screen.client)


def can_settle_screen(user: User, screen: Screen) -> bool:
    return holds(check_can_settle_screen, user, screen)


def check_can_ask_to_lift(user: User, screen: Screen) -> None:
    """An administrator, and never about themselves."""
    if not can_set_screens(user):
        raise NotAllowed(
            _("Only an administrator asks that a screen be lifted."), codes=("not_administrator",)
        )
    if user.pk == screen.user_id:
        raise NotAllowed(_("Nobody asks about their own screen."), codes=("not_theirs",))


def can_ask_to_lift(user: User, screen: Screen) -> bool:
    return screen.lift_asked_at is None and holds(check_can_ask_to_lift, user, screen)


def check_can_be_screened(user: User, *, matter: Matter | None = None, client: Client | None = None) -> None:
    """Any person but one who is responsible: name somebody else first, so that a matter is never nobody's."""
    if user.is_robot:
        raise NotAllowed(_("A screen is for a person."), codes=("robot",))
    theirs = (
        Matter.objects.filter(pk=matter.pk)
        if matter
        else Matter.objects.exclude(status=Status.CLOSED).filter(client=client)
    )
    if theirs.filter(responsible=user).exists():
        raise WrongState(_("Name another responsible lawyer before this screen is raised."))


def check_can_delegate(user: User, matter: Matter) -> None:
    """A lawyer in good standing, for themselves, in a matter they work on while it is open."""
    check_works_on(user, matter)
    check_open(matter)
    if not decides_as_lawyer(user):
        raise NotAllowed(
            _("Only a lawyer with a licence in force lets somebody sign for them."), codes=("not_a_lawyer",)
        )


def can_delegate(user: User, matter: Matter) -> bool:
    return holds(check_can_delegate, user, matter)


def check_can_be_delegate(user: User, matter: Matter, lawyer: User) -> None:
    """Another person who works on the matter."""
    if user.pk == lawyer.pk or not works_on(user, matter):
        raise NotAllowed(_("Name another person who works on this matter."), codes=("cannot_be_delegate",))


def check_can_revoke(user: User, delegation: Delegation) -> None:
    """Whoever gave it, whatever has become of their part in the matter; or a partner who sees the matter."""
    if user.pk == delegation.lawyer_id and user.is_active:
        return
    check_works_on(user, delegation.matter)
    if not user.is_partner:
        raise NotAllowed(_("Only the lawyer who gave it, or a partner, revokes it."), codes=("not_theirs",))


def can_revoke(user: User, delegation: Delegation) -> bool:
    return holds(check_can_revoke, user, delegation)


def check_may_sign_for(user: User, lawyer: User, matter: Matter, what: Certificate) -> None:
    """Whether a signature counts as the lawyer's now: oneself, or under a delegation of exactly this, while both are
    on the matter and the lawyer's licence is in force (O. Reg. 384/24, r. 4.06.1(2.1))."""
    check_works_on(user, matter)
    if not works_on(lawyer, matter) or not decides_as_lawyer(lawyer):
        raise NotAllowed(
            _("%(name)s may not sign this, so nobody may for them.") % {"name": lawyer.full_name},
            codes=("not_a_lawyer",),
        )
    given = Delegation.objects.current().filter(matter=matter, lawyer=lawyer, delegate=user, what=what)
    if user.pk != lawyer.pk and not given.exists():
        raise NotAllowed(
            _("No delegation of this certificate to you is in force."), codes=("cannot_be_delegate",)
        )


def may_sign_for(user: User, lawyer: User, matter: Matter, what: Certificate) -> bool:
    return holds(check_may_sign_for, user, lawyer, matter, what)


def check_can_close(user: User, matter: Matter) -> None:
    """A partner, or the lawyer responsible."""
    check_works_on(user, matter)
    if not user.is_partner and user.pk != matter.responsible_id:
        raise NotAllowed(
            _("Only a partner or the responsible lawyer closes a matter or opens it again."),
            codes=("not_responsible",),
        )


def can_close(user: User, matter: Matter) -> bool:
    return holds(check_can_close, user, matter)


def check_can_change_residency(user: User, matter: Matter, to: Residency) -> None:
    """Stricter: whoever may change the matter. Looser: a partner, because the client's information goes further."""
    check_can_change(user, matter)
    loosening.check_may_change_residency(user, matter, to)


def check_can_change_details(user: User, matter: Matter, to: Mapping[str, Any]) -> None:
    """Whoever may change the matter, and a partner for what the gate would ask less for."""
    check_can_change(user, matter)
    loosening.check_may_change_details(user, matter, to)


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


def check_can_set_budget(user: User, matter: Matter) -> None:
    """A partner who works on the matter, while it is open."""
    check_works_on(user, matter)
    check_open(matter)
    if not user.is_partner:
        raise NotAllowed(_("Only a partner sets what a matter may cost in a month."), codes=("not_partner",))


def can_set_budget(user: User, matter: Matter) -> bool:
    return holds(check_can_set_budget, user, matter)
