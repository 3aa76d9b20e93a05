"""What the pages about courts, outcomes, signatures, rules and corrections print."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import prepared
from apps.core.prepared import together
from apps.matters import keys
from apps.people.models import User
from apps.review import (
    aftermath,
    alone,
    cancelling,
    certificates,
    doubts,
    filings,
    freeing,
    in_charge,
    queries,
    reasons,
    rounds,
    rules,
    taking_over,
)
from apps.review.aftermath_models import Correction, CorrectiveTask, EarlierFilings, Fault
from apps.review.certificates import Prepared
from apps.review.coming_back import Back, back
from apps.review.filing_models import (
    AiPart,
    Asks,
    Document,
    FilingAnswer,
    FilingRule,
    ForumAsks,
    SignedStatement,
    Withdrawal,
)
from apps.review.firm_models import AloneReason, Cover, SecondPersonException
from apps.review.models import (
    Decision,
    Format,
    ItemRule,
    Manifest,
    Rendering,
    ReturnReason,
    ReviewTask,
    TaskState,
)
from apps.review.queries import Reading
from apps.review.rulebook import can_decline_rule
from apps.review.shown import note_of
from apps.review.written import markup


@dataclass(frozen=True)
class FilingShown:
    """The court's part of the ledger: the rule, what was answered, what is still missing, what would be inserted."""

    rule: FilingRule
    answer: FilingAnswer | None
    document: str
    """What was said that it is, whether or not that still counts."""
    note: str = field(repr=False)
    asks: list[str]
    always_asks: frozenset[str]
    """What is asked whichever kind of document it is: of the rest, a page cannot say yet whether it is."""
    missing: list[str]
    statement: str = field(repr=False)
    may_insert: bool
    is_old: bool
    documents: list[tuple[str, Any]]
    ai_parts: list[tuple[str, Any]]
    forum_answers: list[tuple[str, Any]]
    waits_for_lawyer: bool
    """Whether this reader may not answer it."""

    @property
    def part_required(self) -> bool:
        return Asks.AI_PART in self.always_asks

    @property
    def forum_required(self) -> bool:
        return Asks.FORUM in self.always_asks

    @property
    def asks_note(self) -> bool:
        return bool({Asks.AI_PART, Asks.FORUM} & set(self.asks))


def filing(task: ReviewTask, reading: Reading, user: User) -> FilingShown | None:
    """None for what goes to no court. What was decided shows what was answered then, under the rule of then."""
    found = reading.filing
    if found is None:
        return None
    answer, said = found.answer, found.answer or found.earlier
    is_decided = task.state not in (TaskState.OPEN, TaskState.SECOND)
    if is_decided and said is not None:
        found = replace(found, rule=said.rule, answer=said, statement="", earlier=None)
        answer = said
    document = said.document if said else Document.FACTUM
    may_free = freeing.may_free_now(user, task)
    asks = {*filings.asked(found.rule, document, task.kind), *found.court.may_ask}
    return FilingShown(
        rule=found.rule,
        answer=answer,
        document=said.document if said else "",
        note=keys.reveal(answer, "note").reveal() if answer is not None and answer.note is not None else "",
        asks=[each.value for each in asks],
        always_asks=frozenset(each.value for each in found.court.always_asks),
        missing=[
            each.sentence
            for each in filings.missing(task, reading.text, reading.ledger, found)
            if each.target == "filing" and not is_decided
        ],
        statement=found.statement,
        may_insert=bool(answer and found.statement) and not filings.stands(reading.text, found),
        is_old=found.rule.is_old(timezone.localdate()),
        documents=[(each.value, each.label) for each in filings.KINDS],
        ai_parts=list(AiPart.choices),
        forum_answers=list(ForumAsks.choices),
        waits_for_lawyer=not may_free,
    )


# After a decision -----------------------------------------------------------------------------------------


