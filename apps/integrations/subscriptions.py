"""Having a practice system tell of changes as they happen: asked for by an administrator, looked after by a robot.

What is told is a hint and nothing more (``telling``), so a subscription that is lost costs minutes and never a record.
There is no verb here that deletes one at the vendor's: Clio ends it after a month, or when its next post is answered
with 410; MyCase is answered so, too.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core import ciphers
from apps.core.aside import Aside
from apps.core.errors import BadInput, WrongState
from apps.core.sensitive import Sensitive
from apps.integrations import rules, states, tokens
from apps.integrations.clio.connect import connect as connect_clio
from apps.integrations.clio.types import Webhook
from apps.integrations.errors import OF_ONE_RECORD, RemoteError
from apps.integrations.listed import pages
from apps.integrations.models import (
    PRACTICE_SYSTEMS,
    Connection,
    ConnectionState,
    HintKind,
    Subscription,
    SubscriptionState,
    Vendor,
)
from apps.integrations.mycase.connect import connect as connect_mycase
from apps.integrations.mycase.types import Subscription as MyCaseSubscription
from apps.integrations.refusals import Attempt, on_record
from apps.people.models import Robot, User

_aside: Aside[tuple[UUID, HintKind]] = Aside(
    "subscription", logging.getLogger(__name__), of_all=(RemoteError,)
)
LIFE = timedelta(days=30)
"""How long a subscription is asked for. Clio grants 31 days at most."""
EARLY = timedelta(days=10)
"""One that ends sooner than this is prolonged: there are ten days in which that may fail."""
DAILY, SOON = timedelta(days=1), timedelta(minutes=15)
"""Between two looks at subscriptions that stand, and at those that do not yet."""

WORDS: dict[Vendor, dict[HintKind, str]] = {
    Vendor.CLIO: {
        HintKind.MATTER: "matter",
        HintKind.CONTACT: "contact",
        HintKind.DOCUMENT: "document",
        HintKind.CALENDAR_ENTRY: "calendar_entry",
        HintKind.TASK: "task",
    },
    # MyCase has none for documents, notes and tasks.
    Vendor.MYCASE: {
        HintKind.MATTER: "case",
        HintKind.CONTACT: "client",
        HintKind.COMPANY: "company",
        HintKind.CALENDAR_ENTRY: "event",
    },
}
"""What is subscribed to, in the vendor's words."""


@dataclass(frozen=True)
class There:
    """A subscription as the vendor has it. ``on`` is None where the vendor does not say."""

    remote_id: str
    url: str = field(repr=False)
    on: bool | None
    dead: bool
    secret: Sensitive[str] | None = field(repr=False)
    expires_at: datetime | None


@on_record(Attempt.LISTEN)
def listen(*, connection: Connection, base: str, by: User) -> Connection:
    """Let a practice system post to this house, at ``base`` as it is reached from outside (https, no path). Where that
    is another address than before, what was subscribed to for the other is subscribed to anew.

    Raises NotAllowed, WrongState for a connection that tells of nothing, or BadInput for an address that does not do.
    """
    rules.check_can_connect(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if row.state == ConnectionState.ENDED or row.vendor not in PRACTICE_SYSTEMS:
        raise WrongState(_("This connection is not one whose changes can be told of."))
    if not base.startswith(("https://", "http://127.0.0.1", "http://localhost")) or len(base) > 120:
        raise BadInput(_("The house has to be reached over https for this."))
    row.posts_to, row.posts_looked_at = base.rstrip("/"), None
    row.save(update_fields=["posts_to", "posts_looked_at"])
    audit.record(event=Event.INTEGRATIONS_POSTS_ASKED, by=by, on=row, vendor=Vendor(row.vendor))
    return row


@on_record(Attempt.STOP_LISTENING)
def stop_listening(*, connection: Connection, by: User) -> Connection:
    """Take no more posts. What is posted all the same is answered with 410, which Clio takes as the end of it.

    Raises NotAllowed or WrongState.
    """
    rules.check_can_connect(by)
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if not row.posts_to:
        raise WrongState(_("This connection is not told of changes."))
    row.posts_to, row.posts_looked_at = "", None
    row.save(update_fields=["posts_to", "posts_looked_at"])
    end_all(row)
    audit.record(event=Event.INTEGRATIONS_POSTS_ENDED, by=by, on=row, vendor=Vendor(row.vendor))
    return row


def end_all(connection: Connection) -> None:
    """End every subscription of a locked connection here."""
    for row in connection.subscriptions.select_for_update().exclude(state=SubscriptionState.ENDED):
        states.move_subscription(row, SubscriptionState.ENDED, secret=None)


@transaction.atomic
def claim_subscriptions(limit: int) -> list[UUID]:
    """Connections whose subscriptions are to be looked after: daily, or soon while one does not stand."""
    now = timezone.now()
    rows = Connection.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        vendor__in=PRACTICE_SYSTEMS, state=ConnectionState.WORKING
    )
    found = [row for row in rows.exclude(posts_to="").order_by("posts_looked_at") if _is_due(row, now)]
    taken = [row.pk for row in found[:limit]]
    Connection.objects.filter(pk__in=taken).update(posts_looked_at=now)
    return taken


