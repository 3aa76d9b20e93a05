"""Matters that were opened again here: who was added to them there meanwhile is read before anything is sent.

While a matter is closed nobody is added to it (``parties.follows``), and a list of what changed does not have what
changed then. Until it was read, the gate refuses (``policy.reasons.Reason.PARTIES_NOT_READ``).
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.integrations.models import Connection, RemoteRecord
from apps.matters.models import Matter, Status
from apps.sync.models import Oddity, RecordKind


def unread(connection: Connection) -> QuerySet[RemoteRecord, str]:
    """What they are called there."""
    matters = Matter.objects.filter(pk=OuterRef("local_id"), reopened_at__isnull=False)
    going_on = matters.exclude(status=Status.CLOSED)
    rows = connection.records.filter(
        Exists(going_on.filter(reopened_at__gt=OuterRef("parts_read_at")))
        | Q(Exists(going_on), parts_read_at=None),
        kind=RecordKind.MATTER,
    )
    return rows.order_by("pk").values_list("remote_id", flat=True)


def hurrying(connection: Connection) -> QuerySet[RemoteRecord, str]:
    """Those that a pull comes sooner for. One of which no sense could be made the last time comes with the others'."""
    odd = connection.differences.filter(
        kind=RecordKind.MATTER, oddity=Oddity.NOT_TAKEN_IN, gone_at=None, remote_id=OuterRef("remote_id")
    )
    return unread(connection).filter(~Exists(odd))


def were_read(connection: Connection, remote_ids: set[str], *, since: datetime) -> None:
    """Everybody's parts in these were taken in, of a reading that began then. A part of which no sense could be made
    holds the matter up as it does any other (``unread``)."""
    rows = connection.records.filter(kind=RecordKind.MATTER, remote_id__in=remote_ids)
    rows.update(parts_read_at=since)
