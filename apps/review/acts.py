"""What acts on a review begin with: its row as it stands, the newest text, whether anything was said, and a first
approval struck that rests on what is about to change.
"""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.matters.models import Matter
from apps.people.models import User
from apps.review import rules, states
from apps.review.models import ReviewTask, TakenBack, TaskState
from apps.review.rules import Voided

_LOCKED = Prepared(
    lambda task: (
        ReviewTask.objects.select_for_update(of=("self",))
        .select_related("matter", "responsible", "reserved_by", "draft__request__workflow_version__workflow")
        .filter(pk=task)
    )
)
_OPEN_MATTER = Prepared(lambda matter: Matter.objects.select_for_update(no_key=True).filter(pk=matter))


def locked(task: ReviewTask) -> ReviewTask:
    """The task as it stands, locked until the end of the transaction. Raises ReviewTask.DoesNotExist.

    Its matter is not destroyed before that either: what is sealed after this is emptied with it, or is not written.
    """
    task = _locked_alone(task)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM matters_matter WHERE id = %s FOR KEY SHARE", [task.matter_id])
    return task


def locked_with_matter(task: ReviewTask) -> ReviewTask:
    """The same, with the matter as it stands, which nobody closes meanwhile: for what is not done in a closed one, and
    for what of two reviews of a matter only one may do.

    The task before the matter, as everywhere. Whoever closes or destroys a matter holds it and asks for no task.
    """
    task = _locked_alone(task)
    [task.matter] = _OPEN_MATTER(matter=task.matter_id)
    return task


def _locked_alone(task: ReviewTask) -> ReviewTask:
    for found in _LOCKED(task=task.pk):
        return found
    raise ReviewTask.DoesNotExist


def check_newest(task: ReviewTask, version: Version) -> Version:
    """Every act names the version it is about. Gives it as it stands. Raises Conflict when it is not the newest any
    more."""
    newest = task.draft.latest
    if newest.pk != version.pk:
        raise Conflict(
            _("Version %(number)d was saved in the meantime. Look at it first.") % {"number": newest.number}
        )
    return newest


def said(note: Sensitive | None) -> bool:
    return note is not None and bool(note.reveal().strip())


def void(
    task: ReviewTask, by: User, reason: Voided, *, why: TakenBack | None = None, kept_back: bool | None = None
) -> None:
    """Strike the approvals that stand. They stay on record as what they were."""
    for decision in rules.standing(task):
        decision.voided_at, decision.voided_by, decision.taken_back = timezone.now(), by, why or ""
        decision.save(update_fields=["voided_at", "voided_by", "taken_back"])
        audit.record(
            event=Event.REVIEW_APPROVAL_CANCELLED,
            by=by,
            on=task,
            reason=reason,
            why=why,
            kept_back=kept_back,
            decision=decision.pk,
            version=decision.version_id,
            manifest=decision.manifest_id,
        )


def changed(task: ReviewTask, by: User, reason: Voided) -> None:
    """What a first approval rests on is about to change: it does not stand, and the review is open again.

    For a service that locked the task, before it writes. Nothing where no second person is awaited.
    """
    if task.state == TaskState.SECOND:
        void(task, by, reason)
        states.move(task, TaskState.OPEN, reserved_by=None, reserved_until=None)
