"""Who may prepare, return and decide a review. Role, licence, relation to the matter and state in separate lines.

The floor that no rule of the firm lowers is the responsible licensee's own recorded check (Model Code 6.1; LSO white
paper, April 2024). Where a second person is asked for, that person is a lawyer who neither asked for the draft nor
wrote any of it, in this round or an earlier one, nor decided first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, WrongState, holds
from apps.core.prepared import Prepared
from apps.drafting.models import ItemKind, Maker
from apps.matters.loosening import scope_of
from apps.matters.models import Certificate, Delegation, Matter
from apps.matters.rules import check_can_join, check_may_sign_for, check_works_on
from apps.people.models import LicenceClass
from apps.people.role_rules import decides
from apps.review import hands
from apps.review.models import Cover, Decider, Decision, ItemRule, ReviewTask, Step, TaskState, Verdict
from apps.review.models.filing import Signer

if TYPE_CHECKING:
    from apps.people.models import Licence, Scope, User
    from apps.review.models.filing import SignedStatement

RESERVED_FOR = timedelta(minutes=30)
CONTENTIOUS = frozenset({ItemKind.COURT_FILING, ItemKind.SWORN})


class Attempt(StrEnum):
    """What was tried, for the record of what was refused."""

    OPEN = "open"
    RESERVE = "reserve"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    ASSIGN = "assign"
    SET_ASIDE = "set_aside"
    ATTEND = "attend"
    OFFER_TIME = "offer_time"
    LOOK_AGAIN = "look_again"
    ANSWER = "answer"
    FIND = "find"
    DISMISS = "dismiss"
    OPEN_PAGE = "open_page"
    COMMENT = "comment"
    EDIT = "edit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    APPROVE_ALONE = "approve_alone"
    CANCEL = "cancel"
    FILE = "file"
    LOOK_UP = "look_up"
    SIGN = "sign"
    UNSIGN = "unsign"
    PROPOSE_RULE = "propose_rule"
    APPROVE_RULE = "approve_rule"
    DECLINE_RULE = "decline_rule"
    CHECK_RULE = "check_rule"
    SET_RULE = "set_rule"
    SET_REASON = "set_reason"
    NAME_OWNER = "name_owner"
    COVER = "cover"
    END_COVER = "end_cover"
    ASK_AGAIN = "ask_again"
    GIVE_UP = "give_up"
    NAME_WHO_ANSWERS = "name_who_answers"
    CORRECT = "correct"
    DISCHARGE = "discharge"
    LOOK_THROUGH = "look_through"


class Refusal(StrEnum):
    """Why a person may not decide, or a text may not be approved."""

    NOT_ON_MATTER = "not_on_matter"
    NOT_LICENSED = "not_licensed"
    OUT_OF_SCOPE = "out_of_scope"
    ROLE_DOES_NOT_DECIDE = "role_does_not_decide"
    NOT_RESPONSIBLE = "not_responsible"
    NOT_A_LAWYER = "not_a_lawyer"
    SAME_PERSON = "same_person"
    ASKED_FOR_IT = "asked_for_it"
    WROTE_IT = "wrote_it"
    HAD_PART = "had_part"
    NOT_THEIRS = "not_theirs"
    DECIDED = "decided"
    MATTER_CLOSED = "matter_closed"
    STALE = "stale"
    PLACEHOLDER = "placeholder"
    GAP = "gap"
    QUESTION = "question"
    AUTHORITY = "authority"
    FILING = "filing"
    STATEMENT = "statement"
    EMPTY_LEDGER = "empty_ledger"
    LINK = "link"
    NOT_SIGNER = "not_signer"
    NOT_OPENED = "not_opened"
    NOT_SHOWN = "not_shown"
    NOT_OWNER = "not_owner"
    NOT_PARTNER = "not_partner"
    OTHERS_COULD = "others_could"
    RESPONSIBLE_MAY_NOT = "responsible_may_not"
    FLOOR = "floor"
    OTHER = "other"


class Voided(StrEnum):
    """Why an approval does not stand any more."""

    EDITED = "edited"
    FOUND = "found"
    FILED = "filed"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"
    SIGNED_IN_ERROR = "signed_in_error"
    HANDED_ON = "handed_on"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


def check_can_read(user: User, task: ReviewTask) -> None:
    """Anyone who works on the matter, before and after the decision."""
    check_works_on(user, task.matter)


def check_can_prepare(user: User, task: ReviewTask) -> None:
    """Anyone who works on the matter reads, answers, comments, edits and returns while the review is open."""
    check_works_on(user, task.matter)
    check_undecided(task)


def can_prepare(user: User, task: ReviewTask) -> bool:
    return holds(check_can_prepare, user, task)


def check_undecided(task: ReviewTask) -> None:
    if task.state not in (TaskState.OPEN, TaskState.SECOND):
        raise WrongState(_("This review was decided. Nothing in it changes any more."))


def check_matter_open(task: ReviewTask) -> None:
    """Nothing is approved or signed in a closed matter, where nothing changes any more and nothing leaves. What only
    stops is done there as well: an approval is taken back, a draft withdrawn, an item found wrong."""
    if task.matter.is_closed:
        raise NotAllowed(_("This matter is closed. Open it again first."), codes=(Refusal.MATTER_CLOSED,))


def check_can_decide(user: User, task: ReviewTask) -> None:
    """Whether this person may take the step that is due. Raises NotAllowed with a code, or WrongState."""
    check_works_on(user, task.matter)
    check_undecided(task)
    check_matter_open(task)
    check_decides(user, task.matter, task.kind)
    if task.state == TaskState.OPEN:
        _check_first(user, task)
    else:
        _check_second(user, task)


def can_decide(user: User, task: ReviewTask) -> bool:
    return holds(check_can_decide, user, task)


def check_decides(user: User, matter: Matter, kind: str = "") -> None:
    """A licence that covers it, and a role that decides under it: a licence is one person's to record."""
    licence = user.current_licence
    check_licence(licence, matter, kind)
    if not decides(user, licence.licence_class if licence else ""):
        raise NotAllowed(
            _("Your role does not decide under your licence. You may prepare it, comment and return it."),
            codes=(Refusal.ROLE_DOES_NOT_DECIDE,),
        )


