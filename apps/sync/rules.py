"""What stands in a delivery's way at the moment of sending, and who may steer one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core.errors import FirmaiError, NotAllowed, WrongState
from apps.core.prepared import Prepared
from apps.drafting.models import ItemKind
from apps.integrations.models import ConnectionState, Region
from apps.matters import rules as matters
from apps.matters.models import Matter, Residency
from apps.matters.rules import BRINGS_MATTERS
from apps.review import manifests
from apps.review import rules as review
from apps.review.models import Decision, Manifest, ReviewTask, TaskState, Verdict
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble

if TYPE_CHECKING:
    from apps.people.models import User


def obstacle(delivery: Delivery) -> Trouble | None:
    """Why this may not be sent now, or None. Asked again at every try: what held at approval may not hold today."""
    if delivery.matter.key.destroyed_at is not None:
        return Trouble.CONTENT_DESTROYED
    if trouble := _approval(delivery):
        return trouble
    if delivery.matter.is_closed:
        return Trouble.MATTER_CLOSED
    if delivery.kind == DeliveryKind.TIME and not _works_on(delivery.time.whose, delivery.matter):
        return Trouble.CONFIRMER_MAY_NOT
    if not _in_place(delivery.matter, Region(delivery.connection.region)):
        return Trouble.NOT_SHOWN_IN_CANADA
    if delivery.connection.state != ConnectionState.WORKING:
        return Trouble.CONNECTION_BROKEN
    return None


def check_upload_place(matter: Matter, place: Region) -> Trouble | None:
    """The same question of the address that a file goes to, which the vendor names only when asked."""
    return None if _in_place(matter, place) else Trouble.UPLOAD_NOT_IN_CANADA


def _approval(delivery: Delivery) -> Trouble | None:
    task = delivery.manifest.task
    approvals = _APPROVALS(task=task.pk)
    if task.state != TaskState.APPROVED or not approvals:
        return Trouble.APPROVAL_GONE
    manifest, last = delivery.manifest, max(approvals, key=lambda each: each.at)
    # Where a second person approves, each has a manifest: of the same text and files, with a file note of its own.
    if (last.manifest_id, last.manifest_digest) != (manifest.pk, delivery.manifest_digest):
        return Trouble.MANIFEST_CHANGED
    if {each.text_hmac for each in approvals} != {manifest.text_hmac} or not manifests.holds(manifest):
        return Trouble.MANIFEST_CHANGED
    if trouble := check_final(manifest):
        return trouble
    if not all(_may_still_decide(each.by, delivery.matter) for each in approvals):
        return Trouble.APPROVER_MAY_NOT
    return None


def check_final(manifest: Manifest) -> Trouble | None:
    """What was found wrong since, or waits for a signature (again), leaves no more. Asked again before each call that
    carries content: somebody may say so while it is on its way."""
    return None if _FINAL(manifest=manifest.pk) else Trouble.NOT_FINAL


_FINAL = Prepared(lambda manifest: Manifest.objects.final().filter(pk=manifest).values_list("pk", flat=True))

_APPROVALS = Prepared(
    lambda task: Decision.objects.filter(task=task, verdict=Verdict.APPROVED, voided_at=None).select_related(
        "by"
    )
)


def _may_still_decide(user: User, matter: Matter) -> bool:
    """Active, a person, licensed, and the matter still theirs: a screen raised since then stops the delivery."""
    return user.current_licence is not None and _works_on(user, matter)


def _works_on(user: User, matter: Matter) -> bool:
    if user.is_robot or not user.is_active:
        return False
    try:
        matters.check_works_on(user, matter)
    except FirmaiError:
        return False
    return True


def _in_place(matter: Matter, place: Region) -> bool:
    """Shown to be in Canada, unless the client's rule documents transfers."""
    return place == Region.CANADA or matter.residency == Residency.DOCUMENTED_TRANSFER


class Steering(StrEnum):
    """What was tried with a delivery, for the record of what was refused."""

    RETRY = "retry"
    CANCEL = "cancel"


