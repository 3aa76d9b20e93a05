"""The life of one attempt: written before anything leaves, and ended exactly once.

Text never comes near these rows: metadata, counts and keyed digests only. Each function belongs inside a transaction.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core import prepared
from apps.core.errors import Conflict
from apps.integrations.claude.trouble import Trouble
from apps.integrations.claude.types import Seen
from apps.matters import keys
from apps.people.models import User
from apps.policy import prices, queries
from apps.policy.clearances import Weighed
from apps.policy.exchange import Answer
from apps.policy.models import Clearance, Crossing, CrossingState, Incident, Price
from apps.policy.reasons import Fault

WITHIN_BUDGETS = "within_its_budgets"
"""What the database calls it (migration 0009)."""


NOTHING_LEFT = frozenset({Trouble.BLOCKED, Trouble.HELD_BACK, Trouble.NOT_REACHED})
"""Troubles that come before the first byte: nobody can have carried it out, whoever gave the attempt up meanwhile."""


class Geo(enum.StrEnum):
    US = "us"


class Loss(enum.StrEnum):
    """Why an attempt's outcome is unknown, where no call said so."""

    WORKER_LOST = "worker_lost"


@dataclass(frozen=True)
class Attempt:
    """A crossing under way, with what is needed to end it."""

    crossing: Crossing
    price_rows: Sequence[Price]
    by: User
    asked_by: User

    def cost(self, seen: Seen) -> tuple[Price | None, Decimal]:
        """The price row for what was used, and USD."""
        day = queries.today(self.crossing.started_at)
        price = prices.booked(self.price_rows, prompt_tokens=seen.usage.prompt, on=day)
        return price, prices.cost(price, seen.usage) if price else Decimal(0)


def begin(
    weighed: Weighed, clearance: Clearance, *, number: int, repeats: Crossing | None, by: User
) -> Attempt:
    """Write the attempt down. The caller commits before it sends."""
    request, arrangement = weighed.request, weighed.known.arrangement_id
    if arrangement is None:
        raise ValueError("Nothing is cleared without an arrangement.")
    crossing = Crossing(
        clearance=clearance,
        matter=request.matter,
        request_id=request.request_id,
        attempt=number,
        repeats=repeats,
        information=list(request.information),
        model_asked=request.call.model,
        geo_asked=request.call.geo,
        arrangement_id=arrangement,
        prompt_hmac=weighed.digest.hmac,
        reserved=weighed.at_most or Decimal(0),
        started_at=weighed.now,
        month=queries.month(weighed.now),
    )
    prepared.insert(crossing)
    audit.record(
        event=Event.POLICY_CROSSING_STARTED,
        by=by,
        asked_by=request.asked_by,
        on=crossing,
        attempt=number,
        request=request.request_id,
        clearance=clearance.pk,
        prompt=weighed.digest,
        model=RemoteId(crossing.model_asked),
        geo=Geo.US,
        repeats=repeats.pk if repeats else None,
        max_tokens=request.call.max_tokens,
    )
    return Attempt(crossing, weighed.price_rows, by, request.asked_by)


def has_no_room(error: IntegrityError) -> bool:
    """Whether what a commit was refused for is a budget that has no room for the attempt (``Spending``)."""
    said = getattr(error.__cause__, "diag", None)
    return said is not None and said.constraint_name == WITHIN_BUDGETS


def settle(crossing: Crossing, answer: Answer) -> Crossing:
    """Mark it answered in the transaction that stores what came of it. Raises Conflict if it was given up for lost."""
    digest = keys.digest(crossing.matter_id, b"reply", answer.text.reveal().encode("utf-8", "surrogatepass"))
    known = _known(crossing, answer.seen, answer.price, answer.cost)
    _end(crossing, CrossingState.ANSWERED, known, reply_hmac=digest.hmac)
    audit.record(
        event=Event.POLICY_CROSSING_ANSWERED,
        by=answer.by,
        asked_by=answer.asked_by,
        on=crossing,
        message=_remote(answer.seen.message),
        reply=digest,
        **_facts(crossing, answer.seen),
    )
    return crossing


def refuse(attempt: Attempt, seen: Seen, faults: Sequence[Fault], *, incident: Incident | None) -> None:
    """An answer that is no draft: its text is gone, and what it cost and where it came from is kept.

    `incident` is what sending was stopped with, where it was."""
    crossing, known = attempt.crossing, _known(attempt.crossing, seen, *attempt.cost(seen))
    _end_or_add(crossing, CrossingState.REFUSED, known, reason=faults[0].value)
    _refused(crossing, seen, faults, by=attempt.by, asked_by=attempt.asked_by, incident=incident)


def discard(crossing: Crossing, answer: Answer, *, why: Fault = Fault.EMPTY_REPLY) -> Crossing:
    """An answer that passed every check and holds no text, or that something here kept from being stored, or that came
    too late: paid for, and no draft, so its request may be sent again.

    Raises Conflict if what it says was booked before.
    """
    known = _known(crossing, answer.seen, answer.price, answer.cost)
    _end_or_add(crossing, CrossingState.REFUSED, known, reason=why.value)
    _refused(crossing, answer.seen, [why], by=answer.by, asked_by=answer.asked_by)
    return crossing


