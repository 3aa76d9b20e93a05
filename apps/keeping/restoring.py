"""A backup into an empty database: everything as it was, what was destroyed since gone again, and the log verified."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import notes, roles, stamps, verify
from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import EPOCH
from apps.audit.models import Leaf
from apps.core import ciphers, keyfile
from apps.core.errors import BadInput
from apps.keeping import again as settling
from apps.keeping import envelope, erasing, folders, later, lists, postgres, register, unfinished
from apps.keeping.models import Hold, LiftReason
from apps.matters import forgetting
from apps.matters.models import Matter
from apps.people import restored
from apps.people.models import Robot, User

_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
_ROLES = "SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)"
_PART = 1 << 20


@dataclass(frozen=True)
class Restored:
    """What came of it: how many leaves of the log there are, how many matters this run destroyed again, what verifying
    found."""

    entries: int
    destroyed_again: int
    report: verify.Report
    aside: Later


@dataclass(frozen=True)
class Later:
    """Witnesses' copies of a longer log than this: in which folder they are now, how many, and why they could not be
    moved there."""

    folder: Path | None = None
    copies: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class _Needed:
    """All that a restore reads besides the backup, read before the database is touched."""

    roles: roles.Roles
    destroyed: list[lists.Line]
    verifiers: list[notes.Verifier]
    authorities: stamps.Authorities
    backup_keys: keyfile.Keys


def restore(*, backup: Path, lists_in: Path, witnesses: Path | None, by: Robot = Robot.OPERATOR) -> Restored:
    """Bring a backup back, or go on with bringing it back where that ended before it was finished.

    What was destroyed after the backup is destroyed again before anybody but the owner may read the database; the
    backups that it does not know are entered, destructions that were open lapse, and no link, way back in or session of
    then opens. Then the roles are given their rights and the log is verified, against
    the witnesses' copies as well, so that one shorter than they know is named; copies that are over more entries than
    it has are set aside after that, or they would be a fault for ever. It is finished whether or not the log is sound;
    until then the database bears a mark (`unfinished`), and the house does not start on it.

    Raises BadInput where the database is not empty, or the folder lacks one of the two lists, or they do not go with
    the backup or with each other, or the list in BACKUP_DIR names more, or it is of another release;
    ImproperlyConfigured, CannotOpen, NotOurs or ToolFailed.
    """
    needed = _needed(lists_in)
    register.check_names(lists_in, _digest(backup))
    _bring_back(backup, needed)
    _check_release()
    with _as_owner():
        robot = User.for_robot(by)
        again = sum(_destroy_again(line, by=robot) for line in needed.destroyed)
        register.enter_missing(folder=lists_in, by=robot)
        _leave_nothing_open(by=robot)
    roles.grant(needed.roles)
    now = timezone.now()
    report = verify.verify(
        known=needed.verifiers,
        now=now,
        witnesses=witnesses,
        authorities=needed.authorities,
        patience=now
        - EPOCH,  # no sequencer works here yet: whatever had no place when it was copied still has none
    )
    aside = _set_aside(witnesses, needed)
    with _as_owner():
        _finish(again, aside, by=robot)
    return Restored(Leaf.objects.count(), again, report, aside)


def _needed(lists_in: Path) -> _Needed:
    _check_lists(lists_in)
    list(register.listed(lists_in))
    lists.check_knows_all(lists_in)
    ciphers.FirmKey.load()
    needed = _Needed(
        roles=roles.configured(),
        destroyed=list(lists.destroyed(lists_in)),
        verifiers=notes.verifiers(),
        authorities=stamps.trusted(),
        backup_keys=keyfile.load(settings.BACKUP_KEY_FILE),
    )
    _check_roles(needed.roles)
    return needed


def _bring_back(backup: Path, needed: _Needed) -> None:
    """All of it, once: not again where that was done and what comes after was not."""
    sha256, begun = _digest(backup), unfinished.which()
    filled = _is_filled()
    if filled and begun is None:
        raise BadInput(_("This database is not empty. Restore into a new one."))
    if filled and begun != sha256:
        raise BadInput(
            _(
                "A restore of another backup into this database was not finished. Name that backup, or a new database."
            )
        )
    if filled:
        return
    with backup.open("rb") as stream:
        for _piece in envelope.opened(stream, needed.backup_keys):
            pass  # all of it opens before any of it is put anywhere
        stream.seek(0)
        unfinished.begin(sha256)
        roles.withhold(needed.roles)
        postgres.restore(envelope.opened(stream, needed.backup_keys))


def _check_release() -> None:
    """Raises BadInput where the tables that were brought back are another release's than this: one that does not know
    them would leave standing what is to be destroyed again, or run on what it was not made for."""
    code = MigrationLoader(None, load=False)
    code.load_disk()
    tables = MigrationRecorder(connections[roles.owner_alias()]).applied_migrations()
    ours = {each for each in tables if each[0] in code.migrated_apps}
    if differing := sorted(ours ^ set(code.disk_migrations)):
        raise BadInput(
            _(
                "This backup was made by another release of firmai than this one (%(which)s). Run the same restore "
                "with that release: it goes on where it ended. Update afterwards."
            )
            % {"which": ".".join(differing[0])}
        )


def _digest(backup: Path) -> str:
    digest = hashlib.sha256()
    with backup.open("rb") as stream:
        while part := stream.read(_PART):
            digest.update(part)
    return digest.hexdigest()


@contextmanager
def _as_owner() -> Iterator[None]:
    """What is done in the block is done by the owner: nobody else has a right to what was brought back."""
    connection, owner = connections[DEFAULT_DB_ALIAS], settings.DATABASES[roles.owner_alias()]
    own = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    _leave(connection)
    connection.settings_dict.update({name: owner[name] for name in own})
    try:
        yield
    finally:
        _leave(connection)
        connection.settings_dict.update(own)


def _leave(connection: Any) -> None:
    connection.close()
    connection.close_pool()


def _check_lists(folder: Path) -> None:
    if not (folder / folders.DESTROYED.name).is_file():
        raise BadInput(
            _("There is no list of destructions in %(place)s: what was destroyed since would come back.")
            % {"place": folder}
        )
    if not (folder / folders.BACKUPS.name).is_file():
        raise BadInput(
            _("There is no list of backups in %(place)s: which of them hold a key would not be known.")
            % {"place": folder}
        )


def _check_roles(named: roles.Roles) -> None:
    wanted = {named.owner, named.application, named.log}
    with connections[roles.owner_alias()].cursor() as cursor:
        cursor.execute(_ROLES, [list(wanted)])
        if cursor.fetchone()[0] != len(wanted):
            raise BadInput(_("The database server lacks one of the three roles that the addresses name."))


def _is_filled() -> bool:
    with connections[roles.owner_alias()].cursor() as cursor:
        cursor.execute(_TABLES)
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _destroy_again(line: lists.Line, *, by: User) -> bool:
    """What the list says was destroyed, if this database still has it. Whether it had.

    Its entry is of a later log than this: the rule and both persons are in the line. A hold that was lifted
    before that destruction may stand here again.
    """
    matter = (
        Matter.objects.select_for_update(of=("self",)).filter(pk=line.matter, key__destroyed_at=None).first()
    )
    if matter is None:
        return False
    for hold in Hold.objects.standing().select_for_update().filter(matter=matter):
        _lift(hold, by)
    forgetting.forget(matter=matter, by=by)
    rows, octets = erasing.erase(matter)
    settling.settle(matter=matter, line=line, rows=rows, octets=octets, by=by)
    return True


def _lift(hold: Hold, by: User) -> None:
    hold.lifted_by, hold.lifted_at, hold.lift_reason = by, timezone.now(), LiftReason.AGAIN
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    audit.record(
        event=Event.KEEPING_HOLD_LIFTED, by=by, on=hold, reason=LiftReason.AGAIN, placed_by=hold.placed_by_id
    )


@transaction.atomic
def _leave_nothing_open(*, by: User) -> None:
    """What began before the backup and was used, stopped or forbidden after it would go on as if it had not been."""
    settling.let_all_lapse(by=by)
    restored.let_nobody_in(by=by)


def _set_aside(witnesses: Path | None, needed: _Needed) -> Later:
    """A folder that cannot be changed keeps nobody from a restored database."""
    if witnesses is None or not witnesses.is_dir():
        return Later()
    try:
        folder, copies = later.set_aside(witnesses, size=Leaf.objects.count(), known=needed.verifiers)
    except OSError as error:
        return Later(trouble=type(error).__name__)
    return Later(folder, copies)


@transaction.atomic
def _finish(again: int, aside: Later, *, by: User) -> None:
    unfinished.end(DEFAULT_DB_ALIAS)
    audit.record(
        event=Event.KEEPING_BACKUP_RESTORED,
        by=by,
        on=by,
        entries=Leaf.objects.count(),
        destroyed_again=again,
        set_aside=aside.copies or None,
    )
