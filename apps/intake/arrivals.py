"""Transcripts of consults from Zoom: announced, fetched and stored at once, then given their matter.

Until a matter is known there is no key of a matter to seal under, so that topic and bytes rest under the firm's.
The match moves them: the source is sealed under the matter's key and what was held is emptied, in one transaction.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId, firm_digest
from apps.core import ciphers
from apps.core.errors import BadInput, FirmaiError
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.intake import rules, sources
from apps.intake.held import held_purpose, topic_of, topic_purpose
from apps.intake.models import Arrival, ArrivalState, DiscardReason, Origin, Source, Trouble
from apps.intake.readers import transcript
from apps.intake.refusals import on_record
from apps.integrations.errors import Fault, Permanent, RemoteError
from apps.integrations.models import Connection, ConnectionState
from apps.integrations.zoom.client import Zoom
from apps.integrations.zoom.connect import connect
from apps.integrations.zoom.types import Transcript
from apps.matters.mentions import crosses_a_screen, is_unmistakable
from apps.matters.models import Matter, Status
from apps.matters.queries import named_in
from apps.people.models import Robot, User

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 16
"""With the waits between them about a day: Zoom's own retries are long over by then."""


class NotReady(Exception):
    """Zoom announced the transcript and does not give it yet, or gives one without a word in it."""


class TooLarge(Exception):
    """Zoom gives it, and it is larger than is taken."""


@transaction.atomic
def announce(
    *,
    connection: Connection,
    meeting: str,
    file_id: str,
    topic: Sensitive[str],
    by: User,
    started_at: datetime | None = None,
    host: User | None = None,
) -> Arrival:
    """Remember a transcript that Zoom told of; a worker fetches it. Telling again changes nothing, but for one that was
    given up: Zoom has it after all; and whose meeting it was is filled in where nobody knew.

    An empty topic is filled in from Zoom when the transcript is fetched. ``by`` is the robot of intake for Zoom's own
    word, or the person who looked for recordings. Raises BadInput for ids that do not read like ids.
    """
    meeting_id, remote = _id(meeting), _id(file_id)
    arrival = Arrival(
        connection=connection,
        meeting=meeting,
        file_id=file_id,
        started_at=started_at,
        host=host,
    )
    arrival.topic = _sealed(arrival, topic)
    same = Arrival.objects.filter(connection=connection, meeting=meeting, file_id=file_id)
    made = Arrival.objects.bulk_create([arrival], ignore_conflicts=True)[0]
    if not same.filter(pk=made.pk).exists():
        arrival = same.select_for_update(no_key=True).get()
        if arrival.host is None and host is not None:
            arrival.host = host
            arrival.save(update_fields=["host"])
        if arrival.state != ArrivalState.MISSING:
            return arrival
        arrival.state, arrival.tries, arrival.try_after = ArrivalState.ANNOUNCED, 0, timezone.now()
        arrival.save(update_fields=["state", "tries", "try_after"])
    audit.record(
        event=Event.INTAKE_TRANSCRIPT_ANNOUNCED,
        by=by,
        on=arrival,
        connection=connection.pk,
        meeting=meeting_id,
        remote=remote,
    )
    return arrival


def _sealed(arrival: Arrival, topic: Sensitive[str]) -> bytes:
    """What the meeting was called, a mark in the place of half a character."""
    return ciphers.firm_seal(topic_purpose(arrival), canonical(topic.reveal()).encode("utf-8", "replace"))


def _id(given: str) -> RemoteId:
    try:
        return RemoteId.of(given)
    except TypeError:
        raise BadInput(_("Zoom named a recording in a way that is not understood.")) from None


@transaction.atomic
def claim_arrivals(limit: int) -> list[UUID]:
    """Transcripts to be fetched, each handed out once until its time in the queue is over. One of a connection that is
    broken waits until that is mended, however long it takes; of one that was ended nothing will come, which goes on
    record as of any other."""
    now = timezone.now()
    found = _unclaimed(limit)(now=now)
    if found:
        Arrival.objects.filter(pk__in=found).update(
            try_after=now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
        )
    return found


@cache
def _unclaimed(limit: int) -> Prepared[UUID]:
    rows = Arrival.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    rows = rows.exclude(connection__state=ConnectionState.BROKEN)
    return Prepared(lambda now: rows.unclaimed(now).values_list("pk", flat=True)[:limit])


