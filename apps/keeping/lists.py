"""The list of destructions that lies beside the backups: what a restore has to destroy again.

Written to the disk before the row says that it was. There is one list, in the folder of the setting ``BACKUP_DIR``, and
backups are made there and nowhere else: a list that lies anywhere else is not written to any more. Each backup's line
says how long the list was and what it said, so that one that is emptied, or older than that, is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.aside import Aside
from apps.core.ciphers import CannotOpen
from apps.core.errors import BadInput, Conflict
from apps.keeping import folders, lines
from apps.keeping.folders import DESTROYED, folder
from apps.keeping.models import Destruction, DestructionQuerySet, State
from apps.matters.models import MatterKey

_aside: Aside[UUID] = Aside(
    "listing_of_destruction", logging.getLogger(__name__), of_all=(OSError, CannotOpen, lines.NotThere)
)
_whole: tuple[Path, int, int, int, int] | None = None
"""The list as it was when this process saw last that it lacks nothing that was listed before."""


@dataclass(frozen=True)
class Line:
    """A matter, and when its content was destroyed; its destruction, and what else the line says of that.

    Lines from before they said more have a destruction, and nothing else.
    """

    matter: UUID
    at: datetime
    destruction: UUID | None
    version: int
    said: dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """How many lines the list had at a moment, and the digest of what they said."""

    length: int
    head: str


def complete(place: Path) -> None:
    """Have the list in that folder say everything that this database knows to be destroyed.

    It may be new there, or somebody emptied it: what was listed elsewhere before has to be here too. Raises NotThere
    and NotOurs.
    """
    _list_unlisted(limit=10_000)
    _add_missing(place, MatterKey.objects.exclude(destroyed_at=None))


def mark(place: Path) -> Mark:
    """The list in that folder as it is now. Raises NotOurs."""
    said = list(DESTROYED.read(place))
    return Mark(len(said), lines.head(said))


def check_goes_on(place: Path, since: Mark) -> None:
    """Raises BadInput where the list in that folder does not begin with what it said then."""
    said = list(DESTROYED.read(place))[: since.length]
    if Mark(len(said), lines.head(said)) != since:
        raise BadInput(
            _(
                "The list of destructions in %(place)s is not the one beside the newest backup, or lines of it are "
                "gone: what was destroyed since would come back."
            )
            % {"place": place}
        )


def check_knows_all(place: Path) -> None:
    """Raises BadInput where the list in the folder of backups names a matter that the one in that folder does not: that
    is of a day before it, or of a folder before this. One that is lost there, or cannot be read, says nothing."""
    try:
        known = {line.matter for line in destroyed(folder())}
    except (BadInput, OSError, CannotOpen, lines.NotOurs):
        return
    if known - {line.matter for line in destroyed(place)}:
        raise BadInput(
            _(
                "The list of destructions in %(place)s lacks what the one in %(folder)s names: what was destroyed "
                "since would come back. Name that folder."
            )
            % {"place": place, "folder": folder()}
        )


def list_destroyed(limit: int) -> int:
    """Write what was destroyed and is not on the list yet. Returns how many lines; none where no folder is set.

    One by one: one at which something fails is left out for a while. What the disk or the firm's key fails with is
    true of each of them, and raised. So is AnotherFolder, whether or not there is anything to write: what is destroyed
    meanwhile waits for the list that knows the backups.
    """
    if not settings.BACKUP_DIR:
        return 0
    place = folder()
    folders.prepare(place)
    return _list_unlisted(limit) + _catch_up(place)


def destroyed(place: Path) -> Iterator[Line]:
    """Every line of the list in that folder. Raises NotOurs."""
    for said in DESTROYED.read(place):
        destruction = UUID(said["destruction"]) if "destruction" in said else None
        at = datetime.fromisoformat(said["at"])
        yield Line(UUID(said["matter"]), at, destruction, int(said["key"]), said)


def moment(said: str | None) -> datetime | None:
    """A time of a line, if it has it."""
    return datetime.fromisoformat(said) if said else None


def day(said: str | None) -> date | None:
    """The same of a day."""
    return date.fromisoformat(said) if said else None


def check_gone(place: Path) -> None:
    """Raises Conflict where the list names a matter whose content stands here: such a line was made by somebody else
    who has the firm's key, or is of a later time than this database. Raises NotThere and NotOurs."""
    DESTROYED.check_there(place)
    named = [line.matter for line in destroyed(place)]
    if count := MatterKey.objects.filter(matter__in=named, destroyed_at=None).count():
        raise Conflict(
            _("The list of destructions names matters whose content stands here: %(n)d.") % {"n": count}
        )


def _list_unlisted(limit: int) -> int:
    rows = _unlisted().exclude(pk__in=_aside.out()).values_list("pk", flat=True)
    return sum(_aside.each(list(rows[:limit]), _list))


def _catch_up(place: Path) -> int:
    """Add what was listed before, wherever that was, and is not on this list: a folder that was moved has what was
    listed up to the copy. Looked for whenever the list is not the one that was seen last."""
    global _whole
    if _whole == _as_it_is(place):
        return 0
    gone = MatterKey.objects.exclude(destroyed_at=None).exclude(matter__in=_unlisted().values("matter"))
    added = _add_missing(place, gone)
    _whole = _as_it_is(place)
    return added


def _add_missing(place: Path, gone: QuerySet[MatterKey]) -> int:
    there = {line.matter for line in destroyed(place)}
    missing = [
        _said(destruction) if (destruction := _settled(key.matter_id)) else _said_of(key)
        for key in gone.exclude(matter__in=there).order_by("destroyed_at")
    ]
    for said in missing:
        DESTROYED.add(place, said)
    return len(missing)


def _as_it_is(place: Path) -> tuple[Path, int, int, int, int]:
    seen = (place / DESTROYED.name).stat()
    return place, seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_size


@transaction.atomic
def _list(pk: UUID) -> int:
    destruction = _unlisted().select_for_update(skip_locked=True).filter(pk=pk).first()
    if destruction is None:
        return 0
    destruction.line_version = DESTROYED.add(folder(), _said(destruction))
    destruction.listed_at = timezone.now()
    destruction.save(update_fields=["listed_at", "line_version"])
    return 1


def _unlisted() -> DestructionQuerySet:
    return Destruction.objects.filter(state=State.DESTROYED, listed_at=None).order_by("settled_at")


def _settled(matter: UUID) -> Destruction | None:
    return Destruction.objects.filter(matter=matter, state=State.DESTROYED).first()


def _said_of(key: MatterKey) -> dict[str, Any]:
    """Of a matter that was destroyed again by a restore, which had no row for that."""
    assert key.destroyed_at is not None
    return {"matter": str(key.matter_id), "at": key.destroyed_at.isoformat()}


def _said(destruction: Destruction) -> dict[str, Any]:
    """Ids, times and counts: what the certificate is made from."""
    assert destruction.settled_at is not None
    ids = {
        name: getattr(destruction, f"{name}_id")
        for name in ("rule", "proposed_by", "approved_by", "settled_by")
    }
    return {
        "matter": str(destruction.matter_id),
        "destruction": str(destruction.pk),
        "at": destruction.settled_at.isoformat(),
        "due_on": destruction.due_on.isoformat(),
        "proposed_at": destruction.proposed_at.isoformat(),
        "approved_at": destruction.approved_at.isoformat() if destruction.approved_at else None,
        **{name: str(pk) if pk else None for name, pk in ids.items()},
        "what": destruction.what,
        "octets": destruction.octets,
        "ordinal": destruction.ordinal,
    }
