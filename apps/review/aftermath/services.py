"""After delivery: an approved item that turns out to be wrong, and what has to be done about it.

The approved text stays on file as it was. Saying that it is wrong withdraws what was signed over it, stops what has not
been delivered, and lists what is owed to court, other side, client and insurer (Model Code 5.1-2, 5.1-5, 7.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.core.errors import BadInput, Conflict, WrongState
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting import services as drafting
from apps.drafting.models import ItemKind, Request, RequestState
from apps.drafting.rules import who_answers
from apps.matters import calendar, keys
from apps.people.models import User
from apps.review import rules
from apps.review.acts import locked, locked_with_matter, said
from apps.review.decisions import rounds
from apps.review.filing import queries as filings
from apps.review.models import Manifest, ReviewTask, TaskState
from apps.review.models.aftermath import Correction, CorrectiveTask, Duty, EarlierFilings, Fault
from apps.review.models.filing import SignedStatement, Withdrawal
from apps.review.models.firm import INSIDE
from apps.review.refusals import on_record
from apps.review.rules import Attempt
from apps.review.signing import services as signing

TO_THE_OTHER_SIDE = frozenset({ItemKind.DEMAND_LETTER, ItemKind.AGREEMENT, ItemKind.UNDERTAKING})
ABOUT_AUTHORITIES = frozenset(
    {
        Fault.INVENTED_AUTHORITY, Fault.WRONG_DETAILS, Fault.WRONG_LINK, Fault.MISQUOTED, Fault.AUTHORITY_MISUSED,
        Fault.NOT_GOOD_LAW,
    }
)  # fmt: skip
WITHIN = timedelta(days=2)
"""How soon each duty is asked for; where offices are closed that day, on the next on which they are open. A value of
the house to start with: its sources (Model Code 5.1 on correcting, 7.8 on errors) name no number of days, so nothing
counts in business days. The day can pass, and time passing discharges nothing."""


def duties_of(task: ReviewTask) -> list[Duty]:
    """What is owed when an item of this kind is wrong, in the order to do it."""
    if task.kind in INSIDE:
        return [Duty.SUPERSEDE]
    owed = [Duty.COURT, Duty.OTHER_SIDE] if filings.is_filed(task) else []
    if task.kind in TO_THE_OTHER_SIDE:
        owed.append(Duty.OTHER_SIDE)
    return [*owed, Duty.CLIENT, Duty.INSURER, Duty.SUPERSEDE]


def _needed_by(task: ReviewTask) -> date:
    """A court or an insurer is reached when offices are open. Courts count so too: an act that falls on a holiday may
    be done on the next day that is none (Ontario r. 3.01 (1) (c))."""
    return calendar.on_or_after(timezone.localdate() + WITHIN, task.matter.province)


@on_record(Attempt.CORRECT)
def report_wrong(
    *,
    task: ReviewTask,
    faults: Sequence[str],
    shown: UUID,
    by: User,
    note: Sensitive | None = None,
) -> Correction:
    """Say that an approved item is wrong. Anyone who works on the matter may, because it only stops and asks.

    What else is found wrong with it later is said as well, and owed for anew: court, client and insurer are told of
    each. Raises BadInput without a fault, WrongState for what is not approved, or where it says nothing that is new.
    Of a matter that was destroyed neither is said: what is owed for it could never be said to be done. ``shown`` is the
    manifest that a page showed as approved: Conflict where another approval took that one's place.
    """
    task = locked(task)
    rules.check_can_read(by, task)
    if task.matter.key.destroyed_at is not None:
        raise WrongState(_("The content of this matter was destroyed and cannot be read again."))
    manifest = Manifest.objects.approved().filter(task=task).first()
    if task.state != TaskState.APPROVED or manifest is None:
        raise WrongState(_("Only an approved text can be found wrong afterwards; this one can be returned."))
    if shown != manifest.pk:
        raise Conflict(_("Another approval was given since this page was opened. Look at that one."))
    if not faults or set(faults) - set(Fault.values):
        raise BadInput(_("Say what is wrong with it."))
    if Fault.OTHER in faults and not said(note):
        raise BadInput(_("Say in a note what else is wrong."))
    codes = [Fault(each) for each in dict.fromkeys(faults)]
    words = canonical(note.reveal().strip()) if note is not None and said(note) else ""
    if _was_said(task, codes, words):
        raise WrongState(_("It was said already that this is wrong. Say what else is wrong with it."))
    row = Correction(task=task, manifest=manifest, matter_id=task.matter_id, faults=codes, by=by)
    if words:
        keys.seal(row, "note", Sensitive(words))
    row.save(force_insert=True)
    owed, needed_by = duties_of(task), _needed_by(task)
    lawyer = who_answers(task.responsible, task.matter)
    CorrectiveTask.objects.bulk_create(
        CorrectiveTask(
            correction=row,
            matter_id=task.matter_id,
            duty=each,
            assigned_to=lawyer,
            needed_by=needed_by,
        )
        for each in owed
    )
    _take_signatures_back(task, codes, by)
    audit.record(
        event=Event.REVIEW_FOUND_WRONG,
        by=by,
        on=task,
        correction=row.pk,
        faults=codes,
        manifest=manifest.pk,
        version=manifest.version_id,
        duties=owed,
        note=keys.digest(task.matter_id, words.encode()) if words else None,
    )
    return row


def _was_said(task: ReviewTask, faults: Sequence[Fault], words: str) -> bool:
    """Whether earlier corrections of an item name each of these faults, and one of them has the same words."""
    earlier = list(Correction.objects.filter(task=task))
    named = {fault for each in earlier for fault in each.faults}
    if not earlier or set(faults) - named:
        return False
    return not words or words in {keys.reveal(each, "note").reveal() for each in earlier if each.note}


def _take_signatures_back(task: ReviewTask, faults: Sequence[Fault], by: User) -> None:
    reason = Withdrawal.AUTHORITY_WRONG if ABOUT_AUTHORITIES & set(faults) else Withdrawal.TEXT_WRONG
    for statement in SignedStatement.objects.filter(task=task, withdrawn_at=None).select_for_update():
        signing.take_back(statement, reason, by)


@on_record(Attempt.DISCHARGE)
def discharge(*, duty: CorrectiveTask, note: Sensitive | None, by: User) -> CorrectiveTask:
    """What was owed was done, or does not apply: a licensee of the matter says which, in words."""
    task = locked(duty.correction.task)
    rules.check_can_read(by, task)
    rules.check_decides(by, task.matter, task.kind)
    duty = CorrectiveTask.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    told = settle(duty, note, by, unsaid=_("Say what was done, or why it does not apply."))
    audit.record(
        event=Event.REVIEW_DUTY_DONE,
        by=by,
        on=task,
        duty=Duty(duty.duty),
        correction=duty.correction_id,
        note=told,
    )
    return duty


def settle(duty: CorrectiveTask | EarlierFilings, note: Sensitive | None, by: User, *, unsaid: str) -> Digest:
    """What a person owed is done, once, and said in words. Gives the digest of these. Raises WrongState where it was
    done before, and BadInput with ``unsaid`` where nothing is said. The row has to be locked."""
    if duty.done_at is not None:
        raise WrongState(_("This was done already."))
    if note is None or not said(note):
        raise BadInput(unsaid)
    words = canonical(note.reveal().strip())
    keys.seal(duty, "note", Sensitive(words))
    duty.done_by, duty.done_at = by, timezone.now()
    duty.save(update_fields=["note", "done_by", "done_at"])
    return keys.digest(duty.matter_id, words.encode())


@on_record(Attempt.CORRECT)
def supersede(*, task: ReviewTask, by: User) -> Request:
    """Ask for a text that takes the place of one found wrong: a new request in preview that says all that was wrong.

    Nothing crosses until a person confirms it; what comes back is reviewed and approved like any other. It can be asked
    for again once it was withdrawn or given up; and instead of one that nobody confirmed, once more was found wrong
    than that says.
    """
    task = locked_with_matter(task)
    rules.check_can_read(by, task)
    found = list(Correction.objects.filter(task=task))
    if not found:
        raise WrongState(_("Say first what is wrong with it."))
    made = rounds.carried_on_by(task.draft)
    if made is not None and not says_too_little(made, found):
        raise WrongState(_("A new request was made already."))
    if made is not None:
        drafting.withdraw(request=made, by=by)
    remarks = Sensitive("\n\n".join(part for each in found for part in _parts(each)))
    made = drafting.open_revision(
        of=task.draft, by=by, remarks=remarks, needed_by=_needed_by(task), responsible=task.responsible
    )
    audit.record(event=Event.REVIEW_SUPERSEDED, by=by, on=task, correction=found[-1].pk, revision=made.pk)
    return made


def says_too_little(made: Request, found: Sequence[Correction]) -> bool:
    """Whether a request in preview was made before the last of what was found wrong."""
    return made.state == RequestState.PREVIEW and found[-1].at > made.made_at


def _parts(correction: Correction) -> list[str]:
    """What one correction says is wrong, and its note."""
    faults = "; ".join(str(Fault(each).label) for each in correction.faults)
    return [faults] if correction.note is None else [faults, keys.reveal(correction, "note").reveal()]
