"""Who may say how long content is kept, hold it, and destroy it; and when a matter is due.

Destruction takes two persons: a partner who sees the matter approves it, and somebody else carries it out (another such
partner, or an administrator, who sees ids alone). Whatever is not known means that nothing is due.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.events import Event
from apps.audit.facts import EPOCH
from apps.audit.models import Entry
from apps.audit.queries import days_at_work
from apps.core.errors import NotAllowed, holds
from apps.keeping.models import Destruction, Hold, RetentionRule, State
from apps.matters import rules as matters
from apps.matters.models import Matter, Status
from apps.people.models import DECIDING_ROLES, Robot, User

NOTICE = timedelta(days=30)
"""How long a destruction by a rule that acts by itself stands proposed, so that somebody can hold or decline it."""

SEEN = 20
"""On how many days of a notice the house has to have been at work. One that was off, or whose clock went ahead, gave
nobody the time to read it."""

SAID_LATE = timedelta(days=90)
"""How long after a matter was closed it may be entered that it was, for a rule that acts by itself."""


class Attempt(enum.StrEnum):
    """What was tried, for the record of what was refused."""

    PROPOSE_RULE = "propose_rule"
    APPROVE_RULE = "approve_rule"
    END_RULE = "end_rule"
    APPROVE_END = "approve_end"
    KEEP_RULE = "keep_rule"
    PLACE_HOLD = "place_hold"
    LIFT_HOLD = "lift_hold"
    PROPOSE = "propose"
    APPROVE = "approve"
    DECLINE = "decline"
    DESTROY = "destroy"
    SAY_GONE = "say_gone"


class Refusal(enum.StrEnum):
    """Why it was not allowed."""

    ROBOT = "robot"
    ROLE_DOES_NOT_WORK = "role_does_not_work"
    NOT_ON_MATTER = "not_on_matter"
    NOT_PARTNER = "not_partner"
    NOT_ADMINISTRATOR = "not_administrator"
    SAME_PERSON = "same_person"
    HELD = "held"
    NOT_DUE = "not_due"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"


class Lapse(enum.StrEnum):
    """Why a destruction lapsed."""

    NOT_DUE = "not_due"
    RESTORED = "restored"


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def rule_for(matter: Matter, day: date) -> RetentionRule | None:
    """The rule in force for the matter: its practice area's own, else that for every area; the longest of several."""
    found = RetentionRule.objects.in_force(day).filter(practice_area__in=[matter.practice_area, ""])
    return max(found, key=_rank, default=None)


def _rank(rule: RetentionRule) -> tuple[bool, int, bool]:
    """Of several rules the one that ranks highest counts."""
    return rule.practice_area != "", rule.years, not rule.by_itself


def acts_by_itself(matter: Matter, rule: RetentionRule, day: date) -> bool:
    """Whether what is due under the rule is destroyed without a person's word for this matter.

    Not where the matter came under it by the ending of a rule that ranked higher, or may have by a change of its
    practice area: nobody has said of such a matter that it may go so soon. Nor where somebody said only lately that it
    was closed long ago: the word of one person would be enough.
    """
    if not rule.by_itself:
        return False
    changes = _changes(matter)
    if _area_was_changed(changes) or not _was_closed_in_time(changes, matter, rule, day):
        return False
    ended = RetentionRule.objects.filter(
        approved_at__isnull=False,
        last_day__lt=day,
        last_day__gte=matter.opened_on,
        practice_area__in=[matter.practice_area, ""],
    )
    return not any(_rank(each) > _rank(rule) for each in ended)


def _changes(matter: Matter) -> list[Entry]:
    """As the log has them."""
    found = Entry.objects.filter(matter=matter.pk, event=Event.MATTERS_MATTER_CHANGED.value)
    return list(found.order_by("pk"))


def _area_was_changed(changes: Sequence[Entry]) -> bool:
    return any(matters.Field.PRACTICE_AREA.value in entry.facts.get("fields", ()) for entry in changes)


def _was_closed_in_time(changes: Sequence[Entry], matter: Matter, rule: RetentionRule, day: date) -> bool:
    """Whether the years of the rule are over from when it was said that the matter is closed, too, and that was said of
    the very day (entries from before they had one say none)."""
    closings = [entry for entry in changes if entry.facts.get("state") == Status.CLOSED.value]
    if not closings:
        return False
    named = closings[-1].facts.get("closed_on")
    if named is not None and matter.closed_on not in (None, (EPOCH + timedelta(microseconds=named)).date()):
        return False
    said = timezone.localdate(EPOCH + timedelta(microseconds=closings[-1].at_us))
    return years_after(said - SAID_LATE, rule.years) <= day


def notice_is_over(destruction: Destruction, now: datetime) -> bool:
    """Whether it stood proposed for the whole notice, on days on which somebody could read that."""
    begun = destruction.proposed_at
    return now >= begun + NOTICE and days_at_work(begun, now) >= SEEN


def due_on(matter: Matter, rule: RetentionRule | None) -> date | None:
    """The day from which the matter's content may be destroyed; None for an open matter, or without a rule."""
    if rule is None or not matter.is_closed or matter.closed_on is None:
        return None
    return years_after(matter.closed_on, rule.years)


def is_held(matter: Matter) -> bool:
    return Hold.objects.standing().filter(matter=matter).exists()


def check_not_held(matter: Matter) -> None:
    if is_held(matter):
        raise NotAllowed(
            _("A hold stands on this matter: nothing of it is destroyed until the hold is lifted."),
            codes=(Refusal.HELD,),
        )


