"""Every write about outside systems, by noun: connections being made, connections that stand."""

from apps.integrations.connections import (
    check,
    claim_ageing,
    connect,
    end,
    heard,
    heard_of,
    mark_broken,
    refresh,
)
from apps.integrations.hearing import forget_posts, hear_zoom
from apps.integrations.pairings import Departure, arrive, confirm, depart, drop, lapse, let_lapse, reach_zoom
from apps.integrations.subscriptions import (
    claim_subscriptions,
    keep_subscriptions,
    listen,
    stop_listening,
)
from apps.integrations.telling import hear_clio, hear_mycase

__all__ = [
    "Departure",
    "arrive",
    "check",
    "claim_ageing",
    "claim_subscriptions",
    "confirm",
    "connect",
    "depart",
    "drop",
    "end",
    "forget_posts",
    "hear_clio",
    "hear_mycase",
    "hear_zoom",
    "heard",
    "heard_of",
    "keep_subscriptions",
    "lapse",
    "let_lapse",
    "listen",
    "mark_broken",
    "reach_zoom",
    "refresh",
    "stop_listening",
]
