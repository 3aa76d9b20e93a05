"""Taking a source into a matter, and opening one."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.core.errors import Conflict
from apps.core.sensitive import Sensitive
from apps.core.text import canonical, visible
from apps.intake import passages, rules, sniffing
from apps.intake.models import Kind, Origin, Source, State, Tag, Trouble
from apps.intake.passages import Passage
from apps.intake.readers.reading import Unreadable
from apps.intake.refusals import on_record
from apps.intake.rules import Attempt
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User

LONGEST_NAME = 200
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters: a mailer that is wrong about its encoding leaves those in a name."""


class Known(Conflict):
    """The same bytes are a source of the matter already: ``source``."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            _("This file is a source of the matter already, added on %(day)s. Nothing new was stored.")
            % {"day": date_format(localdate(source.arrived_at), "DATE_FORMAT")}
        )
        self.source = source


def receive(
    *,
    matter: Matter,
    by: User,
    origin: str,
    filename: str,
    data: bytes,
    title: str = "",
    tag: str = "",
    parent: Source | None = None,
    size: int | None = None,
    asked_by: User | None = None,
) -> Source:
    """Seal a file into a matter; a worker reads it within a moment.

    ``size`` is given where an upload over the limit arrives without its bytes. ``asked_by`` is the person for whom a
    robot brings it. Raises NotAllowed, WrongState for a closed matter, Refused (a BadInput, on record) for a file
    that cannot be taken, Known (a Conflict) for bytes that the matter has.
    """
    matter = Matter.objects.get(
        pk=matter.pk
    )  # as it stands now: the caller's copy may be from before it was closed
    if by.is_robot and asked_by is None:
        rules.check_can_add(by, matter)  # the house's own rounds, which go by a closed matter each time
    else:
        _check_can_add(matter=matter, by=by, asked_by=asked_by)
    return take(
        matter=matter,
        by=by,
        origin=origin,
        filename=filename,
        data=data,
        title=title,
        tag=tag,
        parent=parent,
        size=size,
        asked_by=asked_by,
    )


@on_record(Attempt.ADD_SOURCE)
def _check_can_add(*, matter: Matter, by: User, asked_by: User | None) -> None:
    """Apart from the storing: what is refused of a file is on record in another way, and outlives the refusal."""
    rules.check_can_add(by, matter, asked_by=asked_by)


def take(
    *,
    matter: Matter,
    by: User,
    origin: str,
    filename: str,
    data: bytes,
    title: str = "",
    tag: str = "",
    parent: Source | None = None,
    size: int | None = None,
    asked_by: User | None = None,
    held: bool = False,
) -> Source:
    """``receive`` once it is settled that the file may come in: for what arrived inside a source, or by a match.

    ``held``: nobody reads it, and no worker does, before a person has cleared it.
    """
    size = len(data) if size is None else size
    try:
        rules.check_size(size, here=len(data))
        kind = sniffing.sniff(data, filename)
    except rules.Refused as error:
        refused = error
    except Unreadable as error:
        refused = rules.Refused(error.trouble, size)
    else:
        source = Source(
            matter=matter,
            kind=kind,
            origin=Origin(origin),
            parent=parent,
            tag=Tag(tag) if tag else "",
            size=len(data),
            added_by=asked_by or by,
            state=State.HELD if held else State.RECEIVED,
        )
        return _store(source, filename=filename, data=data, title=title, by=by, asked_by=asked_by)
    _refuse(matter, refused.trouble, size, by=by, asked_by=asked_by)
    raise refused


def _refuse(matter: Matter, trouble: Trouble, size: int, *, by: User, asked_by: User | None) -> None:
    with transaction.atomic():
        audit.record(
            event=Event.INTAKE_SOURCE_UNREADABLE,
            by=by,
            on=matter,
            asked_by=asked_by,
            reason=trouble,
            bytes=size,
        )


def _store(
    source: Source, *, filename: str, data: bytes, title: str, by: User, asked_by: User | None
) -> Source:
    name = file_name(filename)
    with keys.opened(source.matter_id) as seal:
        digest = seal.digest(data)
        source.original_hmac = digest.hmac
        known = _same_bytes(source)
        if known and known.state == State.ENDED:
            return _again(known, digest, Sensitive(data), by=by, asked_by=asked_by)
        # What was withdrawn comes back by a person who adds it, and by nothing that runs by itself.
        anew = bool(known and known.state == State.WITHDRAWN and not by.is_robot)
        if known and not anew:
            raise Known(known)
        if known:
            source.pk = known.pk
        seal.seal(source, "filename", Sensitive(name))
        seal.seal(source, "title", Sensitive(_title(title) or _title(name.rpartition(".")[0]) or name))
        seal.seal(source, "original", Sensitive(data))
    if known:
        return _anew(source, digest, by=by, asked_by=asked_by)
    try:
        with transaction.atomic():
            source.save(force_insert=True)
            _record(source, digest, by=by, asked_by=asked_by)
    except IntegrityError:
        # The same bytes twice at the same moment: the second of the two meets the constraint.
        known = _same_bytes(source)
    if known:
        raise Known(known)
    return source


@transaction.atomic
def _again(
    source: Source, digest: Digest, data: Sensitive[bytes], *, by: User, asked_by: User | None
) -> Source:
    """The bytes of a working copy that was ended, back under the row that drafts already name."""
    row = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if row.state != State.ENDED:
        raise Known(row)
    keys.seal(row, "original", data)
    row.state, row.arrived_at, row.fence, row.read_at = State.RECEIVED, timezone.now(), 0, None
    row.save(update_fields=["original", "state", "arrived_at", "fence", "read_at"])
    _record(row, digest, by=by, asked_by=asked_by)
    return row


@transaction.atomic
def _anew(source: Source, digest: Digest, *, by: User, asked_by: User | None) -> Source:
    """A source that was withdrawn, added again by a person: the row is as if it had just come, under its old id. Who
    withdrew it and why stays in the log."""
    row = Source.objects.select_for_update(no_key=True).defer("original", "reading").get(pk=source.pk)
    if row.state != State.WITHDRAWN:
        raise Known(row)
    source.save(force_update=True)
    _record(source, digest, by=by, asked_by=asked_by)
    return source


def _record(row: Source, digest: Digest, *, by: User, asked_by: User | None) -> None:
    audit.record(
        event=Event.INTAKE_SOURCE_RECEIVED,
        by=by,
        on=row,
        asked_by=asked_by,
        origin=Origin(row.origin),
        format=Kind(row.kind),
        bytes=row.size,
        digest=digest,
    )


def _same_bytes(source: Source) -> Source | None:
    same = Source.objects.filter(matter=source.matter_id, original_hmac=source.original_hmac)
    return same.exclude(pk=source.pk).defer("original", "reading").first()


def file_name(given: str) -> str:
    """A file's own name without folders or control characters, at most 200 characters, its ending kept."""
    name = canonical(given).replace("\\", "/").rpartition("/")[2]
    name = visible(UNWRITABLE.sub("", name)).strip() or _("file")
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f".{ending}" if dot and len(ending) <= 10 else ""
    return (stem or name)[: LONGEST_NAME - len(ending)] + ending


def _title(given: str) -> str:
    return canonical(visible(UNWRITABLE.sub("", " ".join(given.split()))))[:LONGEST_NAME].strip()


@on_record(Attempt.OPEN_SOURCE)
def open_source(*, source: Source, by: User) -> list[Passage]:
    """The passages, for a person who works on the matter; that they were opened is on record.

    Raises NotAllowed, or WrongState for one that was not or could not be read.
    """
    rules.check_can_open(by, source)
    opened = passages.of(source)
    audit.record(event=Event.INTAKE_SOURCE_OPENED, by=by, on=source)
    return opened
