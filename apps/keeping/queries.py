"""What the pages about keeping print, for whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.core.prepared import Prepared
from apps.keeping import rules
from apps.keeping.models import Backup, Destruction, Hold, RetentionRule, State
from apps.matters.models import Matter, MatterQuerySet
from apps.matters.within import Within
from apps.people.models import User

MOST = 200


@dataclass(frozen=True)
class Named:
    """A row about a matter, with the matter's words where the reader may see them, and what they may do with it."""

    row: Destruction | Hold
    matter: Matter | None
    may_settle: bool

    @property
    def words(self) -> str:
        return str(self.matter) if self.matter else str(self.row.matter_id)


@dataclass(frozen=True)
class RuleShown:
    rule: RetentionRule
    may_approve: bool
    may_end: bool
    may_approve_end: bool
    may_keep: bool


def waiting(user: User) -> list[Named]:
    found = Destruction.objects.shown_to(user).open().select_related("rule", "proposed_by", "approved_by")
    return _named(found.order_by("due_on")[:MOST], user)


def destroyed(user: User) -> list[Named]:
    found = Destruction.objects.shown_to(user).filter(state=State.DESTROYED)
    return _named(found.select_related("rule", "settled_by").order_by("-settled_at")[:MOST], user)


def standing(user: User) -> list[Named]:
    return _named(
        Hold.objects.shown_to(user).standing().select_related("placed_by").order_by("placed_at")[:MOST], user
    )


def holds_of(matter: Matter, user: User) -> list[Named]:
    """Those on one matter's page."""
    return _named(matter.holds.standing().select_related("placed_by").order_by("placed_at"), user)


def shown_rules(user: User) -> list[RuleShown]:
    """Those in force or waiting, and after them those that have ended."""
    found = RetentionRule.objects.select_related("owner", "proposed_by", "approved_by", "end_proposed_by")
    ordered = sorted(found, key=lambda rule: (rule.ended, rule.get_practice_area_display(), -rule.years))
    sets = rules.can_set_rules(user)
    return [
        RuleShown(
            rule,
            rules.can_approve_rule(user, rule),
            sets and not rule.ended and rule.end_proposed_by_id is None,
            rules.can_approve_end(user, rule),
            rules.can_keep_rule(user, rule),
        )
        for rule in ordered[:MOST]
    ]


def backups() -> list[Backup]:
    return list(Backup.objects.select_related("gone_said_by").order_by("-made_at")[:MOST])


def last_with_keys(destruction: Destruction) -> Backup | None:
    """The backup that is kept longest among those that still hold the keys of what was destroyed."""
    return Backup.objects.holding(destruction).order_by("-expires_on", "-made_at").first()


def waits_for(user: User) -> int:
    """How many destructions wait for this very person's word, as ``_one`` says it: for the rail of every page."""
    found: set[UUID] = set()
    if user.is_active and user.is_partner:
        found.update(_FOR_A_PARTNER(user))
    if user.is_active and user.is_administrator:
        if user.works_on_matters:
            found.update(_TO_CARRY_OUT_UNSCREENED(user=user.pk, now=timezone.now()))
        else:
            found.update(_TO_CARRY_OUT(user=user.pk))
    return len(found)


def for_a_partner(matters: MatterQuerySet, user: UUID) -> QuerySet[Destruction, UUID]:
    """Destructions that wait for a partner's own word, up to ``MOST``."""
    theirs = Destruction.objects.filter(matter__in=matters)
    waiting = theirs.filter(state=State.PROPOSED) | theirs.to_carry_out(user)
    return waiting.values_list("pk", flat=True)[:MOST]


_FOR_A_PARTNER = Within(for_a_partner)


def _to_carry_out(user: UUID) -> QuerySet[Destruction, UUID]:
    return Destruction.objects.to_carry_out(user).values_list("pk", flat=True)


_TO_CARRY_OUT = Prepared(lambda user: _to_carry_out(user)[:MOST])
_TO_CARRY_OUT_UNSCREENED = Prepared(
    lambda user, now: _to_carry_out(user).exclude(matter__in=Matter.objects.screened(user, now))[:MOST]
)


def due_of(matter: Matter) -> date | None:
    """From which day the matter's content may be destroyed under the rules of today."""
    return rules.due_on(matter, rules.rule_for(matter, timezone.localdate()))


def _named(rows: Iterable[Destruction | Hold], user: User) -> list[Named]:
    listed = list(rows)
    seen = Matter.objects.visible_to(user).filter(pk__in=[row.matter_id for row in listed])
    matters = {matter.pk: matter for matter in seen}
    return [_one(row, matters.get(row.matter_id), user) for row in listed]


def _one(row: Destruction | Hold, matter: Matter | None, user: User) -> Named:
    if isinstance(row, Hold):
        return Named(row, matter, matter is not None and user.is_partner and row.lifted_at is None)
    by_partner = matter is not None and user.is_partner
    approves = row.state == State.PROPOSED and by_partner
    another = user.pk != row.approved_by_id and user.is_active
    destroys = row.state == State.APPROVED and another and (by_partner or user.is_administrator)
    return Named(row, matter, approves or destroys)
