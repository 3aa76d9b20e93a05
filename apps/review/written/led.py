"""Where a text itself leads: its own links, and which of them an authority stands in or right behind. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import unescapeAll

from apps.review.citing.walking import Place
from apps.review.written.pieces import Link
from apps.review.written.tokens import PARSER

ADDRESS = re.compile(r"\]\(\s{0,99}(<[^<>\n]*>|(?:[^\s()<>\\]|\\[^\s])+(?:\([^\s()]*\)[^\s()]*)*)")
LONGEST = 400
"""Characters looked at before an address for where the words begin that lead there."""
RIGHT_BEHIND = re.compile(r"[^\n()]{0,200}\)[\s*_,(]*\Z")
"""What closes a link, with its title, where a citation goes on from the name that it leads from."""


def own(text: str) -> list[Link]:
    """Each link of a text, by its words and its address."""
    found = []
    for match in ADDRESS.finditer(text):
        begin = _begins(text, match.start())
        if begin is not None:
            found.append(Link(begin, match.start(), _read(match.group(1))))
    return found


def _read(address: str) -> str:
    """An address as the page and the files have it: it may be written with escapes and entities."""
    return PARSER.normalizeLink(unescapeAll(address.strip("<>")))


def _begins(text: str, end: int) -> int | None:
    depth = 1
    for at in range(end - 1, max(-1, end - LONGEST), -1):
        depth += {"]": 1, "[": -1}.get(text[at], 0)
        if not depth:
            return at + 1
    return None


def of(text: str, links: Sequence[Link], places: Sequence[Place]) -> Iterator[str]:
    """The addresses to which words lead that an authority stands in, or right behind."""
    for link in links:
        written = ADDRESS.match(text, link.end)
        after = written.end() if written else link.end
        for start, end in places:
            is_in = link.start <= start and end <= link.end
            if is_in or (after <= start <= after + LONGEST and RIGHT_BEHIND.match(text[after:start])):
                yield link.to
                break
