"""Who may ask for a draft and answer for one, and what each state of a request says it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import BadInput, NotAllowed, WrongState, holds
from apps.drafting.models import Request, RequestState, WorkflowState, WorkflowVersion
from apps.intake.models import Source
from apps.intake.readers import versions
from apps.matters.loosening import is_nobodys
from apps.matters.models import Matter
from apps.matters.rules import check_open, check_works_on, works_on
from apps.people.models import RoleCode
from apps.people.role_rules import decides
from apps.policy import said
from apps.policy.models import Clearance
from apps.policy.reasons import SENTENCES

if TYPE_CHECKING:
    from apps.people.models import User

LONGEST_ASSIGNMENT = 20_000
"""Characters. Longer texts are sources, which are read into passages."""

PROPOSERS = frozenset(
    {RoleCode.PARTNER, RoleCode.LAWYER, RoleCode.PARALEGAL, RoleCode.STUDENT, RoleCode.CLERK, RoleCode.STAFF}
)


def check_can_request(user: User, matter: Matter) -> None:
    """Anyone who works on an open matter may ask. Raises NotAllowed or WrongState."""
    check_works_on(user, matter)
    check_open(matter)


def can_request(user: User, matter: Matter) -> bool:
    return holds(check_can_request, user, matter)


def check_can_answer_for(user: User, matter: Matter) -> None:
    """The responsible person is a licensee who works on the matter (Model Code 6.1). Raises NotAllowed, which is said
    of them and to somebody else."""
    if not works_on(user, matter):
        raise NotAllowed(
            _(
                "%(name)s cannot answer for a draft in this matter. Name a licensee who works on it, or change who is "
                "responsible for the matter."
            )
            % {"name": user.full_name},
            codes=("responsible_may_not",),
        )
    check_licensed(user)


def who_answers(user: User, matter: Matter) -> User:
    """Whoever answered for an item, while they may; else the lawyer responsible for its matter."""
    return user if holds(check_can_answer_for, user, matter) else matter.responsible


def check_licensed(user: User) -> None:
    """Who answers for a draft holds a licence, and a role that decides its review under that."""
    licence = user.current_licence
    if licence is None:
        raise NotAllowed(
            _(
                "%(name)s holds no licence on record, so cannot answer for a draft. Name a licensee, or change who is "
                "responsible for the matter."
            )
            % {"name": user.full_name},
            codes=("responsible_not_licensed",),
        )
    if not decides(user, licence.licence_class):
        raise NotAllowed(
            _(
                "%(name)s has no role that decides under the licence on record, so cannot answer for a draft. Name a "
                "partner, a lawyer or a paralegal licensee, or change who is responsible for the matter."
            )
            % {"name": user.full_name},
            codes=("responsible_may_not",),
        )


def check_can_change(user: User, request: Request) -> None:
    """Preview, confirm, withdraw, resume: anyone who works on the matter, never a robot."""
    check_works_on(user, request.matter)


def can_change(user: User, request: Request) -> bool:
    return holds(check_can_change, user, request)


def check_can_edit(user: User, matter: Matter) -> None:
    """Anyone who works on the matter edits its drafts; a closed matter's stay as they are."""
    check_can_request(user, matter)


def check_in_preview(request: Request) -> None:
    if request.state != RequestState.PREVIEW:
        raise WrongState(_("This request was confirmed or withdrawn already."))


def check_can_leave_out(user: User, request: Request, source: Source) -> None:
    """What cannot be read is left out of a request in preview by whoever may confirm it; one source stays.

    Raises NotAllowed, WrongState or BadInput.
    """
    check_can_change(user, request)
    if source.matter_id != request.matter_id:
        raise NotAllowed(_("A source belongs to another matter."), codes=("other_matter",))
    check_in_preview(request)
    chosen = request.chosen.all()
    if not chosen.filter(source=source).exists():
        raise BadInput(_("This is not one of the sources of the request."))
    if not chosen.filter(versions.cannot_be_sent("source__"), source=source).exists():
        raise WrongState(_("This source can be read. Only what cannot is left out here."))
    if not chosen.exclude(source=source).exists():
        raise BadInput(
            _("A draft is made from at least one source. Bring this one in again, or withdraw the request.")
        )


def can_leave_out(user: User, request: Request, source: Source) -> bool:
    return holds(check_can_leave_out, user, request, source)


def check_usable(version: WorkflowVersion, matter: Matter) -> None:
    """Only a version that a partner approved may be used; on a training matter, which is nobody's file, one that is
    proposed may be tried."""
    if version.state == WorkflowState.PROPOSED and matter.is_training:
        if is_nobodys(matter.client):
            return
        raise NotAllowed(
            _(
                "The client of this training matter has a file of their own by now. Try it on a training matter that "
                "is nobody's."
            ),
            codes=("workflow_not_approved",),
        )
    if version.state == WorkflowState.PROPOSED:
        raise NotAllowed(
            _("This workflow is not approved. A partner approves it before it is used."),
            codes=("workflow_not_approved",),
        )
    if version.state != WorkflowState.APPROVED:
        raise NotAllowed(
            _("These instructions are not in use any more. Ask again with those that are."),
            codes=("workflow_not_approved",),
        )


