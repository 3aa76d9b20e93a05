"""From MyCase's JSON to types. A field that vanished or changed its kind is an answer that makes no sense."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from apps.core.sensitive import Sensitive
from apps.integrations.errors import Fault
from apps.integrations.fields import identity, moment, said, words
from apps.integrations.http import Answer, fault
from apps.integrations.listed import UNREADABLE, Unread, one_by_one
from apps.integrations.mycase.types import (
    Appointment,
    Case,
    Client,
    Document,
    Firm,
    Note,
    Page,
    Staff,
    Subscription,
    TimeEntry,
    Upload,
)

T = TypeVar("T")
NEXT = re.compile(r"<([^>]+)>\s*;\s*rel=\"?next\"?")


def one(answer: Answer, read: Callable[[dict], T]) -> T:
    body = answer.json()
    return _careful(lambda: read(body), answer)


def record(answer: Answer, read: Callable[[dict], T]) -> T | Unread:
    """The single record of an answer, or that no sense can be made of it."""

    def whole() -> T | Unread:
        found, unread = one_by_one([answer.json()], read, of=identity, within=_case_id)
        return found[0] if found else unread[0]

    return _careful(whole, answer)


def page(answer: Answer, read: Callable[[dict], T]) -> Page[T]:
    """The records of a bare array, and the page that the ``Link`` header names next."""
    body = answer.json()

    def whole() -> Page[T]:
        if not isinstance(body, list):
            raise TypeError
        following = NEXT.search(answer.headers.get("link", ""))
        return Page([read(item) for item in body], following[1] if following else "")

    return _careful(whole, answer)


def records(answer: Answer, read: Callable[[dict], T], *, however_many: bool = False) -> Page[T]:
    """The same, record by record: one that makes no sense is ``unread`` and costs none of the others."""

    def whole() -> Page[T]:
        raw = page(answer, _as_it_is)
        found, unread = one_by_one(raw.items, read, of=identity, within=_case_id, however_many=however_many)
        return Page(found, raw.next, unread)

    return _careful(whole, answer)


def _as_it_is(data: dict) -> dict:
    return data


def _careful(read: Callable[[], T], answer: Answer) -> T:
    found: T | None = None
    try:
        found = read()
    except UNREADABLE:
        found = None
    if found is None:
        raise fault(Fault.GARBLED, status=answer.status, sent="unknown")
    return found


def firm(data: dict) -> Firm:
    return Firm(str(data["name"]))


def staff(data: dict) -> Staff:
    name = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name")).strip()
    return Staff(
        identity(data),
        name,
        str(data.get("email") or "").strip().lower(),
        data.get("active") is not False,
        None if data.get("default_hourly_rate") in (None, "") else float(data["default_hourly_rate"]),
    )


def client(data: dict) -> Client:
    first, last = (str(data.get(part) or "").strip() for part in ("first_name", "last_name"))
    phones = ("cell_phone_number", "work_phone_number", "home_phone_number", "fax_phone_number")
    return Client(
        id=identity(data),
        name=f"{first} {last}".strip(),
        is_company=False,
        first_name=first,
        middle_name=str(data.get("middle_name") or data.get("middle_initial") or "").strip(),
        last_name=last,
        born=str(data.get("birthdate") or ""),
        emails=_present(data.get("email")),
        phones=_present(*(data.get(phone) for phone in phones)),
        addresses=_present(_address(data.get("address"))),
    )


def company(data: dict) -> Client:
    return Client(
        id=identity(data),
        name=said(data, "name").strip(),
        is_company=True,
        emails=_present(data.get("email")),
        phones=_present(data.get("main_phone_number"), data.get("fax_phone_number")),
        addresses=_present(_address(data.get("address"))),
    )


def case(data: dict) -> Case:
    clients = data.get("clients") or data.get("contacts") or []
    leads = [identity(each) for each in data.get("staff") or () if each.get("lead_lawyer") is True]
    return Case(
        id=identity(data),
        number=str(data.get("case_number") or ""),
        name=said(data, "name"),
        status=said(data, "status").lower(),
        practice_area=str(data.get("practice_area") or ""),
        client_ids=tuple(identity(each) for each in clients),
        company_ids=tuple(identity(each) for each in data.get("companies") or ()),
        lead=leads[0] if len(leads) == 1 else "",
        office_province=str(((data.get("office") or {}).get("address") or {}).get("state") or ""),
        opened_on=_day(data.get("opened_date")),
        closed_on=_day(data.get("closed_date")),
        limitation_on=_day(data.get("sol_date")),
        updated_at=moment(data.get("updated_at")),
    )


def whose(received: Sensitive[bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clients and companies that a case names, of which no other sense can be made; none where that is not told
    either."""
    try:
        data = json.loads(received.reveal())[0]
        clients = data.get("clients") or data.get("contacts") or []
        companies = data.get("companies") or []
        return tuple(identity(each) for each in clients), tuple(identity(each) for each in companies)
    except UNREADABLE:
        return (), ()


