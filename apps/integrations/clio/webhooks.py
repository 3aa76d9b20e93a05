"""Clio's posts: was this really sent by Clio, and which record is it about. Pure functions."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.integrations import http

SIGNATURE = re.compile(r"[0-9a-f]{64}")
HANDSHAKE = re.compile(r"[\x21-\x7e]{8,200}")
EVENTS = {
    "created", "updated", "deleted", "matter_opened", "matter_pended", "matter_closed",
}  # fmt: skip


class Unreadable(ValueError):
    """The body is not what Clio describes."""


@dataclass(frozen=True)
class Told:
    """That something happened to a record. ``updated_at`` is what the record said of itself."""

    webhook: str
    event: str
    record: str
    updated_at: datetime | None


def is_signed(*, signature: str, body: bytes, secret: str) -> bool:
    """Whether ``signature`` (the header ``X-Hook-Signature``) is Clio's over this very body.

    HMAC-SHA256 under the subscription's shared secret. The vendor does not state the encoding; lower-case hexadecimal
    was seen, and nothing else is taken.
    """
    if not secret or not SIGNATURE.fullmatch(signature):
        return False
    return hmac.compare_digest(sign(body=body, secret=secret), signature)


def sign(*, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def told(body: bytes) -> Told:
    """What a body whose signature was checked says. Raises Unreadable."""
    try:
        found = http.parsed(body)
        data, meta = found["data"], found["meta"]
        read = Told(
            webhook=_id(meta["webhook_id"]),
            event=str(meta["event"]),
            record=_id(data["id"]),
            updated_at=datetime.fromisoformat(data["updated_at"]) if data.get("updated_at") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        read = None
    if read is None or read.event not in EVENTS or (read.updated_at and read.updated_at.tzinfo is None):
        raise Unreadable
    return read


def _id(value: Any) -> str:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,20}", str(value)):
        raise ValueError("an id is a number")
    return str(value)
