"""Whether words stand in a text in the place where a court wants them, however either is set. Pure."""

from __future__ import annotations

import re

from apps.drafting.anchors import folded
from apps.review.models.filing import StatementPlace
from apps.review.written import tokens


def stand(words: str, text: str, place: str) -> bool:
    where = first_paragraph(text) if place == StatementPlace.FIRST else text
    return _plain(words) in _plain(where)


def are_words(words: str) -> bool:
    """Whether anything is left of them once they are plain: nothing stands in every text."""
    return bool(_plain(words))


def first_paragraph(text: str) -> str:
    """What the page and the files have first. Headings and lines across the page are not paragraphs; a court reads past
    them, and no blank line has to stand behind one. No more is parsed than it takes to come to it."""
    lines = text.split("\n")
    ends = [at for at, line in enumerate(lines) if not line.strip()] + [len(lines)]
    further = 1
    while True:
        last = min(further, len(ends)) - 1
        for token in tokens.PARSER.parse("\n".join(lines[: ends[last]])):
            if token.level == 0 and token.map and token.type not in ("heading_open", "hr"):
                begin, end = token.map
                return "\n".join(lines[begin : min(end, *(at for at in ends if at > begin))])
        if last == len(ends) - 1:
            return ""
        further *= 2


def _plain(text: str) -> str:
    return " ".join(folded(re.sub(r"[*_#>`]", "", text)).split())
