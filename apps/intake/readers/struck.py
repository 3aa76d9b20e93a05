"""Words that are struck out, as a reading says it of them: once, in however many pieces they are kept."""

from __future__ import annotations

import re

BEGINS, ENDS = "\x02", "\x03"
"""Where such words begin and end, until all pieces are there: characters that no document holds."""
GOES_ON = re.compile(rf"{ENDS}([ \t]*){BEGINS}")
NONE = str.maketrans("", "", BEGINS + ENDS)


def struck(words: str) -> str:
    """A piece of a text that is struck out."""
    said = words.strip()
    return words.replace(said, f"{BEGINS}{said}{ENDS}") if said else words


def told(text: str) -> str:
    """The whole text, once every piece is in it."""
    return GOES_ON.sub(r"\1", text).replace(BEGINS, "[struck out: ").replace(ENDS, "]")
