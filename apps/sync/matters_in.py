"""One matter of the practice system's: opened here, or compared with ours. What disagrees is listed, nothing guessed.

A new matter may never leave Canada until a person says otherwise. Matters are opened by the sync robot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.audit.facts import RemoteId
from apps.core.prepared import Prepared
from apps.core.text import canonical
from apps.integrations.models import Connection, RemoteRecord
from apps.matters import namesakes
from apps.matters import services as matters
from apps.matters.models import (
    Client,
    Matter,
    Office,
    PartyRole,
    PracticeArea,
    Province,
    Residency,
    Status,
)
from apps.matters.names import folded
from apps.matters.rules import check_can_be_responsible
from apps.people.models import Robot, User
from apps.sync import differences, mapping, parties, rules, words
from apps.sync.apart import Alone
from apps.sync.models import Oddity, RecordKind, WordField
from apps.sync.shapes import Incoming, Part, Who

STOPS_OPENING = {Oddity.RESPONSIBLE_UNKNOWN, Oddity.NO_CLIENT, Oddity.NUMBER_TAKEN, Oddity.NO_OFFICE}
ASKED_AGAIN = STOPS_OPENING | {Oddity.NOT_TAKEN_IN}
"""What is looked at again by each pull, whether it changed there or not: it may have been put right here."""
AT_OPENING = STOPS_OPENING | {Oddity.CLIENT_NAME_TWICE, Oddity.AREA_UNKNOWN, Oddity.PROVINCE_UNKNOWN}
LATER = {
    Oddity.NO_CLIENT,
    Oddity.TITLE_DIFFERS,
    Oddity.RESPONSIBLE_DIFFERS,
    Oddity.CLIENT_DIFFERS,
    Oddity.STATUS_DIFFERS,
    Oddity.GONE_THERE,
    Oddity.CLIENT_NAME_TWICE,
    Oddity.AREA_UNKNOWN,
    Oddity.PROVINCE_UNKNOWN,
}


@dataclass
class Counts:
    """What a pull did. ``refused`` matters could not be opened: a difference says why."""

    seen: int = 0
    added: int = 0
    changed: int = 0
    refused: int = 0


@transaction.atomic
def bring(connection: Connection, found: Incoming, counts: Counts, *, ready: bool = True) -> bool:
    """Open a matter that is ``ready`` for it, or compare it with ours. Whether it was opened."""
    _ALONE(connection=connection.pk)
    record = _record(connection, RecordKind.MATTER, found.remote_id)
    if record is not None:
        counts.changed += _compare(connection, record, found)
        return False
    if found.status == Status.CLOSED:
        return False
    return _open(connection, found, counts, ready)


_ALONE = Prepared(
    lambda connection: (
        Connection.objects.select_for_update(no_key=True).filter(pk=connection).values_list("pk", flat=True)
    )
)
"""One pull at a time, matter by matter."""


def opens(connection: Connection, found: Incoming) -> bool:
    """Not here yet, open there, and with all that it takes to be opened here."""
    if found.status == Status.CLOSED or _record(connection, RecordKind.MATTER, found.remote_id) is not None:
        return False
    taken = Matter.objects.filter(number=found.number).exists()
    return None not in (_responsible(found.responsible_email), found.client, _office(None)) and not taken


def _open(connection: Connection, found: Incoming, counts: Counts, ready: bool) -> bool:
    responsible = _responsible(found.responsible_email)
    area = mapping.area(found.area, words.meanings(connection, WordField.AREA))
    province = mapping.province(found.place, words.meanings(connection, WordField.PROVINCE))
    if area is None:
        words.not_understood(connection, WordField.AREA, found.area)
    if province is None:
        words.not_understood(connection, WordField.PROVINCE, found.place)
    office = _office(province)
    odd = {
        Oddity.RESPONSIBLE_UNKNOWN: responsible is None,
        Oddity.NO_CLIENT: found.client is None,
        Oddity.NUMBER_TAKEN: Matter.objects.filter(number=found.number).exists(),
        Oddity.NO_OFFICE: office is None,
        Oddity.AREA_UNKNOWN: area is None,
        Oddity.PROVINCE_UNKNOWN: province is None,
        Oddity.CLIENT_NAME_TWICE: found.client is not None and _name_is_known(*_known(connection, found)[0]),
    }
    oddities = {oddity for oddity, applies in odd.items() if applies}
    if stops := oddities & STOPS_OPENING:
        _note(connection, found, stops, AT_OPENING)
    if responsible is None or office is None or found.client is None or stops or not ready:
        counts.refused += 1
        return False
    matter = matters.bring_matter(
        number=found.number,
        title=found.title,
        client=_client(connection, found.client),
        office=office,
        responsible=responsible,
        practice_area=area or PracticeArea.OTHER,
        province=province or Province(office.province),
        residency=Residency.NEVER_LEAVES,
        opened_on=found.opened_on or timezone.localdate(),
        status=Status.PENDING if found.status == Status.PENDING else Status.OPEN,
        connection=connection,
        remote=RemoteId.of(found.remote_id),
        by=_robot(),
    )
    _remember(connection, RecordKind.MATTER, found.remote_id, matter.pk, etag=found.etag)
    oddities |= _clients(connection, matter, _known(connection, found))
    _note(connection, found, oddities, AT_OPENING | parties.OF_A_CLIENT, matter=matter)
    counts.added += 1
    return True


def _compare(connection: Connection, record: RemoteRecord, found: Incoming) -> bool:
    """List what differs from ours. Whether the vendor's record changed since it was last seen."""
    matter = Matter.objects.select_related("responsible", "client").get(pk=record.local_id)
    there = _known(connection, found)
    odd = {
        Oddity.TITLE_DIFFERS: canonical(" ".join(found.title.split())) != matter.title,
        Oddity.RESPONSIBLE_DIFFERS: found.responsible_email != matter.responsible.email,
        Oddity.NO_CLIENT: not there,
        Oddity.CLIENT_DIFFERS: bool(there)
        and not any(_is_client(who, known, matter) for who, known in there),
        Oddity.STATUS_DIFFERS: (found.status == Status.CLOSED) != matter.is_closed,
        Oddity.CLIENT_NAME_TWICE: found.client is not None and _name_is_known(*there[0]),
    }
    stands = {each for each, applies in odd.items() if applies} | _not_understood_still(connection, found)
    among = LATER
    if parties.follows(matter):
        stands |= _clients(connection, matter, there)
        among = LATER | parties.OF_A_CLIENT
    else:  # nothing is added to it, and it is read still
        _keep_apart(matter, there)
    _note(connection, found, stands, among, matter=matter)
    changed = record.etag != found.etag
    record.etag, record.seen_at = found.etag, timezone.now()
    record.save(update_fields=["etag", "seen_at"])
    return changed


