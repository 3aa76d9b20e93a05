"""Figures drawn as plots: coordinates for server-rendered SVG, with the numbers in a table behind."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar of a bar plot, in the units of its view box."""

    label: str
    count: int
    tone: str
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + 18

    @property
    def above(self) -> int:
        return self.y - 5


def bars(
    values: list[tuple[str, int, str]], *, top: int = 20, base: int = 102, step: int = 50, first: int = 0
) -> list[Bar]:
    """Bars 36 wide from ``base`` up to ``top``; the tallest fills it. A count of nothing has no height. ``first`` is
    how many places are left free before them."""
    most = max((count for _label, count, _tone in values), default=0) or 1
    return [
        Bar(
            label=label,
            count=count,
            tone=tone,
            x=7 + step * at,
            y=base - round((base - top) * count / most),
            height=round((base - top) * count / most),
        )
        for at, (label, count, tone) in enumerate(values, first)
    ]
