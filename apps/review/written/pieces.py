"""The words inside a block as they are written into a file: pieces of one look that lead to one address. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markdown_it.token import Token

from apps.core.text import printable
from apps.review.written.tokens import Cursor, address_in_sight

LONGEST_ADDRESS = 2000
"""Characters. Word follows links of about 2,080; a longer address is printed and leads nowhere."""


@dataclass(frozen=True)
class Link:
    """The characters ``[start, end)`` of a text, and the address to which they lead."""

    start: int
    end: int
    to: str = field(repr=False)

    def moved(self, by: int) -> Link:
        """The same where the text begins elsewhere."""
        return Link(self.start + by, self.end + by, self.to)


@dataclass(frozen=True)
class Piece:
    """Words of one look that lead to one address, or to none."""

    text: str = field(repr=False)
    bold: bool = False
    italic: bool = False
    to: str = field(default="", repr=False)


class Inline:
    """The words inside a block, in pieces. Where a link leads stands behind its words, as on the page that was read."""

    def __init__(self, text: str, links: Sequence[Link]) -> None:
        self.cursor = Cursor(text)
        self.links = sorted(links, key=lambda link: link.start)
        self.starts = [link.start for link in self.links]

    def pieces(self, tokens: Sequence[Token]) -> list[Piece]:
        found: list[Piece] = []
        look = {"strong": 0, "em": 0}
        leads: list[tuple[str, str]] = []
        for token in tokens:
            bold, italic = look["strong"] > 0, look["em"] > 0
            if token.type == "link_open":
                address = str(token.attrs.get("href", ""))
                leads.append((address if can_lead(address) else "", address_in_sight(token)))
            elif token.type == "link_close":
                to, said = leads.pop()
                if said:
                    self.cursor.pass_address()
                    found.append(Piece(f" ({printable(said)})", bold, italic, to))
            elif token.tag in look:
                look[token.tag] += token.nesting
            elif token.type == "hardbreak":
                found.append(Piece("\n"))
            elif token.type == "softbreak":
                found.append(Piece(" ", bold, italic, leads[-1][0] if leads else ""))
            elif token.content:
                found += self.words(token.content, bold, italic, leads[-1][0] if leads else "")
        return found

    def words(self, words: str, bold: bool = False, italic: bool = False, to: str = "") -> list[Piece]:
        """Words, cut where a place in the text begins or ends that leads elsewhere."""
        places = self.cursor.places(words)
        if not self.links:
            return [Piece(printable(words), bold, italic, to)]
        cut = groupby(zip(words, places, strict=True), key=lambda each: self._leading_from(each[1]) or to)
        return [
            Piece(printable("".join(char for char, _place in group)), bold, italic, there)
            for there, group in cut
        ]

    def _leading_from(self, place: int) -> str:
        link = self.links[max(0, bisect_right(self.starts, place) - 1)]
        return link.to if link.start <= place < link.end else ""


def can_lead(address: str) -> bool:
    """Whether an address is one that a reader of the file can be led to; others are printed only."""
    return address.startswith(("https://", "http://", "mailto:")) and len(address) <= LONGEST_ADDRESS
