"""MyCase whole: webhooks' subscriptions, and what tests and the demonstration put in and look up."""

import base64
import json
from typing import Any

from sandbox.deliveries import Delivery
from sandbox.http import Request, Response

from .base import Refused, at, routes
from .documents import Documents
from .kinds import KINDS
from .oauth import Authorizing

MODELS = {"case", "client", "company", "event", "lead", "message"}
ACTIONS = {"created", "updated", "deleted"}
# In an order in which everything points at something that is there already.
LOADED = {
    "staff": "staff", "case_roles": "case_role", "practice_areas": "practice_area", "case_stages": "case_stage",
    "custom_fields": "custom_field", "clients": "client", "companies": "company", "cases": "case",
    "notes": "note", "documents": "document", "events": "event", "tasks": "task",
    "time_entries": "time_entry",
}  # fmt: skip


class MyCase(Authorizing, Documents):
    own_faults = {"late_commit", "expired_put_url", "forbidden"}
    controls = {"load", "created", "token", "delivery"}

    @routes("GET", "/v1/webhooks/subscriptions", operation="webhooks.list")
    def list_subscriptions(self, request: Request) -> Response:
        return Response.json(list(self.subscriptions.values()))

    @routes("POST", "/v1/webhooks/subscriptions", operation="webhooks.create")
    def subscribe(self, request: Request) -> Response:
        given = self.body(request)
        for name in ("model", "url", "actions"):
            if not given.get(name):
                raise at(name, f"{name} is required.")
        if given["model"] not in MODELS:
            raise at("model", f"model is one of {', '.join(sorted(MODELS))}.")
        if set(given["actions"]) - ACTIONS:
            raise at("actions", f"actions are of {', '.join(sorted(ACTIONS))}.")
        number = str(self.take_id())
        told = {"id": number, "model": given["model"], "url": given["url"], "actions": list(given["actions"])}
        self.subscriptions[number] = {**told, "hmac_key": self.identifier("hmac", number, length=40)}
        return Response.json(self.subscriptions[number], 201)

    @routes("DELETE", "/v1/webhooks/subscriptions/{id}", operation="webhooks.delete")
    def unsubscribe(self, request: Request) -> Response:
        if self.subscriptions.pop(request.params["id"], None) is None:
            raise Refused(404)
        return Response(204)

    def delivery(self, subscription: str, action: str, record: int) -> Delivery:
        """A delivery in the form that was seen. How MyCase signs is not known, so it carries no signature."""
        held = self.subscriptions.get(str(subscription))
        if held is None or action not in held["actions"]:
            raise ValueError("there is no subscription for this")
        told = {
            "resource": held["model"].capitalize(),
            "action": action,
            "resource_body": {"id": int(record)},
        }
        return {"url": held["url"], "headers": {"content-type": "application/json"}, "body": json.dumps(told)}

    def load(self, dataset: dict[str, Any]) -> dict[str, int]:
        """Put a firm in: ``{"firm": {"uuid", "name", "url"}, "staff": [...], "clients": [...], ...}``.

        Records have MyCase's field names; an ``id`` is kept, a missing one is given. Notes name what they lie
        on as ``case``, ``client`` or ``company``; documents have ``path``, ``filename``, ``case`` and their
        bytes as ``content`` or ``content_base64``. Raises ValueError for an unknown list, a missing field, an
        id taken twice or a reference to nothing; then nothing is kept.
        """
        if unknown := set(dataset) - set(LOADED) - {"firm"}:
            raise ValueError(f"a MyCase dataset has no {', '.join(sorted(unknown))}")
        with self.lock:
            before, objects = (
                {kind: dict(rows) for kind, rows in self.rows.items()},
                dict(self.storage.objects),
            )
            given = [int(r.get("id", 0)) for name in LOADED for r in dataset.get(name) or ()]
            self._next = max(self._next, *given, 0)  # so that no id given out here meets one that comes later
            try:
                for name, kind in LOADED.items():
                    for record in dataset.get(name) or ():
                        self._put_in(kind, dict(record))
            except (ValueError, Refused) as error:
                self.rows, self.storage.objects = before, objects
                raise ValueError(_sentence(error)) from None
            self.firm.update(dataset.get("firm") or {})
        return {name: len(dataset[name]) for name in LOADED if dataset.get(name)}

    def created(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind that came in through the API, in order, also what is not visible yet.

        Kinds are in the singular: ``note``, ``document``, ``document_version``, ``task``.
        """
        if kind not in self.rows:
            raise ValueError(f"MyCase has no kind {kind!r}")
        return [self.shown(row) for _, row in sorted(self.rows[kind].items()) if row.made_by_api]

    def content(self, document: int) -> bytes:
        """The bytes of a document's newest version. Raises LookupError when they never came."""
        held = self._versions(self.rows["document"][document])[-1].kept
        return self.storage.objects[held["site"], held["key"]]

    def _put_in(self, kind: str, record: dict[str, Any]) -> None:
        content, encoded = record.pop("content", None), record.pop("content_base64", None)
        data = {**record, **self.checked(KINDS[kind], record)}
        row = self.add(kind, data, by_api=False)
        for name in ("case", "client", "company"):
            if (held := row.data.get(name)) and self.get(name, held["id"]) is None:
                raise ValueError(f"{kind} {row.id} points at a {name} that is not there")
        if kind == "document":
            if content is None and encoded is None:
                raise ValueError(f"document {row.id} has no content")
            row.data.update(self._named(row.data))
            self.place(row, self.get("case", record["case"]["id"]) if record.get("case") else None)
            self.add_version(row, base64.b64decode(encoded or "") if content is None else content)


def _sentence(error: Exception) -> str:
    return error.faults[0][0] if isinstance(error, Refused) and error.faults else str(error)
