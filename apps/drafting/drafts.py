"""The worker's whole job: from a confirmed request to one stored draft, or a plain word on what it waits for.

Safe to run any number of times at once: a lease with a token decides who works, and what is stored is stored in one
transaction by whoever still holds it.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core import prepared
from apps.core.aside import NOT_OF_ONE_ROW
from apps.core.ciphers import CannotOpen
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical, printable, visible
from apps.drafting import anchors, assembly, edits, prompts, readings, replies, rules, states
from apps.drafting.anchors import Stretch
from apps.drafting.models import Draft, Maker, Request, RequestState, Version, WorkflowVersion
from apps.drafting.rules import Trouble
from apps.integrations.errors import Permanent, Transient
from apps.matters import keys
from apps.matters.keys import KeysDestroyed
from apps.people.models import Robot, User
from apps.policy import gateway, minimise
from apps.policy import services as policy
from apps.policy.models import Crossing
from apps.policy.reasons import Fault

logger = logging.getLogger(__name__)

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between tries to store an answer. Whoever loses the lease by waiting stores nothing."""


class LeaseLost(Exception):
    """Another worker has the request now. Nothing of this one's is kept."""


class SourceGone(Exception):
    """A chosen source can no longer be read."""


STOPS: dict[type[Exception], Trouble] = {
    KeysDestroyed: Trouble.CONTENT_GONE,
    CannotOpen: Trouble.CANNOT_BE_READ,
    SourceGone: Trouble.SOURCE_GONE,
    gateway.AnsweredBefore: Trouble.ANSWERED_BEFORE,
}


@dataclass(frozen=True)
class Lease:
    """A worker's hold on a request: only the holder of the newest token may settle it."""

    request: Request
    token: UUID
    robot: User
    """The process that works on it."""

    def is_mine(self) -> bool:
        """Whether nobody else has taken the request since. Asked once, where an attempt is written down, and holds
        until that is committed: whoever stops the request meanwhile, because a source of it is withdrawn, finds the
        attempt and ends it before it has left.

        Raises NotAllowed where its instructions were taken out of use since: to put a call together takes a while.
        """
        rows = _LOCKED(request=self.request.pk, token=self.token)
        if not rows:
            return False
        version = self.request.workflow_version
        version.state = rows[0][1]
        rules.check_usable(version, self.request.matter)
        return True

    def lock(self) -> Request:
        """The request, locked, while the lease stands: nobody else moves it then, so it is as it was taken.

        Raises LeaseLost. Needs a transaction.
        """
        if not _LOCKED(request=self.request.pk, token=self.token):
            raise LeaseLost
        self.request.state = RequestState.DRAFTING
        return self.request


def _held(request: UUID, token: UUID) -> QuerySet[Request, tuple[Any, ...]]:
    """Its id, and how its instructions stand now, which nobody who locks it waits for."""
    held = Request.objects.filter(pk=request, state=RequestState.DRAFTING, lease=token)
    version = WorkflowVersion.objects.filter(pk=OuterRef("workflow_version"))
    return held.values_list("pk", Subquery(version.values("state")))


_LOCKED = Prepared(lambda request, token: _held(request, token).select_for_update())
_TAKEN = Prepared(
    lambda request: (
        Request.objects.select_for_update(of=("self",))
        .select_related("matter", "workflow_version__workflow", "requested_by", "confirmed_by", "responsible")
        .filter(pk=request)
        .order_by()
    )
)


def draft(request_id: UUID) -> None:
    """Draft one request if it is due and free. What comes of it is in the request's state.

    Whatever goes wrong ends in that state too, so that no request goes round for ever, and none is sent and paid for
    anew because the database would not store its draft. A database that is away is left to the lease.
    """
    taken = _take(request_id)
    if taken is None:
        return
    request, lease = taken
    try:
        _send_and_store(request, lease)
    except (LeaseLost, Conflict):
        return
    except Transient as trouble:
        _wait(lease, trouble.code, trouble.retry_after)
    except Permanent as trouble:
        _stop(lease, trouble.code)
    except NotAllowed as refusal:
        codes = refusal.codes or (Trouble.REFUSED_BY_GATE,)
        _stop(lease, codes[0], otherwise=Trouble.REFUSED_BY_GATE)
    except NOT_OF_ONE_ROW:
        raise
    except Exception as error:  # noqa: BLE001  # an error of ours stops one request, in front of a person
        _stop(lease, _trouble(error, request))


def _trouble(error: Exception, request: Request) -> Trouble:
    """Why a request stops where neither the gate nor the vendor says so."""
    for kind, trouble in STOPS.items():
        if isinstance(error, kind):
            return trouble
    logger.error("request %s met %s", request.pk, type(error).__name__)
    return Trouble.ERROR


