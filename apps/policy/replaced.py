"""What a person changed in what is replaced: a value added for the matter, or let stand in one request."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Matter, Party
from apps.policy.identifying.kinds import PlaceholderKind


class Placeholder(Identified):
    """``[PERSON_3]`` and what it stands for in one matter. Stable, never reused; the value is sealed."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="placeholders")
    kind = models.CharField(max_length=20, choices=PlaceholderKind.choices)
    number = models.PositiveIntegerField()
    value = models.BinaryField()
    value_hmac = models.CharField(max_length=64)
    """Digest of the exact value under the matter's digest key: finds the placeholder without opening others."""
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Whom it names, where the matter lists them. Each spelling has a placeholder of its own, so that the text
    comes back exactly; two with the same party stand for the same person."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "kind", "number"], name="a_placeholder_is_never_reused"
            ),
            models.UniqueConstraint(
                fields=["matter", "kind", "value_hmac"], name="a_value_has_one_placeholder"
            ),
        ]


class Way(models.TextChoices):
    """Added holds for the matter for good: it lowers what crosses. Lifted holds for one request: it raises it."""

    ADDED = "added", _("Added")
    LIFTED = "lifted", _("Let stand")


class Ground(models.TextChoices):
    """Why a replacement was added or lifted: a code, so that the record holds no text."""

    NAMES_SOMEBODY = "names_somebody", _("It names somebody who is not listed")
    IDENTIFIES = "identifies", _("It gives away who somebody is")
    CLIENT_ASKED = "client_asked", _("The client asked for it")
    NOT_A_NAME = "not_a_name", _("It is a word or a number that names nobody")
    PUBLIC = "public", _("It is published: a judge, a case, a public body")
    NEEDED = "needed", _("The draft cannot be written without it")


GROUNDS = {
    Way.ADDED: (Ground.NAMES_SOMEBODY, Ground.IDENTIFIES, Ground.CLIENT_ASKED),
    Way.LIFTED: (Ground.NOT_A_NAME, Ground.PUBLIC, Ground.NEEDED),
}


class Replacement(Identified):
    """One such change, with who made it and why. The value is sealed; the log has neither it nor its digest.

    ``request_id`` is the request in whose preview it was made; drafting stands above and is not known here."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="replacements")
    request_id = models.UUIDField()
    way = models.CharField(max_length=10, choices=Way.choices)
    kind = models.CharField(max_length=20, choices=PlaceholderKind.choices)
    value = models.BinaryField()
    value_hmac = models.CharField(max_length=64)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "value_hmac"],
                condition=Q(way="added", ended_at=None),
                name="a_value_is_added_once",
            ),
            models.UniqueConstraint(
                fields=["request_id", "kind", "value_hmac"],
                condition=Q(way="lifted", ended_at=None),
                name="a_value_is_lifted_once_in_a_request",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_replacement_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["matter"], name="replacements_in_force", condition=Q(ended_at=None))]
