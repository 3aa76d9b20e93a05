"""What stands in a delivery's way at the moment of sending, and who may steer one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, WrongState, holds
from apps.core.prepared import Prepared
from apps.drafting.models import ItemKind
from apps.integrations.models import Connection, ConnectionState, Region
from apps.matters import rules as matters
from apps.matters.models import Matter, Residency
from apps.matters.rules import BRINGS_MATTERS
from apps.people.role_rules import decides_as_lawyer
from apps.review import rules as review
from apps.review.decisions import manifests
from apps.review.models import Decision, Manifest, ReviewTask, SignedStatement, TaskState, Verdict
from apps.review.standing import doubts
from apps.review.standing.doubts import Doubt
from apps.sync import sentences
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Difference, Oddity, Trouble

if TYPE_CHECKING:
    from apps.people.models import User


def obstacle(delivery: Delivery) -> Trouble | None:
    """Why this may not be sent now, or None. Asked again at every try: what held at approval may not hold today."""
    if trouble := held_back(delivery):
        return trouble
    return None if manifests.holds(delivery.manifest) else Trouble.MANIFEST_CHANGED


def held_back(delivery: Delivery) -> Trouble | None:
    """The same but for the stored bytes, which are checked where they are read. Asked again before each call by which
    something leaves: looking for it first takes as long as the vendor does, and people act meanwhile."""
    if delivery.matter.key.destroyed_at is not None:
        return Trouble.CONTENT_DESTROYED
    if trouble := _approval(delivery):
        return trouble
    if delivery.matter.is_closed:
        return Trouble.MATTER_CLOSED
    if is_another_clients(delivery.connection_id, delivery.matter_id):
        return Trouble.ANOTHER_CLIENTS
    if delivery.kind == DeliveryKind.TIME and not _works_on(delivery.time.whose, delivery.matter):
        return Trouble.CONFIRMER_MAY_NOT
    if not _in_place(delivery.matter, Region(delivery.connection.region)):
        return Trouble.NOT_SHOWN_IN_CANADA
    if delivery.connection.state == ConnectionState.ENDED:
        return Trouble.CONNECTION_ENDED
    if delivery.connection.state != ConnectionState.WORKING:
        return Trouble.CONNECTION_BROKEN
    return None


def is_another_clients(connection_id: UUID, matter_id: UUID) -> bool:
    """Whether the matter there is another client's than here, as the practice system had it when it was last read: what
    goes there is seen by whoever works for that client, and what comes from there is that client's."""
    return bool(_ANOTHER_CLIENTS(connection=connection_id, matter=matter_id))


def check_upload_place(matter: Matter, place: Region) -> Trouble | None:
    """The same question of the address that a file goes to, which the vendor names only when asked."""
    return None if _in_place(matter, place) else Trouble.UPLOAD_NOT_IN_CANADA


def _approval(delivery: Delivery) -> Trouble | None:
    task = delivery.manifest.task
    approvals = _APPROVALS(task=task.pk)
    if task.state != TaskState.APPROVED or not approvals:
        return Trouble.APPROVAL_GONE
    manifest, last = delivery.manifest, max(approvals, key=lambda each: each.at)
    if manifest.pk not in {each.manifest_id for each in approvals}:
        return Trouble.APPROVAL_GONE  # what stands is an approval of another text, or a later one
    # Where a second person approves, each has a manifest: of the same text and files, with a file note of its own.
    if (last.manifest_id, last.manifest_digest) != (manifest.pk, delivery.manifest_digest):
        return Trouble.MANIFEST_CHANGED
    if {each.text_hmac for each in approvals} != {manifest.text_hmac}:
        return Trouble.MANIFEST_CHANGED
    if trouble := check_final(manifest):
        return trouble
    if not all(_may_still_decide(each.by, delivery.matter, task.kind) for each in approvals):
        return Trouble.APPROVER_MAY_NOT
    if manifest.signature_due and not _signed_by_who_may(delivery):
        return Trouble.SIGNER_MAY_NOT
    return None


def check_final(manifest: Manifest) -> Trouble | None:
    """What was found wrong since, or waits for a signature (again), leaves no more; nor does what is not approved any
    more, or what something speaks against since it was approved."""
    if _FINAL(manifest=manifest.pk):
        doubt = doubts.of(manifest.pk)
        return _DOUBTED[doubt] if doubt else None
    approved = Manifest.objects.approved().filter(pk=manifest.pk).exists()
    return Trouble.NOT_FINAL if approved else Trouble.APPROVAL_GONE


_DOUBTED = {
    Doubt.SOURCE_WITHDRAWN: Trouble.SOURCE_WITHDRAWN,
    Doubt.OVERTURNED: Trouble.OVERTURNED,
    Doubt.CONTRADICTED: Trouble.CONTRADICTED,
    Doubt.APPROVED_UNLICENSED: Trouble.APPROVER_MAY_NOT,
    Doubt.SIGNED_UNLICENSED: Trouble.SIGNER_MAY_NOT,
    Doubt.COURT_CHANGED: Trouble.COURT_CHANGED,
}
_ANOTHER_CLIENTS = Prepared(
    lambda connection, matter: Difference.objects.filter(
        connection=connection, matter=matter, oddity=Oddity.CLIENT_DIFFERS, gone_at=None
    ).values_list("pk", flat=True)
)
_FINAL = Prepared(lambda manifest: Manifest.objects.final().filter(pk=manifest).values_list("pk", flat=True))

_APPROVALS = Prepared(
    lambda task: Decision.objects.filter(task=task, verdict=Verdict.APPROVED, voided_at=None).select_related(
        "by"
    )
)


