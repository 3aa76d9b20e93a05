"""Matters in from the practice system by themselves: what changed every few minutes, and everything once a night.

A pull is a row. The scheduler opens one when it is due, a worker takes it under a lease, one at a time for each
connection, and stores where it stands after each page; killed or cut off, it goes on there. A person may ask for one,
stop it between two pages and let it go on.
"""

import logging
import uuid
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import NOT_OF_ONE_ROW, Aside
from apps.core.errors import WrongState
from apps.core.prepared import Among, Prepared, update
from apps.integrations import queries as vendors
from apps.integrations import services as integrations
from apps.integrations.errors import Fault, RemoteError, Transient
from apps.integrations.models import PRACTICE_SYSTEMS, Connection, ConnectionState, HintKind
from apps.integrations.refusals import Attempt, on_record
from apps.people.models import Robot, User
from apps.sync import reopened, rules, states, walks
from apps.sync.matters_in import Counts
from apps.sync.models import Pull, PullKind, PullState

logger = logging.getLogger(__name__)
_aside: Aside[uuid.UUID] = Aside("pull_of_connection", logger)
EVERY = timedelta(minutes=10)
"""Between the end of one pull of what changed and the next."""
NIGHT = 2
"""From this hour on, by the firm's clock, everything is read once and compared."""
HINTED = timedelta(minutes=1)
"""The same where something waits for it, or the vendor told that something changed: a hint makes a pull come sooner and
is nothing else."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


class Interrupted(Exception):
    """The pull ended between two pages: somebody stopped it, or another worker has it."""


def open_pulls(_limit: int) -> list[uuid.UUID]:
    """Open the pulls that are due. For the scheduler: nobody is spoken to here.

    One by one: a connection at which something fails is left out for a while, and the others are read.
    """
    made = _aside.each(_IDLE(out=_aside.out()), _opened)
    return [pull.pk for pulls in made for pull in pulls]


_IDLE = Prepared(
    lambda out: (
        Connection.objects.filter(vendor__in=PRACTICE_SYSTEMS, state=ConnectionState.WORKING)
        .exclude(pulls__state__in=PullState.open())
        .exclude(Among("pk", out))
        .values_list("pk", flat=True)
    )
)


def _opened(connection_id: uuid.UUID) -> list[Pull]:
    connection = Connection.objects.get(pk=connection_id)
    kind = _due(connection, timezone.now())
    return _open(connection, kind, by=User.for_robot(Robot.SYNC)) if kind else []


def _due(connection: Connection, now: datetime) -> PullKind | None:
    """Everything where it was not read since the night began, what changed where that was a while ago, or nothing."""
    if _everything_is_due(connection, now):
        return PullKind.WHOLE
    last = connection.pulls.order_by("-opened_at").first()
    assert last is not None
    hinted = connection.hints.filter(kind__in=HintKind.records(), taken_at=None).exists()
    pause = HINTED if hinted or _holds_up(connection) else EVERY
    return PullKind.CHANGES if (last.ended_at or last.opened_at) <= now - pause else None


def _holds_up(connection: Connection) -> bool:
    """Whether nothing is sent of some of its matters before it is read (``Reason.PARTIES_NOT_READ``)."""
    return connection.pulled_at is None or reopened.hurrying(connection).exists()


def _everything_is_due(connection: Connection, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(settings.FIRM_TIME_ZONE))
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    if local < night:
        night -= timedelta(days=1)
    return not connection.pulls.filter(kind=PullKind.WHOLE, opened_at__gte=night).exists()


def _open(connection: Connection, kind: PullKind, *, by: User) -> list[Pull]:
    """The new pull, or none where one is open already."""
    pull = Pull(connection=connection, kind=kind, asked_by=by, opened_at=timezone.now())
    Pull.objects.bulk_create([pull], ignore_conflicts=True)
    return list(Pull.objects.filter(pk=pull.pk))


@transaction.atomic
def claim_pulls(limit: int) -> list[uuid.UUID]:
    """Pulls that are due or whose worker is gone, each handed out once until its time in the queue is over."""
    now = timezone.now()
    found = _to_take(limit)(now=now)
    if found:
        handed_out = now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
        Pull.objects.filter(pk__in=found).update(lease=None, leased_until=handed_out)
    return found


@cache
def _to_take(limit: int) -> Prepared[uuid.UUID]:
    def asked(now: datetime) -> QuerySet[Pull, uuid.UUID]:
        waits = Q(state=PullState.WAITING, try_after__lte=now)
        due = waits & (Q(leased_until=None) | Q(leased_until__lt=now))
        left = Q(state=PullState.RUNNING, leased_until__lt=now)
        rows = Pull.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            due | left, connection__state=ConnectionState.WORKING
        )
        return rows.order_by("opened_at").values_list("pk", flat=True)[:limit]

    return Prepared(asked)


def pull(pull_id: uuid.UUID) -> None:
    """Go on with one pull. Does nothing where it is done, stopped, or in another worker's hands."""
    row = _take(pull_id)
    if row is not None:
        _run(row, Counts())


