"""How a canonical text is read, for the page, for Word and for paper alike, and where in it the words of a token stand.

There is one parser, so that what is read is what is filed. Link definitions and images are left to be read as written:
each would take words or an address out of sight.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["reference", "image"])
FURTHEST = 12
"""Characters of syntax, escapes or entities that may lie between two characters of one run of words."""


class Cursor:
    """How far a text has been read, while its tokens are gone through in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines = [0]
        for line in text.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def enter(self, token: Token) -> None:
        """What comes next stands on this token's first line or after it."""
        if token.map is not None:
            self.at = max(self.at, self.lines[token.map[0]])

    def found(self, words: str) -> int:
        """Where a run of words stands as it is, which is then passed; -1 where it does not."""
        start = self.text.find(words, self.at)
        if start >= 0:
            self.at = start + len(words)
        return start

    def scattered(self, words: str) -> list[int]:
        """Where each character of a run stands that does not stand in the text as it is: marks of syntax, escapes and
        entities lie between."""
        places = []
        for char in words:
            found = self.text.find(char, self.at, self.at + FURTHEST)
            if found >= 0:
                self.at = found + 1
            places.append(found if found >= 0 else max(0, self.at - 1))
        return places

    def places(self, words: str) -> Sequence[int]:
        """Where each character of a run of words stands."""
        start = self.found(words)
        return range(start, start + len(words)) if start >= 0 else self.scattered(words)

    def pass_address(self) -> None:
        """Words that follow a link are looked for behind its address."""
        closed = self.text.find(")", self.at)
        if self.text.startswith("](", self.at) and closed >= 0:
            self.at = closed + 1


def address_in_sight(link: Token) -> str:
    """What is said of where a link leads: its address, unless that is what its words are."""
    return "" if link.info == "auto" else str(link.attrs.get("href", ""))
