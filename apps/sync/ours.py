"""What was put into a practice system from here: it does not come back as a source, and is looked for there later."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from apps.core.prepared import Among, Prepared
from apps.integrations.models import Connection, Vendor
from apps.sync import differences, due
from apps.sync.apart import Alone
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Difference, Oddity, RecordKind

KINDS = {
    RecordKind.NOTE: (DeliveryKind.NOTE,),
    RecordKind.DOCUMENT: (DeliveryKind.DOCUMENT, DeliveryKind.PDF),
}
"""Which deliveries are records of a kind. Vendors count each kind for itself: a note and a document may share an id."""
MARKER = re.compile(r"firmai[0-9a-f]{32}")


def delivered(connection: Connection, kind: RecordKind, ids: Iterable[str] | None = None) -> set[str]:
    """Remote ids of records of a kind that we put there ourselves; of all, or among those named."""
    if ids is not None:
        kinds = [each.value for each in KINDS[kind]]
        return set(_DELIVERED(connection=connection.pk, kinds=kinds, ids=list(ids)))
    rows = Delivery.objects.filter(connection=connection, kind__in=KINDS[kind]).exclude(remote_id="")
    return set(rows.values_list("remote_id", flat=True))


_DELIVERED = Prepared(
    lambda connection, kinds, ids: (
        Delivery.objects.filter(Among("kind", kinds), Among("remote_id", ids), connection=connection)
        .exclude(remote_id="")
        .values_list("remote_id", flat=True)
    )
)


def is_marked(text: str) -> bool:
    """Whether a delivery's marker stands in it: it is ours, though the answer that said so was lost."""
    return MARKER.search(text) is not None


def seen(connection: Connection, kind: RecordKind, within: Mapping[str, str]) -> None:
    """A page of what there is, each with the matter there that it is in. What was delivered may be where it belongs."""
    if kind not in KINDS or not within:
        return
    known = due.known_matters(connection, set(within.values()))
    rows = Delivery.objects.filter(connection=connection, kind__in=KINDS[kind], remote_id__in=list(within))
    there = [row for row in rows if known.get(within[row.remote_id]) == row.matter_id]
    if not there:
        return
    Delivery.objects.filter(pk__in=[row.pk for row in there]).update(seen_at=timezone.now())
    differences.end(connection, kind, {row.remote_id for row in there}, {Oddity.DELIVERED_GONE})


def missing(connection: Connection, *, since: datetime, left_out: Iterable[str]) -> None:
    """List what was delivered and read back and is not in its matter there any more, as a reading of everything found
    that began at ``since``: removed, or moved. Nothing is sent again.

    Not of a matter that the reading left out, or did not come across at all (``matters_in.missing`` says that). MyCase
    lists notes for one case at a time, so nothing is said of its notes.
    """
    kept = due.known_matters(connection, left_out).values()
    there = connection.records.filter(kind=RecordKind.MATTER, seen_at__gte=since)
    gone = Delivery.objects.filter(
        Q(seen_at=None) | Q(seen_at__lt=since),
        connection=connection,
        state=DeliveryState.VERIFIED,
        verified_at__lt=since,
        matter__in=there.values("local_id"),
        matter__key__destroyed_at=None,
    ).exclude(matter__in=kept)
    items = Alone(connection, "delivered item that is gone")
    for kind, kinds in KINDS.items():
        if kind == RecordKind.NOTE and connection.vendor == Vendor.MYCASE:
            continue
        for row in gone.filter(kind__in=kinds).select_related("matter"):
            with items.each(row.remote_id):
                differences.note(
                    connection=connection,
                    kind=kind,
                    remote_id=row.remote_id,
                    found={Oddity.DELIVERED_GONE},
                    among={Oddity.DELIVERED_GONE},
                    matter=row.matter,
                    label=row.matter.number,
                )


def is_gone(delivery: Delivery) -> bool:
    """Whether what was read back once is listed as no longer in its matter there."""
    kind = next((kind for kind, kinds in KINDS.items() if delivery.kind in kinds), None)
    return (
        delivery.state == DeliveryState.VERIFIED
        and kind is not None
        and Difference.objects.filter(
            connection=delivery.connection_id,
            kind=kind,
            remote_id=delivery.remote_id,
            oddity=Oddity.DELIVERED_GONE,
            gone_at=None,
        ).exists()
    )