@transaction.atomic
def _take(request_id: UUID) -> tuple[Request, Lease] | None:
    """The request with all that it needs, under a new lease; or None where there is nothing to do or nobody free."""
    now = timezone.now()
    rows = _TAKEN(request=request_id)
    if not rows or not rules.is_due(rows[0], now):
        return None
    request = rows[0]
    token = uuid.uuid4()
    until = now + timedelta(seconds=settings.CLAUDE_SECONDS + settings.LEASE_GRACE_SECONDS)
    states.move(request, RequestState.DRAFTING, lease=token, leased_until=until, trouble="")
    _join_people(request)
    return request, Lease(request, token, User.for_robot(Robot.DRAFTING))


def _join_people(request: Request) -> None:
    """Whoever asked, confirmed and answers for it is often one person, who is then asked about once."""
    people = {each.pk: each for each in (request.confirmed_by, request.responsible) if each is not None}
    people[request.requested_by_id] = request.requested_by
    request.responsible = people[request.responsible_id]
    if request.confirmed_by_id is not None:
        request.confirmed_by = people[request.confirmed_by_id]


def _send_and_store(request: Request, lease: Lease) -> None:
    _check_rights(request)
    # What the matter knows of names is read once for the call and for the gate's look for what was left in it.
    with keys.read_once(request.matter_id), minimise.opened(request.matter, request.pk):
        prompt = _assembled(request)
        if not prompts.was_shown(request, prompt):
            return _stop(lease, Trouble.PREVIEW_CHANGED)
        call = prompts.call(request, prompt)
        answer = gateway.ask(request=call, by=lease.robot, lease_is_mine=lease.is_mine)
    with _in_hand(answer):
        _keep(request, lease, answer, prompt)


def _keep(request: Request, lease: Lease, answer: gateway.Answer, prompt: assembly.Assembled) -> None:
    """Store what came of it. What it was made from has crossed, so it is not thrown away because the database was
    started anew meanwhile: that is waited for, on another connection."""
    for pause in (*PAUSES, None):
        try:
            with keys.read_once(request.matter_id):
                text, stretches = replies.read(request.matter, answer, prompt)
                if text.strip():
                    return _store(lease, answer, text, stretches)
                return _settle_empty(lease, answer)
        except NOT_OF_ONE_ROW:
            if pause is None:
                raise
            close_old_connections()
            time.sleep(pause)


@contextmanager
def _in_hand(answer: gateway.Answer) -> Iterator[None]:
    """An answer is paid for: whatever keeps it from becoming a draft, where it ran and what it cost is kept.

    Also where its request was withdrawn or is another worker's by now, who may have given the attempt up for lost.
    Where the database is away, whoever takes the request up again ends it, or in the end the sweep.
    """
    try:
        yield
    except Exception as error:
        why = Fault.CAME_LATE if isinstance(error, (LeaseLost, Conflict)) else Fault.NOT_STORED
        with suppress(Conflict, DatabaseError), transaction.atomic():  # it may be booked already
            policy.discard(crossing=answer.crossing, answer=answer, why=why)
        raise


def _assembled(request: Request) -> assembly.Assembled:
    try:
        return prompts.assembled(request)
    except WrongState:
        raise SourceGone from None


def _check_rights(request: Request) -> None:
    """The people behind the robot must still be allowed what they asked for. The gate asks about who asked."""
    if request.matter.is_closed:
        raise NotAllowed(rules.TROUBLES[Trouble.MATTER_CLOSED], codes=(Trouble.MATTER_CLOSED,))
    others = {user for user in (request.confirmed_by, request.responsible) if user != request.requested_by}
    try:
        for user in others:
            if user is not None:
                rules.check_can_request(user, request.matter)
    except (NotAllowed, WrongState):
        raise NotAllowed(rules.TROUBLES[Trouble.NOT_ALLOWED], codes=(Trouble.NOT_ALLOWED,)) from None
    rules.check_usable(request.workflow_version, request.matter)


@transaction.atomic
def _store(lease: Lease, answer: gateway.Answer, text: str, stretches: list[Stretch]) -> None:
    """The crossing answered, the draft, its first version and the request's state: all of them or none."""
    request, robot = lease.lock(), lease.robot
    policy.settle(crossing=answer.crossing, answer=answer)
    draft = Draft(request=request, matter_id=request.matter_id, crossing=answer.crossing)
    prepared.insert(draft)
    version = write_version(draft, 1, Maker.CLAUDE, robot, text, stretches)
    states.move(
        request, RequestState.DRAFTED, settled_at=timezone.now(), lease=None, leased_until=None, trouble=""
    )
    audit.record(
        event=Event.DRAFTING_DRAFT_STORED,
        by=robot,
        asked_by=request.confirmed_by,
        on=draft,
        request=request.pk,
        crossing=answer.crossing.pk,
        version=version.pk,
        text=keys.named(draft.matter_id, version.text_hmac),
        characters=len(text),
        placeholders=version.unresolved,
    )


