"""What falls due there, handed to the matters it is of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from apps.integrations.models import Connection
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
    known = known_matters(connection, by_matter)
    deadlines = Alone(connection, "deadlines")
    for matter in Matter.objects.filter(pk__in=known.values()):
        there = next(remote for remote, local in known.items() if local == matter.pk)
        with deadlines.each(there):
            matters.note_deadlines(matter=matter, connection=connection, found=by_matter[there], by=_robot())
    return deadlines.left_out


def missing(connection: Connection, *, since: datetime, left_out: Iterable[str]) -> None:
    """What a reading of everything did not come across falls due no more, but for matters that it left out."""
    kept = known_matters(connection, left_out).values()
    matters.end_deadlines(connection=connection, since=since, kept=kept, by=_robot())


def known_matters(connection: Connection, remote_ids: Iterable[str]) -> dict[str, UUID]:
    """Our matter for each of theirs that is known here and whose content was not destroyed."""
    rows = connection.records.filter(kind=RecordKind.MATTER, remote_id__in=list(remote_ids))
    found = dict(rows.values_list("remote_id", "local_id"))
    whole = set(
        Matter.objects.filter(pk__in=found.values(), key__destroyed_at=None).values_list("pk", flat=True)
    )
    return {remote: local for remote, local in found.items() if local in whole}


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
