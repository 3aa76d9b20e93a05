"""What one matter has in its practice system, in one shape: listed by name, or with a way to fetch the bytes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from apps.core.sensitive import Sensitive
from apps.intake.models import Origin
from apps.integrations.clio.client import Clio
from apps.integrations.clio.connect import connect as connect_clio
from apps.integrations.clio.types import Document as ClioDocument
from apps.integrations.clio.types import Note as ClioNote
from apps.integrations.errors import Fault, Transient
from apps.integrations.listed import pages
from apps.integrations.models import Connection, Vendor
from apps.integrations.mycase.client import MyCase
from apps.integrations.mycase.connect import connect as connect_mycase
from apps.integrations.mycase.types import Document as MyCaseDocument
from apps.integrations.mycase.types import Note as MyCaseNote
from apps.sync.listings import (
    listed_documents,
    listed_in_mycase,
    listed_mycase_notes,
    listed_notes,
    plain,
    stamp,
    version_of_clio,
    version_of_mycase,
)
from apps.sync.models import RecordKind
from apps.sync.ours import delivered, is_marked
from apps.sync.shapes import Listed


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


class NotInMatter(Exception):
    """What was listed of a matter is in another one by now, or in none: somebody moved it there."""


@dataclass
class ClioSources(AbstractContextManager["ClioSources"]):
    """Clio says which version of a document is the newest, and when a note was changed."""

    client: Clio
    matter_id: str
    our_notes: set[str]
    unread: list[str] = field(default_factory=list)

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def everything(self) -> Iterator[There]:
        for documents in self._documents():
            yield from map(self._document, filter(_is_whole, documents))
        for notes in self._notes():
            yield from (self._note(note) for note in notes if self._is_theirs(note))

    def lists(self) -> Iterator[list[Listed]]:
        """Pages of what there is, by name."""
        for documents in self._documents():
            yield listed_documents(documents, of=self.matter_id)
        for notes in self._notes():
            yield listed_notes(notes, of=self.matter_id)

    def one(self, kind: RecordKind, remote_id: str) -> Iterator[There]:
        """The newest version of one record, or nothing where that is not whole or has nothing in it. Raises
        NotInMatter: of whom it is now decides who may see it."""
        if kind == RecordKind.DOCUMENT:
            document = self.client.document(remote_id)
            self._check_is_here(document)
            yield from map(self._document, filter(_is_whole, [document]))
        else:
            note = self.client.note(remote_id)
            self._check_is_here(note)
            yield from map(self._note, filter(self._is_theirs, [note]))

    def _check_is_here(self, found: ClioDocument | ClioNote) -> None:
        if found.matter_id != self.matter_id:
            raise NotInMatter

    def _documents(self) -> Iterator[list[ClioDocument]]:
        yield from _pages(
            self.unread, lambda page: self.client.documents(matter_id=self.matter_id, page=page)
        )

    def _notes(self) -> Iterator[list[ClioNote]]:
        yield from _pages(self.unread, lambda page: self.client.notes(matter_id=self.matter_id, page=page))

    def _is_theirs(self, note: ClioNote) -> bool:
        return note.id not in self.our_notes and not is_marked(note.detail) and bool(note.detail.strip())

    def _document(self, document: ClioDocument) -> There:
        assert document.latest is not None
        return There(
            kind=RecordKind.DOCUMENT,
            remote_id=version_of_clio(document),
            origin=Origin.CLIO_DOCUMENT,
            filename=document.filename,
            title="",
            size=document.size,
            fetch=_later(self.client.download, document.id, version_id=document.latest.id),
        )

    def _note(self, note: ClioNote) -> There:
        return There(
            kind=RecordKind.NOTE,
            remote_id=f"{note.id}.{plain(note.etag) or stamp(note.updated_at)}",
            origin=Origin.CLIO_NOTE,
            filename=f"{note.subject or note.id}.txt",
            title=note.subject,
            size=None,
            fetch=_later(_encoded, note.subject, note.detail),
        )


def _is_whole(document: ClioDocument) -> bool:
    return document.latest is not None and document.latest.complete and not document.marker


@dataclass
class MyCaseSources(AbstractContextManager["MyCaseSources"]):
    """MyCase dates a document's last change; its versions have no size and no digest."""

    client: MyCase
    case_id: str
    our_notes: set[str]
    our_documents: set[str]
    unread: list[str] = field(default_factory=list)

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def everything(self) -> Iterator[There]:
        for documents in self._documents():
            yield from (self._document(each) for each in documents if self._is_another(each))
        for notes in self._notes():
            yield from (self._note(note) for note in notes if self._is_theirs(note))

    def lists(self) -> Iterator[list[Listed]]:
        """Pages of what there is, by name."""
        for documents in self._documents():
            yield listed_in_mycase(documents, of=self.case_id)
        for notes in self._notes():
            yield listed_mycase_notes(notes, of=self.case_id)

    def one(self, kind: RecordKind, remote_id: str) -> Iterator[There]:
        """The newest version of one record, or nothing where that has nothing in it. Raises NotInMatter."""
        if kind == RecordKind.DOCUMENT:
            document = self.client.document(remote_id)
            self._check_is_here(document)
            yield from map(self._document, filter(self._is_another, [document]))
        else:
            note = self.client.note(remote_id)
            self._check_is_here(note)
            yield from map(self._note, filter(self._is_theirs, [note]))

    def _check_is_here(self, found: MyCaseDocument | MyCaseNote) -> None:
        if found.case_id != self.case_id:
            raise NotInMatter

    def _documents(self) -> Iterator[list[MyCaseDocument]]:
        yield from _pages(self.unread, lambda page: self.client.documents(case_id=self.case_id, page=page))

    def _notes(self) -> Iterator[list[MyCaseNote]]:
        yield from _pages(self.unread, lambda page: self.client.notes(case_id=self.case_id, page=page))

    def _is_another(self, document: MyCaseDocument) -> bool:
        return document.id not in self.our_documents and not is_marked(document.description)

    def _is_theirs(self, note: MyCaseNote) -> bool:
        return note.id not in self.our_notes and not is_marked(note.text) and bool(note.text.strip())

    def _document(self, document: MyCaseDocument) -> There:
        return There(
            kind=RecordKind.DOCUMENT,
            remote_id=version_of_mycase(document),
            origin=Origin.MYCASE_DOCUMENT,
            filename=document.filename,
            title="",
            size=None,
            fetch=_later(self.client.download, document.id),
        )

    def _note(self, note: MyCaseNote) -> There:
        return There(
            kind=RecordKind.NOTE,
            remote_id=f"{note.id}.{stamp(note.updated_at)}",
            origin=Origin.MYCASE_NOTE,
            filename=f"{note.subject or note.id}.txt",
            title=note.subject,
            size=None,
            fetch=_later(_encoded, note.subject, note.text),
        )


