"""Records of who is in a matter, of which no sense could be made: nothing is sent of it before somebody knows whom they
name.

The gate refuses (``policy.reasons.Reason.PARTIES_UNREADABLE``) until the record is read, or is there no more, or a
partner who looked at it there says that everybody whom it names is among the parties here.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.errors import NotAllowed, holds
from apps.integrations.models import Connection, RemoteRecord, UnreadRecord
from apps.matters import loosening
from apps.matters.models import Matter, Party
from apps.matters.rules import check_works_on
from apps.people.models import User
from apps.sync.models import PartyRecord, RecordKind
from apps.sync.refusals import Attempt, on_record

PEOPLE = frozenset({RecordKind.CONTACT, RecordKind.COMPANY})
NAMES = PEOPLE | {RecordKind.MATTER, RecordKind.RELATIONSHIP}
"""Kinds of record that say who is in a matter. A matter's own says who its clients are."""


def hold(connection: Connection, kind: RecordKind, remote_id: str, *, within: str = "") -> None:
    """Have nothing sent of the matters that the record may name somebody in. ``within`` is the matter there, where the
    record says it."""
    if kind not in NAMES:
        return
    UnreadRecord.objects.bulk_create(
        [
            UnreadRecord(connection=connection, kind=kind, remote_id=remote_id, matter_id=each)
            for each in _matters(connection, kind, remote_id, within)
        ],
        ignore_conflicts=True,
    )


def let_go(connection: Connection, kind: RecordKind, remote_ids: Iterable[str]) -> None:
    """These were read, or are there no more."""
    if kind in NAMES:
        connection.unread.filter(kind=kind, remote_id__in=list(remote_ids)).delete()


def _matters(connection: Connection, kind: RecordKind, remote_id: str, within: str) -> set[UUID | None]:
    """Ids of matters here. None in it stands for any that came over the connection."""
    if kind == RecordKind.MATTER or within:
        found = connection.records.filter(kind=RecordKind.MATTER, remote_id=within or remote_id)
        return set(found.values_list("local_id", flat=True))
    if kind in PEOPLE:
        ours = PartyRecord.objects.filter(connection=connection, kind=kind, remote_id=remote_id)
        clients = connection.records.filter(kind=kind, remote_id=remote_id).values("local_id")
        of_clients = Matter.objects.filter(
            client__in=clients, pk__in=connection.records.filter(kind=RecordKind.MATTER).values("local_id")
        )
        return {*ours.values_list("party__matter", flat=True), *of_clients.values_list("pk", flat=True)}
    known = connection.records.filter(kind=kind, remote_id=remote_id).values("local_id")
    return set(Party.objects.filter(pk__in=known).values_list("matter", flat=True)) or {None}


def of(matter: Matter) -> QuerySet[UnreadRecord]:
    """What holds the matter up now, the longest listed first."""
    there = RemoteRecord.objects.filter(kind=RecordKind.MATTER, local_id=matter.pk)
    any_of_them = Q(matter_id=None, connection__in=there.values("connection"))
    rows = UnreadRecord.objects.filter(Q(matter_id=matter.pk) | any_of_them, settled_at=None)
    return rows.select_related("connection").order_by("found_at", "pk")


def check_can_settle(user: User, matter: Matter) -> None:
    """A partner who works on the matter: what they say lets it cross."""
    check_works_on(user, matter)
    if not loosening.may_loosen(user):
        raise NotAllowed(
            _("Only a partner says that everybody whom such a record names is listed."),
            codes=("not_partner",),
        )


def can_settle(user: User, matter: Matter) -> bool:
    return holds(check_can_settle, user, matter)


@on_record(Attempt.SETTLE_UNREAD)
def settle_unread(*, matter: Matter, record: UUID, by: User) -> None:
    """Say that everybody whom the record names is among the parties of the matter. It stands while the record cannot be
    read. Does nothing where that was said, or the record was read meanwhile.

    Raises NotAllowed.
    """
    check_can_settle(by, matter)
    row = of(matter).select_for_update(of=("self",)).filter(pk=record).first()
    if row is None:
        return
    row.settled_by, row.settled_at = by, timezone.now()
    row.save(update_fields=["settled_by", "settled_at"])
    audit.record(
        event=Event.SYNC_UNREAD_SETTLED,
        by=by,
        on=matter,
        connection=row.connection_id,
        what=RecordKind(row.kind),
        remote=RemoteId.of(row.remote_id),
        everywhere=row.matter_id is None,
    )
