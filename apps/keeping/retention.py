"""Rules on how long content is kept: proposed by one person and approved by another, and ended in the same way."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, WrongState
from apps.keeping import rules
from apps.keeping.models import RetentionRule
from apps.keeping.refusals import on_record
from apps.keeping.rules import Attempt
from apps.matters.choices import PracticeArea
from apps.people.models import User


@on_record(Attempt.PROPOSE_RULE)
def propose_rule(
    *, practice_area: str, years: int, basis: str, first_day: date, by_itself: bool, by: User
) -> RetentionRule:
    """A rule that whoever proposes it answers for; in force once another person has approved it.

    Raises NotAllowed, or BadInput for less than a year or without what it rests on.
    """
    rules.check_can_set_rules(by)
    if years < 1 or not basis.strip():
        raise BadInput(_("A rule keeps content for a year at least, and says what that rests on."))
    rule = RetentionRule.objects.create(
        practice_area=practice_area,
        years=years,
        basis=basis.strip(),
        first_day=first_day,
        by_itself=by_itself,
        owner=by,
        proposed_by=by,
    )
    audit.record(
        event=Event.KEEPING_RULE_PROPOSED,
        by=by,
        on=rule,
        area=PracticeArea(practice_area) if practice_area else None,
        years=years,
        by_itself=by_itself,
    )
    return rule


@on_record(Attempt.APPROVE_RULE)
def approve_rule(*, rule: RetentionRule, by: User) -> RetentionRule:
    """Put a proposed rule in force from its first day. Raises NotAllowed, or WrongState."""
    rule = _locked(rule)
    rules.check_can_approve_rule(by, rule)
    if rule.approved_at is not None or rule.ended:
        raise WrongState(_("This rule does not wait for approval."))
    rule.approved_by, rule.approved_at = by, timezone.now()
    rule.save(update_fields=["approved_by", "approved_at"])
    audit.record(
        event=Event.KEEPING_RULE_APPROVED, by=by, on=rule, proposed_by=rule.proposed_by_id, years=rule.years
    )
    return rule


@on_record(Attempt.END_RULE)
def end_rule(*, rule: RetentionRule, by: User) -> RetentionRule:
    """Propose that a rule end. It goes on until another person has approved that: what counts then may be shorter, or
    nothing. One that nobody approved yet ends at once.

    Raises NotAllowed, or WrongState for one that has ended or is proposed to.
    """
    rule = _locked(rule)
    rules.check_can_set_rules(by)
    if rule.ended or rule.end_proposed_by_id is not None:
        raise WrongState(
            _("This rule has ended already, or waits for another person to approve that it ends.")
        )
    if rule.approved_at is None:
        return _end(rule, by)
    rule.end_proposed_by = by
    rule.save(update_fields=["end_proposed_by"])
    audit.record(event=Event.KEEPING_RULE_END_PROPOSED, by=by, on=rule, years=rule.years)
    return rule


@on_record(Attempt.APPROVE_END)
def approve_end(*, rule: RetentionRule, by: User) -> RetentionRule:
    """The second person's yes: from now on nothing is due under it. Raises NotAllowed, or WrongState where nobody
    proposed that."""
    rule = _to_end(rule)
    rules.check_can_approve_end(by, rule)
    rule.end_approved_by = by
    rule.save(update_fields=["end_approved_by"])
    return _end(rule, by)


@on_record(Attempt.KEEP_RULE)
def keep_rule(*, rule: RetentionRule, by: User) -> RetentionRule:
    """It goes on: whoever proposed the end takes that back, or another person does not want it. Raises NotAllowed, or
    WrongState where nobody proposed it."""
    rule = _to_end(rule)
    rules.check_can_keep_rule(by)
    proposed_by, rule.end_proposed_by = rule.end_proposed_by_id, None
    rule.save(update_fields=["end_proposed_by"])
    audit.record(event=Event.KEEPING_RULE_KEPT, by=by, on=rule, years=rule.years, proposed_by=proposed_by)
    return rule


def _end(rule: RetentionRule, by: User) -> RetentionRule:
    yesterday = timezone.localdate() - timedelta(days=1)
    rule.first_day, rule.last_day = min(rule.first_day, yesterday), yesterday
    rule.save(update_fields=["first_day", "last_day"])
    audit.record(
        event=Event.KEEPING_RULE_ENDED, by=by, on=rule, years=rule.years, proposed_by=rule.end_proposed_by_id
    )
    return rule


def _to_end(rule: RetentionRule) -> RetentionRule:
    rule = _locked(rule)
    if not rule.is_to_end:
        raise WrongState(_("This rule does not wait for somebody to approve that it ends."))
    return rule


def _locked(rule: RetentionRule) -> RetentionRule:
    return RetentionRule.objects.select_for_update().get(pk=rule.pk)
