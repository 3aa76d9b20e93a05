"""Whether a text was ever before a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed
from apps.core.prepared import Prepared
from apps.drafting.models import Version
from apps.people.models import User
from apps.review.models import VersionOpening
from apps.review.rules import Refusal

_OPENED = Prepared(
    lambda version, by: VersionOpening.objects.filter(version=version, by=by).values_list("pk", flat=True)
)


def was_opened(version: Version, by: User) -> bool:
    """Whether a version was opened for a person, so that its text was before them."""
    return bool(_OPENED(version=version.pk, by=by.pk))


def check_opened(version: Version, by: User) -> None:
    """Nobody approves a text that was never before them, signs over it, or judges an approval of it. Raises
    NotAllowed."""
    if not was_opened(version, by):
        raise NotAllowed(
            _("This text was not opened for you yet. Open the review and read it first."),
            codes=(Refusal.NOT_SHOWN,),
        )
