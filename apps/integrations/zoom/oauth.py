"""Zoom's Server-to-Server tokens: an hour long, asked for again, never refreshed."""

from base64 import b64encode
from datetime import timedelta

from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations import credentials, http
from apps.integrations.access import Tokens
from apps.integrations.errors import Fault

HOST = "zoom.us"


def ask() -> Tokens:
    """A token for the firm's own account. Several may live at once."""
    ours = credentials.zoom()
    basic = b64encode(f"{ours.client_id}:{ours.secret}".encode()).decode()
    with http.Line(allows=lambda host: host == HOST) as line:
        answer = line.post(
            f"https://{HOST}/oauth/token",
            headers={"Authorization": f"Basic {basic}"},
            form={"grant_type": "account_credentials", "account_id": ours.account_id},
            ok=(200,),
            changes=False,
        )
    body = answer.json()
    tokens: Tokens | None = None
    try:
        expires_at = timezone.now() + timedelta(seconds=int(body["expires_in"]))
        tokens = Tokens(access=Sensitive(body["access_token"]), refresh=None, expires_at=expires_at)
    except (KeyError, TypeError, ValueError, OverflowError):
        tokens = None
    if tokens is None:
        raise http.fault(Fault.GARBLED, status=answer.status)
    return tokens
