"""How a try at a delivery ends, and the vendor it goes to: what sending and reading back share."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.prepared import Prepared
from apps.integrations.errors import Fault, RemoteError
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.people.models import Robot, User
from apps.sync import destinations, leases
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, RecordKind, Trouble
from apps.sync.states import move

MOST_TRIES = 10
"""Tries before a person is asked. A try that ended with its worker, for whatever reason, is one of them."""
LONGEST_PAUSE = timedelta(minutes=15)
WHILE_BROKEN = timedelta(minutes=2)
NOT_THERE_YET = 4
"""Tries during which "not found" may still mean "not found yet", of what was begun or sent."""


class Stop(Exception):
    """The delivery needs a person."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Wait(Exception):
    """The delivery is looked at again at a moment."""

    def __init__(self, trouble: Trouble, until: datetime) -> None:
        super().__init__(trouble.value)
        self.trouble, self.until = trouble, until


def reach(delivery: Delivery) -> destinations.ClioMatter | destinations.MyCaseCase:
    """The matter that it goes to, as its practice system knows it."""
    for remote_id in _MATTER_THERE(connection=delivery.connection_id, matter=delivery.matter_id):
        return destinations.reach(delivery.connection, remote_id)
    raise Stop(Trouble.MATTER_MOVED)


_MATTER_THERE = Prepared(
    lambda connection, matter: (
        RemoteRecord.objects.filter(connection=connection, kind=RecordKind.MATTER, local_id=matter)
        .order_by("pk")
        .values_list("remote_id", flat=True)[:1]
    )
)


def has_ended(delivery: Delivery) -> bool:
    """Whether somebody ended its connection meanwhile."""
    return Connection.objects.filter(pk=delivery.connection_id, state=ConnectionState.ENDED).exists()


def next_try(delivery: Delivery, error: RemoteError) -> datetime:
    """What the vendor asks for, and never sooner than twice as long as the last time (with some scatter)."""
    if error.code == Fault.ADDRESS_EXPIRED:
        return timezone.now()
    doubled = min(timedelta(seconds=2 * 2 ** min(delivery.tries, 10)), LONGEST_PAUSE)
    asked = timedelta(seconds=error.retry_after or 0)
    return timezone.now() + max(doubled * random.uniform(0.8, 1.2), asked)  # noqa: S311 (scatter, not a secret)


def tried_too_often(delivery: Delivery) -> bool:
    """Whether the try that just began is one too many; it is stopped then, in front of a person."""
    if delivery.tries <= MOST_TRIES:
        return False
    stop(delivery, Trouble.TRIED_TOO_OFTEN)
    return True


@transaction.atomic
def stop(delivery: Delivery, trouble: Trouble, *, status: int | None = None) -> None:
    locked = leases.mine(delivery)
    move(locked, DeliveryState.STOPPED, trouble=trouble, lease=None, leased_until=None)
    audit.record(
        event=Event.SYNC_DELIVERY_FAILED,
        by=User.for_robot(Robot.SYNC),
        asked_by=locked.asked_by,
        on=locked,
        reason=trouble,
        what=DeliveryKind(locked.kind),
        attempt=locked.tries,
        status=status,
        connection=locked.connection_id,
    )
