"""The fields of a Word document while its words are read: where they lead, and which of them show what no words say.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

LEADS = re.compile(r'\s*HYPERLINK\s+"([^"]+)"')
PLACE = re.compile(r'\s\\l\s+"([^"]+)"')
"""What stands behind the # of an address: Word keeps it apart."""


@dataclass
class _Field:
    code: str = ""
    shows: bool = False
    """Whether what follows is what the field shows; before that it is code."""
    is_counted: bool = False


class Fields:
    """Those that are open, from the outermost. What leads to one of ``ours`` is no link of the text."""

    def __init__(self, ours: Collection[str] = ()) -> None:
        self.ours = ours
        self.open: list[_Field] = []

    def enter(self, kind: str) -> str:
        """Passes a sign of a field. The code of one that ends here."""
        if kind == "begin":
            self.open.append(_Field())
        elif kind == "separate" and self.open:
            self.open[-1].shows = True
        elif kind == "end" and self.open:
            return self.open.pop().code
        return ""

    def add(self, code: str) -> None:
        if self.open:
            self.open[-1].code += code

    def leads(self) -> str:
        return next(filter(None, (self.leading(each.code) for each in self.open)), "")

    def leading(self, code: str) -> str:
        """The address to which a field with that code leads, if it does."""
        found, place = LEADS.match(code), PLACE.search(code)
        to = found.group(1) if found else ""
        whole = f"{to}#{place.group(1)}" if to and place and "#" not in to else to
        return "" if whole in self.ours else whole

    def holds(self, words: str) -> bool:
        """Whether these are the first words in the code of a field, such as a condition that another field works out:
        nobody sees them, and no text can say what was seen."""
        within = next((each for each in self.open if not each.shows), None)
        if within is None or within.is_counted or not words.strip():
            return False
        within.is_counted = True
        return True
