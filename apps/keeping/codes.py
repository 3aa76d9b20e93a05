"""Under which version of the firm's key the lines beside the backups have their codes, as far as the database knows.

The folder is reached by the scheduler and the operator's commands alone, and a page has to be able to say it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import ngettext

from apps.core.ciphers import FirmKey
from apps.keeping import folders
from apps.keeping.models import Backup, Destruction

UNKNOWN = 0
"""No version of a key: of lines that were written before theirs was kept here."""


def versions() -> Counter[int]:
    """How many lines there are under each version."""
    counted: Counter[int] = Counter()
    for rows in (Destruction.objects.exclude(listed_at=None), Backup.objects.all()):
        for version, lines in rows.order_by().values_list("line_version").annotate(lines=Count("pk")):
            counted[version or UNKNOWN] += lines
    return counted


def older() -> Counter[int]:
    """Those that are not known to be under the newest version, where there is another that they could be under."""
    firm = FirmKey.load()
    return Counter(
        {
            version: lines
            for version, lines in versions().items()
            if version != firm.version and (version != UNKNOWN or len(firm.keys.versions) > 1)
        }
    )


def note(folder: Path) -> None:
    """Keep what the lists in that folder have: the version of each line, in its row. Raises NotOurs."""
    for version, names in _by_version(folders.BACKUPS.read(folder), "name").items():
        Backup.objects.filter(name__in=names).update(line_version=version)
    for version, matters in _by_version(folders.DESTROYED.read(folder), "matter").items():
        listed = Destruction.objects.exclude(listed_at=None).filter(matter__in=list(map(UUID, matters)))
        listed.update(line_version=version)


def not_reached() -> str:
    """What to say of lines that a run did not come to; nothing where there are none."""
    lines = older().total()
    if not lines:
        return ""
    return ngettext(
        "%(n)d line beside the backups is not known to be under the newest version: its list is in another folder.",
        "%(n)d lines beside the backups are not known to be under the newest version: their list is in another folder.",
        lines,
    ) % {"n": lines}


def _by_version(lines: Iterable[dict[str, Any]], name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for said in lines:
        if name in said:
            found.setdefault(int(said["key"]), []).append(said[name])
    return found
