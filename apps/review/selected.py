"""Where words that somebody selected on the page of a draft stand in its text. Pure.

The page shows none of the marks of Markdown, and a browser gives none of them: emphasis, what begins an item, a heading
or a row, and what is around a link are passed over.
"""

from __future__ import annotations

import re

from apps.review.walking import Place

MARKS = r"*_>|\\\[\]#+`<-"
PIECE = re.compile(rf"[^\W_]+|[^\w\s{MARKS}]")
# Possessive, and of no character that a piece can be: what was passed over is never tried in another way.
BETWEEN = rf"[\s{MARKS}]*+"
NUMBERS = rf"(?:[\s{MARKS}]|(?m:^)\d{{1,9}}[.)](?=\s))*+"
"""The same with the numbers of items, which the page has and a selection has not."""


def places(words: str, text: str) -> list[Place]:
    """The first two places of some words, as words before as parts of longer ones. One of them is what was meant."""
    pieces = [re.escape(piece) for piece in PIECE.findall(words)]
    if not pieces:
        return []
    ways = [between.join(pieces) for between in (BETWEEN, NUMBERS)]
    for pattern in (*(rf"(?<![^\W_]){way}(?![^\W_])" for way in ways), *ways):
        if found := _two(re.compile(pattern), text):
            return found
    return []


def _two(pattern: re.Pattern[str], text: str) -> list[Place]:
    """The second may begin within the first."""
    first = pattern.search(text)
    second = pattern.search(text, first.start() + 1) if first else None
    return [each.span() for each in (first, second) if each]
