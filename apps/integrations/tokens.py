"""A connection's tokens: sealed under the firm's key, renewed by one process at a time.

A renewal is the one place where a vendor is called while a row is locked. MyCase kills a refresh token with its first
use, so two processes that renew at once would cost the firm its connection; and the new pair has to be stored before
anything uses it.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core import ciphers
from apps.core.sensitive import Sensitive
from apps.integrations.access import Tokens
from apps.integrations.clio import oauth as clio_oauth
from apps.integrations.errors import Fault, Permanent, RemoteError
from apps.integrations.http import fault
from apps.integrations.models import Connection, ConnectionState, Region, Vendor
from apps.integrations.mycase import oauth as mycase_oauth
from apps.integrations.zoom import oauth as zoom_oauth
from apps.people.models import Robot, User

EARLY = timedelta(seconds=90)
"""A token that ends sooner than this is renewed before it is used."""


@dataclass(frozen=True)
class Stored:
    """Access for a connection whose tokens are in the database."""

    connection_id: UUID

    def token(self) -> Sensitive[str]:
        connection = Connection.objects.get(pk=self.connection_id)
        check_live(connection)
        held = opened(connection)
        if held.expires_at - timezone.now() > EARLY:
            return held.access
        return renewed(self.connection_id, stale=held.access).access

    def instead_of(self, stale: Sensitive[str]) -> Sensitive[str]:
        return renewed(self.connection_id, stale=stale).access


def seal(connection: Connection, tokens: Tokens) -> None:
    """Set a connection's sealed tokens and their end (not saved)."""
    body = {
        "access": tokens.access.reveal(),
        "refresh": tokens.refresh.reveal() if tokens.refresh else None,
        "expires_at": tokens.expires_at.astimezone(UTC).isoformat(),
    }
    connection.tokens = ciphers.firm_seal(_purpose(connection), json.dumps(body).encode())
    connection.tokens_expire_at = tokens.expires_at


def opened(connection: Connection) -> Tokens:
    """A connection's tokens. Raises CannotOpen where they were changed or belong to another connection."""
    body = json.loads(ciphers.firm_open(_purpose(connection), bytes(connection.tokens)))
    return Tokens(
        access=Sensitive(body["access"]),
        refresh=Sensitive(body["refresh"]) if body["refresh"] else None,
        expires_at=datetime.fromisoformat(body["expires_at"]),
    )


def renewed(connection_id: UUID, *, stale: Sensitive[str]) -> Tokens:
    """Tokens newer than ``stale``, whoever renewed them.

    A refusal marks the connection as broken and is then raised; anything that passes by itself is only raised.
    """
    refusal: RemoteError | None = None
    with transaction.atomic():
        connection = Connection.objects.select_for_update(no_key=True).get(pk=connection_id)
        check_live(connection)
        held = opened(connection)
        if held.access != stale and held.expires_at > timezone.now():
            return held
        try:
            fresh = _ask_vendor(connection, held)
        except Permanent as error:
            refusal = error
            break_off(connection, Fault.NOT_CONNECTED)
        else:
            seal(connection, fresh)
            connection.save(update_fields=["tokens", "tokens_expire_at"])
            audit.record(
                event=Event.INTEGRATIONS_CONNECTION_REFRESHED,
                by=User.for_robot(Robot.SYNC),
                on=connection,
                vendor=Vendor(connection.vendor),
                expires_at=fresh.expires_at,
            )
    if refusal is not None:
        raise fault(Fault.NOT_CONNECTED, status=refusal.status)
    return fresh


def break_off(connection: Connection, code: Fault) -> None:
    """Mark a locked connection as needing a person, once, with the reason on record."""
    if connection.state != ConnectionState.WORKING:
        return
    connection.state, connection.trouble = ConnectionState.BROKEN, code
    connection.save(update_fields=["state", "trouble"])
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_FAILED,
        by=User.for_robot(Robot.SYNC),
        on=connection,
        vendor=Vendor(connection.vendor),
        reason=code,
    )


def _ask_vendor(connection: Connection, held: Tokens) -> Tokens:
    if connection.vendor == Vendor.ZOOM:
        return zoom_oauth.ask()
    if held.refresh is None:
        raise fault(Fault.NOT_CONNECTED)
    if connection.vendor == Vendor.CLIO:
        found = clio_oauth.renew(region=Region(connection.region), refresh=held.refresh)
        return found if found.refresh else replace(found, refresh=held.refresh)
    return mycase_oauth.renew(refresh=held.refresh)


def check_live(connection: Connection) -> None:
    """Raises Permanent ``not_connected`` for a connection that is broken or ended."""
    if connection.state != ConnectionState.WORKING:
        raise fault(Fault.NOT_CONNECTED)


def _purpose(connection: Connection) -> str:
    return f"connection:{connection.pk}"
