"""Which event is told to whom, as a table. An event that is not in it is told to nobody.

Each function finds the people for the row that an entry names; who may see the matter is asked afterwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from apps.audit.events import Event
from apps.audit.facts import EPOCH
from apps.audit.models import Entry
from apps.drafting.models import Draft, Request
from apps.drafting.rules import who_answers
from apps.matters.models import Delegation, Matter
from apps.matters.rules import works_on
from apps.notices.models import NoticeKind
from apps.people.models import Recovery, RoleCode, User
from apps.people.role_rules import is_set_up
from apps.people.rules import Field, RoleEnd
from apps.policy.models import Incident
from apps.review import seconds
from apps.review.attendance.in_charge import may_answer
from apps.review.models import (
    CorrectiveTask,
    Cover,
    Decision,
    LookOutcome,
    Manifest,
    ReviewTask,
    SecondPersonException,
    SignedStatement,
    Step,
    TaskState,
)
from apps.review.rules import Voided, standing
from apps.sync.models import Delivery, DeliveryState

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Telling:
    """What the people are told, and who they are."""

    kind: NoticeKind
    people: Callable[[Entry], Iterable[UUID]]
    applies: Callable[[Entry], bool] = lambda entry: True


def _task(entry: Entry) -> ReviewTask | None:
    """The review that an entry is about, whichever of its rows it names."""
    rows = ReviewTask.objects.select_related("draft__request")
    return rows.filter(pk=entry.subject).first() or rows.filter(decisions=entry.subject).first()


def _answers(entry: Entry) -> Iterable[UUID]:
    """Who answers for it, and who covers for them today; the matter's lawyer too, where they may not any more, or every
    partner, where that one is there no more either."""
    task = _task(entry)
    if task is None:
        return []
    lawyer = who_answers(task.responsible, task.matter)
    return _and_cover(task.responsible_id) | {*_or_partners(lawyer, task.matter)}


def _answered(entry: Entry) -> Iterable[UUID]:
    """Who answered for it until somebody else was named, and who covers for them."""
    return _and_cover(UUID(str(entry.facts["instead_of"])))


def _and_cover(*people: UUID) -> set[UUID]:
    return {*people, *Cover.objects.current().filter(away__in=people).values_list("by_whom", flat=True)}


def _owes(entry: Entry) -> Iterable[UUID]:
    """Whoever something is owed by for an item found wrong, who covers for them, who approved it, who asked for it,
    and the matter's lawyer."""
    task = _task(entry)
    if task is None:
        return []
    duties = CorrectiveTask.objects.filter(correction__task=task).values_list("assigned_to", flat=True)
    approved = standing(task).values_list("by", flat=True)
    asked = task.draft.request.requested_by_id
    return _and_cover(task.responsible_id, *duties) | {asked, *approved, *_responsible_for_matter(entry)}


def _found_against(entry: Entry) -> Iterable[UUID]:
    """Whose approval a second look found wrong, who answers for the item, who covers for them, and the matter's
    lawyer: what is done about it is one of theirs to say."""
    task = _task(entry)
    if task is None:
        return []
    approved = standing(task).values_list("by", flat=True)
    return _and_cover(task.responsible_id) | {*approved, *_responsible_for_matter(entry)}


def _was_overturned(entry: Entry) -> bool:
    return entry.facts["outcome"] == LookOutcome.OVERTURNED


def _took_over(entry: Entry) -> Iterable[UUID]:
    """Who took over a matter, and who covers for them."""
    return _and_cover(UUID(str(entry.facts["owed_by"])))


def _signed(entry: Entry) -> Iterable[UUID]:
    """Whose signature it counted as, who gave it, and who covers for that lawyer."""
    rows = SignedStatement.objects.filter(pk=str(entry.facts["statement"]))
    return {who for row in rows for who in (row.by_id, *_and_cover(row.lawyer_id))}


def _approved_it(entry: Entry) -> Iterable[UUID]:
    """Whose approval it was."""
    decision = _decision(entry)
    return [decision.by_id] if decision else []


def _told_of_it(entry: Entry) -> Iterable[UUID]:
    """Whose approval it was, and where it was taken back, who was told that it was given, and who has it before them
    again."""
    decision = _decision(entry)
    if decision is None or entry.facts["reason"] not in (Voided.TAKEN_BACK, Voided.SIGNED_IN_ERROR):
        return _approved_it(entry)
    was_alone = SecondPersonException.objects.filter(decision=decision).exists()
    asked = _requester(entry) if was_alone or _is_final(entry) else []
    partners = _all_partners(entry) if was_alone else []
    return {decision.by_id, *asked, *partners, *_has_it_again(entry)}


