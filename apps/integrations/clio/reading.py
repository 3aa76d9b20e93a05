"""From Clio's JSON to types. A field that vanished or changed its kind is an answer that makes no sense."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from apps.core.sensitive import Sensitive
from apps.integrations.clio.types import (
    Account,
    Appointment,
    Contact,
    Document,
    Matter,
    Note,
    Page,
    Relationship,
    TimeEntry,
    Upload,
    User,
    Version,
    Webhook,
)
from apps.integrations.errors import Fault
from apps.integrations.fields import identity, moment, said, words
from apps.integrations.http import Answer, fault
from apps.integrations.listed import UNREADABLE, one_by_one

T = TypeVar("T")
EXTERNAL_PROPERTY = "firmai"


def one(answer: Answer, read: Callable[[dict], T]) -> T:
    """The single record of an answer."""
    return _careful(lambda: read(_data(answer)["data"]), answer)


def page(answer: Answer, read: Callable[[dict], T]) -> Page[T]:
    """The records of a list and the address of the next page."""

    def whole() -> Page[T]:
        body = _data(answer)
        paging = (body.get("meta") or {}).get("paging") or {}
        return Page([read(item) for item in body["data"]], str(paging.get("next") or ""))

    return _careful(whole, answer)


def records(answer: Answer, read: Callable[[dict], T], *, however_many: bool = False) -> Page[T]:
    """The same, record by record: one that makes no sense is ``unread`` and costs none of the others."""

    def whole() -> Page[T]:
        raw = page(answer, _as_it_is)
        found, unread = one_by_one(raw.items, read, of=identity, within=_matter_id, however_many=however_many)
        return Page(found, raw.next, unread)

    return _careful(whole, answer)


def _as_it_is(data: dict) -> dict:
    return data


def _data(answer: Answer) -> dict:
    body = answer.json()
    if isinstance(body, dict) and "metadata" in body and isinstance(body.get("data"), str):
        # Seen once: a refusal for the rate, shaped like a success, its message in base64.
        raise fault(Fault.RATE_LIMITED, status=answer.status)
    return body


def _careful(read: Callable[[], T], answer: Answer) -> T:
    found: T | None = None
    try:
        found = read()
    except UNREADABLE:
        found = None
    if found is None:
        raise fault(Fault.GARBLED, status=answer.status, sent="unknown")
    return found


def account(data: dict) -> Account:
    firm = data["account"]
    return Account(
        id=identity(firm),
        name=str(firm.get("name") or ""),
        person=str(data.get("name") or ""),
        email=_mail(data.get("email")),
        person_id=identity(data),
    )


def user(data: dict) -> User:
    """Whoever was invited and has not come may have no name yet."""
    name = str(data.get("name") or "")
    return User(identity(data), name, _mail(data.get("email")), bool(data.get("enabled")))


def contact(data: dict) -> Contact:
    return Contact(
        id=identity(data),
        name=" ".join(said(data, "name").split()),
        is_company=data.get("type") == "Company",
        first_name=str(data.get("first_name") or ""),
        last_name=str(data.get("last_name") or ""),
        born=str(data.get("date_of_birth") or ""),
        emails=_several(data.get("email_addresses"), "address", data.get("primary_email_address")),
        phones=_several(data.get("phone_numbers"), "number", data.get("primary_phone_number")),
        addresses=tuple(filter(None, (_address(each) for each in data.get("addresses") or ()))),
    )


def matter(data: dict) -> Matter:
    responsible, area, client = (data.get(n) for n in ("responsible_attorney", "practice_area", "client"))
    return Matter(
        id=identity(data),
        etag=str(data.get("etag") or ""),
        display_number=said(data, "display_number"),
        description=str(data.get("description") or ""),
        status=said(data, "status").lower(),
        location=str(data.get("location") or ""),
        practice_area=str((area or {}).get("name") or ""),
        client=contact(client) if client else None,
        responsible_email=_mail((responsible or {}).get("email")),
        opened_on=_day(data.get("open_date")),
        closed_on=_day(data.get("close_date")),
        updated_at=moment(data.get("updated_at")),
    )


def whose(received: Sensitive[bytes]) -> tuple[str, ...]:
    """The client that a matter names, of which no other sense can be made; none where that is not told either."""
    try:
        return (identity(json.loads(received.reveal())[0]["client"]),)
    except UNREADABLE:
        return ()


def relationship(data: dict) -> Relationship:
    return Relationship(
        identity(data), identity(data["matter"]), str(data.get("description") or ""), contact(data["contact"])
    )


def note(data: dict) -> Note:
    return Note(
        id=identity(data),
        etag=str(data.get("etag") or ""),
        subject=str(data.get("subject") or ""),
        detail=str(data.get("detail") or ""),
        updated_at=moment(data.get("updated_at")),
        matter_id=_matter_id(data),
    )


def note_to_search(data: dict) -> Note:
    """A note for what it says. Raises KeyError where it does not say that it says nothing."""
    return Note(identity(data), etag="", subject="", detail=words(data["detail"]), updated_at=None)


def reference(data: dict) -> tuple[str, str]:
    """A time entry's id, and the reference on it."""
    return identity(data), words(data["reference"])


