"""Records of who is in a matter, of which no sense could be made: nothing is sent of it before somebody knows whom they
name.

The gate refuses (``policy.reasons.Reason.PARTIES_UNREADABLE``) until the record is read, or is there no more, or a
partner who looked at it there says that everybody whom it names is among the parties here. That is said of the record
as it is then: somebody may add a name to it, so one that was changed holds its matter up anew.

What is not shown to whoever connected has no version that could be seen, so of somebody in a case who is hidden there
the word holds for as long as they are.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest, RemoteId, firm_digest
from apps.core.ciphers import CannotOpen
from apps.core.errors import NotAllowed, WrongState, holds
from apps.core.sensitive import Sensitive
from apps.integrations.models import Connection, RemoteRecord, UnreadRecord
from apps.matters import keys, loosening
from apps.matters.models import Matter, Party
from apps.matters.rules import check_works_on
from apps.people.models import Robot, User
from apps.sync.models import PartyRecord, RecordKind
from apps.sync.refusals import Attempt, on_record

PEOPLE = frozenset({RecordKind.CONTACT, RecordKind.COMPANY})
NAMES = PEOPLE | {RecordKind.MATTER, RecordKind.RELATIONSHIP}
"""Kinds of record that say who is in a matter. A matter's own says who its clients are."""


@transaction.atomic
def hold(
    connection: Connection,
    kind: RecordKind,
    remote_id: str,
    received: Sensitive[bytes] | None,
    *,
    within: str = "",
) -> None:
    """Have nothing sent of the matters that the record may name somebody in. ``received`` is what came of it;
    ``within`` is the matter there, where the record says it."""
    if kind not in NAMES:
        return
    versions = {each: _version(each, received) for each in _matters(connection, kind, remote_id, within)}
    rows = connection.unread.select_for_update(of=("self",)).filter(kind=kind, remote_id=remote_id)
    held = {row.matter_id: row for row in rows}
    UnreadRecord.objects.bulk_create(
        [
            UnreadRecord(
                connection=connection, kind=kind, remote_id=remote_id, matter_id=each, version=version
            )
            for each, version in versions.items()
            if each not in held
        ],
        ignore_conflicts=True,
    )
    for each, version in versions.items():
        if each in held and (held[each].version != version or not version):
            _hold_anew(held[each], version)


def _version(matter_id: UUID | None, received: Sensitive[bytes] | None) -> str:
    """What came of a record in a word that says nothing of it. Empty where it cannot be said: like no other."""
    if received is None:
        return ""
    try:
        if matter_id is None:
            digest = firm_digest(b"unread", received.reveal())
        else:
            digest = keys.digest(matter_id, b"unread", received.reveal())
    except (keys.KeysDestroyed, CannotOpen):
        return ""
    return f"{digest.key}:{digest.hmac}"


def _hold_anew(row: UnreadRecord, version: str) -> None:
    """The record is another than it was. Whoever had said that everybody in it is listed did not say it of this one."""
    settled_by, row.version = row.settled_by_id, version
    if settled_by is not None:
        row.settled_by, row.settled_at, row.changed_at = None, None, timezone.now()
    row.save(update_fields=["version", "settled_by", "settled_at", "changed_at"])
    if settled_by is not None:
        audit.record(
            event=Event.SYNC_UNREAD_CHANGED,
            by=User.for_robot(Robot.SYNC),
            on=row.connection if row.matter_id is None else Matter(pk=row.matter_id),
            connection=row.connection_id,
            what=RecordKind(row.kind),
            remote=RemoteId.of(row.remote_id),
            settled_by=settled_by,
            digest=_digest(version),
        )


def _digest(version: str) -> Digest | None:
    key, _colon, hmac = version.partition(":")
    return Digest(hmac, key) if hmac else None


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
def settle_unread(*, matter: Matter, record: UUID, seen: str, by: User) -> None:
    """Say that everybody whom the record names is among the parties of the matter. It stands while the record cannot be
    read and is the same. ``seen`` is the version that their page showed. Does nothing where that was said, or the
    record was read meanwhile.

    Raises NotAllowed, and WrongState where it is another by now.
    """
    check_can_settle(by, matter)
    row = of(matter).select_for_update(of=("self",)).filter(pk=record).first()
    if row is None:
        return
    if row.version != seen:
        raise WrongState(
            _(
                "This record was changed there since the page was opened. Look at it there once more, and say it again."
            )
        )
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
        digest=_digest(row.version),
    )
