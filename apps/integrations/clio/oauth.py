"""Connecting to Clio: OAuth 2.0 with an authorization code. The refresh token stays good until it is revoked."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations import credentials, http
from apps.integrations.access import Tokens
from apps.integrations.clio.calls import HOSTS
from apps.integrations.errors import Fault
from apps.integrations.models import Region


def page(*, region: Region, redirect_uri: str, state: str) -> str:
    """The address of Clio's own page on which a person allows the connection."""
    asked = {
        "response_type": "code",
        "client_id": credentials.clio().client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "redirect_on_decline": "true",
    }
    return f"https://{_host(region)}/oauth/authorize?{urlencode(asked)}"


def exchange(*, region: Region, code: Sensitive[str], redirect_uri: str) -> Tokens:
    """A code, good once and for ten minutes, for tokens. Raises Permanent for a code or region that is refused."""
    form = {"grant_type": "authorization_code", "code": code.reveal(), "redirect_uri": redirect_uri}
    return _ask(region, form, kept=None)


def renew(*, region: Region, refresh: Sensitive[str]) -> Tokens:
    """New tokens. Where the answer carries no refresh token the old one goes on; where it does, it replaces it."""
    return _ask(region, {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}, kept=refresh)


def withdraw(*, region: Region, access: Sensitive[str]) -> None:
    """Have Clio forget an access token and the refresh token that it came with."""
    host, token = _host(region), access.reveal()
    with http.Line(allows=lambda asked: asked == host) as line:
        line.post(
            f"https://{host}/oauth/deauthorize",
            headers={"Authorization": f"Bearer {token}"},
            form={"token": token},
            ok=(200, 204),
        )


def _ask(region: Region, form: dict[str, str], *, kept: Sensitive[str] | None) -> Tokens:
    ours = credentials.clio()
    host = _host(region)
    with http.Line(allows=lambda asked: asked == host) as line:
        answer = line.post(
            f"https://{host}/oauth/token",
            form=form | {"client_id": ours.client_id, "client_secret": ours.secret},
            ok=(200,),
        )
    tokens = _read(answer.json(), kept)
    if tokens is None:
        raise http.fault(Fault.GARBLED, status=answer.status, sent="unknown")
    return tokens


def _read(body: Any, kept: Sensitive[str] | None) -> Tokens | None:
    try:
        refresh = Sensitive(body["refresh_token"]) if body.get("refresh_token") else kept
        expires_at = timezone.now() + timedelta(seconds=int(body["expires_in"]))
        return Tokens(access=Sensitive(body["access_token"]), refresh=refresh, expires_at=expires_at)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _host(region: Region) -> str:
    if region not in HOSTS:
        raise http.fault(Fault.NOT_CONFIGURED)
    return HOSTS[region]
