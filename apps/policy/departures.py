"""The life of a departure: written before anything leaves, and marked when it arrived.

Each function belongs inside a transaction of the caller's, which holds the delivery.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Matter, Residency
from apps.people.models import User
from apps.policy.departed import Departure, Place


def begin(
    *,
    matter: Matter,
    delivery_id: UUID,
    system: str,
    what: str,
    place: str,
    content: Sensitive[bytes],
    asked_by: User,
    by: User,
) -> Departure:
    """Write down that a delivery is about to leave Canada. The caller commits before it sends.

    A delivery that is tried again has the row it had: it is one piece of work, once. Where it is kept may be shown only
    by the address that its bytes are asked for at, after its name has gone.
    """
    held = Departure.objects.select_for_update().filter(delivery_id=delivery_id).first()
    if held is not None:
        if held.place == Place.UNKNOWN != place:
            held.place = Place(place)
            held.save(update_fields=["place"])
        return held
    digest = keys.digest(matter.pk, content.reveal())
    row = Departure.objects.create(
        matter=matter,
        delivery_id=delivery_id,
        system=system,
        what=what,
        place=Place(place),
        permitted_by=matter.residency,
        asked_by=asked_by,
        responsible=matter.responsible,
        size=len(content.reveal()),
        content_hmac=digest.hmac,
    )
    audit.record(
        event=Event.POLICY_DEPARTURE_STARTED,
        by=by,
        asked_by=asked_by,
        on=row,
        delivery=delivery_id,
        what=row.what,
        place=Place(place),
        permitted_by=Residency(matter.residency),
        bytes=row.size,
        digest=digest,
    )
    return row


def arrived(delivery_id: UUID) -> None:
    """It is there: part of the act that says so of the delivery, which began it."""
    Departure.objects.filter(delivery_id=delivery_id, arrived_at=None).update(arrived_at=timezone.now())