def _has_it_again(entry: Entry) -> Iterable[UUID]:
    """Who answers for what is open again; and whoever names somebody, where they may not decide it any more: a licence
    may not cover what the matter is now."""
    task = _task(entry)
    if task is None:
        return []
    told = set(_answers(entry))
    return told if may_answer(task.responsible, task, None) else told | {*_in_charge_of_matter(entry)}


def _asked_to_look(entry: Entry) -> Iterable[UUID]:
    """Who was asked, and who covers for them today."""
    named = entry.facts.get("reviewer")
    return _and_cover(UUID(str(named))) if named else []


def _requester(entry: Entry) -> Iterable[UUID]:
    task = _task(entry)
    return [task.draft.request.requested_by_id] if task else []


def _asked_or_answers(entry: Entry) -> Iterable[UUID]:
    """Who asked for it, who answers for it, and who covers for them: its review ended without an approval."""
    return {*_requester(entry), *_answers(entry)}


def _may_sign(entry: Entry) -> Iterable[UUID]:
    """Where what was approved waits for a signature: the lawyer whose it is, and who signs for them."""
    task = _task(entry)
    due = Manifest.objects.unsigned().filter(task=task).first() if task else None
    if task is None or due is None:
        return []
    given = Delegation.objects.current().filter(
        matter=task.matter_id, lawyer=task.responsible_id, what=due.signature_due
    )
    return {task.responsible_id, *given.values_list("delegate", flat=True)}


def _may_be_second(entry: Entry) -> Iterable[UUID]:
    """Those of the matter who may take that step, and nobody who had a part in the text."""
    task = _task(entry)
    return [user.pk for user in seconds.who_may(task)] if task else []


def _request_people(entry: Entry) -> Iterable[UUID]:
    """Who asked for it; where they do not work on the matter any more, who was to answer for the draft."""
    related = ("matter__responsible", "requested_by", "responsible")
    request = Request.objects.select_related(*related).filter(pk=entry.subject).first()
    if request is None:
        return []
    if works_on(request.requested_by, request.matter):
        return [request.requested_by_id]
    return _or_partners(who_answers(request.responsible, request.matter), request.matter)


def _draft_people(entry: Entry) -> Iterable[UUID]:
    draft = Draft.objects.select_related("request").filter(pk=entry.subject).first()
    return [draft.request.responsible_id, draft.request.requested_by_id] if draft else []


def _delivery_people(entry: Entry) -> Iterable[UUID]:
    delivery = (
        Delivery.objects.select_related("manifest__task__draft__request").filter(pk=entry.subject).first()
    )
    if delivery is None:
        return []
    task = delivery.manifest.task
    return [delivery.asked_by_id, task.responsible_id, task.draft.request.requested_by_id]


def _stopped_with(entry: Entry) -> Iterable[UUID]:
    """The same; and the matter's lawyer, or every partner, where whoever let it go works on the matter no more."""
    delivery = (
        Delivery.objects.select_related("asked_by", "matter__responsible").filter(pk=entry.subject).first()
    )
    if delivery is None or works_on(delivery.asked_by, delivery.matter):
        return _delivery_people(entry)
    return {*_delivery_people(entry), *_or_partners(delivery.matter.responsible, delivery.matter)}


def _responsible_for_matter(entry: Entry) -> Iterable[UUID]:
    return Matter.objects.filter(pk=entry.matter).values_list("responsible", flat=True)


def _in_charge_of_matter(entry: Entry) -> Iterable[UUID]:
    """The lawyer responsible for it; every partner, where that one does not work on it any more."""
    matter = Matter.objects.select_related("responsible").filter(pk=entry.matter).first()
    return _or_partners(matter.responsible, matter) if matter else []


def _said_it_or_in_charge(entry: Entry) -> Iterable[UUID]:
    """Who had said it, and who can say it again; every partner, where it may be of any matter."""
    in_charge = _in_charge_of_matter(entry) if entry.matter else _all_partners(entry)
    return {UUID(str(entry.facts["settled_by"])), *in_charge}


def _or_partners(lawyer: User, matter: Matter) -> list[UUID]:
    return [lawyer.pk] if works_on(lawyer, matter) else _with_role(RoleCode.PARTNER)


def _partners(entry: Entry) -> Iterable[UUID]:
    return _with_role(RoleCode.PARTNER, RoleCode.ADMINISTRATOR)


def _all_partners(entry: Entry) -> Iterable[UUID]:
    return _with_role(RoleCode.PARTNER)


def _administrators(entry: Entry) -> Iterable[UUID]:
    return _with_role(RoleCode.ADMINISTRATOR)


