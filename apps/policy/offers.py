"""What the vendor offers and the firm takes: which models may be used, and what each costs from which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId, firm_digest
from apps.core.errors import BadInput, NotAllowed
from apps.people.models import User
from apps.policy import rules
from apps.policy.attempts import Act, on_record
from apps.policy.models import ModelTerm, Price

PRICED = ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")
"""Categories of tokens, each with a price of its own: none is derived from another."""
MOST = Decimal(10_000)
LEAST_MULTIPLIER, MOST_MULTIPLIER = Decimal(1), Decimal(10)


@on_record(Act.ALLOW_MODEL)
def allow_model(*, term: ModelTerm, allowed: bool, by: User) -> ModelTerm:
    """Put a model on the firm's list, or take it off.

    Raises NotAllowed for one whose vendor keeps what it is sent, or that cannot be held to the United States: nobody
    can open those, whoever asks. The guard has a list of its own besides.
    """
    rules.check_may_confirm(by)
    held = ModelTerm.objects.select_for_update().get(pk=term.pk)
    if allowed and (held.covered or not held.accepts_geo):
        raise NotAllowed(
            _(
                "This model keeps what it is sent, or cannot be held to the United States. Nobody can allow it here."
            ),
            codes=("model_closed",),
        )
    if held.allowed == allowed:
        return held
    held.allowed = allowed
    held.save(update_fields=["allowed"])
    audit.record(event=Event.POLICY_MODEL_CHANGED, by=by, on=by, model=RemoteId(held.model), allowed=allowed)
    return held


@on_record(Act.RECORD_PRICE)
def record_price(
    *,
    term: ModelTerm,
    effective_from: date,
    per_million: Mapping[str, Decimal],
    us_multiplier: Decimal,
    source: str,
    by: User,
    up_to_tokens: int | None = None,
) -> Price:
    """Enter what a model costs from a day on, in USD per million tokens, for prompts of up to a size or of any.

    What is booked already is never recomputed, so a day that is past is refused. Raises NotAllowed or BadInput.
    """
    rules.check_may_confirm(by)
    if set(per_million) != set(PRICED) or not all(0 <= each <= MOST for each in per_million.values()):
        raise BadInput(_("Give a price for each category of tokens."))
    if not LEAST_MULTIPLIER <= us_multiplier <= MOST_MULTIPLIER:
        raise BadInput(_("The multiplier for US inference is at least 1."))
    if effective_from < timezone.localdate():
        raise BadInput(_("Costs that are booked are never recomputed. Choose today or a day to come."))
    if not source.strip():
        raise BadInput(_("Say where the price was read."))
    ModelTerm.objects.select_for_update().get(pk=term.pk)
    if Price.objects.filter(model=term, effective_from=effective_from, up_to_tokens=up_to_tokens).exists():
        raise BadInput(_("A price from that day is on record already for this model and size."))
    made = Price.objects.create(
        model=term,
        effective_from=effective_from,
        up_to_tokens=up_to_tokens,
        us_multiplier=us_multiplier,
        source=source.strip(),
        checked_on=timezone.localdate(),
        owner=by,
        **per_million,
    )
    told = [f"{name}={per_million[name]:f}".encode() for name in PRICED]
    told.append(f"up_to={up_to_tokens or ''}".encode())
    audit.record(
        event=Event.POLICY_PRICE_RECORDED,
        by=by,
        on=made,
        model=RemoteId(term.model),
        digest=firm_digest(
            b"price", *told, f"{us_multiplier:f}".encode(), effective_from.isoformat().encode()
        ),
    )
    return made
