"""What a reviewer sees: what stands between a draft and approval, the ledger, the history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.errors import NotAllowed, WrongState
from apps.core.prepared import Prepared
from apps.drafting import anchors
from apps.drafting.anchors import Gap, Sentence, Stretch
from apps.drafting.models import RequestSource, Version
from apps.intake import earlier
from apps.intake.models import Source
from apps.intake.passages import Passage
from apps.matters import keys
from apps.people.models import User
from apps.review import answers, checklist, doubts, filings, freeing, hands, in_charge, ledger, rules
from apps.review.checklist import Findings, Item
from apps.review.citing import quotations
from apps.review.citing.quotations import Match, Quotation
from apps.review.filings import Filing
from apps.review.ledger import Line
from apps.review.models import (
    AuthorityCheck,
    ChecklistAnswer,
    Decision,
    ItemRule,
    Manifest,
    ReviewTask,
    Step,
    TaskState,
    Verdict,
)
from apps.review.rules import Refusal


@dataclass(frozen=True)
class Reading:
    """A version opened, with everything computed from its text. Privileged: for a page or a service, never kept."""

    version: Version
    newest: Version
    """The newest version of the draft when this one was read."""
    rule: ItemRule
    filing: Filing | None
    """What it is for its court; None for what goes to none."""
    chosen: list[Chosen] = field(repr=False)
    """The sources of its request in order, each opened."""
    left_out: list[Source]
    """Those of an earlier round that were withdrawn and that its request left out: their words may stand in what it
    carries on."""
    text: str = field(repr=False)
    stretches: list[Stretch] = field(repr=False)
    unsupported: list[Sentence]
    gaps: list[Gap]
    quotations: list[Quotation] = field(repr=False)
    ledger: list[Line] = field(repr=False)

    @property
    def withdrawn(self) -> list[datetime | None]:
        """When each source that the text may rest on was withdrawn, if it was."""
        return [each.source.withdrawn_at for each in self.chosen] + [
            each.withdrawn_at for each in self.left_out
        ]

    @property
    def findings(self) -> Findings:
        return Findings(
            placeholders=sum(gap.is_placeholder for gap in self.gaps),
            gaps=sum(not gap.is_placeholder for gap in self.gaps),
            unsupported=len(self.unsupported),
            quotations=sum(each.match != Match.EXACT for each in self.quotations),
        )


@dataclass(frozen=True)
class Chosen:
    """A source of the request and what stands in it."""

    source: Source
    order: int
    passages: list[Passage] = field(repr=False)


def read(task: ReviewTask, version: Version, newest: Version | None = None) -> Reading:
    """Open a version and compare it with the sources its request chose. Opening is recorded by ``open_draft``.
    ``newest`` is the draft's newest version, where it is at hand."""
    chosen = _opened(task)
    held = [
        quotations.Passage(each.source.pk, passage.anchor, passage.text, passage.speaker)
        for each in chosen
        for passage in each.passages
    ]
    text = keys.reveal(version, "text").reveal()
    stretches = anchors.load(keys.reveal(version, "anchors").reveal())
    return Reading(
        version=version,
        newest=newest or task.draft.latest,
        rule=rules.rule_for(task.kind),
        filing=filings.of(task),
        chosen=chosen,
        left_out=_left_out(task),
        text=text,
        stretches=stretches,
        unsupported=anchors.unsupported(text, stretches),
        gaps=anchors.gaps(text),
        quotations=quotations.check(text, held, stretches),
        ledger=ledger.lines(task, version, text),
    )


def _opened(task: ReviewTask) -> list[Chosen]:
    """The sources of a draft's request, without the bytes they came as. Those that were withdrawn, or whose copy was
    ended, hold nothing."""
    rows = _CHOSEN(request=task.draft.request_id)
    with keys.opened(task.matter_id) as seal:
        return [
            Chosen(row.source, row.order, earlier.rested(row.source, row.reading_hmac, seal).passages)
            for row in rows
        ]


_CHOSEN = Prepared(
    lambda request: (
        RequestSource.objects.filter(request=request)
        .select_related("source")
        .defer("source__original")
        .order_by("order")
    )
)


