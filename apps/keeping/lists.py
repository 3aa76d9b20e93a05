"""The list of destructions that lies beside the backups: what a restore has to destroy again.

Written to the disk before the row says that it was.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.aside import Aside
from apps.core.ciphers import CannotOpen
from apps.core.errors import Conflict
from apps.keeping.lines import Lines
from apps.keeping.models import Destruction, DestructionQuerySet, State
from apps.matters.models import MatterKey

_aside: Aside[UUID] = Aside(
    "listing_of_destruction", logging.getLogger(__name__), of_all=(OSError, CannotOpen)
)
DESTROYED = Lines("destroyed.jsonl", "destructions")


@dataclass(frozen=True)
class Line:
    """A matter, and when its content was destroyed."""

    matter: UUID
    at: datetime


def list_destroyed(limit: int) -> int:
    """Write what was destroyed and is not on the list yet. Returns how many lines; none where no folder is set.

    One by one: one at which something fails is left out for a while. What the disk or the firm's key fails with is
    true of each of them, and raised.
    """
    if not settings.BACKUP_DIR:
        return 0
    rows = _unlisted().exclude(pk__in=_aside.out()).values_list("pk", flat=True)
    return sum(_aside.each(list(rows[:limit]), _list))


def destroyed(folder: Path) -> Iterator[Line]:
    """Every line of the list in that folder. Raises NotOurs."""
    for said in DESTROYED.read(folder):
        yield Line(UUID(said["matter"]), datetime.fromisoformat(said["at"]))


def check_gone(folder: Path) -> None:
    """Raises Conflict where the list names a matter whose content stands here: such a line was made by somebody else
    who has the firm's key, or is of a later time than this database."""
    if not (folder / DESTROYED.name).exists():
        return
    named = [line.matter for line in destroyed(folder)]
    if count := MatterKey.objects.filter(matter__in=named, destroyed_at=None).count():
        raise Conflict(
            _("The list of destructions names matters whose content stands here: %(n)d.") % {"n": count}
        )


@transaction.atomic
def _list(pk: UUID) -> int:
    destruction = _unlisted().select_for_update(skip_locked=True).filter(pk=pk).first()
    if destruction is None:
        return 0
    DESTROYED.add(Path(settings.BACKUP_DIR), _said(destruction))
    destruction.listed_at = timezone.now()
    destruction.save(update_fields=["listed_at"])
    return 1


def _unlisted() -> DestructionQuerySet:
    return Destruction.objects.filter(state=State.DESTROYED, listed_at=None).order_by("settled_at")


def _said(destruction: Destruction) -> dict[str, str]:
    assert destruction.settled_at is not None
    return {
        "matter": str(destruction.matter_id),
        "destruction": str(destruction.pk),
        "at": destruction.settled_at.isoformat(),
    }
