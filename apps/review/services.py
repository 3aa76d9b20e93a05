"""Every write of review, by noun: openings, attending, preparation, decisions, second looks, the queue's order."""

from apps.review.attending import assign, attend, offer_time, set_aside, take_over
from apps.review.decisions import approve, return_with_reasons, withdraw
from apps.review.due import follow_deadlines
from apps.review.openings import collect, open_draft, release, reserve
from apps.review.preparation import answer, comment, edit, find
from apps.review.sampling import look_again

__all__ = [
    "answer",
    "approve",
    "assign",
    "attend",
    "collect",
    "comment",
    "edit",
    "find",
    "follow_deadlines",
    "look_again",
    "offer_time",
    "open_draft",
    "release",
    "reserve",
    "return_with_reasons",
    "set_aside",
    "take_over",
    "withdraw",
]