def outcome(task: ReviewTask, user: User) -> dict[str, Any] | None:
    """How a review ended: the last decision, and for an approval its files and where they are going."""
    if task.state in (TaskState.OPEN, TaskState.SECOND):
        return None
    manifest = queries.approved_manifest(task)
    decided = [_LAST.of(task=task.pk), _STANDING.of(task=task.pk)]
    files = [] if manifest is None else [_FILES.of(manifest=manifest.pk)]
    lasts, approvals, *renderings = together(*decided, *files)
    last = next(iter(lasts), None)
    written = next(iter(renderings), [])
    returned = task.state == TaskState.RETURNED
    newest = task.draft.revisions.order_by("-made_at").first() if returned else None
    return {
        "decision": last,
        "reasons": reasons.said(last.reasons) if last else "",
        "note": note_of(last),
        "revision": newest or rounds.carried_on_by(task.draft),
        "may_ask_again": returned and rounds.can_ask_again(user, task),
        "may_give_up": returned and rounds.can_give_up(user, task),
        "manifest": manifest,
        **signing(task, user),
        "renderings": written,
        "has_pdf": any(each.format == Format.PDF for each in written),
        "approvals": approvals if manifest else [],
        # The stage that follows keeps its own rows; they are reached from the manifest without knowing them.
        "deliveries": list(manifest.deliveries.select_related("connection")) if manifest else [],
    }


_LAST = prepared.Prepared(
    lambda task: Decision.objects.filter(task=task).select_related("by", "version").order_by("-at")[:1]
)
_STANDING = prepared.Prepared(
    lambda task: rules.standing(task).select_related("by", "version").order_by("at")
)
_FILES = prepared.Prepared(lambda manifest: Rendering.objects.filter(manifest=manifest).order_by("format"))


def signing(task: ReviewTask, user: User) -> dict[str, Any]:
    """What an approved item's outcome says of signatures and corrections."""
    manifest = queries.approved_manifest(task)
    due = manifest is not None and bool(manifest.signature_due)
    statements, exceptions, final = together(
        _STATEMENTS.of(task=task.pk), _EXCEPTION.of(task=task.pk), _FINAL.of(task=task.pk)
    )
    is_signed = any(each.withdrawn_at is None for each in statements)
    filing = filings.of(task) if due and not is_signed else None
    corrections = [] if manifest is None else _corrections(task)
    doubt = doubts.of(manifest.pk) if manifest is not None and (is_signed or not due) else None
    changed = certificates.what_changed(task, manifest, filing) if manifest and filing else ""
    is_withdrawn = due and manifest is not None and certificates.was_withdrawn_as_wrong(manifest)
    is_in_vain = bool(doubt or changed or is_withdrawn)
    taken_back = back(task, user) if manifest is not None else None
    return {
        "signature_due": due,
        "what_changed": changed,
        "away": in_charge.away(task, filing),
        "is_withdrawn": is_withdrawn,
        "next_step": certificates.way_on(task) if is_withdrawn else "",
        "back": taken_back,
        "is_in_vain": is_in_vain,
        "is_others_to_take_back": is_in_vain and not taken_back and cancelling.may_come_back(task),
        "is_signed": is_signed,
        "is_final": doubt is None and bool(final),
        "statements": statements,
        "doubt": _doubted(task, doubt) if doubt and not corrections else "",
        "corrections": corrections,
        **_since([each.row for each in corrections], task),
        "exception": next(iter(exceptions), None),
        "withdrawals": Withdrawal.choices,
    }


_STATEMENTS = prepared.Prepared(
    lambda task: SignedStatement.objects.filter(task=task).select_related("by", "lawyer", "withdrawn_by")
)
_EXCEPTION = prepared.Prepared(
    lambda task: (
        SecondPersonException.objects.filter(task=task, decision__voided_at=None)
        .select_related("by")
        .order_by("pk")[:1]
    )
)
_FINAL = prepared.Prepared(lambda task: Manifest.objects.final().filter(task=task).values_list("pk")[:1])


