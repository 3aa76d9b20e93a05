"""The list of destructions that lies beside the backups: what a restore has to destroy again.

A line for each, with ids and times alone, and with an authentication code under a key made from the firm's: nobody
else can have a restore destroy anything. Written to the disk before the row says that it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import ciphers
from apps.core.errors import FirmaiError
from apps.keeping.models import Destruction, DestructionQuerySet, State

NAME = "destroyed.jsonl"
PURPOSE = "destructions"


class NotOurs(FirmaiError):
    """A line of the list was not written by this firm's house."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Line %(n)d of the list of destructions was not written by this house, or was changed.")
            % {"n": number}
        )


@dataclass(frozen=True)
class Line:
    """A matter, and when its content was destroyed."""

    matter: UUID
    at: datetime


def list_destroyed(limit: int) -> int:
    """Write what was destroyed and is not on the list yet. Returns how many lines; none where no folder is set."""
    if not settings.BACKUP_DIR:
        return 0
    return sum(_list(pk) for pk in _unlisted().values_list("pk", flat=True)[:limit])


def begin(folder: Path) -> Path:
    """The list in that folder, made empty where there is none: one that is missing later is then no oversight."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / NAME
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    return place


def read(place: Path) -> Iterator[Line]:
    """Every line of a list. Raises NotOurs."""
    for number, text in enumerate(place.read_text("ascii").splitlines(), start=1):
        try:
            said = json.loads(text)
            code, version = said.pop("code"), int(said["key"])
            line = Line(UUID(said["matter"]), datetime.fromisoformat(said["at"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotOurs(number) from None
        if code != _code(said, version):
            raise NotOurs(number)
        yield line


@transaction.atomic
def _list(pk: UUID) -> int:
    destruction = _unlisted().select_for_update(skip_locked=True).filter(pk=pk).first()
    if destruction is None:
        return 0
    with begin(Path(settings.BACKUP_DIR)).open("ab") as file:
        file.write(_text(destruction).encode())
        file.flush()
        os.fsync(file.fileno())
    destruction.listed_at = timezone.now()
    destruction.save(update_fields=["listed_at"])
    return 1


def _unlisted() -> DestructionQuerySet:
    return Destruction.objects.filter(state=State.DESTROYED, listed_at=None).order_by("settled_at")


def _text(destruction: Destruction) -> str:
    assert destruction.settled_at is not None
    version = ciphers.FirmKey.load().version
    said = {
        "matter": str(destruction.matter_id),
        "destruction": str(destruction.pk),
        "at": destruction.settled_at.isoformat(),
        "key": version,
    }
    return json.dumps(said | {"code": _code(said, version)}, sort_keys=True) + "\n"


def _code(said: dict[str, object], version: int) -> str:
    key = ciphers.FirmKey.load().derive(PURPOSE, version=version)
    return ciphers.hmac_hex(key, json.dumps(said, sort_keys=True).encode())
