"""What a reading says in the place of words that are covered: once, however many letters and pieces there are. Pure."""

from __future__ import annotations

import re

COVERED, MARKED = "\x04", "\x05"
"""What stands for a covered word, and for one that is marked to be redacted, until all pieces are there."""
NAMES = {COVERED: "[covered: not read]", MARKED: "[marked to be redacted: not read]"}
STRETCH = re.compile(f"([{COVERED}{MARKED}])(?:\\s*\\1)*")


def told(text: str) -> str:
    """The whole text, once every piece is in it."""
    return STRETCH.sub(lambda found: NAMES[found.group(1)], text)


def says(words: str) -> bool:
    """Whether anything is lost where these are not read."""
    return any(each.isalnum() for each in words)
