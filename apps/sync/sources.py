"""A matter's documents and notes in from the practice system, each version once.

Whether a version was taken before is kept by its remote id; whether the same bytes are there already is asked of
intake. A file that cannot be taken is listed as a difference and not fetched again until it changes there.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.errors import BadInput, WrongState
from apps.core.sensitive import Sensitive
from apps.intake import services as intake
from apps.intake.models import Origin, Source
from apps.intake.sources import Known
from apps.intake.uploads import LIMIT
from apps.integrations import services as integrations
from apps.integrations.clio.client import Clio
from apps.integrations.clio.connect import connect as connect_clio
from apps.integrations.errors import Fault, RemoteError
from apps.integrations.models import Connection, ConnectionState, RemoteRecord, Vendor
from apps.integrations.mycase.client import MyCase
from apps.integrations.mycase.connect import connect as connect_mycase
from apps.matters.models import Matter
from apps.matters.rules import check_open, check_works_on
from apps.people.models import Robot, User
from apps.sync import differences
from apps.sync.incoming import stamp, version_of_clio, version_of_mycase
from apps.sync.models import Delivery, Oddity, RecordKind


@dataclass
class Brought:
    """What a pull of sources did. ``known`` were there already; ``refused`` are listed as differences."""

    added: int = 0
    known: int = 0
    refused: int = 0


@dataclass(frozen=True)
class There:
    """A version of a document or note at the vendor's. ``fetch`` gets its bytes."""

    kind: RecordKind
    remote_id: str
    origin: Origin
    filename: str = field(repr=False)
    title: str = field(repr=False)
    size: int | None
    fetch: Callable[[], Sensitive[bytes]] = field(repr=False)


def pull_documents(*, matter: Matter, by: User) -> Brought:
    """Bring in what the matter has in its practice system and not here yet.

    Raises NotAllowed, WrongState for a closed matter or one without a working connection, and RemoteError where the
    vendor fails: what came before that is kept.
    """
    if by.is_robot:
        check_open(matter)
    else:
        check_works_on(by, matter)
        check_open(matter)
    record = _link(matter)
    counts = Brought()
    failure = _attempt(record, matter, by, counts)
    if failure is not None:
        if failure.code == Fault.NOT_CONNECTED:
            integrations.mark_broken(record.connection_id)
        raise failure
    return counts


def _link(matter: Matter) -> RemoteRecord:
    record = (
        RemoteRecord.objects.filter(
            kind=RecordKind.MATTER, local_id=matter.pk, connection__state=ConnectionState.WORKING
        )
        .select_related("connection")
        .order_by("-connection__connected_at")
        .first()
    )
    if record is None:
        raise WrongState(_("This matter is not in a practice system that is connected and working."))
    return record


def _attempt(record: RemoteRecord, matter: Matter, by: User, counts: Brought) -> RemoteError | None:
    connection = record.connection
    try:
        with _reach(connection, record.remote_id) as place:
            for found in place.everything():
                _take(connection, matter, found, by, counts)
    except RemoteError as error:
        return error
    return None


def _take(connection: Connection, matter: Matter, found: There, by: User, counts: Brought) -> None:
    if connection.records.filter(kind=found.kind, remote_id=found.remote_id).exists():
        counts.known += 1
        return
    if found.remote_id in differences.standing(connection, found.kind, {Oddity.SOURCE_REFUSED}):
        counts.refused += 1
        return
    try:
        source, new = _receive(matter, found, by), True
    except Known as known:
        source, new = known.source, False
    except BadInput:
        differences.note(
            connection=connection,
            kind=found.kind,
            remote_id=found.remote_id,
            found={Oddity.SOURCE_REFUSED},
            among={Oddity.SOURCE_REFUSED},
            matter=matter,
        )
        counts.refused += 1
        return
    _remember(connection, found, source, by, new=new)
    counts.added += new
    counts.known += not new


def _receive(matter: Matter, found: There, by: User) -> Source:
    too_large = found.size is not None and found.size > LIMIT  # refused by intake without being fetched
    return intake.receive(
        matter=matter,
        by=_robot(),
        asked_by=None if by.is_robot else by,
        origin=found.origin,
        filename=found.filename,
        title=found.title,
        data=b"" if too_large else found.fetch().reveal(),
        size=found.size if too_large else None,
    )


