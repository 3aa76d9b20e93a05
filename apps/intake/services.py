"""Sources and transcripts in, and what is read of them: every change, by the noun it is about."""

from apps.intake.arrivals import announce, claim_arrivals, discard, fetch, match
from apps.intake.confirming import clear, confirm_page, leave_page_out, open_picture, read_again
from apps.intake.hints import take_hints
from apps.intake.precedents import approve_precedent, retire_precedent, use_precedent
from apps.intake.reading import claim_unread, read
from apps.intake.rereading import claim_outdated, read_outdated
from apps.intake.sources import open_source, receive
from apps.intake.sweeps import claim_sweeps, sweep
from apps.intake.withdrawing import wipe
from apps.intake.working_copies import end_copy

__all__ = [
    "announce",
    "approve_precedent",
    "claim_arrivals",
    "claim_outdated",
    "claim_sweeps",
    "claim_unread",
    "clear",
    "confirm_page",
    "discard",
    "end_copy",
    "fetch",
    "leave_page_out",
    "match",
    "open_picture",
    "open_source",
    "read",
    "read_again",
    "read_outdated",
    "receive",
    "retire_precedent",
    "sweep",
    "take_hints",
    "use_precedent",
    "wipe",
]
