"""What CanLII says of a decision."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Decision:
    """``url`` is the short address, without encryption, of the page where a person opens and reads it."""

    database: str
    case_id: str
    title: str
    citation: str
    url: str
    decided_on: date | None
