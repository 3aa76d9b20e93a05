"""What a practice system has, in one shape: read page by page from Clio or MyCase."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from apps.core.sensitive import Sensitive
from apps.integrations import queries as vendors
from apps.integrations.clio import reading as clio
from apps.integrations.clio.client import Clio
from apps.integrations.clio.connect import connect as connect_clio
from apps.integrations.clio.types import Appointment, Contact, Page, Relationship
from apps.integrations.clio.types import Matter as ClioMatter
from apps.integrations.errors import OF_ONE_RECORD, Fault, RemoteError, Transient
from apps.integrations.listed import Unread, as_received, pages
from apps.integrations.models import Connection, Vendor
from apps.integrations.mycase import reading as mycase
from apps.integrations.mycase.client import MyCase
from apps.integrations.mycase.connect import connect as connect_mycase
from apps.integrations.mycase.types import Appointment as MyCaseAppointment
from apps.integrations.mycase.types import Case, Client
from apps.matters.deadlines import Due
from apps.matters.models import DeadlineKind
from apps.sync import mapping, words
from apps.sync.listings import listed_documents, listed_in_mycase, listed_notes
from apps.sync.models import RecordKind, WordField
from apps.sync.shapes import Batch, DueThere, Incoming, Odd, Part, Who

DUE = {"tasks": RecordKind.TASK, "calendar": RecordKind.EVENT}


def _batch(kind: RecordKind, found: Any, *more: Odd, **what: Any) -> Batch:
    """Of a vendor's page."""
    odd = (
        ()
        if kind == RecordKind.MATTER
        else tuple(Odd(each.id, each.matter_id, each.received) for each in found.unread)
    )
    return Batch(kind, tuple(each.id for each in found.items), odd + more, next=found.next, **what)


@dataclass
class FromClio(AbstractContextManager["FromClio"]):
    """Clio: matters with their clients, then everybody's parts."""

    client: Clio
    roles: mapping.Meanings = field(default_factory=dict)
    lists: tuple[str, ...] = ("matters", "parts", "tasks", "calendar", "documents", "notes")
    changes: tuple[str, ...] = ("contacts",)
    """Lists that are read only for what changed in them."""

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def page(self, which: str, *, since: datetime | None, page: str) -> Batch:
        if which == "matters":
            found = self.client.matters(since=since, page=page)
            return self._matters(found)
        if which == "parts":
            return self._parts(self.client.relationships(since=since, page=page))
        if which in ("tasks", "calendar"):
            read = self.client.tasks if which == "tasks" else self.client.calendar_entries
            due = read(since=since, page=page)
            return _batch(
                DUE[which], due, due=[_due_in_clio(which, each) for each in due.items if each.matter_id]
            )
        if which == "documents":
            documents = self.client.documents_changed(since=since, page=page)
            within = {each.id: each.matter_id for each in documents.items}
            return _batch(
                RecordKind.DOCUMENT, documents, papers=listed_documents(documents.items), within=within
            )
        notes = self.client.notes_changed(since=since, page=page)
        within = {each.id: each.matter_id for each in notes.items}
        return _batch(RecordKind.NOTE, notes, papers=listed_notes(notes.items), within=within)

    def changed(self, which: str, *, since: datetime, page: str) -> Batch:
        contacts = self.client.contacts(since=since, page=page)
        return _batch(RecordKind.CONTACT, contacts, people=[_contact(each) for each in contacts.items])

    def again(self, ids: Iterable[str]) -> Batch:
        """Matters by id, whether they changed or not. One that is not there is not in it."""
        return self._matters(self.client.matters_by_id(ids))

    def parts_of(self, remote_id: str, *, page: str) -> Batch:
        """A page of everybody's parts in one matter."""
        return self._parts(self.client.relationships(matter_id=remote_id, page=page))

    def _matters(self, found: Page[ClioMatter]) -> Batch:
        whole, unread = self._whole(each.client for each in found.items if each.client)
        odd = [each for each in found.items if each.client and each.client.id in unread]
        return _batch(
            RecordKind.MATTER,
            found,
            *(_odd_in_clio(each.id, each.received, clio.whose(each.received)) for each in found.unread),
            *(
                _odd_in_clio(
                    each.id, as_received(unread[each.client.id]), (each.client.id,), each.display_number
                )
                for each in odd
                if each.client
            ),
            matters=[_from_clio(each, whole) for each in found.items if each not in odd],
        )

    def _parts(self, found: Page[Relationship]) -> Batch:
        whole, unread = self._whole(each.contact for each in found.items)
        odd = [each for each in found.items if each.contact.id in unread]
        parts = [
            Part(
                each.id,
                each.matter_id,
                mapping.role(each.description, self.roles),
                _contact(whole.get(each.contact.id, each.contact)),
            )
            for each in found.items
            if each not in odd
        ]
        return _batch(
            RecordKind.RELATIONSHIP,
            found,
            *(Odd(each.id, each.matter_id, as_received(each, unread[each.contact.id])) for each in odd),
            parts=parts,
        )

    def _whole(self, contacts: Iterable[Contact]) -> tuple[dict[str, Contact], dict[str, Unread]]:
        """People with all that is on file of them, and who cannot be made sense of: of them not all is known that is to
        be replaced. Whoever is not shown to whoever connected is in neither."""
        found = self.client.contacts_by_id({each.id for each in contacts})
        return {each.id: each for each in found.items}, {each.id: each for each in found.unread}


