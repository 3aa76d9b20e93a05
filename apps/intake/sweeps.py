"""Looking for transcripts that Zoom never told of: every connection also works by polling alone."""

from __future__ import annotations

import logging
import uuid
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.aside import Aside
from apps.core.errors import BadInput
from apps.intake.arrivals import announce
from apps.intake.models import Arrival, Sweep
from apps.integrations import services as integrations
from apps.integrations.errors import Fault, Permanent, RemoteError, Transient
from apps.integrations.listed import pages
from apps.integrations.models import Connection, ConnectionState, Vendor
from apps.integrations.zoom import connect as zoom
from apps.people.models import Robot, User

_aside: Aside[uuid.UUID] = Aside("recordings_of_person", logging.getLogger(__name__), of_all=(RemoteError,))
REACH = timedelta(days=7)
"""How far back a sweep looks at least: a transcript comes some time after its meeting."""
FARTHEST = timedelta(days=30)
"""And at most, after a time in which nothing was heard of Zoom: it lists about a month at a time."""
IN_A_ROW = 3
"""People in a row at whom a passing fault was met: then it is Zoom that has trouble, and nobody else is asked about."""
EVERY = timedelta(minutes=10)


def claim_sweeps(limit: int) -> list[uuid.UUID]:
    """Working Zoom connections that were not looked through lately, each handed out once."""
    zooms = Connection.objects.filter(vendor=Vendor.ZOOM, state=ConnectionState.WORKING)
    Sweep.objects.bulk_create(
        [Sweep(connection=each) for each in zooms.filter(sweep=None)], ignore_conflicts=True
    )
    return _claim(limit)


@transaction.atomic
def _claim(limit: int) -> list[uuid.UUID]:
    now = timezone.now()
    due = Q(swept_at=None) | Q(swept_at__lt=now - EVERY)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = Sweep.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        due, free, connection__vendor=Vendor.ZOOM, connection__state=ConnectionState.WORKING
    )
    found = list(rows[:limit])
    handed_out = now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
    Sweep.objects.filter(pk__in=[row.pk for row in found]).update(lease=None, leased_until=handed_out)
    return [row.connection_id for row in found]


def sweep(*, connection: Connection, by: User | None = None) -> int:
    """Announce the finished transcripts of everybody's recordings. Returns how many were new.

    Does nothing while another process does the same. A person whom Zoom does not know, or may not list, is passed
    over, and the connection says whom it does not know; so is a recording that makes no sense. Where nobody may be
    listed, or something made no sense, the connection says so. What goes wrong with one person holds up nobody else;
    where it does with several in a row, or Zoom asks to slow down, the sweep ends. The next one goes over the same days
    again. ``by`` is the person who asked for it, else the robot of intake.
    """
    by = by or User.for_robot(Robot.INTAKE)
    lease = _take(connection)
    if lease is None:
        return 0
    began, before = timezone.now(), Arrival.objects.filter(connection=connection).count()
    failure, missed = _everybody(connection, lease, by)
    integrations.heard(connection.pk, failure=failure)
    if failure is not None and failure.code == Fault.NOT_CONNECTED:
        integrations.mark_broken(connection.pk)
    whole = {} if failure or missed else {"whole_at": began}
    Sweep.objects.filter(connection=connection, lease=lease).update(
        swept_at=timezone.now(), lease=None, leased_until=None, **whole
    )
    return Arrival.objects.filter(connection=connection).count() - before


def _everybody(connection: Connection, lease: uuid.UUID, by: User) -> tuple[RemoteError | None, bool]:
    """Each person in turn, as long as the lease is ours. What stopped it, or was wrong with it, or None; and whether
    somebody was missed, for an error of ours or because it is another's by now."""
    whole: list[bool] = []
    unknown: list[uuid.UUID] = []
    missed = False
    refused: Permanent | None = None
    passing: list[Transient] = []
    in_a_row = 0
    since = _since(Sweep.objects.get(connection=connection))
    with zoom.connect(connection) as account:
        for person in User.objects.people().filter(is_active=True):
            if not _hold(connection, lease):
                return None, True
            try:
                read = _aside.each([person.pk], partial(_person, connection, account, person, since, by))
                whole += read
                missed = missed or not read
                in_a_row = 0
            except Transient as error:
                passing.append(error)
                in_a_row += 1
                if in_a_row == IN_A_ROW or error.code == Fault.RATE_LIMITED:
                    return error, True
            except Permanent as error:
                in_a_row = 0
                if error.code == Fault.NOT_CONNECTED:
                    return error, True
                if error.code == Fault.NOT_FOUND:
                    unknown.append(person.pk)
                else:
                    refused = error
    if not (missed or passing):
        knows = len(whole) if refused is None else max(len(whole), 1)
        integrations.heard_of(connection.pk, knows=knows, unknown=unknown)
    if refused is not None and not whole:
        return refused, missed  # such as an application that was not given the permission
    if passing:
        return passing[0], missed
    return None if all(whole) else _garbled(), missed


def _since(row: Sweep) -> date:
    """The first day that is looked at."""
    today = _today()
    if row.whole_at is None:
        return today - REACH
    return max(min(today, row.whole_at.astimezone(UTC).date()) - REACH, today - FARTHEST)


def _today() -> date:
    return timezone.now().astimezone(UTC).date()  # Zoom's days are UTC's, also in the evening here


def _garbled() -> Transient:
    return Transient(
        Fault.GARBLED, _("Something in the list there makes no sense. Everything else in it was read.")
    )


def _person(
    connection: Connection, account: zoom.Zoom, person: User, since: date, by: User, _pk: uuid.UUID
) -> bool:
    """Whether all of their recordings could be read."""
    read = partial(account.recordings, person.email, since=since, until=_today())
    whole = True
    for found in pages(read):
        whole = whole and not found.has_unread
        for transcript in found.items:
            with suppress(BadInput):  # ids that do not read like ids lead nowhere
                announce(
                    connection=connection,
                    meeting=transcript.meeting,
                    file_id=transcript.file_id,
                    topic=transcript.topic,
                    started_at=transcript.started_at,
                    host=person,
                    by=by,
                )
    return whole


@transaction.atomic
def _take(connection: Connection) -> uuid.UUID | None:
    row, _made = Sweep.objects.select_for_update().get_or_create(connection=connection)
    if row.lease is not None and row.leased_until and row.leased_until > timezone.now():
        return None
    row.lease, row.leased_until = uuid.uuid4(), _until()
    row.save(update_fields=["lease", "leased_until"])
    return row.lease


def _hold(connection: Connection, lease: uuid.UUID) -> bool:
    """Renew the lease before a person's recordings. Whether it was still ours."""
    return bool(Sweep.objects.filter(connection=connection, lease=lease).update(leased_until=_until()))


def _until() -> datetime:
    """A token and two answers of Zoom's, each within its time."""
    return timezone.now() + timedelta(seconds=3 * settings.VENDOR_SECONDS + settings.LEASE_GRACE_SECONDS)