@transaction.atomic
def _settle_empty(lease: Lease, answer: gateway.Answer) -> None:
    """An answer without text was paid for and is on record, but is no draft: a person looks."""
    policy.discard(crossing=answer.crossing, answer=answer)
    _stopped(lease.lock(), Trouble.EMPTY_REPLY, crossing=answer.crossing.pk)


@transaction.atomic
def _wait(lease: Lease, code: str, asked: float | None) -> None:
    try:
        request = lease.lock()
    except LeaseLost:
        return
    made = Crossing.objects.filter(request_id=request.pk, started_at__gte=request.confirmed_at)
    tries, paid = made.count(), made.exclude(cost=0, reserved=0).count()
    if rules.is_tried_enough(request, tries=tries, paid=paid, now=timezone.now()):
        return _stopped(request, Trouble.TOO_MANY_TRIES)
    _end_open(request, lease.robot)
    readings.hasten(prompts.sources(request))
    states.move(
        request,
        RequestState.WAITING,
        trouble=code[:40],
        try_after=timezone.now() + timedelta(seconds=rules.wait(tries, asked)),
        lease=None,
        leased_until=None,
    )


@transaction.atomic
def _stop(lease: Lease, code: str, *, otherwise: Trouble = Trouble.VENDOR) -> None:
    try:
        _stopped(lease.lock(), code, otherwise=otherwise)
    except LeaseLost:
        return


def _end_open(request: Request, robot: User) -> None:
    """The lease is ours, so whoever began what is still open of it is gone."""
    policy.give_up(request_id=request.pk, by=robot, asked_by=request.requested_by)


def _stopped(
    request: Request, code: str, *, crossing: UUID | None = None, otherwise: Trouble = Trouble.VENDOR
) -> None:
    robot = User.for_robot(Robot.DRAFTING)
    _end_open(request, robot)
    states.move(request, RequestState.STOPPED, trouble=str(code)[:40], lease=None, leased_until=None)
    audit.record(
        event=Event.DRAFTING_REQUEST_STOPPED,
        by=robot,
        asked_by=request.confirmed_by,
        on=request,
        reason=rules.trouble(code, otherwise=otherwise),
        crossing=crossing,
    )


def source_gone(request: Request) -> None:
    """A source of it was withdrawn: stop it under the worker that has it, which sends nothing and keeps nothing then.
    The request is locked."""
    _stopped(request, Trouble.SOURCE_GONE)


@transaction.atomic
def add_version(*, draft: Draft, by: User, text: Sensitive, maker: Maker, base: Version) -> Version:
    """The next exact text of a draft, made by a person from the newest one.

    Raises Conflict when somebody else's version came first, BadInput when there is no text or nothing changed.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("matter").get(pk=draft.pk)
    rules.check_can_edit(by, draft.matter)
    latest = draft.latest
    if latest.pk != base.pk:
        raise Conflict(
            _("Version %(number)d was saved in the meantime. Look at it before changing the text.")
            % {"number": latest.number}
        )
    after = canonical(printable(visible(text.reveal())))  # who approves it reads all that there is
    if not after.strip():
        raise BadInput(_("A draft cannot be emptied. Return or withdraw it instead."))
    before = keys.reveal(base, "text").reveal()
    if after == before:
        raise BadInput(_("Nothing was changed."))
    carried = edits.carry(before, anchors.load(keys.reveal(base, "anchors").reveal()), after)
    version = write_version(draft, latest.number + 1, Maker(maker), by, after, carried)
    audit.record(
        event=Event.DRAFTING_VERSION_ADDED,
        by=by,
        on=version,
        draft=draft.pk,
        number=version.number,
        text=keys.named(draft.matter_id, version.text_hmac),
        origin=Maker(maker),
        characters=len(after),
        base=base.pk,
    )
    return version


def write_version(
    draft: Draft, number: int, maker: Maker, by: User, text: str, stretches: list[Stretch]
) -> Version:
    """Seal a text as a version, with its digest and counts. Call it in the transaction it belongs to."""
    version = Version(
        draft=draft,
        matter_id=draft.matter_id,
        number=number,
        maker=maker,
        made_by=by,
        words=len(text.split()),
        unresolved=sum(gap.is_placeholder for gap in anchors.gaps(text)),
    )
    with keys.opened(draft.matter_id) as seal:
        version.text_hmac = seal.digest(text.encode()).hmac
        seal.seal(version, "text", Sensitive(text))
        seal.seal(version, "anchors", Sensitive(anchors.dump(stretches)))
    prepared.insert(version)
    return version