_SIGNED = Prepared(
    lambda manifest: SignedStatement.objects.filter(manifest=manifest, withdrawn_at=None).select_related(
        "by", "lawyer"
    )
)


def _may_still_decide(user: User, matter: Matter, kind: str) -> bool:
    """Active, a person, deciding this matter and kind of item by licence and role as both are now, and the matter still
    theirs: a screen raised since then stops the delivery, and so does a court beyond the licence."""
    return _works_on(user, matter) and holds(review.check_decides, user, matter, kind)


def _signed_by_who_may(delivery: Delivery) -> bool:
    """Whoever signed is on the matter still, and the lawyer it counts for is as an approver has to be. A delegation
    that ended since was in force then: what was signed under it stands until somebody withdraws it."""
    matter, kind = delivery.matter, delivery.manifest.task.kind
    return all(
        _works_on(each.by, matter)
        and _may_still_decide(each.lawyer, matter, kind)
        and decides_as_lawyer(each.lawyer)
        for each in _SIGNED(manifest=delivery.manifest_id)
    )


def _works_on(user: User, matter: Matter) -> bool:
    return not user.is_robot and user.is_active and holds(matters.check_works_on, user, matter)


def _in_place(matter: Matter, place: Region) -> bool:
    """Shown to be in Canada, unless the client's rule documents transfers."""
    return place == Region.CANADA or matter.residency == Residency.DOCUMENTED_TRANSFER


class Steering(StrEnum):
    """What was tried with a delivery, for the record of what was refused."""

    RETRY = "retry"
    CANCEL = "cancel"
    TAKE_UP = "take_up"
    REDIRECT = "redirect"


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
    if doubts.final(task.pk) is None:
        raise WrongState(
            _("This narrative was found wrong or is doubted. Time goes out with words that still stand.")
        )


def can_confirm_time(user: User, task: ReviewTask) -> bool:
    if not holds(check_can_confirm_time, user, task):
        return False
    time = Delivery.objects.filter(manifest__task=task, kind=DeliveryKind.TIME)
    if time.not_given_up().exists():
        return False
    given_up = time.filter(manifest__in=Manifest.objects.final().filter(task=task))
    return all(holds(_check_can_take_up, user, each) for each in given_up)


def check_can_pull(user: User) -> None:
    """Bring matters in: an administrator, a partner, or the robots that do. Raises NotAllowed."""
    if user.robot in BRINGS_MATTERS:
        return
    if not user.is_active or not (user.is_administrator or user.is_partner):
        raise NotAllowed(_("Only a partner or an administrator brings matters in."), codes=("role",))


def can_pull(user: User) -> bool:
    return holds(check_can_pull, user)


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
    _check_goes(delivery)
    _check_has_a_way(delivery)


def can_retry(user: User, delivery: Delivery) -> bool:
    return holds(check_can_retry, user, delivery)


def check_can_take_up(user: User, delivery: Delivery) -> None:
    """Let what was given up go after all: a licensee whose licence covers it, while what was approved stands. Raises
    NotAllowed or WrongState."""
    _check_can_take_up(user, delivery)
    _check_has_a_way(delivery)


def can_take_up(user: User, delivery: Delivery) -> bool:
    return holds(check_can_take_up, user, delivery)


def _check_can_take_up(user: User, delivery: Delivery) -> None:
    check_can_steer(user, delivery)
    if delivery.state != DeliveryState.CANCELLED:
        raise WrongState(_("Only a delivery that was given up can be taken up again."))
    _check_goes(delivery)
    review.check_decides(user, delivery.matter, delivery.manifest.task.kind)


def check_can_redirect(user: User, delivery: Delivery, other: Connection | None) -> None:
    """Send it over another connection than the one that was ended, where nothing of it can have arrived over that.

    Raises NotAllowed or WrongState.
    """
    if delivery.state == DeliveryState.CANCELLED:
        _check_can_take_up(user, delivery)
    else:
        check_can_steer(user, delivery)
        if delivery.state != DeliveryState.STOPPED:
            raise WrongState(
                _("Only a delivery that stopped or was given up can go over another connection.")
            )
        _check_goes(delivery)
    if delivery.connection.state != ConnectionState.ENDED:
        raise WrongState(_("Its connection was not ended: it goes over that one."))
    if delivery.may_be_there or delivery.place not in {"", Region.CANADA}:
        raise WrongState(
            _(
                "Something of it may have arrived over the connection that was ended. It does not go out twice."
            )
        )
    if other is None:
        raise WrongState(_("No practice system that is connected knows this matter."))


def can_redirect(user: User, delivery: Delivery, other: Connection | None) -> bool:
    return holds(check_can_redirect, user, delivery, other)


def _check_goes(delivery: Delivery) -> None:
    if delivery.matter.key.destroyed_at is not None:
        raise WrongState(sentences.of(Trouble.CONTENT_DESTROYED))
    if not delivery.is_only_read and (trouble := check_final(delivery.manifest)):
        raise WrongState(sentences.of(trouble))


def _check_has_a_way(delivery: Delivery) -> None:
    if delivery.connection.state == ConnectionState.ENDED:
        raise WrongState(sentences.of(Trouble.CONNECTION_ENDED))


def check_can_cancel(user: User, delivery: Delivery) -> None:
    """While what was approved may still go out, whoever may take an approval back. Raises NotAllowed."""
    check_can_steer(user, delivery)
    if delivery.matter.key.destroyed_at is None and check_final(delivery.manifest) is None:
        review.check_can_cancel(user, delivery.manifest.task)


def can_cancel(user: User, delivery: Delivery) -> bool:
    if delivery.state not in {DeliveryState.QUEUED, DeliveryState.WAITING, DeliveryState.STOPPED}:
        return False
    return holds(check_can_cancel, user, delivery)