def _is_due(connection: Connection, now: datetime) -> bool:
    if connection.posts_looked_at is None:
        return True
    standing = connection.subscriptions.filter(state=SubscriptionState.STANDING).count()
    wanted = len(WORDS[Vendor(connection.vendor)])
    return connection.posts_looked_at <= now - (DAILY if standing == wanted else SOON)


def keep_subscriptions(connection_id: UUID) -> None:
    """Look what the vendor has, and make, take up or prolong what there should be. Safe to run again at any point."""
    connection = Connection.objects.get(pk=connection_id)
    if not connection.posts_to or connection.state != ConnectionState.WORKING:
        return
    failure: RemoteError | None = None
    try:
        vendor = _AtClio if connection.vendor == Vendor.CLIO else _AtMyCase
        with vendor(connection) as there:
            listed = there.listed()
            wanted = [(connection.pk, kind) for kind in WORDS[Vendor(connection.vendor)]]
            refused = _aside.each(wanted, lambda each: _kept(connection, each[1], there, listed))
            failure = next(filter(None, refused), None)
    except RemoteError as error:
        failure = error
    if failure is not None:
        tokens.failed(connection.pk, failure)


def _kept(
    connection: Connection, kind: HintKind, there: "_AtClio | _AtMyCase", listed: list[There]
) -> RemoteError | None:
    """One kind apart from the others: the account may be permitted some of them. What the vendor said against it."""
    try:
        _keep(connection, kind, there, listed)
    except RemoteError as error:
        if error.code not in OF_ONE_RECORD:
            raise
        return error
    return None


def _keep(connection: Connection, kind: HintKind, there: "_AtClio | _AtMyCase", listed: list[There]) -> None:
    row = connection.subscriptions.filter(kind=kind).exclude(state=SubscriptionState.ENDED).first()
    if row is not None:
        found = next((each for each in listed if _is(row, each)), None)
        if found is not None and not found.dead and there.leads_here(found):
            _take_up(row, found)
            if found.expires_at is not None and found.expires_at < timezone.now() + EARLY:
                _prolonged(row, there.prolong(row.remote_id, until=timezone.now() + LIFE))
            return
        if not row.remote_id and row.asked_at > timezone.now() - SOON / 2:
            return  # being asked for at this moment, or the answer was lost just now
        _lost(row)
    token = secrets.token_urlsafe(32)
    row = _begun(connection, kind, token)
    if row is None:
        return
    # Known here before it is asked for: the vendor may check the address before its answer is back.
    _take_up(row, there.make(kind, url=there.address(token), until=timezone.now() + LIFE))


@transaction.atomic
def _begun(connection: Connection, kind: HintKind, token: str) -> Subscription | None:
    """One that is about to be asked for; none where another worker was first, or posts were stopped meanwhile."""
    now = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
    if not now.posts_to:
        return None
    row = Subscription(connection=connection, kind=kind, address_digest=digest_of(token))
    Subscription.objects.bulk_create([row], ignore_conflicts=True)
    return Subscription.objects.filter(pk=row.pk).first()


def _is(row: Subscription, there: There) -> bool:
    """By its id; or, where the answer to asking for it was lost, by its address."""
    last = there.url.rstrip("/").rpartition("/")[2]
    return there.remote_id == row.remote_id or digest_of(last) == row.address_digest


