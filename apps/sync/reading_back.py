"""What was delivered is fetched again and compared, byte for byte, with what was approved."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.ciphers import CannotOpen
from apps.integrations import services as integrations
from apps.integrations.errors import Fault, RemoteError, Transient
from apps.matters import keys
from apps.people.models import Robot, User
from apps.sync import contents, destinations, leases
from apps.sync.leases import LeaseLost
from apps.sync.models import Delivery, DeliveryKind, DeliveryQuerySet, DeliveryState, Trouble
from apps.sync.outcomes import (
    MOST_TRIES,
    NOT_THERE_YET,
    WHILE_BROKEN,
    Stop,
    has_ended,
    next_try,
    reach,
    stop,
    tried_too_often,
)
from apps.sync.states import move


def claim_read_back(limit: int) -> list[UUID]:
    """Deliveries due to be read back, for ``tasks.read_back``."""
    return leases.claim(DeliveryQuerySet.unread, limit)


def read_back(delivery_id: UUID) -> None:
    """Fetch what was sent and compare it by digest: verified, stopped, or looked at again later."""
    delivery = leases.take_to_read(delivery_id)
    if delivery is None or tried_too_often(delivery):
        return
    try:
        _settle_read(delivery, *_read(delivery))
    except LeaseLost:
        return


def _read(delivery: Delivery) -> tuple[bytes, Exception | None]:
    try:
        with reach(delivery) as place:
            if delivery.kind == DeliveryKind.NOTE:
                return contents.note_text(place.read_note(delivery.remote_id).reveal()), None
            if delivery.kind == DeliveryKind.TIME:
                held = place.read_time(delivery.remote_id)
                # What left before it was kept whose it is there is compared by e-mail address.
                whose = held.whose if delivery.time.whose_there else place.email_of(held.whose)
                time = contents.time_as_compared(
                    whose, held.day, held.minutes, held.billable, held.text.reveal()
                )
                return time, None
            return place.read_document(delivery.remote_id).reveal(), None
    except (Stop, RemoteError) as reason:
        return b"", reason
    except destinations.InAnotherMatter:
        return b"", Stop(Trouble.CHANGED_THERE)


def _settle_read(delivery: Delivery, found: bytes, reason: Exception | None) -> None:
    if reason is None:
        _settle_found(delivery, found)
    elif isinstance(reason, Stop):
        stop(delivery, reason.trouble)
    elif isinstance(reason, RemoteError):
        _not_read(delivery, reason)


def _not_read(delivery: Delivery, error: RemoteError) -> None:
    missing = error.code == Fault.NOT_FOUND
    if error.code == Fault.NOT_CONNECTED and has_ended(delivery):
        stop(delivery, Trouble.CONNECTION_ENDED)
    elif error.code == Fault.NOT_CONNECTED:
        _read_later(delivery, Trouble.CONNECTION_BROKEN, timezone.now() + WHILE_BROKEN, counts=False)
        integrations.mark_broken(delivery.connection_id)
    elif missing and delivery.tries > NOT_THERE_YET:
        stop(delivery, Trouble.NOT_THERE, status=error.status)
    elif not missing and not isinstance(error, Transient):
        stop(delivery, Trouble(error.code), status=error.status)
    elif delivery.tries >= MOST_TRIES:
        stop(delivery, Trouble.TRIED_TOO_OFTEN, status=error.status)
    else:
        trouble = Trouble.NOT_SEEN_YET if missing else Trouble(error.code)
        counts = error.code != Fault.RATE_LIMITED
        _read_later(delivery, trouble, next_try(delivery, error), counts=counts)


@transaction.atomic
def _read_later(delivery: Delivery, trouble: Trouble, until: datetime, *, counts: bool) -> None:
    locked = leases.mine(delivery)
    locked.trouble, locked.try_after, locked.lease, locked.leased_until = trouble, until, None, None
    locked.tries -= 0 if counts else 1
    locked.save(update_fields=["trouble", "try_after", "lease", "leased_until", "tries"])


def _settle_found(delivery: Delivery, found: bytes) -> None:
    trouble: Trouble | None = None
    try:
        _compare(delivery, found)
    except keys.KeysDestroyed:
        trouble = Trouble.CONTENT_DESTROYED
    except CannotOpen:
        trouble = Trouble.CANNOT_BE_READ
    except contents.NotWhatWasApproved:
        trouble = Trouble.MANIFEST_CHANGED
    except contents.NothingOfThisKind:
        trouble = Trouble.NOTHING_TO_SEND
    if trouble is not None:
        stop(delivery, trouble)


def _compare(delivery: Delivery, found: bytes) -> None:
    if hashlib.sha256(found).hexdigest() != contents.of(delivery).sha256:
        stop(delivery, Trouble.READ_BACK_DIFFERS)
    else:
        _verified(delivery, found)


@transaction.atomic
def _verified(delivery: Delivery, found: bytes) -> None:
    locked = leases.mine(delivery)
    move(
        locked,
        DeliveryState.VERIFIED,
        read_back_sha256=hashlib.sha256(found).hexdigest(),
        verified_at=timezone.now(),
        trouble="",
        lease=None,
        leased_until=None,
    )
    audit.record(
        event=Event.SYNC_DELIVERY_VERIFIED,
        by=User.for_robot(Robot.SYNC),
        asked_by=locked.asked_by,
        on=locked,
        remote=RemoteId.of(locked.remote_id),
        what=DeliveryKind(locked.kind),
        bytes=len(found),
        digest=keys.digest(locked.matter_id, found),
        connection=locked.connection_id,
    )
