"""What stands between a draft and approval, in the order to work through it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.errors import NotAllowed, WrongState
from apps.core.prepared import Prepared
from apps.drafting.models import Version
from apps.people.models import User
from apps.review import rules
from apps.review.attendance import in_charge
from apps.review.authorities import ledger
from apps.review.authorities.ledger import Line
from apps.review.filing import queries as filings
from apps.review.filing.queries import Filing
from apps.review.models import ChecklistAnswer, Decision, ItemRule, ReviewTask, Step, TaskState, Verdict
from apps.review.models.checklist import Item
from apps.review.preparation import answers, checklist
from apps.review.reading.queries import Reading, read
from apps.review.rules import Refusal
from apps.review.standing import licensed


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
    if not licensed.was_given_under(first, first.at, licensed.LICENCES_OF(user=first.by_id)):
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
    answered = {item for item, at in given if not checklist.is_asked_again(item, at, reading.came_up)}
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
