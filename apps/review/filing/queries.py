"""What the forum asks of a document, applied to a draft: which rule counts, what is still missing, what is inserted.

Reads and computes; what a person answers or inserts is written in ``services``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.prepared import Prepared
from apps.drafting.models import ItemKind
from apps.matters import keys
from apps.matters.models import Certificate, Forum
from apps.review.authorities import outside
from apps.review.authorities.ledger import relied_on
from apps.review.filing import freeing, placed
from apps.review.models import AuthorityCheck, Outcome
from apps.review.models.filing import (
    AiPart,
    Asks,
    Document,
    FilingAnswer,
    FilingRule,
    Signer,
    StatementKind,
    StatementPlace,
)
from apps.review.rules import Refusal
from apps.review.written import led, redline, tokens

if TYPE_CHECKING:
    from apps.drafting.models import Request
    from apps.review.authorities.ledger import Line
    from apps.review.models import ReviewTask


FILED = frozenset({ItemKind.COURT_FILING, ItemKind.SWORN})
SIGNED_BY = frozenset({Signer.LAWYER, Signer.DELEGATE})
WITNESSES = frozenset({Document.AFFIDAVIT})
TOOL = "Claude (Anthropic)"


@dataclass(frozen=True)
class Missing:
    """Something the forum's rule still asks for. ``target`` is the id of the element that lifts it."""

    code: Refusal
    sentence: str
    target: str


@dataclass(frozen=True)
class Filing:
    """A document on its way to a court: the answers that count, the rule that applies, and what it asks to be said."""

    answer: FilingAnswer | None
    """The newest, given under this very rule; None where nothing was answered under it."""
    rule: FilingRule
    language: str
    court: Court = field(repr=False)
    """All that its court asks for."""
    statement: str = field(repr=False, default="")
    """What the rule inserts, filled in; empty where it asks for none after what was answered."""
    must_stand: str = field(repr=False, default="")
    earlier: FilingAnswer | None = None
    """The newest answer where it was given under another rule: for another court, or before its rule was replaced."""

    @property
    def is_signed(self) -> bool:
        """Whether somebody at the firm signs for it."""
        return bool(self.statement) and self.rule.signer in SIGNED_BY

    @property
    def what(self) -> Certificate | None:
        """What is signed, as delegations name it."""
        if not self.is_signed:
            return None
        is_certificate = self.rule.statement == StatementKind.CERTIFICATE
        return Certificate.AUTHORITIES if is_certificate else Certificate.DECLARATION


def is_filed(task: ReviewTask) -> bool:
    """Whether the item goes to a court or tribunal."""
    return task.kind in FILED


def of(task: ReviewTask) -> Filing | None:
    """The filing that a task is, with the newest answers; None for what is not filed.

    An answer counts for the rule that it was given under and for no other: where the matter's court became another, or
    its rule was replaced, nothing is answered. It counts where whoever gave it may say so (``freeing``). Nothing
    answered is what asks for most.
    """
    if not is_filed(task):
        return None
    said = next(iter(_ANSWER(task=task.pk)), None)
    court = Court.of(Forum(task.matter.forum))
    rule = court.rule_for(Document(said.document) if said else court.strictest)
    counts = said is None or (said.rule_id == rule.pk and not needs_lawyer(task, said))
    answer, earlier = (said, None) if counts else (None, said)
    request = task.draft.request
    filing = Filing(answer, rule, request.language, court, earlier=earlier)
    if rule.statement == StatementKind.NONE or _frees(answer, rule):
        return filing
    wording, must_stand = rule.in_language(request.language)
    return replace(filing, statement=_filled(wording, request), must_stand=_filled(must_stand, request))


def _frees(answer: FilingAnswer | None, rule: FilingRule) -> bool:
    """Whether what was answered frees from the statement: only where the rule asks that."""
    return answer is not None and answer.ai_part == AiPart.SUGGESTIONS and Asks.AI_PART in rule.asks


def needs_lawyer(task: ReviewTask, said: FilingAnswer) -> bool:
    """Whether an answer was given by somebody who may not say so."""
    return not freeing.may_free(said.by, task, timezone.localdate(said.at))


def rule_for(forum: Forum, document: Document) -> FilingRule:
    """The rule in force: for this document at this forum, else for any document there, else the one that asks."""
    return Court.of(forum).rule_for(document)


KINDS = tuple(each for each in Document if each != Document.ANY)
WITH_THE_KIND = frozenset({Asks.AI_PART, Asks.FORUM})
"""What is answered in one act with the kind of document. The rest is asked once that is known."""