def _left_out(task: ReviewTask) -> list[Source]:
    before = [each.request_id for each in hands.rounds_before(task.draft)]
    if not before:
        return []
    own = RequestSource.objects.filter(request=task.draft.request_id).values("source")
    earlier = RequestSource.objects.filter(request__in=before).exclude(source__in=own).values("source")
    gone = Source.objects.filter(pk__in=earlier, withdrawn_at__isnull=False)
    return list(gone.defer("original", "reading").order_by("withdrawn_at"))


def withdrawals(task: ReviewTask) -> list[datetime | None]:
    """When each source that a task's text may rest on was withdrawn, if it was."""
    rows = RequestSource.objects.filter(request=task.draft.request_id)
    own = list(rows.values_list("source__withdrawn_at", flat=True))
    return own + [each.withdrawn_at for each in _left_out(task)]


@dataclass(frozen=True)
class Obstacle:
    """Something between a draft and approval. ``target`` is the id of the element on the page that lifts it."""

    code: Refusal
    sentence: str
    target: str
    named: str = field(default="", repr=False)
    """The same with what it is about, for a page alone: that is of the draft, and the sentence goes into errors."""


def standing_between(
    task: ReviewTask, version: Version, user: User, reading: Reading | None = None
) -> list[Obstacle]:
    """Everything between this version and this person's approval, in the order to work through it."""
    reading = reading or read(task, version)
    return [*_about_person(task, user), *between_text(task, version, user, reading)]


def between_text(task: ReviewTask, version: Version, user: User, reading: Reading) -> list[Obstacle]:
    """The same less whose step it is: what is not ready in this version, with this person's answers."""
    return [
        *_about_version(version, reading),
        *_about_first(task, version, reading),
        *_about_text(reading.rule, reading),
        *_about_filing(task, reading, user),
        *_about_authorities(reading.rule, reading),
        *_about_questions(task, reading.rule, reading, user),
    ]


def _about_person(task: ReviewTask, user: User) -> list[Obstacle]:
    try:
        rules.check_can_decide(user, task)
    except NotAllowed as refusal:
        code = refusal.codes[0] if refusal.codes else Refusal.NOT_ON_MATTER
        known = Refusal(code) if code in set(Refusal) else Refusal.NOT_ON_MATTER
        return [Obstacle(known, str(refusal), "decision")]
    except WrongState as refusal:
        return [Obstacle(Refusal.DECIDED, str(refusal), "decision")]
    return []


def _about_version(version: Version, reading: Reading) -> list[Obstacle]:
    if reading.newest.pk == version.pk:
        return []
    return [Obstacle(Refusal.STALE, _("A newer version of the text was saved. Look at that one."), "draft")]


def _about_first(task: ReviewTask, version: Version, reading: Reading) -> list[Obstacle]:
    """While a second person is awaited: whether what was approved first is what stands now, whether the licence that it
    was approved under was recorded by mistake, and whether the first person answered all that is asked today, by the
    firm's rule and since a source was withdrawn. The floor is a licensee's own check, and a second person's is none in
    its place."""
    first = next(iter(_FIRST(task=task.pk)), None) if task.state == TaskState.SECOND else None
    if first is None or first.manifest is None:
        return []
    was, due = first.manifest, (reading.filing and reading.filing.what) or ""
    same = (
        was.ledger_hmac == ledger.digest(task, reading.ledger).hmac
        and was.checklist_hmac == answers.digest(task, version, until=was.made_at)
        and filings.is_named(was.filing_hmac, task, reading.filing)
        and was.signature_due == due
    )
    if not same:
        sentence = _(
            "What %(name)s approved is not what stands here now. That approval has to be taken back."
        )
        return [Obstacle(Refusal.STALE, sentence % {"name": first.by.full_name}, "decision")]
    if not freeing.was_given_under(first, first.at, freeing.LICENCES_OF(user=first.by_id)):
        sentence = _(
            "The licence under which %(name)s approved first does not stand, or does not cover it any more. That "
            "approval has to be taken back."
        )
        return [Obstacle(Refusal.NOT_LICENSED, sentence % {"name": first.by.full_name}, "decision")]
    if _about_questions(task, reading.rule, reading, first.by):
        sentence = _(
            "More is asked of this text since %(name)s approved it, and %(name)s has not answered that."
        )
        return [Obstacle(Refusal.QUESTION, sentence % {"name": first.by.full_name}, "decision")]
    return []


_FIRST = Prepared(
    lambda task: Decision.objects.filter(
        task=task, verdict=Verdict.APPROVED, step=Step.FIRST, voided_at=None
    ).select_related("manifest", "by", "task__matter")
)


