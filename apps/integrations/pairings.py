"""Making a connection: to the vendor's page, back with its answer, and saved once a person has seen whom it reaches.

The answer is good once, for the administrator and the browser that asked for it, within a quarter of an hour, and
for the very address that was named to the vendor. Whatever is refused is on record and changes no connection.
"""

import enum
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.aside import Aside
from apps.core.ciphers import CannotOpen
from apps.core.errors import BadInput, NotAllowed
from apps.core.sensitive import Sensitive
from apps.integrations import connections, http, rules, states, tokens, whom
from apps.integrations.access import Tokens
from apps.integrations.clio import oauth as clio_oauth
from apps.integrations.errors import Fault, RemoteError
from apps.integrations.models import Connection, Pairing, PairingState, Region, Vendor
from apps.integrations.mycase import oauth as mycase_oauth
from apps.integrations.refusals import Attempt, on_record
from apps.people.models import Robot, User

_aside: Aside[UUID] = Aside("pairing", logging.getLogger(__name__))
PATIENCE = timedelta(minutes=15)
"""How long a connection may take to be made. A vendor's code is good for ten minutes."""


@dataclass(frozen=True)
class _Late:
    """It was to be confirmed after its time, and what it held is wiped."""

    held: Tokens | None


class Refusal(enum.StrEnum):
    """Why a vendor's answer was not taken, for the record. A vendor's own trouble is there under its own code."""

    STATE = "state"
    USED = "used"
    LAPSED = "lapsed"
    DECLINED = "declined"
    WRONG_REGION = "wrong_region"
    NOT_ACCEPTED = "not_accepted"
    OTHER_FIRM = "other_firm"


