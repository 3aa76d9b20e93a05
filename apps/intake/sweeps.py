"""Looking for transcripts that Zoom never told of: every connection also works by polling alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from apps.intake.arrivals import announce
from apps.intake.models import Arrival
from apps.integrations.errors import Permanent, Transient
from apps.integrations.models import Connection, ConnectionState, Vendor
from apps.integrations.zoom import connect as zoom
from apps.people.models import Robot, User

REACH = timedelta(days=7)
"""How far back a sweep looks. Zoom lists about a month at a time."""


def sweep(*, connection: Connection, by: User | None = None) -> int:
    """Announce the finished transcripts of everybody's recordings. Returns how many were new.

    A person whom Zoom does not know, or may not list, is passed over; a passing fault ends the sweep, and the next
    one goes over the same days again. ``by`` is the person who asked for it, else the robot of intake.
    """
    by = by or User.for_robot(Robot.INTAKE)
    before = Arrival.objects.filter(connection=connection).count()
    with zoom.connect(connection) as account:
        for person in User.objects.people().filter(is_active=True):
            if not _person(connection, account, person, by):
                break
    return Arrival.objects.filter(connection=connection).count() - before


def _person(connection: Connection, account: zoom.Zoom, person: User, by: User) -> bool:
    today, page = timezone.localdate(), ""
    while True:
        try:
            found = account.recordings(person.email, since=today - REACH, until=today, page=page)
        except Permanent:
            return True
        except Transient:
            return False
        for transcript in found.items:
            announce(
                connection=connection,
                meeting=transcript.meeting,
                file_id=transcript.file_id,
                topic=transcript.topic,
                started_at=transcript.started_at,
                host_email=transcript.host_email,
                by=by,
            )
        if not found.next:
            return True
        page = found.next


def sweep_all(_limit: int) -> list[UUID]:
    """Sweep every working Zoom connection; for the scheduler. What is found is fetched as if it had been told of."""
    for connection in Connection.objects.filter(vendor=Vendor.ZOOM, state=ConnectionState.WORKING):
        sweep(connection=connection)
    return []
