"""Screens: raised by a partner, or set by an administrator and approved by a partner; lifted by a partner.

Every step errs on the same side: a screen holds from the moment it is set, and until a partner has lifted it.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, WrongState
from apps.matters import namesakes, rules, sharing
from apps.matters.models import Client, LiftReason, Matter, Screen, ScreenReason
from apps.matters.refusals import on_record
from apps.matters.rules import Attempt
from apps.matters.teams import clear_teams
from apps.people.models import User


@on_record(Attempt.RAISE_SCREEN)
def raise_screen(
    *, user: User, reason: str, by: User, matter: Matter | None = None, client: Client | None = None
) -> Screen:
    """Keep a person from a matter, or from every matter of a client, at once and whatever their rank; from whoever is
    the same client, or may be, as well.

    A partner's stands approved, and takes the person off the teams. An administrator's waits for a partner, who
    approves or declines it; it holds meanwhile. Raises NotAllowed, WrongState for the lawyer responsible, or
    Conflict where a screen stands.
    """
    matter, client = _locked(matter, client)
    rules.check_can_raise_screen(by, matter=matter, client=client)
    if client is None:
        rules.check_can_be_screened(user, matter=matter)
    else:
        sharing.check_may_screen(user, client)
    if Screen.objects.standing().filter(user=user, matter=matter, client=client).exists():
        raise Conflict(_("%(name)s is screened from this already.") % {"name": user.full_name})
    approved, now = rules.answers_for(by, matter=matter, client=client), timezone.now()
    screen = Screen.objects.create(
        matter=matter,
        client=client,
        user=user,
        reason=ScreenReason(reason),
        raised_by=by,
        since=now,
        approved_by=by if approved else None,
        approved_at=now if approved else None,
    )
    if approved:
        clear_teams(screen, by=by)
    audit.record(
        event=Event.MATTERS_SCREEN_RAISED,
        by=by,
        on=screen,
        user=user.pk,
        client=screen.client_id,
        reason=ScreenReason(reason),
        approved=approved,
    )
    if client is not None:
        sharing.spread_screen(screen)
    return screen


@on_record(Attempt.APPROVE_SCREEN)
def approve_screen(*, screen: Screen, by: User) -> Screen:
    """A partner's yes to a screen that an administrator set; the person leaves the teams with it.

    Raises NotAllowed, or WrongState for one that is approved or does not stand any more.
    """
    screen = _standing(screen)
    rules.check_can_settle_screen(by, screen)
    if screen.approved_at is not None:
        raise WrongState(_("This screen was approved already."))
    screen.approved_by, screen.approved_at = by, timezone.now()
    screen.save(update_fields=["approved_by", "approved_at"])
    clear_teams(screen, by=by)
    audit.record(
        event=Event.MATTERS_SCREEN_APPROVED,
        by=by,
        on=screen,
        user=screen.user_id,
        raised_by=screen.raised_by_id,
        client=screen.client_id,
    )
    return screen


@on_record(Attempt.DECLINE_SCREEN)
def decline_screen(*, screen: Screen, by: User) -> Screen:
    """A partner's no: the screen ends, and the person is on the teams they were on. Raises as approving does."""
    screen = _standing(screen)
    rules.check_can_settle_screen(by, screen)
    if screen.approved_at is not None:
        raise WrongState(_("This screen was approved already."))
    _end(screen, by)
    audit.record(
        event=Event.MATTERS_SCREEN_DECLINED,
        by=by,
        on=screen,
        user=screen.user_id,
        raised_by=screen.raised_by_id,
        client=screen.client_id,
    )
    return screen


@on_record(Attempt.ASK_TO_LIFT)
def ask_to_lift(*, screen: Screen, reason: str, by: User) -> Screen:
    """An administrator asks a partner to lift a screen; it holds until one does. Raises NotAllowed or WrongState."""
    screen = _standing(screen)
    rules.check_can_ask_to_lift(by, screen)
    if screen.lift_asked_at is not None:
        raise WrongState(_("A partner was asked already."))
    screen.lift_asked_by, screen.lift_asked_at = by, timezone.now()
    screen.lift_reason = LiftReason(reason)
    screen.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
    audit.record(
        event=Event.MATTERS_SCREEN_LIFT_ASKED,
        by=by,
        on=screen,
        user=screen.user_id,
        reason=LiftReason(reason),
        client=screen.client_id,
    )
    return screen


@on_record(Attempt.KEEP_SCREEN)
def keep_screen(*, screen: Screen, by: User) -> Screen:
    """A partner's no to lifting: the screen stands as it did. Raises NotAllowed, or WrongState where nobody asked."""
    screen = _standing(screen)
    rules.check_can_settle_screen(by, screen)
    if screen.lift_asked_at is None:
        raise WrongState(_("Nobody asked that this screen be lifted."))
    screen.lift_asked_by = screen.lift_asked_at = None
    screen.lift_reason = ""
    screen.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
    audit.record(
        event=Event.MATTERS_SCREEN_KEPT, by=by, on=screen, user=screen.user_id, client=screen.client_id
    )
    return screen


@on_record(Attempt.LIFT_SCREEN)
def lift_screen(*, screen: Screen, reason: str, by: User) -> Screen:
    """End a screen. The person is not put back on a team. Raises NotAllowed, or WrongState if it was lifted."""
    screen = _standing(screen)
    rules.check_can_settle_screen(by, screen)
    screen.lift_reason = LiftReason(reason)
    _end(screen, by)
    audit.record(
        event=Event.MATTERS_SCREEN_LIFTED,
        by=by,
        on=screen,
        user=screen.user_id,
        reason=LiftReason(reason),
        client=screen.client_id,
    )
    return screen


def _end(screen: Screen, by: User) -> None:
    screen.until, screen.lifted_by = timezone.now(), by
    screen.save(update_fields=["until", "lifted_by", "lift_reason"])


def _locked(matter: Matter | None, client: Client | None) -> tuple[Matter | None, Client | None]:
    """One of the two, locked, a client with its kin. Raises TypeError for both or neither."""
    if (matter is None) == (client is None):
        raise TypeError("A screen is around a matter or a client.")
    if matter is not None:
        return Matter.objects.select_for_update().get(pk=matter.pk), None
    assert client is not None
    rows = sharing.locked({client.pk, *namesakes.kin(client)})
    return None, next(each for each in rows if each.pk == client.pk)


def _standing(screen: Screen) -> Screen:
    found = Screen.objects.standing().select_for_update(of=("self",)).filter(pk=screen.pk).first()
    if found is None:
        raise WrongState(_("This screen does not stand any more: it was lifted already, or declined."))
    return found
