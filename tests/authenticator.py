"""What a person signs in with besides a password: the application on a phone that shows codes, and a security key."""

import hashlib
import secrets

from allauth.mfa.totp.internal import auth
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

STEP = 60_000_000  # the step of thirty seconds at which an authenticator stands still


def stand_still(monkeypatch):
    """No code of an authenticator runs out while a test uses it."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))


def code_of(secret):
    """What it shows for that secret."""
    return auth.format_hotp_value(auth.hotp_value(secret, STEP))


def key_for(session, host="testserver"):
    """What a new security key answers to the page that asked for one. It says nothing of its maker."""
    own = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    name = secrets.token_bytes(32)
    asked = CollectedClientData.create(
        type=CollectedClientData.TYPE.CREATE,
        challenge=websafe_decode(session[STATE_SESSION_KEY]["challenge"]),
        origin=f"https://{host}",
    )
    held = AuthenticatorData.create(
        hashlib.sha256(host.encode()).digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(bytes(16), name, own),
    )
    answer = {"clientDataJSON": asked, "attestationObject": AttestationObject.create("none", held, {})}
    return {
        "id": websafe_encode(name),
        "rawId": websafe_encode(name),
        "type": "public-key",
        "response": {part: websafe_encode(data) for part, data in answer.items()},
    }