def fetch(arrival_id: UUID) -> None:
    """Fetch one transcript and store it. Does nothing where it is stored, is being fetched, or is gone.

    What Zoom does wrong is tried again with growing pauses, and given up on record after ``MOST_TRIES``. One that is
    larger than is taken is given up at once: it grows no smaller, and a person can still bring it in.
    """
    arrival = _begin(arrival_id)
    if arrival is None:
        return
    try:
        found, content = _download(arrival)
    except NotReady:
        _wait(arrival)
    except TooLarge:
        _refuse(arrival, ArrivalState.TOO_LARGE, Trouble.TOO_LARGE)
    except RemoteError as error:
        _wait(arrival, at_least=timedelta(seconds=error.retry_after or 0))
    else:
        _keep(arrival, found, content)


@transaction.atomic
def _begin(arrival_id: UUID) -> Arrival | None:
    rows = Arrival.objects.select_for_update(no_key=True, of=("self",)).select_related("connection")
    arrival = rows.filter(pk=arrival_id, state=ArrivalState.ANNOUNCED).first()
    now = timezone.now()
    if arrival is None or (arrival.leased_until and arrival.leased_until > now):
        return None
    arrival.leased_until, arrival.fence = now + _lease(), arrival.fence + 1
    arrival.save(update_fields=["leased_until", "fence"])
    return arrival


def _lease() -> timedelta:
    """A token, a list of files and a download that moves on, each within a vendor's time; and room to store it."""
    return timedelta(seconds=4 * settings.VENDOR_SECONDS + settings.LEASE_GRACE_SECONDS)


def _mine(arrival: Arrival) -> Arrival | None:
    rows = Arrival.objects.select_for_update(no_key=True)
    return rows.filter(pk=arrival.pk, fence=arrival.fence, state=ArrivalState.ANNOUNCED).first()


def _download(arrival: Arrival) -> tuple[Transcript, Sensitive[bytes]]:
    """What Zoom says of it, and its bytes. Raises NotReady, TooLarge or RemoteError."""
    with connect(arrival.connection) as zoom:
        for found in zoom.transcripts(arrival.meeting):
            if found.file_id == arrival.file_id:
                content = _content(zoom, found)
                begun = transcript.begins_like_one(content.reveal())
                if begun and found.size is not None and len(content) < found.size:
                    raise NotReady  # cut off on the way, or still being written there
                return found, content
    raise NotReady


def _content(zoom: Zoom, found: Transcript) -> Sensitive[bytes]:
    try:
        return zoom.download(found.download_url)
    except Permanent as error:
        if error.code != Fault.TOO_LARGE:
            raise
    raise TooLarge


@transaction.atomic
def _refuse(arrival: Arrival, state: ArrivalState, reason: Trouble) -> None:
    row = _mine(arrival)
    if row is not None:
        row.state, row.leased_until = state, None
        row.save(update_fields=["state", "leased_until"])
        _refused(row, reason)


@transaction.atomic
def _wait(arrival: Arrival, *, at_least: timedelta = timedelta(0)) -> None:
    row = _mine(arrival)
    if row is None:
        return
    row.tries, row.leased_until = row.tries + 1, None
    pause = min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
    row.try_after = timezone.now() + max(pause, at_least)
    if row.tries < MOST_TRIES:
        row.save(update_fields=["tries", "leased_until", "try_after"])
        return
    row.state = ArrivalState.MISSING
    row.save(update_fields=["tries", "leased_until", "state"])
    _refused(row, ArrivalState.MISSING)


@transaction.atomic
def _keep(arrival: Arrival, found: Transcript, content: Sensitive[bytes]) -> None:
    row = _mine(arrival)
    if row is None:
        return
    row.leased_until = None
    if not topic_of(row):
        row.topic = _sealed(row, found.topic)
        row.started_at = row.started_at or found.started_at
    data = content.reveal()
    if not transcript.begins_like_one(data):
        row.state = ArrivalState.REFUSED
        row.save(update_fields=["state", "leased_until"])
        _refused(row, Trouble.NOT_A_TRANSCRIPT)
        return
    row.state, row.held = ArrivalState.STORED, ciphers.firm_seal(held_purpose(row), data)
    row.save(update_fields=["state", "held", "leased_until", "topic", "started_at"])
    audit.record(
        event=Event.INTAKE_TRANSCRIPT_ARRIVED,
        by=User.for_robot(Robot.INTAKE),
        on=row,
        connection=row.connection_id,
        meeting=RemoteId.of(row.meeting),
        remote=RemoteId.of(row.file_id),
        bytes=len(data),
        digest=firm_digest(data),
    )
    _match_by_number(row)


