"""Checkpoints as signed notes, readable by any implementation of C2SP signed-note and tlog-checkpoint.

A checkpoint's text is three lines: the log's origin, the number of entries, the root in base64. It is signed with
Ed25519 under a key whose name is the origin too. A second line of signature says when: a C2SP cosignature, over the
text and the time, with the same key; readers that know nothing of times pass it over. The seeds are in the file named
by FIRMAI_LOG_KEY_FILE, which the process that signs is given and the others are not, and the highest version signs.
Every process knows the verifiers' keys from the file named by FIRMAI_LOG_PUBLIC_FILE; they are printed by
`manage.py log_keys` and can be given to anyone.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.core import keyfile

ED25519 = b"\x01"
TIMED = b"\x04"  # a signature that says when, of the C2SP tlog-cosignature kind
DASH = "— "  # an em dash and a space begin each line of a signature
SECONDS_BYTES = 8
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """The note is not a checkpoint, or nobody known has signed exactly this."""


@dataclass(frozen=True)
class Verifier:
    """Whoever has this can tell the log's signatures from others'."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """From `name+id+key`, as `str` writes it. Raises BadNote when the parts do not fit together."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _unbase64(encoded)
        if len(key) != 33 or key[:1] != ED25519:
            raise BadNote("A verifier's key is name+id+key, and the key is an Ed25519 key.")
        verifier = cls(name, key[1:])
        if verifier.key_id.hex() != key_id:
            raise BadNote("The id of the verifier's key is not that of its name and key.")
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def timed_key_id(self) -> bytes:
        """The four bytes of the same key where it also says when."""
        return hashlib.sha256(self.name.encode() + b"\n" + TIMED + self.public).digest()[:4]

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed exactly this text."""
        try:
            self._key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


class Signer:
    """The log's own key."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not name or re.search(r"[\s+]", name):
            raise ImproperlyConfigured(
                "LOG_ORIGIN is a name without spaces or plus signs, such as firm.example/log."
            )
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    @classmethod
    def load(cls) -> "Signer":
        """The key that signs now. Raises ImproperlyConfigured when the file or the origin cannot be used, or this
        process is one that does not sign."""
        if not settings.FIRMAI_LOG_KEY_FILE:
            raise ImproperlyConfigured(
                "This process cannot sign the log: FIRMAI_LOG_KEY_FILE, which the sequencer is given, is not set."
            )
        keys = keyfile.load(settings.FIRMAI_LOG_KEY_FILE)
        return cls(settings.LOG_ORIGIN, keys.versions[keys.current])

    def sign(self, text: str) -> str:
        """The note: the text, an empty line, and the line of the signature."""
        return f"{text}\n{self._line(self.verifier.key_id + self._key.sign(text.encode()))}"

    def sign_at(self, text: str, at: dt.datetime) -> str:
        """The note with a second signature, over the text and the time in whole seconds."""
        seconds = int(at.timestamp())
        signature = self._key.sign(_timed(text, seconds).encode())
        return self.sign(text) + self._line(
            self.verifier.timed_key_id + seconds.to_bytes(SECONDS_BYTES) + signature
        )

    def _line(self, signature: bytes) -> str:
        return f"{DASH}{self.verifier.name} {base64.b64encode(signature).decode()}\n"


def verifiers() -> list[Verifier]:
    """Every key that a checkpoint of this log may be signed with, the one in use first.

    Raises ImproperlyConfigured where none is known, one cannot be read, or a process that has the seeds as well finds
    one whose public key the others are not told: to them, what it signs would be a forgery.
    """
    own, public, named = _own(), _public(), _parsed("LOG_VERIFIERS", settings.LOG_VERIFIERS)
    if settings.FIRMAI_LOG_PUBLIC_FILE and (untold := [key for key in own if key not in public + named]):
        raise ImproperlyConfigured(
            f"FIRMAI_LOG_KEY_FILE and FIRMAI_LOG_PUBLIC_FILE disagree: {untold[0]} signs, and the file of public keys "
            "does not have it."
        )
    known = list(dict.fromkeys([*own, *public, *named]))
    if not known:
        raise ImproperlyConfigured(
            "No public key of the log is known here: FIRMAI_LOG_PUBLIC_FILE is not set."
        )
    return known


