"""From due to gone: proposed by the sweep or a partner, approved by a partner, carried out by another person.

Every step locks the matter first, so that a hold that is being placed is seen, or waits and finds nothing to hold.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, WrongState
from apps.keeping import erasing, lapsing, moments, rules, states
from apps.keeping.models import Destruction, RetentionRule, State
from apps.keeping.refusals import on_record
from apps.keeping.rules import Attempt, Lapse
from apps.matters import forgetting
from apps.matters.models import Matter
from apps.people.models import User


@on_record(Attempt.PROPOSE)
def propose(*, matter: Matter, by: User) -> Destruction:
    """Say that a matter's content is to be destroyed. Nothing is.

    Raises NotAllowed where it is held, not due, or not this person's; Conflict where it is proposed already.
    """
    matter = _locked_matter(matter)
    rules.check_can_propose(by, matter)
    rules.check_not_held(matter)
    rule = rules.check_due(matter, timezone.localdate())
    if matter.key.destroyed_at is not None:
        raise WrongState(_("The content of this matter was destroyed already."))
    if Destruction.objects.open().filter(matter=matter).exists():
        raise Conflict(_("The destruction of this matter's content is proposed already."))
    due = rules.due_on(matter, rule)
    assert due is not None
    destruction = Destruction.objects.create(
        matter=matter,
        rule=rule,
        due_on=due,
        proposed_by=by,
        by_itself=rules.acts_by_itself(matter, rule, timezone.localdate()),
    )
    audit.record(event=Event.KEEPING_DESTRUCTION_PROPOSED, by=by, on=destruction, rule=rule.pk)
    return destruction


@on_record(Attempt.APPROVE)
def approve(*, destruction: Destruction, by: User) -> Destruction:
    """A partner's yes. Somebody else carries it out. Raises NotAllowed where it is held or not due, or WrongState."""
    destruction = _locked(destruction)
    rules.check_can_approve(by, destruction)
    rules.check_not_held(destruction.matter)
    rules.check_due(destruction.matter, timezone.localdate())
    states.move(destruction, State.APPROVED, approved_by=by, approved_at=timezone.now())
    audit.record(
        event=Event.KEEPING_DESTRUCTION_APPROVED,
        by=by,
        on=destruction,
        rule=destruction.rule_id,
        proposed_by=destruction.proposed_by_id,
    )
    return destruction


@on_record(Attempt.DECLINE)
def decline(*, destruction: Destruction, by: User) -> Destruction:
    """A partner's no: the content stays, and is proposed again in a year. Raises NotAllowed or WrongState."""
    destruction = _locked(destruction)
    rules.check_can_decline(by, destruction)
    states.move(destruction, State.DECLINED, settled_by=by, settled_at=timezone.now())
    audit.record(event=Event.KEEPING_DESTRUCTION_DECLINED, by=by, on=destruction, rule=destruction.rule_id)
    return destruction


@on_record(Attempt.DESTROY)
def destroy(*, destruction: Destruction, by: User) -> Destruction:
    """Destroy the matter's keys and empty every sealed column of it, for good.

    Raises NotAllowed where it is held, not due, or the person is the one who approved it; or WrongState.
    """
    destruction = _locked(destruction)
    rules.check_can_destroy(by, destruction)
    return _destroy(destruction, by=by)


@on_record(Attempt.DESTROY)
def destroy_by_rule(*, destruction: Destruction, by: User) -> Destruction | None:
    """The same by the sweep, under a rule that acts by itself and after its notice; None where that does not hold.

    The two persons are the rule's: who proposed it and who approved it. A matter that has come under the rule by the
    ending of another, or a change of its practice area, waits for two of its own.
    """
    destruction = _locked(destruction)
    rule, now, today = destruction.rule, timezone.now(), timezone.localdate()
    assert rule is not None  # one that a restore made is settled
    over = rules.notice_is_over(destruction, now)
    current = rules.rule_for(destruction.matter, today)
    if destruction.state != State.PROPOSED or not over or not destruction.by_itself:
        return None
    if current != rule or not rules.acts_by_itself(destruction.matter, rule, today):
        destruction.by_itself = False  # from now on it waits for persons, and the page says so
        destruction.save(update_fields=["by_itself"])
        return None
    if rules.is_held(destruction.matter):
        return None
    states.move(destruction, State.APPROVED, approved_by=rule.approved_by, approved_at=rule.approved_at)
    return _destroy(destruction, by=by)


@transaction.atomic
def let_lapse(*, destruction: Destruction, by: User) -> bool:
    """End a proposal that is no longer due: the matter was opened again, the rule ended, or the content is gone
    already. Whether it did."""
    destruction = _locked(destruction)
    rule, today = rules.rule_for(destruction.matter, timezone.localdate()), timezone.localdate()
    due = rules.due_on(destruction.matter, rule)
    still_due = due is not None and due <= today and destruction.matter.key.destroyed_at is None
    if destruction.state not in {State.PROPOSED, State.APPROVED} or still_due:
        return False
    lapsing.lapse(destruction, Lapse.NOT_DUE, by=by)
    return True


def _destroy(destruction: Destruction, *, by: User) -> Destruction:
    matter = destruction.matter
    rules.check_not_held(matter)
    rule: RetentionRule = rules.check_due(matter, timezone.localdate())
    if destruction.state != State.APPROVED:
        raise WrongState(_("A partner has to approve this destruction first."))
    ordinal = moments.begin_destruction()
    key = forgetting.forget(matter=matter, by=by)
    rows, octets = erasing.erase(matter)
    states.move(
        destruction,
        State.DESTROYED,
        settled_by=by,
        settled_at=key.destroyed_at,
        ordinal=ordinal,
        rule=rule,
        due_on=rules.due_on(matter, rule),
        what=rows,
        octets=octets,
    )
    audit.record(
        event=Event.KEEPING_MATTER_DESTROYED,
        by=by,
        on=destruction,
        rule=rule.pk,
        approved_by=destruction.approved_by_id,
        by_itself=by.is_robot,
        rows=sum(rows.values()),
        bytes=octets,
    )
    return destruction


def _locked(destruction: Destruction) -> Destruction:
    """The matter first, as everywhere, then the destruction."""
    matter = _locked_matter(destruction.matter)
    found = Destruction.objects.select_for_update(of=("self",)).select_related("rule").get(pk=destruction.pk)
    found.matter = matter
    return found


def _locked_matter(matter: Matter) -> Matter:
    Matter.objects.select_for_update().get(pk=matter.pk)
    return Matter.objects.select_related("key").get(pk=matter.pk)
