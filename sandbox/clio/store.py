"""One account's records: adding, changing, finding, and what appears when.

A record made through the API may be committed late (``exists_from``) and may appear in lists and searches
later than it can be read by id (``found_from``), as on any vendor with a search index.
"""

import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock

from .kinds import KINDS, LABELS, Kind

POLYMORPHIC = {"Matter": "matter", "Contact": "contact", "User": "user", "Folder": "folder",
               "Document": "document", "Calendar": "calendar", "Person": "contact",
               "Company": "contact"}  # fmt: skip


@dataclass
class Row:
    kind: Kind
    id: int
    data: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    exists_from: datetime
    found_from: datetime
    made_by_api: bool = False
    revision: int = 1
    kept: dict[str, Any] = field(default_factory=dict)  # what the stand-in alone knows (upload keys, secrets)

    @property
    def etag(self) -> str:
        """With its quotation marks, as it stands in the body and in the header."""
        text = f"{self.kind.name}:{self.id}:{self.revision}"
        return f'"{hashlib.md5(text.encode()).hexdigest()}"'

    def value(self, place: str) -> Any:
        """The value at a dotted place, None when any step is missing."""
        first, _, rest = place.partition(".")
        found = {
            "id": self.id,
            "created_at": stamp(self.created_at),
            "updated_at": stamp(self.updated_at),
        }.get(first, self.data.get(first))
        return found.get(rest) if rest and isinstance(found, dict) else None if rest else found


def stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


class Store:
    """Records by kind and id. Not thread-safe of itself: the vendor holds its lock."""

    def __init__(self, clock: Clock, first_id: int) -> None:
        self.clock = clock
        self.rows: dict[str, dict[int, Row]] = {name: {} for name in KINDS}
        self._next = first_id

    def take_id(self) -> int:
        self._next += 1
        return self._next

    def keep_clear(self, numbers: Iterable[int]) -> None:
        """Give out no id up to the largest of these: they are about to come with records of their own."""
        self._next = max(self._next, *numbers, 0)

    def add(
        self,
        kind: str,
        data: dict[str, Any],
        *,
        by_api: bool = True,
        lag: float = 0,
        late: float = 0,
    ) -> Row:
        """Keep a record. ``late`` and ``lag`` are seconds until it exists and until lists show it."""
        data = copy.deepcopy(data)
        now = self.clock.now()
        given = data.pop("id", None)
        number = int(given) if given is not None else self.take_id()
        if number in self.rows[kind]:
            raise ValueError(f"there is a {kind} {number} already")
        self._next = max(self._next, number)
        exists = now + timedelta(seconds=late)
        made = _instant(data.pop("created_at", None)) or now
        changed = _instant(data.pop("updated_at", None)) or made
        found = exists + timedelta(seconds=lag)
        row = Row(KINDS[kind], number, data, made, changed, exists, found, by_api)
        self.rows[kind][number] = row
        if kind == "document_version" and (document := self.rows["document"].get(data["document_id"])):
            document.kept.setdefault("versions", []).append(row)
        self.settle(row)
        return row

    def change(self, row: Row, data: dict[str, Any]) -> None:
        row.data.update(copy.deepcopy(data))
        row.updated_at = self.clock.now()
        row.revision += 1
        self.settle(row)

    def get(self, kind: str, number: object) -> Row | None:
        """A record that exists by now; None otherwise, and for anything that is not an id."""
        try:
            row = self.rows[kind].get(int(str(number)))
        except ValueError:
            return None
        return row if row and row.exists_from <= self.clock.now() and not row.kept.get("gone") else None

    def found(self, kind: str) -> list[Row]:
        """What lists show by now, by id."""
        now = self.clock.now()
        rows = [row for row in self.rows[kind].values() if row.found_from <= now and not row.kept.get("gone")]
        return sorted(rows, key=lambda row: row.id)

    def versions(self, document: Row) -> list[Row]:
        there = self.rows["document_version"]
        return sorted((v for v in document.kept.get("versions", ()) if v.id in there), key=lambda v: v.id)

    def latest_version(self, document: Row) -> Row | None:
        """The newest whole version, or the newest at all while none is whole."""
        versions = self.versions(document)
        return next(
            (v for v in reversed(versions) if v.data["fully_uploaded"]), versions[-1] if versions else None
        )

    def point(self, kind: str, reference: Any) -> Row | None:
        """The record that ``{"id": 1}`` or ``{"id": 1, "type": "Matter"}`` means."""
        if not isinstance(reference, dict):
            return None
        if kind == "party":
            kind = POLYMORPHIC.get(str(reference.get("type")), "")
        return self.get(kind, reference.get("id")) if kind in self.rows else None

    def matter_of(self, row: Row | None) -> tuple[dict | None, dict | None]:
        """The matter and the contact that a document or folder lies under, through its parents."""
        while row is not None and row.kind.name in ("folder", "document"):
            parent = row.data.get("parent")
            if row.data.get("matter") or row.data.get("contact"):
                return row.data.get("matter"), row.data.get("contact")
            row = self.point("party", parent)
        if row is not None and row.kind.name == "matter":
            return {"id": row.id}, None
        return (None, {"id": row.id}) if row is not None and row.kind.name == "contact" else (None, None)

    def settle(self, row: Row) -> None:
        """Fill what Clio works out itself."""
        if work := SETTLE.get(row.kind.name):
            work(self, row)
        for name in ("addresses", "email_addresses", "phone_numbers", "web_sites", "external_properties"):
            for item in row.data.get(name) or ():
                item.setdefault("id", self.take_id())