def _own() -> list[Verifier]:
    if not settings.FIRMAI_LOG_KEY_FILE:
        return []
    seeds = keyfile.load(settings.FIRMAI_LOG_KEY_FILE).versions
    return [Signer(settings.LOG_ORIGIN, seeds[version]).verifier for version in sorted(seeds, reverse=True)]


def _public() -> list[Verifier]:
    path = settings.FIRMAI_LOG_PUBLIC_FILE
    if not path:
        return []
    what = f"The file of the log's public keys {path}"
    return _parsed(what, keyfile.secret(path, what=what).split())


def _parsed(where: str, keys: Iterable[str]) -> list[Verifier]:
    try:
        return [Verifier.parse(key) for key in keys]
    except BadNote as error:
        raise ImproperlyConfigured(f"{where}: {error}") from None


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def signed_at(note: str, known: Iterable[Verifier]) -> dt.datetime | None:
    """When the note was signed, as a known key says; None where none says so.

    Raises BadNote when the time is not the one that was signed.
    """
    text, _, signatures = note.rpartition("\n\n")
    by_key = {(verifier.name, verifier.timed_key_id): verifier for verifier in known}
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        signature = _unbase64(encoded)
        if verifier := by_key.get((name, signature[:4])):
            seconds = int.from_bytes(signature[4 : 4 + SECONDS_BYTES])
            if not verifier.verifies(_timed(text + "\n", seconds), signature[4 + SECONDS_BYTES :]):
                raise BadNote("The time on the note is not the one that was signed.")
            return dt.datetime.fromtimestamp(seconds, dt.UTC)
    return None


def _timed(text: str, seconds: int) -> str:
    return f"cosignature/v1\ntime {seconds}\n{text}"


def read(note: str, known: Iterable[Verifier]) -> tuple[Statement, Verifier]:
    """What a checkpoint says and the first known key that signed it.

    Signatures of keys that are not known are passed over. Raises BadNote when none is known, when one of a known key
    is wrong, or when the text is not a checkpoint's.
    """
    text, found, signatures = note.rpartition("\n\n")
    if not found or not signatures.endswith("\n"):
        raise BadNote("The note has no signature.")
    text += "\n"
    by_key = {(verifier.name, verifier.key_id): verifier for verifier in known}
    signers = [
        signer for line in signatures[:-1].split("\n") if (signer := _signer(line, text, by_key)) is not None
    ]
    if not signers:
        raise BadNote("No known key has signed the note.")
    return _statement(text), signers[0]


def _signer(line: str, text: str, by_key: dict[tuple[str, bytes], Verifier]) -> Verifier | None:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    signature = _unbase64(encoded)
    if not line.startswith(DASH) or not name or len(signature) < 5:
        raise BadNote("A line of the note's signatures is not one.")
    verifier = by_key.get((name, signature[:4]))
    if verifier is not None and not verifier.verifies(text, signature[4:]):
        raise BadNote("A signature on the note is wrong.")
    return verifier


def _statement(text: str) -> Statement:
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not SIZE.fullmatch(lines[1]):
        raise BadNote("The note is not a checkpoint.")
    statement = Statement(lines[0], int(lines[1]), _unbase64(lines[2]))
    if len(statement.root) != 32 or statement.text != text:
        raise BadNote("The note is not a checkpoint.")
    return statement


def _unbase64(text: str) -> bytes:
    """The bytes, or none where the text is not what they are written as: of several spellings only one counts."""
    try:
        said = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return said if base64.b64encode(said).decode() == text else b""