def _refused(
    crossing: Crossing,
    seen: Seen,
    faults: Sequence[Fault],
    *,
    by: User,
    asked_by: User,
    incident: Incident | None = None,
) -> None:
    audit.record(
        event=Event.POLICY_REPLY_REFUSED,
        by=by,
        asked_by=asked_by,
        on=crossing,
        reasons=list(faults),
        message=_remote(seen.message),
        incident=incident.pk if incident else None,
        **_facts(crossing, seen),
    )


def fail(attempt: Attempt, trouble: Trouble, seen: Seen) -> None:
    """No reply, and the vendor said so or was never reached."""
    crossing, known = attempt.crossing, _known(attempt.crossing, seen, *attempt.cost(seen))
    if seen.status != 200 and trouble != Trouble.VENDOR_TIMEOUT:
        known["reserved"] = Decimal(0)  # turned away before anything was read; a vendor that gave up may bill
    _end_or_add(crossing, CrossingState.FAILED, known, reason=trouble.value)
    audit.record(
        event=Event.POLICY_CROSSING_FAILED,
        by=attempt.by,
        asked_by=attempt.asked_by,
        on=crossing,
        reason=trouble,
        attempt=crossing.attempt,
        request=crossing.request_id,
        status=seen.status,
        vendor_request=_remote(seen.vendor_request),
        milliseconds=seen.milliseconds,
    )


def lose(attempt: Attempt, reason: Trouble | Loss, seen: Seen) -> None:
    """It was sent, and nobody here saw the end of it. What is known of its cost is booked, and what it may have cost
    besides stays reserved."""
    crossing, known = attempt.crossing, _known(attempt.crossing, seen, *attempt.cost(seen))
    if isinstance(reason, Loss):  # nobody knows anything that could be added
        _end(crossing, CrossingState.UNKNOWN, known, reason=reason.value)
    else:
        _end_or_add(crossing, CrossingState.UNKNOWN, known, reason=reason.value)
    audit.record(
        event=Event.POLICY_CROSSING_UNKNOWN,
        by=attempt.by,
        asked_by=attempt.asked_by,
        on=crossing,
        attempt=crossing.attempt,
        request=crossing.request_id,
        reason=reason,
    )


def give_up(*, request_id: UUID, by: User, asked_by: User) -> None:
    """End what is open of a request that no worker has any more: nobody may ever know what came of it. In the
    transaction that lets the request rest; a reply that comes late is still checked, and what it cost booked."""
    opened = Crossing.objects.filter(request_id=request_id, state=CrossingState.STARTED)
    for crossing in opened.select_for_update():
        lose(Attempt(crossing, (), by, asked_by), Loss.WORKER_LOST, Seen())


def _end(crossing: Crossing, state: CrossingState, known: dict[str, Any], **more: Any) -> None:
    ended = {"state": state, "ended_at": timezone.now(), **more}
    if not prepared.update(crossing, known | ended, state=CrossingState.STARTED):
        raise Conflict(_("This attempt was ended by somebody else in the meantime. Nothing of it is kept."))


def _end_or_add(crossing: Crossing, state: CrossingState, known: dict[str, Any], *, reason: str) -> None:
    """End it. Where it was given up for lost meanwhile it stays so, for another attempt may repeat it, and what is
    known now of where it ran and what it cost is added, once. Of one that never left all is known. Raises Conflict."""
    try:
        _end(crossing, state, known, reason=reason)
    except Conflict:
        blank = {"vendor_request": "", "cost": Decimal(0)}
        if reason in NOTHING_LEFT:
            known = known | {"state": state, "reason": reason}
        if not prepared.update(crossing, known, state=CrossingState.UNKNOWN, **blank):
            raise


def _known(crossing: Crossing, seen: Seen, price: Price | None, cost: Decimal) -> dict[str, Any]:
    """What is known of a call, as its row keeps it, and what it may have cost besides: nothing once the vendor told all
    of it."""
    whole = seen.ended and not {"usage", "no_usage"} & set(seen.faults)
    return {
        "reserved": Decimal(0) if whole else max(crossing.reserved - cost, Decimal(0)),
        "model_returned": seen.model,
        "geo_returned": seen.geo,
        "vendor_request": seen.vendor_request,
        "organization": seen.organization,
        "workspace": seen.workspace,
        "stop_reason": seen.stop_reason,
        "status": seen.status,
        "input_tokens": seen.usage.input,
        "output_tokens": seen.usage.output,
        "cache_write_5m_tokens": seen.usage.cache_write_5m,
        "cache_write_1h_tokens": seen.usage.cache_write_1h,
        "cache_read_tokens": seen.usage.cache_read,
        "price": price,
        "cost": cost,
    }


def _facts(crossing: Crossing, seen: Seen) -> dict[str, Any]:
    return {
        "attempt": crossing.attempt,
        "request": crossing.request_id,
        "vendor_request": _remote(seen.vendor_request),
        "model": _remote(seen.model),
        "geo": _remote(seen.geo),
        "organization": _remote(seen.organization),
        "workspace": _remote(seen.workspace),
        "input_tokens": seen.usage.input,
        "output_tokens": seen.usage.output,
        "cost_micro_usd": round(crossing.cost * 1_000_000),
        "milliseconds": seen.milliseconds,
    }


def _remote(value: str) -> RemoteId | None:
    return RemoteId(value) if value else None
