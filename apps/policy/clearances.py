"""The gate's answer to one request: the facts gathered, the rules asked, the answer on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.core import prepared
from apps.integrations.claude.types import Usage
from apps.matters.models import Matter
from apps.matters.within import sees
from apps.people.models import User
from apps.policy import estimate, minimise, prices, queries, rules
from apps.policy.estimate import Estimate
from apps.policy.exchange import CallRequest, digest_of
from apps.policy.models import Clearance, Price
from apps.policy.queries import Known
from apps.policy.reasons import CAUTIONS, SENTENCES, Reason

CENT = Decimal("0.01")
HEALTH = "health"
"""The class of information that a source tagged as health information makes a request hold."""


@dataclass(frozen=True)
class Refusal:
    """A reason to say no, for a page: its code and its sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Assessed:
    """What the gate would say, with the figures for the person. Not stored."""

    granted: bool
    reasons: tuple[Refusal, ...]
    estimate: Estimate
    cost: Decimal
    """USD at most: the estimate's upper end and the longest answer allowed, US multiplier included."""
    cautions: tuple[Refusal, ...] = ()
    """What does not refuse yet, and will."""
    parties_read_at: datetime | None = None
    """When the practice system that the matter came from was last read through."""

    @property
    def tokens(self) -> int:
        """Estimated tokens of the prompt."""
        return self.estimate.tokens

    @property
    def error(self) -> float:
        """By how much the estimate may be off, as a part of it."""
        return estimate.ERROR


@dataclass(frozen=True)
class Weighed:
    """One request against everything that is known now."""

    request: CallRequest
    now: datetime
    known: Known
    facts: rules.Facts
    digest: Digest
    estimate: Estimate
    price_rows: Sequence[Price]
    at_most: Decimal | None

    @cached_property
    def refusals(self) -> list[Reason]:
        return rules.refusals(self.facts)


def weigh(request: CallRequest, *, now: datetime, known: Known | None = None) -> Weighed:
    """Gather the facts and ask the rules. Changes nothing."""
    call = request.call
    known = known or facts_on_record(request, now=now)
    size = estimate.of(call)
    rows = prices.rows(call.model)
    price = prices.choose(rows, prompt_tokens=size.high, on=queries.today(now))
    at_most = prices.cost(price, Usage(input=size.high, output=call.max_tokens)) if price else None
    system, *texts = (text.reveal() for text in call.texts())
    with minimise.opened(request.matter, request.request_id) as minimiser:
        digest = digest_of(call, minimiser.seal)
        leaks = minimiser.leaks(texts) + minimiser.leaks([system], weak=False)
    facts = _facts(request, known, now=now, at_most=at_most, leaks=leaks, digest=digest)
    return Weighed(request, now, known, facts, digest, size, rows, at_most)


def facts_on_record(request: CallRequest, *, now: datetime) -> Known:
    return queries.known(
        matter_id=request.matter.pk,
        request_id=request.request_id,
        askers=request.askers,
        responsible=request.responsible,
        model=request.call.model,
        now=now,
    )


