"""What the page of the firm's rules prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.people.models import User
from apps.review import rules
from apps.review.models import ItemRule, ReturnReason
from apps.review.models.filing import Asks, FilingRule
from apps.review.models.firm import Cover
from apps.review.rulebook.services import can_decline_rule


@dataclass(frozen=True)
class RuleShown:
    """A rule in force or proposed, with what this reader may do about it. Of one that is proposed the page shows all:
    whoever puts it in force approves every word, in both languages."""

    row: FilingRule
    is_old: bool
    keeps: bool
    may_decline: bool
    asks: list[str]
    instead_of: UUID | None
    """The rule of this very court and document that is in force, on the same page."""


def rulebook(user: User) -> dict[str, Any]:
    """Every rule of the firm on review, with its owner and age."""
    today = timezone.localdate()
    rows = FilingRule.objects.filter(retired_at=None).select_related("owner", "approved_by", "proposed_by")
    stands = {(row.forum, row.document): row.pk for row in rows if row.approved_at is not None}
    listed = [
        RuleShown(
            row,
            row.is_old(today),
            rules.keeps_rule(user, row.owner),
            can_decline_rule(user, row),
            [str(Asks(each).label) for each in row.asks],
            stands.get((row.forum, row.document)),
        )
        for row in rows
    ]
    return {
        "in_force": [each for each in listed if each.row.approved_at is not None],
        "proposed": [each for each in listed if each.row.approved_at is None],
        "item_rules": [
            (row, rules.keeps_rule(user, row.owner))
            for row in ItemRule.objects.select_related("owner").order_by("kind")
        ],
        "reasons": [
            (row, rules.keeps_rule(user, row.owner)) for row in ReturnReason.objects.select_related("owner")
        ],
        "covers": list(
            Cover.objects.filter(ended_at=None, last_day__gte=today).select_related("away", "by_whom")
        ),
        "is_partner": user.is_partner,
        "old": sum(each.is_old for each in listed),
    }
