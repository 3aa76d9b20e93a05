"""The newest version of the firm's key over everything that an older one is over, beside a house that is running.

What is done is seen from the rows themselves: each is locked, read, sealed again and saved in a short transaction, so
a run that ends anywhere has left every value readable, and the next one goes on. What is sealed meanwhile is sealed
under the newest version already.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.ciphers import CannotOpen, FirmKey
from apps.core.errors import FirmaiError
from apps.keeping import codes, folders, lists, places
from apps.keeping.places import Place, What
from apps.matters.models import MatterKey
from apps.people.models import User

PATIENCE = 30.0
"""Seconds to wait for transactions that were open before the newest version was seen."""
LOOK_AGAIN = 0.05
LISTS = (folders.DESTROYED, folders.BACKUPS)

# A transaction of the application's that is open may have sealed something under the version that was newest before.
_OPEN = """
    SELECT l.virtualxid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'virtualxid' AND l.pid <> pg_backend_pid()
      AND a.datname = current_database() AND a.usename = current_user"""


@dataclass(frozen=True)
class Rewrapped:
    """What a run did, and what keeps an older version in use."""

    version: int
    renewed: Counter[What]
    """Rows, and lines of lists, that are under the newest version since this run."""
    left: Counter[int]
    """Rows that hold something under each other version."""
    unreadable: list[tuple[What, Any]]
    """Rows that no version in the key file opens."""
    waiting: bool
    """Whether a transaction is still open that was before the newest version was seen."""
    lists_trouble: str
    """Why the lists beside the backups could not be renewed."""

    @property
    def done(self) -> bool:
        return not (self.left or self.waiting or self.lists_trouble)


def rewrap(*, by: User, lists_in: Path | None = None, patience: float = PATIENCE) -> Rewrapped:
    """Wrap and seal everything of the list (`places`) under the newest version of the firm's key, and give the lines of
    the lists in that folder their codes under it. Lines that are not reached so are not passed over in silence.

    Raises ImproperlyConfigured where the key file cannot be used.
    """
    firm = FirmKey.load()
    earlier, renewed = _open_now(), Counter[What]()
    _everywhere(firm, renewed, by)
    waiting = not _ended(earlier, patience)
    unreadable = _everywhere(firm, renewed, by)
    trouble = (lists_in and _renew_lists(lists_in, renewed, by)) or codes.not_reached()
    newest = FirmKey.load().version
    left = Counter({version: rows for version, rows in places.versions().items() if version != newest})
    return Rewrapped(newest, renewed, left, unreadable, waiting, trouble)


def _everywhere(firm: FirmKey, renewed: Counter[What], by: User) -> list[tuple[What, Any]]:
    """Every row that there is now. Gives those that cannot be opened."""
    unreadable = []
    for place in places.PLACES:
        for keys in _few(list(place.older(firm.version).order_by("pk").values_list("pk", flat=True)), place):
            rows, shut = _renew(place, keys, firm, by=by)
            renewed[place.what] += rows
            unreadable += [(place.what, pk) for pk in shut]
    return unreadable


def _few(keys: list[Any], place: Place) -> Iterator[list[Any]]:
    for first in range(0, len(keys), place.at_once):
        yield keys[first : first + place.at_once]


@transaction.atomic
def _renew(place: Place, keys: list[Any], firm: FirmKey, *, by: User) -> tuple[int, list[Any]]:
    """Rows of one place, as they are once they are locked. How many were renewed, and which cannot be opened."""
    renewed, shut = [], []
    rows = place.model._base_manager.filter(pk__in=keys).order_by("pk")
    for row in rows.select_for_update(no_key=True):
        try:
            values = place.renewed(row, firm)
        except CannotOpen:
            shut.append(row.pk)
            continue
        if values:
            place.model._base_manager.filter(pk=row.pk).update(**values)
            renewed.append(row)
    if renewed:
        _record(place, renewed, firm, by)
    return len(renewed), shut


def _record(place: Place, rows: list[Any], firm: FirmKey, by: User) -> None:
    """A line for each matter whose keys were wrapped again; one for all the rows of any other place."""
    if place.model is not MatterKey:
        audit.record(
            event=Event.KEEPING_RESEALED,
            by=by,
            on=by,
            what=place.what,
            rows=len(rows),
            firm_version=firm.version,
        )
        return
    for key in rows:
        audit.record(
            event=Event.MATTERS_KEYS_REWRAPPED,
            by=by,
            on=key,
            version=key.digest_version,
            firm_version=firm.version,
        )


def _renew_lists(folder: Path, renewed: Counter[What], by: User) -> str:
    """What is wrong with them, or nothing."""
    try:
        lists.check_gone(folder)
        for each in LISTS:
            with transaction.atomic():
                if lines := each.renew(folder):
                    audit.record(
                        event=Event.KEEPING_RESEALED,
                        by=by,
                        on=by,
                        what=What.LISTS,
                        rows=lines,
                        firm_version=FirmKey.load().version,
                    )
            renewed[What.LISTS] += lines
        codes.note(folder)
    except (FirmaiError, OSError) as error:
        return str(error) or type(error).__name__
    return ""


def _open_now() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        return {name for (name,) in cursor}


def _ended(earlier: set[str], patience: float) -> bool:
    """Whether all of them are over, waiting a while for those that are not."""
    until = time.monotonic() + patience
    while earlier & _open_now():
        if time.monotonic() >= until:
            return False
        time.sleep(LOOK_AGAIN)
    return True
