"""Parties that came from a practice system: brought in, and followed when they are changed there.

Whatever else they are called or known by there is added here, for minimisation reads it, and nothing is taken away. Of
what somebody has one only, and of names, what differs is listed for a person to look at.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from apps.core.errors import Conflict
from apps.core.prepared import Prepared
from apps.core.text import canonical
from apps.integrations.models import Connection
from apps.matters import services as matters
from apps.matters.models import Matter, MatterKey, Party, PartyRole, Status
from apps.people.models import Robot, User
from apps.sync import differences
from apps.sync.apart import Apart
from apps.sync.copies import PEOPLE
from apps.sync.models import Oddity, PartyRecord, RecordKind
from apps.sync.shapes import Who

OF_A_PART = {Oddity.PARTY_NAME_DIFFERS, Oddity.BIRTH_DIFFERS}
OF_A_CLIENT = {Oddity.BIRTH_DIFFERS}
"""Another name of a client is listed once, for all their matters (``copies.compare_clients``)."""


def follows(matter: Matter) -> bool:
    """Whether the parties of a matter are still added to: not once it is closed, or what was sealed in it is gone."""
    return (
        not matter.is_closed
        and not MatterKey.objects.filter(matter=matter, destroyed_at__isnull=False).exists()
    )


def bring_client(connection: Connection, matter: Matter, who: Who) -> set[Oddity]:
    """A client of the matter as one of its parties. What differs is handed back: a matter may have several."""
    row = _row(connection, matter, who)
    if row is None:
        row = _remember(connection, _party(matter, who, PartyRole.CLIENT), who)
    return _learn(row.party, who) & OF_A_CLIENT


def bring_part(
    connection: Connection, matter: Matter, who: Who, role: PartyRole, *, part: str, known: UUID | None
) -> Party:
    """Somebody with a part in the matter as one of its parties. ``known`` is the party that the part was brought in as:
    from before it was remembered whom it means, or of somebody else who had it."""
    row = _row(connection, matter, who, part)
    if row is None:
        is_theirs = known and not PartyRecord.objects.filter(connection=connection, part=part).exists()
        party = Party.objects.filter(pk=known, matter=matter).first() if known and is_theirs else None
        row = _remember(connection, party or _party(matter, who, role), who, part)
    _list(connection, row, matter, _learn(row.party, who))
    return row.party


def follow(connection: Connection, found: Iterable[Who]) -> set[str]:
    """Add what is new of people who were changed there to each matter that they are a party of and that goes on.

    One by one: somebody of whom something cannot be taken in is listed and handed back (``differences.key``), and holds
    up nobody else.
    """
    whos = {(who.kind.value, who.remote_id): who for who in found}
    left_out: set[str] = set()
    if not whos:
        return left_out
    rows: dict[tuple[str, str], list[PartyRecord]] = defaultdict(list)
    known = PartyRecord.objects.filter(connection=connection, remote_id__in={each for _kind, each in whos})
    ended = Q(party__matter__status=Status.CLOSED) | Q(party__matter__key__destroyed_at__isnull=False)
    for row in known.exclude(ended).select_related("party__matter"):
        rows[row.kind, row.remote_id].append(row)
    for kind in PEOPLE:
        people = Apart(connection, kind)
        for key, who in whos.items():
            if who.kind == kind:
                with people.each(who.remote_id, read=who):
                    for row in rows[key]:
                        _list(connection, row, row.party.matter, _learn(row.party, who))
        people.done()
        left_out |= {differences.key(kind, each) for each in people.left_out}
    return left_out


def _list(connection: Connection, row: PartyRecord, matter: Matter, found: set[Oddity]) -> None:
    if row.part:
        kind, remote_id, among = RecordKind.RELATIONSHIP, row.part, OF_A_PART
    else:
        # Of one client alone nothing can be said to be gone: another may differ still.
        found &= OF_A_CLIENT
        record = connection.records.filter(kind=RecordKind.MATTER, local_id=matter.pk).first()
        if record is None or not found:
            return
        kind, remote_id, among = RecordKind.MATTER, record.remote_id, found
    differences.note(
        connection=connection,
        kind=kind,
        remote_id=remote_id,
        found=found,
        among=among,
        matter=matter,
        label=matter.number,
    )


def _learn(party: Party, who: Who) -> set[Oddity]:
    """Add to the party what is new, and say what is otherwise there than here."""
    name = canonical(" ".join(who.name.split()))
    names = [each for each in (name, *who.aliases) if each != party.name]
    kept = matters.add_to_party(party=party, by=_robot(), aliases=names, identifiers=who.identifiers)
    odd = {Oddity.PARTY_NAME_DIFFERS: name != party.name, Oddity.BIRTH_DIFFERS: "born" in kept}
    return {oddity for oddity, applies in odd.items() if applies}


def _party(matter: Matter, who: Who, role: PartyRole) -> Party:
    """A new party, or the one of this name and part that somebody listed already."""
    try:
        return matters.bring_party(
            matter=matter,
            name=who.name,
            role=role,
            aliases=who.aliases,
            identifiers=who.identifiers,
            is_organization=who.is_organization,
            by=_robot(),
        )
    except Conflict:
        return Party.objects.get(matter=matter, name=canonical(" ".join(who.name.split())), role=role)


def _row(connection: Connection, matter: Matter, who: Who, part: str = "") -> PartyRecord | None:
    found = _ROWS(
        connection=connection.pk,
        kind=who.kind.value,
        remote_id=who.remote_id,
        part=part,
        matter=matter.pk,
    )
    return found[0] if found else None


_ROWS: Prepared[PartyRecord] = Prepared(
    lambda connection, kind, remote_id, part, matter: (
        PartyRecord.objects.filter(
            connection=connection, kind=kind, remote_id=remote_id, part=part, party__matter=matter
        )
        .select_related("party")
        .order_by("pk")[:1]
    )
)


def _remember(connection: Connection, party: Party, who: Who, part: str = "") -> PartyRecord:
    return PartyRecord.objects.create(
        connection=connection, kind=who.kind, remote_id=who.remote_id, part=part, party=party
    )


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
