"""Whom a practice system means by a party, as rows."""

from __future__ import annotations

from django.db import models

from apps.core.identity import Identified
from apps.integrations.models import Connection
from apps.matters.models import Party


class PartyRecord(Identified):
    """A party of a matter and the vendor's record of the same person or company: one record may be parties of several
    matters. ``part`` is the vendor's id for the part that it has in the matter; a client has none."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    remote_id = models.CharField(max_length=80)
    part = models.CharField(max_length=80, blank=True, default="")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="records")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "remote_id", "part", "party"], name="a_party_is_a_record_once"
            ),
        ]