def _facts(
    request: CallRequest, known: Known, *, now: datetime, at_most: Decimal | None, leaks: int, digest: Digest
) -> rules.Facts:
    cents = settings.CLAUDE_MATTER_CENTS if known.budget_cents is None else known.budget_cents
    return rules.Facts(
        today=queries.today(now),
        surface="messages",
        surface_standing=known.surface_standing,
        surface_confirmed=known.surface_confirmed,
        region=request.call.geo,
        breaker_open=known.breaker_open,
        matter_status=known.matter_status,
        residency=known.residency,
        province=known.province,
        health_matter=known.health_matter,
        health_sources=HEALTH in request.information,
        may_trip_classifiers=known.may_trip_classifiers,
        on_file=known.on_file,
        parties_read=known.parties_read,
        parties_readable=known.parties_readable,
        parties_hours=_hours(known.parties_read_at, now) or 0,
        parties_hours_warn=settings.PARTIES_UNREAD_WARN_HOURS,
        parties_hours_refuse=settings.PARTIES_UNREAD_REFUSE_HOURS,
        client_told=known.told,
        client_refused=known.refused,
        client_consented=known.consented,
        asker_works_on_matter=_works_on(request.asked_by, request.matter),
        responsible_licensed=known.responsible_licensed,
        policy_version=known.policy_version,
        policy_acknowledged=known.acknowledged,
        arrangement_organization=known.arrangement_organization,
        arrangement_workspace=known.arrangement_workspace,
        arrangement_review_by=known.review_by,
        arrangement_covers=None if known.arrangement_covers is None else frozenset(known.arrangement_covers),
        training_off=known.training_off,
        **_from_outside(known, now),
        organization=settings.CLAUDE_ORGANIZATION,
        workspace=settings.CLAUDE_WORKSPACE,
        model_known=known.model_allowed is not None,
        model_allowed=known.model_allowed,
        model_covered=known.model_covered,
        model_accepts_geo=known.model_accepts_geo,
        model_priced=at_most is not None,
        at_most=at_most,
        matter_spent=known.matter_spent,
        matter_budget=cents * CENT,
        firm_spent=known.firm_spent,
        firm_budget=settings.CLAUDE_FIRM_CENTS * CENT,
        leaks=leaks,
        text_whole=request.call.is_sendable,
        as_shown=digest.hmac == request.shown_hmac,
        readings=request.readings.value,
    )


def _hours(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds() // 3600))


def _from_outside(known: Known, now: datetime) -> dict[str, Any]:
    """What was seen of the account and is on record of the path. A person's confirmation counts as a look."""
    seen = max(filter(None, (known.seen_at, known.arrangement_confirmed_at)), default=None)
    read = known.terms_checked_on
    return {
        "hours_unseen": _hours(seen, now),
        "hours_unseen_warn": settings.CLAUDE_UNSEEN_WARN_HOURS,
        "hours_unseen_refuse": settings.CLAUDE_UNSEEN_REFUSE_HOURS,
        "workspace_faults": frozenset(known.workspace_faults or ()),
        "retention_seen": known.retention_seen or "",
        "terms_days": None if read is None else (queries.today(now) - read).days,
        "path_unknown": frozenset(known.path_unknown),
        "path_abroad": frozenset(known.path_abroad),
    }


def _works_on(user: User, matter: Matter) -> bool:
    """Asked again at each call: a team, a role or a screen may have changed since the person asked."""
    return not user.is_robot and sees(user, matter.pk)


def store(weighed: Weighed, *, by: User) -> Clearance:
    """Put the answer on record, granted or not. Inside a transaction that commits before anything is sent."""
    request, reasons = weighed.request, weighed.refusals
    clearance = Clearance(
        matter=request.matter,
        request_id=request.request_id,
        asked_by=request.asked_by,
        responsible=request.responsible,
        purpose=request.purpose,
        workflow=request.workflow,
        model=request.call.model[:60],
        region=request.call.geo,
        granted=not reasons,
        refusals=[reason.value for reason in reasons],
        facts=weighed.facts.stored(),
        rules_version=rules.VERSION,
        prompt_hmac=weighed.digest.hmac,
        at=weighed.now,
    )
    prepared.insert(clearance)
    said: dict[str, Any] = {"reasons": reasons} if reasons else {"prompt": weighed.digest}
    if not reasons:
        said["warnings"] = rules.cautions(weighed.facts) or None
    audit.record(
        event=Event.POLICY_REFUSED if reasons else Event.POLICY_CLEARED,
        by=by,
        asked_by=request.asked_by,
        on=clearance,
        request=request.request_id,
        rules=rules.VERSION,
        **said,
    )
    return clearance


def assessed(weighed: Weighed) -> Assessed:
    """For the preview."""
    reasons = tuple(Refusal(reason.value, str(SENTENCES[reason])) for reason in weighed.refusals)
    cautions = tuple(Refusal(each.value, str(CAUTIONS[each])) for each in rules.cautions(weighed.facts))
    cost, read_at = weighed.at_most or Decimal(0), weighed.known.parties_read_at
    return Assessed(not reasons, reasons, weighed.estimate, cost, cautions, read_at)
