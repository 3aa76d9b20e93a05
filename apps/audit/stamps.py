"""Timestamps of an authority (RFC 3161): that it saw the fingerprint of a checkpoint, and when.

What is stamped is the whole note, signatures included, by its SHA-256. An answer is kept as it came, for it proves
itself to whoever has the authority's certificate: `openssl ts -verify -data NOTE -in ANSWER -CAfile CERTIFICATES`.
Which certificates are trusted stands in the file named by LOG_WITNESS_AUTHORITY_ROOTS, apart from the database.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, VerifierBuilder

from .models import Stamp

SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
SLACK = dt.timedelta(minutes=5)  # how far an authority's clock and ours may be apart
LARGEST = 64 * 1024  # bytes of an answer: a token, and the certificates it came with

Authorities = Sequence[x509.Certificate]


class BadStamp(ValueError):
    """The answer is no timestamp of a trusted authority, or not over what was asked."""


@dataclass(frozen=True)
class Question:
    """What is sent to the authority; its nonce, at least 64 bits, has to come back."""

    digest: bytes
    nonce: int
    body: bytes


@dataclass(frozen=True)
class Said:
    """What an authority signed: over which SHA-256, when, and under which number of its own."""

    digest: bytes
    at: dt.datetime
    serial: int


def trusted() -> list[x509.Certificate]:
    """The certificates that an authority's chain has to end at; none where no file is named.

    Raises ImproperlyConfigured where the file cannot be read.
    """
    path, found = settings.LOG_WITNESS_AUTHORITY_ROOTS, None
    if not path:
        return []
    try:
        found = x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError):
        found = None
    if not found:
        raise ImproperlyConfigured("LOG_WITNESS_AUTHORITY_ROOTS is not a file of certificates (PEM).")
    return found


def as_pem(authorities: Authorities) -> bytes:
    """The certificates as a file of them, for whoever checks a timestamp elsewhere."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in authorities)


def fingerprint(note: str) -> bytes:
    """The SHA-256 of a checkpoint's whole note."""
    return sha256(note.encode()).digest()


def question(note: str) -> Question:
    """What to ask an authority to sign about a note. It tells the note's SHA-256 and nothing else."""
    asked = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    assert asked.nonce is not None
    return Question(fingerprint(note), asked.nonce, asked.as_bytes())


def accept(answer: bytes, asked: Question, authorities: Authorities, now: dt.datetime) -> Said:
    """The answer to a question just asked. Raises BadStamp for another question's, and for a time that is not now."""
    said = read(answer, authorities, nonce=asked.nonce)
    if said.digest != asked.digest:
        raise BadStamp("The authority signed something else than it was asked to.")
    if abs(said.at - now) > SLACK:
        raise BadStamp("The authority's time is not ours.")
    return said


def read(answer: bytes, authorities: Authorities, *, nonce: int | None = None) -> Said:
    """What a trusted authority says in an answer, under certificates that were valid at the time that it says.

    Raises BadStamp.
    """
    if not authorities or len(answer) > LARGEST:
        raise BadStamp("Nobody is trusted for it, or it is too large for a timestamp.")
    said, wrong = None, "The answer is not a timestamp."
    try:
        said = _read(answer, authorities, nonce)
    except VerificationError:
        wrong = "The timestamp was not signed by a trusted authority, or answers another question."
    except (ValueError, OverflowError):
        pass
    if said is None:
        raise BadStamp(wrong)
    return said


def _read(answer: bytes, authorities: Authorities, nonce: int | None) -> Said:
    response = rfc3161_client.decode_timestamp_response(answer)
    info = response.tst_info
    if info.message_imprint.hash_algorithm != SHA256:
        raise ValueError("another algorithm")
    digest = bytes(info.message_imprint.message)
    verifier = VerifierBuilder(roots=list(dict.fromkeys(authorities)), nonce=nonce).build()
    verifier.verify(response, digest)
    return Said(digest, info.gen_time, info.serial_number)


def keep(answer: bytes, said: Said, size: int) -> Stamp:
    """Put an accepted answer beside the checkpoint of that many entries, for good."""
    return Stamp.objects.create(size=size, digest=said.digest, answer=answer, at=said.at)
