"""Tokens, of a connection or of one that is being made: sealed under the firm's key, renewed by one process at a time.

A renewal is the one place where a vendor is called while a row is locked. MyCase kills a refresh token with its first
use, so two processes that renew at once would cost the firm its connection; and the new pair has to be stored before
anything uses it. A process that ends between its answer and the commit costs the connection all the same: MyCase does
not say that an old token serves a second time. So it is noted before it is asked, and what is said is true.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core import ciphers
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.integrations import credentials
from apps.integrations.access import Tokens
from apps.integrations.clio import oauth as clio_oauth
from apps.integrations.errors import Fault, Permanent, RemoteError, Transient
from apps.integrations.http import fault
from apps.integrations.models import Connection, ConnectionState, Pairing, Region, Trouble, Vendor
from apps.integrations.mycase import oauth as mycase_oauth
from apps.integrations.zoom import oauth as zoom_oauth
from apps.people.models import Robot, User

EARLY = timedelta(seconds=90)
"""A token that ends sooner than this is renewed before it is used."""
REFUSALS = {None, 400, 401, 403, 422}
"""Statuses with which a token is refused, or none where this house did not ask. Anything else, such as a page that
leads elsewhere or is not there, was not said by what gives tokens."""
MYCASE_LIFE = timedelta(days=13)
"""MyCase's refresh tokens live two weeks, a day of which passes before the access token they came with ends."""


@dataclass(frozen=True)
class Stored:
    """Access for a connection whose tokens are in the database."""

    connection_id: UUID

    def token(self) -> Sensitive[str]:
        connection = self._row()
        check_live(connection)
        held = readable(connection)
        if held.expires_at - timezone.now() > EARLY:
            return held.access
        return renewed(self.connection_id, stale=held.access).access

    def instead_of(self, stale: Sensitive[str]) -> Sensitive[str]:
        return renewed(self.connection_id, stale=stale).access

    def host(self) -> str:
        return readable(self._row()).host

    def _row(self) -> Connection:
        (found,) = _CONNECTION(pk=self.connection_id)
        return found


_CONNECTION = Prepared(lambda pk: Connection.objects.filter(pk=pk))


def seal(row: Connection | Pairing, tokens: Tokens) -> None:
    """Set a row's sealed tokens and, for a connection, their end (not saved)."""
    body = {
        "access": tokens.access.reveal(),
        "refresh": tokens.refresh.reveal() if tokens.refresh else None,
        "expires_at": tokens.expires_at.astimezone(UTC).isoformat(),
        "host": tokens.host,
    }
    row.tokens = ciphers.firm_seal(_purpose(row), json.dumps(body).encode())
    if isinstance(row, Connection):
        row.tokens_expire_at = tokens.expires_at


def opened(row: Connection | Pairing) -> Tokens:
    """A row's tokens. Raises CannotOpen where they were changed or belong to another row."""
    body = json.loads(ciphers.firm_open(_purpose(row), bytes(row.tokens or b"")))
    return Tokens(
        access=Sensitive(body["access"]),
        refresh=Sensitive(body["refresh"]) if body["refresh"] else None,
        expires_at=datetime.fromisoformat(body["expires_at"]),
        host=body.get("host", ""),
    )


def readable(connection: Connection) -> Tokens:
    """A connection's tokens. Those that cannot be opened mark it as broken, and Permanent ``not_connected`` is raised.

    Not inside a transaction, which would take the mark back.
    """
    try:
        return opened(connection)
    except ciphers.CannotOpen:
        pass
    with transaction.atomic():
        row = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
        break_off(row, Trouble.TOKENS_UNREADABLE)
    raise fault(Fault.NOT_CONNECTED)


def renewed(connection_id: UUID, *, stale: Sensitive[str], broken_for: User | None = None) -> Tokens:
    """Tokens newer than ``stale``, whoever renewed them.

    A refusal marks the connection as broken and is then raised; anything that may pass by itself is only raised.
    ``broken_for`` is a person who has a broken connection tried again: it stays broken here, whatever the vendor says.
    """
    asked_at = _note_asking(connection_id)
    by = broken_for or User.for_robot(Robot.SYNC)
    fresh: Tokens | None = None
    failure: RemoteError | None = None
    try:
        with transaction.atomic():
            connection = Connection.objects.select_for_update(no_key=True).get(pk=connection_id)
            try:
                if broken_for is None or connection.state == ConnectionState.ENDED:
                    check_live(connection)
                held = opened(connection)
                if held.access != stale and held.expires_at > timezone.now():
                    _not_asked(connection, asked_at)
                    return held
                fresh = _ask_vendor(connection, held)
            except ciphers.CannotOpen:
                failure = fault(Fault.NOT_CONNECTED)
                _not_asked(connection, asked_at)
                break_off(connection, Trouble.TOKENS_UNREADABLE)
            except RemoteError as error:
                failure = _failed(connection, error, asked_at)
            else:
                _store(connection, fresh, by)
    except (OperationalError, InterfaceError):
        if fresh is None or not connections[DEFAULT_DB_ALIAS].get_autocommit():
            raise
        _store_after_all(connection_id, stale, fresh, by)
    if failure is not None:
        raise failure
    assert fresh is not None
    return fresh