def _about_text(rule: ItemRule, reading: Reading) -> list[Obstacle]:
    found = []
    if Item.NO_PLACEHOLDERS in rule.checklist:
        found += [
            Obstacle(Refusal.PLACEHOLDER, _("A placeholder is still in the text."), f"gap-{gap.start}")
            for gap in reading.gaps
            if gap.is_placeholder
        ]
    if Item.NO_GAPS in rule.checklist:
        found += [
            Obstacle(Refusal.GAP, _("Something is still to be filled in."), f"gap-{gap.start}")
            for gap in reading.gaps
            if not gap.is_placeholder
        ]
    return found


def _about_filing(task: ReviewTask, reading: Reading, user: User) -> list[Obstacle]:
    if reading.filing is None:
        return []
    missing = filings.missing(task, reading.text, reading.ledger, reading.filing)
    return [
        *_about_signer(task, reading.filing, user),
        *(Obstacle(each.code, each.sentence, each.target) for each in missing),
    ]


def _about_signer(task: ReviewTask, filing: Filing, user: User) -> list[Obstacle]:
    """Nothing is approved that nobody could sign then."""
    sentence = in_charge.lacking(task, filing, user) if filing.is_signed else ""
    return [Obstacle(Refusal.RESPONSIBLE_MAY_NOT, sentence, "in-charge")] if sentence else []


def _about_authorities(rule: ItemRule, reading: Reading) -> list[Obstacle]:
    if Item.AUTHORITIES not in rule.checklist:
        return []
    return [
        Obstacle(Refusal.AUTHORITY, _authority_sentence(line), f"authority-{line.authority.pk}", _named(line))
        for line in reading.ledger
        if not line.confirmed
    ]


def _authority_sentence(line: Line) -> str:
    """How many checks are to be made; where all were confirmed, what CanLII says against one of them."""
    missing, against = len(line.open_checks), line.contradicted
    if len(against) == missing:
        return next(iter(against.values()))
    return ngettext(
        "An authority has a check that is not confirmed.",
        "An authority has %(count)d checks that are not confirmed.",
        missing,
    ) % {"count": missing}


def _named(line: Line) -> str:
    """The same of that authority, for whoever has a list of them before them."""
    missing, against = len(line.open_checks), line.contradicted
    said = (
        next(iter(against.values()))
        if len(against) == missing
        else ngettext("%(count)d check is not confirmed.", "%(count)d checks are not confirmed.", missing)
        % {"count": missing}
    )
    return _("%(name)s: %(value)s") % {"name": line.style or line.citation, "value": said}


def _about_questions(task: ReviewTask, rule: ItemRule, reading: Reading, user: User) -> list[Obstacle]:
    given = _ANSWERED(task=task.pk, version=reading.version.pk, by=user.pk)
    answered = {item for item, at in given if not checklist.is_asked_again(item, at, reading.withdrawn)}
    return [
        Obstacle(Refusal.QUESTION, str(checklist.QUESTIONS[item]), f"check-{item.value}")
        for item in checklist.asked(rule.checklist, reading.findings)
        if item not in answered
    ]


_ANSWERED = Prepared(
    lambda task, version, by: (
        ChecklistAnswer.objects.standing().filter(task=task, version=version, by=by).values_list("item", "at")
    )
)


def open_checks(reading: Reading) -> list[tuple[Line, AuthorityCheck]]:
    """Each check that is still to be made, in the order of the text."""
    return [(line, check) for line in reading.ledger for check in line.open_checks]


def history(task: ReviewTask) -> list[Decision]:
    """Every decision about the task, voided ones included, oldest first."""
    return _DECISIONS(task=task.pk)


_DECISIONS = Prepared(
    lambda task: (
        Decision.objects.filter(task=task)
        .select_related("by", "voided_by", "version")
        .defer("version__text", "version__anchors")
        .order_by("at")
    )
)


def approved_manifest(task: ReviewTask) -> Manifest | None:
    """The manifest whose files may leave once they are final, if the review is approved."""
    return next(iter(_APPROVED(task=task.pk)), None)


_APPROVED = Prepared(lambda task: Manifest.objects.approved().filter(task=task).order_by("pk")[:1])


def final_manifest(task: ReviewTask) -> Manifest | None:
    """The same where nobody's signature is awaited, and nothing was found wrong or speaks against it since."""
    return doubts.final(task.pk)
