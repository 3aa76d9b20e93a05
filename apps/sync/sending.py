"""Approved work out to the practice system: once, however often it is tried.

A create at a vendor's has no key against repetition. So the intention is stored before it, the marker is looked for
before it, the remote id is stored right after it; and where an answer was lost and nothing is found afterwards, a
person is asked unless a second attempt cannot be seen twice.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.ciphers import CannotOpen
from apps.core.sensitive import Sensitive
from apps.integrations import services as integrations
from apps.integrations.errors import Fault, RemoteError, Transient
from apps.integrations.models import ConnectionState, Region
from apps.matters import keys
from apps.matters.models import Residency
from apps.people.models import Robot, User
from apps.policy import departures
from apps.review.filing import queries as filings
from apps.review.standing import leaving
from apps.sync import contents, destinations, leases, rules
from apps.sync.destinations import Begun, Destination, Held
from apps.sync.leases import LeaseLost
from apps.sync.models import Delivery, DeliveryKind, DeliveryQuerySet, DeliveryState, Trouble
from apps.sync.outcomes import (
    MOST_TRIES,
    NOT_THERE_YET,
    WHILE_BROKEN,
    Stop,
    Wait,
    has_ended,
    next_try,
    reach,
    stop,
    tried_too_often,
)
from apps.sync.states import move


def claim(limit: int) -> list[UUID]:
    """Deliveries due to be sent, for ``tasks.send``."""
    return leases.claim(DeliveryQuerySet.unsent, limit)


def send(delivery_id: UUID) -> None:
    """One try, ending in sent, waiting or stopped, on record. Safe to call twice, and to die in at any point."""
    delivery = leases.take_to_send(delivery_id)
    if delivery is None or tried_too_often(delivery):
        return
    try:
        _settle_send(delivery, *_try(delivery))
    except LeaseLost:
        return


def _try(delivery: Delivery) -> tuple[str, Exception | None]:
    """The remote id, or why there is none. What the vendor's failure was is a value from here on."""
    try:
        return _send(delivery), None
    except (Stop, Wait, RemoteError) as reason:
        return "", reason
    except contents.NotWhatWasApproved:
        return "", Stop(Trouble.MANIFEST_CHANGED)
    except contents.NothingOfThisKind:
        return "", Stop(Trouble.NOTHING_TO_SEND)
    except keys.KeysDestroyed:
        return "", Stop(Trouble.CONTENT_DESTROYED)
    except CannotOpen:
        return "", Stop(Trouble.CANNOT_BE_READ)
    except destinations.PersonUnknown:
        return "", Stop(Trouble.PERSON_UNKNOWN)
    except destinations.NoRate:
        return "", Stop(Trouble.NO_RATE)
    except destinations.InAnotherMatter:
        return "", Stop(Trouble.CHANGED_THERE)


def _send(delivery: Delivery) -> str:
    trouble = rules.obstacle(delivery)
    if trouble is not None and not _may_look(delivery, trouble):
        raise _held_by(trouble)
    content = contents.of(delivery)
    with reach(delivery) as place:
        if delivery.kind == DeliveryKind.NOTE:
            return _send_note(delivery, content, place, trouble)
        if delivery.kind == DeliveryKind.TIME:
            return _send_time(delivery, content, place, trouble)
        return _send_file(delivery, content, place, trouble)


def _held_by(trouble: Trouble) -> Exception:
    if trouble == Trouble.CONNECTION_BROKEN:
        return Wait(trouble, timezone.now() + WHILE_BROKEN)
    return Stop(trouble)


def _may_look(delivery: Delivery, trouble: Trouble) -> bool:
    """Something of it may have arrived: where it can be looked for, it is, so that the record says so. Nothing goes."""
    unread = {Trouble.CONTENT_DESTROYED, Trouble.CONNECTION_BROKEN, Trouble.CONNECTION_ENDED}
    return (
        trouble not in unread
        and delivery.may_be_there
        and delivery.connection.state == ConnectionState.WORKING
    )


def _send_note(
    delivery: Delivery, content: contents.Content, place: Destination, trouble: Trouble | None
) -> str:
    if found := place.find_note(delivery.marker):
        return found
    _check_may_go(delivery, trouble)
    _leaves(delivery, content, Region(delivery.connection.region), unsure_since=timezone.now())
    with _told(delivery):
        return place.add_note(
            subject=contents.title(delivery),
            text=Sensitive(content.data.reveal().decode()),
            at=timezone.now(),
        )


def _send_time(
    delivery: Delivery, content: contents.Content, place: Destination, trouble: Trouble | None
) -> str:
    time = contents.time(delivery)
    # One that bears no marker is looked for once it may have left: before, what is the same in everything is another's,
    # perhaps on its way now.
    left = bool(delivery.place) or delivery.may_be_there or contents.is_older_than_a_restore(delivery)
    if (left or place.marks_time) and (found := place.find_time(time)):
        return found
    _check_may_go(delivery, trouble)
    whose = place.whose(time)  # asked before: where nobody there is known for it, nothing has left
    delivery.time.whose_there = whose.id
    with transaction.atomic():
        content = contents.of(delivery)
        _leaves(delivery, content, Region(delivery.connection.region), unsure_since=timezone.now())
        delivery.time.save(update_fields=["whose_there"])
    with _told(delivery):
        return place.add_time(time, whose)


