"""Files of secrets, which one account alone may read, and files of keys among them.

A file of keys has one `version:base64` line for each 32-byte key, the highest version in use. Older versions stay in it
for as long as anything was made with them. The firm's key, the log's signing seed and the backups' key are kept so, and
a file can be made with the standard library alone: `"1:" + base64.b64encode(secrets.token_bytes(32)).decode()`.
"""

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
LAST_VERSION = 255  # a wrapped key begins with one byte for the version
OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO  # anything at all, for the group and for everyone else


@dataclass(frozen=True)
class Keys:
    """The keys of one file by version. Never shown: its repr names the versions only."""

    versions: dict[int, bytes]

    @property
    def current(self) -> int:
        """The version that new work is done with."""
        return max(self.versions)

    def __repr__(self) -> str:
        return f"<Keys {sorted(self.versions)}>"


def secret(path: str | Path, *, what: str = "") -> str:
    """What a file holds that no other account may open, as text. Every secret that is in a file is read here.

    ``what`` names the file for the person who has to put it right. Raises ImproperlyConfigured, with a sentence that
    quotes nothing of what is in it, when the file is missing, is open to other accounts, or is no text.
    """
    what = what or f"The key file {path}"
    try:
        with open(path, encoding="utf-8") as file:
            _check_closed(os.fstat(file.fileno()), what, path)
            return file.read()
    except OSError as error:
        raise ImproperlyConfigured(f"{what} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{what} cannot be read as plain text.") from None


def _check_closed(found: os.stat_result, what: str, path: str | Path) -> None:
    if found.st_mode & OTHERS_MAY:
        raise ImproperlyConfigured(
            f"{what} is open to other accounts on this machine. Close it with: chmod 600 {path}"
        )


def load(path: str | Path) -> Keys:
    """The keys in the file, read again whenever the file changes.

    Raises ImproperlyConfigured, with a sentence on how to put it right, when the file is missing, is open to
    other accounts, or holds anything but `version:base64(32 bytes)` lines.
    """
    what = f"The key file {path}"
    try:
        found = os.stat(path)
    except OSError as error:
        raise ImproperlyConfigured(f"{what} cannot be read: {error.strerror}.") from None
    _check_closed(found, what, path)
    return _read(str(path), found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=16)
def _read(path: str, changed: int, size: int, inode: int) -> Keys:
    text, versions = secret(path), dict[int, bytes]()
    if not text.isascii():
        raise ImproperlyConfigured(f"The key file {path} cannot be read as plain text.")
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        version, key = _parse(line.strip(), where=f"Line {number} of the key file {path}")
        if version in versions:
            raise ImproperlyConfigured(f"The key file {path} gives version {version} twice.")
        versions[version] = key
    if not versions:
        raise ImproperlyConfigured(f"The key file {path} holds no key.")
    return Keys(versions)


def _parse(line: str, *, where: str) -> tuple[int, bytes]:
    version, _, encoded = line.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not (version.isdigit() and 1 <= int(version) <= LAST_VERSION and len(key) == KEY_BYTES):
        raise ImproperlyConfigured(
            f"{where} should read version:base64: a version from 1 to {LAST_VERSION}, and 32 bytes."
        )
    return int(version), key


def create(path: str | Path, *, version: int = 1) -> None:
    """Make a file with one new random key, readable by this account only.

    Raises FileExistsError rather than replace a key that something may depend on.
    """
    line = f"{version}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(line)
