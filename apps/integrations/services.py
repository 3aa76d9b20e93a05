"""Connecting the firm to outside systems, keeping the connections alive, ending them."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.integrations import credentials, http, rules
from apps.integrations import tokens as stored
from apps.integrations.access import Given, Tokens
from apps.integrations.clio import oauth as clio_oauth
from apps.integrations.clio.client import HOSTS as CLIO_REGIONS
from apps.integrations.clio.client import Clio
from apps.integrations.errors import Fault
from apps.integrations.models import Connection, ConnectionState, Region, Vendor
from apps.integrations.mycase import oauth as mycase_oauth
from apps.integrations.mycase.client import MyCase
from apps.integrations.zoom import oauth as zoom_oauth
from apps.people.models import User


@dataclass(frozen=True)
class Departure:
    """Where the browser goes to allow a connection, and the state it has to come back with."""

    url: str = field(repr=False)
    state: str = field(repr=False)


@dataclass(frozen=True)
class Reached:
    """Whom new tokens reach: shown to the administrator before anything is saved."""

    tokens: Tokens
    account_id: str
    account_name: str
    person: str


def depart(*, vendor: Vendor, region: Region | None, redirect_uri: str, by: User) -> Departure:
    """The vendor's page on which the connection is allowed. Keep ``state`` in the session for ``arrive``.

    ``region`` is required for Clio: an application and its tokens belong to one region, and none is assumed.
    """
    rules.check_can_connect(by)
    state = secrets.token_urlsafe(24)
    if vendor == Vendor.CLIO:
        url = clio_oauth.page(region=_region(vendor, region), redirect_uri=redirect_uri, state=state)
    elif vendor == Vendor.MYCASE:
        url = mycase_oauth.page(redirect_uri=redirect_uri, state=state)
    else:
        raise BadInput(_("This system is not connected through a page of its own."))
    return Departure(http.for_browser(url), state)


def arrive(
    *,
    vendor: Vendor,
    region: Region | None,
    redirect_uri: str,
    code: Sensitive[str],
    state: str,
    expected_state: str,
    by: User,
) -> Reached:
    """Exchange the code that came back and ask whom it reaches. Nothing is saved: that is ``connect``."""
    rules.check_can_connect(by)
    if not expected_state or not secrets.compare_digest(state.encode(), expected_state.encode()):
        raise NotAllowed(
            _("This answer does not belong to a connection that was begun here."), codes=("state",)
        )
    if vendor == Vendor.CLIO:
        place = _region(vendor, region)
        given = clio_oauth.exchange(region=place, code=code, redirect_uri=redirect_uri)
        with Clio(region=place, access=Given(given)) as clio:
            who = clio.who_am_i()
        return Reached(given, who.id, who.name, who.person)
    if vendor == Vendor.MYCASE:
        granted = mycase_oauth.exchange(code=code, redirect_uri=redirect_uri)
        with MyCase(access=Given(granted.tokens)) as mycase:
            return Reached(granted.tokens, granted.firm_uuid, mycase.firm().name, mycase.me().name)
    raise BadInput(_("This system is not connected through a page of its own."))


def reach_zoom(*, by: User) -> Reached:
    """Zoom has no page: the application is made inside the firm's own account and its file names that account."""
    rules.check_can_connect(by)
    account = credentials.zoom().account_id
    return Reached(zoom_oauth.ask(), account, account, by.full_name)


@transaction.atomic
def connect(
    *,
    vendor: Vendor,
    region: Region | None,
    account_id: str,
    account_name: str,
    tokens: Tokens,
    by: User,
) -> Connection:
    """Store a connection with its tokens sealed. Connecting an account again gives the same row new tokens."""
    rules.check_can_connect(by)
    place = _region(vendor, region)
    if not account_id:
        raise BadInput(_("The other system did not say whose account this is."))
    live = Connection.objects.select_for_update().filter(~Q(state=ConnectionState.ENDED))
    connection = live.filter(vendor=vendor, account_id=account_id).first() or Connection(
        vendor=vendor, account_id=account_id
    )
    connection.region, connection.account_name = place, account_name[:200]
    connection.state, connection.trouble = ConnectionState.WORKING, ""
    connection.connected_by, connection.connected_at = by, timezone.now()
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
    held = stored.opened(connection)
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
def mark_broken(connection_id: UUID, *, code: Fault) -> None:
    """A vendor refuses the connection: a person has to connect again. Marked once."""
    connection = Connection.objects.select_for_update(no_key=True).get(pk=connection_id)
    stored.break_off(connection, code)


@transaction.atomic
def end(*, connection: Connection, by: User) -> Connection:
    """End a connection: its tokens are wiped here. What it brought in stays."""
    rules.check_can_connect(by)
    connection = Connection.objects.select_for_update().get(pk=connection.pk)
    if connection.state == ConnectionState.ENDED:
        raise WrongState(_("This connection was ended already."))
    connection.state, connection.trouble = ConnectionState.ENDED, ""
    connection.tokens, connection.tokens_expire_at = b"", None
    connection.save(update_fields=["state", "trouble", "tokens", "tokens_expire_at"])
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_ENDED, by=by, on=connection, vendor=Vendor(connection.vendor)
    )
    return connection


def _region(vendor: Vendor, region: Region | None) -> Region:
    """Clio's region is chosen by a person. Of the others none is shown to be anywhere."""
    if vendor != Vendor.CLIO:
        return Region.UNKNOWN
    if region not in CLIO_REGIONS:
        raise BadInput(_("Choose the region of the firm's Clio account."))
    return Region(region)
