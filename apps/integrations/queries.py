"""What pages about connections show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Sum
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from apps.integrations import credentials, http, rules
from apps.integrations.errors import Fault, RemoteError
from apps.integrations.models import (
    PRACTICE_SYSTEMS,
    Connection,
    ConnectionState,
    Hint,
    Knock,
    Pairing,
    Subscription,
    SubscriptionState,
    Trouble,
    Unheard,
    Vendor,
)
from apps.integrations.pairings import PATIENCE, is_another_firm
from apps.integrations.tokens import EARLY
from apps.people.models import User

HOUR = timedelta(hours=1)
SET_UP = {Vendor.CLIO: credentials.clio, Vendor.MYCASE: credentials.mycase, Vendor.ZOOM: credentials.zoom}


@dataclass(frozen=True)
class Offer:
    """A vendor that may be connected. ``setting`` names the client file; ``ready`` says whether it can be read."""

    vendor: Vendor
    ready: bool
    setting: str


def standing() -> Any:
    """Connections that are not ended."""
    rows = Connection.objects.exclude(state=ConnectionState.ENDED).select_related("connected_by")
    return rows.order_by("vendor", "connected_at")


def offers() -> list[Offer]:
    """Vendors in the order of the page, each with whether this server has an application for it."""
    return [Offer(vendor, _ready(vendor), rules.FILES[vendor]) for vendor in SET_UP]


def _ready(vendor: Vendor) -> bool:
    try:
        SET_UP[vendor]()
    except RemoteError:
        return False
    return True


def to_confirm(pairing: Pairing) -> dict[str, Any]:
    """Whom a new connection reaches, what it would take the place of, and until when it can be confirmed."""
    same = Connection.objects.filter(
        vendor=pairing.vendor, region=pairing.region, account_id=pairing.account_id
    )
    return {
        "pairing": pairing,
        "another": is_another_firm(pairing),
        "before": Connection.objects.filter(vendor=pairing.vendor).order_by("-connected_at").first(),
        "same": same.order_by("-connected_at").first(),
        "until": pairing.begun_at + PATIENCE,
    }


def health(connection: Connection) -> dict[str, Any]:
    """How a connection is: what is wrong and how to mend it, when it last did what it was asked, what comes next."""
    return {
        "connection": connection,
        "live": connection.state != ConnectionState.ENDED,
        "sentence": rules.sentence(connection),
        "mending": rules.mending(connection),
        "failure": failure(connection.failure),
        "renews_at": _renews_at(connection),
        "posts": posts(connection) if connection.vendor == Vendor.ZOOM else None,
        "told_elsewhere": is_told_elsewhere(connection),
        "unknown": _unknown_there(connection),
        "knows_nobody": knows_nobody(connection),
        "told": told(connection) if connection.vendor in PRACTICE_SYSTEMS else None,
    }


def answers_to(address: str) -> bool:
    """Whether this server answers to the host of an address at all. One that was moved does no longer."""
    host = urlsplit(address).netloc
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1"])


def is_told_elsewhere(connection: Connection) -> bool:
    """Whether what changed is posted to an address that is not this house's any more."""
    return bool(connection.posts_to) and not answers_to(connection.posts_to)


def knows_nobody(connection: Connection) -> bool:
    """Whether all were asked about and none of the firm's addresses is one that is known there."""
    return connection.knows == 0 and bool(connection.unknown_there)


def _unknown_there(connection: Connection) -> list[str]:
    """Addresses that are not known there, of people who have not left meanwhile."""
    people = User.objects.people().filter(pk__in=connection.unknown_there, is_active=True)
    return list(people.order_by("email").values_list("email", flat=True))


@dataclass(frozen=True)
class Told:
    """What a practice system tells of by itself, and what was refused in a day."""

    subscriptions: list[Subscription]
    refused: list[tuple[str, int]]


def told(connection: Connection) -> Told:
    standing = connection.subscriptions.exclude(state=SubscriptionState.ENDED)
    return Told(list(standing.order_by("kind")), _refused(connection.vendor))


@dataclass(frozen=True)
class Posts:
    """What was posted from outside: when something was last taken, and what was refused in a day, by reason."""

    taken_at: datetime | None
    refused: list[tuple[str, int]]


def posts(connection: Connection) -> Posts:
    """What Zoom, or whoever says so, posted here. A Zoom address is one for all accounts of the firm."""
    last = Hint.objects.filter(connection=connection).order_by("-heard_at").first()
    return Posts(last.heard_at if last else None, _refused(connection.vendor))


def _refused(vendor: str) -> list[tuple[str, int]]:
    day = Knock.objects.filter(vendor=vendor, minute__gte=timezone.now() - timedelta(days=1))
    counted = day.values_list("reason").annotate(times=Sum("count")).order_by("-times", "reason")
    return [(str(Unheard(reason).label), times) for reason, times in counted]


def failure(code: str) -> str:
    """The sentence of a code: a fault's own, or the name of a trouble."""
    if code in {*Fault}:
        return http.fault(Fault(code)).sentence
    return str(Trouble(code).label) if code in Trouble.values else ""


def _renews_at(connection: Connection) -> datetime | None:
    """MyCase's tokens are renewed an hour before they end; the others' when they are needed after that moment."""
    ends = connection.tokens_expire_at
    if ends is None or connection.state != ConnectionState.WORKING:
        return None
    return ends - (HOUR if connection.vendor == Vendor.MYCASE else EARLY)
