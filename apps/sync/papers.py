"""The list of what a matter has in its practice system. Nothing of it is fetched here but its name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.intake.models import Source
from apps.intake.uploads import LIMIT
from apps.integrations.models import Connection, Vendor
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User
from apps.sync import differences, due, ours
from apps.sync.apart import Alone
from apps.sync.models import OF_A_VERSION, Paper, RecordKind
from apps.sync.shapes import Listed

LONGEST_TITLE = 200
CHANGES = ["matter", "version", "title", "size", "changed_at", "seen_at", "source", "taken_version"]


def note(connection: Connection, found: Iterable[Listed]) -> set[str]:
    """Keep a page of what there is: new ones listed, changed ones renamed. What was sent from here is passed over.

    Gives the matters there that were left out.
    """
    rows = list(found)
    if not rows:
        return set()
    known = due.known_matters(connection, {each.matter_id for each in rows})
    sent = _delivered(connection, rows)
    by_matter: dict[UUID, list[Listed]] = defaultdict(list)
    for each in rows:
        if each.matter_id in known and (each.kind, each.remote_id) not in sent:
            by_matter[known[each.matter_id]].append(each)
    papers = Alone(connection, "papers")
    for matter_id, listed in by_matter.items():
        with papers.each(listed[0].matter_id):
            _keep(connection, matter_id, listed)
    return papers.left_out


def _delivered(connection: Connection, rows: list[Listed]) -> set[tuple[RecordKind, str]]:
    ids: dict[RecordKind, list[str]] = defaultdict(list)
    for each in rows:
        ids[each.kind].append(each.remote_id)
    return {(kind, each) for kind, of in ids.items() for each in ours.delivered(connection, kind, of)}


@transaction.atomic
def _keep(connection: Connection, matter_id: UUID, listed: list[Listed]) -> None:
    wanted = {(each.kind, each.remote_id): each for each in listed}
    held = {
        (row.kind, row.remote_id): row
        for row in Paper.objects.select_for_update().filter(
            connection=connection, remote_id__in=[each.remote_id for each in listed]
        )
    }
    now = timezone.now()
    same: list[UUID] = []
    new: list[Paper] = []
    changed: list[Paper] = []
    with keys.opened(matter_id) as seal:
        for key, each in wanted.items():
            row = held.get(key)
            if row is not None and (row.matter_id, row.version) == (matter_id, each.version):
                same.append(row.pk)
                continue
            (new if row is None else changed).append(row := row or Paper(connection=connection))
            if row.matter_id != matter_id:  # moved there: our copy stays with the matter it came into
                row.source, row.taken_version = None, ""
            row.kind, row.remote_id, row.version = each.kind, each.remote_id[:40], each.version[:40]
            row.matter_id, row.size = matter_id, each.size
            row.changed_at, row.seen_at = each.changed_at, now
            seal.seal(row, "title", Sensitive(" ".join(each.title.split())[:LONGEST_TITLE]))
    if new:
        _copies_here(connection, new)
    if same:
        Paper.objects.filter(pk__in=same).update(seen_at=now)
    Paper.objects.bulk_update(changed, CHANGES)
    for row in changed:
        _end(connection, row, newest=row.version)
    Paper.objects.bulk_create(new, ignore_conflicts=True)  # somebody may be looking at the same matter


def _copies_here(connection: Connection, new: list[Paper]) -> None:
    """Papers whose newest version came in before they were listed."""
    held = dict(
        connection.records.filter(
            kind__in=[RecordKind.DOCUMENT, RecordKind.NOTE],
            remote_id__in=[f"{row.remote_id}.{row.version}" for row in new],
        ).values_list("remote_id", "local_id")
    )
    known = dict(Source.objects.filter(pk__in=held.values()).values_list("pk", "matter_id"))
    for row in new:
        source = held.get(f"{row.remote_id}.{row.version}")
        if source is not None and known.get(source) == row.matter_id:
            row.source_id, row.taken_version = source, row.version


def missing(connection: Connection, *, since: datetime, left_out: Iterable[str]) -> None:
    """Take off the list what a reading of everything did not come across. A working copy of it stays a source.

    So does the list of a matter that the reading left out, or did not come across at all: what is not known to be gone
    is not taken for gone.
    MyCase lists notes for one case at a time, so that they are looked at only when somebody asks.
    """
    kept = due.known_matters(connection, left_out).values()
    gone = Paper.objects.filter(connection=connection, seen_at__lt=since).exclude(matter__in=kept)
    if connection.vendor == Vendor.MYCASE:
        gone = gone.exclude(kind=RecordKind.NOTE)
    for row in gone.only("kind", "remote_id"):
        _end(connection, row)
    gone.delete()


def _end(connection: Connection, row: Paper, *, newest: str = "") -> None:
    """What was listed of versions that are the newest no more is gone."""
    kind = RecordKind(row.kind)
    differences.end_of_others(connection, kind, row.remote_id, OF_A_VERSION, newest=newest)


@dataclass(frozen=True)
class ShownPaper:
    """A paper as the matter's list shows it."""

    pk: UUID
    title: str = field(repr=False)
    kind: str
    vendor: str
    size: int | None
    changed_at: datetime | None
    source_id: UUID | None
    is_here: bool
    is_older_here: bool
    is_withdrawn: bool
    """What came of it was taken out of the matter by a person: it is not brought in again."""
    is_refused: bool
    """Its newest version cannot be taken in; the difference says so."""
    is_too_large: bool
    """That is why, or why it is not tried."""


def shown(matter: Matter, user: User, *, most: int = 200) -> list[ShownPaper]:
    """What a matter has in its practice system, newest first, for whoever sees the matter. Empty for others."""
    rows = list(
        Paper.objects.visible_to(user)
        .filter(matter=matter)
        .select_related("connection", "source")
        .defer("source__original", "source__reading")
        .order_by("-changed_at", "remote_id")[:most]
    )
    if not rows:
        return []
    try:
        with keys.opened(matter.pk) as seal:
            return [_shown(row, seal) for row in rows]
    except keys.KeysDestroyed:
        return []


def _shown(row: Paper, seal: keys.Seal) -> ShownPaper:
    held, newest = bool(row.source_id and row.taken_version), row.taken_version == row.version
    here, too_large = held and newest, (row.size or 0) > LIMIT
    return ShownPaper(
        pk=row.pk,
        title=seal.reveal(row, "title").reveal(),
        kind=row.get_kind_display(),
        vendor=row.connection.get_vendor_display(),
        size=row.size,
        changed_at=row.changed_at,
        source_id=row.source_id if held else None,
        is_here=here,
        is_withdrawn=row.source is not None and row.source.is_withdrawn,
        is_older_here=held and not newest,
        is_refused=(newest and not held) or (too_large and not here),
        is_too_large=too_large,
    )
