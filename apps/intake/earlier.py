"""Readings of a source that a newer reader's took the place of: what a request rests on stays what it was (ADR 40)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.sensitive import Sensitive
from apps.intake import passages
from apps.intake.models import EarlierReading, Source
from apps.intake.passages import Passage
from apps.matters import keys
from apps.people.models import Robot, User


@dataclass(frozen=True)
class Rested:
    """The passages of a source that something rests on, and how they stand to what it is read as today."""

    passages: list[Passage] = field(repr=False)
    is_current: bool
    is_the_one: bool
    """Whether these are the passages that were shown: of a copy that was ended and brought in again there may be only
    those of today."""
    since: datetime | None = None
    """When another reading took its place, where one did."""
    leaves_out: bool = False
    """Whether words are left out of the one of today, because they are covered or nobody sees them."""

    @property
    def covered_since(self) -> datetime | None:
        """When words that it held may have turned out to be covered, or to be seen by nobody; None where none did."""
        return self.since if self.leaves_out else None


def rested(source: Source, reading_hmac: str, seal: keys.Seal) -> Rested:
    """The reading of a source that was named by its digest; nothing of a source that is gone."""
    if source.is_gone:
        return Rested([], is_current=True, is_the_one=True)
    if not reading_hmac or reading_hmac == source.reading_hmac:
        return Rested(passages.revealed(source, seal), is_current=True, is_the_one=True)
    row = EarlierReading.objects.filter(source=source, reading_hmac=reading_hmac).first()
    if row is None:
        return Rested(passages.revealed(source, seal), is_current=False, is_the_one=False)
    return Rested(
        passages.load(seal.reveal_bytes(row, "reading")),
        is_current=False,
        is_the_one=True,
        since=row.replaced_at,
        leaves_out=source.unseen > 0,
    )


def sentence(rests: Rested) -> str:
    """What whoever looks at something that rests on it has to know of that; empty where it is today's reading."""
    if rests.is_current:
        return ""
    if not rests.is_the_one:
        return _(
            "This copy was brought in again and is not read as it was when this was drafted: what is cited here is "
            "what it says now."
        )
    day = date_format(localtime(rests.since), "DATE_FORMAT") if rests.since else ""
    said = _(
        "This was drafted from an earlier reading, which is shown here. The source was read again on %(day)s."
    ) % {"day": day}
    left_out = _(
        "Words are left out of it now, because they are covered or nobody sees them when it is opened: see whether the "
        "text rests on them."
    )
    return f"{said} {left_out}" if rests.leaves_out else said


def keep(source: Source, before: Sensitive[bytes], seal: keys.Seal) -> None:
    """Keep what a source is read as now, before another reading takes its place. Call it with the row locked."""
    now = timezone.now()
    row = EarlierReading(
        matter_id=source.matter_id,
        source=source,
        reading_hmac=source.reading_hmac,
        read_with=source.read_with,
        unseen=source.unseen,
        replaced_at=now,
    )
    seal.seal(row, "reading", before)
    EarlierReading.objects.filter(source=source, reading_hmac=row.reading_hmac).delete()
    row.save(force_insert=True)


def wipe(source: Source) -> None:
    """What goes with the source: nothing of it stays where the source itself does not."""
    EarlierReading.objects.filter(source=source).delete()


@transaction.atomic
def let_go(ids: Sequence[UUID]) -> None:
    """Wipe earlier readings on which nothing rests. That they were is on record."""
    robot = User.for_robot(Robot.INTAKE)
    rows = EarlierReading.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids)
    for row in rows.select_related("source").defer("reading", "source__reading", "source__original"):
        audit.record(
            event=Event.INTAKE_READING_DESTROYED,
            by=robot,
            on=row.source,
            digest=keys.named(row.matter_id, row.reading_hmac),
            reader_version=row.read_with,
        )
        row.delete()
