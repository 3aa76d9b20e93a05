"""How allauth meets the house: nobody signs themselves up, and second-factor secrets rest under the firm's key."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from apps.core import ciphers


class ClosedDoor(DefaultAccountAdapter):
    """People are added by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorKeys(DefaultMFAAdapter):
    """allauth keeps authenticator secrets in clear unless told how to seal them."""

    PURPOSE = "second-factor"

    def encrypt(self, text: str) -> str:
        return base64.b64encode(ciphers.firm_seal(self.PURPOSE, text.encode())).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.firm_open(self.PURPOSE, base64.b64decode(encrypted_text)).decode()
