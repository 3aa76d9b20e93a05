"""Sealing what a matter says, and naming it by digest.

Each matter has a random data key and a random digest key, wrapped by the firm's key. A sealed column opens only in
the table, column, row and matter it was sealed for. Where many columns are opened at once, ``opened`` unwraps the
keys once and forgets them at its end.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.core import ciphers
from apps.core.errors import FirmaiError, WrongState
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.matters.models import Matter, MatterKey
from apps.people.models import User

TRIED, MOST_TRIED = 3, 1000
_thread = threading.local()
_KEYS_OF = Prepared(lambda matter: MatterKey.objects.filter(matter_id=matter))


class KeysDestroyed(FirmaiError):
    """The matter's keys were destroyed: its content can no longer be read by anyone."""

    def __init__(self) -> None:
        super().__init__(_("The content of this matter was destroyed and cannot be read again."))


class WrongKey(WrongState):
    """The firm's key on this server opens nothing of what the firm has: it is another one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The firm's key on this server is not the one that the matters are sealed under. An administrator has "
                "to put the right file back before a matter is opened."
            )
        )


class Row(Protocol):
    """A row with sealed columns: it names its matter."""

    pk: UUID
    matter_id: UUID
    _meta: ClassVar[Any]


def make(*, matter: Matter, by: User) -> MatterKey:
    """A new matter's two keys. Call inside the transaction that opens the matter. Raises WrongKey."""
    firm = ciphers.FirmKey.load()
    if not opens_some(firm):
        raise WrongKey
    key = MatterKey.objects.create(
        matter=matter, data_key=firm.wrap(os.urandom(32)), digest_key=firm.wrap(os.urandom(32))
    )
    audit.record(
        event=Event.MATTERS_KEYS_MADE,
        by=by,
        on=key,
        matter=matter,
        version=key.digest_version,
        firm_version=firm.version,
    )
    return key


def opens_some(firm: ciphers.FirmKey) -> bool:
    """Whether this is the key that the newest matters are under. Of a firm without a matter any key is.

    Those may be spoiled, so where none of them opens, others of the same version are tried. Those of an older one say
    nothing: the file may have that version right and the newest wrong.
    """
    rows = MatterKey.objects.exclude(data_key=None).order_by("-made_at", "-pk")
    wrapped = [bytes(each or b"") for each in rows.values_list("data_key", flat=True)[:TRIED]]
    if not wrapped or any(_opens(firm, each) for each in wrapped):
        return True
    others = (bytes(each or b"") for each in rows.values_list("data_key", flat=True)[TRIED:MOST_TRIED])
    return any(_opens(firm, each) for each in others if each[:1] == wrapped[0][:1])


def _opens(firm: ciphers.FirmKey, wrapped: bytes) -> bool:
    try:
        firm.unwrap(wrapped)
    except ciphers.CannotOpen:
        return False
    return True


class Seal:
    """One matter's keys, unwrapped. It never prints them, and is of no use once its ``with`` block has ended."""

    __slots__ = ("_data", "_digest", "_version", "matter_id")

    def __init__(self, matter_id: UUID) -> None:
        key = _keys(matter_id)
        self.matter_id = matter_id
        self._data: bytes | None = _unwrapped(key.data_key)
        self._digest: bytes | None = _unwrapped(key.digest_key)
        self._version = key.digest_version

    def __repr__(self) -> str:
        return f"<Seal of {self.matter_id}{'' if self._data else ', closed'}>"

    def close(self) -> None:
        self._data = self._digest = None

    def seal(self, row: Row, column: str, text: Sensitive) -> None:
        """Set a sealed column of a row (not saved). ``str`` is sealed as UTF-8."""
        value = text.reveal()
        plain = value.encode() if isinstance(value, str) else value
        setattr(row, column, ciphers.seal(self._key_for(row), plain, _place(row, column)))

    def reveal(self, row: Row, column: str) -> Sensitive[str]:
        """The text of a sealed column. Raises CannotOpen if it was changed or moved."""
        return Sensitive(self.reveal_bytes(row, column).reveal().decode())

    def reveal_bytes(self, row: Row, column: str) -> Sensitive[bytes]:
        """The bytes of a sealed column."""
        sealed = bytes(getattr(row, column))
        return Sensitive(ciphers.open_sealed(self._key_for(row), sealed, _place(row, column)))

    def digest(self, *parts: bytes) -> Digest:
        """The name of content in the log: HMAC-SHA256 under the matter's digest key, with the key's version."""
        return Digest(hmac=ciphers.hmac_hex(_open(self._digest), *parts), key=f"m{self._version}")

    def _key_for(self, row: Row) -> bytes:
        if row.matter_id != self.matter_id:
            raise ValueError("This row belongs to another matter than the keys.")
        return _open(self._data)