class TimeAttempt(StrEnum):
    """What was tried with time, for the record of what was refused."""

    CONFIRM_TIME = "confirm_time"


class TimeRefusal(StrEnum):
    """Why it was not allowed."""

    NOT_A_PERSON = "not_a_person"
    NOT_ON_MATTER = "not_on_matter"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"


def check_can_confirm_time(user: User, task: ReviewTask) -> None:
    """A person who works on the matter, for an approved narrative of it. It is their own time that they confirm."""
    if user.is_robot:
        raise NotAllowed(_("Only a person confirms time."), codes=(TimeRefusal.NOT_A_PERSON,))
    try:
        matters.check_works_on(user, task.matter)
    except NotAllowed as refused:
        told = str(refused)
    else:
        told = ""
    if told:
        raise NotAllowed(told, codes=(TimeRefusal.NOT_ON_MATTER,))
    matters.check_open(task.matter)
    if task.kind != ItemKind.TIME_ENTRY or task.state != TaskState.APPROVED:
        raise WrongState(_("Time is confirmed for a narrative that was approved."))
    if not Manifest.objects.final().filter(task=task).exists():
        raise WrongState(_("This narrative was found wrong. Time goes out with words that still stand."))


def can_confirm_time(user: User, task: ReviewTask) -> bool:
    try:
        check_can_confirm_time(user, task)
    except FirmaiError:
        return False
    return not Delivery.objects.filter(manifest__task=task, kind=DeliveryKind.TIME).exists()


def check_can_pull(user: User) -> None:
    """Bring matters in: an administrator, a partner, or the robots that do. Raises NotAllowed."""
    if user.robot in BRINGS_MATTERS:
        return
    if not user.is_active or not (user.is_administrator or user.is_partner):
        raise NotAllowed(_("Only a partner or an administrator brings matters in."), codes=("role",))


def can_pull(user: User) -> bool:
    try:
        check_can_pull(user)
    except NotAllowed:
        return False
    return True


def check_can_steer(user: User, delivery: Delivery) -> None:
    """Retry, or give up what goes nowhere any more: whoever works on the matter, never a robot. Raises NotAllowed."""
    if user.is_robot:
        raise NotAllowed(_("Only a person may do this."), codes=(matters.Refusal.ROBOT,))
    matters.check_works_on(user, delivery.matter)


def check_can_retry(user: User, delivery: Delivery) -> None:
    """Whoever works on the matter, for one that stopped and has something final to send. Raises NotAllowed or
    WrongState."""
    check_can_steer(user, delivery)
    if delivery.state != DeliveryState.STOPPED:
        raise WrongState(_("Only a delivery that stopped can be tried again."))
    if delivery.matter.key.destroyed_at is not None:
        raise WrongState(sentence(Trouble.CONTENT_DESTROYED))
    if trouble := check_final(delivery.manifest):
        raise WrongState(sentence(trouble))


def can_retry(user: User, delivery: Delivery) -> bool:
    try:
        check_can_retry(user, delivery)
    except FirmaiError:
        return False
    return True


def check_can_cancel(user: User, delivery: Delivery) -> None:
    """While what was approved may still go out, whoever may take an approval back: a licensee. Raises NotAllowed."""
    check_can_steer(user, delivery)
    if delivery.matter.key.destroyed_at is None and check_final(delivery.manifest) is None:
        review.check_can_cancel(user, delivery.manifest.task)


def can_cancel(user: User, delivery: Delivery) -> bool:
    if delivery.state not in {DeliveryState.QUEUED, DeliveryState.WAITING, DeliveryState.STOPPED}:
        return False
    try:
        check_can_cancel(user, delivery)
    except FirmaiError:
        return False
    return True


