"""Sources and transcripts in, and what is read of them: every change, by the noun it is about."""

from apps.intake.arrivals import announce, claim_arrivals, fetch, match
from apps.intake.reading import claim_unread, read
from apps.intake.sources import open_source, receive
from apps.intake.sweeps import sweep, sweep_all

__all__ = [
    "announce",
    "claim_arrivals",
    "claim_unread",
    "fetch",
    "match",
    "open_source",
    "read",
    "receive",
    "sweep",
    "sweep_all",
]