def check_licence(licence: Licence | None, matter: Matter, kind: str = "") -> None:
    """A licence in force that covers the matter, as its court is now, and the kind of item."""
    check_covers(licence, scope_of(matter.forum, matter.practice_area), kind)


def check_covers(licence: Licence | None, scope: Scope | None, kind: str) -> None:
    """The same of the scope that a matter falls under: a paralegal's covers it only where that is recorded, a notary's
    nothing that goes to a court (Notaries Act, CQLR c N-3, s. 15 and following: non-contentious matters)."""
    if licence is None:
        raise NotAllowed(
            _("Only a licensee may decide a review. You may prepare it, comment and return it."),
            codes=(Refusal.NOT_LICENSED,),
        )
    if licence.licence_class == LicenceClass.PARALEGAL and (scope is None or not licence.covers(scope)):
        raise NotAllowed(
            _("This matter is outside the scope of your licence on record. A lawyer has to decide."),
            codes=(Refusal.OUT_OF_SCOPE,),
        )
    if licence.licence_class == LicenceClass.NOTARY and kind in CONTENTIOUS:
        raise NotAllowed(
            _("A notary's licence does not cover what goes to a court. A lawyer has to decide."),
            codes=(Refusal.OUT_OF_SCOPE,),
        )


def _check_first(user: User, task: ReviewTask) -> None:
    if rule_for(task.kind).decider != Decider.RESPONSIBLE or user.pk == task.responsible_id:
        return
    if not Cover.objects.current().filter(away=task.responsible_id, by_whom=user).exists():
        if task.responsible.is_active:
            sentence = _("%(name)s answers for this draft and has to decide it first.")
        else:
            sentence = _("%(name)s answers for this draft, and their account is closed.")
        raise NotAllowed(sentence % {"name": task.responsible.full_name}, codes=(Refusal.NOT_RESPONSIBLE,))


def _check_second(user: User, task: ReviewTask) -> None:
    if not is_lawyer(user):
        raise NotAllowed(_("The second person has to be another lawyer."), codes=(Refusal.NOT_A_LAWYER,))
    if user.pk in {task.draft.request.requested_by_id, task.draft.request.confirmed_by_id}:
        raise NotAllowed(
            _("You asked for this draft, so the second person has to be someone else."),
            codes=(Refusal.ASKED_FOR_IT,),
        )
    if task.draft.versions.exclude(maker=Maker.CLAUDE).filter(made_by=user).exists():
        raise NotAllowed(
            _("You changed this text, so the second person has to be someone else."),
            codes=(Refusal.WROTE_IT,),
        )
    hands.check_no_earlier_part(user, task.earlier_people)
    if standing(task).filter(by=user).exists():
        raise NotAllowed(
            _("You decided first, so the second person has to be someone else."), codes=(Refusal.SAME_PERSON,)
        )


def could_be_second(user: User, task: ReviewTask) -> bool:
    """Whether somebody could take the second step if they were on the matter's team."""
    return holds(_check_could_be_second, user, task)


def _check_could_be_second(user: User, task: ReviewTask) -> None:
    check_can_join(user, task.matter)
    check_decides(user, task.matter, task.kind)
    _check_second(user, task)


def check_can_look_again(user: User, task: ReviewTask) -> None:
    """A second look at an approval is a lawyer's who had no part in the item: in its text, its checks or a decision."""
    check_works_on(user, task.matter)
    check_decides(user, task.matter)
    if not is_lawyer(user):
        raise NotAllowed(_("A second look is a lawyer's."), codes=(Refusal.NOT_A_LAWYER,))
    if hands.had_part(user, task):
        raise NotAllowed(
            _("You had a part in this item, so the second look is somebody else's."),
            codes=(Refusal.SAME_PERSON,),
        )


def can_look_again(user: User, task: ReviewTask) -> bool:
    return holds(check_can_look_again, user, task)


