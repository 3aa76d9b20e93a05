"""A matter's documents and notes in from the practice system, each version once.

Whether a version was taken before is kept by its remote id; whether the same bytes are there already is asked of
intake. A file that cannot be taken, one that is too large among them, is listed as a difference and not fetched again
until it changes there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.errors import BadInput, FirmaiError, WrongState
from apps.intake import services as intake
from apps.intake.models import Source, State
from apps.intake.rules import Refused
from apps.intake.sources import Known
from apps.intake.uploads import LIMIT
from apps.integrations import services as integrations
from apps.integrations.errors import OF_ONE_RECORD, Fault, RemoteError
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.matters.models import Matter
from apps.matters.rules import check_open, check_works_on
from apps.people.models import Robot, User
from apps.sync import differences, papers, rules, shelves
from apps.sync.apart import Apart
from apps.sync.models import OF_A_VERSION, Oddity, Paper, RecordKind
from apps.sync.refusals import Attempt, on_record


@dataclass
class Brought:
    """What a pull of sources did. ``known`` were there already; ``refused`` are listed as differences."""

    added: int = 0
    known: int = 0
    refused: int = 0


def pull_documents(*, matter: Matter, by: User) -> Brought:
    """Bring in what the matter has in its practice system and not here yet.

    Raises NotAllowed, WrongState for a closed matter or one without a working connection, and RemoteError where the
    vendor fails: what came before that is kept.
    """
    if by.is_robot:
        check_open(matter)
        record = _own(_link(matter))
    else:
        record = _to_bring(matter=matter, by=by)
    counts = Brought()
    _settle(record, _attempt(record, matter, by, counts))
    return counts


@on_record(Attempt.BRING_PAPERS)
def _to_bring(*, matter: Matter, by: User) -> RemoteRecord:
    """Apart from the bringing, which speaks to the vendor."""
    check_works_on(by, matter)
    check_open(matter)
    return _own(_link(matter))


def fetch_paper(*, paper: Paper, by: User) -> Brought:
    """Bring in the newest version of one paper that is listed. Raises as ``pull_documents`` does, NotFound faults
    where it is no longer there, and WrongState where it is in another matter there by now."""
    matter, record = paper.matter, _to_fetch(paper=paper, by=by)
    counts, moved = Brought(), False
    failure: RemoteError | None = None
    try:
        with shelves.reach(record.connection, record.remote_id) as place:
            for found in place.one(RecordKind(paper.kind), paper.remote_id):
                _take(record.connection, matter, found, by, counts)
    except RemoteError as error:
        failure = error
    except shelves.NotInMatter:
        moved = True
    _settle(record, failure)
    if moved:
        raise WrongState(_("This is in another matter there by now. Nothing was brought in."))
    return counts


@on_record(Attempt.BRING_PAPERS)
def _to_fetch(*, paper: Paper, by: User) -> RemoteRecord:
    """The same for one of them."""
    check_works_on(by, paper.matter)
    check_open(paper.matter)
    if paper.source is not None and paper.source.is_withdrawn:
        raise WrongState(
            _("This was withdrawn from the matter here. If it belongs here after all, add the file.")
        )
    return _own(_link(paper.matter, paper.connection))


def look(*, matter: Matter, by: User) -> None:
    """List anew what a matter has in its practice system. Raises as ``pull_documents`` does."""
    record = _to_look(matter=matter, by=by)
    failure: RemoteError | None = None
    try:
        with shelves.reach(record.connection, record.remote_id) as place:
            for listed in place.lists():
                papers.note(record.connection, listed)
            shelves.check_whole(place)
    except RemoteError as error:
        failure = error
    _settle(record, failure)


@on_record(Attempt.LOOK_THERE)
def _to_look(*, matter: Matter, by: User) -> RemoteRecord:
    """The same for looking: what a closed matter has there may be looked at."""
    check_works_on(by, matter)
    return _link(matter)


def _settle(record: RemoteRecord, failure: RemoteError | None) -> None:
    if failure is not None:
        if failure.code == Fault.NOT_CONNECTED:
            integrations.mark_broken(record.connection_id)
        raise failure


def _link(matter: Matter, connection: Connection | None = None) -> RemoteRecord:
    records = (
        RemoteRecord.objects.filter(
            kind=RecordKind.MATTER, local_id=matter.pk, connection__state=ConnectionState.WORKING
        )
        .select_related("connection")
        .order_by("-connection__connected_at")
    )
    record = (records.filter(connection=connection) if connection else records).first()
    if record is None:
        raise WrongState(_("This matter is not in a practice system that is connected and working."))
    return record


def _own(record: RemoteRecord) -> RemoteRecord:
    """The same, while it is the same client's. Raises WrongState."""
    if rules.is_another_clients(record.connection_id, record.local_id):
        raise WrongState(
            _(
                "In the practice system this matter is another client's than here. Nothing is brought in from it."
            )
        )
    return record


def _attempt(record: RemoteRecord, matter: Matter, by: User, counts: Brought) -> RemoteError | None:
    connection = record.connection
    try:
        with shelves.reach(connection, record.remote_id) as place:
            _take_each(place.everything(), connection, matter, by, counts)
            shelves.check_whole(place)
    except RemoteError as error:
        return error
    return None