def _instant(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else text


def _contact(store: Store, row: Row) -> None:
    data = row.data
    data.setdefault("type", "Person")
    if data["type"] == "Person" and (data.get("first_name") or data.get("last_name")):
        data["name"] = " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
    data["initials"] = "".join(word[0] for word in str(data.get("name") or "").split()[:2]).upper()
    for field_name, place in (("email_addresses", "address"), ("phone_numbers", "number")):
        first = next(iter(data.get(field_name) or ()), None)
        if first:
            data[f"primary_{'email_address' if place == 'address' else 'phone_number'}"] = first.get(place)


def _matter(store: Store, row: Row) -> None:
    data = row.data
    data["status"] = str(data.get("status") or "Open").capitalize()
    data.setdefault("number", row.id)
    client = store.point("contact", data.get("client"))
    last = str(client.data.get("last_name") or client.data.get("name")) if client else "Matter"
    data.setdefault("display_number", f"{data['number']:05}-{last}")
    data["client_id"] = client.id if client else None
    if client:
        client.data["is_client"] = True
    data.setdefault("billable", True)
    data.setdefault("maildrop_address", f"{row.id:x}@maildrop.invalid")
    if "folder" not in data:
        folder = store.add(
            "folder",
            {"name": data["display_number"], "type": "Folder", "root": True, "matter": {"id": row.id}},
            by_api=False,
        )
        data["folder"] = {"id": folder.id}
    _custom_values(store, row)


def _custom_values(store: Store, row: Row) -> None:
    for value in row.data.get("custom_field_values") or ():
        known = store.point("custom_field", value.get("custom_field"))
        if known:
            value.setdefault("id", f"{known.data['field_type']}-{store.take_id()}")
            value["field_type"], value["field_name"] = known.data["field_type"], known.data["name"]


def _user(store: Store, row: Row) -> None:
    data = row.data
    if not data.get("name"):
        data["name"] = " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
    for name, value in (("enabled", True), ("roles", []), ("subscription_type", "Attorney")):
        data.setdefault(name, value)


def _note(store: Store, row: Row) -> None:
    row.data.setdefault("detail_text_type", "plain_text")
    row.data.setdefault("date", row.created_at.date().isoformat())
    row.data.setdefault("time_entries_count", 0)
    row.data["type"] = str(row.data.get("type") or "Matter").capitalize()


def _filed(store: Store, row: Row) -> None:
    data = row.data
    data.setdefault("type", row.kind.name.capitalize())
    data.setdefault("locked", False)
    data.setdefault("deleted_at", None)
    if not data.get("root"):
        data["matter"], data["contact"] = store.matter_of(store.point("party", data.get("parent")))


def _task(store: Store, row: Row) -> None:
    for name, value in (("status", "pending"), ("priority", "Normal"), ("permission", "public")):
        row.data.setdefault(name, value)


def _contact_values(store: Store, row: Row) -> None:
    _contact(store, row)
    _custom_values(store, row)


SETTLE: dict[str, Callable[[Store, Row], None]] = {
    "contact": _contact_values, "matter": _matter, "user": _user, "note": _note,
    "document": _filed, "folder": _filed, "task": _task,
}  # fmt: skip


def faults_of(kind: Kind, data: dict[str, Any]) -> Iterator[str]:
    """Labels that Clio does not know; it minds their case."""
    for name, labels in LABELS.items():
        for item in data.get(name) or ():
            if kind.name == "contact" and (not isinstance(item, dict) or item.get("name") not in labels):
                yield f"{name} need a name out of {', '.join(sorted(labels))}"


def fingerprint(value: Any) -> str:
    """A tag for something embedded, which has no revision of its own."""
    text = json.dumps(value, sort_keys=True, default=str)
    return f'"{hashlib.md5(text.encode()).hexdigest()}"'
