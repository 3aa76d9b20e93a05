"""A list in a file beside the backups, which outlives the database: a restore reads what the database it brings back
cannot know.

Each line has an authentication code under a key made from the firm's, so nobody else can have a restore do anything;
it holds ids, times and counts alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection
from django.utils.translation import gettext as _

from apps.core import ciphers
from apps.core.errors import FirmaiError

LOCK = 0x6669726D6C6973  # "firmlis"


class NotThere(FirmaiError):
    """A folder that is named has no such list: it is another folder, or somebody took the list away."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(
            _("There is no %(list)s in %(place)s. Name the folder in which the backups are.")
            % {"list": name, "place": folder}
        )


class NotOurs(FirmaiError):
    """A line of a list was not written by this firm's house."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(
            _("Line %(n)d of %(list)s was not written by this house, or was changed.")
            % {"n": number, "list": name}
        )


@dataclass(frozen=True)
class Lines:
    """The list of that file name. The purpose is what its codes are for: no line of one list is good in another."""

    name: str
    purpose: str

    def begin(self, folder: Path) -> Path:
        """The list in that folder, made empty where there is none: one that is missing later is then no oversight.
        Nothing else makes one."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = folder / self.name
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return place

    def add(self, folder: Path, said: dict[str, Any]) -> int:
        """One line more, on the disk when this returns. Gives the version of the key that its code is under.

        What is left of a line that was cut off, by a full disk or a loss of power, goes first: nobody was told that it
        was written. Raises NotThere, and begins none: the disk that it is on may just not be mounted.
        """
        version = ciphers.FirmKey.load().version
        with _writing(), self._open(folder) as file:
            whole = _whole(file.read())
            file.seek(len(whole))
            file.truncate()
            file.write((b"" if whole.endswith(b"\n") or not whole else b"\n") + self._line(said, version))
            file.flush()
            os.fsync(file.fileno())
        return version

    def renew(self, folder: Path) -> int:
        """Give each line its code under the newest version of the firm's key. How many had another. What was there
        stays until all of what takes its place is on the disk.

        Raises NotThere, NotOurs and CannotOpen, and changes nothing then.
        """
        place, making = folder / self.name, folder / f".{self.name}.new"
        newest = ciphers.FirmKey.load().version
        with _writing():
            self.check_there(folder)
            said = list(self.read(folder))
            older = sum(each["key"] != newest for each in said)
            if older:
                with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.writelines(self._line(each, newest) for each in said)
                    file.flush()
                    os.fsync(file.fileno())
                making.replace(place)
                keep(folder)
        return older

    def read(self, folder: Path) -> Iterator[dict[str, Any]]:
        """What each line says. Raises NotOurs, and CannotOpen where its key is not in the key file."""
        for number, text in enumerate(_whole((folder / self.name).read_bytes()).splitlines(), start=1):
            try:
                said = json.loads(text)
                code, version = said.pop("code"), int(said["key"])
                ours = code == self._code(said, version)
            except (ValueError, KeyError, TypeError, AttributeError):
                ours = False
            if not ours:
                raise NotOurs(number, self.name)
            yield said

    def check_there(self, folder: Path) -> None:
        """Raises NotThere."""
        if not (folder / self.name).is_file():
            raise NotThere(self.name, folder)

    def _open(self, folder: Path) -> BinaryIO:
        try:
            return (folder / self.name).open("r+b")
        except FileNotFoundError:
            raise NotThere(self.name, folder) from None

    def _line(self, said: dict[str, Any], version: int) -> bytes:
        signed = said | {"key": version}
        text = json.dumps(signed | {"code": self._code(signed, version)}, sort_keys=True) + "\n"
        return text.encode()

    def _code(self, said: dict[str, Any], version: int) -> str:
        key = ciphers.FirmKey.load().derive(self.purpose, version=version)
        return ciphers.hmac_hex(key, json.dumps(said, sort_keys=True).encode())


def head(said: Iterable[dict[str, Any]]) -> str:
    """A digest of what lines say, one after the other, whatever version of the key their codes are under."""
    digest = hashlib.sha256()
    for each in said:
        meant = {name: value for name, value in each.items() if name != "key"}
        digest.update(json.dumps(meant, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def _whole(text: bytes) -> bytes:
    """Without what is left of a line that was cut off: the beginning of one. All else is judged as it stands."""
    end = text.rfind(b"\n") + 1
    if not text[end:].isascii():
        return text
    try:
        json.JSONDecoder().raw_decode(text[end:].decode())
    except ValueError:
        return text[:end]
    return text


@contextmanager
def _writing() -> Iterator[None]:
    """One at a time: a line that is added while a list is being renewed would go with the old one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def keep(folder: Path) -> None:
    """The folder itself on the disk: which of two files has the name."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
