"""What is published and stays: the name of a case with its citation, and a judge by office.

A party's surname alone is left where it stands in either; a whole listed name is replaced everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from apps.policy.identifying.words import END, Words

CITATION = re.compile(
    r"(?<!\w)(?:1[89]|20)\d\d[ \u00a0][A-Z]{2,6}[ \u00a0]\d{1,6}(?!\w)"
    r"|\[(?:1[89]|20)\d\d\][ \u00a0](?:\d{1,3}[ \u00a0])?[A-Z][A-Za-z.]{1,8}"
    r"|\((?:1[89]|20)\d\d\),[ \u00a0]\d{1,3}[ \u00a0][A-Z]"
)
VERSUS = frozenset({"v", "vs", "c"})
SMALL = frozenset(
    {"of", "the", "and", "et", "de", "la", "le", "les", "du", "des", "d", "l", "in", "re", "for", "au", "aux"}
)
STOP = re.compile(rf"[.;:!?\n]\s|{END}")
LONGEST_SIDE = 8  # words on either side of the v.

OFFICES = frozenset(
    {"justice", "justices", "juge", "juges", "judge", "registrar", "greffier", "master", "chancellor"}
)
AFTER = re.compile(
    r",?[ \u00a0](?:(?:A\.?)?C\.?J\.?(?:[CAOB]\.?|Q\.?B\.?|K\.?B\.?)?|J\.J\.(?:A\.)?|JJ\.?A?\.?|J\.A\.|JA"
    r"|J\.[CSQ]\.[ASCQ]?\.?|j\.c\.[asqc]\.?)(?![\w])"
)
"""`C.J.`, `J.A.`, `JJ.`, `j.c.s.`: never the initials of one given name. A plain `J.` may be, so it does not count."""


def is_judge(words: Words, first: int, end: int) -> bool:
    """Whether the surname at word `first`, up to `end`, is a judge's by what stands beside it."""
    if first and words.folded[first - 1] in OFFICES and words.gap(first).isspace():
        return True
    return AFTER.match(words.text, end) is not None


def case_names(words: Words) -> Iterator[tuple[int, int]]:
    """Stretches that are the published name of a case with its citation."""
    if VERSUS.isdisjoint(words.folded):
        return
    ends = words.edges[1::2]
    for citation in CITATION.finditer(words.text):
        last = bisect_right(ends, citation.start())
        nearest = range(last - 1, max(last - LONGEST_SIDE - 2, -1), -1)
        versus = next((at for at in nearest if words.folded[at] in VERSUS), None)
        if versus is None or END in words.text[words.end(versus) : citation.start()]:
            continue
        first = versus
        for at in range(versus - 1, max(versus - LONGEST_SIDE - 1, -1), -1):
            gap = words.gap(at + 1)
            ended = END in gap or (len(words.folded[at]) > 2 and STOP.search(gap))
            if ended or not (words.capital(at) or words.folded[at] in SMALL):
                break
            first = at
        if first != versus:
            yield words.start(first), citation.end()
