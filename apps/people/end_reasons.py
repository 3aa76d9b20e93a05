"""Why an account was closed, or somebody signed out everywhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EndReason(models.TextChoices):
    """Why an account was closed."""

    LEFT = "left", _("Left the firm")
    LEAVE = "leave", _("Away for longer")
    COMPROMISED = "compromised", _("Somebody else may have the account")
    MISTAKE = "mistake", _("Added by mistake")


class SessionReason(models.TextChoices):
    """Why every session of a person was ended."""

    LEFT_OPEN = "left_open", _("Left signed in somewhere")
    LOST = "lost", _("The device was lost or stolen")
    COMPROMISED = "compromised", _("Somebody else may have the account")