@dataclass
class FromMyCase(AbstractContextManager["FromMyCase"]):
    """MyCase: cases name their clients and staff by id; each is read once in a pull."""

    client: MyCase
    lists: tuple[str, ...] = ("matters", "tasks", "calendar", "documents")
    changes: tuple[str, ...] = ("clients", "companies")
    _staff: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[RecordKind, str], Who | Unread | Fault] = field(default_factory=dict)

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def page(self, which: str, *, since: datetime | None, page: str) -> Batch:
        if which in ("tasks", "calendar"):
            read = self.client.tasks if which == "tasks" else self.client.events
            due = read(since=since, page=page)
            return _batch(
                DUE[which], due, due=[_due_in_mycase(which, each) for each in due.items if each.case_id]
            )
        if which == "documents":
            documents = self.client.documents_changed(since=since, page=page)
            within = {each.id: each.case_id for each in documents.items}
            return _batch(
                RecordKind.DOCUMENT, documents, papers=listed_in_mycase(documents.items), within=within
            )
        found = self.client.cases(since=since, page=page)
        matters, odd = self._cases(found.items)
        limits = [_limitation(each) for each in found.items]
        unread = [
            _odd_in_mycase(each.id, each.received, mycase.whose(each.received)) for each in found.unread
        ]
        return _batch(RecordKind.MATTER, found, *unread, *odd, matters=matters, due=limits)

    def changed(self, which: str, *, since: datetime, page: str) -> Batch:
        read = self.client.clients if which == "clients" else self.client.companies
        kind = RecordKind.CONTACT if which == "clients" else RecordKind.COMPANY
        clients = read(since=since, page=page)
        return _batch(kind, clients, people=[_mycase_client(kind, each) for each in clients.items])

    def again(self, ids: Iterable[str]) -> Batch:
        """Cases by id, whether they changed or not. One that is not there, or not shown, is not in it."""
        found: list[Case] = []
        odd: list[Odd] = []
        senseless: RemoteError | None = None
        for each in ids:
            try:
                case = self.client.case(each)
                if isinstance(case, Unread):
                    odd.append(_odd_in_mycase(each, case.received, mycase.whose(case.received)))
                else:
                    found.append(case)
            except RemoteError as error:
                if error.code == Fault.GARBLED:
                    odd.append(Odd(each, each, None))
                    senseless = error
                elif error.code not in {Fault.NOT_FOUND, Fault.NOT_PERMITTED}:
                    raise
        if senseless is not None and len(odd) > 1 and not found:
            raise senseless
        matters, more = self._cases(found)
        read, limits = tuple(each.id for each in found), [_limitation(each) for each in found]
        return Batch(RecordKind.MATTER, read, (*odd, *more), matters, due=limits)

    def parts_of(self, remote_id: str, *, page: str) -> Batch:
        """A case's clients come with it; MyCase lists nobody else."""
        return Batch(RecordKind.RELATIONSHIP)

    def _cases(self, cases: list[Case]) -> tuple[list[Incoming], list[Odd]]:
        """Cases with their clients, and those of which a client cannot be read, or is not shown.

        Raises RemoteError where of several each has a client of whom no record came: then it is not one case that is
        odd.
        """
        self._emails()
        found: list[Incoming] = []
        odd: list[Odd] = []
        for case in cases:
            people = self._people(case)
            known = [each for each in people if isinstance(each, Who)]
            if len(known) == len(people):
                found.append(self._case(case, known))
            else:
                ids = (case.client_ids, case.company_ids)
                received = None if Fault.GARBLED in people else as_received(ids, people)
                odd.append(_odd_in_mycase(case.id, received, ids, case.number or case.name))
        if len(cases) > 1 and not found and all(each.received is None for each in odd):
            raise Transient(Fault.GARBLED, vendors.failure(Fault.GARBLED))
        return found, odd

    def _people(self, case: Case) -> list[Who | Unread | Fault]:
        people = [self._who(RecordKind.CONTACT, each) for each in case.client_ids]
        return people + [self._who(RecordKind.COMPANY, each) for each in case.company_ids]

    def _case(self, case: Case, people: list[Who]) -> Incoming:
        return Incoming(
            remote_id=case.id,
            etag="",
            number=(case.number or case.name)[:30],
            title=case.name[:200],
            status=case.status,
            area=case.practice_area,
            place=case.office_province,
            client=people[0] if people else None,
            others=tuple(people[1:]),
            responsible_email=self._emails().get(case.lead, ""),
            opened_on=case.opened_on,
        )

    def _who(self, kind: RecordKind, remote_id: str) -> Who | Unread | Fault:
        if (kind, remote_id) not in self._known:
            self._known[kind, remote_id] = self._asked(kind, remote_id)
        return self._known[kind, remote_id]

    def _asked(self, kind: RecordKind, remote_id: str) -> Who | Unread | Fault:
        read = self.client.client if kind == RecordKind.CONTACT else self.client.company
        try:
            found = read(remote_id)
        except RemoteError as error:
            if error.code not in OF_ONE_RECORD | {Fault.GARBLED}:
                raise
            return Fault(error.code)
        return found if isinstance(found, Unread) else _mycase_client(kind, found)

    def _emails(self) -> dict[str, str]:
        if not self._staff:
            everybody = [each for found in pages(self.client.staff) for each in found.items]
            self._staff = {each.id: each.email for each in everybody} or {"": ""}
        return self._staff


