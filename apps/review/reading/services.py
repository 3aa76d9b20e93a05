"""A draft opened for a person, on record."""

from __future__ import annotations

from apps.audit import services as audit
from apps.audit.events import Event
from apps.drafting.models import Version
from apps.matters import keys
from apps.people.models import User
from apps.review import rules
from apps.review.acts import locked
from apps.review.authorities import ledger
from apps.review.models import ReviewTask, TaskState, VersionOpening
from apps.review.reading import queries
from apps.review.reading.opened import was_opened
from apps.review.reading.queries import Reading
from apps.review.refusals import on_record
from apps.review.rules import Attempt
from apps.review.standing import leaving


@on_record(Attempt.OPEN)
def open_draft(
    *, task: ReviewTask, by: User, version: Version | None = None, takes_files: bool = False
) -> Reading:
    """Open the newest version, or an earlier one. That it was opened is on record. ``takes_files`` where it is
    taken away as a file."""
    rules.check_can_read(by, task)
    newest = task.draft.latest
    version = version or newest
    if takes_files:
        leaving.taken(task, version)
    with keys.read_once(task.matter_id):
        reading = queries.read(task, version, newest)
    if version.pk == newest.pk and not all(line.is_listed for line in reading.ledger) and _list_anew(task):
        reading = queries.read(task, version, newest)
    if not was_opened(version, by):
        first = VersionOpening(version=version, matter_id=task.matter_id, by=by)
        VersionOpening.objects.bulk_create([first], ignore_conflicts=True)
    audit.record(event=Event.REVIEW_DRAFT_OPENED, by=by, on=task, draft=task.draft_id, version=version.pk)
    return reading


def _list_anew(task: ReviewTask) -> bool:
    """List what the newest text cites and firmai did not know to find when it was stored. What is decided stays as it
    was: then nothing is done."""
    task = locked(task)
    if task.state not in (TaskState.OPEN, TaskState.SECOND):
        return False
    with keys.read_once(task.matter_id):  # anew: the page that asks may have read them before this waited
        ledger.refresh(task, keys.reveal(task.draft.latest, "text").reveal())
    return True