Known = tuple[Who, RemoteRecord | None]
"""Somebody there, and what their record is here, where it was read before."""


def _known(connection: Connection, found: Incoming) -> list[Known]:
    return [(who, _record(connection, who.kind, who.remote_id)) for who in found.clients]


def _is_client(who: Who, record: RemoteRecord | None, matter: Matter) -> bool:
    """The matter's own, or one who was said to be the same: the practice system may have merged them meanwhile. A
    record that was never read, of the same name, is what is left of two: it is listed as a name that is there twice.
    """
    if record is None:
        return folded(matter.client.name) in {folded(name) for name in (who.name, *who.aliases)}
    return record.local_id == matter.client_id or record.local_id in namesakes.same_as(matter.client)


def _not_understood_still(connection: Connection, found: Incoming) -> set[Oddity]:
    """What was not understood when the matter was opened, until somebody says what it means, or it is put right
    there."""
    unknown = {Oddity.AREA_UNKNOWN, Oddity.PROVINCE_UNKNOWN}
    stands = differences.of(connection, RecordKind.MATTER, found.remote_id, unknown)
    if Oddity.AREA_UNKNOWN in stands and mapping.area(found.area, words.meanings(connection, WordField.AREA)):
        stands.remove(Oddity.AREA_UNKNOWN)
    if Oddity.PROVINCE_UNKNOWN in stands and mapping.province(
        found.place, words.meanings(connection, WordField.PROVINCE)
    ):
        stands.remove(Oddity.PROVINCE_UNKNOWN)
    return stands


