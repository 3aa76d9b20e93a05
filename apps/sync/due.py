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
from apps.matters.models import Deadline, DeadlineKind, Matter
from apps.people.models import Robot, User
from apps.sync import differences
from apps.sync.apart import Alone
from apps.sync.models import Oddity, RecordKind
from apps.sync.refusals import Attempt, on_record
from apps.sync.shapes import DueThere

HIDDEN = frozenset({Oddity.NOT_SHOWN})


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
    _list_hidden(connection)


def _list_hidden(connection: Connection) -> None:
    """What is no longer shown to whoever connected, and may be there: listed while that is so."""
    rows = Deadline.objects.filter(connection=connection).exclude(hidden_at=None).defer("title")
    hidden = {(_kind(row), row.remote_id): row for row in rows.select_related("matter")}
    for (kind, remote_id), row in hidden.items():
        differences.note(
            connection=connection,
            kind=kind,
            remote_id=remote_id,
            found=HIDDEN,
            among=HIDDEN,
            matter=row.matter,
            label=row.matter.number,
        )
    for kind in (RecordKind.TASK, RecordKind.EVENT):
        listed = differences.standing(connection, kind, HIDDEN)
        differences.end(connection, kind, [each for each in listed if (kind, each) not in hidden], HIDDEN)


def _kind(row: Deadline) -> RecordKind:
    return RecordKind.EVENT if row.kind == DeadlineKind.EVENT else RecordKind.TASK


@on_record(Attempt.LET_DEADLINE_GO)
def let_deadline_go(*, matter: Matter, deadline: UUID, by: User) -> None:
    """Somebody looked there: what is no longer shown to whoever connected is over. Does nothing where it is shown
    again, or was let go. Raises NotAllowed."""
    row = matters.let_deadline_go(matter=matter, deadline=deadline, by=by)
    if row is not None:
        differences.end(row.connection, _kind(row), [row.remote_id], HIDDEN)


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