def check_can_sign(user: User, task: ReviewTask, signer: str, what: Certificate) -> Delegation | None:
    """Whether this person signs for the lawyer who answers for the item, and under which delegation if not the lawyer.

    Lawyer or delegate as the forum's rule says; a delegation counts as ``matters`` says: specific, in force, both on
    the matter, the lawyer licensed. Nobody signs in a closed matter.
    """
    check_works_on(user, task.matter)
    check_matter_open(task)
    lawyer = task.responsible
    if signer == Signer.LAWYER and user.pk != lawyer.pk:
        raise NotAllowed(
            _("This is signed by %(name)s and by nobody for them.") % {"name": lawyer.full_name},
            codes=(Refusal.NOT_SIGNER,),
        )
    check_licence(lawyer.current_licence, task.matter, task.kind)
    try:
        check_may_sign_for(user, lawyer, task.matter, what)
    except NotAllowed as refused:
        raise NotAllowed(str(refused), codes=(Refusal.NOT_SIGNER,)) from None
    if user.pk == lawyer.pk:
        return None
    given = Delegation.objects.current().filter(matter=task.matter, lawyer=lawyer, delegate=user, what=what)
    return given.order_by("-given_at").first()


def check_can_unsign(user: User, task: ReviewTask, statement: SignedStatement) -> None:
    """Whoever signed, the lawyer it counts for, or a partner who sees the matter."""
    check_works_on(user, task.matter)
    if user.pk not in {statement.by_id, statement.lawyer_id} and not user.is_partner:
        raise NotAllowed(
            _("Only whoever signed it, the lawyer it counts for, or a partner withdraws it."),
            codes=(Refusal.NOT_THEIRS,),
        )


def check_can_cancel(user: User, task: ReviewTask) -> None:
    """A licensee whose licence covers the matter and the kind of item, or whoever gave an approval that stands, covered
    still or not: an approval that is taken back only stops."""
    check_works_on(user, task.matter)
    if not holds(check_decides, user, task.matter, task.kind) and not standing(task).filter(by=user).exists():
        check_decides(user, task.matter, task.kind)


def can_cancel(user: User, task: ReviewTask) -> bool:
    return holds(check_can_cancel, user, task)


def check_can_withdraw(user: User, task: ReviewTask) -> None:
    """Who asked for the draft, who answers for it, or a partner."""
    check_can_prepare(user, task)
    check_is_theirs_to_withdraw(user, task)


def check_is_theirs_to_withdraw(user: User, task: ReviewTask) -> None:
    theirs = {task.responsible_id, task.draft.request.requested_by_id}
    if user.pk not in theirs and not user.is_partner:
        raise NotAllowed(
            _(
                "Only the person who asked for the draft, the one who answers for it, or a partner withdraws it."
            ),
            codes=(Refusal.NOT_THEIRS,),
        )


def can_withdraw(user: User, task: ReviewTask) -> bool:
    return holds(check_can_withdraw, user, task)


def check_can_propose_rule(user: User) -> None:
    """Whoever works on matters proposes a rule or keeps one of theirs; a partner approves it."""
    if not user.is_active or not user.works_on_matters:
        raise NotAllowed(_("Your role does not propose or keep rules."), codes=(Refusal.NOT_OWNER,))


def check_is_partner(user: User) -> None:
    if not user.is_active or not user.is_partner:
        raise NotAllowed(_("Only a partner does this."), codes=(Refusal.NOT_PARTNER,))


def check_keeps_rule(user: User, owner: User | None) -> None:
    """The owner of a rule, or who covers for them, as long as they work on matters; a partner while nobody is named."""
    check_can_propose_rule(user)
    if owner is None:
        check_is_partner(user)
    elif user.pk != owner.pk and not Cover.objects.current().filter(away=owner, by_whom=user).exists():
        raise NotAllowed(
            _("%(name)s owns this rule and changes it.") % {"name": owner.full_name},
            codes=(Refusal.NOT_OWNER,),
        )


def keeps_rule(user: User, owner: User | None) -> bool:
    return holds(check_keeps_rule, user, owner)


def check_can_cover(user: User, away: User) -> None:
    """Whoever is away says so, or a partner does."""
    if user.pk != away.pk:
        check_is_partner(user)


def rule_for(kind: str) -> ItemRule:
    """The firm's minimum review for a kind of item."""
    for found in _RULE_FOR(kind=str(kind)):
        return found
    raise ItemRule.DoesNotExist


_RULE_FOR = Prepared(lambda kind: ItemRule.objects.filter(kind=kind))


def is_lawyer(user: User) -> bool:
    licence = user.current_licence
    return licence is not None and licence.licence_class == LicenceClass.LAWYER


def standing(task: ReviewTask | UUID) -> QuerySet[Decision]:
    """The approvals that stand, of a review or of its id."""
    return Decision.objects.filter(task=task, verdict=Verdict.APPROVED, voided_at=None)


def step_due(task: ReviewTask) -> Step:
    return Step.SECOND if task.state == TaskState.SECOND else Step.FIRST


def holder(task: ReviewTask, now: datetime) -> User | None:
    """Who has the review reserved at this moment, or None."""
    return task.reserved_by if task.reserved_until is not None and task.reserved_until > now else None
