"""Places on a page of a PDF: matrices, boxes, and the paths that are drawn. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot
from typing import Any, NamedTuple

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
SQUARE = 0.9
"""Share of the box around it that a shape fills where it is one, its corners rounded or not."""
LEVEL = 0.01
"""Share of its length by which a side may lie askew."""


class Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def within(self, other: Box) -> Box:
        """What both have of the page; a box without area where that is nothing."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def contains(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and self.right >= other.right
            and self.top >= other.top
        )


def over(first: Matrix, then: Matrix) -> Matrix:
    """One matrix and, after it, another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def matrix(numbers: Any) -> Matrix:
    """Raises ValueError or TypeError for anything but six numbers."""
    a, b, c, d, e, f = (float(each) for each in numbers)
    return (a, b, c, d, e, f)


def point(at: Matrix, x: float, y: float) -> tuple[float, float]:
    return at[0] * x + at[2] * y + at[4], at[1] * x + at[3] * y + at[5]


def is_level(at: Matrix) -> bool:
    """Whether what is square stays so, and level."""
    across, up = hypot(at[0], at[1]), hypot(at[2], at[3])
    return (abs(at[1]) <= LEVEL * across and abs(at[2]) <= LEVEL * up) or (
        abs(at[0]) <= LEVEL * across and abs(at[3]) <= LEVEL * up
    )


def around(at: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """The box around what a matrix makes of one."""
    a, b, c, d, e, f = at
    if not b and not c:
        xs, ys = (a * left + e, a * right + e), (d * bottom + f, d * top + f)
        return Box(min(xs), min(ys), max(xs), max(ys))
    corners = [point(at, x, y) for x in (left, right) for y in (bottom, top)]
    return Box(
        min(x for x, _y in corners),
        min(y for _x, y in corners),
        max(x for x, _y in corners),
        max(y for _x, y in corners),
    )


def given(numbers: Any) -> Box:
    """A rectangle by any two of its corners. Raises ValueError or TypeError for anything but four numbers."""
    x, y, across, up = (float(each) for each in numbers)
    return Box(min(x, across), min(y, up), max(x, across), max(y, up))


class _Shape:
    """One closed line of a path: the box around its corners, and how much it encloses."""

    def __init__(self, x: float, y: float) -> None:
        self.left = self.right = self.first_x = self.last_x = x
        self.bottom = self.top = self.first_y = self.last_y = y
        self._twice = 0.0

    def to(self, x: float, y: float) -> None:
        self._twice += self.last_x * y - x * self.last_y
        self.reach(x, y)
        self.last_x, self.last_y = x, y

    def reach(self, x: float, y: float) -> None:
        """A line that is bent goes no further than to the points that it is bent by."""
        self.left, self.right = min(self.left, x), max(self.right, x)
        self.bottom, self.top = min(self.bottom, y), max(self.top, y)

    @property
    def box(self) -> Box:
        return Box(self.left, self.bottom, self.right, self.top)

    @property
    def is_box(self) -> bool:
        closing = self.last_x * self.first_y - self.first_x * self.last_y
        return abs(self._twice + closing) / 2 >= SQUARE * self.box.area > 0


class Path:
    """What is being drawn, in the places of the page."""

    def __init__(self) -> None:
        self.shapes: list[_Shape] = []

    def begin(self, x: float, y: float) -> None:
        self.shapes.append(_Shape(x, y))

    def line(self, x: float, y: float) -> None:
        if self.shapes:
            self.shapes[-1].to(x, y)

    def reach(self, x: float, y: float) -> None:
        if self.shapes:
            self.shapes[-1].reach(x, y)

    def close(self) -> None:
        if self.shapes:
            last = self.shapes[-1]
            last.to(last.first_x, last.first_y)

    @property
    def box(self) -> Box:
        return Box(
            min((each.left for each in self.shapes), default=0.0),
            min((each.bottom for each in self.shapes), default=0.0),
            max((each.right for each in self.shapes), default=0.0),
            max((each.top for each in self.shapes), default=0.0),
        )

    @property
    def is_box(self) -> bool:
        return len(self.shapes) == 1 and self.shapes[0].is_box

    def filled(self) -> Iterator[tuple[Box, bool]]:
        """Each shape, and whether it is a box that hides what is behind it: one around others may be their frame."""
        whole = self.box
        is_frame = len(self.shapes) > 1 and any(each.box == whole for each in self.shapes)
        for each in self.shapes:
            yield each.box, each.is_box and not is_frame

    def stroked(self, width: float) -> Iterator[tuple[Box, bool]]:
        """Each line; one that is straight and level is a box as high as it is thick."""
        half = width / 2
        for each in self.shapes:
            left, bottom, right, top = each.box
            is_across, is_up = top - bottom <= LEVEL * (right - left), right - left <= LEVEL * (top - bottom)
            if is_across or is_up:
                room = (0.0, half) if is_across else (half, 0.0)
                yield Box(left - room[0], bottom - room[1], right + room[0], top + room[1]), True
            else:
                yield each.box, False