def reach(connection: Connection) -> FromClio | FromMyCase:
    """The practice system behind a connection. Close it, or use it as a context manager."""
    if connection.vendor == Vendor.CLIO:
        return FromClio(connect_clio(connection), roles=words.meanings(connection, WordField.ROLE))
    return FromMyCase(connect_mycase(connection))


def _odd_in_clio(matter_id: str, received: Sensitive[bytes], clients: Iterable[str], number: str = "") -> Odd:
    named = tuple((RecordKind.CONTACT, each) for each in clients)
    return Odd(matter_id, matter_id, received, number, named)


def _odd_in_mycase(
    case_id: str,
    received: Sensitive[bytes] | None,
    whose: tuple[tuple[str, ...], tuple[str, ...]],
    number: str = "",
) -> Odd:
    named = [(RecordKind.CONTACT, each) for each in whose[0]]
    named += [(RecordKind.COMPANY, each) for each in whose[1]]
    return Odd(case_id, case_id, received, number, tuple(named))


def _due_in_clio(which: str, found: Appointment) -> DueThere:
    kind = DeadlineKind.TASK if which == "tasks" else DeadlineKind.EVENT
    if found.limitation:
        kind = DeadlineKind.LIMITATION
    if found.done:
        return DueThere(found.matter_id, Due(kind, found.id, found.title, None, None))
    day = found.at.date() if found.all_day and found.at else found.day
    return DueThere(found.matter_id, Due(kind, found.id, found.title, None if day else found.at, day))


def _due_in_mycase(which: str, found: MyCaseAppointment) -> DueThere:
    kind = DeadlineKind.TASK if which == "tasks" else DeadlineKind.EVENT
    at, day = (None, None) if found.done else (found.at, found.day)
    return DueThere(found.case_id, Due(kind, found.id, found.title, at, day))


def _limitation(case: Case) -> DueThere:
    """MyCase keeps one limitation date on the case itself. It does not end with the case."""
    return DueThere(case.id, Due(DeadlineKind.LIMITATION, case.id, "", None, case.limitation_on))


def _from_clio(matter: ClioMatter, whole: dict[str, Contact]) -> Incoming:
    client = _contact(whole.get(matter.client.id, matter.client)) if matter.client else None
    return Incoming(
        remote_id=matter.id,
        etag=matter.etag,
        number=matter.display_number[:30],
        title=" ".join((matter.description or matter.display_number).split())[:200],
        status=matter.status,
        area=matter.practice_area,
        place=matter.location,
        client=client,
        others=(),
        responsible_email=matter.responsible_email,
        opened_on=matter.opened_on,
    )


def _contact(contact: Contact) -> Who:
    return Who(
        kind=RecordKind.CONTACT,
        remote_id=contact.id,
        name=contact.name[:200],
        is_organization=contact.is_company,
        aliases=_aliases(contact.name, contact.first_name, contact.last_name),
        identifiers=_identifiers(contact),
    )


def _mycase_client(kind: RecordKind, client: Client) -> Who:
    return Who(
        kind=kind,
        remote_id=client.id,
        name=client.name[:200],
        is_organization=client.is_company,
        aliases=_whole_name(client),
        identifiers=_identifiers(client),
    )


def _aliases(name: str, first: str, last: str) -> tuple[str, ...]:
    """The name without what stands in the middle of it, where that is another one."""
    short = f"{first} {last}".strip()
    return (short,) if first and last and short != name else ()


def _whole_name(client: Client) -> tuple[str, ...]:
    """MyCase's names come in parts, and who is called by two of them is called by all three in documents."""
    parts = (client.first_name, client.middle_name, client.last_name)
    return (" ".join(filter(None, parts)),) if client.middle_name else ()


def _identifiers(who: Contact | Client) -> dict[str, Any]:
    """In the shape that ``matters.add_party`` keeps sealed and minimisation reads."""
    several = {"emails": list(who.emails), "phones": list(who.phones), "addresses": list(who.addresses)}
    found: dict[str, Any] = {name: values for name, values in several.items() if values}
    return found | ({"born": who.born} if who.born else {})
