"""Certificates of an authority that exists only here. Its keys are in this file: whoever trusts it trusts nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_KEY, STRANGERS_ROOT_KEY, SIGNING_KEY = 0x5EED_0001, 0x5EED_0002, 0x5EED_0003
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)
EXPIRED = timedelta(days=1)


@dataclass(frozen=True)
class Signer:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


def trusted() -> str:
    """The root's certificate, as somebody who trusts the stand-in has it in a file."""
    return _root(ROOT_KEY).public_bytes(serialization.Encoding.PEM).decode()


@cache
def signer(*, stranger: bool = False, for_timestamps: bool = True, end: datetime = END) -> Signer:
    """The authority's own. A stranger's has the same names and another root."""
    root_key, key = _key(STRANGERS_ROOT_KEY if stranger else ROOT_KEY), _key(SIGNING_KEY)
    purpose = ExtendedKeyUsageOID.TIME_STAMPING if for_timestamps else ExtendedKeyUsageOID.CODE_SIGNING
    made = (
        _begun(_name("Sandbox timestamps"), _name("Sandbox root"), key.public_key(), end)
        .serial_number(2)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return Signer(made, key)


@cache
def _root(secret: int) -> x509.Certificate:
    key = _key(secret)
    return (
        _begun(_name("Sandbox root"), _name("Sandbox root"), key.public_key(), END)
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, end: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.not_valid_before(BEGIN).not_valid_after(end)


def _usage(**used: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: used.get(name, False) for name in names})


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _key(secret: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, ec.SECP256R1())