def _back_in(entry: Entry) -> Iterable[UUID]:
    """Whose account it is, and every partner; and whoever asked, of what became of it."""
    recovery = Recovery.objects.filter(pk=entry.subject).first()
    return {recovery.user_id, recovery.asked_by_id, *_all_partners(entry)} if recovery else []


def _person_and_partners(entry: Entry) -> Iterable[UUID]:
    return {entry.subject, *_all_partners(entry)}


def _to_another_address(entry: Entry) -> bool:
    return Field.EMAIL in entry.facts["fields"]


def _other_partners(entry: Entry) -> Iterable[UUID]:
    return {*_all_partners(entry)} - {UUID(str(entry.facts["user"]))}


def _person_and_other_partners(entry: Entry) -> Iterable[UUID]:
    return {UUID(str(entry.facts["user"])), *_all_partners(entry)}


def _asked_for_it(entry: Entry) -> Iterable[UUID]:
    return [UUID(str(entry.facts["raised_by"]))]


def _made_partner(entry: Entry) -> bool:
    return entry.facts["role"] == RoleCode.PARTNER


def _was_partner(entry: Entry) -> bool:
    return _made_partner(entry) and entry.facts.get("reason") != RoleEnd.NOT_BEGUN


def _away_and_cover(entry: Entry) -> Iterable[UUID]:
    """Whose turn falls to somebody else or is their own again, and to whom: whoever is not away hears of it at once."""
    return [UUID(str(entry.facts[each])) for each in ("away", "covered_by")]


def _just_ended(entry: Entry) -> bool:
    """Not where the house first took note of the end long after it."""
    said = EPOCH + timedelta(microseconds=entry.at_us)
    return Cover.objects.filter(pk=entry.subject, last_day__gte=said.date() - A_WEEK).exists()


def _after_setting_up(entry: Entry) -> bool:
    """Not while a firm enters all it has: then its first partners have it before them."""
    return is_set_up(EPOCH + timedelta(microseconds=entry.at_us))


def _stops_nothing(entry: Entry) -> bool:
    """Not of what stops all sending: that it was stopped is told."""
    return Incident.objects.filter(pk=entry.subject, stops=False).exists()


def _with_role(*codes: RoleCode) -> list[UUID]:
    return [user.pk for user in User.objects.people().filter(is_active=True) if user.has_role(*codes)]


def _decision(entry: Entry) -> Decision | None:
    named = str(entry.facts.get("decision", entry.subject))
    return Decision.objects.select_related("task").filter(pk=named).first()


def _is_final(entry: Entry) -> bool:
    """The approval after which nobody else is asked."""
    decision = _decision(entry)
    return decision is not None and (decision.step == Step.SECOND or not decision.task.needs_second)


def _waits_for_second(entry: Entry) -> bool:
    """The first of two approvals, as long as the second is awaited."""
    decision = _decision(entry)
    return decision is not None and not _is_final(entry) and decision.task.state == TaskState.SECOND


def _is_whole(entry: Entry) -> bool:
    """The last of an item's deliveries: note and document arrive apart and are one thing to the person."""
    delivery = Delivery.objects.filter(pk=entry.subject).first()
    if delivery is None or delivery.verified_at is None:
        return False
    others = Delivery.objects.filter(manifest=delivery.manifest).exclude(pk=delivery.pk)
    later = Q(verified_at__gt=delivery.verified_at) | Q(verified_at=delivery.verified_at, pk__gt=delivery.pk)
    return not others.exclude(state=DeliveryState.CANCELLED).filter(Q(verified_at=None) | later).exists()


