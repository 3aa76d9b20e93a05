"""Connecting to MyCase: OAuth 2.0 with an authorization code.

An access token lives a day and a refresh token two weeks. The refresh answer carries a new refresh token and the
old one is dead from then on: one renewal at a time (``tokens``), and the new pair is stored before it is used.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations import credentials, http
from apps.integrations.access import Tokens
from apps.integrations.errors import Fault

HOST = "auth.mycase.com"


@dataclass(frozen=True)
class Granted:
    """Tokens and the only identifier that MyCase has for a firm."""

    tokens: Tokens
    firm_uuid: str


def page(*, redirect_uri: str, state: str) -> str:
    """The address of MyCase's own page on which a person allows the connection."""
    asked = {
        "client_id": credentials.mycase().client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "state": state,
    }
    return f"https://{HOST}/login_sessions/new?{urlencode(asked)}"


def exchange(*, code: Sensitive[str], redirect_uri: str) -> Granted:
    """A code for tokens and the firm's id."""
    body = _ask({"grant_type": "authorization_code", "code": code.reveal(), "redirect_uri": redirect_uri})
    firm = body.get("firm_uuid")
    if not isinstance(firm, str) or not firm:
        raise http.fault(Fault.GARBLED, sent="unknown")
    return Granted(_tokens(body), firm)


def renew(*, refresh: Sensitive[str]) -> Tokens:
    """A new pair; ``refresh`` cannot be used again."""
    return _tokens(_ask({"grant_type": "refresh_token", "refresh_token": refresh.reveal()}))


def _ask(asked: dict[str, str]) -> dict[str, Any]:
    ours = credentials.mycase()
    with http.Line(allows=lambda host: host == HOST) as line:
        answer = line.post(
            f"https://{HOST}/tokens",
            json=asked | {"client_id": ours.client_id, "client_secret": ours.secret},
            ok=(200, 201),
        )
    body = answer.json()
    if not isinstance(body, dict):
        raise http.fault(Fault.GARBLED, sent="unknown")
    return body


def _tokens(body: dict[str, Any]) -> Tokens:
    tokens: Tokens | None = None
    try:
        tokens = Tokens(
            access=Sensitive(body["access_token"]),
            refresh=Sensitive(body["refresh_token"]),
            expires_at=timezone.now() + timedelta(seconds=int(body["expires_in"])),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        tokens = None
    if tokens is None:
        raise http.fault(Fault.GARBLED, sent="unknown")
    return tokens
