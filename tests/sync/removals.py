"""What somebody does in Clio with something that was delivered there."""

from apps.sync import services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState
from tests.sync import factories as f

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
RECORDS = {NOTE: "note", DOCUMENT: "document", PDF: "document"}
"""What each is in a practice system."""


def now(delivery):
    return Delivery.objects.get(pk=delivery.pk)


def at(box, delivery):
    return (f.notes_at if delivery.kind == NOTE else f.documents_at)(box, delivery)


def sent(delivery):
    """It arrived, and nobody has read it back."""
    services.send(services.claim(1)[0])
    assert now(delivery).state == DeliveryState.SENT
    return now(delivery)


def row(box, delivery):
    return box.clio.stores["ca"].rows[RECORDS[delivery.kind]][int(now(delivery).remote_id)]


def removed(box, delivery):
    """Somebody deletes it in Clio, where a document goes into the trash."""
    there = row(box, delivery)
    if delivery.kind == NOTE:
        there.kept["gone"] = True
    else:
        there.data["deleted_at"] = "2026-11-25T15:00:00Z"
    return there


def standing(box, delivery):
    """Those of the delivery's that are there and not in the trash."""
    rows = box.clio.stores["ca"].rows[RECORDS[delivery.kind]]
    return [
        each
        for each in at(box, delivery)
        if not rows[each["id"]].kept.get("gone") and not rows[each["id"]].data.get("deleted_at")
    ]
