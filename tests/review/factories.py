"""Reviews of drafts, and a person's way through everything that stands before an approval."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from apps.audit.events import Event
from apps.core.prepared import Prepared, insert
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Forum
from apps.people.models import User
from apps.review import queries, rules, services
from apps.review.authorities import lookups
from apps.review.citing import links
from apps.review.filing import freeing
from apps.review.filing import queries as filings
from apps.review.filing.services import Said
from apps.review.models import (
    Answer,
    Authority,
    AuthorityCheck,
    AuthorityFinding,
    ChecklistAnswer,
    Decision,
    Outcome,
    ReviewTask,
    SourceClass,
    Verdict,
    VersionOpening,
)
from apps.review.models.checklist import FLOOR, Item
from apps.review.preparation.checklist import QUESTIONS
from apps.review.reading.opened import was_opened
from apps.review.standing.coming_back import last_struck
from tests.at_once import write
from tests.drafting import factories as f

LETTER = "Dear client,\n\nThe lease ends on 3 March 2027 and may be renewed once.\n\nYours truly"
COURTS = [
    Forum.ON_APPEAL, Forum.ON_SUPERIOR, Forum.ON_SMALL_CLAIMS, Forum.BC_SUPREME, Forum.MB_KINGS_BENCH, Forum.FEDERAL,
    Forum.YT_SUPREME,
]  # fmt: skip
"""One of all that ask for the same: tests/review/test_every_forum.py holds every other to what one of these asks."""
SOURCE = "The lease ends on 3 March 2027 and may be renewed once. Rent is due monthly."


def task(text=LETTER, *, code="client_letter", responsible=None, by=None, matter=None, cites=True):
    """An open review of a client letter that the responsible lawyer may approve once every question is answered."""
    responsible = responsible or (matter.responsible if matter else f.person("lawyer"))
    matter = matter or f.matter(responsible=responsible)
    by = by or responsible
    with keys.read_once(matter.pk):
        source = f.source(matter, SOURCE)
        words = "The lease ends on 3 March 2027 and may be renewed once."
        stretches = [f.supported(text, words, source)] if cites and words in text else []
        draft = f.draft(
            matter, by, text, code=code, sources=[source], responsible=responsible, stretches=stretches
        )
    services.open_review(draft.pk)
    (made,) = _OF_DRAFT(draft=draft.pk)
    return made


def _whole(**which):
    """With the rows that nearly every act about a review looks at."""
    return ReviewTask.objects.select_related(
        "matter", "responsible", "draft__request__workflow_version__workflow"
    ).filter(**which)


_OF_DRAFT = Prepared(lambda draft: _whole(draft=draft))
_FRESH = Prepared(lambda task: _whole(pk=task))


def version(task):
    return task.draft.latest


def text(task):
    return keys.reveal(version(task), "text").reveal()


def obstacles(task, by):
    return [each.code.value for each in queries.standing_between(fresh(task), version(task), by)]


def fresh(task):
    (found,) = _FRESH(task=task.pk)
    return found


def anew(made):
    """A review and its people as they stand in the database, whatever a test before did to what is held of them."""
    task, *people = made
    return fresh(task), *(User.objects.get(pk=person.pk) for person in people)


def describe(task, by, document="factum", *, note="Looked up on the court's own page.", **given):
    """What the document is for its court, with the answers that its rule asks for where none are given."""
    task = fresh(task)
    asks = filings.asked(filings.rule_for(Forum(task.matter.forum), document), document, task.kind)
    usual: dict[str, Any] = {
        "ai_part": "co_author",
        "forum_asks": "nothing",
        "witness_chosen": True,
        "expert_certified": True,
    }
    names = {
        "ai_part": "ai_part",
        "forum": "forum_asks",
        "witness": "witness_chosen",
        "expert": "expert_certified",
    }
    given = {names[each]: usual[names[each]] for each in asks} | given
    return services.describe_filing(
        task=task,
        version=version(task),
        given=Said(document=document, **given),
        note=Sensitive(note) if note else None,
        by=by,
    )


def file(task, by, document="factum"):
    """Everything its court asks for: the answers, and the statement in the text."""
    describe(task, by, document)
    asked = filings.of(fresh(task))
    if asked is not None and asked.statement and not filings.stands(text(task), asked):
        services.insert_statement(task=fresh(task), base_version=version(task), by=by)


def answer_all(task, by):
    """The text opened, everything the court asks for, every question that is asked, every check of every authority.

    What a person answers is written here without what the services ask first each time; tests/review/test_factories.py
    holds it to what the services write.
    """
    task, shown = _filed(task, by)
    seen(task, by)
    with keys.read_once(task.matter_id), transaction.atomic():
        reading = queries.read(task, shown, shown)
        between = queries.between_text(task, shown, by, reading)
        asked = [each.target.removeprefix("check-") for each in between if each.target.startswith("check-")]
        rules.check_can_prepare(by, task)
        _confirm(task, shown, queries.open_checks(reading), by)
        _check_off(task, shown, [Item(each) for each in asked], by)


def answer_one_by_one(task, by):
    """The same by the services, as a person does it."""
    task, shown = _filed(task, by)
    for line, check in queries.open_checks(queries.read(task, shown)):
        services.find(
            authority=Authority.objects.get(pk=line.authority.pk),
            version=shown,
            check=check,
            outcome="confirmed",
            source_class="canlii" if check == AuthorityCheck.EXISTS else "",
            link=Sensitive(page_of(line)) if check == AuthorityCheck.OPENED else None,
            by=by,
        )
    for each in queries.standing_between(task, shown, by):
        if each.target.startswith("check-"):
            item = each.target.removeprefix("check-")
            services.answer(task=task, version=shown, item=item, answer="done", by=by)


def _filed(task, by):
    """The task with what its court asks for, and its newest text."""
    task = fresh(task)
    if filings.is_filed(task) and not task.filing_answers.exists() and task.state == "open":
        may = freeing.may_free(by, task, timezone.localdate())
        file(task, by if may else task.responsible)
    return task, version(task)


def seen(task, by):
    """The newest text, opened for that person as on the page."""
    shown = version(task)
    if not was_opened(shown, by):
        insert(VersionOpening(version=shown, by=by, matter_id=task.matter_id))
    return shown


def _confirm(task, shown, checks, by):
    """Each of those checks of an authority confirmed, and opened at a page of its own."""
    rows = []
    for line, check in checks:
        row = AuthorityFinding(
            authority=line.authority,
            version=shown,
            matter_id=task.matter_id,
            check_code=check,
            outcome=Outcome.CONFIRMED,
            source_class=SourceClass.CANLII if check == AuthorityCheck.EXISTS else "",
            by=by,
        )
        if check == AuthorityCheck.OPENED:
            keys.seal(row, "link", Sensitive(page_of(line)))
        lookups.check_not_contradicted(line.authority, check, row.source_class, has_note=False)
        rows.append(row)
    entries = [
        {
            "event": Event.REVIEW_AUTHORITY_CHECKED,
            "by": by,
            "on": task,
            "authority": row.authority_id,
            "outcome": Outcome.CONFIRMED,
            "method": AuthorityCheck(row.check_code),
            "version": shown.pk,
            "source": SourceClass(row.source_class) if row.source_class else None,
            "linked": row.link is not None,
        }
        for row in rows
    ]
    if rows:
        write(*rows, entries=entries)


def check_off(task, shown, by, *, at=None):
    """What nobody may leave out answered on that text, without what the services ask and write besides."""
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            task=task, version=shown, matter_id=task.matter_id, item=item, answer=Answer.DONE, by=by,
            at=at or timezone.now(),
        )
        for item in sorted(FLOOR & set(QUESTIONS))
    )  # fmt: skip


def _check_off(task, shown, items, by):
    now = timezone.now()
    rows = [
        ChecklistAnswer(
            task=task, version=shown, matter_id=task.matter_id, item=each, answer=Answer.DONE, by=by, at=now
        )
        for each in items
    ]
    checked = {
        "event": Event.REVIEW_CHECKED,
        "by": by,
        "on": task,
        "answer": Answer.DONE,
        "version": shown.pk,
    }
    if rows:
        write(*rows, entries=[checked | {"item": each} for each in items])


def page_of(line):
    """A page where an authority can be opened."""
    return links.page(line.citation) or "https://www.ontario.ca/laws/statute/90c34"


def approve(task, by, **given):
    newest = version(task)
    given = {"version": newest, "text_hmac": newest.text_hmac, "struck": struck(newest)} | given
    return services.approve(task=fresh(task), by=by, **given)


def struck(version):
    """Of its approvals that were struck the last, which a page shows to whoever approves it."""
    last = last_struck(version)
    return last and last.pk


def withdraw(task, by, reasons=("duplicate",), note=None):
    return services.withdraw(task=fresh(task), version=version(task), reasons=reasons, note=note, by=by)


def shown(task):
    """What a page shows as approved, or an id of nothing."""
    last = rules.standing(task).order_by("-at").first()
    return last.manifest_id if last else uuid4()


def report_wrong(*, task, **given):
    return services.report_wrong(task=task, **{"shown": shown(task)} | given)


def cancel_approval(*, task, **given):
    """Taken back at the page that shows it, with all that is asked for that."""
    usual = {"shown": shown(task), "reason": "in_error", "kept_back": True}
    return services.cancel_approval(task=task, **usual | given)


def edit(task, by, text="Dear client,\n\nA new text that a person wrote.\n"):
    return services.edit(task=fresh(task), base_version=version(task), text=Sensitive(text), by=by)


def look_again(task, by, outcome="upheld", note=None):
    """A second look at the newest approval, by somebody who has its text before them."""
    seen(task, by)
    approvals = Decision.objects.filter(task=task, verdict=Verdict.APPROVED)
    newest = approvals.order_by("-at").first() or Decision()
    return services.look_again(task=fresh(task), decision=newest, outcome=outcome, note=note, by=by)
