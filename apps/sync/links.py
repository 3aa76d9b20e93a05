"""Which connection leads to a matter."""

from uuid import UUID

from apps.integrations.models import ConnectionState, RemoteRecord
from apps.sync.models import RecordKind


def link(matter_id: UUID) -> RemoteRecord | None:
    """The matter's record in a practice system, the newest connection first."""
    return (
        RemoteRecord.objects.filter(kind=RecordKind.MATTER, local_id=matter_id)
        .exclude(connection__state=ConnectionState.ENDED)
        .select_related("connection")
        .order_by("-connection__connected_at")
        .first()
    )
