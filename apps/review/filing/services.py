"""What a person says and does about a document that goes to a court, before it is approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting.models import Version
from apps.matters import keys
from apps.matters.models import Forum
from apps.people.models import User
from apps.review import rules
from apps.review.acts import changed, check_newest, locked, said
from apps.review.filing import freeing, queries
from apps.review.models import ReviewTask
from apps.review.models.filing import AiPart, Asks, Document, FilingAnswer, FilingRule, ForumAsks
from apps.review.preparation.services import edit
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal, Voided


@dataclass(frozen=True)
class Said:
    """A person's answers about a filing, as codes. What the rule of its kind of document does not ask is not kept: the
    question stands on the page for the other kinds."""

    document: str
    ai_part: str = ""
    forum_asks: str = ""
    witness_chosen: bool = False
    expert_certified: bool = False


@on_record(Attempt.FILE)
def describe_filing(
    *, task: ReviewTask, version: Version, given: Said, by: User, note: Sensitive | None = None
) -> FilingAnswer:
    """Say what a document is for its court and what part AI had in it. Kept with who said so; the newest counts.

    A lawyer's to say, or the licensee's who answers for the item: every kind of document is free of something that is
    asked of another (of an affidavit, whether AI may draft words for a witness). Nobody says that AI only suggested
    while all of Claude's words stand (notice of the Federal Court, 7 May 2024). While a second person is awaited it
    cancels the first approval, which was given on the answer before.
    Raises BadInput for what is not said, NotAllowed where only a lawyer may answer, Conflict for an older version.
    """
    task = locked(task)
    rules.check_can_prepare(by, task)
    check_newest(task, version)
    if not queries.is_filed(task):
        raise BadInput(_("This is not filed with a court or tribunal."))
    if given.document not in Document.values or given.document == Document.ANY:
        raise BadInput(_("Say what kind of document it is."))
    freeing.check_may_free(by, task)
    rule = queries.rule_for(Forum(task.matter.forum), Document(given.document))
    given = _as_asked(given, queries.asked(rule, given.document, task.kind))
    _check(given, rule, task, version, by, note)
    changed(task, by, Voided.FILED)
    row = FilingAnswer(
        task=task,
        version=version,
        matter_id=task.matter_id,
        rule=rule,
        document=given.document,
        ai_part=given.ai_part,
        forum_asks=given.forum_asks,
        witness_chosen=given.witness_chosen,
        expert_certified=given.expert_certified,
        by=by,
    )
    if note is not None and said(note):
        keys.seal(row, "note", Sensitive(canonical(note.reveal().strip())))
    row.save(force_insert=True)
    audit.record(
        event=Event.REVIEW_FILING_DESCRIBED,
        by=by,
        on=task,
        version=version.pk,
        rule=rule.pk,
        rule_version=rule.number,
        document=Document(given.document),
        ai_part=AiPart(given.ai_part) if given.ai_part else None,
        forum_asks=ForumAsks(given.forum_asks) if given.forum_asks else None,
        witness=given.witness_chosen,
        expert=given.expert_certified,
    )
    return row


def _as_asked(given: Said, asks: Sequence[Asks]) -> Said:
    """Less what this kind of document is not asked."""
    return replace(
        given,
        ai_part=given.ai_part if Asks.AI_PART in asks else "",
        forum_asks=given.forum_asks if Asks.FORUM in asks else "",
    )


def _check(
    given: Said, rule: FilingRule, task: ReviewTask, version: Version, by: User, note: Sensitive | None
) -> None:
    asks = queries.asked(rule, given.document, task.kind)
    if Asks.AI_PART in asks and given.ai_part not in AiPart.values:
        raise BadInput(str(queries.QUESTIONS[Asks.AI_PART]))
    if Asks.FORUM in asks and given.forum_asks not in ForumAsks.values:
        raise BadInput(str(queries.QUESTIONS[Asks.FORUM]))
    if given.ai_part == AiPart.SUGGESTIONS and not said(note):
        raise BadInput(_("Claude wrote this draft. Say how its words were replaced."))
    if given.forum_asks and not said(note):
        raise BadInput(_("Say where you found out what the court or tribunal asks for."))
    if given.ai_part == AiPart.SUGGESTIONS:
        text = keys.reveal(version, "text").reveal()
        if queries.wrote_it_all(task, text):
            raise NotAllowed(queries.wrote_it_all_sentence(), codes=(Refusal.STATEMENT,))
    if given.witness_chosen and not rules.is_lawyer(by):
        raise NotAllowed(
            _("Only a lawyer chooses that AI drafts words for a witness."), codes=(Refusal.NOT_A_LAWYER,)
        )


def insert_statement(*, task: ReviewTask, base_version: Version, by: User) -> Version:
    """Put what the forum's rule asks for into the text. It makes the next version, which a person may edit.

    Raises BadInput where nothing was answered under the rule, it asks for nothing or the statement stands already; else
    what ``edit`` raises.
    """
    filing = queries.of(task)
    text = keys.reveal(base_version, "text").reveal()
    if filing is not None and filing.answer is None:
        raise BadInput(_("Say first what kind of document this is for the court."))
    if filing is None or not filing.statement:
        raise BadInput(_("The forum's rule asks for no statement in this document."))
    if queries.stands(text, filing):
        raise BadInput(_("The statement is in the text already."))
    return edit(
        task=task, base_version=base_version, text=Sensitive(queries.with_statement(text, filing)), by=by
    )
