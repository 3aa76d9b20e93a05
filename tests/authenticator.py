"""The application on a person's phone that shows codes for a second factor."""

from allauth.mfa.totp.internal import auth

STEP = 60_000_000  # the step of thirty seconds at which an authenticator stands still


def stand_still(monkeypatch):
    """No code of an authenticator runs out while a test uses it."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))


def code_of(secret):
    """What it shows for that secret."""
    return auth.format_hotp_value(auth.hotp_value(secret, STEP))
