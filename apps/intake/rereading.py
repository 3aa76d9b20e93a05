"""Reading again, from the original that is kept here, what an older reader read (ADR 40).

One source at a time, and none that nobody waits for while anything new is to be read. The reading that stands goes on
standing until the new one is kept; what a worker that died had in hand is claimed again, and the number that every
beginning takes lets only the last of several readers keep what it read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.ciphers import CannotOpen
from apps.core.prepared import Prepared
from apps.intake import earlier, passages
from apps.intake.models import READ, UNREAD, Kind, Rereading, Source, Trouble
from apps.intake.readers import choose, settled
from apps.intake.readers.reading import Deadline, Reading, Unreadable
from apps.intake.readers.versions import VERSIONS
from apps.intake.reading import MOST_BEGINNINGS, NOTED, lease, note, take_out, told
from apps.matters import keys
from apps.matters.models import Status
from apps.people.models import Robot, User


def outdated() -> QuerySet[Source]:
    """Sources whose reading is an older reader's, and that the reader of today was not tried on: of matters that go on.
    Those of a closed matter are read again once it is opened again, for nothing of it crosses before."""
    older = reduce(or_, (Q(kind=kind, tried_with__lt=version) for kind, version in VERSIONS.items()))
    return Source.objects.filter(older, state__in=READ, matter__key__destroyed_at=None).exclude(
        matter__status=Status.CLOSED
    )


@transaction.atomic
def claim_outdated(_limit: int) -> list[UUID]:
    """The source to be read again next, handed out once until its time in the queue is over: one that somebody waits
    for; else, while nothing new is to be read, one that a worker left, or the newest of the others."""
    now = timezone.now()
    if _IN_HAND(now=now):
        return []
    may_be_any = not _UNREAD()
    if may_be_any and not _NOTED():
        _note_next()
    for row in (_NEXT if may_be_any else _NEXT_WANTED)(now=now):
        row.is_begun, row.leased_until = False, now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
        row.save(update_fields=["is_begun", "leased_until"])
        return [row.source_id]
    return []


_IN_HAND = Prepared(
    lambda now: Rereading.objects.filter(leased_until__gt=now).values_list("pk", flat=True)[:1]
)
_UNREAD = Prepared(lambda: Source.objects.filter(state__in=UNREAD).values_list("pk", flat=True)[:1])
_NOTED = Prepared(lambda: Rereading.objects.values_list("pk", flat=True)[:1])


def _free(now: datetime) -> QuerySet[Rereading]:
    """Asked of the row once more: another may have taken it since it was asked whether one is in hand."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = Rereading.objects.select_for_update(skip_locked=True, no_key=True).filter(free)
    return rows.order_by("-is_wanted", "made_at")


_NEXT = Prepared(lambda now: _free(now)[:1])
_NEXT_WANTED = Prepared(lambda now: _free(now).filter(is_wanted=True)[:1])


def _note_next() -> None:
    for newest in _NEWEST():
        Rereading.objects.bulk_create([Rereading(source_id=newest)], ignore_conflicts=True)


_NEWEST = Prepared(lambda: outdated().order_by("-arrived_at").values_list("pk", flat=True)[:1])


def hasten(sources: Iterable[UUID]) -> None:
    """A request waits for these: those of them that are to be read again are taken before all others."""
    wanted = list(outdated().filter(pk__in=list(sources)).values_list("pk", flat=True))
    Rereading.objects.bulk_create(
        [Rereading(source_id=pk, is_wanted=True) for pk in wanted], ignore_conflicts=True
    )
    Rereading.objects.filter(source__in=wanted, is_wanted=False).update(is_wanted=True)


