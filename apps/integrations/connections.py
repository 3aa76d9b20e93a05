"""The firm's connections: stored, kept alive, looked at, ended."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.ciphers import CannotOpen
from apps.core.errors import BadInput, WrongState
from apps.integrations import rules, subscriptions, whom
from apps.integrations import tokens as stored
from apps.integrations.access import Access, Given, Tokens
from apps.integrations.clio import oauth as clio_oauth
from apps.integrations.clio.calls import HOSTS as CLIO_REGIONS
from apps.integrations.errors import Fault, Permanent, RemoteError
from apps.integrations.models import Connection, ConnectionState, Region, Trouble, Vendor
from apps.integrations.refusals import Attempt, on_record
from apps.people.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def connect(
    *,
    vendor: Vendor,
    region: Region | None,
    account_id: str,
    account_name: str,
    tokens: Tokens,
    by: User,
    person_id: str = "",
) -> Connection:
    """Store a connection with its tokens sealed.

    Connecting an account again, after it broke or was ended, gives the same row new tokens: what it brought in is
    still known to be from there. ``person_id`` is what whoever allowed it is known by there; without one it may be
    anybody.
    """
    rules.check_can_connect(by)
    place = region_of(vendor, region)
    if not account_id:
        raise BadInput(_("The other system did not say whose account this is."))
    same = Connection.objects.select_for_update().filter(vendor=vendor, region=place, account_id=account_id)
    live = same.exclude(state=ConnectionState.ENDED).first()
    connection = (
        live
        or same.order_by("-connected_at").first()
        or Connection(vendor=vendor, region=place, account_id=account_id)
    )
    connection.account_name = account_name[:200]
    connection.state, connection.trouble = ConnectionState.WORKING, ""
    connection.renewal_asked_at = None
    if not person_id or connection.reads_as != person_id:
        connection.reads_as, connection.reads_as_since = person_id, timezone.now()
    connection.connected_by, connection.connected_at = by, timezone.now()
    connection.answered_at = timezone.now()
    stored.seal(connection, tokens)
    connection.save()
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_MADE,
        by=by,
        on=connection,
        vendor=vendor,
        region=place,
        account=RemoteId.of(account_id),
    )
    return connection


def refresh(connection_id: UUID) -> None:
    """Renew a connection's tokens now. Raises RemoteError; a refusal marks the connection as broken first."""
    connection = Connection.objects.get(pk=connection_id)
    stored.check_live(connection)
    held = stored.readable(connection)
    stored.renewed(connection_id, stale=held.access)


