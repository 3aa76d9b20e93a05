"""What a look at a control sees."""

import enum
from dataclasses import dataclass


class Status(enum.StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Seen:
    """What a check saw: its status, a word or two for the desk, and the evidence in a sentence."""

    status: Status
    word: str
    evidence: str
