"""Where the backups and the lists beside them are, and whether that is still the same place.

A disk that is not mounted leaves an empty folder of the same name. Whatever was written there would be hidden as soon
as the disk is back: so once there is a backup, nothing is begun in a folder whose lists do not know it, unless whoever
runs the backup says that the folder is another one on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, FirmaiError
from apps.keeping.lines import Lines
from apps.keeping.models import Backup
from apps.people.models import User

DESTROYED = Lines("destroyed.jsonl", "destructions")
BACKUPS = Lines("backups.jsonl", "backups")


class AnotherFolder(FirmaiError):
    """The folder of backups is not the one that the newest backup in the register was made in, or is not reached."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _(
                "The newest backup in the register is not on the lists in %(place)s. Mount its disk again, or move all "
                "that was in the folder there. Where it is to be another folder from now on, or the disk is lost, run "
                "manage.py backup --new-folder once."
            )
            % {"place": folder}
        )


def folder() -> Path:
    """Where backups and their lists are. Raises BadInput where the setting names no folder."""
    if not settings.BACKUP_DIR:
        raise BadInput(_("Name the folder of backups in BACKUP_DIR, the same for every process."))
    return Path(settings.BACKUP_DIR)


def prepare(folder: Path) -> None:
    """Before the first backup, and once all of them are gone, any folder will do: what a restore would have to know
    comes with the next backup. From then on raises AnotherFolder where it is not the same."""
    if (newest := _newest()) is None:
        _begin(folder)
    elif not _knows(folder, newest):
        raise AnotherFolder(folder)


def prepare_new(folder: Path, *, by: User) -> None:
    """The same where somebody says that it may be another. That it is one is on record."""
    if (newest := _newest()) is not None and not _knows(folder, newest):
        _begin(folder)
        _record(by)
    else:
        prepare(folder)


def _begin(folder: Path) -> None:
    for each in (DESTROYED, BACKUPS):
        each.begin(folder)


def _newest() -> Backup | None:
    return Backup.objects.there().order_by("-made_at").first()


def _knows(folder: Path, backup: Backup) -> bool:
    """Whether both lists are there, and the backup on theirs: each is, before it has its row.

    Its name is looked for as it stands. Whose lines they are is asked by whoever reads them.
    """
    try:
        said = (folder / BACKUPS.name).read_bytes()
        return (folder / DESTROYED.name).is_file() and json.dumps(backup.name).encode() in said
    except OSError:
        return False


@transaction.atomic
def _record(by: User) -> None:
    audit.record(event=Event.KEEPING_FOLDER_BEGUN, by=by, on=by)
