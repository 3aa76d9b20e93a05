"""What a call costs, exactly: Decimal, price rows as they stood on the day, the US multiplier on every category."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from apps.core.prepared import Prepared
from apps.integrations.claude.types import Usage
from apps.policy.models import Price

MILLION = Decimal(1_000_000)
_ROWS = Prepared(lambda model: Price.objects.filter(model=model).order_by("-effective_from"))


def rows(model: str) -> list[Price]:
    """Every price row of a model, newest first."""
    found: list[Price] = _ROWS(model=model)
    return found


def choose(found: Sequence[Price], *, prompt_tokens: int, on: date) -> Price | None:
    """The row for a prompt of this size on that day, or None: then the model may not be used.

    The rows of the newest day that has come are in force together; among them the narrowest band that holds the
    prompt counts. The whole call is in one band, output too.
    """
    fitting = [
        row for row in _in_force(found, on) if row.up_to_tokens is None or prompt_tokens <= row.up_to_tokens
    ]
    return min(fitting, key=lambda row: (row.up_to_tokens is None, row.up_to_tokens or 0), default=None)


def _in_force(found: Sequence[Price], on: date) -> list[Price]:
    newest = max((row.effective_from for row in found if row.effective_from <= on), default=None)
    return [row for row in found if row.effective_from == newest]


def least(found: Sequence[Price], usage: Usage, *, on: date) -> Decimal | None:
    """The least that these tokens can have cost on that day, in calls of whatever size; None without a price."""
    return min((cost(row, usage) for row in _in_force(found, on)), default=None)


def booked(found: Sequence[Price], *, prompt_tokens: int, on: date) -> Price | None:
    """The row by which a call is booked that was made: of a prompt that turned out larger than every band, the
    largest. It was paid for, and nothing that was paid counts as nothing."""
    price = choose(found, prompt_tokens=prompt_tokens, on=on)
    if price is not None:
        return price
    bands = sorted((row.up_to_tokens for row in found if row.up_to_tokens is not None), reverse=True)
    return next((row for most in bands if (row := choose(found, prompt_tokens=most, on=on))), None)


def cost(price: Price, usage: Usage) -> Decimal:
    """USD for these tokens. Exact: nothing is rounded."""
    before = (
        price.input * usage.input
        + price.output * usage.output
        + price.cache_write_5m * usage.cache_write_5m
        + price.cache_write_1h * usage.cache_write_1h
        + price.cache_read * usage.cache_read
    )
    return before * price.us_multiplier / MILLION
