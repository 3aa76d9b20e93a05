"""The end of a backup: its file is removed once its days are over, or a person says that it is gone."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, WrongState
from apps.keeping import folders, register, rules
from apps.keeping.models import Backup
from apps.keeping.refusals import on_record
from apps.keeping.rules import Attempt
from apps.people.models import User


def remove_expired(*, by: User) -> tuple[list[Backup], list[Backup]]:
    """Remove files of backups that have expired. Gives those removed, and those whose file is not in the folder.

    What an earlier run began and did not finish is finished: where it had said that it removes a file of this folder,
    and the file is not there, it is removed. Raises BadInput without a folder, and NotOurs.
    """
    folder, removed, missing = folders.folder(), [], []
    ours = register.put_here(folder)
    for backup in Backup.objects.there().filter(expires_on__lt=timezone.localdate()).order_by("made_at"):
        place = folder / backup.name
        begun = backup.removing_since is not None and backup.name in ours
        if not place.exists() and not begun:
            missing.append(backup)
            continue
        _begin(backup)
        place.unlink(missing_ok=True)
        _removed(backup, by)
        removed.append(backup)
    return removed, missing


@on_record(Attempt.SAY_GONE)
def say_gone(*, backup: Backup, by: User) -> Backup:
    """A person's word that the file of a backup, wherever it was, is gone: it holds no keys any more.

    Raises NotAllowed; WrongState for one that is removed; Conflict where its file is seen from here.
    """
    backup = Backup.objects.select_for_update().get(pk=backup.pk)
    rules.check_can_say_gone(by)
    if backup.removed_at is not None:
        raise WrongState(_("This backup is removed already."))
    if settings.BACKUP_DIR and (Path(settings.BACKUP_DIR) / backup.name).exists():
        raise Conflict(_("The file of this backup is still in the folder of backups."))
    backup.removed_at, backup.gone_said_by = timezone.now(), by
    backup.save(update_fields=["removed_at", "gone_said_by"])
    audit.record(event=Event.KEEPING_BACKUP_GONE, by=by, on=backup, made_at=backup.made_at)
    return backup


def _begin(backup: Backup) -> None:
    Backup.objects.filter(pk=backup.pk, removing_since=None).update(removing_since=timezone.now())


@transaction.atomic
def _removed(backup: Backup, by: User) -> None:
    backup = Backup.objects.select_for_update().get(pk=backup.pk)
    backup.removed_at = timezone.now()
    backup.save(update_fields=["removed_at"])
    audit.record(event=Event.KEEPING_BACKUP_REMOVED, by=by, on=backup, made_at=backup.made_at)
