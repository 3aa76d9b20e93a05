"""The court's part of the ledger, as a page prints it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from apps.matters import keys
from apps.people.models import User
from apps.review.filing import freeing
from apps.review.filing import queries as filings
from apps.review.models import ReviewTask, TaskState
from apps.review.models.filing import AiPart, Asks, Document, FilingAnswer, FilingRule, ForumAsks
from apps.review.reading.queries import Reading


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
