"""Where words that somebody selected on the page of a draft stand in its text. Pure.

The page shows none of the marks of Markdown, and a browser gives none of them: emphasis, what begins an item, a heading
or a row, and what is around a link are passed over.

No pattern is made of the words: those that are compiled stay in the process after what they were made for is gone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from apps.review.citing import legible
from apps.review.citing.walking import Place

PIECE = re.compile(r"[^\W_]+|[^\w\s*_>|\\\[\]#+`<-]")
"""A word, or a sign that is no mark."""
NUMBER = re.compile(r"^[ \t>]*(\d{1,9}[.)])(?=\s)", re.MULTILINE)
"""Of an item: the page has it, and a selection has not."""
BETWEEN = "\0"


def places(words: str, text: str) -> list[Place]:
    """The first two places of some words, as words before as parts of longer ones. One of them is what was meant. The
    second may begin within the first."""
    wanted = BETWEEN.join(PIECE.findall(words))
    if not wanted:
        return []
    read = legible.in_characters(text)
    every = list(PIECE.finditer(read.text))
    numbers = {at for match in NUMBER.finditer(read.text) for at in range(*match.span(1))}
    without = [each for each in every if each.start() not in numbers]
    for sought in (f"{BETWEEN}{wanted}{BETWEEN}", wanted):
        for pieces in (every, without):
            if found := list(islice(_places(sought, wanted, pieces), 2)):
                return [read.before(each) for each in found]
    return []


def _places(sought: str, wanted: str, pieces: Sequence[re.Match[str]]) -> Iterator[Place]:
    """Wherever the pieces have what is sought, the wanted ones of it."""
    joined = BETWEEN.join(["", *(each.group() for each in pieces), ""])
    starts = list(accumulate((len(each.group()) + 1 for each in pieces), initial=1))

    def there(at: int) -> int:
        piece = bisect_right(starts, at) - 1
        return pieces[piece].start() + at - starts[piece]

    at = joined.find(sought)
    while at >= 0:
        begin = at + sought.index(wanted)
        yield there(begin), there(begin + len(wanted) - 1) + 1
        at = joined.find(sought, at + 1)