def _doubted(task: ReviewTask, doubt: doubts.Doubt) -> str:
    """What speaks against an approval, and what the way on is."""
    in_vain = doubt == doubts.Doubt.SIGNED_UNLICENSED
    way = _("Withdraw the signature first.") if in_vain else certificates.way_on(task)
    stays = _("Nothing more of it leaves.")
    return f"{doubts.said(doubt)} {stays} {way}"


@dataclass(frozen=True)
class CorrectionShown:
    """What somebody found wrong with an approved item, and what is owed for it."""

    row: Correction
    faults: list[str]
    note: str = field(repr=False)
    duties: list[CorrectiveTask]


def _corrections(task: ReviewTask) -> list[CorrectionShown]:
    duties = Prefetch("duties", CorrectiveTask.objects.select_related("assigned_to", "done_by"))
    return [
        CorrectionShown(
            row,
            [str(Fault(each).label) for each in row.faults],
            note_of(row),
            list(row.duties.all()),
        )
        for row in task.corrections.select_related("by").prefetch_related(duties)
    ]


def _since(found: list[Correction], task: ReviewTask) -> dict[str, bool]:
    """Whether more was found wrong than the request for a corrected text says, and whether that is asked anew."""
    made = rounds.carried_on_by(task.draft) if found else None
    late = made is not None and found[-1].at > made.made_at
    return {"found_since": late, "may_ask_anew": made is not None and aftermath.says_too_little(made, found)}


def signature(prepared: Prepared) -> dict[str, Any]:
    """The page on which a certificate or declaration is signed."""
    return {
        "prepared": prepared,
        "document": markup.render(prepared.text),
        "authorities": [
            {
                "pk": str(line.authority.pk),
                "name": line.name,
                "link": filings.link_of(line),
            }
            for line in prepared.lines
        ],
    }


def statement_text(statement: SignedStatement) -> str:
    return keys.reveal_bytes(statement, "content").reveal().decode()


@dataclass(frozen=True)
class Awaited:
    """The approval after which a second person is waited for, and what this reader may do about it."""

    first: Decision
    is_mine: bool
    back: Back | None


def awaited(task: ReviewTask, user: User) -> Awaited | None:
    """None where no second person is waited for."""
    if task.state != TaskState.SECOND:
        return None
    first = rules.standing(task).select_related("by", "version").first()
    return None if first is None else Awaited(first, first.by_id == user.pk, back(task, user))


def lonely(task: ReviewTask, user: User) -> dict[str, Any]:
    """Whether this person may approve without a second one, and who stands in the way of that."""
    waits = awaited(task, user)
    mine = waits is not None and waits.is_mine
    return {
        "is_mine": mine,
        "others": alone.could_be_second(task) if mine else [],
        "reasons": AloneReason.choices,
    }


# Rules ----------------------------------------------------------------------------------------------------


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


# Duties ---------------------------------------------------------------------------------------------------


def open_duties(user: User) -> list[CorrectiveTask]:
    """What is owed for items found wrong, in matters this person sees, first due first. Once a matter's content is
    destroyed, nothing can be said any more of what was done."""
    seen = ReviewTask.objects.visible_to(user).filter(matter__key__destroyed_at=None)
    return list(
        CorrectiveTask.objects.filter(done_at=None, correction__task__in=seen)
        .select_related("assigned_to", "correction__task__matter")
        .order_by("needed_by", "id")[:200]
    )


def earlier_filings(duty: EarlierFilings, user: User) -> dict[str, Any]:
    """What whoever took over a matter looks through: each item, what was said of it, and what was signed."""
    listed = []
    for task in taking_over.filed_before(duty):
        answer = max(task.filing_answers.all(), key=lambda each: each.at, default=None)
        statement = next((each for each in task.statements.all() if each.withdrawn_at is None), None)
        listed.append({"task": task, "answer": answer, "statement": statement})
    return {
        "duty": duty,
        "listed": listed,
        "note": keys.reveal(duty, "note").reveal() if duty.note is not None else "",
        "why_not": "" if duty.done_at is not None else taking_over.why_not(user, duty),
    }