def _take_each(
    there: Iterable[shelves.There], connection: Connection, matter: Matter, by: User, counts: Brought
) -> None:
    """One by one: what fails with anything is listed, tried again next time, and holds up none of the others."""
    kinds: dict[RecordKind, Apart] = {}
    for found in there:
        apart = kinds.setdefault(
            found.kind, Apart(connection, found.kind, of_all=(FirmaiError,), of_one=OF_ONE_RECORD)
        )
        with apart.each(found.remote_id, label=matter.number, matter=matter):
            _take(connection, matter, found, by, counts)
    for apart in kinds.values():
        apart.done()
        counts.refused += len(apart.left_out)


def _take(connection: Connection, matter: Matter, found: shelves.There, by: User, counts: Brought) -> None:
    record, _dot, version = found.remote_id.partition(".")
    differences.end_of_others(connection, found.kind, record, OF_A_VERSION, newest=version)
    if held := _held(connection, matter, found):
        _mark(connection, found, held)
        counts.known += 1
        return
    if withdrawn := _withdrawn(connection, matter, found):
        _mark(connection, found, withdrawn)
        counts.known += 1
        return
    if found.remote_id in differences.standing(connection, found.kind, {Oddity.SOURCE_REFUSED}):
        counts.refused += 1
        return
    try:
        source, new = _receive(matter, found, by), True
    except Known as known:
        source, new = known.source, False
    except BadInput as refused:
        differences.note(
            connection=connection,
            kind=found.kind,
            remote_id=found.remote_id,
            found={Oddity.SOURCE_REFUSED},
            among={Oddity.SOURCE_REFUSED},
            matter=matter,
        )
        _mark(connection, found, None)
        _learn_size(connection, found, refused)
        counts.refused += 1
        return
    _remember(connection, found, source, by, new=new)
    counts.added += new
    counts.known += not new


def _held(connection: Connection, matter: Matter, found: shelves.There) -> UUID | None:
    """The source that this version is here. What came in while it was another matter's there is that one's copy."""
    record = connection.records.filter(kind=found.kind, remote_id=found.remote_id)
    here = Source.objects.filter(pk__in=record.values("local_id"), matter=matter)
    return here.values_list("pk", flat=True).first()


def _withdrawn(connection: Connection, matter: Matter, found: shelves.There) -> UUID | None:
    """The source that this or another version of it was, where a person took that out of the matter: none comes back
    by itself."""
    remote_id = found.remote_id.partition(".")[0]
    taken = connection.records.filter(kind=found.kind, remote_id__startswith=f"{remote_id}.")
    listed = connection.papers.filter(kind=found.kind, remote_id=remote_id)
    was = Q(pk__in=taken.values("local_id")) | Q(pk__in=listed.values("source"))
    rows = Source.objects.filter(was, matter=matter, state=State.WITHDRAWN)
    return rows.values_list("pk", flat=True).first()


def _receive(matter: Matter, found: shelves.There, by: User) -> Source:
    data, too_large = _fetched(found)
    return intake.receive(
        matter=matter,
        by=_robot(),
        asked_by=None if by.is_robot else by,
        origin=found.origin,
        filename=found.filename,
        title=found.title,
        data=data,
        size=too_large,
    )


def _fetched(found: shelves.There) -> tuple[bytes, int | None]:
    """The bytes; or none, and how many they are at least, where those are more than intake takes. It is not fetched
    where the vendor says so before (MyCase never does)."""
    if found.size is not None and found.size > LIMIT:
        return b"", found.size
    try:
        return found.fetch().reveal(), None
    except RemoteError as error:
        if error.code != Fault.TOO_LARGE or error.size is None:
            raise
        size = error.size
    return b"", size


def _mark(connection: Connection, found: shelves.There, source_id: UUID | None) -> None:
    """Which version of the listed paper the source is a copy of; without one, which cannot be taken."""
    version = found.remote_id.partition(".")[2]
    _paper(connection, found).update(source=source_id, taken_version=version[:40])


def _paper(connection: Connection, found: shelves.There) -> QuerySet[Paper]:
    return Paper.objects.filter(
        connection=connection, kind=found.kind, remote_id=found.remote_id.partition(".")[0]
    )


def _learn_size(connection: Connection, found: shelves.There, refused: BadInput) -> None:
    """Of a paper whose size its list does not say: the page says that it is too large, and not only that it failed."""
    if isinstance(refused, Refused) and refused.size > LIMIT:
        _paper(connection, found).update(size=refused.size)


@transaction.atomic
def _remember(connection: Connection, found: shelves.There, source: Source, by: User, *, new: bool) -> None:
    RemoteRecord.objects.update_or_create(
        connection=connection, kind=found.kind, remote_id=found.remote_id, defaults={"local_id": source.pk}
    )
    _mark(connection, found, source.pk)
    differences.note(  # what is here is the newest now
        connection=connection,
        kind=found.kind,
        remote_id=found.remote_id.partition(".")[0],
        found=(),
        among={Oddity.NEWER_THERE},
    )
    if new:
        audit.record(
            event=Event.SYNC_DOCUMENT_PULLED,
            by=_robot(),
            asked_by=None if by.is_robot else by,
            on=source,
            source=source.pk,
            connection=connection.pk,
            remote=RemoteId.of(found.remote_id),
            bytes=source.size,
        )


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
