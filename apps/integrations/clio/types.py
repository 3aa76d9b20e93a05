"""Clio's records, as far as they are used. Ids are text here; sentences and names are the vendor's."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from apps.core.sensitive import Sensitive
from apps.integrations.listed import Unread

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. ``next`` is Clio's own address of the page after it, or empty."""

    items: list[T]
    next: str = ""
    unread: tuple[Unread, ...] = ()
    """Records that make no sense, of a list that is read one by one."""


@dataclass(frozen=True)
class Account:
    """The firm that a connection reaches, and who connected it."""

    id: str
    name: str
    person: str
    email: str
    person_id: str


@dataclass(frozen=True)
class User:
    id: str
    name: str
    email: str
    enabled: bool


@dataclass(frozen=True)
class Contact:
    """A person or company with what identifies it. Everything beyond id, name and type is personal information."""

    id: str
    name: str
    is_company: bool
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    born: str = field(default="", repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Matter:
    """``status`` is open, pending or closed."""

    id: str
    etag: str
    display_number: str
    description: str = field(repr=False)
    status: str
    location: str
    practice_area: str
    client: Contact | None
    responsible_email: str = field(repr=False)
    opened_on: date | None
    closed_on: date | None
    updated_at: datetime | None


@dataclass(frozen=True)
class Relationship:
    """A contact's part in a matter, in the firm's own words."""

    id: str
    matter_id: str
    description: str = field(repr=False)
    contact: Contact


@dataclass(frozen=True)
class Note:
    """``detail`` is empty in a list of what changed; ``matter_id`` is empty in a list of one matter's."""

    id: str
    etag: str
    subject: str = field(repr=False)
    detail: str = field(repr=False)
    updated_at: datetime | None
    matter_id: str = ""


@dataclass(frozen=True)
class Appointment:
    """A task's due date or a calendar entry's start. ``matter_id`` is empty for one that is of no matter."""

    id: str
    matter_id: str
    title: str = field(repr=False)
    at: datetime | None
    """When it begins; None for a task, which has a day."""
    day: date | None = None
    """On which a task is due, where it has a date."""
    all_day: bool = False
    done: bool = False
    limitation: bool = False
    """Clio's own mark that this is a limitation date."""


@dataclass(frozen=True)
class TimeEntry:
    """A person's time. ``reference`` is a field that no bill shows."""

    id: str
    day: date
    seconds: int
    note: str = field(repr=False)
    matter_id: str
    user_id: str
    billable: bool
    reference: str = ""


@dataclass(frozen=True)
class Webhook:
    """A subscription. ``status`` is pending until the address has shaken hands, then enabled, or suspended."""

    id: str
    url: str = field(repr=False)
    model: str
    status: str
    secret: Sensitive[str] = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True)
class Version:
    id: str
    uuid: str
    size: int | None
    complete: bool


@dataclass(frozen=True)
class Document:
    """``marker`` is our own external property where Clio returned it."""

    id: str
    etag: str
    filename: str = field(repr=False)
    size: int | None
    content_type: str
    updated_at: datetime | None
    latest: Version | None
    marker: str = ""
    matter_id: str = ""
    in_trash: bool = False
    """Said of a document that is asked for by its id; lists leave out what is in the trash."""


@dataclass(frozen=True)
class Upload:
    """Where the bytes of a begun document go. The address is signed: whoever holds it can write there."""

    document_id: str
    etag: str
    matter_id: str
    marker: str
    """What the document is as it was begun: its state, where it lies, and which of our deliveries it is."""
    version_uuid: str
    put_url: str = field(repr=False)
    put_headers: tuple[tuple[str, str], ...] = field(repr=False)
