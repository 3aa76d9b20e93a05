"""The firm's own rules on review, as writes: filing rules by forum, minimum review by kind of item.

Whoever works on matters proposes a filing rule and a partner approves it; minimum review is set by the rule's owner.
What no rule lowers stands in ``FLOOR``: a licensee's own recorded check, and every authority confirmed. Nor who decides
first what leaves the house, which is the responsible lawyer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import firm_digest
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState, holds
from apps.drafting.models import ItemKind
from apps.matters.models import Forum
from apps.people.models import User
from apps.review import rules
from apps.review.filing import queries as filings
from apps.review.models import Decider, GoesAs, ItemRule, ReturnReason, SecondPerson
from apps.review.models.checklist import FLOOR, Item
from apps.review.models.filing import Asks, Document, FilingRule, Signer, StatementKind, StatementPlace
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal

Owned = FilingRule | ItemRule | ReturnReason
"""What the firm set for its reviews and somebody answers for."""
MOST_LEAD_DAYS = 30
"""Working days: six weeks."""
RAREST = 100
"""A second look at fewer approvals of a kind than one in so many would be none."""


@dataclass(frozen=True)
class Proposal:
    """A filing rule as somebody proposes it."""

    forum: str
    document: str
    statement: str
    source: str
    source_url: str
    checked_on: date
    place: str = StatementPlace.ANYWHERE
    wording: str = ""
    wording_fr: str = ""
    must_stand: str = ""
    must_stand_fr: str = ""
    asks: Sequence[str] = field(default_factory=tuple)
    signer: str = Signer.NOBODY
    links_required: bool = False


@on_record(Attempt.PROPOSE_RULE)
def propose_filing_rule(*, given: Proposal, by: User) -> FilingRule:
    """A rule for one forum and document, to be approved by a partner; nothing changes until then."""
    rules.check_can_propose_rule(by)
    _check_proposal(given)
    _lock(given.forum)
    before = FilingRule.objects.filter(forum=given.forum, document=given.document)
    newest = before.order_by("-number").first()
    row = FilingRule.objects.create(
        **{**asdict(given), "asks": list(given.asks)},
        number=newest.number + 1 if newest else 1,
        owner=newest.owner if newest else None,
        proposed_by=by,
    )
    audit.record(event=Event.REVIEW_FILING_RULE_PROPOSED, by=by, on=row, **_facts(row))
    return row


def _lock(forum: str) -> None:
    """One after the other proposes or approves what a court asks for. Every court has a rule that can be locked."""
    list(FilingRule.objects.select_for_update(no_key=True).filter(forum=forum).order_by("pk"))


def _check_proposal(given: Proposal) -> None:
    enumerated = [
        (given.forum, Forum), (given.document, Document), (given.statement, StatementKind),
        (given.place, StatementPlace), (given.signer, Signer),
    ]  # fmt: skip
    if (
        any(value not in choices.values for value, choices in enumerated)
        or set(given.asks) - set(Asks.values)
        or given.forum == Forum.NONE
    ):
        raise BadInput(_("That is not one of the choices."))
    if not given.source.strip() or not given.source_url.startswith("https://"):
        raise BadInput(_("A rule names its official source, and the address where it is published."))
    if given.checked_on > timezone.localdate():
        raise BadInput(_("A source is checked today or earlier."))
    words = (given.wording, given.wording_fr, given.must_stand, given.must_stand_fr)
    if given.statement != StatementKind.NONE and not all(each.strip() for each in words):
        raise BadInput(
            _("A statement needs its wording in English and in French, and the words that have to stand.")
        )
    if given.statement != StatementKind.NONE and not all(
        filings.would_stand(whole, part, given.place)
        for whole, part in ((given.wording, given.must_stand), (given.wording_fr, given.must_stand_fr))
    ):
        if given.place == StatementPlace.FIRST:
            raise BadInput(_("The words that have to stand are not in the first paragraph of the wording."))
        raise BadInput(_("The words that have to stand are not in the wording that would be inserted."))
    if given.statement == StatementKind.NONE and given.signer in (Signer.LAWYER, Signer.DELEGATE):
        raise BadInput(_("Nobody can sign a statement that there is not."))


@on_record(Attempt.APPROVE_RULE)
def approve_filing_rule(*, rule: FilingRule, instead_of: FilingRule | None, by: User) -> FilingRule:
    """Put a proposed rule in force; the one before it is retired. A partner's act.

    ``instead_of`` is the one in force that it was compared with, if any. Raises NotAllowed, WrongState once it was
    decided, and Conflict where another was put in force since: that would be undone by whoever never saw it.
    """
    rules.check_is_partner(by)
    _lock(rule.forum)
    rule = FilingRule.objects.get(pk=rule.pk)
    if rule.approved_at is not None or rule.retired_at is not None:
        raise WrongState(_("This rule was decided already."))
    now, in_force = timezone.now(), rule.in_its_place
    if in_force != instead_of:
        raise Conflict(
            _(
                "Another rule was put in force since this page was opened. Look at what this one changes in it."
            )
        )
    if in_force is not None:
        in_force.retired_at = now
        in_force.save(update_fields=["retired_at"])
    rule.approved_by, rule.approved_at = by, now
    rule.save(update_fields=["approved_by", "approved_at"])
    audit.record(event=Event.REVIEW_FILING_RULE_APPROVED, by=by, on=rule, **_facts(rule))
    return rule


def check_can_decline_rule(user: User, rule: FilingRule) -> None:
    """A partner, or whoever proposed it and takes it back."""
    if not user.is_active or user.pk != rule.proposed_by_id:
        rules.check_is_partner(user)


def can_decline_rule(user: User, rule: FilingRule) -> bool:
    return holds(check_can_decline_rule, user, rule)


@on_record(Attempt.DECLINE_RULE)
def decline_filing_rule(*, rule: FilingRule, by: User) -> FilingRule:
    """Leave a proposed rule unused, for good: a partner, or whoever proposed it. What is in force stays so."""
    check_can_decline_rule(by, rule)
    rule = FilingRule.objects.select_for_update().get(pk=rule.pk)
    if rule.approved_at is not None or rule.retired_at is not None:
        raise WrongState(_("This rule was decided already."))
    rule.retired_at = timezone.now()
    rule.save(update_fields=["retired_at"])
    audit.record(event=Event.REVIEW_FILING_RULE_DECLINED, by=by, on=rule, **_facts(rule))
    return rule


def _facts(rule: FilingRule) -> dict[str, Any]:
    return {
        "forum": Forum(rule.forum),
        "document": Document(rule.document),
        "number": rule.number,
        "statement": StatementKind(rule.statement),
        "signer": Signer(rule.signer),
        "digest": firm_digest(rule.said),
    }


@on_record(Attempt.CHECK_RULE)
def confirm_filing_rule(*, rule: FilingRule, by: User) -> FilingRule:
    """The owner read the official source today and the rule still says it. A partner's where nobody owns it."""
    rules.check_keeps_rule(by, rule.owner)
    rule = FilingRule.objects.select_for_update().get(pk=rule.pk)
    if rule.retired_at is not None:
        raise WrongState(_("This rule is not in force any more."))
    rule.checked_on = timezone.localdate()
    rule.save(update_fields=["checked_on"])
    audit.record(
        event=Event.REVIEW_FILING_RULE_CHECKED, by=by, on=rule, forum=Forum(rule.forum), number=rule.number
    )
    return rule


