"""Who is working on a delivery, by a token that fences off everybody else.

A worker takes a lease, and every change it makes afterwards is made only if the lease is still its own. A worker that
was thought dead and wakes up finds its token gone and stops: it can neither finish nor settle anything.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core import statements
from apps.core.prepared import Prepared, update
from apps.sync.models import Delivery, DeliveryQuerySet, DeliveryState
from apps.sync.states import move

Due = Callable[[DeliveryQuerySet, datetime], DeliveryQuerySet]


def _lease() -> datetime:
    """Longer than any one step between two renewals, which is one call to a vendor."""
    return timezone.now() + timedelta(seconds=settings.VENDOR_SECONDS + settings.LEASE_GRACE_SECONDS)


def _claimed() -> datetime:
    """How long a claimed id waits in the queue before it is claimed again."""
    return timezone.now() + timedelta(seconds=settings.HANDED_OUT_SECONDS)


class LeaseLost(Exception):
    """Somebody else works on this delivery now."""


@transaction.atomic
def claim(due: Due, limit: int) -> list[uuid.UUID]:
    """Ids that are due, marked so that the next look does not give them again. A dead worker's token is taken away."""
    found = _due(due, limit)(now=timezone.now())
    if found:
        statements.execute(_HANDED_OUT, [_claimed(), found])
    return found


_HANDED_OUT = "UPDATE sync_delivery SET lease = NULL, leased_until = %s WHERE id = ANY(%s)"


@cache
def _due(due: Due, limit: int) -> Prepared[uuid.UUID]:
    """Looked for by the scheduler four times a second, mostly in vain."""
    rows = Delivery.objects.select_for_update(skip_locked=True)
    return Prepared(lambda now: due(rows, now).values_list("pk", flat=True)[:limit])


@transaction.atomic
def take_to_send(delivery_id: uuid.UUID) -> Delivery | None:
    """The delivery in state sending under a new lease, or None where there is nothing (or nobody free) to do."""
    delivery = _lock(delivery_id)
    if delivery is None:
        return None
    state, now = DeliveryState(delivery.state), timezone.now()
    due = state in {DeliveryState.QUEUED, DeliveryState.WAITING} and delivery.try_after <= now
    abandoned = state == DeliveryState.SENDING and _is_free(delivery)
    if not (due or abandoned):
        return None
    move(
        delivery,
        DeliveryState.SENDING,
        lease=uuid.uuid4(),
        leased_until=_lease(),
        tries=delivery.tries + 1,
    )
    return delivery


@transaction.atomic
def take_to_read(delivery_id: uuid.UUID) -> Delivery | None:
    """The sent delivery under a new lease, or None."""
    delivery = _lock(delivery_id)
    if delivery is None or delivery.state != DeliveryState.SENT or not _is_free(delivery):
        return None
    if delivery.try_after > timezone.now():
        return None
    update(delivery, {"lease": uuid.uuid4(), "leased_until": _lease(), "tries": delivery.tries + 1})
    return delivery


def mine(delivery: Delivery) -> Delivery:
    """The same delivery, locked, if the lease is still ours. Raises LeaseLost. Call inside a transaction."""
    if delivery.lease is not None:
        for locked in _LEASED(pk=delivery.pk, lease=delivery.lease):
            return locked
    raise LeaseLost


_LEASED = Prepared(lambda pk, lease: Delivery.objects.select_for_update().filter(pk=pk, lease=lease))


def keep(delivery: Delivery, **changes: Any) -> None:
    """Store what was learnt and renew the lease, here and in the caller's copy, in one statement. Raises LeaseLost."""
    values = {"leased_until": _lease(), **changes}
    if delivery.lease is None or not update(delivery, values, lease=delivery.lease):
        raise LeaseLost


def hold_matter(delivery: Delivery, *, alone: bool = False) -> None:
    """Whoever is closing or destroying its matter, changing its client's rule or withdrawing a source of it is waited
    for, and waits until the transaction ends; where it is to be ``alone``, so are other deliveries of the matter. The
    review comes before the matter, as everywhere."""
    statements.execute(_HELD_ALONE if alone else _HELD, [delivery.matter_id])


_HELD = "SELECT FROM matters_matter WHERE id = %s FOR SHARE"
_HELD_ALONE = "SELECT FROM matters_matter WHERE id = %s FOR NO KEY UPDATE"


def as_it_stands(delivery: Delivery) -> Delivery:
    """The same delivery with its review, matter and connection as they are now, in whoever's hands it is."""
    (found,) = _AS_IT_STANDS(pk=delivery.pk)
    return found


_AS_IT_STANDS = Prepared(
    lambda pk: Delivery.objects.select_related("manifest__task", "matter__key", "connection").filter(pk=pk)
)


def _lock(delivery_id: uuid.UUID) -> Delivery | None:
    for locked in _FREE(pk=delivery_id):
        return locked
    return None


_FREE = Prepared(
    lambda pk: (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("manifest__task", "matter__key", "connection")
        .filter(pk=pk)
    )
)


def _is_free(delivery: Delivery) -> bool:
    """Never leased, claimed for the queue (a lease without a token), or run out."""
    return delivery.lease is None or delivery.leased_until is None or delivery.leased_until < timezone.now()
