"""Where a text itself leads: its own links, and which of them an authority stands in or right behind. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import unescapeAll

from apps.review.citing.walking import Place
from apps.review.written.pieces import Link
from apps.review.written.tokens import PARSER

ADDRESS = re.compile(r"\]\(\s{0,99}(<[^<>\n]*>|(?:[^\s()<>\\]|\\[^\s])+(?:\([^\s()]*\)[^\s()]*)*)")
LONGEST = 400
"""Characters looked at before an address for where the words begin that lead there."""
MAY_BE_CODE = re.compile(r"[`~]|^(?: {4}| {0,3}\t)", re.MULTILINE)
FURTHEST = 60
OPENS = re.compile(r"[*_]*(?: \(CanLII\))?(?:,? (?:at|au|aux|par|para|p|pp)[\w. ,–-]{1,30})?[\s*_,;(]*\[")
"""What stands between an authority, its pinpoint, and a link that says where to read it."""
RIGHT_BEHIND = re.compile(r"[^\n()]{0,200}\)[\s*_,(]*\Z")
"""What closes a link, with its title, where a citation goes on from the name that it leads from."""


def own(text: str) -> list[Link]:
    """Each link of a text, by its words and its address. What is written so within code is shown as it is written, and
    leads nowhere."""
    found = []
    for match in ADDRESS.finditer(text):
        begin = _begins(text, match.start())
        if begin is not None:
            found.append(Link(begin, match.start(), _read(match.group(1))))
    if not found or not MAY_BE_CODE.search(text):
        return found
    real = sorted(_addresses(text))
    return [each for each in found if _is_first_of(real, each.to)]


def _addresses(text: str) -> Iterator[str]:
    for block in PARSER.parse(text):
        for token in block.children or ():
            if token.type == "link_open":
                yield str(token.attrs.get("href", ""))


def _is_first_of(real: Sequence[str], address: str) -> bool:
    """Whether an address of the text's own is, or begins as, what is found here."""
    at = bisect_left(real, address)
    return at < len(real) and real[at].startswith(address)


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


def of(
    text: str, links: Sequence[Link], places: Sequence[Place], free: frozenset[Link] = frozenset()
) -> Iterator[str]:
    """The addresses to which words lead that an authority stands in, or right behind; or that stand right behind it and
    are ``free``, so that they speak of no other."""
    for link in links:
        written = ADDRESS.match(text, link.end)
        after = written.end() if written else link.end
        is_free = link in free
        for start, end in places:
            is_in = link.start <= start and end <= link.end
            is_behind = (
                is_free and 0 < link.start - end <= FURTHEST and OPENS.fullmatch(text[end : link.start])
            )
            if (
                is_in
                or is_behind
                or (after <= start <= after + LONGEST and RIGHT_BEHIND.match(text[after:start]))
            ):
                yield link.to
                break


def loose(links: Sequence[Link], places: Sequence[Place]) -> frozenset[Link]:
    """The links whose words name no authority: *here*, *CanLII*, *link*."""
    starts = sorted(start for start, _end in places)
    return frozenset(
        link
        for link in links
        if (at := bisect_left(starts, link.start)) == len(starts) or starts[at] >= link.end
    )