@dataclass(frozen=True)
class Court:
    """What a forum asks for, for each kind of document."""

    forum: Forum
    rows: Mapping[tuple[str, str], FilingRule]

    @staticmethod
    def of(forum: Forum) -> Court:
        forum = Forum.OTHER if forum == Forum.NONE else forum
        return Court(forum, {(rule.forum, rule.document): rule for rule in _RULES(forum=str(forum))})

    def rule_for(self, document: Document) -> FilingRule:
        forum = self.forum
        wanted = [
            (forum, document),
            (forum, Document.ANY),
            (Forum.OTHER, document),
            (Forum.OTHER, Document.ANY),
        ]
        return next(self.rows[each] for each in wanted if each in self.rows)

    @property
    def may_ask(self) -> frozenset[Asks]:
        """What is asked of some kind of document and is answered together with what it is."""
        return frozenset().union(*self._asked_with_it())

    @property
    def always_asks(self) -> frozenset[Asks]:
        """The same where every kind of document is asked it."""
        return frozenset.intersection(*self._asked_with_it())

    def _asked_with_it(self) -> list[frozenset[Asks]]:
        return [
            frozenset(WITH_THE_KIND & {Asks(each) for each in self.rule_for(kind).asks}) for kind in KINDS
        ]

    @property
    def strictest(self) -> Document:
        """What is asked for most: what a document counts as while nobody said what it is. A factum among equals."""
        return max(KINDS, key=lambda each: len(owes(self.rule_for(each))))


def owes(rule: FilingRule) -> set[str]:
    """What a rule asks to be stated, signed, linked or found out. An expert's own certificate is of another kind than
    anything that the firm states or signs, and neither stands for the other (rr. 52.03 and 53.03)."""
    owed = {each.value for each in (Asks.FORUM, Asks.EXPERT) if each in rule.asks}
    if rule.statement != StatementKind.NONE:
        owed.add(rule.statement)
        owed |= {"signature"} if rule.signer in SIGNED_BY else set()
    return owed | ({"links"} if rule.links_required else set())


_ANSWER = Prepared(
    lambda task: FilingAnswer.objects.filter(task=task).select_related("rule", "by").order_by("-at")[:1]
)
_RULES = Prepared(lambda forum: FilingRule.objects.in_force().filter(forum__in=[forum, Forum.OTHER]))


def asked(rule: FilingRule, document: str, kind: str) -> list[Asks]:
    """What has to be answered. Words for a witness are asked about whatever the forum says (a lawyer's choice)."""
    asks = {Asks(each) for each in rule.asks}
    if document in WITNESSES or kind == ItemKind.SWORN:
        asks.add(Asks.WITNESS)
    return [each for each in Asks if each in asks]


def _filled(wording: str, request: Request) -> str:
    """With the tool and what it was used for, which are on record; a person edits it afterwards."""
    workflow = request.workflow_version.workflow
    purpose = workflow.name_fr if request.language == "fr" else workflow.name
    return wording.replace("{tool}", TOOL).replace("{purpose}", purpose.lower()).strip()


def with_statement(text: str, filing: Filing) -> str:
    """The text with the statement where the rule wants it: before everything, or at the end."""
    if filing.rule.place == StatementPlace.FIRST:
        return f"{filing.statement}\n\n{text}"
    return f"{text.rstrip()}\n\n{filing.statement}\n"


def stands(text: str, filing: Filing) -> bool:
    """Whether the words that the rule asks for are in the text, in their place."""
    return placed.stand(filing.must_stand, text, filing.rule.place)


def would_stand(wording: str, words: str, place: str) -> bool:
    """Whether a wording that was put into a text is seen to stand there by those words."""
    return placed.are_words(words) and placed.stand(words, wording, place)


QUESTIONS = {
    Asks.AI_PART: gettext_lazy("Say whether AI wrote content of this document or only suggested."),
    Asks.FORUM: gettext_lazy("Say what this court or tribunal asks for: the firm has no rule for it."),
    Asks.WITNESS: gettext_lazy("A lawyer has to choose whether AI may draft words for a witness."),
    Asks.EXPERT: gettext_lazy(
        "The expert's own certificate has to be at hand: the lawyer's does not count for it."
    ),
}


def missing(
    task: ReviewTask, text: str, ledger: list[Line], filing: Filing | None = None
) -> Iterator[Missing]:
    """What the forum still asks for before this text can be approved, in the order to work through it."""
    filing, ledger = filing or of(task), relied_on(ledger)
    if filing is None:
        return
    yield from _unanswered(task, filing)
    if filing.answer is None:
        return
    if _frees(filing.answer, filing.rule) and wrote_it_all(task, text):
        yield Missing(Refusal.STATEMENT, wrote_it_all_sentence(), "filing")
    if filing.statement and not stands(text, filing):
        yield Missing(Refusal.STATEMENT, _statement_sentence(filing), "filing")
    if filing.is_signed and filing.what == Certificate.AUTHORITIES and not ledger:
        sentence = _(
            "No authority was found in it: its certificate would certify nothing. Look whether any is cited."
        )
        yield Missing(Refusal.EMPTY_LEDGER, sentence, "filing")
    if filing.rule.links_required:
        yield from (
            Missing(
                Refusal.LINK,
                _("An authority does not lead to the page that a person opened."),
                f"authority-{line.authority.pk}",
            )
            for line in ledger
            if link_of(line) is None
        )
        yield from _astray(text, ledger)