def pull_matters(*, connection: Connection, by: User) -> Counts:
    """Bring in now what changed, or go on with what is unfinished, and say what came of it.

    Raises NotAllowed; WrongState for a connection that needs attention or from which another worker reads just now;
    and RemoteError where the vendor fails: what came before that is kept and the next pull goes on from there.
    """
    row = _take(ask_pull(connection=connection, by=by).pk)
    if row is None:
        raise WrongState(_("Matters are being brought in from there already."))
    counts = Counts()
    failure = _run(row, counts)
    if failure is not None:
        raise failure
    return counts


# --- what a person may do ------------------------------------------------------------------------------------------


@on_record(Attempt.ASK_PULL)
def ask_pull(*, connection: Connection, by: User, whole: bool = False) -> Pull:
    """Have what changed, or everything, brought in as soon as a worker is free; one that waits is not made to wait.

    Raises NotAllowed, and WrongState for a connection that needs attention.
    """
    rules.check_can_pull(by)
    connection = Connection.objects.get(pk=connection.pk)
    if connection.state != ConnectionState.WORKING or connection.vendor not in PRACTICE_SYSTEMS:
        raise WrongState(_("This connection does not bring matters in now."))
    row = _opened_for(connection, PullKind.WHOLE if whole else PullKind.CHANGES, by)
    if row.state == PullState.STOPPED:
        states.move_pull(row, PullState.WAITING)
    row.asked_by, row.try_after = by, timezone.now()
    row.save(update_fields=["asked_by", "try_after"])
    audit.record(
        event=Event.SYNC_PULL_ASKED, by=by, on=row, connection=connection.pk, what=PullKind(row.kind)
    )
    return row


def _opened_for(connection: Connection, kind: PullKind, by: User) -> Pull:
    """The open pull, locked: a new one where none is, also where the one that was is done by now."""
    while True:
        _open(connection, kind, by=by)
        opened = Pull.objects.select_for_update().filter(connection=connection, state__in=PullState.open())
        if (row := opened.first()) is not None:
            return row


@on_record(Attempt.STOP_PULL)
def stop_pull(*, pull: Pull, by: User) -> Pull:
    """Stop a pull: at once where it waits, between two pages where a worker has it. It stays where it is."""
    rules.check_can_pull(by)
    row = Pull.objects.select_for_update().get(pk=pull.pk)
    if row.state == PullState.RUNNING:
        row.stop_asked = True
        row.save(update_fields=["stop_asked"])
    else:
        states.move_pull(row, PullState.STOPPED)
    audit.record(event=Event.SYNC_PULL_STOPPED, by=by, on=row, connection=row.connection_id)
    return row


@on_record(Attempt.RESUME_PULL)
def resume_pull(*, pull: Pull, by: User) -> Pull:
    """Let a stopped pull go on from where it stopped."""
    rules.check_can_pull(by)
    row = Pull.objects.select_for_update().get(pk=pull.pk)
    states.move_pull(row, PullState.WAITING, try_after=timezone.now(), asked_by=by)
    audit.record(event=Event.SYNC_PULL_RESUMED, by=by, on=row, connection=row.connection_id)
    return row


# --- a worker's part -------------------------------------------------------------------------------------------------


@transaction.atomic
def _take(pull_id: uuid.UUID) -> Pull | None:
    """The pull in state running under a new lease, or None where there is nothing, or nobody free, to do."""
    rows = Pull.objects.select_for_update(of=("self",)).select_related("connection")
    row = rows.filter(pk=pull_id, connection__state=ConnectionState.WORKING).first()
    if row is None or row.state not in {PullState.WAITING, PullState.RUNNING}:
        return None
    held = row.lease is not None and row.leased_until is not None and row.leased_until > timezone.now()
    if row.state == PullState.RUNNING and held:
        return None
    states.move_pull(
        row,
        PullState.RUNNING,
        lease=uuid.uuid4(),
        leased_until=_until(),
        stop_asked=False,
        began_at=row.began_at or timezone.now(),
        tries=row.tries + 1,
        **_gives_way(row),
    )
    return row