@transaction.atomic
def _take_up(row: Subscription, found: There) -> None:
    row = Subscription.objects.select_for_update().get(pk=row.pk)
    if row.state == SubscriptionState.ENDED:
        return
    new = not row.remote_id
    row.remote_id, row.expires_at = found.remote_id, found.expires_at
    if found.secret is not None and found.secret.reveal():
        row.secret = ciphers.firm_seal(_purpose(row), found.secret.reveal().encode())
    row.save(update_fields=["remote_id", "expires_at", "secret"])
    if found.on is not False:
        states.move_subscription(row, SubscriptionState.STANDING)
    if new:
        audit.record(
            event=Event.INTEGRATIONS_SUBSCRIBED,
            by=_robot(),
            on=row,
            vendor=Vendor(row.connection.vendor),
            what=HintKind(row.kind),
            remote=RemoteId.of(found.remote_id),
            expires_at=found.expires_at,
        )


@transaction.atomic
def _prolonged(row: Subscription, found: There) -> None:
    assert found.expires_at is not None
    Subscription.objects.filter(pk=row.pk).update(expires_at=found.expires_at)
    audit.record(
        event=Event.INTEGRATIONS_SUBSCRIPTION_RENEWED,
        by=_robot(),
        on=row,
        vendor=Vendor(row.connection.vendor),
        what=HintKind(row.kind),
        expires_at=found.expires_at,
    )


@transaction.atomic
def _lost(row: Subscription) -> None:
    """The vendor has it no more, ended it, or never had it; or posts to where this house was reached before."""
    row = Subscription.objects.select_for_update(of=("self",)).get(pk=row.pk)
    states.move_subscription(row, SubscriptionState.ENDED, secret=None)
    audit.record(
        event=Event.INTEGRATIONS_SUBSCRIPTION_ENDED,
        by=_robot(),
        on=row,
        vendor=Vendor(row.connection.vendor),
        what=HintKind(row.kind),
    )


def digest_of(token: str) -> str:
    """What an address is found by, from its last part."""
    return hashlib.sha256(token.encode()).hexdigest()


def secret_of(row: Subscription) -> str:
    """What Clio signs this subscription's posts with; empty while it is not known yet."""
    return ciphers.firm_open(_purpose(row), bytes(row.secret)).decode() if row.secret else ""


def _purpose(row: Subscription) -> str:
    return f"subscription:{row.pk}"


def _robot() -> User:
    return User.for_robot(Robot.SYNC)


class _At:
    path: str

    def __init__(self, connection: Connection) -> None:
        self.base = connection.posts_to

    def address(self, token: str) -> str:
        return f"{self.base}/connections/{self.path}/posts/{token}/"

    def leads_here(self, found: There) -> bool:
        """Whether it posts to this house as it is reached now."""
        return not found.url or found.url.startswith(f"{self.base}/")


class _AtClio(_At):
    path = "clio"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.client = connect_clio(connection)

    def __enter__(self) -> "_AtClio":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def listed(self) -> list[There]:
        return [_from_clio(each) for found in pages(self.client.webhooks) for each in found.items]

    def make(self, kind: HintKind, *, url: str, until: datetime) -> There:
        word = WORDS[Vendor.CLIO][kind]
        return _from_clio(self.client.create_webhook(url=url, model=word, until=until))

    def prolong(self, remote_id: str, *, until: datetime) -> There:
        return _from_clio(self.client.prolong_webhook(remote_id, until=until))


class _AtMyCase(_At):
    path = "mycase"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.client = connect_mycase(connection)

    def __enter__(self) -> "_AtMyCase":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def listed(self) -> list[There]:
        return [_from_mycase(each) for each in self.client.subscriptions()]

    def make(self, kind: HintKind, *, url: str, until: datetime) -> There:
        return _from_mycase(self.client.subscribe(model=WORDS[Vendor.MYCASE][kind], url=url))

    def prolong(self, remote_id: str, *, until: datetime) -> There:
        raise AssertionError("MyCase names no end")


def _from_clio(found: Webhook) -> There:
    ended = found.expires_at is not None and found.expires_at <= timezone.now()
    return There(
        remote_id=found.id,
        url=found.url,
        on=found.status == "enabled",
        dead=found.status == "suspended" or ended,
        secret=found.secret,
        expires_at=found.expires_at,
    )


def _from_mycase(found: MyCaseSubscription) -> There:
    return There(remote_id=found.id, url=found.url, on=None, dead=False, secret=None, expires_at=None)
