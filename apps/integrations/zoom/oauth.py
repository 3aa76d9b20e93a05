"""Zoom's Server-to-Server tokens: an hour long, asked for again, never refreshed."""

from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations import credentials, http
from apps.integrations.access import Tokens
from apps.integrations.errors import Fault
from apps.integrations.zoom.hosts import SIGN_IN, is_zoom


def ask() -> Tokens:
    """A token for the firm's own account. Several may live at once."""
    ours = credentials.zoom()
    basic = b64encode(f"{ours.client_id}:{ours.secret}".encode()).decode()
    with http.Line(allows=lambda host: host == SIGN_IN) as line:
        answer = line.post(
            f"https://{SIGN_IN}/oauth/token",
            headers={"Authorization": f"Basic {basic}"},
            form={"grant_type": "account_credentials", "account_id": ours.account_id},
            ok=(200,),
            changes=False,
        )
    body = answer.json()
    tokens: Tokens | None = None
    try:
        expires_at = timezone.now() + timedelta(seconds=int(body["expires_in"]))
        tokens = Tokens(Sensitive(body["access_token"]), None, expires_at, _host(body.get("api_url")))
    except (KeyError, TypeError, ValueError, OverflowError):
        tokens = None
    if tokens is None:
        raise http.fault(Fault.GARBLED, status=answer.status)
    return tokens


def _host(api_url: object) -> str:
    """The host of the address that comes with a token; Zoom names one sometimes (its Server-to-Server page). Empty:
    none.

    Raises ValueError for an address that is none of Zoom's over TLS: a token is sent nowhere else.
    """
    if api_url is None:
        return ""
    parts = urlsplit(str(api_url))
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or not is_zoom(host) or parts.port not in (None, 443):
        raise ValueError("not an address of Zoom's")
    return host
