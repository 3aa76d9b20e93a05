"""Sealing and opening: AES-256-GCM for content, RFC 5649 for keys, HMAC-SHA256 for digests.

The firm's key never touches content. It wraps one random data key and one random digest key per matter, and
from it are derived, by HKDF, the keys for what belongs to the firm itself (vendor tokens, digests of acts). What is
wrapped or sealed under it begins with one byte for its version; `keeping.places` lists where such values rest.
"""

import hashlib
import hmac
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import keyfile
from .errors import FirmaiError

SEALED_V1 = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16


class CannotOpen(FirmaiError):
    """Sealed content, or a wrapped key, was changed or was sealed under another key or for another place."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be opened: it was changed, or it was sealed under another key."))


class OpensNothing(Exception):
    """Something was about to be opened where nothing may be: an error of ours, and never shown to a person."""


_thread = threading.local()


@contextmanager
def kept_shut() -> Iterator[None]:
    """Nothing opens in this thread until the end of the block: for a process that has no use for content.

    Sealing goes on, and so do digests under the firm's own key. Opening raises OpensNothing.
    """
    before, _thread.shut = _is_shut(), True
    try:
        yield
    finally:
        _thread.shut = before


def _is_shut() -> bool:
    return getattr(_thread, "shut", False)


@dataclass(frozen=True)
class FirmKey:
    """The firm's own key, in all the versions still in use."""

    keys: keyfile.Keys

    @classmethod
    def load(cls) -> "FirmKey":
        """From the file named by FIRMAI_KEY_FILE. Raises ImproperlyConfigured when it cannot be used."""
        return cls(keyfile.load(settings.FIRMAI_KEY_FILE))

    @property
    def version(self) -> int:
        """The version that new work is done with."""
        return self.keys.current

    def wrap(self, key: bytes) -> bytes:
        """One byte for the version, then the key wrapped under it (RFC 5649)."""
        return bytes([self.version]) + aes_key_wrap_with_padding(self.keys.versions[self.version], key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again. Raises CannotOpen when the version is not in the file or the bytes were changed."""
        if _is_shut():
            raise OpensNothing
        if not wrapped or wrapped[0] not in self.keys.versions:
            raise CannotOpen
        try:
            return aes_key_unwrap_with_padding(self.keys.versions[wrapped[0]], wrapped[1:])
        except (InvalidUnwrap, ValueError):
            raise CannotOpen from None

    def derive(self, purpose: str, *, version: int | None = None) -> bytes:
        """A 32-byte key for one purpose (HKDF-SHA256). Raises CannotOpen where the version is unknown."""
        secret = self.keys.versions.get(self.version if version is None else version)
        if secret is None:
            raise CannotOpen
        info = b"firmai/" + purpose.encode()
        return HKDF(algorithm=SHA256(), length=keyfile.KEY_BYTES, salt=None, info=info).derive(secret)

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same key, wrapped under the newest version. Raises CannotOpen as `unwrap` does."""
        return self.wrap(self.unwrap(wrapped))

    def reseal(self, purpose: str, sealed: bytes) -> bytes:
        """What `firm_seal` sealed for that purpose, under the newest version. Raises CannotOpen as `firm_open` does."""
        return self._seal(purpose, self._opened(purpose, sealed))

    def _seal(self, purpose: str, plaintext: bytes) -> bytes:
        return bytes([self.version]) + seal(self.derive("seal/" + purpose), plaintext, purpose.encode())

    def _opened(self, purpose: str, sealed: bytes) -> bytes:
        if not sealed:
            raise CannotOpen
        key = self.derive("seal/" + purpose, version=sealed[0])
        return open_sealed(key, sealed[1:], purpose.encode())


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt under a 32-byte key: version byte 1, a random 12-byte nonce, then AES-256-GCM.

    `aad` names the place the bytes belong to; they open nowhere else.
    """
    nonce = os.urandom(NONCE_BYTES)
    return SEALED_V1 + nonce + AESGCM(_whole(key)).encrypt(nonce, plaintext, aad)


def open_sealed(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext again. Raises CannotOpen when the key, the place or a single bit differs."""
    if _is_shut():
        raise OpensNothing
    sealed = bytes(sealed)
    if sealed[:1] != SEALED_V1 or len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise CannotOpen
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(_whole(key)).decrypt(nonce, ciphertext, aad)
    except InvalidTag:
        raise CannotOpen from None


def firm_seal(purpose: str, plaintext: bytes) -> bytes:
    """Encrypt something of the firm's own, such as a vendor's token.

    One byte for the version of the key, then the bytes as `seal` makes them.
    `purpose` separates one use from another; what was sealed for one does not open for another.
    """
    return FirmKey.load()._seal(purpose, plaintext)


def firm_open(purpose: str, sealed: bytes) -> bytes:
    """What `firm_seal` sealed for the same purpose. Raises CannotOpen otherwise."""
    return FirmKey.load()._opened(purpose, bytes(sealed))


def hmac_hex(key: bytes, *parts: bytes) -> str:
    """HMAC-SHA256 in lower-case hex over the parts, each after its length as eight bytes, big-endian.

    The lengths keep ("ab", "c") and ("a", "bc") apart.
    """
    mac = hmac.new(_whole(key), digestmod=hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big"))
        mac.update(part)
    return mac.hexdigest()


def _whole(key: bytes) -> bytes:
    if len(key) != keyfile.KEY_BYTES:
        raise ValueError("A key is 32 bytes.")
    return key