def _clients(connection: Connection, matter: Matter, there: list[Known]) -> set[Oddity]:
    """The matter's clients among its parties, with what is new of them; what differs is handed back. A matter here has
    one client: whoever is kept from another whom it has there is kept from the matter."""
    odd: set[Oddity] = set()
    for who, _record_here in there:
        odd |= parties.bring_client(connection, matter, who)
    _keep_apart(matter, there)
    return odd


@transaction.atomic
def whose(connection: Connection, remote_id: str, clients: Iterable[tuple[RecordKind, str]]) -> None:
    """Of a matter that could not be compared, all the same: whether it is another client's there, and the screens
    around whose it is. Told by their records alone, so that one which was never read is another's."""
    record = _record(connection, RecordKind.MATTER, remote_id)
    there = [_record(connection, *each) for each in clients]
    if record is None or not there:
        return
    matter = Matter.objects.select_related("client").get(pk=record.local_id)
    known = {each.local_id for each in there if each is not None}
    is_the_same = known & {matter.client_id, *namesakes.same_as(matter.client)}
    differences.note(
        connection=connection,
        kind=RecordKind.MATTER,
        remote_id=remote_id,
        found=set() if is_the_same else {Oddity.CLIENT_DIFFERS},
        among={Oddity.CLIENT_DIFFERS},
        matter=matter,
        label=matter.number,
    )
    _apart_from(matter, known)


def _keep_apart(matter: Matter, clients: Iterable[Known]) -> None:
    _apart_from(matter, {client for known in clients for client in _as_clients(*known)})


def _apart_from(matter: Matter, clients: set[UUID]) -> None:
    for client in clients - {matter.client_id}:
        matters.keep_apart(matter=matter, client=Client.objects.get(pk=client), by=_robot())


def _as_clients(who: Who, ours: RemoteRecord | None) -> list[UUID]:
    """Who they are as a client here: by their record, or else by their name, which errs on the safe side."""
    return [ours.local_id] if ours is not None else namesakes.called(who.name)


@transaction.atomic
def bring_part(connection: Connection, part: Part) -> None:
    """Somebody's part in a matter of ours: a new party, or what is new of one that is known."""
    record = _record(connection, RecordKind.RELATIONSHIP, part.remote_id)
    matter_record = _record(connection, RecordKind.MATTER, part.matter_id)
    if matter_record is None:
        return
    matter = Matter.objects.get(pk=matter_record.local_id)
    if part.role == PartyRole.CLIENT:  # Clio's matters have one client; who is another has a part in them
        who = part.who
        _keep_apart(matter, [(who, _record(connection, who.kind, who.remote_id))])
    if not parties.follows(matter):
        return
    party = parties.bring_part(
        connection,
        matter,
        part.who,
        part.role,
        part=part.remote_id,
        known=record.local_id if record else None,
    )
    if record is None:
        _remember(connection, RecordKind.RELATIONSHIP, part.remote_id, party.pk)
    elif record.local_id != party.pk:
        record.local_id = party.pk
        record.save(update_fields=["local_id"])


def missing(connection: Connection, *, since: datetime, left_out: Iterable[str]) -> None:
    """List the matters that a reading of everything, begun at ``since``, did not come across: deleted or merged there,
    or no longer shown to whoever connected. One that it came across and left out is there."""
    _gone(connection, _not_met(connection, since).exclude(remote_id__in=list(left_out)))


