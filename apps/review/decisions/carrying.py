"""A returned item that nothing carries on: its request was withdrawn, or what came of it was given up.

It is asked for again, with all that the first request carried, or it is given up in words. Either way its history says
so, and nobody has to begin from an empty page.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting import services as drafting
from apps.drafting.models import Request
from apps.matters import keys
from apps.people.models import User
from apps.review import states
from apps.review.acts import locked_with_matter, said
from apps.review.decisions import rounds
from apps.review.models import Comment, Decision, ReviewTask, Step, TaskState, Verdict
from apps.review.refusals import on_record
from apps.review.rulebook.reasons import names
from apps.review.rules import Attempt


@on_record(Attempt.ASK_AGAIN)
def ask_again(*, task: ReviewTask, by: User) -> Request:
    """Another revision of a returned item, in preview: the assignment, the draft, its sources and the comments, as the
    return carried them. Nothing crosses until a person confirms it.

    Raises NotAllowed, or WrongState for what is not returned or is carried on already.
    """
    task = locked_with_matter(task)
    rounds.check_can_ask_again(by, task)
    remarks = remarks_of(task, returned(task))
    revision = drafting.open_revision(of=task.draft, by=by, remarks=remarks, responsible=task.responsible)
    audit.record(event=Event.REVIEW_ASKED_AGAIN, by=by, on=task, revision=revision.pk)
    return revision


@on_record(Attempt.GIVE_UP)
def give_up(*, task: ReviewTask, note: Sensitive | None, by: User) -> Decision:
    """Say in words that a returned item is not wanted any more. It stays on file and goes nowhere.

    Raises NotAllowed, WrongState for what is not returned or is carried on, BadInput without words.
    """
    task = locked_with_matter(task)
    rounds.check_can_give_up(by, task)
    if note is None or not said(note):
        raise BadInput(_("Say why it is given up, or what took its place."))
    version, now = task.draft.latest, timezone.now()
    words = canonical(note.reveal().strip())
    decision = Decision(
        task=task,
        version=version,
        matter_id=task.matter_id,
        text_hmac=version.text_hmac,
        step=Step.FIRST,
        verdict=Verdict.WITHDRAWN,
        by=by,
        at=now,
        forum=task.matter.forum,
        practice_area=task.matter.practice_area,
    )
    keys.seal(decision, "note", Sensitive(words))
    decision.save(force_insert=True)
    states.move(task, TaskState.WITHDRAWN, decided_at=now)
    audit.record(
        event=Event.REVIEW_WITHDRAWN,
        by=by,
        on=task,
        version=version.pk,
        decision=decision.pk,
        note=keys.digest(task.matter_id, words.encode()),
    )
    return decision


def returned(task: ReviewTask) -> Decision:
    """The decision by which a task was returned."""
    return task.decisions.filter(verdict=Verdict.RETURNED).get()


def remarks_of(task: ReviewTask, decision: Decision) -> Sensitive[str]:
    """What a revision is told: the reasons, the note, and each comment with the words it is about."""
    known = names()
    note = keys.reveal(decision, "note").reveal() if decision.note is not None else ""
    parts = ["; ".join(known.get(code, code) for code in decision.reasons), note]
    comments = Comment.objects.filter(task=task).select_related("version").order_by("at")
    parts += [_remark(each) for each in comments]
    return Sensitive("\n\n".join(filter(None, parts)))


def _remark(comment: Comment) -> str:
    words = keys.reveal(comment, "text").reveal()
    if comment.start is None:
        return words
    about = keys.reveal(comment.version, "text").reveal()[comment.start : comment.end]
    return f"> {' '.join(about.split())}\n\n{words}"
