"""MyCase's records, as far as they are used. Ids are text here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from apps.integrations.listed import Unread

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. ``next`` is MyCase's own address of the page after it (good for three days), or empty."""

    items: list[T]
    next: str = ""
    unread: tuple[Unread, ...] = ()
    """Records that make no sense, of a list that is read one by one."""


@dataclass(frozen=True)
class Firm:
    """MyCase gives a firm a name and no id; the id came with the tokens."""

    name: str


@dataclass(frozen=True)
class Staff:
    id: str
    name: str
    email: str = field(repr=False)
    active: bool = True
    rate: float | None = field(default=None, repr=False)
    """The hourly rate on file, in the account's currency."""


@dataclass(frozen=True)
class Client:
    id: str
    name: str = field(repr=False)
    is_company: bool
    first_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    born: str = field(default="", repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Case:
    """``lead`` is the id of the staff member who leads it, or empty. ``status`` is open or closed."""

    id: str
    number: str
    name: str = field(repr=False)
    status: str
    practice_area: str
    client_ids: tuple[str, ...]
    company_ids: tuple[str, ...]
    lead: str
    office_province: str
    opened_on: date | None
    closed_on: date | None
    updated_at: datetime | None
    limitation_on: date | None = None


@dataclass(frozen=True)
class Note:
    id: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    updated_at: datetime | None
    case_id: str = ""


@dataclass(frozen=True)
class Document:
    id: str
    filename: str = field(repr=False)
    description: str = field(repr=False)
    updated_at: datetime | None
    case_id: str = ""


@dataclass(frozen=True)
class Upload:
    """Where the bytes of a document go. The address is signed: whoever holds it can write there."""

    document_id: str
    put_url: str = field(repr=False)
    put_headers: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True)
class Appointment:
    """A task's due date or an event's start. ``case_id`` is empty for one that is of no case."""

    id: str
    case_id: str
    title: str = field(repr=False)
    at: datetime | None
    day: date | None
    """Of a task, or of an event that takes the whole day; ``at`` is of the others."""
    done: bool = False


@dataclass(frozen=True)
class TimeEntry:
    """A person's time on a case."""

    id: str
    case_id: str
    staff_id: str
    day: date
    minutes: int
    billable: bool
    description: str = field(repr=False)


@dataclass(frozen=True)
class Subscription:
    """What MyCase posts about, and where. Its key is not kept: how it signs is not known."""

    id: str
    url: str = field(repr=False)
    model: str
