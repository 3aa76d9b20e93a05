"""What hangs on a matter and changes by itself: is our copy still what is there? Listed where it is not."""

from collections.abc import Iterable

from apps.core.text import canonical
from apps.integrations.models import Connection
from apps.matters.models import Client
from apps.sync import differences
from apps.sync.apart import Alone
from apps.sync.models import Oddity, Paper, RecordKind
from apps.sync.shapes import Listed, Who

PEOPLE = (RecordKind.CONTACT, RecordKind.COMPANY)


def compare_clients(connection: Connection, found: Iterable[Who]) -> None:
    """List clients who have another name there. Those who are not clients here are passed over.

    One by one, as with documents: where something fails it is compared again in the night.
    """
    whos = {(who.kind.value, who.remote_id): who for who in found}
    if not whos:
        return
    records = connection.records.filter(kind__in=PEOPLE, remote_id__in={each for _kind, each in whos})
    ours = {(each.kind, each.remote_id): each.local_id for each in records}
    names = dict(Client.objects.filter(pk__in=ours.values()).values_list("pk", "name"))
    clients = Alone(connection, "client's name")
    for key, who in whos.items():
        if key in ours:
            with clients.each(who.remote_id):
                same = canonical(" ".join(who.name.split())) == names[ours[key]]
                differences.note(
                    connection=connection,
                    kind=who.kind,
                    remote_id=who.remote_id,
                    found=set() if same else {Oddity.CLIENT_NAME_DIFFERS},
                    among={Oddity.CLIENT_NAME_DIFFERS},
                )


def compare_documents(connection: Connection, found: Iterable[Listed]) -> None:
    """List documents of which a working copy is here and a newer version there. Nothing is fetched."""
    documents = {each.remote_id: each for each in found if each.kind == RecordKind.DOCUMENT}
    if not documents:
        return
    rows = Paper.objects.filter(
        connection=connection, kind=RecordKind.DOCUMENT, remote_id__in=documents, source__isnull=False
    )
    papers = Alone(connection, "version of document")
    for row in rows.exclude(taken_version="").select_related("matter"):
        with papers.each(row.remote_id):
            same = row.taken_version == documents[row.remote_id].version
            differences.note(
                connection=connection,
                kind=RecordKind.DOCUMENT,
                remote_id=row.remote_id,
                found=set() if same else {Oddity.NEWER_THERE},
                among={Oddity.NEWER_THERE},
                matter=row.matter,
                label=row.matter.number,
            )