def read_outdated(source_id: UUID) -> None:
    """Read one source again. Does nothing where that was done, is being done, or there is nothing to read any more."""
    begun = _begin(source_id)
    if begun is None:
        return
    mine, source = begun
    try:
        original = keys.reveal_bytes(source, "original")
        deadline = Deadline(settings.READ_SECONDS, told=lambda seconds: _hold(mine, seconds))
        reading = choose.read(Kind(source.kind), original.reveal(), deadline)
    except Unreadable as error:
        _leave(mine, error.trouble)
    except CannotOpen:
        _leave(mine, Trouble.DAMAGED)
    else:
        _keep(mine, reading)


@transaction.atomic
def _begin(source_id: UUID) -> tuple[Rereading, Source] | None:
    now = timezone.now()
    mine = Rereading.objects.select_for_update(no_key=True, of=("self",)).filter(source=source_id).first()
    if mine is None or (mine.is_begun and mine.leased_until and mine.leased_until > now):
        return None
    source = outdated().filter(pk=source_id).first()
    if source is None:
        mine.delete()
        return None
    if mine.fence >= MOST_BEGINNINGS:
        _leave(mine, Trouble.TOOK_TOO_LONG)
        return None
    mine.is_begun, mine.leased_until, mine.fence = True, now + lease(), mine.fence + 1
    mine.save(update_fields=["is_begun", "leased_until", "fence"])
    return mine, source


def _hold(mine: Rereading, seconds: float) -> None:
    rows = Rereading.objects.filter(pk=mine.pk, fence=mine.fence)
    rows.update(leased_until=timezone.now() + timedelta(seconds=seconds) + lease())


def _mine(mine: Rereading) -> Source | None:
    """The source, locked, while this reader is the last that began and the source is still there to be read again. With
    the end of the transaction nobody has it in hand."""
    if not Rereading.objects.filter(pk=mine.pk, fence=mine.fence).delete()[0]:
        return None
    rows = Source.objects.select_for_update(no_key=True, of=("self",)).defer("original")
    found = rows.select_related("matter__key").filter(pk=mine.source_id, state__in=READ).first()
    return found if found and found.matter.key.destroyed_at is None else None


@transaction.atomic
def _keep(mine: Rereading, reading: Reading) -> None:
    """The new reading, if it differs; else only that it is the newer reader's. What a person settled stays settled."""
    row = _mine(mine)
    if row is None:
        return
    with keys.opened(row.matter_id) as seal:
        before = seal.reveal_bytes(row, "reading")
        carried = settled.carried(passages.load(before), reading)
        if carried is None:
            return _stands(row, Trouble.SCANNED)
        reading = carried
        content = passages.dump(reading.passages)
        digest = seal.digest(content.reveal())
        was = keys.named(row.matter_id, row.reading_hmac)
        is_another = digest.hmac != row.reading_hmac
        if is_another:
            earlier.keep(row, before, seal)
            seal.seal(row, "reading", content)
            row.reading_hmac, row.reread_at = digest.hmac, timezone.now()
    note(row, reading)
    row.save(update_fields=[*NOTED, "reading", "reading_hmac", "reread_at"])
    audit.record(
        event=Event.INTAKE_SOURCE_REREAD,
        by=User.for_robot(Robot.INTAKE),
        on=row,
        changed=is_another,
        digest=digest,
        earlier=was if is_another else None,
        **told(row, reading),
    )
    take_out(row, reading.attachments)


@transaction.atomic
def _leave(mine: Rereading, trouble: Trouble) -> None:
    row = _mine(mine)
    if row is not None:
        _stands(row, trouble)


def _stands(row: Source, trouble: Trouble) -> None:
    """The reading that there is stays as it is, and the source says why there is no newer one."""
    row.tried_with, row.reread_trouble = VERSIONS[Kind(row.kind)], trouble
    row.save(update_fields=["tried_with", "reread_trouble"])
    audit.record(
        event=Event.INTAKE_SOURCE_NOT_REREAD,
        by=User.for_robot(Robot.INTAKE),
        on=row,
        reason=trouble,
        reader=Kind(row.kind),
        reader_version=row.tried_with,
    )
