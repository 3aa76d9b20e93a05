"""The monthly budgets as caps: near the edge of one, requests are weighed one after another.

What was spent is read before a request is hashed and searched, and what it may cost is reserved after that, so workers
that look together see the same money. Far from the edge there is room for a large call of every slot, and nothing is
locked or asked. Near it a lock of the transaction orders those of one matter, or of the firm, and what was spent is
read again under it. A slot is busy with its call for far longer than another is between its look and its reservation.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.conf import settings

from apps.core import statements
from apps.policy import queries
from apps.policy.clearances import Weighed

LARGE = Decimal(2)
"""USD. Nearly every call may cost less, so a small one that looks beside others reckons with this for each of them."""

# Two numbers, so that no lock elsewhere is meant: those are of one. Matters that share a number wait on each other.
_ALONE = "SELECT pg_advisory_xact_lock(%s, %s)"
_MATTER, _FIRM = 7301, 7302


def held_to(weighed: Weighed) -> Weighed:
    """The same where no budget is near; else weighed again by what is spent now, with nobody else between that look
    and the end of this transaction. Locks the matter before the firm, and only what is near."""
    if weighed.refusals:
        return weighed
    matter, firm = _is_near(weighed)
    if not matter and not firm:
        return weighed
    request = weighed.request
    if matter:
        statements.execute(_ALONE, [_MATTER, int.from_bytes(request.matter.pk.bytes[:4], signed=True)])
    if firm:
        statements.execute(_ALONE, [_FIRM, 0])
    matter_spent, firm_spent = queries.spent(matter_id=request.matter.pk, now=weighed.now)
    return replace(
        weighed,
        known=replace(weighed.known, matter_spent=matter_spent, firm_spent=firm_spent),
        facts=replace(weighed.facts, matter_spent=matter_spent, firm_spent=firm_spent),
    )


def _is_near(weighed: Weighed) -> tuple[bool, bool]:
    """Whether every slot of the worker could not send one more, of the matter and of the firm."""
    facts = weighed.facts
    together = settings.WORKER_SLOTS * max(weighed.at_most or LARGE, LARGE)
    sums = (facts.matter_spent, facts.matter_budget), (facts.firm_spent, facts.firm_budget)
    matter, firm = (spent is None or budget is None or budget - spent < together for spent, budget in sums)
    return matter, firm
