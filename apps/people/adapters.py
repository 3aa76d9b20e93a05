"""How allauth meets the house: nobody signs themselves up, and second-factor secrets rest under the firm's key."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core import ciphers
from apps.people.models import User


class ClosedDoor(DefaultAccountAdapter):
    """People are added by an administrator; what they do to their own account is on record."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("No account has this address with this password."),
        "enter_current_password": _("This is not the password of this account."),
        "incorrect_password": _("This is not the password of this account."),
        "incorrect_code": _("This code is not the one that is shown now."),
        "too_many_login_attempts": _("Too many tries in a short time. Wait a few minutes, then try again."),
        "rate_limited": _(
            "This was asked for too often in a short time. Wait a few minutes, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Their own, changed at the door. What is chosen with a one-time link has a service and a line of its own."""
        super().set_password(user, password)
        audit.record(event=Event.PEOPLE_PASSWORD_CHANGED, by=user, on=user)


class SecondFactorKeys(DefaultMFAAdapter):
    """allauth keeps authenticator secrets in clear unless told how to seal them."""

    PURPOSE = "second-factor"

    def encrypt(self, text: str) -> str:
        return base64.b64encode(ciphers.firm_seal(self.PURPOSE, text.encode())).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.firm_open(self.PURPOSE, base64.b64decode(encrypted_text)).decode()