@on_record(Attempt.NAME_OWNER)
def name_rule_owner(*, rule: Owned, owner: User, by: User) -> Owned:
    """The person who answers for a rule from now on. A partner names them."""
    rules.check_is_partner(by)
    if not owner.is_active or not owner.works_on_matters:
        raise BadInput(_("The owner of a rule is somebody who works on matters."))
    rule = type(rule)._default_manager.select_for_update().get(pk=rule.pk)
    rule.owner = owner
    rule.save(update_fields=["owner"])
    audit.record(event=Event.REVIEW_RULE_OWNER_NAMED, by=by, on=rule, owner=owner.pk)
    return rule


@on_record(Attempt.SET_RULE)
def set_item_rule(
    *,
    rule: ItemRule,
    was: int,
    decider: str,
    second_person: str,
    checklist: Sequence[str],
    goes_as: str,
    sample_one_in: int,
    lead_days: int,
    by: User,
) -> ItemRule:
    """What a kind of item needs from now on, as which files it is delivered, how often an approval is drawn for a
    second look, and how many working days before its day its review has to begin. Reviews that are open keep their
    place and the second person they need, and need one at their approval where the rule asks for one since; deliveries
    that are queued stay what they are.

    ``was`` is the version that was shown. Raises NotAllowed below the floor and for anyone but the owner (or who covers
    for them), Conflict when somebody changed it first.
    """
    rule = ItemRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    rules.check_keeps_rule(by, rule.owner)
    if rule.version != was:
        raise Conflict(_("The rule was changed in the meantime. Look at it first."))
    if decider not in Decider.values or second_person not in SecondPerson.values:
        raise BadInput(_("That is not one of the choices."))
    if decider not in dict(rule.choices_of_deciders):
        raise NotAllowed(
            _("Nobody lowers this: what leaves the house is the responsible lawyer's to decide."),
            codes=(Refusal.FLOOR,),
        )
    if goes_as != rule.goes_as and goes_as not in dict(rule.choices_of_files):
        raise BadInput(_("That is not one of the choices."))
    if set(checklist) - set(Item):
        raise BadInput(_("That is not one of the questions."))
    if not 0 <= sample_one_in <= RAREST:
        raise BadInput(_("One approval in %(n)d is drawn at least, or none.") % {"n": RAREST})
    if not 0 <= lead_days <= MOST_LEAD_DAYS:
        raise BadInput(
            _("A review begins at most %(n)d working days before its day.") % {"n": MOST_LEAD_DAYS}
        )
    if FLOOR - set(checklist):
        raise NotAllowed(
            _("Nobody lowers this: a licensee's own check of every item, and every authority confirmed."),
            codes=(Refusal.FLOOR,),
        )
    rule.decider, rule.second_person, rule.version = decider, second_person, was + 1
    rule.goes_as, rule.sample_one_in, rule.lead_days = goes_as, sample_one_in, lead_days
    rule.checklist = [item.value for item in Item if item in set(checklist)]
    rule.checked_on = timezone.localdate()
    rule.save()
    audit.record(
        event=Event.REVIEW_ITEM_RULE_SET,
        by=by,
        on=rule,
        item=ItemKind(rule.kind),
        version=rule.version,
        decider=Decider(decider),
        second_person=SecondPerson(second_person),
        questions=[Item(each) for each in rule.checklist],
        goes_as=GoesAs(goes_as),
        one_in=sample_one_in,
        lead_days=lead_days,
    )
    return rule