@contextmanager
def opened(matter_id: UUID) -> Iterator[Seal]:
    """A matter's keys for many rows of it, from one read of its key. They do not outlive the block.

    Raises KeysDestroyed.
    """
    seal = Seal(matter_id)
    try:
        yield seal
    finally:
        seal.close()


@contextmanager
def read_once(matter_id: UUID) -> Iterator[None]:
    """Read a matter's wrapped keys once for everything this thread does in the block, instead of at each use.

    Keys that are destroyed meanwhile are noticed at its end, so what comes after a wait begins a block of its own. What
    is kept is the wrapped row; each use unwraps for itself.
    """
    before = getattr(_thread, "row", None)
    _thread.row = _fetched(matter_id)
    try:
        yield
    finally:
        _thread.row = before


def seal(row: Row, column: str, text: Sensitive) -> None:
    """Set a sealed column of a row (not saved). ``str`` is sealed as UTF-8."""
    with opened(row.matter_id) as keys:
        keys.seal(row, column, text)


def reveal(row: Row, column: str) -> Sensitive[str]:
    """The text of a sealed column. Raises KeysDestroyed, or CannotOpen if it was changed or moved."""
    with opened(row.matter_id) as keys:
        return keys.reveal(row, column)


def reveal_bytes(row: Row, column: str) -> Sensitive[bytes]:
    """The bytes of a sealed column."""
    with opened(row.matter_id) as keys:
        return keys.reveal_bytes(row, column)


def digest(matter_id: UUID, *parts: bytes) -> Digest:
    """The name of content in the log: HMAC-SHA256 under the matter's digest key, with the key's version."""
    return digester(matter_id)(*parts)


def digester(matter_id: UUID) -> Callable[..., Digest]:
    """``digest`` for one matter with its key opened once, for many digests in a row."""
    key = _keys(matter_id)
    secret = _unwrapped(key.digest_key)
    return lambda *parts: Digest(hmac=ciphers.hmac_hex(secret, *parts), key=f"m{key.digest_version}")


def named(matter_id: UUID, hmac: str) -> Digest:
    """A digest that a column holds, with the name of its key again."""
    return Digest(hmac=hmac, key=f"m{_keys(matter_id).digest_version}")


def _place(row: Row, column: str) -> bytes:
    return f"{row._meta.db_table}.{column}:{row.pk}:{row.matter_id}".encode()


def _keys(matter_id: UUID) -> MatterKey:
    row: MatterKey | None = getattr(_thread, "row", None)
    return row if row is not None and row.matter_id == matter_id else _fetched(matter_id)


def _fetched(matter_id: UUID) -> MatterKey:
    rows: list[MatterKey] = _KEYS_OF(matter=matter_id)
    if not rows:
        raise MatterKey.DoesNotExist
    return rows[0]


def _unwrapped(key: bytes | memoryview | None) -> bytes:
    if key is None:
        raise KeysDestroyed
    return ciphers.FirmKey.load().unwrap(bytes(key))


def _open(key: bytes | None) -> bytes:
    if key is None:
        raise ValueError("These keys were closed at the end of their block.")
    return key
