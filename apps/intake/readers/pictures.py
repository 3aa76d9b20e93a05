"""How much of a PDF's page is pictures, as its text is read: a scan with words over it is still a scan."""

from __future__ import annotations

from typing import Any

from pypdf import PageObject

from apps.intake.readers.reading import Deadline

MOST = 0.5
"""Share of the page. A picture in a typed page is seldom larger, a scan seldom smaller."""
UNSEEN = 3
"""The way to draw text (ISO 32000, 9.3.6) that leaves no mark: what a program recognised lies so over its scan."""


class Pictures:
    """Watches one page being read. Told of every operator, it meets the deadline too."""

    def __init__(self, page: PageObject, deadline: Deadline) -> None:
        self._page = abs(float(page.mediabox.width) * float(page.mediabox.height))
        self._forms = {name for name, each in drawn_on(page).items() if each.get("/Subtype") == "/Form"}
        self._deadline = deadline
        self._area = 0.0
        self._is_recognised = False

    def see(self, operator: bytes, operands: Any, matrix: Any, _text: Any) -> None:
        """An operator before it is done, and the matrix that it is done under."""
        self._deadline.check()
        is_drawn = operator == b"Do" and bool(operands) and operands[0] not in self._forms
        if is_drawn or operator == b"INLINE IMAGE":
            across, up, back, down = (float(each) for each in matrix[:4])
            self._area += abs(across * down - up * back)  # a picture is one unit wide and high
        elif operator == b"Tr" and operands:
            self._is_recognised |= operands[0] == UNSEEN

    @property
    def cover(self) -> bool:
        """Whether the page is a scan that no other program has recognised yet."""
        return self._area > MOST * self._page and not self._is_recognised


def drawn_on(page: PageObject) -> dict[str, Any]:
    """The pictures and forms that a page may draw, by name."""
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    return {} if drawn is None else {name: each.get_object() for name, each in drawn.get_object().items()}