def document_to_search(data: dict) -> Document:
    """A document for whose it is. Raises where that cannot be told."""
    if not isinstance(data["external_properties"], list):
        raise TypeError("properties are a list")
    return document(data)


def task(data: dict) -> Appointment:
    """Whatever its name says, ``due_at`` is a day, of no zone."""
    return Appointment(
        id=identity(data),
        matter_id=_matter_id(data),
        title=" ".join(str(data["name"] or "").split()),
        at=None,
        day=_day(str(data["due_at"] or "")[:10]),
        done=str(data["status"]).lower() == "complete",
        limitation=data.get("statute_of_limitations") is True,
    )


def calendar_entry(data: dict) -> Appointment:
    return Appointment(
        id=identity(data),
        matter_id=_matter_id(data),
        title=" ".join(str(data["summary"] or "").split()),
        at=moment(data["start_at"]),
        all_day=data.get("all_day") is True,
    )


def time_entry(data: dict) -> TimeEntry:
    return TimeEntry(
        id=identity(data),
        day=date.fromisoformat(data["date"]),
        seconds=round(float(data["quantity"])),
        note=str(data["note"] or ""),
        matter_id=_matter_id(data),
        user_id=identity(data["user"]) if data.get("user") else "",
        billable=data.get("non_billable") is not True,
        reference=str(data.get("reference") or ""),
    )


def webhook(data: dict) -> Webhook:
    return Webhook(
        id=identity(data),
        url=str(data["url"]),
        model=str(data["model"]),
        status=str(data["status"]).lower(),
        secret=Sensitive(str(data.get("shared_secret") or "")),
        expires_at=moment(data.get("expires_at")),
    )


def created(data: dict) -> str:
    return identity(data)


def version(data: dict) -> Version:
    size = data.get("size")
    return Version(
        id=identity(data),
        uuid=str(data.get("uuid") or ""),
        size=None if size is None else int(size),
        complete=data["fully_uploaded"] is True,
    )


def document(data: dict) -> Document:
    latest, size = data.get("latest_document_version"), data.get("size")
    return Document(
        id=identity(data),
        etag=str(data.get("etag") or ""),
        filename=str(data.get("filename") or data.get("name") or ""),
        size=None if size is None else int(size),
        content_type=str(data.get("content_type") or ""),
        updated_at=moment(data.get("updated_at")),
        latest=version(latest) if latest else None,
        marker=_marker(data),
        matter_id=_matter_id(data),
        in_trash=bool(data.get("deleted_at")),
    )


def _marker(data: dict) -> str:
    ours = [p["value"] for p in data.get("external_properties") or () if p.get("name") == EXTERNAL_PROPERTY]
    return str(ours[0]) if ours else ""


def etag(data: dict) -> str:
    """Of a record that is about to be changed. Raises ValueError without one."""
    if not (found := data["etag"]):
        raise ValueError("a record has an etag")
    return str(found)


def upload(data: dict) -> Upload:
    begun = data["latest_document_version"]
    return Upload(
        document_id=identity(data),
        etag=etag(data),
        matter_id=_matter_id(data),
        marker=_marker(data),
        version_uuid=str(begun["uuid"]),
        put_url=str(begun["put_url"]),
        put_headers=tuple((str(pair["name"]), str(pair["value"])) for pair in begun["put_headers"]),
    )


def _matter_id(data: dict) -> str:
    matter = data.get("matter")
    return identity(matter) if matter else ""


def _mail(value: Any) -> str:
    return str(value or "").strip().lower()


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _several(listed: Any, name: str, first: Any) -> tuple[str, ...]:
    found = [str(first or "")] + [str(each.get(name) or "") for each in listed or ()]
    return tuple(dict.fromkeys(value.strip() for value in found if value.strip()))


def _address(data: dict) -> str:
    parts = (data.get(name) for name in ("street", "city", "province", "postal_code"))
    return ", ".join(str(part).strip() for part in parts if part and str(part).strip())
