"""Clients of one name. Nobody says that they are one person, so what holds for one holds for a new one as well.

What keeps people and information apart is taken over; what would let something through (notice, consent) is not.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.matters.models import Client, Notice, NoticeKind, Screen, ScreenReason
from apps.matters.names import FoldedName, folded
from apps.people.models import Robot, User


def called(name: str) -> list[UUID]:
    """Clients of this name, whatever its case, spaces and accents."""
    wanted = folded(name)
    found = Client.objects.filter(folded=wanted[: FoldedName.LONGEST]).values_list("pk", "name")
    return [pk for pk, known in found if folded(known) == wanted]


def take_over(client: Client) -> None:
    """Put around a new client the screens that stand around others of its name, and what one of them refused.

    Inside the transaction that adds the client. On record as found by the house: whoever added the client is not told
    that there is another.
    """
    others = [pk for pk in called(client.name) if pk != client.pk]
    if not others:
        return
    by = User.for_robot(Robot.SWEEPER)
    screens = _screens(client, others, by)
    refused = _refusal(client, others, by)
    audit.record(
        event=Event.MATTERS_CLIENT_NAME_TWICE,
        by=by,
        on=client,
        others=others,
        screens=screens,
        refused=refused,
    )


def _screens(client: Client, others: list[UUID], by: User) -> int:
    """How many people are kept from the new client."""
    standing = Screen.objects.standing().filter(client__in=others).order_by("approved_at", "since")
    # One for each person; one that a partner approved before one that waits.
    for screen in {each.user_id: each for each in reversed(standing)}.values():
        made = Screen.objects.create(
            client=client,
            user_id=screen.user_id,
            reason=screen.reason,
            since=timezone.now(),
            until=screen.until,
            raised_by_id=screen.raised_by_id,
            approved_by_id=screen.approved_by_id,
            approved_at=screen.approved_at,
        )
        audit.record(
            event=Event.MATTERS_SCREEN_RAISED,
            by=by,
            on=made,
            user=made.user_id,
            client=client.pk,
            reason=ScreenReason(made.reason),
            approved=made.approved_at is not None,
        )
    return client.screens.count()


def _refusal(client: Client, others: list[UUID], by: User) -> bool:
    """Whether one of them refused. The newest is taken over."""
    refusals = Notice.objects.filter(client__in=others, kind=NoticeKind.REFUSAL)
    newest = refusals.order_by("given_on", "recorded_at").last()
    if newest is None:
        return False
    Notice.objects.create(
        client=client,
        kind=NoticeKind.REFUSAL,
        given_on=newest.given_on,
        wording=newest.wording,
        recorded_by_id=newest.recorded_by_id,
    )
    return True
