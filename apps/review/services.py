"""Every write of review, by noun: openings, preparation, decisions."""

from apps.review.decisions import approve, return_with_reasons, withdraw
from apps.review.openings import collect, open_draft, release, reserve
from apps.review.preparation import answer, comment, edit, find

__all__ = [
    "answer",
    "approve",
    "collect",
    "comment",
    "edit",
    "find",
    "open_draft",
    "release",
    "reserve",
    "return_with_reasons",
    "withdraw",
]
