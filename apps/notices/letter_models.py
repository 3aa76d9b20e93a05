"""E-mail that is due to people and was not taken yet."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified

AT_IT = timedelta(minutes=5)
"""How long a worker may be at one: a server that does not answer is waited for much less (EMAIL_TIMEOUT)."""


class NotTaken(models.TextChoices):
    """Why a person's e-mail has not gone out."""

    SERVER = "server", _("The mail server took nothing")
    ADDRESS = "address", _("The mail server refused this address")


class Letter(Identified):
    """A person's e-mail on its way: handed to a worker, being sent, or tried again ever more seldom.

    Gone once the server took one, or nothing waits for it any more.
    """

    user = models.OneToOneField("people.User", on_delete=models.CASCADE, related_name="+")
    try_after = models.DateTimeField()
    """When it is handed out next."""
    taken_until = models.DateTimeField(null=True, blank=True)
    """Until when a worker is at it."""
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=10, choices=NotTaken.choices, blank=True, default="")
    since = models.DateTimeField(null=True, blank=True)
    """When it was first not taken."""
