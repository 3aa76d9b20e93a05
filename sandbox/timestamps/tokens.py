"""What is asked of an authority and what it answers (RFC 3161, 2.4), byte for byte."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from . import der
from .certificates import Signer

SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"  # the second version, RFC 5816
SHA256, ECDSA_WITH_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
POLICY = "1.3.6.1.4.1.99999.1"
DIGEST_BYTES = {SHA256: 32, "2.16.840.1.101.3.4.2.2": 48, "2.16.840.1.101.3.4.2.3": 64}
ALGORITHMS = {der.oid(dotted): size for dotted, size in DIGEST_BYTES.items()}

BAD_ALGORITHM, BAD_REQUEST, BAD_FORM, NO_POLICY, NO_EXTENSION, TROUBLE = 0, 2, 5, 15, 16, 25
GRANTED, REJECTED = 0, 2


class Refused(Exception):
    """The authority does not sign this: the number of its reason (PKIFailureInfo) and words."""

    def __init__(self, reason: int, told: str) -> None:
        super().__init__(told)
        self.reason, self.told = reason, told


@dataclass(frozen=True)
class Question:
    """A TimeStampReq."""

    algorithm: bytes
    digest: bytes
    nonce: int | None
    with_certificate: bool


def read(body: bytes) -> Question:
    """What a client asks. Raises Refused for what RFC 3161 does not have, and for anything left over."""
    try:
        return _read(der.Reader(body))
    except der.NotDer as wrong:
        raise Refused(BAD_FORM, str(wrong)) from None


def _read(whole: der.Reader) -> Question:
    asked = whole.inside(der.SEQUENCE)
    whole.end()
    if asked.integer() != 1:
        raise Refused(BAD_REQUEST, "The version has to be 1.")
    imprint = asked.inside(der.SEQUENCE)
    algorithm = imprint.inside(der.SEQUENCE)
    name = der.value(der.OID, algorithm.take(der.OID))
    if algorithm.has(der.NULL) and algorithm.take(der.NULL):
        raise Refused(BAD_FORM, "Nothing has something in it.")
    algorithm.end()
    digest = imprint.take(der.OCTETS)
    imprint.end()
    if name not in ALGORITHMS:
        raise Refused(BAD_ALGORITHM, "SHA-256, SHA-384 or SHA-512.")
    if len(digest) != ALGORITHMS[name]:
        raise Refused(BAD_FORM, "The digest is not as long as its algorithm has it.")
    if asked.has(der.OID):
        raise Refused(NO_POLICY, "There is one policy, and it is not chosen.")
    nonce = asked.integer() if asked.has(der.INTEGER) else None
    with_certificate = asked.truth() if asked.has(der.BOOLEAN) else False
    if asked.has(der.CONTEXT | der.CONSTRUCTED):
        raise Refused(NO_EXTENSION, "No extension is known here.")
    asked.end()
    return Question(name, digest, nonce, with_certificate)


def refusal(refused: Refused) -> bytes:
    """A TimeStampResp without a token."""
    return der.sequence(
        der.sequence(der.integer(REJECTED), der.sequence(der.text(refused.told)), der.bit(refused.reason))
    )


def answer(
    question: Question, *, serial: int, at: datetime, signer: Signer, key: ec.EllipticCurvePrivateKey
) -> bytes:
    """A TimeStampResp with a token; `key` is the signer's, unless something is to be wrong."""
    said = _said(question, serial, at)
    content = der.sequence(der.oid(TST_INFO), der.explicit(0, der.octets(said)))
    certificates = [der.value(der.CONTEXT | der.CONSTRUCTED, signer.der)] if question.with_certificate else []
    signed = der.sequence(
        der.integer(3),
        der.set_of(der.sequence(der.oid(SHA256))),
        content,
        *certificates,
        der.set_of(_signer_info(said, signer, key)),
    )
    token = der.sequence(der.oid(SIGNED_DATA), der.explicit(0, signed))
    return der.sequence(der.sequence(der.integer(GRANTED)), token)


def _said(question: Question, serial: int, at: datetime) -> bytes:
    """The TSTInfo: to the second, and right to within one."""
    return der.sequence(
        der.integer(1),
        der.oid(POLICY),
        der.sequence(der.sequence(question.algorithm), der.octets(question.digest)),
        der.integer(serial),
        der.time(at),
        der.sequence(der.integer(1)),
        *([] if question.nonce is None else [der.integer(question.nonce)]),
    )


def _signer_info(said: bytes, signer: Signer, key: ec.EllipticCurvePrivateKey) -> bytes:
    issuer, serial = signer.certificate.issuer.public_bytes(), der.integer(signer.certificate.serial_number)
    names = der.sequence(der.explicit(4, issuer))
    which = der.sequence(der.octets(sha256(signer.der).digest()), der.sequence(names, serial))
    attributes = [
        _attribute(CONTENT_TYPE, der.oid(TST_INFO)),
        _attribute(MESSAGE_DIGEST, der.octets(sha256(said).digest())),
        _attribute(SIGNING_CERTIFICATE, der.sequence(der.sequence(which))),
    ]
    signed = der.set_of(*attributes)
    signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return der.sequence(
        der.integer(1),
        der.sequence(issuer, serial),
        der.sequence(der.oid(SHA256)),
        bytes([der.CONTEXT | der.CONSTRUCTED]) + signed[1:],
        der.sequence(der.oid(ECDSA_WITH_SHA256)),
        der.octets(signature),
    )


def _attribute(name: str, content: bytes) -> bytes:
    return der.sequence(der.oid(name), der.set_of(content))
