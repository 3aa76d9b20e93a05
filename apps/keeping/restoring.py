"""A backup into an empty database: everything as it was, the log verified, and what was destroyed since gone again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import notes, roles, stamps, verify
from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.models import Leaf
from apps.core import keyfile
from apps.core.errors import BadInput
from apps.keeping import envelope, erasing, lists, postgres, register
from apps.keeping.models import Hold, LiftReason
from apps.matters import forgetting
from apps.matters.models import Matter
from apps.people.models import Robot, User

_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@dataclass(frozen=True)
class Restored:
    """What came of it: how many leaves of the log there are, how many matters were destroyed again, what verifying
    found."""

    entries: int
    destroyed_again: int
    report: verify.Report


def restore(*, backup: Path, lists_in: Path, witnesses: Path | None, by: Robot = Robot.OPERATOR) -> Restored:
    """Bring a backup back. Verified against the witnesses' copies as well, so that a log shorter than they know is
    named; what was destroyed after the backup is destroyed again, and the backups that it does not know are entered,
    whether or not the log is sound.

    Raises BadInput where the database is not empty or the folder lacks one of the two lists; CannotOpen, NotOurs or
    ToolFailed.
    """
    _check_lists(lists_in)
    destroyed = list(lists.destroyed(lists_in))
    list(register.listed(lists_in))
    _check_empty()
    keys = keyfile.load(settings.BACKUP_KEY_FILE)
    with backup.open("rb") as stream:
        for _piece in envelope.opened(stream, keys):
            pass  # all of it opens before any of it is put anywhere
        stream.seek(0)
        postgres.restore(envelope.opened(stream, keys))
    roles.grant(roles.configured())
    report = verify.verify(
        known=notes.verifiers(), now=timezone.now(), witnesses=witnesses, authorities=stamps.trusted()
    )
    robot = User.for_robot(by)
    again = sum(_destroy_again(line, by=robot) for line in destroyed)
    register.enter_missing(folder=lists_in, by=robot)
    _record(again, by=robot)
    return Restored(Leaf.objects.count(), again, report)


def _check_lists(folder: Path) -> None:
    if not (folder / lists.DESTROYED.name).is_file():
        raise BadInput(
            _("There is no list of destructions in %(place)s: what was destroyed since would come back.")
            % {"place": folder}
        )
    if not (folder / register.BACKUPS.name).is_file():
        raise BadInput(
            _("There is no list of backups in %(place)s: which of them hold a key would not be known.")
            % {"place": folder}
        )


def _check_empty() -> None:
    with connections[roles.owner_alias()].cursor() as cursor:
        cursor.execute(_TABLES)
        if cursor.fetchone()[0]:
            raise BadInput(_("This database is not empty. Restore into a new one."))


@transaction.atomic
def _destroy_again(line: lists.Line, *, by: User) -> bool:
    """What the list says was destroyed, if this database still has it. Whether it had.

    The rule and both persons are in the list's own entry, which is of a later log than this; a hold that was lifted
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
    erasing.erase(matter)
    return True


def _lift(hold: Hold, by: User) -> None:
    hold.lifted_by, hold.lifted_at, hold.lift_reason = by, timezone.now(), LiftReason.AGAIN
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    audit.record(
        event=Event.KEEPING_HOLD_LIFTED, by=by, on=hold, reason=LiftReason.AGAIN, placed_by=hold.placed_by_id
    )


@transaction.atomic
def _record(again: int, *, by: User) -> None:
    audit.record(
        event=Event.KEEPING_BACKUP_RESTORED,
        by=by,
        on=by,
        entries=Leaf.objects.count(),
        destroyed_again=again,
    )
