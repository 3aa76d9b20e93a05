"""The working team of a matter: who joins it, who leaves it, and who has left the firm."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import Conflict, WrongState
from apps.matters import rules
from apps.matters.delegations import end_delegations_of_departed
from apps.matters.models import Matter, Screen, TeamMember
from apps.matters.refusals import on_record
from apps.matters.rules import Attempt
from apps.people.models import Robot, User

_aside: Aside[UUID] = Aside("team_of_departed", logging.getLogger(__name__))


@on_record(Attempt.JOIN)
def join_team(*, matter: Matter, user: User, by: User) -> TeamMember:
    """Put a person on the team from now on. Raises NotAllowed, WrongState, or Conflict for a member."""
    matter = _locked(matter)
    rules.check_can_change(by, matter)
    rules.check_can_join(user, matter)
    if matter.team.current().filter(user=user).exists():
        raise Conflict(_("%(name)s is on the team already.") % {"name": user.full_name})
    return put_on_team(matter=matter, user=user, by=by)


def put_on_team(*, matter: Matter, user: User, by: User) -> TeamMember:
    """The row and its line in the log, once the rules were asked."""
    member = TeamMember.objects.create(matter=matter, user=user, added_by=by)
    audit.record(
        event=Event.MATTERS_TEAM_CHANGED, by=by, on=member, user=user.pk, change=rules.TeamChange.JOINED
    )
    return member


@on_record(Attempt.LEAVE)
def leave_team(*, matter: Matter, user: User, by: User) -> TeamMember:
    """Take a person off the team. Raises NotAllowed, or WrongState for the one responsible or a stranger."""
    matter = _locked(matter)
    rules.check_can_change(by, matter)
    if user.pk == matter.responsible_id:
        raise WrongState(_("The responsible lawyer stays on the team. Name another first."))
    member = matter.team.current().filter(user=user).first()
    if member is None:
        raise WrongState(_("%(name)s is not on the team.") % {"name": user.full_name})
    return take_off(member, by=by)


def take_off(member: TeamMember, *, by: User) -> TeamMember:
    """The same the other way."""
    member.until = timezone.now()
    member.save(update_fields=["until"])
    audit.record(
        event=Event.MATTERS_TEAM_CHANGED,
        by=by,
        on=member,
        user=member.user_id,
        change=rules.TeamChange.LEFT,
    )
    return member


def clear_teams(screen: Screen, *, by: User) -> None:
    """Take whom a screen keeps away off the teams that it is around."""
    around = Q(matter=screen.matter_id) if screen.matter_id else Q(matter__client=screen.client_id)
    for member in TeamMember.objects.current().filter(around, user=screen.user_id).select_for_update():
        take_off(member, by=by)


def release_departed(limit: int) -> int:
    """Take people whose accounts were closed off their teams, and end delegations by them or to them.

    Whoever is brought back is on no team. One by one: a row at which something fails is left out for a while, and the
    others go on. Returns how many were ended.
    """
    robot = User.for_robot(Robot.SWEEPER)
    gone = _of_departed().exclude(pk__in=_aside.out()).order_by("pk").values_list("pk", flat=True)
    off = _aside.each(list(gone[:limit]), lambda pk: _released(pk, robot))
    return sum(off) + end_delegations_of_departed(by=robot, limit=limit)


def _of_departed() -> QuerySet[TeamMember]:
    """Of those who are gone, and of those who were and are back, from before."""
    left = User.objects.filter(
        Q(is_active=False) | Q(back_at__isnull=False)
    )  # few, whose teams are looked up
    gone = Q(user__is_active=False) | Q(since__lt=F("user__back_at"))
    return TeamMember.objects.current().filter(gone, user__in=left.values("pk"))


@transaction.atomic
def _released(pk: UUID, robot: User) -> bool:
    member = _of_departed().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if member is not None:
        take_off(member, by=robot)
    return member is not None


def _locked(matter: Matter) -> Matter:
    return Matter.objects.select_for_update().get(pk=matter.pk)
