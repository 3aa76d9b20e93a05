"""What is said of a source that was withdrawn, wherever it was named before."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.intake.models import Source, WithdrawalReason
from apps.matters import keys


def withdrawal_of(source: Source) -> str:
    """Who withdrew it, when and why, as a sentence; empty of one that was not."""
    if source.withdrawn_by is None or source.withdrawn_at is None:
        return ""
    return _("Withdrawn by %(name)s on %(day)s: %(reason)s.") % {
        "name": source.withdrawn_by.full_name,
        "day": date_format(timezone.localdate(source.withdrawn_at), "DATE_FORMAT"),
        "reason": WithdrawalReason(source.withdrawal_reason).label,
    }


def title_of(source: Source, seal: keys.Seal) -> str:
    """What a source is called, in a list: of a withdrawn one that it was."""
    return _("Withdrawn source") if source.is_withdrawn else seal.reveal(source, "title").reveal()
