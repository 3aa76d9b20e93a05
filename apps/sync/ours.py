"""What was put into a practice system from here: it does not come back as a source, and is looked for there later."""

import re
from collections.abc import Iterable

from apps.integrations.models import Connection
from apps.sync.models import Delivery, DeliveryKind, RecordKind

KINDS = {
    RecordKind.NOTE: (DeliveryKind.NOTE,),
    RecordKind.DOCUMENT: (DeliveryKind.DOCUMENT, DeliveryKind.PDF),
}
"""Which deliveries are records of a kind. Vendors count each kind for itself: a note and a document may share an id."""
MARKER = re.compile(r"firmai[0-9a-f]{32}")


def delivered(connection: Connection, kind: RecordKind, ids: Iterable[str] | None = None) -> set[str]:
    """Remote ids of records of a kind that we put there ourselves; of all, or among those named."""
    rows = Delivery.objects.filter(connection=connection, kind__in=KINDS[kind]).exclude(remote_id="")
    if ids is not None:
        rows = rows.filter(remote_id__in=list(ids))
    return set(rows.values_list("remote_id", flat=True))


def is_marked(text: str) -> bool:
    """Whether a delivery's marker stands in it: it is ours, though the answer that said so was lost."""
    return MARKER.search(text) is not None