def check_due(matter: Matter, day: date) -> RetentionRule:
    """The rule under which the matter is due that day. Raises NotAllowed where it is not."""
    rule = rule_for(matter, day)
    due = due_on(matter, rule)
    if rule is None or due is None or due > day:
        raise NotAllowed(
            _("No rule in force says that the content of this matter is to be destroyed by now."),
            codes=(Refusal.NOT_DUE,),
        )
    return rule


def check_can_set_rules(user: User) -> None:
    """Propose a rule, or that one end: a partner."""
    if not user.is_active or not user.is_partner:
        raise NotAllowed(_("Only a partner says how long content is kept."), codes=(Refusal.NOT_PARTNER,))


def can_set_rules(user: User) -> bool:
    return holds(check_can_set_rules, user)


def check_can_approve_rule(user: User, rule: RetentionRule) -> None:
    """Another person than proposed it: a partner or an administrator."""
    if user.is_robot or not user.is_active or not (user.is_partner or user.is_administrator):
        raise NotAllowed(
            _("Only a partner or an administrator approves a rule."), codes=(Refusal.NOT_PARTNER,)
        )
    if user.pk == rule.proposed_by_id:
        raise NotAllowed(
            _("Somebody else than the person who proposed the rule approves it."),
            codes=(Refusal.SAME_PERSON,),
        )


def check_can_approve_end(user: User, rule: RetentionRule) -> None:
    """Another person than proposed that it end: a partner or an administrator."""
    if user.is_robot or not user.is_active or not (user.is_partner or user.is_administrator):
        raise NotAllowed(
            _("Only a partner or an administrator approves that a rule ends."), codes=(Refusal.NOT_PARTNER,)
        )
    if user.pk == rule.end_proposed_by_id:
        raise NotAllowed(
            _("Somebody else than the person who proposed that the rule end approves it."),
            codes=(Refusal.SAME_PERSON,),
        )


def can_approve_end(user: User, rule: RetentionRule) -> bool:
    return rule.is_to_end and holds(check_can_approve_end, user, rule)


def check_can_keep_rule(user: User) -> None:
    """Say that a rule goes on after all: whoever may propose that it end, or approve it."""
    if user.is_robot or not user.is_active or not (user.is_partner or user.is_administrator):
        raise NotAllowed(
            _("Only a partner or an administrator says that a rule goes on."), codes=(Refusal.NOT_PARTNER,)
        )


def can_keep_rule(user: User, rule: RetentionRule) -> bool:
    return rule.is_to_end and holds(check_can_keep_rule, user)


def can_approve_rule(user: User, rule: RetentionRule) -> bool:
    return rule.approved_at is None and not rule.ended and holds(check_can_approve_rule, user, rule)


def check_can_hold(user: User, matter: Matter) -> None:
    """Whoever decides reviews and works on the matter, open or closed: a hold errs on the safe side."""
    matters.check_works_on(user, matter)
    if not user.has_role(*DECIDING_ROLES):
        raise NotAllowed(
            _("A partner, a lawyer or a paralegal licensee places a hold."),
            codes=(Refusal.ROLE_DOES_NOT_WORK,),
        )


def can_hold(user: User, matter: Matter) -> bool:
    return holds(check_can_hold, user, matter)


def check_can_lift(user: User, hold: Hold) -> None:
    """A partner who sees the matter."""
    _check_partner(user, hold.matter)


def can_lift(user: User, hold: Hold) -> bool:
    return hold.lifted_at is None and holds(check_can_lift, user, hold)


def check_can_propose(user: User, matter: Matter) -> None:
    """The sweep, or a partner who sees the matter."""
    if user.is_robot and user.robot == Robot.SWEEPER:
        return
    _check_partner(user, matter)


def check_can_approve(user: User, destruction: Destruction) -> None:
    """A partner who sees the matter."""
    _check_partner(user, destruction.matter)


def can_approve(user: User, destruction: Destruction) -> bool:
    return destruction.state == State.PROPOSED and holds(check_can_approve, user, destruction)


def check_can_decline(user: User, destruction: Destruction) -> None:
    """The same."""
    _check_partner(user, destruction.matter)


def can_decline(user: User, destruction: Destruction) -> bool:
    return destruction.state in {State.PROPOSED, State.APPROVED} and holds(
        check_can_decline, user, destruction
    )


def check_can_destroy(user: User, destruction: Destruction) -> None:
    """Another person than approved it: a partner who sees the matter, or an administrator."""
    if user.is_robot:
        raise NotAllowed(_("Only a person may do this."), codes=(Refusal.ROBOT,))
    if not (user.is_active and user.is_administrator):
        _check_partner(user, destruction.matter)
    if user.pk == destruction.approved_by_id:
        raise NotAllowed(
            _("Somebody else than the person who approved the destruction carries it out."),
            codes=(Refusal.SAME_PERSON,),
        )


def can_destroy(user: User, destruction: Destruction) -> bool:
    return destruction.state == State.APPROVED and holds(check_can_destroy, user, destruction)


def check_can_say_gone(user: User) -> None:
    """An administrator: who looks after the machines that backups are on."""
    if user.is_robot or not user.is_active or not user.is_administrator:
        raise NotAllowed(
            _("Only an administrator says that a backup is gone."), codes=(Refusal.NOT_ADMINISTRATOR,)
        )


def can_say_gone(user: User) -> bool:
    return holds(check_can_say_gone, user)


def sees_keeping(user: User) -> bool:
    """Whether there is a page about it for this person."""
    return user.is_active and (user.is_partner or user.is_administrator or user.is_auditor)


def _check_partner(user: User, matter: Matter) -> None:
    matters.check_works_on(user, matter)
    if not user.is_partner:
        raise NotAllowed(_("Only a partner decides about destroying content."), codes=(Refusal.NOT_PARTNER,))