@transaction.atomic
def _leaves(delivery: Delivery, content: contents.Content, place: Region, **changes: datetime) -> None:
    """Where something is about to go, stored first. Outside Canada that is a crossing of its own kind, once.

    Raises Stop or Wait for whatever came in its way since this try began."""
    leaving.lock(delivery.manifest.task_id)
    leases.hold_matter(delivery)
    if filings.is_filed(delivery.manifest.task):
        leaving.hold_court(delivery.matter_id)
    now = leases.as_it_stands(delivery)
    if trouble := rules.held_back(now) or rules.check_upload_place(now.matter, place):
        raise _held_by(trouble)
    if now.manifest.task.left_at is None:
        leaving.has_left(delivery.manifest.task_id)
    leases.keep(delivery, place=place, **changes)
    if place != Region.CANADA:
        _departs(now, content, place)


def _departs(delivery: Delivery, content: contents.Content, place: Region) -> None:
    departures.begin(
        matter=delivery.matter,
        delivery_id=delivery.pk,
        system=delivery.connection.vendor,
        what=DeliveryKind(delivery.kind),
        place=place,
        content=content.data,
        asked_by=delivery.asked_by,
        by=User.for_robot(Robot.SYNC),
    )


def _send_file(
    delivery: Delivery, content: contents.Content, place: Destination, trouble: Trouble | None
) -> str:
    file = contents.FILES[DeliveryKind(delivery.kind)]
    name = f"{contents.title(delivery)} {delivery.manifest_id.hex[:8]}{file.suffix}"
    held = _look_for_file(delivery, content, place)
    if held == Held.WHOLE:
        return delivery.remote_id
    if held == Held.ANOTHER:
        raise Stop(Trouble.READ_BACK_DIFFERS)
    _check_may_go(delivery, trouble)
    if held == Held.ABSENT:
        begun = _begin(delivery, content, place, name, file.media_type)
    else:
        _leaves(delivery, content, Region(delivery.connection.region))
        begun = place.begin_again(delivery.remote_id, filename=name, media_type=file.media_type)
    _leaves(delivery, content, begun.place)
    place.put(begun, content.data)
    if place.hides_unfinished:  # otherwise it is there already, and is read back like whatever is
        _leaves(delivery, content, begun.place)
        place.finish(begun)
    return delivery.remote_id


def _look_for_file(delivery: Delivery, content: contents.Content, place: Destination) -> Held:
    """What is there of it by now, with its id stored as soon as it is known."""
    if not delivery.remote_id and (found := place.find_document(delivery.marker)):
        leases.keep(delivery, remote_id=found, unsure_since=None)
    if not delivery.remote_id:
        return Held.ABSENT
    held = place.held(delivery.remote_id, content.sha256)
    if held == Held.ABSENT:
        leases.keep(delivery, remote_id="")
    return held


def _begin(
    delivery: Delivery, content: contents.Content, place: Destination, name: str, media_type: str
) -> Begun:
    """A document at the vendor's, its id stored before anything else is done with it. Its name goes there ahead of it.

    Clio shows only what is finished, and only the stored id is ever finished, so a document lost between these two
    lines stays hidden. Where it would be seen, a lost answer is treated like that to a note.
    """
    unsure = {} if place.hides_unfinished else {"unsure_since": timezone.now()}
    _leaves(delivery, content, Region(delivery.connection.region), **unsure)
    with _told(delivery):
        begun = place.begin(filename=name, media_type=media_type, marker=delivery.marker)
    leases.keep(delivery, remote_id=begun.remote_id, unsure_since=None)
    return begun


def _check_may_go(delivery: Delivery, trouble: Trouble | None) -> None:
    """It was not found there. A create whose answer was lost is not repeated: wait until lists can be believed, then
    ask a person. And what may not be sent was only looked for."""
    if (settled := _settled(delivery)) is not None:
        if timezone.now() < settled:
            raise Wait(Trouble.SETTLING, settled)
        raise Stop(Trouble.OUTCOME_UNKNOWN)
    if trouble is not None:
        raise Stop(trouble)


def _settled(delivery: Delivery) -> datetime | None:
    """From when lists can be believed about a create whose answer was lost; None where none was."""
    if delivery.unsure_since is None:
        return None
    return delivery.unsure_since + timedelta(seconds=settings.DELIVERY_SETTLE_SECONDS)


