"""Zoom's events: was this really sent by Zoom, and the answer to its check of our address. Pure functions."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from apps.core.errors import NotAllowed
from apps.integrations import http
from apps.integrations.zoom.reading import Unreadable

OLDEST = timedelta(minutes=5)
"""How old, or how far ahead of our clock, a signed event may be. Zoom states no window; this one is ours."""
VALIDATION = "endpoint.url_validation"
TRANSCRIPT = "recording.transcript_completed"


class NotFromZoom(NotAllowed):
    """The signature is missing, wrong, or too old; ``codes`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__("This was not signed by Zoom, or was signed too long ago.", codes=(code,))


def check(*, signature: str, timestamp: str, body: bytes, secret: str, now: datetime) -> None:
    """Raises NotFromZoom unless ``body``, byte for byte, was signed with our webhook's secret just now.

    ``signature`` and ``timestamp`` are the headers ``x-zm-signature`` and ``x-zm-request-timestamp``.
    """
    if not signature or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise NotFromZoom("unsigned")
    if abs(now.timestamp() - int(timestamp)) > OLDEST.total_seconds():
        raise NotFromZoom("stale")
    if not hmac.compare_digest(
        sign(timestamp=timestamp, body=body, secret=secret).encode(), signature.encode()
    ):
        raise NotFromZoom("forged")


def sign(*, timestamp: str, body: bytes, secret: str) -> str:
    """``v0=`` and the HMAC-SHA256 over ``v0:timestamp:body``, in hex."""
    return "v0=" + _hmac(secret, b"v0:" + timestamp.encode() + b":" + body)


def validation_answer(event: dict[str, Any], *, secret: str) -> dict[str, str]:
    """What to answer, within three seconds, when Zoom checks the address. Raises Unreadable."""
    token = event["payload"].get("plainToken") if isinstance(event.get("payload"), dict) else None
    if not isinstance(token, str) or not token:
        raise Unreadable
    return {"plainToken": token, "encryptedToken": _hmac(secret, token.encode())}


def event(body: bytes) -> dict[str, Any]:
    """The event in a body whose signature was checked. Raises Unreadable."""
    found: Any = None
    try:
        found = http.parsed(body)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("event"), str):
        raise Unreadable
    return found


def _hmac(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