TABLE: dict[Event, list[Telling]] = {
    Event.REVIEW_TASK_OPENED: [Telling(NoticeKind.DRAFT_READY, _answers)],
    Event.REVIEW_RESPONSIBLE_NAMED: [
        Telling(NoticeKind.DRAFT_READY, _answers),
        Telling(NoticeKind.REPLACED, _answered),
    ],
    Event.REVIEW_TASK_NOT_OPENED: [Telling(NoticeKind.REVIEW_UNOPENED, _draft_people)],
    Event.REVIEW_APPROVED: [
        Telling(NoticeKind.SECOND_NEEDED, _may_be_second, _waits_for_second),
        Telling(NoticeKind.SIGNATURE_AWAITED, _may_sign, _is_final),
        Telling(NoticeKind.APPROVED, _requester, _is_final),
    ],
    Event.REVIEW_APPROVED_ALONE: [
        Telling(NoticeKind.SIGNATURE_AWAITED, _may_sign),
        Telling(NoticeKind.APPROVED_ALONE, _all_partners),
        Telling(NoticeKind.APPROVED, _requester),
    ],
    Event.REVIEW_APPROVAL_CANCELLED: [Telling(NoticeKind.APPROVAL_CANCELLED, _told_of_it)],
    Event.REVIEW_ASSIGNED: [Telling(NoticeKind.ASKED_TO_LOOK, _asked_to_look)],
    Event.REVIEW_STATEMENT_WITHDRAWN: [Telling(NoticeKind.SIGNATURE_WITHDRAWN, _signed)],
    Event.REVIEW_FOUND_WRONG: [Telling(NoticeKind.FOUND_WRONG, _owes)],
    Event.REVIEW_LOOKED_AGAIN: [Telling(NoticeKind.OVERTURNED, _found_against, _was_overturned)],
    Event.REVIEW_EARLIER_FILINGS_OWED: [Telling(NoticeKind.TAKEN_OVER, _took_over)],
    Event.REVIEW_COVER_RECORDED: [Telling(NoticeKind.COVERED, _away_and_cover)],
    Event.REVIEW_COVER_ENDED: [Telling(NoticeKind.COVER_ENDED, _away_and_cover, _just_ended)],
    Event.REVIEW_RETURNED: [Telling(NoticeKind.RETURNED, _asked_or_answers)],
    Event.REVIEW_WITHDRAWN: [Telling(NoticeKind.RETURNED, _asked_or_answers)],
    Event.SYNC_DELIVERY_VERIFIED: [Telling(NoticeKind.DELIVERED, _delivery_people, _is_whole)],
    Event.SYNC_DELIVERY_FAILED: [Telling(NoticeKind.DELIVERY_STOPPED, _stopped_with)],
    Event.SYNC_UNREAD_CHANGED: [Telling(NoticeKind.PARTIES_CHANGED, _said_it_or_in_charge)],
    Event.DRAFTING_REQUEST_STOPPED: [Telling(NoticeKind.REQUEST_STOPPED, _request_people)],
    Event.INTEGRATIONS_CONNECTION_FAILED: [Telling(NoticeKind.CONNECTION_BROKEN, _administrators)],
    Event.KEEPING_DESTRUCTION_PROPOSED: [Telling(NoticeKind.DESTRUCTION_DUE, _in_charge_of_matter)],
    Event.PEOPLE_RECOVERY_ASKED: [Telling(NoticeKind.RECOVERY_ASKED, _back_in)],
    Event.PEOPLE_RECOVERY_AGREED: [Telling(NoticeKind.RECOVERY_SETTLED, _back_in)],
    Event.PEOPLE_RECOVERY_REFUSED: [Telling(NoticeKind.RECOVERY_SETTLED, _back_in)],
    Event.PEOPLE_RECOVERY_STOPPED: [Telling(NoticeKind.RECOVERY_SETTLED, _back_in)],
    Event.PEOPLE_RECOVERY_DONE: [Telling(NoticeKind.RECOVERY_DONE, _back_in)],
    Event.PEOPLE_USER_CHANGED: [
        Telling(NoticeKind.ADDRESS_CHANGED, _person_and_partners, _to_another_address)
    ],
    Event.PEOPLE_ROLE_ASKED: [Telling(NoticeKind.ROLE_ASKED, _other_partners)],
    Event.PEOPLE_ROLE_AGREED: [
        Telling(NoticeKind.PARTNER_MADE, _other_partners, _made_partner),
        Telling(NoticeKind.ROLE_SETTLED, _asked_for_it),
    ],
    Event.PEOPLE_ROLE_REFUSED: [Telling(NoticeKind.ROLE_SETTLED, _asked_for_it)],
    Event.PEOPLE_ROLE_GRANTED: [Telling(NoticeKind.PARTNER_MADE, _other_partners, _made_partner)],
    Event.PEOPLE_ROLE_ENDED: [Telling(NoticeKind.PARTNER_ENDED, _person_and_other_partners, _was_partner)],
    Event.PEOPLE_ADMINISTRATOR_REPLACED: [Telling(NoticeKind.NEW_ADMINISTRATOR, _person_and_partners)],
    Event.PEOPLE_LICENCE_RECORDED: [Telling(NoticeKind.LICENCE_RECORDED, _all_partners, _after_setting_up)],
    Event.PEOPLE_LICENCE_CHANGED: [Telling(NoticeKind.LICENCE_CHANGED, _all_partners)],
    Event.PEOPLE_LICENCE_WITHDRAWN: [Telling(NoticeKind.LICENCE_WITHDRAWN, _all_partners)],
    Event.POLICY_BREAKER_OPENED: [Telling(NoticeKind.BREAKER_OPENED, _partners)],
    Event.POLICY_INCIDENT_RAISED: [Telling(NoticeKind.INCIDENT_RAISED, _partners, _stops_nothing)],
}

BY_CODE = {event.value: event for event in TABLE}