def not_met(connection: Connection, *, since: datetime) -> set[str]:
    """What such matters are called there. Nothing of them can be said to be gone: they may be hidden and go on."""
    return set(_not_met(connection, since).values_list("remote_id", flat=True))


def _not_met(connection: Connection, since: datetime) -> QuerySet[RemoteRecord]:
    return connection.records.filter(kind=RecordKind.MATTER, seen_at__lt=since)


def gone(connection: Connection, remote_ids: set[str]) -> None:
    """List matters that the vendor was asked for by id and has no more."""
    _gone(connection, connection.records.filter(kind=RecordKind.MATTER, remote_id__in=remote_ids))


def _gone(connection: Connection, gone: QuerySet[RemoteRecord]) -> None:
    numbers = dict(Matter.objects.filter(pk__in=gone.values("local_id")).values_list("pk", "number"))
    matters_gone = Alone(connection, "matter that is gone")
    for record in gone:
        with matters_gone.each(record.remote_id):
            differences.note(
                connection=connection,
                kind=RecordKind.MATTER,
                remote_id=record.remote_id,
                found={Oddity.GONE_THERE},
                among={Oddity.GONE_THERE},
                matter=Matter(pk=record.local_id),
                label=numbers.get(record.local_id, ""),
            )


def _client(connection: Connection, who: Who) -> Client:
    record = _record(connection, who.kind, who.remote_id)
    if record is not None:
        return Client.objects.get(pk=record.local_id)
    client = matters.add_client(
        name=who.name,
        is_organization=who.is_organization,
        connection=connection,
        remote=RemoteId.of(who.remote_id),
        by=_robot(),
    )
    _remember(connection, who.kind, who.remote_id, client.pk)
    return client


def _name_is_known(who: Who, ours: RemoteRecord | None) -> bool:
    """Another client of this name who did not come from the same record, and nobody said whether they are the same."""
    if ours is None:
        return bool(namesakes.called(who.name))
    return bool(namesakes.unanswered(Client.objects.get(pk=ours.local_id), name=who.name))


def _responsible(email: str) -> User | None:
    found = _PEOPLE(email=email) if email else []
    if not found:
        return None
    user = found[0]
    try:
        check_can_be_responsible(user)
    except rules.NotAllowed:
        return None
    return user


_PEOPLE: Prepared[User] = Prepared(
    lambda email: User.objects.people().filter(email__iexact=email, is_active=True).order_by("pk")[:1]
)


def _office(province: Province | None) -> Office | None:
    """The one in the province where there is one; else the firm's first."""
    offices = _OFFICES()
    there = [each for each in offices if each.province == province]
    return next(iter(there or offices), None)


_OFFICES: Prepared[Office] = Prepared(lambda: Office.objects.order_by("name"))


def _record(connection: Connection, kind: RecordKind, remote_id: str) -> RemoteRecord | None:
    found = _RECORDS(connection=connection.pk, kind=kind.value, remote_id=remote_id)
    return found[0] if found else None


_RECORDS: Prepared[RemoteRecord] = Prepared(
    lambda connection, kind, remote_id: RemoteRecord.objects.filter(
        connection=connection, kind=kind, remote_id=remote_id
    )
)


def _remember(
    connection: Connection, kind: RecordKind, remote_id: str, local: UUID, *, etag: str = ""
) -> None:
    RemoteRecord.objects.create(
        connection=connection, kind=kind, remote_id=remote_id, local_id=local, etag=etag[:120]
    )


def _note(
    connection: Connection,
    found: Incoming,
    oddities: set[Oddity],
    among: set[Oddity],
    *,
    matter: Matter | None = None,
) -> None:
    differences.note(
        connection=connection,
        kind=RecordKind.MATTER,
        remote_id=found.remote_id,
        found=oddities,
        among=among,
        matter=matter,
        label=found.number,
    )


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