def _pages(unread: list[str], read: Callable[[str], Any]) -> Iterator[list[Any]]:
    """The items of each page of a list. Ids of those that make no sense are added to ``unread``."""
    for found in pages(read):
        unread += [each.id for each in found.unread]
        yield found.items


def reach(connection: Connection, remote_id: str) -> ClioSources | MyCaseSources:
    notes = delivered(connection, RecordKind.NOTE)
    if connection.vendor == Vendor.CLIO:
        return ClioSources(connect_clio(connection), remote_id, notes)
    documents = delivered(connection, RecordKind.DOCUMENT)
    return MyCaseSources(connect_mycase(connection), remote_id, notes, documents)


def check_whole(place: ClioSources | MyCaseSources) -> None:
    """Raises Transient ``garbled`` where something in the lists that were read makes no sense: the rest was taken."""
    if place.unread:
        raise Transient(
            Fault.GARBLED, _("Something in the list there makes no sense. Everything else in it was read.")
        )


def _later(read: Callable[..., Sensitive[bytes]], *given: str, **more: str) -> Callable[[], Sensitive[bytes]]:
    return lambda: read(*given, **more)


def _encoded(subject: str, text: str) -> Sensitive[bytes]:
    return Sensitive((f"{subject}\n\n{text}\n" if subject else f"{text}\n").encode())