class _told:
    """Around a create: a clear refusal takes the stored intention back; anything else leaves it standing."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, RemoteError) and error.sent == "no" and self._delivery.unsure_since:
            leases.keep(self._delivery, unsure_since=None)


def _settle_send(delivery: Delivery, remote_id: str, reason: Exception | None) -> None:
    if reason is None:
        _arrived(delivery, remote_id)
    elif isinstance(reason, Stop):
        stop(delivery, reason.trouble)
    elif isinstance(reason, Wait):
        _wait(delivery, reason.trouble, reason.until, counts=False)
    elif isinstance(reason, RemoteError):
        _failed(delivery, reason)


def _failed(delivery: Delivery, error: RemoteError) -> None:
    settled = _settled(delivery)
    if settled is not None and error.sent == "unknown" and timezone.now() < settled:
        _wait(delivery, Trouble.SETTLING, settled, counts=False)
    elif error.code == Fault.NOT_CONNECTED and has_ended(delivery):
        stop(delivery, Trouble.CONNECTION_ENDED)
    elif error.code == Fault.NOT_CONNECTED:
        _wait(delivery, Trouble.CONNECTION_BROKEN, timezone.now() + WHILE_BROKEN, counts=False)
        integrations.mark_broken(delivery.connection_id)
    elif error.code == Fault.NOT_FOUND and delivery.remote_id:
        if delivery.tries > NOT_THERE_YET:
            stop(delivery, Trouble.NOT_THERE, status=error.status)
        else:
            _wait(delivery, Trouble.NOT_SEEN_YET, next_try(delivery, error), counts=True)
    elif not isinstance(error, Transient):
        stop(delivery, Trouble(error.code), status=error.status)
    elif delivery.tries >= MOST_TRIES:
        stop(delivery, Trouble.TRIED_TOO_OFTEN, status=error.status)
    else:
        counts = error.code != Fault.RATE_LIMITED
        _wait(delivery, Trouble(error.code), next_try(delivery, error), counts=counts)


def _arrived(delivery: Delivery, remote_id: str) -> None:
    """Sent; or, where it can no longer be read since it was on its way, stopped with where it is on record."""
    trouble: Trouble | None = None
    taken = False
    try:
        _sent(delivery, remote_id)
    except keys.KeysDestroyed:
        trouble = Trouble.CONTENT_DESTROYED
    except CannotOpen:
        trouble = Trouble.CANNOT_BE_READ
    except _Anothers:
        taken = True
    if taken:
        _wait(delivery, Trouble.SETTLING, _settled(delivery) or timezone.now(), counts=False)
    if trouble is not None:
        leases.keep(delivery, remote_id=remote_id)
        stop(delivery, trouble)


class _Anothers(Exception):
    """A time entry that is the same in everything was taken for this one by another delivery first. One record stands
    for one of them: this one is looked for again, and where no second is found a person is asked."""


@transaction.atomic
def _sent(delivery: Delivery, remote_id: str) -> None:
    content = contents.of(delivery)
    leaving.has_left(delivery.manifest.task_id)  # it is there, whatever is known here of its leaving
    if delivery.kind == DeliveryKind.TIME:
        leases.hold_matter(delivery, alone=True)  # of two that found the same record, one comes first
    locked = leases.mine(delivery)
    if locked.kind == DeliveryKind.TIME and remote_id in contents.others(locked):
        raise _Anothers
    place = Region(locked.place or locked.connection.region)
    move(
        locked,
        DeliveryState.SENT,
        place=place,
        remote_id=remote_id,
        trouble="",
        unsure_since=None,
        sent_at=timezone.now(),
        try_after=timezone.now(),
        tries=0,
        lease=None,
        leased_until=None,
    )
    audit.record(
        event=Event.SYNC_DELIVERY_SENT,
        by=User.for_robot(Robot.SYNC),
        asked_by=locked.asked_by,
        on=locked,
        remote=RemoteId.of(remote_id),
        what=DeliveryKind(locked.kind),
        bytes=len(content.data),
        digest=keys.digest(locked.matter_id, content.data.reveal()),
        attempt=delivery.tries,
        connection=locked.connection_id,
        place=place,
    )
    if place != Region.CANADA:
        _departs(locked, content, place)  # what is found there may have left before all that is known here
        departures.arrived(locked.pk)
        audit.record(
            event=Event.SYNC_DELIVERY_LEFT_CANADA,
            by=User.for_robot(Robot.SYNC),
            asked_by=locked.asked_by,
            on=locked,
            what=DeliveryKind(locked.kind),
            place=place,
            permitted_by=Residency(locked.matter.residency),
            connection=locked.connection_id,
        )


@transaction.atomic
def _wait(delivery: Delivery, trouble: Trouble, until: datetime, *, counts: bool) -> None:
    locked = leases.mine(delivery)
    already = locked.trouble == trouble
    tries = locked.tries if counts else locked.tries - 1
    changes = {"trouble": trouble, "try_after": until, "tries": tries, "lease": None, "leased_until": None}
    move(locked, DeliveryState.WAITING, **changes)
    if not already:
        audit.record(
            event=Event.SYNC_DELIVERY_WAITING,
            by=User.for_robot(Robot.SYNC),
            asked_by=locked.asked_by,
            on=locked,
            reason=trouble,
            what=DeliveryKind(locked.kind),
            retry_at=until,
            connection=locked.connection_id,
        )
