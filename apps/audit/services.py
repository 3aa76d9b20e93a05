"""Every write of the log that others make, by noun: entries, and verifications that people ask for."""

from .recording import Person, record
from .tallies import count as count_activity
from .verifications import ask as ask_verification
from .verifications import claim as claim_verifications
from .verifications import run as run_verification

__all__ = [
    "Person",
    "ask_verification",
    "claim_verifications",
    "count_activity",
    "record",
    "run_verification",
]
