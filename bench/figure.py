"""One measured figure, and whether it is what was promised."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Samples of one thing, beside a peer's samples of the same thing where there is one.

    With a peer, the limit is on the ratio of the medians (ours divided by the peer's); without, on our own median in
    `unit`. `at_least` says on which side of the limit is well.
    """

    name: str
    unit: str
    samples: Sequence[float]
    limit: float
    peer: Sequence[float] = ()
    peer_name: str = ""
    at_least: bool = False

    def __post_init__(self) -> None:
        if not self.samples:
            raise ValueError(f"{self.name} was not measured.")

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles; 0 for a single sample."""
        if len(self.samples) < 2:
            return 0.0
        lower, _, upper = statistics.quantiles(self.samples, n=4, method="inclusive")
        return (upper - lower) / 2

    @property
    def ratio(self) -> float | None:
        return self.median / statistics.median(self.peer) if self.peer else None

    @property
    def judged(self) -> float:
        """The number that the limit is about."""
        return self.median if self.ratio is None else self.ratio

    @property
    def held(self) -> bool:
        return self.judged >= self.limit if self.at_least else self.judged <= self.limit

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "spread": self.spread,
            "samples": list(self.samples),
            "peer": {"name": self.peer_name, "samples": list(self.peer)} if self.peer else None,
            "ratio": self.ratio,
            "limit": self.limit,
            "at_least": self.at_least,
            "held": self.held,
        }