def check_assignment(text: str) -> None:
    """The assignment says what is asked and for what purpose: it is part of the file."""
    if not text.strip():
        raise BadInput(_("Say what is asked, and for what purpose, before previewing."))
    if len(text) > LONGEST_ASSIGNMENT:
        raise BadInput(
            _("The assignment is longer than %(limit)s characters. Add long material as a source.")
            % {"limit": f"{LONGEST_ASSIGNMENT:,}"}
        )


class Attempt(StrEnum):
    """What was tried with a workflow, for the record of what was refused."""

    PROPOSE = "propose"
    APPROVE = "approve"
    DECLINE = "decline"


class WorkflowRefusal(StrEnum):
    """Why something with a workflow was not allowed."""

    DOES_NOT_WORK_ON_MATTERS = "does_not_work_on_matters"
    NOT_A_PARTNER = "not_a_partner"
    NOT_TRIED = "not_tried"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"


def check_can_propose(user: User) -> None:
    """Whoever works on matters may propose a workflow."""
    if not user.is_active or not user.has_role(*PROPOSERS):
        raise NotAllowed(
            _("Only people who work on matters propose workflows."),
            codes=(WorkflowRefusal.DOES_NOT_WORK_ON_MATTERS,),
        )


def can_propose(user: User) -> bool:
    return holds(check_can_propose, user)


def check_can_approve_workflow(user: User) -> None:
    if not user.is_active or not user.is_partner:
        raise NotAllowed(_("Only a partner may approve a workflow."), codes=(WorkflowRefusal.NOT_A_PARTNER,))


def can_approve_workflow(user: User) -> bool:
    return holds(check_can_approve_workflow, user)


def check_tried(version: WorkflowVersion) -> None:
    """What replaces a version that is in use was tried on a training matter: somebody has seen what it makes.

    The first version of a kind of work has nothing to be compared with, and is read instead.
    """
    tried = version.requests.filter(matter__is_training=True, state=RequestState.DRAFTED)
    if version.number > 1 and not tried.exists():
        raise NotAllowed(
            _(
                "Nobody has tried this version on the training matter yet. Ask for a draft with it there first."
            ),
            codes=(WorkflowRefusal.NOT_TRIED,),
        )


@dataclass(frozen=True)
class Need:
    """What a request is waiting for, in a sentence, and whether a person has to do something."""

    code: str
    sentence: str
    person: bool


STATES: dict[RequestState, tuple[Promise, bool]] = {
    RequestState.PREVIEW: (gettext_lazy("Look at what would be sent, then confirm or withdraw it."), True),
    RequestState.CONFIRMED: (gettext_lazy("Waiting for its turn to be sent."), False),
    RequestState.DRAFTING: (gettext_lazy("Claude is writing. This page may be closed."), False),
    RequestState.WAITING: (gettext_lazy("It will be sent again by itself."), False),
    RequestState.STOPPED: (gettext_lazy("Somebody has to look at this before it goes on."), True),
    RequestState.DRAFTED: (gettext_lazy("The draft is stored and goes to review."), False),
    RequestState.WITHDRAWN: (gettext_lazy("Withdrawn. Nothing more will be sent."), False),
}


class Trouble(StrEnum):
    """Why a request waits or stopped, where drafting itself says so. The gate and the vendor have codes too."""

    PREVIEW_CHANGED = "preview_changed"
    NOT_ALLOWED = "requester_not_allowed"
    MATTER_CLOSED = "matter_closed"
    WORKFLOW_RETIRED = "workflow_not_approved"
    SOURCE_GONE = "source_not_ready"
    CONTENT_GONE = "content_destroyed"
    CANNOT_BE_READ = "cannot_be_read"
    WORKER_LOST = "worker_lost"
    HELD_BACK = "held_back"
    TOO_MANY_TRIES = "too_many_tries"
    EMPTY_REPLY = "empty_reply"
    ANSWERED_BEFORE = "answered_before"
    ERROR = "firmai_error"
    REFUSED_BY_GATE = "refused_by_gate"
    VENDOR = "vendor"