@transaction.atomic
def _remember(connection: Connection, found: There, source: Source, by: User, *, new: bool) -> None:
    RemoteRecord.objects.get_or_create(
        connection=connection, kind=found.kind, remote_id=found.remote_id, defaults={"local_id": source.pk}
    )
    differences.note(  # what is here is the newest now
        connection=connection,
        kind=found.kind,
        remote_id=found.remote_id.partition(".")[0],
        found=(),
        among={Oddity.NEWER_THERE},
    )
    if new:
        audit.record(
            event=Event.SYNC_DOCUMENT_PULLED,
            by=_robot(),
            asked_by=None if by.is_robot else by,
            on=source,
            source=source.pk,
            connection=connection.pk,
            remote=RemoteId.of(found.remote_id),
            bytes=source.size,
        )


def _delivered(connection: Connection) -> set[str]:
    """Remote ids of what we put there ourselves: it does not come back as a source."""
    ids = (
        Delivery.objects.filter(connection=connection)
        .exclude(remote_id="")
        .values_list("remote_id", flat=True)
    )
    return set(ids)


def _plain(etag: str) -> str:
    """An etag without its quotation marks, as part of an id."""
    return re.sub(r"[^A-Za-z0-9]", "", etag)[:40]


@dataclass
class ClioSources(AbstractContextManager["ClioSources"]):
    """Clio says which version of a document is the newest, and when a note was changed."""

    client: Clio
    matter_id: str
    ours: set[str]

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def everything(self) -> Iterator[There]:
        page, more = "", True
        while more:
            documents = self.client.documents(matter_id=self.matter_id, page=page)
            for document in documents.items:
                if document.latest is not None and document.latest.complete and not document.marker:
                    yield There(
                        kind=RecordKind.DOCUMENT,
                        remote_id=version_of_clio(document),
                        origin=Origin.CLIO_DOCUMENT,
                        filename=document.filename,
                        title="",
                        size=document.size,
                        fetch=_later(self.client.download, document.id, version_id=document.latest.id),
                    )
            page, more = documents.next, bool(documents.next)
        more = True
        while more:
            notes = self.client.notes(matter_id=self.matter_id, page=page)
            for note in notes.items:
                if note.id not in self.ours and note.detail.strip():
                    yield There(
                        kind=RecordKind.NOTE,
                        remote_id=f"{note.id}.{_plain(note.etag) or stamp(note.updated_at)}",
                        origin=Origin.CLIO_NOTE,
                        filename=f"{note.subject or note.id}.txt",
                        title=note.subject,
                        size=None,
                        fetch=_later(_encoded, note.subject, note.detail),
                    )
            page, more = notes.next, bool(notes.next)


@dataclass
class MyCaseSources(AbstractContextManager["MyCaseSources"]):
    """MyCase dates a document's last change; its versions have no size and no digest."""

    client: MyCase
    case_id: str
    ours: set[str]

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def everything(self) -> Iterator[There]:
        page, more = "", True
        while more:
            documents = self.client.documents(case_id=self.case_id, page=page)
            for document in documents.items:
                if document.id not in self.ours:
                    yield There(
                        kind=RecordKind.DOCUMENT,
                        remote_id=version_of_mycase(document),
                        origin=Origin.MYCASE_DOCUMENT,
                        filename=document.filename,
                        title="",
                        size=None,
                        fetch=_later(self.client.download, document.id),
                    )
            page, more = documents.next, bool(documents.next)
        more = True
        while more:
            notes = self.client.notes(case_id=self.case_id, page=page)
            for note in notes.items:
                if note.id not in self.ours and note.text.strip():
                    yield There(
                        kind=RecordKind.NOTE,
                        remote_id=f"{note.id}.{stamp(note.updated_at)}",
                        origin=Origin.MYCASE_NOTE,
                        filename=f"{note.subject or note.id}.txt",
                        title=note.subject,
                        size=None,
                        fetch=_later(_encoded, note.subject, note.text),
                    )
            page, more = notes.next, bool(notes.next)


def _reach(connection: Connection, remote_id: str) -> ClioSources | MyCaseSources:
    ours = _delivered(connection)
    if connection.vendor == Vendor.CLIO:
        return ClioSources(connect_clio(connection), remote_id, ours)
    return MyCaseSources(connect_mycase(connection), remote_id, ours)


def _later(read: Callable[..., Sensitive[bytes]], *given: str, **more: str) -> Callable[[], Sensitive[bytes]]:
    return lambda: read(*given, **more)


def _encoded(subject: str, text: str) -> Sensitive[bytes]:
    return Sensitive((f"{subject}\n\n{text}\n" if subject else f"{text}\n").encode())


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
