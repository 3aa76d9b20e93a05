"""The register of backups: which there are, what each holds and until when.

Each is in a list beside the backups before it has its row, because no dump holds its own row, nor those of later ones:
a database that was brought back learns of them from there, or a certificate of destruction would not name them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import firm_digest
from apps.core.errors import BadInput
from apps.keeping import lists
from apps.keeping.folders import BACKUPS
from apps.keeping.models import Backup
from apps.people.models import User


@dataclass(frozen=True)
class Made:
    """A backup as its maker knows it; the fields are those of its row."""

    name: str
    made_at: datetime
    octets: int
    sha256: str
    entries: int
    matters: int
    expires_on: date
    last_destruction: int | None = None


def note(*, made: Made, folder: Path, elsewhere: bool = False) -> int:
    """A backup on the list, with how far the list of destructions had come, and whether its file was put into another
    folder than this. Gives the version of the key that the line is under. Raises NotOurs."""
    mark = lists.mark(folder)
    return BACKUPS.add(
        folder,
        asdict(made)
        | {"made_at": made.made_at.isoformat(), "expires_on": made.expires_on.isoformat()}
        | {"destroyed": mark.length, "destroyed_head": mark.head}
        | ({"elsewhere": True} if elsewhere else {}),
    )


def note_missing(folder: Path) -> None:
    """Put on the list in that folder what was made before it was begun: one that turns up later is brought back with
    this list of destructions, and the lines of a list that is lost need no version of the firm's key any more. Raises
    NotOurs."""
    there = {made.name for made in listed(folder)}
    for backup in Backup.objects.exclude(name__in=there).order_by("made_at"):
        made = Made(**{name: getattr(backup, name) for name in Made.__dataclass_fields__})
        version = note(made=made, folder=folder, elsewhere=True)
        Backup.objects.filter(pk=backup.pk).update(line_version=version)


def put_here(folder: Path) -> set[str]:
    """The names of the backups whose files were put into that folder. Raises NotOurs."""
    return {said["name"] for said in BACKUPS.read(folder) if not said.get("elsewhere")}


def enter_missing(*, folder: Path, by: User) -> list[Backup]:
    """Rows for the backups on the list that this database does not know, but for those that expired and are gone.

    Raises NotOurs.
    """
    known = set(Backup.objects.values_list("name", flat=True))
    return [
        enter(made=each, version=version, by=by)
        for each, version in _read(folder)
        if each.name not in known
        and (each.expires_on >= timezone.localdate() or (folder / each.name).exists())
    ]


def check_names(folder: Path, sha256: str) -> None:
    """Raises BadInput where the list in that folder does not have the backup, or the list of destructions beside it is
    not the one that the newest line was written beside. Lines from before that was written down say nothing of it."""
    said = list(BACKUPS.read(folder))
    if not any(each["sha256"] == sha256 for each in said):
        raise BadInput(
            _(
                "The list of backups in %(place)s does not have this backup: the lists are older than it, or another "
                "house's."
            )
            % {"place": folder}
        )
    marks = [lists.Mark(each["destroyed"], each["destroyed_head"]) for each in said if "destroyed" in each]
    if marks:
        lists.check_goes_on(folder, marks[-1])


def listed(folder: Path) -> Iterator[Made]:
    """Every line of the list in that folder. Raises NotOurs."""
    for made, _version in _read(folder):
        yield made


def _read(folder: Path) -> Iterator[tuple[Made, int]]:
    for said in BACKUPS.read(folder):
        yield _made(said), int(said["key"])


def _made(said: dict[str, Any]) -> Made:
    times = {
        "made_at": datetime.fromisoformat(said["made_at"]),
        "expires_on": date.fromisoformat(said["expires_on"]),
    }
    given = {name: said[name] for name in Made.__dataclass_fields__ if name != "last_destruction"}
    return Made(**given | times, last_destruction=said.get("last_destruction"))


@transaction.atomic
def enter(*, made: Made, version: int, by: User) -> Backup:
    """The row of a backup that is on the list."""
    backup = Backup.objects.create(**asdict(made), line_version=version)
    audit.record(
        event=Event.KEEPING_BACKUP_MADE,
        by=by,
        on=backup,
        made_at=made.made_at,
        entries=made.entries,
        matters=made.matters,
        bytes=made.octets,
        expires_at=datetime.combine(made.expires_on, time.max, UTC),
        digest=firm_digest(b"backup", bytes.fromhex(made.sha256)),
    )
    return backup
