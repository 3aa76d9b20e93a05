"""A stream of any length, encrypted so that a changed, shortened, reordered or spliced one does not open.

A head (what it is, the version of the key, a random salt), then pieces of one size, each sealed with AES-256-GCM under
a key made from the backup key and the salt (HKDF). A piece's nonce is its number and whether it is the last one: the
construction known as STREAM. The head is authenticated with every piece. Memory holds one piece at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.core import keyfile
from apps.core.ciphers import CannotOpen

MAGIC = b"firmai backup 1\n"
SALT_BYTES, TAG_BYTES, PIECE = 16, 16, 1 << 20
HEAD = len(MAGIC) + 1 + SALT_BYTES


def sealed(parts: Iterable[bytes], keys: keyfile.Keys) -> Iterator[bytes]:
    """The encrypted stream of what the parts hold together."""
    head = MAGIC + bytes([keys.current]) + os.urandom(SALT_BYTES)
    cipher, number, held = _cipher(head, keys), 0, bytearray()
    yield head
    for part in parts:
        held += part
        while len(held) > PIECE:  # one byte more than a piece: what is sealed here is not the last
            yield cipher.encrypt(_nonce(number, last=False), bytes(held[:PIECE]), head)
            del held[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(held), head)


def opened(stream: IO[bytes], keys: keyfile.Keys) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises CannotOpen at the first piece that is not what was written there."""
    head = stream.read(HEAD)
    if len(head) != HEAD or not head.startswith(MAGIC):
        raise CannotOpen
    cipher, number = _cipher(head, keys), 0
    piece = stream.read(PIECE + TAG_BYTES)
    while True:
        following = stream.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, head)
        except (InvalidTag, ValueError):
            raise CannotOpen from None
        if not following:
            return
        piece, number = following, number + 1


def _cipher(head: bytes, keys: keyfile.Keys) -> AESGCM:
    secret = keys.versions.get(head[len(MAGIC)])
    if secret is None:
        raise CannotOpen
    salt = head[len(MAGIC) + 1 :]
    return AESGCM(HKDF(SHA256(), keyfile.KEY_BYTES, salt=salt, info=b"firmai/backup").derive(secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