def _refused(row: Arrival, reason: ArrivalState | Trouble) -> None:
    audit.record(
        event=Event.INTAKE_TRANSCRIPT_REFUSED,
        by=User.for_robot(Robot.INTAKE),
        on=row,
        reason=reason,
        connection=row.connection_id,
        meeting=RemoteId.of(row.meeting),
    )


def _match_by_number(row: Arrival) -> None:
    """The rule: a topic that names exactly one matter by its number, which is open and hardly said of anything else.
    Anything less is for a person, and so is anything more: another matter that it names, pending or closed, may be one
    that people are kept from, and so may anybody. What keeps it from the matter keeps it from nothing else: it is
    stored."""
    topic = topic_of(row)
    named = named_in(topic)
    if len(named) != 1 or named[0].status != Status.OPEN or not is_unmistakable(named[0].number):
        return
    if not crosses_a_screen(topic, named[0]):
        with suppress(FirmaiError), transaction.atomic():
            _move(row, named[0], by=User.for_robot(Robot.INTAKE), how=rules.Match.BY_NUMBER)


@on_record(rules.Attempt.MATCH)
def match(*, arrival: Arrival, matter: Matter, by: User) -> Source:
    """Make a stored transcript a source of a matter.

    Raises NotAllowed, or WrongState where it has its matter, is not here yet, or the matter is closed.
    """
    row = Arrival.objects.select_for_update(no_key=True).get(pk=arrival.pk)
    matter = Matter.objects.get(pk=matter.pk)
    rules.check_can_match(by, row, matter)
    return _move(row, matter, by=by, how=rules.Match.BY_PERSON)


@on_record(rules.Attempt.DISCARD)
def discard(*, arrival: Arrival, reason: str, by: User) -> Arrival:
    """Let a stored transcript go that is for no matter: its words and what its meeting was called are wiped, and who
    said so and why is on record. Raises NotAllowed, or WrongState where it does not wait for a matter."""
    row = Arrival.objects.select_for_update(no_key=True).defer("held").get(pk=arrival.pk)
    rules.check_can_discard(by, row)
    row.state, row.held = ArrivalState.DISCARDED, None
    row.topic = ciphers.firm_seal(topic_purpose(row), b"")
    row.save(update_fields=["state", "held", "topic"])
    audit.record(
        event=Event.INTAKE_TRANSCRIPT_DISCARDED,
        by=by,
        on=row,
        reason=DiscardReason(reason),
        connection=row.connection_id,
        meeting=RemoteId.of(row.meeting),
    )
    return row


def _move(row: Arrival, matter: Matter, *, by: User, how: rules.Match) -> Source:
    topic = topic_of(row)
    data = ciphers.firm_open(held_purpose(row), bytes(row.held or b""))
    title = topic or _("Transcript")
    filename = title.replace("/", "-") + ".vtt"
    try:
        source = sources.take(
            matter=matter, by=by, origin=Origin.ZOOM, filename=filename, data=data, title=title, held=True
        )
    except sources.Known as error:
        if error.source.is_withdrawn:
            raise  # nothing is left of it there, and it is here alone
        source = error.source  # somebody uploaded the same transcript first
    row.state, row.held = ArrivalState.MATCHED, None
    row.source = None if Arrival.objects.filter(source=source).exists() else source
    # What it was called is the matter's from now on, and sealed there as the source's title.
    row.topic = ciphers.firm_seal(topic_purpose(row), b"")
    row.save(update_fields=["state", "held", "source", "topic"])
    audit.record(
        event=Event.INTAKE_TRANSCRIPT_MATCHED, by=by, on=row, matter=matter, source=source.pk, reason=how
    )
    return source
