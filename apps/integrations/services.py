"""Every write about outside systems, by noun: connections being made, connections that stand."""

from apps.integrations.connections import check, claim_ageing, connect, end, heard, mark_broken, refresh
from apps.integrations.hearing import forget_posts, hear_zoom
from apps.integrations.pairings import Departure, arrive, confirm, depart, drop, let_lapse, reach_zoom

__all__ = [
    "Departure",
    "arrive",
    "check",
    "claim_ageing",
    "confirm",
    "connect",
    "depart",
    "drop",
    "end",
    "forget_posts",
    "hear_zoom",
    "heard",
    "let_lapse",
    "mark_broken",
    "reach_zoom",
    "refresh",
]
