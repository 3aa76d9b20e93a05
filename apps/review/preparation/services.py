"""What a reviewer does to a text before deciding: answering the questions, commenting, changing it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting import services as drafting
from apps.drafting.models import Maker, Version
from apps.matters import keys
from apps.people.models import User
from apps.review import rules, seconds
from apps.review.acts import changed, check_newest, locked, said
from apps.review.authorities import ledger
from apps.review.models import Answer, ChecklistAnswer, Comment, ReviewTask
from apps.review.models.checklist import Item
from apps.review.preparation import checklist
from apps.review.preparation.withdrawn import came_up
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Voided

_GIVEN = Prepared(
    lambda version, item, by: ChecklistAnswer.objects.filter(version=version, item=item, by=by).order_by("id")
)


@on_record(Attempt.ANSWER)
def answer(
    *, task: ReviewTask, version: Version, item: str, answer: str, by: User, note: Sensitive | None = None
) -> ChecklistAnswer:
    """A person's own answer to a question, for this version. Given again, the newer one stands.

    One that was given in error is taken back, and the question is open again for that person.

    An answer that stood when the first of two people approved is part of what they approved: the same again changes
    nothing, unless a source was withdrawn since, or words of it turned out to be covered; another one cancels that
    approval. Raises Conflict for an older version; BadInput for a question that is not asked, "does not apply" without
    why, or nothing to take back.
    """
    task = locked(task)
    rules.check_can_prepare(by, task)
    check_newest(task, version)
    if item not in set(rules.rule_for(task.kind).checklist) or Item(item) not in checklist.QUESTIONS:
        raise BadInput(_("This question is not asked for this kind of document."))
    if answer not in Answer.values:
        raise BadInput(
            _("The answer is that it was checked, that it does not apply, or that it is taken back.")
        )
    if answer == Answer.NOT_APPLICABLE and not said(note):
        raise BadInput(_("Say why it does not apply."))
    row = next(iter(_GIVEN(version=version.pk, item=item, by=by.pk)), None)
    if answer == Answer.TAKEN_BACK and (row is None or row.answer == Answer.TAKEN_BACK):
        raise BadInput(_("There is no answer of yours to take back."))
    if row is not None and _was_approved(row, task):
        same = row.answer == answer and _words(note) == _note_of(row)
        if same and not checklist.is_asked_again(item, row.at, came_up(task)):
            return row
        changed(task, by, Voided.ANSWERED)
    row = row or ChecklistAnswer(task=task, version=version, matter_id=task.matter_id, item=item, by=by)
    row.answer, row.at, row.note = answer, timezone.now(), None
    if note is not None and said(note):
        keys.seal(row, "note", Sensitive(canonical(note.reveal().strip())))
    row.save()
    audit.record(
        event=Event.REVIEW_CHECKED, by=by, on=task, item=Item(item), answer=Answer(answer), version=version.pk
    )
    return row


def _was_approved(row: ChecklistAnswer, task: ReviewTask) -> bool:
    """Whether an approval that stands was given on it: on one that was taken back before, none was."""
    return row.answer != Answer.TAKEN_BACK and rules.standing(task).filter(at__gte=row.at).exists()


def _words(note: Sensitive | None) -> str:
    return canonical(note.reveal().strip()) if note is not None else ""


def _note_of(row: ChecklistAnswer) -> str:
    return keys.reveal(row, "note").reveal() if row.note is not None else ""


@on_record(Attempt.COMMENT)
def comment(
    *,
    task: ReviewTask,
    version: Version,
    text: Sensitive,
    by: User,
    start: int | None = None,
    end: int | None = None,
) -> Comment:
    """A remark on a version, or on the characters ``[start, end)`` of its text. Raises BadInput."""
    task = locked(task)
    rules.check_can_prepare(by, task)
    if version.draft_id != task.draft_id:
        raise NotAllowed(_("That text belongs to another draft."), codes=(rules.Refusal.NOT_THEIRS,))
    if not said(text):
        raise BadInput(_("Write the comment first."))
    if (start is None) != (end is None):
        raise BadInput(_("A comment is on all of the text or on a stretch of it."))
    if start is not None and end is not None:
        length = len(keys.reveal(version, "text").reveal())
        if not 0 <= start < end <= length:
            raise BadInput(_("That stretch is not in the text."))
    row = Comment(task=task, version=version, matter_id=task.matter_id, start=start, end=end, by=by)
    words = canonical(text.reveal().strip())
    keys.seal(row, "text", Sensitive(words))
    row.save(force_insert=True)
    audit.record(
        event=Event.REVIEW_COMMENTED,
        by=by,
        on=task,
        comment=row.pk,
        version=version.pk,
        text=keys.digest(task.matter_id, words.encode()),
    )
    return row


@on_record(Attempt.EDIT)
def edit(
    *, task: ReviewTask, base_version: Version, text: Sensitive, by: User, maker: str = Maker.PERSON
) -> Version:
    """The next version. An approval of the text before it does not stand any more, and every question is asked again.

    Raises Conflict when somebody saved first, BadInput when nothing changed, WrongState once decided.
    """
    task = locked(task)
    rules.check_can_prepare(by, task)
    check_newest(task, base_version)
    changed(task, by, Voided.EDITED)
    version = drafting.add_version(draft=task.draft, by=by, text=text, maker=Maker(maker), base=base_version)
    if not task.needs_second and seconds.raises_second(rules.rule_for(task.kind), by):
        task.needs_second = True
        task.save(update_fields=["needs_second"])
    ledger.refresh(task, keys.reveal(version, "text").reveal())
    return version
