"""What falls due there, handed to the matters it is of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.core.prepared import Among, Prepared
from apps.integrations.models import Connection, RemoteRecord
from apps.matters import services as matters
from apps.matters.deadlines import Due
from apps.matters.models import Matter
from apps.people.models import Robot, User
from apps.sync.apart import Alone
from apps.sync.models import RecordKind
from apps.sync.shapes import DueThere


def note(connection: Connection, found: Iterable[DueThere]) -> set[str]:
    """What is of no matter that is known here is passed over. Gives the matters there that were left out."""
    by_matter: dict[str, list[Due]] = defaultdict(list)
    for each in found:
        by_matter[each.matter_id].append(each.due)
    if not by_matter:
        return set()
    known = known_matters(connection, by_matter)
    deadlines = Alone(connection, "deadlines")
    for matter in Matter.objects.filter(pk__in=known.values()):
        there = next(remote for remote, local in known.items() if local == matter.pk)
        with deadlines.each(there):
            matters.note_deadlines(matter=matter, connection=connection, found=by_matter[there], by=_robot())
    return deadlines.left_out


def missing(connection: Connection, *, since: datetime, left_out: Iterable[str]) -> None:
    """What a reading of everything did not come across falls due no more, but for matters that it left out, or did not
    come across either."""
    kept = known_matters(connection, left_out).values()
    matters.end_deadlines(connection=connection, since=since, kept=kept, by=_robot())


def known_matters(connection: Connection, remote_ids: Iterable[str]) -> dict[str, UUID]:
    """Our matter for each of theirs that is known here and whose content was not destroyed."""
    ids = list(remote_ids)
    return dict(_KNOWN(connection=connection.pk, ids=ids)) if ids else {}


_KNOWN = Prepared(
    lambda connection, ids: RemoteRecord.objects.filter(
        Among("remote_id", ids),
        Exists(Matter.objects.filter(pk=OuterRef("local_id"), key__destroyed_at=None)),
        connection=connection,
        kind=RecordKind.MATTER,
    ).values_list("remote_id", "local_id")
)


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