@dataclass(frozen=True)
class Departure:
    """Where the browser goes to allow a connection, and the state it has to come back with."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    pairing: UUID


def depart(
    *, vendor: Vendor, region: Region | None, redirect_uri: str, by: User, mends: Connection | None = None
) -> Departure:
    """The vendor's page on which the connection is allowed. Keep ``state`` in the session for ``arrive``.

    ``region`` is required for Clio: an application and its tokens belong to one region, and none is assumed.
    ``mends`` is the connection that is to be made again. Raises NotAllowed, BadInput, and Permanent
    ``not_configured`` where this server has no application for the vendor.
    """
    _check_may_connect(by=by)
    place = connections.region_of(vendor, region)
    state = secrets.token_urlsafe(24)
    if vendor == Vendor.CLIO:
        url = clio_oauth.page(region=place, redirect_uri=redirect_uri, state=state)
    elif vendor == Vendor.MYCASE:
        url = mycase_oauth.page(redirect_uri=redirect_uri, state=state)
    else:
        raise BadInput(_("This system is not connected through a page of its own."))
    pairing = _begin(vendor, place, by, redirect_uri=redirect_uri, mends=mends)
    return Departure(http.for_browser(url), state, pairing.pk)


def arrive(
    *, pairing_id: UUID | None, state: str, expected_state: str, code: Sensitive[str] | None, by: User
) -> Pairing:
    """Take the vendor's answer once and ask whom it reaches. No connection is made: that is ``confirm``.

    ``expected_state`` and ``pairing_id`` are what the session kept, ``state`` what came back; no ``code`` means that
    the vendor's page was declined. Raises NotAllowed for an answer that is not taken, and RemoteError.
    """
    _check_may_connect(by=by)
    pairing = _take(pairing_id, state, expected_state, declined=code is None, by=by)
    assert code is not None
    vendor, region = Vendor(pairing.vendor), Region(pairing.region)
    answer: whom.Answer | RemoteError
    try:
        answer = whom.from_code(vendor, region, code, pairing.redirect_uri)
    except RemoteError as error:
        answer = error
    return _keep(pairing, answer, by)


def reach_zoom(*, by: User, mends: Connection | None = None) -> Pairing:
    """Ask Zoom with the application's own credentials whether the firm's account answers. Raises RemoteError."""
    _check_may_connect(by=by)
    pairing = _begin(Vendor.ZOOM, Region.UNKNOWN, by, mends=mends)
    with transaction.atomic():
        states.move(Pairing.objects.select_for_update().get(pk=pairing.pk), PairingState.ANSWERED)
    answer: whom.Answer | RemoteError
    try:
        answer = whom.from_file()
    except RemoteError as error:
        answer = error
    return _keep(pairing, answer, by)


def confirm(*, pairing: Pairing, by: User, another_firm: bool = False) -> Connection:
    """Save the connection that a person has seen. ``another_firm`` says that they mean one not connected before.

    Raises NotAllowed where its time is over, or where it reaches a firm that this vendor was not connected to before
    and that was not meant, and WrongState where it was confirmed, dropped or lapsed.
    """
    saved = _confirmed(pairing=pairing, by=by, another_firm=another_firm)
    if isinstance(saved, _Late):
        _withdraw(pairing, saved.held)
        raise _error(Refusal.LAPSED, pairing)
    if saved == Refusal.OTHER_FIRM:
        raise NotAllowed(
            _("Confirm that this is meant: it is not the firm that was connected before."), codes=(saved,)
        )
    if isinstance(saved, Refusal):
        raise _error(saved, pairing)
    return saved


@on_record(Attempt.CONNECT)
def _confirmed(*, pairing: Pairing, by: User, another_firm: bool) -> Connection | Refusal | _Late:
    """Why it is not saved, which is on record by then, is no error: what is wiped for it stays wiped."""
    rules.check_can_connect(by)
    row = Pairing.objects.select_for_update(of=("self",)).get(pk=pairing.pk, begun_by=by)
    if row.state == PairingState.REACHED and row.begun_at < timezone.now() - PATIENCE:
        return _Late(_let_lapse(row, by))
    if row.state == PairingState.REACHED and is_another_firm(row) and not another_firm:
        _refuse(row, by, row, Refusal.OTHER_FIRM)
        return Refusal.OTHER_FIRM
    return _save(row, by)


def drop(*, pairing: Pairing, by: User) -> None:
    """Not the firm that was meant: forget what the vendor gave, and tell the vendor where it can be told."""
    _withdraw(pairing, _dropped(pairing=pairing, by=by))


@on_record(Attempt.CONNECT)
def _dropped(*, pairing: Pairing, by: User) -> Tokens | None:
    rules.check_can_connect(by)
    row = Pairing.objects.select_for_update().get(pk=pairing.pk, begun_by=by)
    held = tokens.opened(row) if row.tokens else None
    states.move(row, PairingState.DROPPED, tokens=None)
    audit.record(event=Event.INTEGRATIONS_CONNECTION_DROPPED, by=by, on=row, vendor=Vendor(row.vendor))
    return held


def let_lapse(limit: int) -> list[UUID]:
    """End what nobody confirmed in time. For the scheduler, which opens no tokens: gives those that hold some which
    their vendor is to be told of, for ``lapse``. What no worker came to in as long again is wiped untold.

    One by one: one at which something fails is left out for a while, and the others are wiped.
    """
    told = Q(vendor=Vendor.CLIO, tokens__isnull=False, begun_at__gte=timezone.now() - 2 * PATIENCE)
    rows = _late().exclude(told).exclude(pk__in=_aside.out()).order_by("begun_at")
    for _ended in _aside.each(list(rows.values_list("pk", flat=True)[:limit]), _lapsed):
        pass
    return list(_late().filter(told).order_by("begun_at").values_list("pk", flat=True)[:limit])


def lapse(pairing_id: UUID) -> None:
    """Wipe what one holds that nobody confirmed in time, and tell the vendor where it can be told. Safe to call
    twice."""
    found = _lapsed(pairing_id, opening=True)
    if found is not None:
        _withdraw(*found)


def _late() -> QuerySet[Pairing]:
    return Pairing.objects.filter(
        state__in=[PairingState.BEGUN, PairingState.ANSWERED, PairingState.REACHED],
        begun_at__lt=timezone.now() - PATIENCE,
    )


@transaction.atomic
def _lapsed(pk: UUID, *, opening: bool = False) -> tuple[Pairing, Tokens | None] | None:
    row = _late().select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return None
    return row, _let_lapse(row, User.for_robot(Robot.SWEEPER), opening=opening)


def _let_lapse(row: Pairing, by: User, *, opening: bool = True) -> Tokens | None:
    """What it held, where that can be opened and is to be: it is wiped in any case."""
    held = None
    with suppress(CannotOpen):
        held = tokens.opened(row) if opening and row.tokens else None
    states.move(row, PairingState.LAPSED, tokens=None)
    _refuse(row, by, row, Refusal.LAPSED)
    return held


def _withdraw(row: Pairing, held: Tokens | None) -> None:
    """Outside the transaction that wiped them: a vendor that does not answer keeps nothing here."""
    if held is not None:
        connections.withdraw(Vendor(row.vendor), Region(row.region), held)


def is_another_firm(pairing: Pairing) -> bool:
    """Whether this vendor was connected before, and never to this firm."""
    before = Connection.objects.filter(vendor=pairing.vendor)
    same = before.filter(region=pairing.region, account_id=pairing.account_id)
    return before.exists() and not same.exists()


# --- steps -------------------------------------------------------------------------------------------------------


@on_record(Attempt.CONNECT)
def _check_may_connect(*, by: User) -> None:
    """Apart from what follows, which speaks to a vendor and is no one transaction."""
    rules.check_can_connect(by)


@transaction.atomic
def _begin(
    vendor: Vendor, region: Region, by: User, *, redirect_uri: str = "", mends: Connection | None = None
) -> Pairing:
    pairing = Pairing.objects.create(
        vendor=vendor, region=region, redirect_uri=redirect_uri, begun_by=by, mends=mends
    )
    audit.record(event=Event.INTEGRATIONS_CONNECTION_BEGUN, by=by, on=pairing, vendor=vendor, region=region)
    return pairing


def _take(pairing_id: UUID | None, state: str, expected_state: str, *, declined: bool, by: User) -> Pairing:
    with transaction.atomic():
        begun = Pairing.objects.select_for_update(of=("self",)).filter(begun_by=by)
        row = begun.filter(pk=pairing_id).first() if pairing_id else None
        same = bool(expected_state) and secrets.compare_digest(state.encode(), expected_state.encode())
        refusal = _why_not(row if same else None, declined=declined)
        if row is None or refusal is not None:
            _refuse(row, by, row or by, refusal or Refusal.STATE)
        if row is not None and refusal in {Refusal.DECLINED, Refusal.LAPSED}:
            states.move(row, _END[refusal], tokens=None)
        elif row is not None and refusal is None:
            states.move(row, PairingState.ANSWERED)
    if row is None or refusal is not None:
        raise _error(refusal or Refusal.STATE, row)
    return row


_END = {Refusal.DECLINED: PairingState.REFUSED, Refusal.LAPSED: PairingState.LAPSED}


def _why_not(row: Pairing | None, *, declined: bool) -> Refusal | None:
    if row is None:
        return Refusal.STATE
    if row.state != PairingState.BEGUN:
        return Refusal.LAPSED if row.state == PairingState.LAPSED else Refusal.USED
    if row.begun_at < timezone.now() - PATIENCE:
        return Refusal.LAPSED
    return Refusal.DECLINED if declined else None


def _keep(pairing: Pairing, answer: whom.Answer | RemoteError, by: User) -> Pairing:
    """Keep what the vendor gave, sealed, until a person has looked; or say why it is not kept."""
    refusal: Refusal | Fault | None = None
    with transaction.atomic():
        row = Pairing.objects.select_for_update(of=("self",)).select_related("mends").get(pk=pairing.pk)
        if isinstance(answer, RemoteError):
            refusal = _meaning(row, answer)
        elif row.mends and (row.mends.account_id, row.mends.region) != (answer.whom.account_id, row.region):
            refusal = Refusal.OTHER_FIRM
        if refusal is None:
            assert isinstance(answer, whom.Answer)
            tokens.seal(row, answer.tokens)
            states.move(
                row,
                PairingState.REACHED,
                tokens=row.tokens,
                account_id=answer.whom.account_id[:80],
                account_name=answer.whom.account_name[:200],
                person=answer.whom.person[:200],
                person_id=answer.whom.person_id[:80],
            )
        else:
            states.move(row, PairingState.REFUSED)
            _refuse(row, by, row, refusal)
    if isinstance(answer, RemoteError) and not isinstance(refusal, Refusal):
        raise answer
    if isinstance(answer, whom.Answer) and refusal is not None:
        connections.withdraw(Vendor(row.vendor), Region(row.region), answer.tokens)
    if isinstance(refusal, Refusal):
        raise _error(refusal, row)
    return row


def _meaning(row: Pairing, error: RemoteError) -> Refusal | Fault:
    """Clio and MyCase answer 401 to an application they do not know, and 400 to a code they do not take."""
    if row.vendor != Vendor.ZOOM and error.status == 401:
        return Refusal.WRONG_REGION
    if row.vendor != Vendor.ZOOM and error.status == 400:
        return Refusal.NOT_ACCEPTED
    return Fault(error.code)


def _save(row: Pairing, by: User) -> Connection:
    held = tokens.opened(row) if row.tokens else None
    states.move(row, PairingState.CONFIRMED, tokens=None)
    assert held is not None  # only a reached pairing is confirmed, and it holds tokens
    connection = connections.connect(
        vendor=Vendor(row.vendor),
        region=Region(row.region),
        account_id=row.account_id,
        account_name=row.account_name,
        person_id=row.person_id,
        tokens=held,
        by=by,
    )
    row.mends = connection
    row.save(update_fields=["mends"])
    return connection


def _refuse(row: Pairing | None, by: User, on: models.Model, reason: Refusal | Fault) -> None:
    audit.record(
        event=Event.INTEGRATIONS_CONNECTION_REFUSED,
        by=by,
        on=on,
        reason=reason,
        vendor=Vendor(row.vendor) if row else None,
        region=Region(row.region) if row else None,
        account=RemoteId.of(row.account_id) if row and row.account_id else None,
    )


def _error(refusal: Refusal, row: Pairing | None) -> NotAllowed:
    vendor = row.get_vendor_display() if row else ""
    sentence = {
        Refusal.STATE: _(
            "This answer does not belong to a connection that was begun here. Nothing was saved. Begin again."
        ),
        Refusal.USED: _("This answer was used already. Nothing more was saved."),
        Refusal.LAPSED: _("That took longer than a quarter of an hour. Nothing was saved. Begin again."),
        Refusal.DECLINED: _("%(vendor)s says that the connection was not allowed there. Nothing was saved."),
        Refusal.WRONG_REGION: _(
            "%(vendor)s does not know the firm's application there. Nothing was saved. Choose the region in which the "
            "firm has its account, and see that the client file on this server is of an application registered there."
        ),
        Refusal.NOT_ACCEPTED: _(
            "%(vendor)s did not accept its own answer. Nothing was saved. See that the address to come back to is "
            "registered there exactly as it is shown here, and begin again."
        ),
        Refusal.OTHER_FIRM: _(
            "The account that was allowed there is another firm's than this connection reaches. Nothing was saved."
        ),
    }[refusal]
    return NotAllowed(sentence % {"vendor": vendor}, codes=(refusal,))
