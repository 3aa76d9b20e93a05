"""Webhooks: subscription, handshake, signed deliveries."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sandbox.deliveries import LOOPBACK, Delivery
from sandbox.http import Request, Response

from . import fields, render
from .base import API, Refused, routes
from .kinds import KINDS
from .records import Records
from .store import Row, Store, stamp

MODELS = {"matter": 1, "activity": 2, "bill": 3, "calendar_entry": 4, "communication": 5, "contact": 6,
          "task": 7, "document": 8, "folder": 9, "clio_payments_payment": 10}  # fmt: skip
EVENTS = {"created", "updated", "deleted"}
MATTER_EVENTS = {"matter_opened", "matter_pended", "matter_closed"}
LIFE, LONGEST_LIFE = timedelta(days=3), timedelta(days=31)
LONGEST_FIELDS = 1000  # characters


class Webhooks(Records):
    @routes("GET", API + "webhooks.json", operation="webhooks.list")
    @routes("GET", API + "webhooks", operation="webhooks.list")
    def list_webhooks(self, request: Request) -> Response:
        return self.list_records(request)

    @routes("POST", API + "webhooks.json", operation="webhooks.create")
    @routes("POST", API + "webhooks", operation="webhooks.create")
    def create_webhook(self, request: Request) -> Response:
        given = self._checked(request)
        user = self.user_of(request)
        number = self.serial("webhook")
        data = {
            "events": sorted(EVENTS),
            "expires_at": stamp(self.clock.now() + LIFE),
            **given,
            "status": "pending",
            "shared_secret": self.identifier("webhook secret", number, length=40),
            "user": {"id": user.id} if user else None,
        }
        row = self.store(request).add("webhook", data)
        row.kept["hook_secret"] = self.identifier("hook secret", number, length=32)
        return self.single(request, row, 201)

    @routes("PUT", API + "webhooks/{id}/activate", operation="webhooks.activate")
    def activate_webhook(self, request: Request) -> Response:
        """The delayed handshake."""
        row = self.row(request, "webhook")
        if not self.shake(row.id, request.headers.get("x-hook-secret", "")):
            raise Refused(422, "X-Hook-Secret is not the one that was sent.")
        return self.single(request, row)

    @routes("GET", API + "webhooks/{id}", operation="webhooks.read")
    def read_webhook(self, request: Request) -> Response:
        return self.read_record(request)

    @routes("PATCH", API + "webhooks/{id}", operation="webhooks.update")
    def update_webhook(self, request: Request) -> Response:
        row = self.row(request, "webhook")
        self.check_match(request, row)
        given = self._checked(request, row)
        if given.get("url", row.data["url"]) != row.data["url"]:
            given["status"] = "pending"  # a new address has to shake hands again
        self.store(request).change(row, given)
        return self.single(request, row)

    @routes("DELETE", API + "webhooks/{id}", operation="webhooks.delete")
    def delete_webhook(self, request: Request) -> Response:
        return self.delete_record(request)

    # What the vendor does of its own accord

    def handshake(self, webhook: int) -> Delivery:
        """The first post to a new address: its answer has to repeat ``X-Hook-Secret``."""
        row = self._webhook(webhook)
        body = json.dumps({"data": {}, "meta": {"webhook_id": row.id}})
        headers = {"content-type": "application/json", "x-hook-secret": row.kept["hook_secret"]}
        return {"url": row.data["url"], "headers": headers, "body": body}

    def shake(self, webhook: int, echoed: str) -> bool:
        """What came back in ``X-Hook-Secret``. The subscription is on when it is the one that was sent."""
        row = self._webhook(webhook)
        right = hmac.compare_digest(echoed.encode(), row.kept["hook_secret"].encode())
        if right:
            row.data["status"] = "enabled"
        return right

    def delivery(self, webhook: int, event: str, record: int) -> Delivery:
        """A signed delivery about a record. Raises ValueError while the subscription may not send it."""
        row = self._webhook(webhook)
        if row.data["status"] != "enabled":
            raise ValueError("the handshake has not been made")
        if datetime.fromisoformat(row.data["expires_at"]) <= self.clock.now():
            raise ValueError("the subscription has expired")
        if event not in row.data["events"]:
            raise ValueError(f"the subscription is not for {event}")
        store = self._store_of(row)
        about = store.rows[row.data["model"]].get(int(record))
        if about is None:
            raise ValueError("there is no such record")
        shown = render.shown(store, about, fields.parse(row.data["fields"], about.kind))
        body = json.dumps({"data": shown, "meta": {"event": event, "webhook_id": row.id}}, ensure_ascii=False)
        return {"url": row.data["url"], "headers": _signed(row, body), "body": body}

    def answered(self, webhook: int, status: int) -> bool:
        """Whether a delivery counts as taken. 410 also switches the subscription off."""
        if status == 410:
            self._webhook(webhook).data["status"] = "suspended"
        return 200 <= status < 400 or status == 410

    def _webhook(self, number: int) -> Row:
        for store in self.stores.values():
            if row := store.rows["webhook"].get(int(number)):
                return row
        raise ValueError("there is no such webhook")

    def _store_of(self, row: Row) -> Store:
        return next(store for store in self.stores.values() if row.id in store.rows["webhook"])

    def _checked(self, request: Request, row: Row | None = None) -> dict:
        kind, sent = KINDS["webhook"], self.data(request)
        given = {name: value for name, value in sent.items() if name in kind.body}
        if row is None and (missing := [name for name in kind.required if not given.get(name)]):
            raise Refused(422, f"{', '.join(missing)} can't be blank")
        if "url" in given and not _reachable(given["url"]):
            raise Refused(422, "url has to be https")
        if "model" in given:
            given["model"] = _model(given["model"])
        model = given.get("model") or (row.data["model"] if row else "")
        if "fields" in given:
            self._check_chosen(model, given["fields"])
        allowed = EVENTS | (MATTER_EVENTS if model == "matter" else set())
        if unknown := set(given.get("events") or ()) - allowed:
            raise Refused(422, f"{', '.join(sorted(unknown))} is not an event of {model}")
        if "expires_at" in given:
            self._check_life(given["expires_at"])
        return given

    def _check_chosen(self, model: str, chosen: str) -> None:
        if len(chosen) > LONGEST_FIELDS:
            raise Refused(422, f"fields has at most {LONGEST_FIELDS} characters")
        if model in KINDS:
            fields.parse(chosen, KINDS[model])

    def _check_life(self, until: str) -> None:
        try:
            ends = datetime.fromisoformat(until)
            late = ends > self.clock.now() + LONGEST_LIFE
        except (TypeError, ValueError):
            raise Refused(422, "expires_at is not an instant") from None
        if late:
            raise Refused(422, "a webhook lives 31 days at most")


def _model(given: object) -> str:
    for name, number in MODELS.items():
        if given in (name, number, str(number)):
            return name
    raise Refused(422, f"model is one of {', '.join(MODELS)}")


def _reachable(url: str) -> bool:
    """https, as Clio asks; plain http to loopback, which is how the demonstration is served."""
    parts = urlsplit(str(url))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _signed(row: Row, body: str) -> dict[str, str]:
    secret = row.data["shared_secret"].encode()
    signature = hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-hook-signature": signature}
