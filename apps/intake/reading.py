"""Reading what was received: a lease in the database, a parser in a worker, one sealed reading at the end.

A worker may die at any point. Its lease runs out, the source is claimed again, and the number that every beginning
takes (the fence) lets only the last of several readers keep what it read.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import FirmaiError
from apps.core.prepared import Prepared
from apps.intake import passages, sources
from apps.intake.models import UNREAD, Kind, Origin, Source, State, Trouble
from apps.intake.passages import INSIDE, Passage
from apps.intake.readers import choose
from apps.intake.readers.reading import Attachment, Deadline, Reading, Unreadable
from apps.intake.readers.versions import VERSIONS
from apps.matters import keys
from apps.people.models import Robot, User

MOST_BEGINNINGS = 3
"""A file that took its worker down this often is not tried again."""
DEEPEST = 4
"""Messages within messages that are taken apart."""


@transaction.atomic
def claim_unread(limit: int) -> list[UUID]:
    """Sources to be read, each handed out once until its time in the queue is over."""
    now = timezone.now()
    found = _unclaimed(limit)(now=now)
    if found:
        Source.objects.filter(pk__in=found).update(
            state=State.RECEIVED,
            leased_until=now + timedelta(seconds=settings.HANDED_OUT_SECONDS),
        )
    return found


@cache
def _unclaimed(limit: int) -> Prepared[UUID]:
    """Looked for by the scheduler four times a second, mostly in vain."""
    rows = Source.objects.select_for_update(skip_locked=True, no_key=True)
    return Prepared(lambda now: rows.unclaimed(now).values_list("pk", flat=True)[:limit])


def read(source_id: UUID) -> None:
    """Read one source. Does nothing where it was read, is being read, or is gone."""
    source = _begin(source_id)
    if source is None:
        return
    try:
        original = keys.reveal_bytes(source, "original")
        deadline = Deadline(settings.READ_SECONDS, told=lambda seconds: _hold(source, seconds))
        reading = choose.read(Kind(source.kind), original.reveal(), deadline)
    except Unreadable as error:
        _give_up(source, error)
        return
    _keep(source, reading)


@transaction.atomic
def _begin(source_id: UUID) -> Source | None:
    source = Source.objects.select_for_update(no_key=True).filter(pk=source_id, state__in=UNREAD).first()
    now = timezone.now()
    if source is None or (
        source.state == State.READING and source.leased_until and source.leased_until > now
    ):
        return None
    if source.fence >= MOST_BEGINNINGS:
        _mark_unreadable(source, Trouble.TOOK_TOO_LONG)
        return None
    source.state, source.leased_until, source.fence = State.READING, now + lease(), source.fence + 1
    source.save(update_fields=["state", "leased_until", "fence"])
    return source


def lease() -> timedelta:
    """Longer than any reading: the deadline is looked at between pages, and the last page may be a long one."""
    return timedelta(seconds=2 * settings.READ_SECONDS + settings.LEASE_GRACE_SECONDS)


def _hold(source: Source, seconds: float) -> None:
    """The lease for a document that takes longer, as long as it is this reader's."""
    mine = Source.objects.filter(pk=source.pk, fence=source.fence, state=State.READING)
    mine.update(leased_until=timezone.now() + timedelta(seconds=seconds) + lease())


def _mine(source: Source) -> Source | None:
    """The row, locked, while this reader is the last that began and nobody has finished."""
    rows = Source.objects.select_for_update(no_key=True, of=("self",)).defer("original")
    return rows.select_related("added_by").filter(pk=source.pk, fence=source.fence, state__in=UNREAD).first()


@transaction.atomic
def _keep(source: Source, reading: Reading) -> None:
    row = _mine(source)
    if row is None:
        return
    content = passages.dump(reading.passages)
    with keys.opened(row.matter_id) as seal:
        seal.seal(row, "reading", content)
        digest = seal.digest(content.reveal())
    row.reading_hmac, row.reread_at = digest.hmac, None
    row.read_at, row.leased_until = timezone.now(), None
    note(row, reading)
    row.save(update_fields=[*NOTED, "reading", "reading_hmac", "reread_at", "read_at", "leased_until"])
    audit.record(
        event=Event.INTAKE_SOURCE_READ,
        by=User.for_robot(Robot.INTAKE),
        on=row,
        asked_by=_asker(row),
        digest=digest,
        **told(row, reading),
    )
    take_out(row, reading.attachments)


NOTED = (
    "read_with",
    "tried_with",
    "reread_trouble",
    "passage_count",
    "pages",
    "blank_pages",
    "unseen",
    "recognised_pages",
    "doubtful_pages",
    "seconds",
    "state",
)


def note(row: Source, reading: Reading) -> None:
    """What a source says of its reading, made by the reader of today. The caller saves what is ``NOTED``."""
    row.read_with = row.tried_with = VERSIONS[Kind(row.kind)]
    row.reread_trouble = ""
    row.passage_count, row.pages = len(reading.passages), reading.pages
    row.blank_pages, row.unseen, row.seconds = reading.blank_pages, reading.unseen, reading.seconds
    row.recognised_pages, row.doubtful_pages = reading.recognised, reading.doubtful
    row.state = State.DOUBTFUL if reading.doubtful else State.READY


def told(row: Source, reading: Reading) -> dict[str, Any]:
    """What the log has of it."""
    return {
        "passages": len(reading.passages),
        "characters": reading.characters,
        "pages": reading.pages,
        "recognised": reading.recognised or None,
        "doubtful": reading.doubtful or None,
        "unseen": reading.unseen or None,
        "reader": Kind(row.kind),
        "reader_version": row.read_with,
    }


def take_out(row: Source, attachments: list[Attachment]) -> None:
    """What came inside becomes sources beside it. One that cannot be taken is on record and stays in the original."""
    if _depth(row) >= DEEPEST:
        return
    for attachment in attachments:
        try:
            sources.take(
                matter=row.matter,
                by=User.for_robot(Robot.INTAKE),
                asked_by=_asker(row),
                origin=Origin.ATTACHMENT,
                filename=attachment.filename,
                data=attachment.data,
                tag=row.tag,
                parent=row,
            )
        except FirmaiError:
            continue  # refused, on record; or the same bytes are a source already


def _depth(row: Source) -> int:
    depth, parent = 0, row.parent
    while parent is not None:
        depth, parent = depth + 1, parent.parent
    return depth


@transaction.atomic
def _give_up(source: Source, unread: Unreadable) -> None:
    """What came inside becomes sources all the same, and all of it is named to whoever opens the one it came in."""
    row = _mine(source)
    if row is None:
        return
    if unread.inside:
        content = passages.dump([Passage(0, INSIDE, unread.inside)])
        with keys.opened(row.matter_id) as seal:
            seal.seal(row, "reading", content)
            row.reading_hmac = seal.digest(content.reveal()).hmac
        row.passage_count = 1
        row.save(update_fields=["reading", "reading_hmac", "passage_count"])
    _mark_unreadable(row, unread.trouble)
    take_out(row, unread.attachments)


def _mark_unreadable(row: Source, trouble: Trouble) -> None:
    row.state, row.trouble, row.leased_until = State.UNREADABLE, trouble, None
    row.save(update_fields=["state", "trouble", "leased_until"])
    audit.record(
        event=Event.INTAKE_SOURCE_UNREADABLE,
        by=User.for_robot(Robot.INTAKE),
        on=row,
        asked_by=_asker(row),
        reason=trouble,
        bytes=row.size,
    )


def _asker(row: Source) -> User | None:
    return None if row.added_by.is_robot else row.added_by
