"""Clio whole, and what tests and the demonstration put in and look up."""

import base64
from collections.abc import Iterable
from typing import Any

from . import render
from .base import Refused
from .documents import Documents
from .oauth import Authorizing
from .store import Row, Store
from .webhooks import Webhooks

# In an order in which everything points at something that is there already.
LOADED = {
    "users": "user", "groups": "group", "practice_areas": "practice_area", "matter_stages": "matter_stage",
    "document_categories": "document_category", "task_types": "task_type",
    "expense_categories": "expense_category", "activity_descriptions": "activity_description",
    "custom_fields": "custom_field", "calendars": "calendar", "contacts": "contact", "matters": "matter",
    "relationships": "relationship", "folders": "folder", "documents": "document", "notes": "note",
    "tasks": "task", "calendar_entries": "calendar_entry", "communications": "communication",
    "activities": "activity",
}  # fmt: skip


class Clio(Authorizing, Documents, Webhooks):
    own_faults = {
        "limited_200", "limited_date", "late_commit", "expired_put_url", "us_upload_host",
        "rotated_refresh_token", "upload_timeout", "declined",
    }  # fmt: skip
    controls = {"load", "created", "token", "handshake", "shake", "delivery", "answered"}

    def load(self, dataset: dict[str, Any], region: str = "ca") -> dict[str, int]:
        """Put a firm in: ``{"account": {...}, "users": [...], "contacts": [...], "matters": [...], ...}``.

        Records have Clio's field names; an ``id`` is kept, a missing one is given. Documents carry their
        bytes as ``content`` (bytes) or ``content_base64`` (text). Returns how many of each came in. Raises
        ValueError for an unknown list, an id taken twice, or a reference to nothing; then nothing is kept.
        """
        if unknown := set(dataset) - set(LOADED) - {"account"}:
            raise ValueError(f"a Clio dataset has no {', '.join(sorted(unknown))}")
        with self.lock:
            store, objects = self.stores[region], dict(self.storage.objects)
            before = {kind: dict(rows) for kind, rows in store.rows.items()}
            try:
                return self._load(store, region, dataset)
            except (ValueError, Refused):
                store.rows, self.storage.objects = before, objects
                raise

    def created(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind that came in through the API, in order, also what is not visible yet.

        Kinds are Clio's words in the singular: ``note``, ``document``, ``document_version``, ``task``.
        """
        store = self.stores["ca"]
        if kind not in store.rows:
            raise ValueError(f"Clio has no kind {kind!r}")
        return [render.in_full(store, row) for row in _by_id(store.rows[kind].values()) if row.made_by_api]

    def content(self, document: int) -> bytes:
        """The bytes of a document's latest whole version. Raises LookupError when there is none."""
        row = self.stores["ca"].rows["document"][document]
        version = self.stores["ca"].latest_version(row)
        if version is None or not version.data["fully_uploaded"]:
            raise LookupError("nothing was uploaded")
        return self._bytes(version)

    def _load(self, store: Store, region: str, dataset: dict[str, Any]) -> dict[str, int]:
        store.keep_clear(int(r.get("id", 0)) for name in LOADED for r in dataset.get(name) or ())
        account = dataset.get("account")
        if account:
            store.add("account", account, by_api=False)
        for name, kind in LOADED.items():
            for record in dataset.get(name) or ():
                self._put_in(store, region, kind, dict(record))
        return {name: len(dataset[name]) for name in LOADED if dataset.get(name)}

    def _put_in(self, store: Store, region: str, kind: str, record: dict[str, Any]) -> None:
        content, encoded = record.pop("content", None), record.pop("content_base64", None)
        if kind == "user" and "account" not in record and store.rows["account"]:
            record["account"] = {"id": min(store.rows["account"])}
        row = store.add(kind, record, by_api=False)
        for name, target in row.kind.one.items():
            held = row.data.get(name)
            if isinstance(held, dict) and "id" in held and store.point(target, held) is None:
                raise ValueError(f"{kind} {row.id} points at a {name} that is not there")
        if kind == "document":
            if content is None and encoded is None:
                raise ValueError(f"document {row.id} has no content")
            held = base64.b64decode(encoded or "") if content is None else content
            self._plant(store_row=row, region=region, content=held)


def _by_id(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.id)