@transaction.atomic
def _note_asking(connection_id: UUID) -> datetime | None:
    """Written down before MyCase is asked, whose answer alone holds the token that is good from then on: should the
    answer be lost, it is known that nobody withdrew anything. When, where this asking is the one that is noted."""
    now = timezone.now()
    rows = Connection.objects.filter(pk=connection_id, vendor=Vendor.MYCASE, renewal_asked_at=None)
    return now if rows.update(renewal_asked_at=now) else None


def _not_asked(connection: Connection, asked_at: datetime | None) -> None:
    """What this asking noted is taken back: it never came to it, or it was refused. An earlier one's note stays."""
    if asked_at is not None and connection.renewal_asked_at == asked_at:
        connection.renewal_asked_at = None
        connection.save(update_fields=["renewal_asked_at"])


def _failed(connection: Connection, error: RemoteError, asked_at: datetime | None) -> RemoteError:
    """What to raise for a renewal that brought nothing, with the locked connection marked where it was refused."""
    is_lost = connection.renewal_asked_at not in (None, asked_at)
    if error.sent == "no":
        _not_asked(connection, asked_at)
    if isinstance(error, Transient):
        error.sent = "no"  # a token was asked for, and what it was for has not been
        return error
    if error.status not in REFUSALS:
        return fault(Fault.VENDOR_TROUBLE, status=error.status)
    break_off(connection, _trouble(connection, error, is_lost=is_lost))
    return fault(Fault.NOT_CONNECTED, status=error.status)


@transaction.atomic
def _store_after_all(connection_id: UUID, stale: Sensitive[str], fresh: Tokens, by: User) -> None:
    """The database went away between the vendor's answer and the end of the transaction: the answer is still here."""
    connection = Connection.objects.select_for_update(no_key=True).get(pk=connection_id)
    if connection.state != ConnectionState.ENDED and opened(connection).access == stale:
        _store(connection, fresh, by)


def _store(connection: Connection, fresh: Tokens, by: User) -> None:
    seal(connection, fresh)
    connection.answered_at, connection.renewal_asked_at = timezone.now(), None
    connection.save(update_fields=["tokens", "tokens_expire_at", "answered_at", "renewal_asked_at"])
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_REFRESHED,
        by=by,
        on=connection,
        vendor=Vendor(connection.vendor),
        expires_at=fresh.expires_at,
    )


def _trouble(connection: Connection, error: RemoteError, *, is_lost: bool) -> Trouble:
    """What a refused renewal means. The vendors do not say; their statuses and the tokens' age do."""
    if error.code in {Fault.NOT_CONFIGURED, Trouble.OTHER_FIRM}:
        return Trouble(error.code)
    if error.status == 401:
        return Trouble.UNKNOWN_APPLICATION
    ended = connection.tokens_expire_at
    aged = connection.vendor == Vendor.MYCASE and ended and timezone.now() - ended > MYCASE_LIFE
    if aged:
        return Trouble.EXPIRED
    return Trouble.ANSWER_LOST if is_lost else Trouble.REVOKED


def break_off(connection: Connection, code: Trouble) -> None:
    """Mark a locked connection as needing a person, once for each reason, with the reason on record."""
    if connection.state == ConnectionState.ENDED or connection.trouble == code:
        return
    connection.state, connection.trouble = ConnectionState.BROKEN, code
    connection.failed_at, connection.failure = timezone.now(), code
    connection.save(update_fields=["state", "trouble", "failed_at", "failure"])
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_FAILED,
        by=User.for_robot(Robot.SYNC),
        on=connection,
        vendor=Vendor(connection.vendor),
        reason=code,
    )


def _ask_vendor(connection: Connection, held: Tokens) -> Tokens:
    if connection.vendor == Vendor.ZOOM:
        if credentials.zoom().account_id != connection.account_id:
            raise Permanent(Trouble.OTHER_FIRM, Trouble.OTHER_FIRM.label)
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


def answered(connection_id: UUID) -> None:
    """The vendor did what it was asked just now."""
    Connection.objects.filter(pk=connection_id).update(answered_at=timezone.now())


def failed(connection_id: UUID, error: RemoteError) -> None:
    """The vendor did not do what it was asked just now."""
    Connection.objects.filter(pk=connection_id).update(failed_at=timezone.now(), failure=error.code)


def _purpose(row: Connection | Pairing) -> str:
    return f"{row._meta.model_name}:{row.pk}"
