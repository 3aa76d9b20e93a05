"""Sealing what a matter says, and naming it by digest.

Each matter has a random data key and a random digest key, wrapped by the firm's key. A sealed column opens only in
the table, column, row and matter it was sealed for.
"""

from __future__ import annotations

import os
from typing import Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.core import ciphers
from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.matters.models import Matter, MatterKey
from apps.people.models import User


class KeysDestroyed(FirmaiError):
    """The matter's keys were destroyed: its content can no longer be read by anyone."""

    def __init__(self) -> None:
        super().__init__(_("The content of this matter was destroyed and cannot be read again."))


class Row(Protocol):
    """A row with sealed columns: it names its matter."""

    pk: UUID
    matter_id: UUID
    _meta: models.options.Options


def make(*, matter: Matter, by: User) -> MatterKey:
    """A new matter's two keys. Call inside the transaction that opens the matter."""
    firm = ciphers.FirmKey.load()
    key = MatterKey.objects.create(
        matter=matter, data_key=firm.wrap(os.urandom(32)), digest_key=firm.wrap(os.urandom(32))
    )
    audit.record(event=Event.MATTERS_KEYS_MADE, by=by, on=key, matter=matter)
    return key


def seal(row: Row, column: str, text: Sensitive) -> None:
    """Set a sealed column of a row (not saved). ``str`` is sealed as UTF-8."""
    value = text.reveal()
    plain = value.encode() if isinstance(value, str) else value
    setattr(row, column, ciphers.seal(_data_key(row.matter_id), plain, _place(row, column)))


def reveal(row: Row, column: str) -> Sensitive:
    """The text of a sealed column. Raises KeysDestroyed, or CannotOpen if it was changed or moved."""
    return Sensitive(reveal_bytes(row, column).reveal().decode())


def reveal_bytes(row: Row, column: str) -> Sensitive:
    """The bytes of a sealed column."""
    sealed = bytes(getattr(row, column))
    return Sensitive(ciphers.open_sealed(_data_key(row.matter_id), sealed, _place(row, column)))


def digest(matter_id: UUID, *parts: bytes) -> Digest:
    """The name of content in the log: HMAC-SHA256 under the matter's digest key, with the key's version."""
    key = _keys(matter_id)
    secret = ciphers.FirmKey.load().unwrap(bytes(key.digest_key))
    return Digest(hmac=ciphers.hmac_hex(secret, *parts), key=f"m{key.digest_version}")


def _place(row: Row, column: str) -> bytes:
    return f"{row._meta.db_table}.{column}:{row.pk}:{row.matter_id}".encode()


def _keys(matter_id: UUID) -> MatterKey:
    key = MatterKey.objects.get(matter_id=matter_id)
    if key.data_key is None:
        raise KeysDestroyed
    return key


def _data_key(matter_id: UUID) -> bytes:
    return ciphers.FirmKey.load().unwrap(bytes(_keys(matter_id).data_key))
