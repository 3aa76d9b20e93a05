"""Looking for transcripts that Zoom never told of: every connection also works by polling alone."""

from __future__ import annotations

import logging
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
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
"""How far back a sweep looks. Zoom lists about a month at a time."""
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
    over, and a recording that makes no sense; where nobody may be listed, or something made no sense, the connection
    says so. A passing fault ends the sweep, and the next one goes over the same days again. ``by`` is the person who
    asked for it, else the robot of intake. What else goes wrong with one person holds up nobody else.
    """
    by = by or User.for_robot(Robot.INTAKE)
    lease = _take(connection)
    if lease is None:
        return 0
    before = Arrival.objects.filter(connection=connection).count()
    failure = _everybody(connection, lease, by)
    integrations.heard(connection.pk, failure=failure)
    if failure is not None and failure.code == Fault.NOT_CONNECTED:
        integrations.mark_broken(connection.pk)
    Sweep.objects.filter(connection=connection, lease=lease).update(
        swept_at=timezone.now(), lease=None, leased_until=None
    )
    return Arrival.objects.filter(connection=connection).count() - before


def _everybody(connection: Connection, lease: uuid.UUID, by: User) -> RemoteError | None:
    """Each person in turn, as long as the lease is ours. What stopped it, or was wrong with it, or None."""
    whole: list[bool] = []
    refused: Permanent | None = None
    with zoom.connect(connection) as account:
        for person in User.objects.people().filter(is_active=True):
            if not _hold(connection, lease):
                return None
            try:
                whole += _aside.each([person.pk], partial(_person, connection, account, person, by))
            except Transient as error:
                return error
            except Permanent as error:
                if error.code == Fault.NOT_CONNECTED:
                    return error
                if error.code != Fault.NOT_FOUND:  # whom Zoom does not know
                    refused = error
    if refused is not None and not whole:
        return refused  # such as an application that was not given the permission
    return None if all(whole) else _garbled()


def _garbled() -> Transient:
    return Transient(
        Fault.GARBLED, _("Something in the list there makes no sense. Everything else in it was read.")
    )


def _person(connection: Connection, account: zoom.Zoom, person: User, by: User, _pk: uuid.UUID) -> bool:
    """Whether all of their recordings could be read."""
    today = timezone.now().astimezone(UTC).date()  # Zoom's days are UTC's, also in the evening here
    read = partial(account.recordings, person.email, since=today - REACH, until=today)
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
