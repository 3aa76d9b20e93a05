"""Drafts that are stored and whose review is not open yet, on the way to a worker or put off; and texts that were
opened for somebody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.drafting.models import Draft


class WhyUnopened(models.TextChoices):
    CANNOT_BE_READ = "cannot_be_read", _("Its text cannot be read")
    ERROR = "error", _("firmai met an error")


SENTENCES: dict[WhyUnopened, Promise] = {
    WhyUnopened.CANNOT_BE_READ: _(
        "The draft is stored, but its review cannot begin: its text was changed outside firmai, or the firm key it was "
        "sealed under is not in the key file. Tell your administrator. It goes to review by itself once it can be read."
    ),
    WhyUnopened.ERROR: _(
        "The draft is stored, but its review could not begin because of an error in firmai. Tell your administrator. "
        "It is tried again by itself."
    ),
}


class Opening(Identified):
    """A draft that was handed to a worker for its review to be opened; handed out again after that moment."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="opening")
    handed_out_until = models.DateTimeField()


class Unopened(Identified):
    """A draft whose review could not be opened: tried again with growing pauses, and gone once it was."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="unopened")
    reason = models.CharField(max_length=20, choices=WhyUnopened.choices)
    tries = models.PositiveSmallIntegerField(default=1)
    try_after = models.DateTimeField()
    since = models.DateTimeField(default=timezone.now)

    @property
    def sentence(self) -> Promise:
        """What is the case and who has to do what."""
        return SENTENCES[WhyUnopened(self.reason)]


class VersionOpening(Identified):
    """A version was opened for a person: its text went to their page or into a file for them. Only whom it was opened
    for approves it or signs over it, here as in the database."""

    version = models.ForeignKey("drafting.Version", on_delete=models.PROTECT, related_name="openings")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "by"], name="opened_once_for_a_person")]