def _astray(text: str, ledger: list[Line]) -> Iterator[Missing]:
    """Authorities that the text's own links lead elsewhere than to the page that a person opened."""
    own = led.own(text)
    loose = led.loose(own, [place for line in ledger for place in line.places])
    for line in ledger if own else ():
        opened = tokens.PARSER.normalizeLink(link_of(line) or "")
        if opened and any(outside.strays(line, to, opened) for to in led.of(text, own, line.places, loose)):
            sentence = _(
                "A link in the text leads an authority to another page than the one that a person opened."
            )
            yield Missing(Refusal.LINK, sentence, f"authority-{line.authority.pk}")


def _unanswered(task: ReviewTask, filing: Filing) -> Iterator[Missing]:
    answer = filing.answer
    if answer is None:
        sentence = _("Say what kind of document this is for the court.")
        if filing.earlier is not None and filing.earlier.rule_id == filing.rule.pk:
            sentence = _(
                "A lawyer, or the licensee who answers for it, has to say what kind of document this is."
            )
        elif filing.earlier is not None:
            sentence = _("What the court asks for has changed since this was answered. Answer again.")
        yield Missing(Refusal.FILING, sentence, "filing")
        return
    given = {
        Asks.AI_PART: bool(answer.ai_part),
        Asks.FORUM: bool(answer.forum_asks),
        Asks.WITNESS: answer.witness_chosen,
        Asks.EXPERT: answer.expert_certified,
    }
    for each in asked(filing.rule, answer.document, task.kind):
        if not given[each]:
            yield Missing(Refusal.FILING, str(QUESTIONS[each]), "filing")


def wrote_it_all(task: ReviewTask, text: str) -> bool:
    """Whether nobody took anything away from what Claude wrote, whatever was put beside it.

    Asked of the text that is to be approved, as well as when it is answered: an edit can put back what another took.
    """
    wrote = keys.reveal(task.draft.versions.get(number=1), "text").reveal()
    return not any(
        segment.change == redline.Change.REMOVED and segment.text.strip()
        for segment in redline.redline(wrote, text)
    )


def wrote_it_all_sentence() -> str:
    return _("Every word that Claude wrote still stands in it, so it did more than suggest.")


def _statement_sentence(filing: Filing) -> str:
    if filing.rule.place == StatementPlace.FIRST:
        return _("What the court wants said about AI is not the first paragraph.")
    return _("The statement that the court asks for is not in the text.")


def lacks_its_page(filing: Filing | None, line: Line) -> bool:
    """Whether the forum wants each authority to lead to its page, and this one does not, whatever was confirmed."""
    return (
        filing is not None
        and filing.answer is not None
        and filing.rule.links_required
        and link_of(line) is None
    )


def link_of(line: Line) -> str | None:
    """The address of the page that a person opened for an authority, None where no finding names one, or one that is
    certainly another's: what a citation says is held against it whenever it is counted."""
    finding = line.findings.get(AuthorityCheck.OPENED)
    if finding is None or finding.outcome != Outcome.CONFIRMED or finding.link is None:
        return None
    link = keys.reveal(finding, "link").reveal()
    return None if outside.leads_elsewhere(line, link) else link


def digest(task: ReviewTask, filing: Filing | None) -> str:
    """The name of the rule with all that it says, and of the answers, under the matter's key, for the manifest; empty
    for what is not filed."""
    return _digest(task, filing, lambda rule: [hashlib.sha256(rule.said).hexdigest()])


def is_named(name: str, task: ReviewTask, filing: Filing | None) -> bool:
    """Whether that is their name. One that was kept before names covered what the rule says is told by its shape, and
    names the rule by its id and number alone."""
    return compare_digest(name, digest(task, filing)) or compare_digest(
        name, _digest(task, filing, lambda _rule: [])
    )


def _digest(task: ReviewTask, filing: Filing | None, more: Callable[[FilingRule], list[str]]) -> str:
    if filing is None or filing.answer is None:
        return ""
    answer = filing.answer
    parts = [
        str(filing.rule.pk), filing.rule.number, answer.document, answer.ai_part, answer.forum_asks,
        answer.witness_chosen, answer.expert_certified, str(answer.by_id), str(answer.pk), *more(filing.rule),
    ]  # fmt: skip
    return keys.digest(task.matter_id, b"filing", json.dumps(parts, separators=(",", ":")).encode()).hmac
