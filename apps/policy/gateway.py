"""The one way to Claude.

Clearance and attempt are committed before anything leaves; an answer is a draft only if every check passes; retries are
rows, never loops. What reaches a caller is an answer, or an error without a word of what was sent or received.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.integrations.claude import connect
from apps.integrations.claude.trouble import CallFailed, Trouble
from apps.integrations.claude.types import Reply, Seen
from apps.integrations.errors import Permanent, RemoteError, Transient
from apps.people.models import User
from apps.policy import breaker, clearances, crossings, leaving, queries, replies
from apps.policy.crossings import Attempt, Loss
from apps.policy.exchange import Answer, CallRequest
from apps.policy.models import Clearance, Crossing, CrossingState, Incident
from apps.policy.reasons import (
    CROWDED,
    HALT_SENTENCES,
    NOT_CONFIGURED,
    OUTCOME_UNKNOWN,
    PAUSED,
    SENTENCES,
    WAITS,
    Fault,
    fault_sentence,
    sentence,
)

if TYPE_CHECKING:
    from apps.integrations.claude.client import Client

__all__ = ["Answer", "AnsweredBefore", "CallRequest", "ask"]

HELD_SECONDS = 60.0
"""How long a request waits before it looks again whether the breaker was closed."""
BUSY_SECONDS = {Trouble.RATE_LIMITED: 5.0, Trouble.OVERLOADED: 10.0}
"""How long all workers wait at least where the vendor asks for patience, whatever time it names."""
MOST_LOST = 2
"""Attempts of which nothing came in time, after one confirmation. After that a person decides."""
MOST_WEIGHED = 20
"""How often one request is weighed where others are first each time. After that it waits a moment."""
CROWDED_SECONDS = 2.0
PROGRESS_SECONDS = 1.0


class AnsweredBefore(WrongState):
    """There is an answer to this request, out of which a draft came: none is answered twice."""

    def __init__(self) -> None:
        super().__init__(_("This request was answered already."))


def ask(*, request: CallRequest, by: User, lease_is_mine: Callable[[], bool]) -> Answer:
    """Send one request, if everything allows it, and hand back the checked answer.

    The caller stores what it makes of the answer and calls `services.settle` in that same transaction, or
    `services.discard` where there is no text in it. `by` is the process that asks; `request.asked_by` is the person,
    whose rights are checked again here. `lease_is_mine` is asked inside the transaction that writes the attempt, and
    may lock.

    Raises NotAllowed with the codes of every reason; Transient when it may be tried again (`retry_after` seconds where
    known); Permanent when a person has to look; Conflict when another worker has the request; AnsweredBefore.
    """
    client = _client()
    begun = _begun(request, by=by, lease_is_mine=lease_is_mine)
    if isinstance(begun, _Stopped):
        raise begun.error
    reply = _send(client, request, begun)
    if isinstance(reply, CallFailed):
        raise _failed(begun.attempt, reply, lost_before=begun.lost)
    return _checked(begun.attempt, reply)


@dataclass(frozen=True)
class _Begun:
    """An attempt that may be sent, and how many before it were lost since the request was confirmed."""

    attempt: Attempt
    lost: int


@dataclass(frozen=True)
class _Stopped:
    """Why nothing is sent: raised once what led to it is committed."""

    error: FirmaiError


def _client() -> Client:
    try:
        return connect.client()
    except ImproperlyConfigured:
        pass
    raise Permanent(NOT_CONFIGURED, HALT_SENTENCES[NOT_CONFIGURED])


def _begun(request: CallRequest, *, by: User, lease_is_mine: Callable[[], bool]) -> _Begun | _Stopped:
    """Cleared, and the attempt on record with what it may cost reserved.

    What was spent is read before a request is hashed and searched; the database adds up at the commit (``Spending``).
    Where others were first and a budget has no room left, nothing is kept and all is weighed anew by what is spent now:
    so a refusal is on record like any other, and each time that this happens somebody else was let through.
    """
    for _nth in range(MOST_WEIGHED):
        try:
            return _begin(request, by=by, lease_is_mine=lease_is_mine, now=timezone.now())
        except IntegrityError as error:
            if not crossings.has_no_room(error):
                return _Stopped(_taken())
    return _Stopped(_crowded())


@transaction.atomic
def _begin(
    request: CallRequest, *, by: User, lease_is_mine: Callable[[], bool], now: datetime
) -> _Begun | _Stopped:
    if not lease_is_mine():
        return _Stopped(_taken())
    known = clearances.facts_on_record(request, now=now)
    if known.pause_until is not None and known.pause_until > now:
        return _Stopped(_paused((known.pause_until - now).total_seconds()))
    earlier = queries.attempts(request.request_id) if known.attempted else []
    if any(each.state == CrossingState.ANSWERED for each in earlier):
        return _Stopped(AnsweredBefore())
    _give_up(earlier, by=by, asked_by=request.asked_by)
    lost = queries.lost_since(earlier, request.confirmed_at)
    if len(lost) >= MOST_LOST:
        return _Stopped(_lost_too_often())
    weighed = clearances.weigh(request, now=now, known=known)
    if weighed.refusals and WAITS.issuperset(weighed.refusals):
        return _Stopped(_held(weighed, by=by))
    clearance = clearances.store(weighed, by=by)
    if weighed.refusals:
        codes = [reason.value for reason in weighed.refusals]
        return _Stopped(NotAllowed(sentence(weighed.refusals), codes=codes))
    attempt = crossings.begin(
        weighed,
        clearance,
        number=earlier[-1].attempt + 1 if earlier else 1,
        repeats=lost[-1] if lost else None,
        by=by,
    )
    return _Begun(attempt, len(lost))


def _give_up(earlier: list[Crossing], *, by: User, asked_by: User) -> None:
    """The lease is ours, so whoever started these is gone: nobody will ever know what came of them."""
    for crossing in earlier:
        if crossing.state == CrossingState.STARTED:
            crossings.lose(Attempt(crossing, (), by, asked_by), Loss.WORKER_LOST, Seen())


def _held(weighed: clearances.Weighed, *, by: User) -> Transient:
    """What stands in the way passes by itself: the request waits. Said once on record, not at every look."""
    codes = [reason.value for reason in weighed.refusals]
    last = Clearance.objects.filter(request_id=weighed.request.request_id).order_by("-at").first()
    if last is None or last.refusals != codes or last.at < weighed.request.confirmed_at:
        clearances.store(weighed, by=by)
    return Transient(codes[0], SENTENCES[weighed.refusals[0]], retry_after=HELD_SECONDS)


def _send(client: Client, request: CallRequest, begun: _Begun) -> Reply | CallFailed:
    """The call. The error is handed back and not raised, so that nothing stands behind what is raised for it."""
    try:
        return client.complete(
            request.call,
            progress=_Progress(begun.attempt.crossing),
            may_leave=partial(leaving.may_leave, request, begun.attempt.crossing.pk),
        )
    except CallFailed as error:
        return error


class _Progress:
    """Writes down how many characters have arrived, at most once a second and never what they are."""

    def __init__(self, crossing: Crossing) -> None:
        self._pk = crossing.pk
        self._due = time.monotonic() + PROGRESS_SECONDS

    def __call__(self, received: int) -> None:
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + PROGRESS_SECONDS
        try:
            Crossing.objects.filter(pk=self._pk, state=CrossingState.STARTED).update(received=received)
        except Error:
            return  # a count for a page: the answer is worth more


def _expected(attempt: Attempt) -> replies.Expected:
    return replies.Expected(
        attempt.crossing.model_asked, settings.CLAUDE_ORGANIZATION, settings.CLAUDE_WORKSPACE
    )


def _failed(attempt: Attempt, error: CallFailed, *, lost_before: int) -> RemoteError:
    """Book a call without a reply, and say what the caller is to do."""
    seen, trouble = error.seen, error.trouble
    odd = replies.identity_faults(seen, _expected(attempt))
    if odd or error.stops_all:
        _stop_all(attempt, odd[0] if odd else trouble)
    with transaction.atomic():
        if error.outcome_unknown:
            crossings.lose(attempt, trouble, seen)
        else:
            crossings.fail(attempt, trouble, seen)
    if odd:
        return Permanent(odd[0].value, fault_sentence(odd))
    _wait_if_told(seen, trouble, error.retry_after)
    if error.outcome_unknown and lost_before + 1 >= MOST_LOST:
        return _lost_too_often()
    return error


@transaction.atomic
def _stop_all(attempt: Attempt, code: Fault | Trouble) -> Incident:
    """Stop all sending, before the call is booked: that may fail where somebody else gave its attempt up for lost."""
    return breaker.trip(code=code, crossing=attempt.crossing, by=attempt.by, asked_by=attempt.asked_by)


def _wait_if_told(seen: Seen, trouble: Trouble | None = None, asked: float | None = None) -> None:
    """Have every worker wait: the limits of the account are shared by all of them."""
    waits = [seen.limits.pause or 0.0]
    if trouble in BUSY_SECONDS:
        waits.append(max(BUSY_SECONDS[trouble], asked or 0.0))
    if max(waits) > 0:
        breaker.pause(max(waits), now=timezone.now())


def _checked(attempt: Attempt, reply: Reply) -> Answer:
    """The reply as an answer, or nothing of it at all."""
    faults = replies.reply_faults(reply.seen, _expected(attempt))
    if faults:
        opens = not replies.OPENS_BREAKER.isdisjoint(faults)
        incident = _stop_all(attempt, faults[0]) if opens else None
        with transaction.atomic():
            crossings.refuse(attempt, reply.seen, faults, incident=incident)
        raise Permanent(faults[0].value, fault_sentence(faults))
    _wait_if_told(reply.seen)
    price, cost = attempt.cost(reply.seen)
    return Answer(
        crossing=attempt.crossing,
        segments=reply.segments,
        seen=reply.seen,
        by=attempt.by,
        asked_by=attempt.asked_by,
        price=price,
        cost=cost,
    )


def _taken() -> Conflict:
    return Conflict(_("Another worker has this request now. Nothing was sent."))


def _paused(seconds: float) -> Transient:
    return Transient(PAUSED, HALT_SENTENCES[PAUSED], retry_after=seconds)


def _crowded() -> Transient:
    return Transient(CROWDED, HALT_SENTENCES[CROWDED], retry_after=CROWDED_SECONDS)


def _lost_too_often() -> Permanent:
    return Permanent(OUTCOME_UNKNOWN, HALT_SENTENCES[OUTCOME_UNKNOWN], sent="unknown")