def _gives_way(row: Pull) -> dict[str, Any]:
    """One of what changed that fails is a reading of everything once that is due: it might fail for ever, and nothing
    else is opened while it stands."""
    now = timezone.now()
    if row.kind != PullKind.CHANGES or not row.failure or not row.connection.pulled_at:
        return {}  # before the first one was whole it reads everything anyhow
    if not _everything_is_due(row.connection, now):
        return {}
    row.connection.cursor = {}
    row.connection.save(update_fields=["cursor"])
    return {"kind": PullKind.WHOLE, "opened_at": now}


def _run(row: Pull, counts: Counts) -> RemoteError | None:
    """Walk as far as it goes and settle the pull. What failed, or None. Where the database is away, the lease ends."""
    failure: RemoteError | None = None
    to = PullState.DONE
    before = Counts(row.seen, row.added, row.changed, row.refused)
    try:
        walks.walk(
            row.connection,
            counts,
            whole=row.kind == PullKind.WHOLE,
            rest=lambda: _rest(row, before, counts),
        )
    except Interrupted:
        to = PullState.STOPPED
    except RemoteError as error:
        failure, to = error, PullState.WAITING
    except NOT_OF_ONE_ROW:
        raise
    except Exception as error:  # noqa: BLE001  # an error of ours ends one try; its text may quote a record
        logger.error("pull %s met %s", row.pk, type(error).__name__)
        failure = Transient(Fault.FAILED_HERE, vendors.failure(Fault.FAILED_HERE))
        to = PullState.WAITING
    if failure is None or failure.code != Fault.FAILED_HERE:
        integrations.heard(row.connection_id, failure=failure)
    if failure is not None and failure.code == Fault.NOT_CONNECTED:
        integrations.mark_broken(row.connection_id)
    _settle(row, to, before, counts, failure)
    return failure


def _rest(row: Pull, before: Counts, counts: Counts) -> None:
    """Between two pages: show how far it is and renew the lease, or end. Raises Interrupted."""
    shown = {"leased_until": _until(), **_sums(before, counts)}
    if not update(row, shown, lease=row.lease, stop_asked=False):
        raise Interrupted


def _sums(before: Counts, counts: Counts) -> dict[str, int]:
    return {name: getattr(before, name) + getattr(counts, name) for name in vars(counts)}


@transaction.atomic
def _settle(row: Pull, to: PullState, before: Counts, counts: Counts, failure: RemoteError | None) -> None:
    mine = Pull.objects.select_for_update().filter(pk=row.pk, lease=row.lease).first()
    if mine is not None:
        now = timezone.now()
        pause = min(FIRST_PAUSE * 2 ** min(mine.tries, 12), LONGEST_PAUSE)
        asked = timedelta(seconds=(failure.retry_after or 0) if failure else 0)
        told_when = failure is not None and failure.code == Fault.RATE_LIMITED and bool(asked)
        if told_when:  # it goes on as soon as it may: the limit is no sign of trouble
            pause = asked
        states.move_pull(
            mine,
            to,
            **_sums(before, counts),
            lease=None,
            leased_until=None,
            stop_asked=False,
            failure=failure.code if failure else "",
            try_after=now + max(pause, asked) if to == PullState.WAITING else now,
            ended_at=now if to == PullState.DONE else None,
            tries=0 if failure is None or counts.seen or told_when else mine.tries,
        )
    if failure is not None or counts.seen or not row.asked_by.is_robot or row.kind == PullKind.WHOLE:
        _record(row, counts, failure)


def _record(row: Pull, counts: Counts, failure: RemoteError | None) -> None:
    """A look every few minutes that found nothing is no line in the log."""
    audit.record(
        event=Event.SYNC_MATTERS_PULLED,
        by=User.for_robot(Robot.SYNC),
        asked_by=None if row.asked_by.is_robot else row.asked_by,
        on=row.connection,
        added=counts.added,
        changed=counts.changed,
        seen=counts.seen,
        refused=counts.refused,
        what=PullKind(row.kind),
        reason=Fault(failure.code) if failure else None,
    )


def _until() -> datetime:
    """A page takes a few answers of the vendor's, each within its time."""
    return timezone.now() + timedelta(seconds=4 * settings.VENDOR_SECONDS + settings.LEASE_GRACE_SECONDS)