TROUBLES: dict[Trouble, Promise] = {
    Trouble.PREVIEW_CHANGED: gettext_lazy(
        "What would be sent is no longer what was shown: a source, a placeholder or a name changed. "
        "Nothing was sent. Preview it again."
    ),
    Trouble.NOT_ALLOWED: gettext_lazy(
        "The person who asked for this, who confirmed it or who answers for it may no longer work on the matter. "
        "Nothing was sent."
    ),
    Trouble.MATTER_CLOSED: gettext_lazy(
        "The matter was closed in the meantime. Nothing was sent. Open the matter again and preview this, or "
        "withdraw it."
    ),
    Trouble.WORKFLOW_RETIRED: gettext_lazy(
        "The workflow was retired in the meantime. Withdraw this request and ask again with the current one."
    ),
    Trouble.SOURCE_GONE: gettext_lazy(
        "A source can no longer be read. Preview it again: there it can be brought in again or left out."
    ),
    Trouble.CONTENT_GONE: gettext_lazy("The matter's content was destroyed. Withdraw this request."),
    Trouble.CANNOT_BE_READ: gettext_lazy(
        "The matter's content cannot be read: it was changed outside firmai, or the firm key it was sealed under is "
        "not in the key file. Tell your administrator; then preview it again or withdraw it."
    ),
    Trouble.WORKER_LOST: gettext_lazy(
        "The process that was drafting ended before it was done. It goes on by itself from what is on record."
    ),
    Trouble.HELD_BACK: gettext_lazy(
        "It was held back just before it was sent, because something that it rests on had changed. Nothing was sent. "
        "It is looked at again by itself in a moment, and then says what is missing."
    ),
    Trouble.TOO_MANY_TRIES: gettext_lazy(
        "It was tried as often as is allowed. Look at the crossings, then preview it again or withdraw it."
    ),
    Trouble.EMPTY_REPLY: gettext_lazy(
        "Claude's answer held no text. It was paid for and is among the crossings. Preview it again to send it once "
        "more, or withdraw it and ask again with another assignment."
    ),
    Trouble.ANSWERED_BEFORE: gettext_lazy(
        "This request was answered before, and none is answered twice. Withdraw it and ask again."
    ),
    Trouble.ERROR: gettext_lazy(
        "firmai met an error with this request and does not try again by itself. Tell your administrator; then preview "
        "it again or withdraw it."
    ),
    Trouble.REFUSED_BY_GATE: gettext_lazy(
        "This was not allowed to be sent. The reasons are with the request; put them right and preview it again."
    ),
    Trouble.VENDOR: gettext_lazy("Claude could not be asked. The crossing says what went wrong."),
}


def trouble(code: str, *, otherwise: Trouble) -> Trouble:
    """A code for the log. One of the gate's or of the vendor's is on record with the clearance or the crossing: of that
    the log says here whose it is (``otherwise``)."""
    return Trouble(code) if code in {each.value for each in Trouble} else otherwise


MOST_TRIES = 8
"""Attempts after one confirmation that cost something, or may have."""
LONGEST_OUTAGE = timedelta(days=1)
"""For how long after it a vendor that takes nothing, and is owed nothing, is asked again by itself."""
FIRST_WAIT, LONGEST_WAIT = 10, 15 * 60
"""Seconds between tries, doubling."""
LONGEST_ASKED = 24 * 60 * 60
"""Seconds. A longer wait that somebody asks for is cut to this, and asked about again."""


def wait(tries: int, asked: float | None) -> float:
    """Seconds before the next try: what was asked for, and never sooner than twice as long as the last time.

    Where nothing was sent yet (no tries), what was asked for counts alone: everyone is waiting for the same moment.
    """
    if asked is not None and not tries:
        return min(asked, LONGEST_ASKED)
    doubled = min(FIRST_WAIT * 2 ** max(tries - 1, 0), LONGEST_WAIT)
    return max(min(asked or 0.0, LONGEST_ASKED), doubled)


def is_tried_enough(request: Request, *, tries: int, paid: int, now: datetime) -> bool:
    """Whether a person is asked before it is sent once more. ``paid`` are the tries that may have cost something."""
    asked = request.confirmed_at
    is_over = asked is None or now - asked >= LONGEST_OUTAGE
    return paid >= MOST_TRIES or (is_over and tries >= MOST_TRIES)


def is_due(request: Request, now: datetime) -> bool:
    """Whether a worker may take it: confirmed or waiting and due, or left behind by a worker that is gone."""
    if request.state in (RequestState.CONFIRMED, RequestState.WAITING):
        return request.try_after <= now
    late = request.leased_until is not None and request.leased_until < now
    return request.state == RequestState.DRAFTING and late


def need(request: Request) -> Need:
    """What stands between this request and its draft, said so that a person can act on it."""
    state = RequestState(request.state)
    sentence, person = STATES[state]
    why = _why(request) if state in (RequestState.WAITING, RequestState.STOPPED) else ""
    return Need(code=request.trouble or state.value, sentence=why or str(sentence), person=person)


def _why(request: Request) -> str:
    """The sentence of a code of drafting's own, of a call's, or of the gate's; of a code of both, of who spoke last."""
    own = {each.value: sentence for each, sentence in TROUBLES.items()}
    if request.trouble in own:
        return str(own[request.trouble])
    by_gate = {each.value: sentence for each, sentence in SENTENCES.items()}
    if request.trouble in by_gate and _is_refused(request):
        return str(by_gate[request.trouble])
    return said.why(request.trouble)


def _is_refused(request: Request) -> bool:
    """Whether the last that was heard of it is the gate's no."""
    answers = Clearance.objects.filter(request_id=request.pk).order_by("-at")
    return answers.values_list("granted", flat=True).first() is False
