"""What hangs on a matter and changes by itself: is our copy still what is there? Listed where it is not."""

from collections.abc import Iterable

from apps.intake.models import Source
from apps.integrations.models import Connection
from apps.matters.models import Client
from apps.sync import differences
from apps.sync.incoming import Paper, Who
from apps.sync.models import Oddity, RecordKind


def compare_clients(connection: Connection, found: Iterable[Who]) -> None:
    """List clients who have another name there. Those who are not clients here are passed over."""
    for who in found:
        record = connection.records.filter(kind=who.kind, remote_id=who.remote_id).first()
        if record is not None:
            client = Client.objects.get(pk=record.local_id)
            same = who.name.split() == client.name.split()
            differences.note(
                connection=connection,
                kind=who.kind,
                remote_id=who.remote_id,
                found=set() if same else {Oddity.CLIENT_NAME_DIFFERS},
                among={Oddity.CLIENT_NAME_DIFFERS},
            )


def compare_documents(connection: Connection, found: Iterable[Paper]) -> None:
    """List documents of which a working copy is here and a newer version there. Nothing is fetched."""
    for paper in found:
        held = connection.records.filter(
            kind=RecordKind.DOCUMENT, remote_id__startswith=f"{paper.document_id}."
        )
        ours = dict(held.values_list("remote_id", "local_id"))
        source = Source.objects.filter(pk__in=ours.values()).select_related("matter").first()
        if source is not None:
            differences.note(
                connection=connection,
                kind=RecordKind.DOCUMENT,
                remote_id=paper.document_id,
                found=set() if paper.version in ours else {Oddity.NEWER_THERE},
                among={Oddity.NEWER_THERE},
                matter=source.matter,
                label=source.matter.number,
            )