def note(data: dict) -> Note:
    return Note(
        id=identity(data),
        subject=str(data["subject"] or ""),
        text=str(data["note"] or ""),
        updated_at=moment(data.get("updated_at")),
        case_id=_case_id(data),
    )


def note_to_search(data: dict) -> Note:
    """A note for what it says. Raises KeyError where it does not say that it says nothing."""
    return Note(identity(data), subject="", text=words(data["note"]), updated_at=None)


def document_to_search(data: dict) -> Document:
    """A document for its description. Raises KeyError where it does not say that it has none."""
    return Document(identity(data), filename="", description=words(data["description"]), updated_at=None)


def created(data: dict) -> str:
    return identity(data)


def document(data: dict) -> Document:
    return Document(
        id=identity(data),
        filename=str(data.get("filename") or data.get("name") or ""),
        description=str(data.get("description") or ""),
        updated_at=moment(data.get("updated_at")),
        case_id=_case_id(data),
    )


def task(data: dict) -> Appointment:
    return Appointment(
        id=identity(data),
        case_id=_case_id(data),
        title=" ".join(str(data["name"] or "").split()),
        at=None,
        day=_day(data["due_date"]),
        done=data.get("completed") is True,
    )


def event(data: dict) -> Appointment:
    """A whole day's event is read by its day: its hour is midnight somewhere."""
    whole = data.get("all_day") is True
    return Appointment(
        id=identity(data),
        case_id=_case_id(data),
        title=" ".join(str(data["name"] or "").split()),
        at=None if whole else moment(data["start"]),
        day=_day(data["start"]) if whole else None,
    )


def time_entry(data: dict) -> TimeEntry:
    return TimeEntry(
        id=identity(data),
        case_id=_case_id(data),
        staff_id=identity(data["staff"]),
        day=date.fromisoformat(str(data["entry_date"])[:10]),
        minutes=round(60 * float(data["hours"])),
        billable=data.get("billable") is not False,
        description=str(data["description"] or ""),
    )


def subscription(data: dict) -> Subscription:
    return Subscription(id=identity(data), url=str(data["url"]), model=str(data["model"]))


def upload(data: dict) -> Upload:
    """Of a new document."""
    return Upload(identity(data), str(data["put_url"]), _headers(data["put_headers"]))


def upload_again(data: dict) -> Upload:
    """Of a new version, which names its document."""
    return Upload(identity(data["document"]), str(data["put_url"]), _headers(data["put_headers"]))


def _headers(given: dict) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in given.items())


def _case_id(data: dict) -> str:
    case = data.get("case")
    return identity(case) if case else ""


def _present(*values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value).strip() for value in values if value and str(value).strip()))


def _address(data: dict | None) -> str:
    parts = ((data or {}).get(name) for name in ("address1", "address2", "city", "state", "zip_code"))
    return ", ".join(str(part).strip() for part in parts if part and str(part).strip())


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
