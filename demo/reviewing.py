"""Acts of people in the sample: connecting a system in a browser, reviewing a draft, waiting for a delivery."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.integrations import services as integrations
from apps.integrations.models import Connection, Region, Vendor
from apps.matters import keys
from apps.matters.models import Forum, Matter
from apps.people.models import User
from apps.review import queries, rules
from apps.review import services as review
from apps.review.authorities.ledger import Line
from apps.review.citing import links
from apps.review.filing import queries as filings
from apps.review.filing.services import Said
from apps.review.models import Answer, AuthorityCheck, Outcome, ReviewTask, SourceClass, TaskState
from apps.review.models.checklist import Item
from apps.review.models.filing import AiPart, Asks, Document, ForumAsks
from apps.review.preparation.checklist import QUESTIONS
from apps.review.queries import Reading
from apps.review.signing import certificates
from apps.sync import services as sync
from apps.sync.models import Delivery
from demo.matters.shape import Sample, Stage
from demo.people import PEOPLE

REDIRECT = "http://127.0.0.1/connections/arrive/"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Stops at the vendor's answer, as a browser would before it comes back to us."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def connect_in_browser(*, vendor: Vendor, region: Region, by: User) -> Connection:
    """Press "allow" on the vendor's page and come back with its code."""
    leaving = integrations.depart(vendor=vendor, region=region, redirect_uri=REDIRECT, by=by)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    try:
        opener.open(leaving.url, timeout=30)
        raise RuntimeError("the vendor did not send the browser back")
    except urllib.error.HTTPError as answer:
        back = parse_qs(urlsplit(answer.headers["location"]).query)
    pairing = integrations.arrive(
        pairing_id=leaving.pairing,
        state=back["state"][0],
        expected_state=leaving.state,
        code=Sensitive(back["code"][0]),
        by=by,
    )
    return integrations.confirm(pairing=pairing, by=by)


def take_to(task_id: UUID, stage: Stage, sample: Sample) -> None:
    """Review a draft as far as its sample says. Done already: nothing."""
    task = find(task_id)
    if stage is Stage.IN_REVIEW or task.state != TaskState.OPEN:
        return
    if stage is Stage.RETURNED:
        _return(task)
        return
    tidy(task, by=task.responsible)
    decide(task, by=task.responsible)
    awaited = find(task_id)
    if stage is Stage.DELIVERED and awaited.state == TaskState.SECOND:
        decide(awaited, by=second_person(awaited, sample))
    if stage is Stage.DELIVERED:
        sign(task, by=task.responsible)


def find(task_id: UUID) -> ReviewTask:
    related = ("matter", "responsible", "draft__request__requested_by")
    return ReviewTask.objects.select_related(*related).get(pk=task_id)


def second_person(task: ReviewTask, sample: Sample) -> User:
    """A lawyer who neither asked for the draft nor wrote in it nor decided first."""
    for one in PEOPLE:
        user = User.objects.get(email=one.email)
        if rules.can_decide(user, task):
            return user
    raise LookupError(f"nobody may look at {sample.number} a second time")


def tidy(task: ReviewTask, *, by: User) -> Version:
    """Fill the gaps that Claude left, by hand. Nothing to fill: the text stays as it is."""
    reading = review.open_draft(task=task, by=by)
    text = filled(reading)
    if text == reading.text:
        return reading.version
    return review.edit(task=task, base_version=reading.version, text=Sensitive(text), by=by)


def filled(reading: Reading) -> str:
    """The text with each bracketed gap turned into words that say what is still to be had."""
    text = reading.text
    for gap in sorted(reading.gaps, key=lambda each: -each.start):
        words = text[gap.start + 1 : gap.end - 1]
        text = f"{text[: gap.start]}{words} (to follow){text[gap.end :]}"
    return text


def decide(task: ReviewTask, *, by: User) -> None:
    """Read, check every authority, answer every question, and approve the text that was read."""
    review.reserve(task=task, by=by)
    _for_the_court(task, by=by)
    reading = review.open_draft(task=task, by=by)
    for line in reading.ledger:
        for check in AuthorityCheck.values:
            if check in line.open_checks:
                review.find(
                    authority=line.authority,
                    version=reading.version,
                    check=check,
                    outcome=Outcome.CONFIRMED,
                    source_class=SourceClass.CANLII if check == AuthorityCheck.EXISTS else "",
                    link=Sensitive(_page(line)) if check == AuthorityCheck.OPENED else None,
                    by=by,
                )
    asked = set(rules.rule_for(task.kind).checklist)
    for item in QUESTIONS:
        if item in asked:
            review.answer(task=task, version=reading.version, item=Item(item), answer=Answer.DONE, by=by)
    left = queries.standing_between(find(task.pk), reading.version, by)
    if left:
        raise RuntimeError(f"{left[0].code}: {left[0].sentence}")
    review.approve(task=task, version=reading.version, text_hmac=reading.version.text_hmac, by=by)


def _for_the_court(task: ReviewTask, *, by: User) -> None:
    """Say what the document is for its court, and put in what the court wants said. Said already: nothing."""
    if not filings.is_filed(task) or task.filing_answers.exists():
        return
    rule = filings.rule_for(Forum(task.matter.forum), Document.FACTUM)
    asks = filings.asked(rule, Document.FACTUM, task.kind)
    given = Said(
        document=Document.FACTUM,
        ai_part=AiPart.CO_AUTHOR if Asks.AI_PART in asks else "",
        forum_asks=ForumAsks.NOTHING if Asks.FORUM in asks else "",
        witness_chosen=Asks.WITNESS in asks,
    )
    version = task.draft.latest
    note = Sensitive("The court's own pages, read this morning.")
    review.describe_filing(task=task, version=version, given=given, note=note, by=by)
    filing = filings.of(task)
    if filing is not None and filing.statement and not filings.stands(_text(version), filing):
        review.insert_statement(task=task, base_version=version, by=by)


def _text(version: Version) -> str:
    return keys.reveal(version, "text").reveal()


def _page(line: Line) -> str:
    """The page where the authority was opened: CanLII's own, or its search."""
    cited = filter(None, (line.citation, *line.parallel))
    page = next(filter(None, map(links.page, cited)), None)
    return page or links.search(line.citation or line.style, by_citation=True)


def sign(task: ReviewTask, *, by: User) -> None:
    """Sign what the court wants signed, having looked at each authority once more. Nobody signs: nothing."""
    task = find(task.pk)
    manifest = queries.approved_manifest(task)
    if manifest is None or not manifest.signature_due or task.statements.exists():
        return
    review.open_draft(task=task, by=by)
    prepared = certificates.prepare(task, by)
    satisfied = [str(line.authority.pk) for line in prepared.lines]
    review.sign(task=task, shown=prepared.sha256, satisfied=satisfied, by=by)


def _return(task: ReviewTask) -> None:
    review.open_draft(task=task, by=task.responsible)
    review.return_with_reasons(
        task=task,
        version=task.draft.latest,
        reasons=["wrong_facts", "missing_instruction"],
        note=Sensitive(
            "The reminders of 15 June and 2 July are missing, and the complaint about the doors came after the "
            "completion sheet, not before it. Give what is owed in one line at the end."
        ),
        by=task.responsible,
    )


def deliver(matter: Matter) -> None:
    """Send and read back whatever is approved, as the worker does."""
    sync.collect(50)
    for delivery in Delivery.objects.filter(matter=matter):
        sync.send(delivery.pk)
        sync.read_back(delivery.pk)
