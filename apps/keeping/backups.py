"""An encrypted dump of the database, and its row in the register: what it holds and until when it is kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import notes
from apps.core import keyfile
from apps.core.errors import BadInput
from apps.keeping import envelope, folders, lines, lists, moments, postgres, register, unfinished
from apps.keeping.models import Backup
from apps.people.models import User

_HOLDS = """
    SELECT (SELECT coalesce(max(index) + 1, 0) FROM audit_leaf),
           (SELECT count(*) FROM matters_matterkey WHERE data_key IS NOT NULL),
           (SELECT coalesce(max(ordinal), 0) FROM keeping_destruction)"""
KEYS = ("FIRMAI_KEY_FILE", "FIRMAI_LOG_KEY_FILE")
PUBLIC = "FIRMAI_LOG_PUBLIC_FILE"
WRITING = 0x6669726D626B75  # "firmbku"
"""The lock that a run holds as long as it writes a file, and that ends with it."""


@dataclass(frozen=True)
class _Snapshot:
    """A moment of the database that a dump can be taken of, and what is in it."""

    name: str
    at: datetime
    entries: int
    matters: int
    last_destruction: int


def make_backup(*, days: int, by: User, new_folder: bool = False) -> Backup:
    """Dump the database into a new file of the folder of backups (setting ``BACKUP_DIR``), encrypted under the backup
    key, and enter it in the register. It has its name once it is on the list: no file of keys lies there that a
    certificate of destruction would not know of.

    What was destroyed and is not on the list beside the backups is listed first, and a backup that is on theirs and
    not in the register is entered. ``new_folder`` says that the folder is another than it was, on purpose: the lists
    begin anew there, and have everything of the register once a backup is in it. Raises BadInput without a folder, or a
    day to keep it; AnotherFolder; Conflict while a restore is not finished, NotOurs, and ToolFailed, leaving no file.
    """
    if days < 1:
        raise BadInput(_("A backup is kept for a day at least."))
    folder = folders.folder()
    unfinished.check_none()
    keys = keyfile.load(settings.BACKUP_KEY_FILE)
    if new_folder:
        folders.prepare_new(folder, by=by)
    else:
        folders.prepare(folder)
    lists.complete(folder)
    _end_leftovers(folder)
    register.enter_missing(folder=folder, by=by)
    with _snapshot() as snapshot:
        place = folder / f"firmai-{snapshot.at:%Y%m%dT%H%M%S%fZ}.backup"
        with _written(place, envelope.sealed(postgres.dump(snapshot=snapshot.name), keys)) as written:
            making, octets, sha256 = written
            made = register.Made(
                name=place.name,
                made_at=snapshot.at,
                octets=octets,
                sha256=sha256,
                entries=snapshot.entries,
                matters=snapshot.matters,
                expires_on=timezone.localdate() + timedelta(days=days),
                last_destruction=snapshot.last_destruction,
            )
            version = register.note(made=made, folder=folder)
            _name(making, place)
    backup = register.enter(made=made, version=version, by=by)
    register.note_missing(folder)
    return backup


def write_keys(place: Path) -> None:
    """The firm's key, the log's seeds and its public keys, encrypted under the backup key, in a file of their own.

    Never beside the database's backup: together they are the content. The public keys are those of seeds that are gone
    as well: nothing else would tell what these signed from a forgery. Raises FileExistsError for a file that is there,
    and ImproperlyConfigured where this process lacks one of the keys.
    """
    if lacking := [name for name in KEYS if not getattr(settings, name)]:
        raise ImproperlyConfigured(
            f"Not given to this process: {', '.join(lacking)}. Its keys are not written."
        )
    said = {name: keyfile.secret(getattr(settings, name)) for name in KEYS}
    said[PUBLIC] = "".join(f"{key}\n" for key in notes.verifiers())
    _write_new(
        place, b"".join(envelope.sealed([json.dumps(said).encode()], keyfile.load(settings.BACKUP_KEY_FILE)))
    )


def read_keys(place: Path, folder: Path) -> list[Path]:
    """The key files again, in a folder: of public keys none where it was written before they were kept with the others.

    Raises CannotOpen, and FileExistsError rather than replace one.
    """
    with place.open("rb") as file:
        said = json.loads(b"".join(envelope.opened(file, keyfile.load(settings.BACKUP_KEY_FILE))))
    made = []
    for name in (each for each in (*KEYS, PUBLIC) if each in said):
        target = folder / name.lower()
        _write_new(target, said[name].encode("ascii"))
        made.append(target)
    return made


def _write_new(place: Path, data: bytes) -> None:
    """All of it on the disk, or no file: what was cut off by a full disk would pass for a copy of the keys."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        place.unlink()
        raise


@contextmanager
def _snapshot() -> Iterator[_Snapshot]:
    """Held open until the dump is done."""
    holder = connections["default"].copy()
    holder.settings_dict.get("OPTIONS", {}).pop("pool", None)
    try:
        holder.set_autocommit(False)
        cursor = holder.cursor()
        with moments.no_destruction():
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
            name, at = cursor.fetchone()
        cursor.execute(_HOLDS)
        entries, matters, last_destruction = cursor.fetchone()
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [WRITING])
        yield _Snapshot(name, at.astimezone(UTC), entries, matters, last_destruction)
    finally:
        holder.close()


def _end_leftovers(folder: Path) -> None:
    """What a run that was killed had written, where nobody writes now: one that it had entered on the list is given its
    name, any other is removed. Its pieces open under the backup key, and no certificate of destruction names it."""
    listed = {made.name: made.sha256 for made in register.listed(folder)}
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [WRITING])
        if not cursor.fetchone()[0]:
            return
        try:
            for each in folder.glob(".firmai-*.backup.*"):
                place = folder / each.name[1:].rpartition(".")[0]
                if place.name in listed and not place.exists() and _sha256(each) == listed[place.name]:
                    _name(each, place)
                each.unlink(missing_ok=True)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITING])


@contextmanager
def _written(place: Path, pieces: Iterable[bytes]) -> Iterator[tuple[Path, int, str]]:
    """Under a name of its own, whole and on the disk, for the length of the block. With its size and SHA-256."""
    making, digest, size = place.with_name(f".{place.name}.{os.getpid()}"), hashlib.sha256(), 0
    try:
        with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        yield making, size, digest.hexdigest()
    finally:
        making.unlink(missing_ok=True)


def _name(making: Path, place: Path) -> None:
    os.link(making, place)  # unlike a rename, this refuses a name that is taken
    lines.keep(place.parent)


def _sha256(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