def sentence(trouble: Trouble) -> str:
    """What a delivery's trouble means, and what would change it."""
    return {
        Trouble.APPROVAL_GONE: _("The approval was withdrawn or voided. Nothing was sent."),
        Trouble.MANIFEST_CHANGED: _("What is stored is not what was approved. Nothing was sent."),
        Trouble.NOT_FINAL: _(
            "It was found wrong, or what was signed over it was withdrawn, so nothing more is sent. What had arrived "
            "there before stays there. Once it is signed again it can be tried again; what was found wrong is given up."
        ),
        Trouble.APPROVER_MAY_NOT: _(
            "The person who approved this may no longer decide it. Have it reviewed again."
        ),
        Trouble.MATTER_CLOSED: _("The matter was closed. Open it again, or cancel the delivery."),
        Trouble.MATTER_MOVED: _("The practice system no longer has this matter. Bring matters in again."),
        Trouble.NOT_SHOWN_IN_CANADA: _(
            "The practice system is not shown to keep data in Canada, and the client's rule does not permit that."
        ),
        Trouble.UPLOAD_NOT_IN_CANADA: _(
            "The practice system would keep the file outside Canada, and the client's rule does not permit that."
        ),
        Trouble.OUTCOME_UNKNOWN: _(
            "An answer was lost and nothing was found afterwards. Look in the practice system; if it is not there, "
            "try again."
        ),
        Trouble.READ_BACK_DIFFERS: _(
            "What the practice system holds is not what was sent. Somebody may have changed it there: compare them."
        ),
        Trouble.NOT_THERE: _("What was sent is no longer in the practice system."),
        Trouble.NOTHING_TO_SEND: _("The approved item has nothing of this kind."),
        Trouble.CONTENT_DESTROYED: _(
            "The matter's content was destroyed, so nothing more is sent. What had arrived there before stays there. "
            "Give this delivery up."
        ),
        Trouble.CANNOT_BE_READ: _(
            "What is stored for this delivery cannot be read: it was changed outside firmai, or the firm key it was "
            "sealed under is not in the key file. What had arrived there before stays there. Tell your administrator, "
            "and try again once it is mended."
        ),
        Trouble.CONFIRMER_MAY_NOT: _(
            "The person whose time this is no longer works on the matter. Nothing was sent."
        ),
        Trouble.PERSON_UNKNOWN: _(
            "Nobody in the practice system has the e-mail address of the person whose time this is."
        ),
        Trouble.NO_RATE: _(
            "The practice system has no hourly rate on file for the person whose time this is, and asks for one."
        ),
        Trouble.TRIED_TOO_OFTEN: _(
            "It was tried many times without success. Try again when the cause is mended."
        ),
        Trouble.SETTLING: _("An answer was lost. It looks again before anything is sent a second time."),
        Trouble.CONNECTION_BROKEN: _(
            "The connection needs an administrator. The delivery goes on by itself when it works again."
        ),
        Trouble.CANNOT_REACH: _("The practice system cannot be reached. It is tried again."),
        Trouble.NO_ANSWER: _("The practice system did not answer in time. It is tried again."),
        Trouble.GARBLED: _("The practice system sent an answer that makes no sense. It is tried again."),
        Trouble.RATE_LIMITED: _("The practice system asked us to slow down. It is tried again."),
        Trouble.VENDOR_TROUBLE: _("The practice system has trouble of its own. It is tried again."),
        Trouble.BUSY: _("The practice system is busy with this record. It is tried again."),
        Trouble.ADDRESS_EXPIRED: _("The address for the file expired. A new one is asked for."),
        Trouble.NOT_CONNECTED: _(
            "The connection is no longer accepted. An administrator has to connect it again."
        ),
        Trouble.NOT_PERMITTED: _("The connected account is not permitted to write there."),
        Trouble.NOT_FOUND: _("The practice system does not have this matter."),
        Trouble.OUT_OF_DATE: _(
            "The practice system no longer accepts the version of its interface used here."
        ),
        Trouble.CHANGED_THERE: _("The record was changed there in the meantime."),
        Trouble.NOT_ACCEPTED: _("The practice system does not accept a value that was sent."),
        Trouble.REFUSED: _("The practice system refused it."),
        Trouble.WRONG_HOST: _(
            "The practice system pointed to an address that is not on the list of its own."
        ),
        Trouble.TOO_LARGE: _("It is larger than the practice system takes."),
        Trouble.NOT_CONFIGURED: _("The connection is not set up on this server."),
    }[trouble]
