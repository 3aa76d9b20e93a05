"""Disagreements between the practice system and the firm's own records: listed while they last, never guessed away."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from apps.core.prepared import Among, Prepared
from apps.integrations.models import Connection
from apps.matters.models import Matter
from apps.sync import unread
from apps.sync.models import Difference, Oddity, RecordKind


def note(
    *,
    connection: Connection,
    kind: RecordKind,
    remote_id: str,
    found: Iterable[Oddity],
    among: Iterable[Oddity],
    matter: Matter | None = None,
    label: str = "",
) -> None:
    """Of the oddities that were looked for (``among``), those ``found`` are listed and the others gone."""
    found, among = set(found), set(among)
    listed = _listed(connection, kind, remote_id)
    if gone := [pk for oddity, pk in listed.items() if oddity in among - found]:
        Difference.objects.filter(pk__in=gone).update(gone_at=timezone.now())
    Difference.objects.bulk_create(
        Difference(
            connection=connection,
            matter=matter,
            kind=kind,
            remote_id=remote_id,
            oddity=each,
            label=label[:60],
        )
        for each in sorted(found - set(listed))
    )


def _listed(connection: Connection, kind: RecordKind, remote_id: str) -> dict[str, UUID]:
    """What stands of one record, with its rows."""
    return dict(_LISTED(connection=connection.pk, kind=kind.value, remote_id=remote_id))


_LISTED = Prepared(
    lambda connection, kind, remote_id: Difference.objects.filter(
        connection=connection, kind=kind, remote_id=remote_id, gone_at=None
    ).values_list("oddity", "pk")
)


def end(connection: Connection, kind: RecordKind, remote_ids: Iterable[str], among: Iterable[Oddity]) -> None:
    """Of these records, such differences are gone."""
    among = set(among)
    if not (ids := list(remote_ids)):
        return
    oddities = [each.value for each in among]
    listed = dict(_AMONG(connection=connection.pk, kind=kind.value, remote_ids=ids, oddities=oddities))
    if listed:
        if Oddity.NOT_TAKEN_IN in among:
            unread.let_go(connection, kind, listed.values())
        Difference.objects.filter(pk__in=listed).update(gone_at=timezone.now())


_AMONG = Prepared(
    lambda connection, kind, remote_ids, oddities: Difference.objects.filter(
        Among("remote_id", remote_ids),
        Among("oddity", oddities),
        connection=connection,
        kind=kind,
        gone_at=None,
    ).values_list("pk", "remote_id")
)


def end_but(
    connection: Connection, kinds: Iterable[RecordKind], odd: Iterable[str], among: Iterable[Oddity]
) -> None:
    """Such differences of whole records of these kinds are gone, but for the ``odd`` ones (``key``)."""
    rows = Difference.objects.filter(connection=connection, kind__in=list(kinds), gone_at=None)
    among = set(among)
    rows = rows.filter(oddity__in=among).exclude(remote_id__contains=".")  # of versions, not of records
    still = set(odd)
    gone = [each for each in rows.values_list("pk", "kind", "remote_id") if key(*each[1:]) not in still]
    if Oddity.NOT_TAKEN_IN in among:
        for kind in {kind for _pk, kind, _remote_id in gone}:
            unread.let_go(connection, RecordKind(kind), [each for _pk, of, each in gone if of == kind])
    Difference.objects.filter(pk__in=[pk for pk, *_of in gone]).update(gone_at=timezone.now())


def key(kind: str, remote_id: str) -> str:
    """A record of a kind in one word."""
    return f"{RecordKind(kind).value}:{remote_id}"


def of(connection: Connection, kind: RecordKind, remote_id: str, among: Iterable[Oddity]) -> set[Oddity]:
    """Which of these stand of one record."""
    return {Oddity(each) for each in _listed(connection, kind, remote_id)}.intersection(among)


def end_of_others(
    connection: Connection, kind: RecordKind, remote_id: str, among: Iterable[Oddity], *, newest: str = ""
) -> None:
    """Such differences of a record's versions are gone, but for the newest; without one, of all. A version's id is its
    record's, a point, and what the version is known by."""
    rows = Difference.objects.filter(connection=connection, kind=kind, oddity__in=set(among), gone_at=None)
    rows = rows.filter(remote_id__startswith=f"{remote_id}.").exclude(remote_id=f"{remote_id}.{newest}")
    rows.update(gone_at=timezone.now())


def standing(connection: Connection, kind: RecordKind, among: Iterable[Oddity]) -> list[str]:
    """Remote ids with a difference of these kinds, oldest first."""
    rows = Difference.objects.filter(connection=connection, kind=kind, oddity__in=set(among), gone_at=None)
    return list(dict.fromkeys(rows.order_by("found_at").values_list("remote_id", flat=True)))