def claim_ageing(limit: int) -> list[UUID]:
    """MyCase connections whose access token ends within the hour: renewed daily, or they die after two weeks.

    Clio's refresh tokens do not age and Zoom's tokens are asked for when needed.
    """
    soon = timezone.now() + timedelta(hours=1)
    ageing = Connection.objects.filter(
        vendor=Vendor.MYCASE, state=ConnectionState.WORKING, tokens_expire_at__lt=soon
    )
    return list(ageing.order_by("tokens_expire_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def mark_broken(connection_id: UUID, *, code: Trouble = Trouble.REVOKED) -> None:
    """A vendor refuses a connection that worked: a person has to look. One that is broken stays as it is."""
    connection = Connection.objects.select_for_update(no_key=True).get(pk=connection_id)
    if connection.state == ConnectionState.WORKING:
        stored.break_off(connection, code)


def heard(connection_id: UUID, *, failure: RemoteError | None = None) -> None:
    """Remember when the vendor last did what it was asked, or what last went wrong."""
    if failure is None:
        stored.answered(connection_id)
    else:
        stored.failed(connection_id, failure)


def heard_of(connection_id: UUID, *, knows: int, unknown: list[UUID]) -> None:
    """Remember whom of the firm's people the vendor knows by their addresses, and whom not. Of the others nothing comes
    in, and nothing of that looks wrong: their page says it, and the house's own log where that is new and nobody is
    known."""
    ids = sorted(map(str, unknown))
    rows = Connection.objects.filter(pk=connection_id).exclude(knows=knows, unknown_there=ids)
    if rows.update(knows=knows, unknown_there=ids) and ids and not knows:
        logger.warning("connection %s: 0 people known there, %d not", connection_id, len(ids))


def check(*, connection: Connection, by: User) -> Connection:
    """Ask the vendor now whether the connection is good, and whether it still reaches the same firm.

    One that is broken works again once the vendor accepts it and has said whose account it is, and not before. Raises
    RemoteError with what is wrong, WrongState for one that was ended.
    """
    connection = _to_check(connection=connection, by=by)
    failure: RemoteError | None = None
    found: whom.Whom | None = None
    try:
        found = whom.now(connection, _access(connection, by))
    except RemoteError as error:
        failure = error
    heard(connection.pk, failure=failure)
    if failure is not None and failure.code == Fault.NOT_CONNECTED:
        mark_broken(connection.pk)
    row = _checked(connection, by, found, failure)
    if failure is not None and not (_only_unnamed(failure) and row.state == ConnectionState.WORKING):
        raise failure
    return row


@on_record(Attempt.CHECK)
def _to_check(*, connection: Connection, by: User) -> Connection:
    """Apart from the checking, which asks the vendor."""
    rules.check_can_connect(by)
    connection = Connection.objects.get(pk=connection.pk)
    if connection.state == ConnectionState.ENDED:
        raise WrongState(_("This connection was ended already."))
    return connection


def _access(connection: Connection, by: User) -> Access:
    """For one that is broken, tokens that the vendor gives now: stored at once, for an old one may be dead with its
    first use, while the connection stays as it is."""
    if connection.state != ConnectionState.BROKEN:
        return stored.Stored(connection.pk)
    return Given(stored.renewed(connection.pk, stale=stored.readable(connection).access, broken_for=by))


def _only_unnamed(failure: RemoteError) -> bool:
    """Clio refuses some people the question who they are: a connection that works goes on all the same."""
    return isinstance(failure, Permanent) and failure.code == Fault.NOT_PERMITTED


@transaction.atomic
def _checked(
    connection: Connection, by: User, found: whom.Whom | None, failure: RemoteError | None
) -> Connection:
    """What came of a check: a broken connection works again, or one is broken that reaches another firm."""
    row = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
    if found is not None and found.account_id != row.account_id:
        stored.break_off(row, Trouble.OTHER_FIRM)
    elif failure is None and connection.state == row.state == ConnectionState.BROKEN:
        row.state, row.trouble = ConnectionState.WORKING, ""
        row.save(update_fields=["state", "trouble"])
    good = failure is None or _only_unnamed(failure)
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_CHECKED,
        by=by,
        on=row,
        vendor=Vendor(row.vendor),
        works=good and row.state == ConnectionState.WORKING,
        reason=Fault(failure.code) if failure is not None else None,
    )
    return row


def end(*, connection: Connection, by: User) -> bool:
    """End a connection: its tokens are wiped here, and the vendor is asked to forget them where it can be asked.

    What it brought in stays. Returns whether the vendor said that it withdrew the access. Raises NotAllowed, or
    WrongState for one that was ended.
    """
    held = _end(connection=connection, by=by)
    return held is not None and withdraw(Vendor(connection.vendor), Region(connection.region), held)


@on_record(Attempt.END)
def _end(*, connection: Connection, by: User) -> Tokens | None:
    rules.check_can_connect(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if row.state == ConnectionState.ENDED:
        raise WrongState(_("This connection was ended already."))
    held: Tokens | None
    try:
        held = stored.opened(row)
    except CannotOpen:
        held = None  # nobody can use them any more, so nobody need be asked to forget them
    row.state, row.trouble = ConnectionState.ENDED, ""
    row.tokens, row.tokens_expire_at = b"", None
    row.posts_to = ""
    row.save(update_fields=["state", "trouble", "tokens", "tokens_expire_at", "posts_to"])
    subscriptions.end_all(row)
    audit.record(event=Event.INTEGRATIONS_CONNECTION_ENDED, by=by, on=row, vendor=Vendor(row.vendor))
    return held


def withdraw(vendor: Vendor, region: Region, held: Tokens) -> bool:
    """Ask the vendor to forget tokens that are not kept here any more. Only Clio has a way to be asked."""
    if vendor != Vendor.CLIO:
        return False
    try:
        clio_oauth.withdraw(region=region, access=held.access)
    except RemoteError:
        return False
    return True


def region_of(vendor: Vendor, region: Region | None) -> Region:
    """Clio's region is chosen by a person. Of the others none is shown to be anywhere."""
    if vendor != Vendor.CLIO:
        return Region.UNKNOWN
    if region not in CLIO_REGIONS:
        raise BadInput(_("Choose the region of the firm's Clio account."))
    return Region(region)
